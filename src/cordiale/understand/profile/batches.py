"""Writing much without keeping others waiting: short transactions, a breath between them where one writes at a time."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator
from itertools import islice
from typing import TypeVar

from django.db import connection, transaction

T = TypeVar("T")
ROWS = 1_000
BREATH_S = 0.005


def chunks(values: Iterable[T]) -> Iterator[list[T]]:
    """Parts of at most `ROWS`."""
    rest = iter(values)
    while some := list(islice(rest, ROWS)):
        yield some


def in_one_batch(deed: Callable[[], object]) -> None:
    """Do it in a transaction of its own, then let whoever waits for the lock have it: it is fair."""
    with transaction.atomic():
        deed()
    if connection.vendor == "sqlite":
        time.sleep(BREATH_S)
