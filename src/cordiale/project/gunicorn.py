"""gunicorn's settings that are not words of its command line."""

import os
from threading import Thread

from django.conf import settings

from cordiale.core import heap
from cordiale.project.supervisor import READY_FD

logconfig_dict = settings.LOGGING
accesslog = None


def post_worker_init(worker: object) -> None:
    """Tell who waits for us; load what reading the lake needs while nobody waits yet (seconds, once)."""
    if told := os.environ.get(READY_FD):
        os.write(int(told), b"1")  # the supervisor that replaces an older process waits for this
    Thread(target=_warm_up, name="warm-up", daemon=True).start()


def _warm_up() -> None:
    import cordiale.lake.duck
    import cordiale.lake.history  # noqa: F401

    heap.settle()
