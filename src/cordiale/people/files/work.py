"""Each night: what was removed long ago goes, and bytes that no row knows (a broken upload, an erased party) go too."""

from __future__ import annotations

from datetime import time, timedelta

from django.core.files.storage import default_storage

from cordiale import jobs
from cordiale.core import clock

YOUNG = timedelta(days=1)


@jobs.every(name="files.tidy", at=time(3, 40))
def tidy() -> None:
    """Forget removed files, then sweep."""
    from cordiale.people.files import attachments

    while attachments.forget_removed():
        pass
    sweep()


def sweep() -> int:
    """Delete stored files without a row, once they are a day old; how many."""
    from cordiale.people.files.models import Attachment

    gone = 0
    if not default_storage.exists(""):
        return gone
    for folder in default_storage.listdir("")[0]:
        stored = [f"{folder}/{name}" for name in default_storage.listdir(folder)[1]]
        known = set(Attachment.objects.filter(stored__startswith=f"{folder}/").values_list("stored", flat=True))
        for name in stored:
            if name not in known and clock.now() - default_storage.get_modified_time(name) > YOUNG:
                default_storage.delete(name)
                gone += 1
    return gone
