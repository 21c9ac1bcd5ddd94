"""Every field x every way to read, write, filter, order, group and carry away x every role (safety T6).

A field that somebody adds must be given a value in `PLANTED`, and a way to be written in `writings`, or stand in
`NOT_TYPED` with its reason: until then these tests fail.
"""

import re
from collections import Counter
from datetime import date
from decimal import Decimal

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse
from tests.people.rights import proof
from tests.project.api.programs import Program, key_of

from cordiale.core import clock
from cordiale.people import notes, parties, rights, tags, users
from cordiale.people.addresses import Place
from cordiale.people.fields import registry
from cordiale.people.fields.models import CustomField
from cordiale.people.identifiers import Key
from cordiale.people.models import Party, Team, Territory, User
from cordiale.people.rights import members
from cordiale.people.rights.models import Role
from cordiale.understand.customers import boards
from cordiale.understand.customers.forms import CustomerForm
from cordiale.understand.profile.models import Profile

pytestmark = [pytest.mark.slow, pytest.mark.django_db]
CLASSES = [name for name in rights.classes.CLASSES if name != "secret"]
ODD = {  # roles of one's own with every verb, and one level for all but generalities
    **{f"all-{level}": dict.fromkeys(CLASSES, level) for level in rights.classes.LEVELS},
    "contact-alone": dict.fromkeys(CLASSES, "read") | {"contact": "write"},
    "generalities-alone": dict.fromkeys(CLASSES, "read") | {"public": "write"},
}
READY = [role.code for role in rights.roles.READY if role.scope("party.read") == "all"]
PLANTED = {  # what is seen of a field that is open; nobody else in the house has these values
    "name": "Bovary", "given_name": "Prunelle", "family_name": "Bovary", "kind": "Personne", "language": "Italiano",
    "born_on": "1990", "source": "source-plantee", "created": "", "email": "emma@yonville.example",
    "phone": "1234", "reference": "c-1857", "city": "Yonville", "postcode": "76780", "country": "LI",
    "address": "rue de l’Église", "owner": "Propriétaire Plantée", "team": "Équipe Plantée",
    "territory": "Secteur Planté", "tag": "Étiquette plantée", "tags": "Étiquette plantée", "note": "Note plantée",
    "do_not_contact": "", "archived": "", "consent": "", "consent_phone": "", "consent_sms": "", "consent_letter": "",
    "orders": "4321", "spent": "7654", "first": "", "last": "", "cohort": "1987-06", "average": "3211",
    "year": "5432", "contact": "", "late": "", "r": "", "f": "", "m": "", "contract": "", "relation": "",
    "timeline": "", "satisfaction": "",
}  # fmt: skip
NOT_TYPED = {  # written by no form: worked out, or told by other deeds that have tests of their own
    "name": "of its parts", "kind": "settled when the record is made", "source": "who told us", "created": "when",
    "territory": "by rules", "relation": "tests of relations", "timeline": "facts", "satisfaction": "of facts",
    "contract": "of facts", "tag": "as tags", "consent_phone": "as consent", "consent_sms": "as consent",
    "consent_letter": "as consent", "archived": "a deed", **dict.fromkeys(
        ("orders", "spent", "first", "last", "cohort", "average", "year", "contact", "late", "r", "f", "m"), "of facts"
    ),
}  # fmt: skip


SPACES = re.compile("[\u00a0\u202f]")  # inside numbers and telephone numbers


def own(data_class: str) -> str:
    return f"custom.c_{data_class}"


OWN = {own(data_class): f"valeur-{data_class}" for data_class in CLASSES}


def test_every_field_has_a_planted_value_and_a_way_to_be_written():
    known = set(rights.classes.known()) | set(registry.names())
    assert sorted(known ^ set(PLANTED)) == []
    typed = {field for field, _door, _deed in writings()}
    assert sorted(set(PLANTED) - typed - set(NOT_TYPED)) == []


@pytest.fixture
def emma() -> Party:
    boss = users.create(email="semeuse@rivage.example", name="Propriétaire Plantée")
    members.give(boss, "owner")
    for data_class in CLASSES:
        CustomField.objects.create(
            name=f"c_{data_class}", kind="text", label_fr=f"Champ {data_class}", data_class=data_class
        )
    party = parties.create(
        given_name="Prunelle", family_name="Bovary", language="it", born_on=date(1990, 4, 1), source="source-plantee",
        owner=boss, team=Team.objects.create(name="Équipe Plantée"), by=boss,
        identifiers=[
            Key("email", "emma@yonville.example"), Key("phone", "06 12 34 56 78"),
            Key("external", "c-1857", issuer="shop"),
        ],
        address=Place(lines="1 rue de l’Église", postcode="76780", city="Yonville", country="LI"),
    )  # fmt: skip
    land = Territory.objects.create(name="Secteur Planté", path="/")
    Territory.objects.filter(pk=land.pk).update(path=f"/{land.pk}/")
    Party.objects.filter(pk=party.pk).update(
        territory=land, custom={name.removeprefix("custom."): text for name, text in OWN.items()}
    )
    tags.stick(party.key, name="Étiquette plantée", by=boss)
    notes.write(party.key, body="Note plantée", by=boss)
    Profile.objects.create(
        party=party, currency="EUR", order_count=4321, spent=Decimal(7654), year_value=Decimal(5432), cohort="1987-06",
        average_order=Decimal(3211), last_order_at=clock.now(), first_order_at=clock.now(),
    )  # fmt: skip
    party.refresh_from_db()
    return party


def actor(role: str) -> User:
    user = users.create(email=f"{role}@rivage.example", name="Zoé")
    if role in ODD:
        scopes = {verb.name: "all" for verb in rights.verbs.every()}
        members.give(user, Role.objects.create(name=role, scopes=scopes, levels=ODD[role]))
    else:
        members.give(user, role)
    return user


@pytest.fixture
def desk(request, emma):
    client = Client(raise_request_exception=False)
    client.user = actor(request.param)
    client.role = request.param
    client.force_login(client.user)
    return client


ABOUT = ("customers:page", "customers:edit", "customers:preview", "customers:dossier", "fields:card", "audit:history")
every_reader = pytest.mark.parametrize("desk", [*READY, *ODD], indirect=True)


def text(answer) -> str:
    return (b"".join(answer) if answer.streaming else answer.content).decode()


def reads(user: User, field: str) -> bool:
    return rights.level(user, field) in ("read", "write")


def program(user: User) -> Program:
    from cordiale.project.api.screens.forms import OFFERED

    verbs = [verb for verb in OFFERED if rights.allow(user, verb)]
    return Program(Client(raise_request_exception=False), key_of(user, verbs=verbs, calls_per_minute=60_000))


def doors(client: Client, emma: Party) -> dict[str, str]:
    """Everything that shows the customer, with all columns; empty where the role may not go."""
    names = [*PLANTED, *OWN]
    tables = {
        f"list-{first}": (reverse("customers:list"), [("cols", name) for name in names[first : first + 5]])
        for first in range(0, len(names), 5)
    }
    pages = {
        **tables,
        "board": (reverse("customers:list"), [("layout", "board"), ("by", "kind")]),
        "card-edit": (reverse("fields:card", args=[emma.key]), [("edit", "all")]),
        "file": (reverse("customers:export"), ()), "today": (reverse("home:today"), ()),
        "finding": (reverse("merging:find", args=[emma.key]), [("q", "bov")]),
        "search": (reverse("web:search"), [("q", "bov")]),
        **{name: (reverse(name, args=[emma.key]), ()) for name in ABOUT},
    }  # fmt: skip
    shown = {}
    for name, (address, asked) in pages.items():
        answer = client.get(address, asked)
        shown[name] = SPACES.sub("", text(answer)) if answer.status_code == 200 else ""
        assert answer.status_code < 500, name
    shown["api"] = text(program(client.user).get(f"/parties/{emma.key}")).replace("\\u2019", "’")
    return shown


@every_reader
def test_no_door_shows_a_field_that_is_shut_and_some_door_shows_what_is_open(desk, emma):
    shown, cells, wrong = doors(desk, emma), Counter(), []
    for field, value in {**PLANTED, **OWN}.items():
        if not value:
            continue
        seen = {door for door, page in shown.items() if value.lower() in page.lower()}
        cells["shown" if seen else "shut"] += len(shown)
        if reads(desk.user, field) is not bool(seen):
            wrong.append((field, rights.level(desk.user, field), sorted(seen)))
    proof.keep("field-read", desk.role, dict(cells), holes=len(wrong))
    assert not wrong, "\n".join(map(str, wrong))


@every_reader
def test_what_is_shut_is_not_asked_about_nor_ordered_nor_grouped_by(desk, emma, rf):
    from cordiale.understand.customers.query import Query

    cells, wrong = Counter(), []
    offered = {one.name for one in boards.offered(registry.Fields(desk.user))}
    for field in [*registry.names(), *OWN]:
        open_to = reads(desk.user, field)
        for how, asked in (("filter", {"f": f"{field}:known"}), ("nested", {"f": f"any({field}:known,city:is:x)"})):
            query = Query.read(rf.get("/", asked).GET, user=desk.user)
            told = any(one.closed for one in query.ignored)
            cells[how] += 1
            wrong += [(how, field)] if told is open_to else []
        sorted_by = Query.read(rf.get("/", {"sort": field}).GET, user=desk.user).sort.column.name
        wrong += [("sort", field)] if sorted_by == field and not open_to else []
        wrong += [("board", field)] if field in offered and not open_to else []
        answer = program(desk.user).get(f"/parties?filter={field}:known")
        wrong += [("api", field)] if answer.status_code == 200 and not open_to else []
        cells["sort"] += 1
        cells["board"] += 1
        cells["api"] += 1
    proof.keep("field-asked", desk.role, dict(cells), holes=len(wrong))
    assert not wrong, "\n".join(map(str, wrong))


def state(emma: Party) -> dict[str, object]:
    """What the record says, by the policy's names of fields."""
    party = Party.objects.get(pk=emma.pk)
    place = party.addresses.first()
    keys: dict[str, list[str]] = {kind: [] for kind in ("email", "phone", "external")}
    for kind, value in party.identifiers.order_by("value").values_list("kind", "value"):
        keys[kind].append(value)
    return {
        "given_name": party.given_name, "family_name": party.family_name, "language": party.language,
        "born_on": party.born_on, "owner": party.owner_id, "team": party.team_id, "archived": party.archived_at,
        "do_not_contact": party.do_not_contact, "email": keys["email"], "phone": keys["phone"],
        "reference": keys["external"], "address": place and place.lines, "postcode": place and place.postcode,
        "city": place and place.city, "country": place and place.country,
        "tags": sorted(party.tags.values_list("name", flat=True)),
        "note": list(party.notes.values_list("body", flat=True)),
        "consent": party.consents.count(), **{f"custom.{name}": value for name, value in party.custom.items()},
    }  # fmt: skip


def writings():
    """(field, door, deed): each sends another value of one field through one door; `deed(client, program, emma)`."""
    forms = {
        "given_name": "Emmanuelle", "family_name": "Rouault", "email": "neuve@yonville.example", "phone": "0698765432",
        "lines": "2 rue Neuve", "postcode": "76000", "city": "Rouen", "country": "FR", "language": "de",
        "born_on": "1991-05-02",
    }  # fmt: skip
    for name, value in forms.items():
        yield {"lines": "address"}.get(name, name), f"form-{name}", lambda c, p, e, n=name, v=value: _form(c, e, {n: v})
    for name in ("given_name", "family_name", "language", "born_on"):
        yield name, f"api-{name}", lambda c, p, e, n=name: p.call("PATCH", f"/parties/{e.key}", {n: forms[n]})
    yield (
        "do_not_contact",
        "api-silence",
        lambda c, p, e: p.call("PATCH", f"/parties/{e.key}", {"do_not_contact": True}),
    )
    yield "owner", "api-owner", lambda c, p, e: p.call("PATCH", f"/parties/{e.key}", {"owner": str(c.user.key)})
    yield "team", "api-team", lambda c, p, e: p.call("PATCH", f"/parties/{e.key}", {"team": None})
    for kind, field in (("email", "email"), ("phone", "phone"), ("external", "reference")):
        told = {"email": "neuve@yonville.example", "phone": "0698765432", "external": "c-2000"}[kind]
        yield (
            field,
            f"api-{kind}",
            lambda c, p, e, k=kind, v=told: p.post(
                f"/parties/{e.key}/identifiers", {"kind": k, "value": v, "issuer": "shop" if k == "external" else ""}
            ),
        )
    yield "tags", "api-tag", lambda c, p, e: p.post(f"/parties/{e.key}/tags", {"name": "neuve"})
    yield "note", "api-note", lambda c, p, e: p.post(f"/parties/{e.key}/notes", {"body": "neuve"})
    yield (
        "consent",
        "api-consent",
        lambda c, p, e: p.post(
            f"/parties/{e.key}/consents", {"purpose": "marketing", "channel": "email", "state": "granted"}
        ),
    )
    for field, value in (("owner", ""), ("team", ""), ("language", "de")):
        yield (
            field,
            f"cell-{field}",
            lambda c, p, e, f=field, v=value: c.post(reverse("customers:cell", args=[e.key, f]), {"value": v}),
        )
    for field, route, data in (
        ("owner", "owner", {"owner": ""}), ("tags", "stick", {"name": "neuve"}),
        ("tags", "peel", {"name": "Étiquette plantée"}),
        ("do_not_contact", "silence", {}), ("archived", "archive", {}), ("note", "note", {"body": "neuve"}),
        ("consent", "consents", {"say": "grant", "purpose": "marketing", "channel": "email"}),
    ):  # fmt: skip
        yield (
            field,
            f"deed-{route}",
            lambda c, p, e, r=route, d=data: c.post(reverse(f"customers:{r}", args=[e.key]), d),
        )
    for name in OWN:
        yield (
            name,
            f"card-{name}",
            lambda c, p, e, n=name: c.post(reverse("fields:card", args=[e.key]), {"edit": n[7:], n: "neuve"}),
        )
        yield name, f"form-{name}", lambda c, p, e, n=name: _form(c, e, {n: "neuve"})


def _form(client: Client, emma: Party, changed: dict[str, str]):
    """The form as it stands, with one value changed; what the form does not offer is sent all the same."""
    typed = CustomerForm.typed(emma, keys=list(emma.identifiers.all()), address=emma.addresses.first())
    data = {name: "" if value is None else str(value) for name, value in typed.items()} | dict(OWN) | changed
    return client.post(reverse("customers:edit", args=[emma.key]), data)


@every_reader
def test_a_field_is_written_by_those_who_may_and_nothing_beside_it(desk, emma):
    caller, cells, wrong = program(desk.user), Counter(), []
    before = state(emma)
    for field, door, deed in writings():
        with transaction.atomic():
            answer = deed(desk, caller, emma)
            changed = {name for name, value in state(emma).items() if value != before.get(name)}
            transaction.set_rollback(True)
        may = rights.level(desk.user, field) == "write"
        shut = {name for name in changed if rights.level(desk.user, name) != "write"}
        cells["written" if changed else "refused"] += 1
        every_verb = desk.role in ODD
        if (
            shut
            or answer.status_code >= 500
            or (every_verb and may and field not in changed and _open(desk.user, door))
        ):
            wrong.append((door, field, rights.level(desk.user, field), sorted(changed), answer.status_code))
    proof.keep("field-written", desk.role, dict(cells), holes=len(wrong))
    assert not wrong, "\n".join(map(str, wrong))


def _open(user: User, door: str) -> bool:
    """Whether the door itself is open: the form is all about the name."""
    return not door.startswith("form-") or rights.level(user, "name") == "write"


@every_reader
def test_unknown_words_in_a_form_change_nothing(desk, emma):
    before = state(emma)
    extra = {
        name: "1" for name in ("is_superuser", "version", "merged_into", "key", "pk", "id", "created_at", "source")
    }
    with transaction.atomic():
        _form(desk, emma, extra | {"do_not_contact": "on", "owner": str(desk.user.key), "archived_at": "2020-01-01"})
        after, party = state(emma), Party.objects.get(pk=emma.pk)
        transaction.set_rollback(True)
    assert after == before
    assert (party.source, party.key, party.merged_into_id) == ("source-plantee", emma.key, None)
