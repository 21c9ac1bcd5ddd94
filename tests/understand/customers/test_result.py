"""The list's pages against a naive reading of the same rows, whatever the filters, the order and the place."""

import random
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from django.http import QueryDict
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cordiale.people import access, common, rights, search
from cordiale.people.models import (
    Address,
    Consent,
    Identifier,
    Party,
    SearchEntry,
    Tag,
    Team,
    Territory,
    User,
)
from cordiale.people.rights import members
from cordiale.people.rights.models import Role, Share
from cordiale.understand.customers import result
from cordiale.understand.customers.query import Query
from cordiale.understand.customers.result import Result
from cordiale.understand.profile.models import Profile

pytestmark = pytest.mark.django_db
START = datetime(2026, 1, 1, tzinfo=UTC)
SIZE = 140


def _profile(rng: random.Random, party: Party) -> Profile:
    bought = rng.random() < 0.8
    gap = rng.choice([None, 10.0, 30.0])
    last = START + timedelta(days=rng.randrange(60), seconds=rng.randrange(2))
    return Profile(
        party=party,
        country=rng.choice(["FR", "CH", "Iceland", ""]),
        last_order_at=last if bought else None,
        order_count=rng.randrange(1, 5) if bought else 0,
        spent=Decimal(rng.randrange(-5, 40)) * Decimal("12.35") if bought else Decimal(0),
        late_at=last + timedelta(days=gap) if bought and gap else None,
        late=bought and gap is not None and rng.random() < 0.4,
        cohort=rng.choice(["2025-11", "2025-12", ""]),
        recency_score=rng.choice([None, 1, 2, 3, 4, 5]),
        frequency_score=rng.choice([None, 1, 5]),
        money_score=rng.choice([None, 3]),
    )


@pytest.fixture(scope="module")
def people(django_db_setup, django_db_blocker):
    """A small crowd with equal values, missing values and missing profiles, kept for the whole module."""
    rng = random.Random(7)
    with django_db_blocker.unblock():
        team = Team.objects.create(name="Lausanne")
        emma = User.objects.create_user(email="emma@example.org", name="Emma", team=team)
        members.give(emma, "manager")
        tags = [Tag.objects.create(name=name) for name in ("Fidèle", "Essai")]
        for number in range(SIZE):
            party = Party.objects.create(
                name=f"Nom {number} {(sort_name := rng.choice(['martin', 'dupont', 'zola', f'nom {number:03d}']))}",
                sort_name=sort_name,
                kind=rng.choice(Party.Kind.values),
                owner=rng.choice([None, emma]),
                team=rng.choice([None, team]),
                created_at=START + timedelta(days=rng.randrange(9)),
                archived_at=START if rng.random() < 0.1 else None,
            )
            search.index(party)
            if rng.random() < 0.9:
                _profile(rng, party).save()
            for tag in tags:
                if rng.random() < 0.3:
                    tag.parties.add(party)
            for city in rng.choice([[], ["Évian"], ["Lausanne"], ["Évian", "Lausanne"]]):
                Address.objects.create(party=party, city=city, country=rng.choice(["FR", "CH"]))
            if rng.random() < 0.6:
                Identifier.objects.create(party=party, kind="email", value=f"{number}@x.ch", normal=f"{number}@x.ch")
            for when in range(rng.randrange(3)):
                Consent.objects.create(
                    party=party,
                    purpose=rng.choice(["marketing", "survey"]),
                    channel=rng.choice(["email", "all", "sms"]),
                    state=rng.choice(Consent.State.values),
                    at=START + timedelta(days=when),
                )
        yield emma
        for model in (SearchEntry, Consent, Identifier, Address, Profile, Party, Tag, User, Team):
            model.objects.all().delete()


def _said(party: Party) -> str:
    lines = [line for line in party.consents.all() if line.purpose == "marketing" and line.channel in {"email", "all"}]
    return max(lines, key=lambda line: line.at).state if lines else ""


def _keeps(party: Party, profile: Profile | None, params: dict[str, str], user: User) -> bool:  # noqa: C901
    """The same question answered by reading the row."""
    answers = []
    has = profile is not None
    for name, value in params.items():
        match name:
            case "q":
                words = party.name.lower().split()
                for asked in value.split():
                    whole = asked.isdigit() and len(asked) < 3  # one or two digits stand for themselves
                    answers.append(any(word == asked if whole else word.startswith(asked) for word in words))
            case "kind":
                answers.append(party.kind == value)
            case "owner":
                answers.append(party.owner_id == (user.pk if value == "me" else None))
            case "team":
                answers.append(party.team is not None and str(party.team.key) == value)
            case "tag":
                answers.append(value.lower() in {tag.name.lower() for tag in party.tags.all()})
            case "city":
                answers.append(value.lower() in {address.city.lower() for address in party.addresses.all()})
            case "country":
                there = {address.country for address in party.addresses.all()}
                answers.append(value in there or (has and profile.country == value))
            case "late":
                answers.append(has and profile.late_at is not None and profile.late is (value == "1"))
            case "spent_min":
                answers.append(has and profile.spent >= Decimal(value))
            case "spent_max":
                answers.append(has and profile.spent <= Decimal(value))
            case "orders_min":
                answers.append(has and profile.order_count >= int(value))
            case "last_min":
                answers.append(has and profile.last_order_at is not None and f"{profile.last_order_at:%F}" >= value)
            case "last_max":
                answers.append(has and profile.last_order_at is not None and f"{profile.last_order_at:%F}" <= value)
            case "cohort":
                answers.append(has and profile.cohort == value)
            case "r_min":
                answers.append(has and profile.recency_score is not None and profile.recency_score >= int(value))
            case "m_max":
                answers.append(has and profile.money_score is not None and profile.money_score <= int(value))
            case "consent":
                wanted = {"granted": {"granted"}, "refused": {"refused", "withdrawn", "expired"}, "none": {""}}[value]
                answers.append(_said(party) in wanted)
            case "email":
                known = any(one.kind == "email" and one.valid for one in party.identifiers.all())
                answers.append(known is (value == "with"))
    return all(answers) and (party.archived_at is not None) is ("archived" in params)


FIELDS = {
    "name": lambda party, profile: party.sort_name,
    "created": lambda party, profile: party.created_at,
    "last": lambda party, profile: profile and profile.last_order_at,
    "spent": lambda party, profile: profile and profile.spent,
    "orders": lambda party, profile: profile and profile.order_count,
    "late": lambda party, profile: profile and profile.late_at,
}


def _naive(params: dict[str, str], sort: str, user: User) -> list[int]:
    profiles = {profile.pk: profile for profile in Profile.objects.all()}
    field, falling = FIELDS[sort.lstrip("-")], sort.startswith("-")
    kept = [party for party in Party.objects.all() if _keeps(party, profiles.get(party.pk), params, user)]
    valued = [party for party in kept if field(party, profiles.get(party.pk)) is not None]
    empty = [party for party in kept if field(party, profiles.get(party.pk)) is None]
    valued.sort(key=lambda party: (field(party, profiles.get(party.pk)), party.pk), reverse=falling)
    empty.sort(key=lambda party: party.pk, reverse=falling)
    if "q" in params and sort.lstrip("-") == "name":  # a name that begins like the text comes first, either way
        first = params["q"].split()[0]
        valued.sort(key=lambda party: not party.sort_name.startswith(first))
    return [party.pk for party in valued + empty]


def _query(params: dict[str, str], sort: str, user: User) -> Query:
    address = QueryDict(mutable=True)
    address.update({**params, "sort": sort})
    query = Query.read(address, user=user)
    assert not query.ignored
    return query


VALUES = {
    "q": ["nom", "dup", "mar", "mar nom", "nom 1 mar"],
    "kind": ["person", "organisation"],
    "owner": ["me", "none"],
    "tag": ["fidèle", "Essai"],
    "city": ["Lausanne", "lausanne", "Évian"],
    "country": ["FR", "CH", "Iceland"],
    "late": ["0", "1"],
    "spent_min": ["0", "12.35", "200"],
    "spent_max": ["-10", "60"],
    "orders_min": ["2"],
    "last_min": ["2026-01-20"],
    "last_max": ["2026-02-10"],
    "cohort": ["2025-12"],
    "r_min": ["4"],
    "m_max": ["3"],
    "consent": ["granted", "refused", "none"],
    "email": ["with", "none"],
    "archived": ["1"],
}
one_filter = st.sampled_from([(name, value) for name, values in VALUES.items() for value in values])
SORTS = [sign + name for name in FIELDS for sign in ("", "-")]


@pytest.mark.parametrize(("name", "value"), [(name, value) for name, values in VALUES.items() for value in values])
@pytest.mark.slow
def test_each_filter_keeps_what_reading_the_rows_keeps(people, name, value):
    found = Result(_query({name: value}, "name", people), user=people).walk(limit=SIZE)
    assert found == _naive({name: value}, "name", people)


def test_the_team_filter(people):
    key = str(Team.objects.get().key)
    found = Result(_query({"team": key}, "name", people), user=people).walk(limit=SIZE)
    assert found == _naive({"team": key}, "name", people)
    assert found


def _reader(boss: User, scope: str) -> User:
    """Somebody who sees the parties they own, their team's, or their territory's, and ten shared ones."""
    if scope == "all":
        return boss
    reader, made = User.objects.get_or_create(email=f"{scope}@example.org", defaults={"name": scope, "team": boss.team})
    if made:
        reader.territory = Territory.objects.create(name=scope, path=f"/{scope}/")
        reader.save()
        levels = dict.fromkeys(rights.classes.CLASSES, "write")
        members.give(reader, Role.objects.create(name=scope, scopes={"party.read": scope}, levels=levels))
        mine = list(Party.objects.order_by("pk"))
        Party.objects.filter(pk__in=[party.pk for party in mine[::6]]).update(owner=reader)
        Party.objects.filter(pk__in=[party.pk for party in mine[::5]]).update(territory=reader.territory)
        Share.objects.bulk_create([Share(party=party, user=reader) for party in mine[3::14]])
    return reader


@pytest.mark.slow
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    filters=st.lists(one_filter, max_size=3),
    sort=st.sampled_from(SORTS),
    size=st.integers(1, 40),
    gather=st.booleans(),
    often=st.sampled_from([None, 0.0, 0.3, 2.0]),
    scope=st.sampled_from(["all", "own", "team", "territory"]),
)
def test_pages_forward_and_back_tell_the_whole_result_once(
    people, monkeypatch, filters, sort, size, gather, often, scope
):  # fmt: skip
    for module, name, value in ((result, "FEW", 5_000), (result, "MINE", 20_000), (result, "MINE_ALONE", 20_000)):
        monkeypatch.setattr(module, name, value if gather else -1)
    monkeypatch.setattr(common, "AT_EACH", 250 if often is None else 10)
    monkeypatch.setattr(common, "OFTEN", often)
    params, reader = dict(filters), _reader(people, scope)
    seen = set(access.parties_for(reader, archived="archived" in params).values_list("pk", flat=True))
    slices = access.slices_for(reader, archived="archived" in params)
    assert {pk for rows in slices for pk in rows.values_list("pk", flat=True)} == seen
    wanted = [pk for pk in _naive(params, sort, reader) if pk in seen]
    found = Result(_query(params, sort, reader), user=reader)
    keys = dict(Party.objects.values_list("pk", "key"))
    forward = found.walk(limit=size)
    while len(forward) < len(wanted) and (more := found.walk(beyond=keys[forward[-1]], limit=size)):
        forward += more
    assert forward == wanted
    backward = found.walk(back=True, limit=size)
    while len(backward) < len(wanted) and (more := found.walk(beyond=keys[backward[-1]], back=True, limit=size)):
        backward += more
    assert backward == wanted[::-1]
    assert found.count() == len(wanted)
