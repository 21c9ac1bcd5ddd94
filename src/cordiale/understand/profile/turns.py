"""One at a time over all processes: a refresh or a snapshot takes its turn under a lease."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from cordiale.lake import Lake

SECONDS = 900.0


@contextmanager
def turn(lake: Lake, name: str) -> Iterator[Callable[[], None] | None]:
    """The function that holds on to the turn (call it now and then), or None when somebody else has it."""
    lease = lake.spool.leases.take(name, seconds=SECONDS)
    try:
        yield lease.renew if lease else None
    finally:
        if lease:
            lease.release()
