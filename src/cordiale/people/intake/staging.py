"""What became of each row, in temporary tables: memory stays the same for a thousand rows and for ten million."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from itertools import count
from uuid import UUID

from django.db import connection

from cordiale.core.errors import Refusal
from cordiale.people import bearers, bulk
from cordiale.people.intake.drafts import Triple
from cordiale.people.intake.matching import Owner

_NUMBERS = count(1)
_ROW = ("number", "ref", "outcome", "party_id", "party_key", "code", "sentence", "details")
_KEY = ("kind", "issuer", "normal", "party_id", "name", "sort_name", "ref")
READ_AT_ONCE = 5000


@dataclass(frozen=True, slots=True)
class Staged:
    """The fate of a row: created, updated, unchanged or refused."""

    number: int
    ref: str
    outcome: str
    party: int | None = None
    key: UUID | None = None
    refusal: Refusal | None = None


@dataclass
class Stage:
    """Two temporary tables of this connection: rows, and (for a dry run) the keys of parties it would make."""

    rows: str = field(init=False)
    keys: str = field(init=False)

    def __post_init__(self) -> None:
        number = next(_NUMBERS)
        self.rows, self.keys = f"intake_row_{number}", f"intake_key_{number}"
        with connection.cursor() as cursor:
            cursor.execute(
                f"create temporary table {self.rows} (number bigint primary key, ref text, outcome text, "
                "party_id bigint, party_key text, code text, sentence text, details text)"
            )
            cursor.execute(f"create index {self.rows}_party on {self.rows} (party_id)")
            cursor.execute(
                f"create temporary table {self.keys} (kind text, issuer text, normal text, party_id bigint, "
                "name text, sort_name text, ref text)"
            )
            cursor.execute(f"create index {self.keys}_key on {self.keys} (kind, issuer, normal)")
            cursor.execute(f"create index {self.keys}_party on {self.keys} (party_id)")

    def close(self) -> None:
        """Drop the tables; the connection's end does as much."""
        with connection.cursor() as cursor:
            cursor.execute(f"drop table if exists {self.rows}")
            cursor.execute(f"drop table if exists {self.keys}")

    def add(self, rows: Collection[Staged]) -> None:
        """Keep the fate of these rows."""
        bulk.write(table=self.rows, columns=_ROW, rows=[_written(row) for row in rows])

    def touched(self, parties: Collection[int]) -> dict[int, str]:
        """Which of these parties an earlier row of the source has spoken of, and that row's ref."""
        if not parties:
            return {}
        with connection.cursor() as cursor:
            places = ", ".join(["%s"] * len(parties))
            cursor.execute(f"select party_id, ref from {self.rows} where party_id in ({places})", list(parties))
            return dict(cursor.fetchall())

    def imagine(self, owners: Collection[tuple[Owner, str, Collection[Triple]]]) -> None:
        """For a dry run: remember the keys of parties that the run would have made."""
        rows = [
            (*triple, one.pk, one.name, one.sort_name, ref) for one, ref, triples in owners for triple in triples
        ]  # fmt: skip
        bulk.write(table=self.keys, columns=_KEY, rows=rows)

    def imagined(self, triples: Collection[Triple]) -> list[tuple[Triple, Owner]]:
        """The imagined parties that bear one of these keys."""
        found = bearers.of(triples, table=self.keys, index=f"{self.keys}_key")
        if not found:
            return []
        parties = {pk for *_, pk in found}
        owners: dict[int, Owner] = {}
        with connection.cursor() as cursor:
            places = ", ".join(["%s"] * len(parties))
            cursor.execute(f"select {', '.join(_KEY)} from {self.keys} where party_id in ({places})", list(parties))
            for kind, issuer, normal, pk, name, sort_name, ref in cursor.fetchall():
                owner = owners.setdefault(pk, Owner(pk, name, sort_name, touched_by=ref))
                if kind == "external":
                    owner.references.setdefault(issuer, set()).add(normal)
        return [((kind, issuer, normal), owners[pk]) for kind, issuer, normal, pk in found]

    def read(self, columns: str, *, where: str) -> Iterator[tuple[str, ...]]:
        """Rows in their order, read a few thousand at a time."""
        last = 0
        while True:
            with connection.cursor() as cursor:
                cursor.execute(
                    f"select number, {columns} from {self.rows} where number > %s and {where} order by number limit %s",
                    [last, READ_AT_ONCE],
                )
                rows = cursor.fetchall()
            if not rows:
                return
            last = rows[-1][0]
            for _, *row in rows:
                yield tuple(row)


def _written(row: Staged) -> tuple[object, ...]:
    refusal = row.refusal
    details = json.dumps(refusal.details, default=str, ensure_ascii=False) if refusal else None
    return (
        row.number, row.ref, row.outcome, row.party, row.key and str(row.key),
        refusal and refusal.code, refusal and refusal.sentence, details,
    )  # fmt: skip
