"""Imports as background work: what the screens enqueue."""

from uuid import UUID

from cordiale import jobs
from cordiale.core.errors import Refusal


@jobs.task(queue="imports")
def check(*, key: str, progress: jobs.Progress) -> None:
    """Dry run of an import; a refusal stands on the run."""
    from cordiale.listen.imports import runs

    try:
        runs.check(UUID(key), progress=progress)
    except Refusal:
        return  # told on the run: its state and refusal are what the screen shows


@jobs.task(queue="imports")
def carry_out(*, key: str, progress: jobs.Progress) -> None:
    """Carry an import out, then load the lake and tell the rooms that wait."""
    from cordiale.listen.imports import runs

    try:
        run = runs.carry_out(UUID(key), progress=progress)
    except Refusal:
        return
    runs.settle(run)


@jobs.task(queue="imports")
def revert(*, key: str, progress: jobs.Progress) -> None:
    """Take an import back, then tell the rooms that wait."""
    from cordiale.listen.imports import runs

    run = runs.revert(UUID(key))
    progress.step(1, 1)
    runs.settle(run, reverted=True)
