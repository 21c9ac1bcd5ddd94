"""A house of any size for the measures of lists: parties with keys, addresses, agreements, profiles, words and tags,
teams and territories of several shapes, and one party with a long story. Written in batches on either database.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

FAMILY = (
    "andré", "bernard", "bertrand", "blanc", "bonnet", "boyer", "chevalier", "david", "dubois", "durand", "faure",
    "fournier", "garcia", "garnier", "girard", "guérin", "lambert", "laurent", "lefebvre", "leroy", "martin", "mercier",
    "michel", "moreau", "morel", "petit", "richard", "robert", "rousseau", "roux", "simon", "thomas", "zimmermann",
)  # fmt: skip
LAST = FAMILY[-1]  # those of one name stand together in the order of names, at its very end
AT_ONCE = 20_000
STORY_OF, EVENTS = 7, 2_000
COLUMNS = {
    "Party": (
        "id", "key", "kind", "name", "given_name", "family_name", "sort_name", "language", "owner_id", "team_id",
        "territory_id", "source", "created_at",
    ),
    "Identifier": ("party_id", "kind", "value", "normal", "main", "source"),
    "Address": ("party_id", "purpose", "lines", "postcode", "city", "country", "main", "source"),
    "Consent": ("key", "party_id", "purpose", "channel", "state", "at", "source", "jurisdiction"),
    "Profile": (
        "party_id", "currency", "country", "first_order_at", "last_order_at", "order_count", "visit_count", "spent",
        "year_value", "cohort", "typical_gap_days", "late_at", "late", "money_score",
    ),
}  # fmt: skip
READERS = {
    "all": ("manager", "", ""),
    "own": ("own", "", ""),  # two hundred of a million, and sixty shared ones
    "team": ("team", "spread", ""),  # one in forty, anywhere
    "team_named": ("team", "named", ""),  # one in thirty-three, all of the last name
    "territory": ("territory", "spread", "south"),  # a team, and one in five
    "territory_named": ("territory", "named", "east"),  # a team, and most of the last name
}
"""Who reads: how far their role reaches, their team, their territory."""


def key_of(number: int) -> UUID:
    """The key of a party of the base; evenly spread, as random ones are."""
    return UUID(int=(number * 0x9E3779B97F4A7C15F39CC0605CEDC835) % 2**128)


def scattered(number: int, below: int) -> int:
    """A number below another, as good as drawn by lot, always the same."""
    return (number * 2_654_435_761 >> 7) % below


def email_of(reader: str) -> str:
    return f"{reader}@rivage.example"


def fill(count: int) -> None:
    """So many parties; nothing is done where they are already."""
    from django.db import connection

    from cordiale.people.models import Party

    if Party.objects.exists():
        return
    places = _team()
    for low in range(1, count + 1, AT_ONCE):
        _write(range(low, min(low + AT_ONCE, count + 1)), places)
    _mark(count)
    _story()
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE" if connection.vendor == "sqlite" else "VACUUM ANALYZE")


def _team() -> dict[str, int]:
    """The readers, their teams and territories; the primary keys that parties point at."""
    from cordiale.people import teams, users
    from cordiale.people.models import User
    from cordiale.people.rights import members, places, roles
    from cordiale.people.rights.models import Role

    boss = users.create(email="direction@rivage.example", name="Direction", password="barbier-de-seville-1775")
    members.give(boss, "owner")
    held: dict[str, Any] = {f"team_{name}": teams.create(name=name) for name in ("spread", "named")}
    held |= {f"territory_{name}": places.draw(name=name, within=None, by=boss) for name in ("south", "east")}
    sales, manager = roles.BY_CODE["sales"], roles.BY_CODE["manager"]
    for reader, (role, team, territory) in READERS.items():
        person = users.create(email=email_of(reader), name=reader.title(), password="barbier-de-seville-1775")
        if role == "manager":
            members.give(person, role)
        else:
            scopes = {**sales.scopes, "party.read": role, "view.keep": "all", "bulk.run": "all"}
            members.give(person, Role.objects.create(name=reader, scopes=scopes, levels=dict(manager.levels)))
        placed = {"team": held.get(f"team_{team}"), "territory": held.get(f"territory_{territory}")}
        User.objects.filter(pk=person.pk).update(**placed)
        held[f"owner_{reader}"] = person
    return {name: one.pk for name, one in held.items()}


def _write(numbers: range, places: dict[str, int]) -> None:
    """One batch, in every table."""
    from django.db import transaction

    from cordiale.people import bulk, search
    from cordiale.people.models import Address, Consent, Identifier, Party
    from cordiale.understand.profile.models import Profile

    rows: dict[type[Any], list[Sequence[object]]] = {
        Party: [], Identifier: [], Address: [], Consent: [], Profile: []
    }  # fmt: skip
    words = {}
    for number in numbers:
        for model, row in zip(rows, _rows(number, places), strict=True):
            rows[model].append(row)
        name, mail = rows[Party][-1][3], rows[Identifier][-1][2]
        words[number] = search.words_of(name=str(name), identifiers=[("email", str(mail))])
    with transaction.atomic():
        for model, told in rows.items():
            bulk.insert(model, columns=COLUMNS[model.__name__], rows=told)
        search.store(words, new=True)


def _rows(number: int, places: dict[str, int]) -> Iterator[tuple[object, ...]]:
    """What the tables of `COLUMNS` hold of one party."""
    from cordiale.people import naming

    lot = scattered(number, 1_000_000)
    family = FAMILY[scattered(number * 31, len(FAMILY))]
    given = f"Client{number}"
    mail, key = f"client{number}@exemple{number % 50}.example", key_of(number)
    kind, country = "person" if lot % 25 else "organisation", "CH" if lot % 9 == 0 else "FR"
    late, orders = lot % 7 == 0, lot % 45
    yield (
        number, key, kind, f"{given} {family.title()}", given, family.title(), naming.fold(f"{family} {given}"), "fr",
        places["owner_own"] if number % 5_000 == 11 else places["owner_all"] if number % 5_000 == 12 else None,
        _team_of(number, family, places), _territory_of(lot, family, places), "bench", _past(lot, 45_000),
    )  # fmt: skip
    yield number, "email", mail, mail, True, "bench"
    yield number, "home", "1 rue", f"{number % 90_000:05d}", f"Ville{lot % 3_000}", country, True, "bench"
    yield key, number, "marketing", "email", "granted" if lot % 3 else "refused", _past(lot, 40_000), "bench", "FR"
    yield (
        number, "EUR", country, _past(lot, 43_000), _past(lot, 30_000), orders, orders, Decimal(lot % 900_000) / 100,
        Decimal(10), "2025-01", 30.5, _past(lot, 10_000) + timedelta(days=0 if late else 60), late, lot % 5 + 1,
    )  # fmt: skip


def _team_of(number: int, family: str, places: dict[str, int]) -> int | None:
    return places["team_named"] if family == LAST else places["team_spread"] if number % 40 == 3 else None


def _territory_of(lot: int, family: str, places: dict[str, int]) -> int | None:
    if family == LAST:
        return places["territory_east"] if lot % 4 else None
    return places["territory_south"] if lot % 5 == 0 else None


def _past(lot: int, halves: int) -> datetime:
    """A moment of the past, to the half hour."""
    from cordiale.core import clock

    today = clock.now().replace(hour=8, minute=0, second=0, microsecond=0)
    return today - timedelta(minutes=30 * (lot * 7919 % halves))


def _mark(count: int) -> None:
    """A tag on one in fifty, and sixty records shared with the reader of their own."""
    from cordiale.people import bulk
    from cordiale.people.models import Party, Tag, User
    from cordiale.people.rights.models import Share

    tag, through = Tag.objects.create(name="Fidèle"), Tag.parties.through
    bulk.insert(through, columns=("tag_id", "party_id"), rows=[(tag.pk, one) for one in range(50, count + 1, 50)])
    reader = User.objects.get(email=email_of("own"))
    step = max(1, count // 60)
    Share.objects.bulk_create(
        Share(party=party, user=reader) for party in Party.objects.filter(pk__in=range(5, count, step))
    )


def _story() -> None:
    """Two thousand events of one party, in the recent timeline."""
    from django.db import transaction

    from cordiale.core import clock
    from cordiale.core.event import Event
    from cordiale.people import timeline

    now = clock.now()
    kinds = ("visit.ended", "mail.sent", "mail.opened", "order.placed", "call.received")
    with transaction.atomic():
        for number in range(EVENTS):
            data = {"page_count": 3, "order_ref": f"B-{number}"}
            at = now - timedelta(hours=4 * number)
            timeline.record(Event(kind=kinds[number % 5], party=key_of(STORY_OF), at=at, data=data))
