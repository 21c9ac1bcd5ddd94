"""One micro-batch made ready: persons found, personal values sealed, poison isolated, Arrow tables built."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import pyarrow as pa

from cordiale.core import clock
from cordiale.lake import envelope, told
from cordiale.lake.explode import Exploder, Seal
from cordiale.lake.keyring import Keyring
from cordiale.lake.quarantine import Poison
from cordiale.lake.spool import Batch
from cordiale.lake.told import Row
from cordiale.lake.wire import NOTHING, microseconds

ORDER_TABLES = ("orders", "order_lines")


@dataclass(slots=True)
class Read:
    """A batch read and decoded, not yet matched with persons."""

    batch: Batch
    rows: list[Row]
    poison: list[Poison]


@dataclass(slots=True)
class Prepared:
    """Rows to append per table, what is set apart, and what the report wants to know."""

    upto: int
    tables: dict[str, pa.Table]
    poison: list[Poison]
    forgotten: int = 0
    clamped: int = 0


@dataclass(slots=True)
class _Built:
    tables: list[dict[str, pa.Table]] = field(default_factory=list)
    refused: list[tuple[Row, str]] = field(default_factory=list)
    clamped: int = 0


def prepare(read: Read, keyring: Keyring, *, floors: Mapping[str, int]) -> Prepared:
    """Build each table from the rows behind its own floor: the position that it holds already."""
    pids = keyring.pids_of_bytes(told.parties(read.rows))
    known = [row for row in read.rows if not row.party or row.party in pids]
    seal = _sealer(known, pids, keyring)
    built = _Built()
    _build(known, pids, seal, floors, built)
    bodies = dict(zip(read.batch.positions, read.batch.bodies, strict=True)) if built.refused else {}
    return Prepared(
        upto=read.batch.positions[-1],
        tables={name: pa.concat_tables([some[name] for some in built.tables]) for name in _names(built)},
        poison=read.poison + [Poison(row.position, row.id, bodies[row.position], why) for row, why in built.refused],
        forgotten=len(read.rows) - len(known),
        clamped=built.clamped,
    )


def _names(built: _Built) -> list[str]:
    return sorted({name for some in built.tables for name in some})


def _build(
    rows: Sequence[Row], pids: Mapping[bytes, int], seal: Seal, floors: Mapping[str, int], built: _Built
) -> None:
    """Build all at once; when a value refuses its type, halve until the poisonous rows stand alone."""
    if not rows:
        return
    try:
        tables, clamped = _tables(rows, pids, seal, floors)
    except told.UNREADABLE as error:
        if len(rows) == 1:
            built.refused.append((rows[0], str(error)))
            return
        half = len(rows) // 2
        _build(rows[:half], pids, seal, floors, built)
        _build(rows[half:], pids, seal, floors, built)
    else:
        built.tables.append(tables)
        built.clamped += clamped


def _tables(
    rows: Sequence[Row], pids: Mapping[bytes, int], seal: Seal, floors: Mapping[str, int]
) -> tuple[dict[str, pa.Table], int]:
    now = microseconds(clock.now())
    whole = Exploder(rows, pids=pids, now=now)
    tables = {"events": whole.events(seal)}
    for name in (*ORDER_TABLES, "products"):
        fresh = [row for row in rows if row.position > floors[name]]
        part = whole if len(fresh) == len(rows) else Exploder(fresh, pids=pids, now=now)
        tables[name] = getattr(part, name)()
    return tables, int(whole.clamped.sum())


def _sealer(rows: Sequence[Row], pids: Mapping[bytes, int], keyring: Keyring) -> Seal:
    secretive = {row.party for row in rows if row.event.personal is not NOTHING}
    ciphers = keyring.ciphers({pids[party] for party in secretive})

    def seal(pid: int, key: bytes, personal: bytes) -> bytes | None:
        cipher = ciphers.get(pid)  # None: forgotten a moment ago, nobody may read it any more
        return cipher and envelope.seal(cipher, personal, key)

    return seal
