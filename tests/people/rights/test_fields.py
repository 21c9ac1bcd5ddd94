"""Field policy: what a role sees of each field on the list, the page, the file, in search, filters and orders."""

import pytest
from django.test import Client
from django.urls import reverse

from cordiale.people import parties, rights, users
from cordiale.people.addresses import Place
from cordiale.people.fields import registry
from cordiale.people.rights import masking, members
from cordiale.understand.customers.query import Query
from cordiale.understand.customers.sorting import COLUMNS

pytestmark = pytest.mark.django_db
READERS = [role.code for role in rights.roles.READY if role.scope("party.read") not in ("", "none")]
WORDS = {"name": "Bovary", "email": "emma.bovary@yonville.example", "phone": "6\u00a012", "address": "rue de"}


@pytest.fixture
def reader(emma):
    def make(role: str) -> Client:
        user = users.create(email=f"{role}@rivage.example", name=f"Lecteur {role}")
        members.give(user, role)
        parties.hand_over(emma.key, owner=user)
        client = Client()
        client.force_login(user)
        client.user = user
        return client

    return make


def read(client: Client, name: str, **arguments: object) -> str:
    answer = client.get(reverse(name, kwargs=arguments.pop("kwargs", None)), arguments)
    assert answer.status_code == 200
    return (b"".join(answer) if answer.streaming else answer.content).decode()


def doors(client: Client, emma) -> dict[str, str]:
    """The same customer through every door that shows her."""
    about = {"kwargs": {"key": emma.key}}
    return {
        "list": read(client, "customers:list"),
        "page": read(client, "customers:page", **about),
        "preview": read(client, "customers:preview", **about),
        "today": read(client, "home:today"),
    }


@pytest.mark.slow
@pytest.mark.parametrize("role", READERS)
def test_no_door_shows_more_of_a_field_than_the_role_reads(role, reader, emma):
    client = reader(role)
    shown = doors(client, emma)
    for field, word in WORDS.items():
        seen = {door for door, page in shown.items() if word.lower() in page.lower()}
        open_to = rights.level(client.user, field) in ("read", "write")
        assert bool(seen) == open_to, (field, seen)


def test_a_masked_e_mail_shows_as_dots_and_a_hidden_name_as_a_pseudonym(reader, emma):
    marketer, analyst = doors(reader("marketer"), emma), doors(reader("analyst"), emma)
    assert "e•••@•••.example" in marketer["list"]
    assert "E••• B•••" in marketer["page"]
    assert f"Client {emma.key.hex[-6:].upper()}" in analyst["list"]
    assert "•••" not in analyst["list"]
    assert "Yonville" in analyst["list"]


@pytest.mark.parametrize("role", READERS)
def test_a_field_filters_only_for_those_who_read_it(role, reader, rf):
    user = reader(role).user
    for name in registry.names():
        closed = rights.level(user, name) not in ("read", "write")
        for asked in (f"{name}:{op}:1" for op in ("is", "contains", "at_least", "within", "known")):
            query = Query.read(rf.get("/", {"f": f"{asked},any({asked},city:is:Paris)"}).GET, user=user)
            assert [one.closed for one in query.ignored if one.closed] == [True, True] * closed, asked
            assert not (closed and query.parts)


@pytest.mark.slow
@pytest.mark.parametrize("role", READERS)
@pytest.mark.parametrize("column", COLUMNS.values(), ids=lambda column: column.name)
def test_a_column_orders_only_for_those_who_read_it(role, column, reader, rf):
    user = reader(role).user
    sort = Query.read(rf.get("/", {"sort": column.name}).GET, user=user).sort
    closed = rights.level(user, column.name) not in ("read", "write")
    assert (sort.column == column) is not closed or sort.column.name == "created"
    assert rights.level(user, sort.column.name) in ("read", "write")


@pytest.mark.slow
@pytest.mark.parametrize("role", READERS)
@pytest.mark.parametrize("word", ["Bovary", "emma.bovary@yonville.example", "0612345678", "C-1857"])
def test_words_are_found_only_by_those_who_read_them(role, word, reader, emma):
    client = reader(role)
    open_to = rights.level(client.user, "name") in ("read", "write")
    link = reverse("customers:page", args=[emma.key])
    for door in ("web:palette", "web:search"):
        assert (link in read(client, door, q=word)) is open_to, door
    rows = read(client, "customers:list", q=word)
    assert ("ce champ ne vous est pas ouvert" in rows) is not open_to
    assert link in rows


def test_the_file_has_no_column_for_a_hidden_field_and_dots_for_a_masked_one(reader, emma):
    analyst = read(reader("analyst"), "customers:export")
    assert "E-mail" not in analyst
    assert "Bovary" not in analyst
    assert "Dépensé" in analyst
    owner = read(reader("owner"), "customers:export")
    assert "Emma.Bovary@Yonville.example" in owner


@pytest.mark.parametrize(
    ("masked", "value"),
    [
        (masking.email("emma@yonville.example"), "e•••@•••.example"),
        (masking.email("sans arobase"), "s••• a•••"),
        (masking.phone("+33 6 12 34 56 78"), "•••\u00a078"),
        (masking.phone("17"), "•••"),
        (masking.text("Emma Bovary"), "E••• B•••"),
        (masking.mask("", "email"), ""),
    ],
)
def test_what_stays_of_a_masked_value(masked, value):
    assert masked == value


def test_nobody_ever_reads_a_secret(reader):
    assert all(rights.level_of_class(reader(role).user, "secret") == "hidden" for role in ("owner", "privacy"))


def test_a_field_that_nobody_declared_is_sensitive(reader):
    assert rights.level(reader("sales").user, "groupe_sanguin") == "hidden"
    assert rights.level(reader("privacy").user, "groupe_sanguin") == "write"


def test_a_place_masked_keeps_the_town(reader, emma):
    from cordiale.people.models import Address
    from cordiale.people.rights.lens import Lens

    shown = Lens(reader("analyst").user).addresses([Address(**Place(lines="1 rue", postcode="76", city="Y").checked())])
    assert [(one.lines, one.postcode, one.city) for one in shown] == [("", "", "Y")]
