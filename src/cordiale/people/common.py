"""How common words are: what a few parties, here and there in the base, are found by."""

from __future__ import annotations

from django.db import connection

PLACES = 4
AT_EACH = 250
OFTEN = 0.02  # held by so many, a page of a list is found within some thousand rows of any order
SELDOM = 0.05  # held by no more, the index gathers them quickly
ENOUGH = 10

_ONE = """select body from (
    select body from people_searchentry
    where party_id > (select max(party_id) from people_searchentry) * {place} / {places} order by party_id limit {limit}
) as part{place}"""


def sample() -> list[str]:
    """The words of a thousand parties; nothing of a base so small that the index is quick for any word."""
    parts = [_ONE.format(place=place, places=PLACES, limit=AT_EACH) for place in range(PLACES)]
    with connection.cursor() as cursor:
        cursor.execute(" union all ".join(parts))
        bodies = [row[0] for row in cursor.fetchall()]
    return bodies if len(bodies) == PLACES * AT_EACH else []
