"""When profiles and figures are computed: every few minutes for those touched, each night for all."""

from __future__ import annotations

from datetime import time

from cordiale import jobs
from cordiale.listen.imports import Ended


@jobs.every(minutes=5, name="profile.refresh_touched")
def refresh_touched() -> None:
    """Refresh the profiles whose facts or windows moved; the shop's figures too, when they are an hour old."""
    from cordiale.understand.profile import refresh, snapshots

    report = refresh.touched()
    if not report.held and snapshots.due(changed=bool(report.parties or report.emptied)):
        snapshots.take()


@jobs.every(at=time(2, 30), name="profile.refresh_all")
def refresh_all() -> None:
    """Learn from the population again, refresh every profile, and tell the shop's figures."""
    from cordiale.understand.profile import refresh, snapshots

    refresh.full()
    snapshots.take()


def after_import(ended: Ended) -> None:
    """After a file was taken in or taken back: what it touched, all anew when it changed who the population is."""
    from cordiale.understand.profile import refresh, snapshots

    report = refresh.after_many()
    if report.parties or report.emptied or snapshots.current() is None:
        snapshots.take()
