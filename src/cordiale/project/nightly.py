"""Periodic work that belongs to no room."""

from datetime import time

from cordiale import jobs


@jobs.every(name="lake.maintain", at=time(2, 30))
def maintain_lake() -> None:
    """Compact the lake's tables, remove what was taken back for good, delete files nobody reads any more."""
    from cordiale.people.lakehouse import lake

    lake().maintain()
