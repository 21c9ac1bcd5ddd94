"""Privacy as background work: what the screens enqueue, and what comes back by itself."""

from __future__ import annotations

from datetime import time
from uuid import UUID

from cordiale import jobs
from cordiale.core import clock


@jobs.task(attempts=20)
def erase(*, key: str, progress: jobs.Progress) -> None:
    """Carry out an approved erasure, then overwrite what it left."""
    from cordiale.people.privacy import erasing

    erasing.carry_out(UUID(key), on_progress=progress.step)
    scrub.enqueue()


@jobs.task(attempts=20)
def scrub() -> None:
    """Overwrite freed places and rewrite the lake's files; whoever is done by then is physically gone."""
    from cordiale.people.privacy import scrubbing
    from cordiale.people.privacy.models import Erasure

    done = list(Erasure.objects.filter(state=Erasure.State.DONE, scrubbed_at=None).values_list("pk", flat=True))
    scrubbing.scrub()
    Erasure.objects.filter(pk__in=done).update(scrubbed_at=clock.now())


@jobs.task()
def prepare(*, key: str, progress: jobs.Progress) -> None:
    """Make the file of an access or portability request."""
    from cordiale.people.privacy import exporting

    exporting.prepare(UUID(key))
    progress.step(1, 1)


@jobs.every(name="privacy.expire", at=time(3, 20))
def expire() -> None:
    """Delete the files that were not taken within seven days."""
    from cordiale.people.privacy import exporting

    exporting.expire()
