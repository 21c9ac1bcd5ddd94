"""Bulk runs as background work."""

from datetime import time
from uuid import UUID

from cordiale import jobs
from cordiale.core.errors import Refusal


@jobs.task(queue="imports")
def carry_out(*, key: str, progress: jobs.Progress) -> None:
    """Carry a run out."""
    from cordiale.understand.bulk import runs

    try:
        runs.carry_out(UUID(key), progress=progress)
    except Refusal as refused:  # a right was withdrawn, a colleague left: told on the run
        runs.fail(UUID(key), error=str(refused))


@jobs.task(queue="imports")
def take_back(*, key: str, progress: jobs.Progress) -> None:
    """Undo a run."""
    from cordiale.understand.bulk import runs

    try:
        runs.take_back(UUID(key), progress=progress)
    except Refusal as refused:  # a right was withdrawn, a colleague left: told on the run
        runs.fail(UUID(key), error=str(refused))


@jobs.every(at=time(3, 20), name="bulk.forget")
def forget() -> None:
    """Let go of what can no longer be undone, and of exported files of more than a day."""
    from cordiale.understand.bulk import runs

    runs.forget()
