"""One micro-batch made ready: persons found, personal values sealed, poison isolated, Arrow tables built."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pyarrow as pa

from cordiale.core import clock
from cordiale.lake import envelope, told
from cordiale.lake.explode import Exploder, Seal
from cordiale.lake.keyring import Keyring
from cordiale.lake.quarantine import Poison
from cordiale.lake.spool import Batch
from cordiale.lake.told import Row
from cordiale.lake.wire import NOTHING, microseconds

KEPT_PIDS = 200_000
SPREAD = ("orders", "order_lines", "products")


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


class Numbers:
    """The pids of late, kept between batches: a stale one only leads to rows that no reader is shown."""

    def __init__(self, keyring: Keyring) -> None:
        self.keyring = keyring
        self._known: dict[bytes, int] = {}

    def of(self, parties: set[bytes]) -> Mapping[bytes, int]:
        """The pid of each party, made when missing; forgotten parties have none."""
        if len(self._known) > KEPT_PIDS:
            self._known.clear()
        if missing := parties.difference(self._known):
            self._known.update(self.keyring.pids_of_bytes(missing))
        return self._known


def prepare(read: Read, numbers: Numbers, *, floors: Mapping[str, int]) -> Prepared:
    """Build each table from the rows behind its own floor: the position that it holds already."""
    pids = numbers.of(told.parties(read.rows))
    known = [row for row in read.rows if not row.party or row.party in pids]
    builder = _Builder(pids, _sealer(known, pids, numbers.keyring), floors)
    builder.build(known)
    bodies = dict(zip(read.batch.positions, read.batch.bodies, strict=True)) if builder.refused else {}
    return Prepared(
        upto=read.batch.positions[-1],
        tables={name: pa.concat_tables(parts) for name, parts in builder.parts.items()},
        poison=read.poison + [Poison(row.position, row.id, bodies[row.position], why) for row, why in builder.refused],
        forgotten=len(read.rows) - len(known),
        clamped=builder.clamped,
    )


class _Builder:
    """Builds all rows at once; when a value refuses its type, halves until the poisonous rows stand alone."""

    def __init__(self, pids: Mapping[bytes, int], seal: Seal, floors: Mapping[str, int]) -> None:
        self._pids = pids
        self._seal = seal
        self._floors = floors
        self._now = microseconds(clock.now())
        self.parts: dict[str, list[pa.Table]] = {}
        self.refused: list[tuple[Row, str]] = []
        self.clamped = 0

    def build(self, rows: Sequence[Row]) -> None:
        if not rows:
            return
        try:
            tables, clamped = self._tables(rows)
        except told.UNREADABLE as error:
            if len(rows) == 1:
                self.refused.append((rows[0], str(error)))
                return
            half = len(rows) // 2
            self.build(rows[:half])
            self.build(rows[half:])
        else:
            self.clamped += clamped
            for name, table in tables.items():
                self.parts.setdefault(name, []).append(table)

    def _tables(self, rows: Sequence[Row]) -> tuple[dict[str, pa.Table], int]:
        whole = Exploder(rows, pids=self._pids, now=self._now)
        tables = {"events": whole.events(self._seal)}
        for name in SPREAD:
            part = whole
            if rows[0].position <= self._floors[name]:  # after a crash between two tables
                fresh = [row for row in rows if row.position > self._floors[name]]
                part = Exploder(fresh, pids=self._pids, now=self._now)
            tables[name] = getattr(part, name)()
        return tables, int(whole.clamped.sum())


def _sealer(rows: Sequence[Row], pids: Mapping[bytes, int], keyring: Keyring) -> Seal:
    secretive = {row.party for row in rows if row.event.personal is not NOTHING}
    ciphers = keyring.ciphers({pids[party] for party in secretive})

    def seal(pid: int, key: bytes, personal: bytes) -> bytes | None:
        cipher = ciphers.get(pid)  # None: forgotten a moment ago, nobody may read it any more
        return envelope.seal(cipher, personal, key) if cipher else None

    return seal
