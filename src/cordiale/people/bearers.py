"""Who bears these keys: one look-up by index, whatever their number and the size of the base."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from django.db import connection

MOST_SHARING = 20  # parties looked at per key: an e-mail like "aucun@exemple.fr" may be borne by half a file
AT_ONCE = 1000

Triple = tuple[str, str, str]  # kind, issuer, normal: what is compared
_BEARERS = f"""
with wanted(kind, issuer, normal) as ({{values}}),
ranked as (
    select i.kind, i.issuer, i.normal, i.party_id,
        row_number() over (partition by i.kind, i.issuer, i.normal order by i.party_id) as place
    from wanted w join {{table}} i {{index}} on i.kind = w.kind and i.issuer = w.issuer and i.normal = w.normal
)
select kind, issuer, normal, party_id from ranked where place <= {MOST_SHARING}
"""


def of(
    triples: Collection[Triple], *, table: str = "people_identifier", index: str = "identifier_lookup"
) -> list[tuple[str, str, str, int]]:
    """Every (kind, issuer, normal, party id) of `table` that bears one of these keys: one join."""
    found: list[tuple[str, str, str, int]] = []
    wanted = list(triples)
    for start in range(0, len(wanted), AT_ONCE):
        part = wanted[start : start + AT_ONCE]
        if connection.vendor == "sqlite":
            values = f"values {', '.join(['(%s, %s, %s)'] * len(part))}"
            parameters: list[Any] = [text for triple in part for text in triple]
        else:
            values = "select * from unnest(%s::text[], %s::text[], %s::text[])"
            parameters = [list(column) for column in zip(*part, strict=True)]
        with connection.cursor() as cursor:
            # SQLite is told its index: for some numbers of keys it would build one over the whole table each time.
            told = f"indexed by {index}" if connection.vendor == "sqlite" else ""
            cursor.execute(_BEARERS.format(values=values, table=table, index=told), parameters)
            found += cursor.fetchall()
    return found
