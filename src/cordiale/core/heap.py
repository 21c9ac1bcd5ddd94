"""Looking for garbage cycles as rarely as they are made.

Python looks through everything that lives each time so many objects are new. A house that has opened holds half a
million objects for good; a call that brings a thousand rows made it look at all of them several times, for nothing:
a quarter of the time of such a call. What lives for good is set apart, and rows of text make no cycles.
"""

from __future__ import annotations

import atexit
import gc
from collections.abc import Iterator
from contextlib import contextmanager

NEW_OBJECTS = 20_000
ROWS_OF_TEXT = 200_000


def settle() -> None:
    """Set apart what is loaded by now: it lives as long as the process, and is not looked at again."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(NEW_OBJECTS, 20, 20)
    atexit.register(gc.unfreeze)  # libraries that count what is left at the end of the process find nothing strange


@contextmanager
def rarely_searched() -> Iterator[None]:
    """For work on rows of plain values, in large numbers."""
    usual = gc.get_threshold()
    gc.set_threshold(ROWS_OF_TEXT, *usual[1:])
    try:
        yield
    finally:
        gc.set_threshold(*usual)
