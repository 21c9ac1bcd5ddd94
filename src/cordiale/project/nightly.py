"""Periodic work that belongs to no room."""

from datetime import time

from cordiale import jobs


@jobs.every(name="lake.maintain", at=time(2, 30))
def maintain_lake() -> None:
    """Compact the lake's tables, remove what was taken back for good, delete files nobody reads any more."""
    from cordiale.people.lakehouse import lake

    lake().maintain()


@jobs.every(name="project.back_up", minutes=15, queue="imports")
def back_up() -> None:
    """Take a backup when the last one is old enough; a machine that slept through the night catches up."""
    from cordiale.project.backup import commands, taking
    from cordiale.project.backup.place import Place

    if commands.due():
        taking.take(Place.of_settings(), commands.wish(), migrations=commands.applied())
