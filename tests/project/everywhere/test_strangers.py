"""Twin paths (safety T5): whatever door a reader of narrow scope takes, nobody beyond it is named, shown or counted.

Every table is furnished with rows about somebody out of reach, each text with a mark that says where it stands; every
page is asked for, and every deed is asked of somebody out of reach and of nobody at all: the answers are the same.
"""

import re
from collections import Counter
from http.cookies import SimpleCookie
from uuid import UUID

import pytest
from django.db import models, transaction
from django.test import Client
from django.urls import reverse
from tests import figures
from tests.people.rights import routes
from tests.project.everywhere.furnished import ONE, House

from cordiale.core import clock
from cordiale.people import parties, rights, search
from cordiale.people.models import Party, User
from cordiale.people.privacy import map as holdings
from cordiale.people.rights import members
from cordiale.people.rights.models import Role

pytestmark = [pytest.mark.slow, pytest.mark.once, pytest.mark.django_db]
ELSEWHERE = UUID(int=9)
MARK = re.compile(r"zq7\.\w+\.\w+")


def narrow() -> Role:
    """May do all that a seller may, and whatever else is done to customers: to their own alone."""
    own = {verb.name: "own" for verb in rights.verbs.every() if verb.scoped}
    free = {
        verb.name: "all"
        for verb in rights.verbs.every()
        if not verb.scoped and rights.roles.BY_CODE["sales"].scope(verb.name) == "all"
    }
    return Role.objects.create(name="Étroit", scopes=own | free, levels=dict.fromkeys(rights.classes.CLASSES, "write"))


@pytest.fixture
def reader() -> User:
    user = User.objects.create(email="etroit@rivage.example", name="Étroite")
    members.give(user, narrow())
    return user


@pytest.fixture
def house(reader) -> House:
    """Somebody out of reach, with a marked row in every table; the reader is whom the rows concern otherwise."""
    linked = {one.name for one in holdings.every() if one.is_table}

    def text(field: models.Field) -> str:
        label = f"{field.model._meta.label}.{field.name}"
        return (
            f"zq7.{label}"[: field.max_length or 200]
            if field.model._meta.label in linked
            else f"w{field.name}"[: field.max_length or 200]
        )

    party = Party.objects.create(
        key=ONE, name="zq7 zq7.people.Party", given_name="zq7", family_name="Inconnue", sort_name="zq7 inconnue",
        custom={"x": "zq7.people.custom"},
    )  # fmt: skip
    other = parties.create(name="zq7.people.Other", by=reader)
    mine = parties.create(name="Mienne", owner=reader, by=reader)
    said = {
        "rights.Share.team": None, "rights.Share.until": clock.now().replace(year=2020),
        "people.Relation.other": mine, "merging.Merged.party": other, "merging.Apart.high": other,
        "merging.RowChange.row": str(party.pk), "people.Identifier.kind": "email", "people.Identifier.valid": True,
        "people.Identifier.value": "zq7@exemple.fr", "people.Identifier.normal": "zq7@exemple.fr",
        "profile.Snapshot.published_at": clock.now(), "fields.ObjectType.name": "x", "fields.CustomField.name": "x",
        "fields.CustomField.of": None, "fields.CustomField.kind": "text", "people.TimelineEntry.kind": "note.written",
        "agenda.Task.on": clock.now().date(), "files.Attachment.kind": "text/plain", "profile.Snapshot.zone": "UTC",
        "fields.CustomField.options": [], "privacy.Erasure.plan": {}, "audit.Verification.faults": [],
        "imports.Template.plan": {"kind": "customers"}, "imports.ImportRun.plan": {"kind": "customers"},
    }  # fmt: skip
    made = House(text=text, said=said, rows={User: reader, Party: party})
    made.furnish()
    search.index(party)
    assert not rights.covers(reader, party)
    return made


@pytest.fixture
def client(reader):
    made = Client(raise_request_exception=False)
    made.force_login(reader)
    return made


def visit(client: Client, method: str, address: str, data=None, **headers):
    """One answer and its text, with all it wrote taken back."""
    kept = client.cookies.output(header="")
    with transaction.atomic():
        answer = getattr(client, method)(address, data, headers=headers)
        body = (b"".join(answer) if answer.streaming else answer.content).decode("utf-8", "replace")
        transaction.set_rollback(True)
    client.cookies = SimpleCookie(kept)
    return answer, body


DESK = {("privacy:home", "zq7.privacy.Erasure")}  # a plan of erasure is everybody's who may plan one; it names nobody
ASKING = [{}, {"q": "zq7"}, {"party": [str(ONE), str(ELSEWHERE)]}, {"family_name": "zq7", "email": "zq7@exemple.fr"}]


def test_no_page_names_somebody_out_of_reach(house, client):
    told, pages = Counter(), 0
    for name, arguments in routes.every().items():
        if not rights.routes.of(name).verb("GET"):
            continue
        for asked in ASKING:
            _answer, body = visit(client, "get", reverse(name, kwargs=arguments), asked)
            told.update((name, mark) for mark in MARK.findall(body) if (name, mark) not in DESK)
            pages += 1
    figures.note("strangers-named", pages=pages, columns=len(house.written), named=len(told))
    assert not told, "\n".join(map(str, told))


def test_who_is_out_of_reach_and_who_does_not_exist_are_answered_alike(house, client):
    different, tried = [], 0
    for name, arguments in routes.every().items():
        if ONE not in arguments.values():
            continue
        nobody = {key: ELSEWHERE if value == ONE else value for key, value in arguments.items()}
        for method in ("get", "post"):
            if rights.routes.of(name).verb(method.upper()):
                answers = [
                    visit(client, method, reverse(name, kwargs=given), accept="application/json")
                    for given in (arguments, nobody)
                ]
                tried += 1
                told = [(answer.status_code, body.replace(str(ONE), str(ELSEWHERE))) for answer, body in answers]
                if told[0] != told[1] and name not in OF_THE_READER:
                    different.append((name, method, told[0][0], told[1][0]))
    figures.note("strangers-alike", routes=tried, different=len(different))
    assert not different, "\n".join(map(str, different))


OF_THE_READER = {  # what was furnished belongs to the reader, about whomever it is
    "agenda:revoke", "bulk:cancel", "bulk:progress", "bulk:run", "bulk:undo", "customers:keep-view",
    "customers:remove-view", "customers:revise-view", "oauth:withdraw", "signin:end-session", "signin:remove-factor",
    "signin:rename-factor", "privacy:drop", "privacy:erasure",
}  # fmt: skip
