"""What deleting leaves on a disk: bytes of freed pages, of the write-ahead log, of replaced index segments.

On SQLite they are overwritten: `secure_delete` while erasing, then the freed pages that an earlier deletion left. On
PostgreSQL `VACUUM` frees the dead rows of the touched tables; their bytes leave the disk when the page is written
again, those of the write-ahead log when its segment is recycled (docs/privacy.md says how long).
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection

from cordiale.people.lakehouse import lake
from cordiale.people.privacy import map, tables

PIECE = 8 * 1024 * 1024
MERGE_PAGES = 500
MERGES_MOST = 100_000


@contextmanager
def overwriting() -> Iterator[None]:
    """Deleted content is overwritten at once, page by page."""
    if connection.vendor != "sqlite":
        yield
        return
    with connection.cursor() as cursor:
        cursor.execute("pragma secure_delete = on")
        try:
            yield
        finally:
            cursor.execute("pragma secure_delete = fast")


def settle(report: dict[str, list[float]]) -> None:
    """Right after an erasure: empty the write-ahead log, or vacuum the touched tables."""
    started = time.perf_counter()
    if connection.vendor == "sqlite":
        empty_log()
    elif not connection.in_atomic_block:
        with connection.cursor() as cursor:
            for one in map.every():
                if one.is_table and report.get(one.name, [0])[0]:
                    cursor.execute(f"vacuum {tables.model_of(one)._meta.db_table}")
    report["disk"] = [0, time.perf_counter() - started]


def empty_log() -> bool:
    """Write the log into the database and cut it to nothing; False while a reader holds it (the night tries again)."""
    if connection.in_atomic_block:
        return False
    with connection.cursor() as cursor:
        cursor.execute("pragma wal_checkpoint(truncate)")
        return not cursor.fetchone()[0]


def scrub() -> None:
    """The slow part, in small steps beside the house's work: the search index, freed pages, the lake's files."""
    if connection.vendor == "sqlite":
        with overwriting():
            _merge_index()
            _overwrite_free_pages()
        empty_log()
    else:
        with connection.cursor() as cursor:
            cursor.execute("select gin_clean_pending_list('people_search')")
            cursor.execute("vacuum people_searchentry")
    lake().maintain()
    lake().spool.wipe()


def _merge_index() -> None:
    """A word taken out of the full-text index stays in its old segment until segments merge: merge them all."""
    with connection.cursor() as cursor:
        cursor.execute("select total_changes()")
        step = -MERGE_PAGES  # the negative first call tells FTS5 to go on until one segment is left
        for _ in range(MERGES_MOST):
            before = _changes(cursor)
            cursor.execute("insert into people_search(people_search, rank) values ('merge', %s)", [step])
            if _changes(cursor) - before < 2:
                return
            step = MERGE_PAGES


def _changes(cursor: object) -> int:
    cursor.execute("select total_changes()")  # type: ignore[attr-defined]
    return int(cursor.fetchone()[0])  # type: ignore[attr-defined]


def _overwrite_free_pages() -> None:
    """Take every free page for a table of zeros, and give it back."""
    with connection.cursor() as cursor:
        free = _pragma(cursor, "freelist_count") * _pragma(cursor, "page_size")
        if not free:
            return
        cursor.execute("create table if not exists privacy_scrub (zeros blob)")
        while free > 0:
            cursor.execute("insert into privacy_scrub values (zeroblob(%s))", [min(free, PIECE)])
            free -= PIECE
        cursor.execute("drop table privacy_scrub")


def _pragma(cursor: object, name: str) -> int:
    cursor.execute(f"pragma {name}")  # type: ignore[attr-defined]
    return int(cursor.fetchone()[0])  # type: ignore[attr-defined]
