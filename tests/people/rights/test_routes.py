"""Every route x every role x every method: what the table says is what happens, and what is refused changes nothing."""

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from http.cookies import SimpleCookie

import pytest
from django.db import connection, transaction
from django.test import Client
from django.urls import reverse
from tests.people.rights import proof, routes

from cordiale.people import parties, rights, users
from cordiale.people.models import User
from cordiale.people.rights import members

METHODS = ("get", "head", "post", "put", "patch", "delete", "options")
PROGRAM = {"accept": "application/json"}  # refusals answer briefly
REFUSED = dict.fromkeys(METHODS, (401, 403, 405)) | {"head": (401, 403)}  # a view may do without HEAD
ROLES = ["", *rights.roles.BY_CODE]
BESIDE = (
    'update "signin_session" set "seen_at"',
    "audit_",
    "django_session",
    "savepoint",
    "release",
    "rollback",
)  # what a refusal may leave: its own trace


def test_every_route_has_a_guard_or_a_public_reason():
    assert sorted(set(routes.every()) - set(rights.routes.every())) == []


def test_every_guard_stands_at_a_route_and_names_known_verbs():
    known = {verb.name for verb in rights.verbs.every()}
    named = {verb for guard in rights.routes.every().values() for verb in guard.verbs.values()}
    assert named <= known


def test_every_address_about_a_customer_checks_the_customer():
    about = [name for name in routes.every() if name.startswith("customers:") and "key" in routes.every()[name]]
    assert [name for name in about if (guard := rights.routes.of(name)) and guard.party != "key"] == []


def test_what_ready_roles_grant_is_in_the_table_of_verbs():
    known = {verb.name for verb in rights.verbs.every()}
    assert {verb for role in rights.roles.READY for verb in role.scopes} <= known
    assert {verb.like for verb in rights.verbs.every()} <= known | {""}


@contextmanager
def writing() -> Iterator[list[str]]:
    """The statements that change the database meanwhile."""
    said: list[str] = []

    def hear(execute, sql, params, many, context):
        words = sql.lstrip().lower()
        if not words.startswith("select") and not any(name in words for name in BESIDE):
            said.append(sql)
        return execute(sql, params, many, context)

    with connection.execute_wrapper(hear):
        yield said


def expected(role: str, name: str, method: str, *, mine: bool) -> int:
    """What the table says: 0 when the view may answer, else 405, 403 or 404."""
    guard = rights.routes.of(name)
    verb = guard.verb(method.upper())
    if not verb:
        return 405
    entry = rights.verbs.of(verb)
    scope = "all" if entry.everyone else rights.roles.BY_CODE[role].scope(verb) if role else ""
    if scope in ("", "none"):
        return 403
    if guard.field and not enough(role, guard.field, changes=entry.changes):
        return 403
    if not guard.party or mine or scope == "all":
        return 0
    read = rights.roles.BY_CODE[role].scope("party.read")
    return 403 if read == "all" else 404


def enough(role: str, field: str, *, changes: bool) -> bool:
    """Whether the role's level on the field is what a read or a deed asks for."""
    level = rights.roles.BY_CODE[role].level(rights.classes.of(field)) if role else "hidden"
    return level == "write" or (level == "read" and not changes)


@pytest.fixture
def actors(db) -> dict[str, User]:
    """One person per role, and one without."""
    people = {}
    for role in ROLES:
        people[role] = users.create(email=f"{role or 'nobody'}@rivage.example", name=role or "nobody")
        if role:
            members.give(people[role], role)
    return people


@pytest.mark.slow
@pytest.mark.once
@pytest.mark.parametrize("role", ROLES)
def test_the_matrix(role, actors):
    actor = actors[role]
    client = Client(raise_request_exception=False)
    client.force_login(actor)
    cookies = client.cookies.output(header="")
    mine = parties.create(name="Mienne", owner=actor)
    foreign = parties.create(name="Autre", allow_duplicates=True)
    cells, wrong = Counter(), []
    for name, arguments in routes.every().items():
        guard = rights.routes.of(name)
        about = [(True, mine), (False, foreign)] if guard.party else [(True, None)]
        for method in METHODS:
            if not guard.verb(method.upper()) and role not in ("", "owner"):
                continue  # refused before anybody is asked who they are
            for is_mine, party in about:
                filled = {**arguments, guard.party: party.key} if party else arguments
                client.cookies = SimpleCookie(cookies)
                with transaction.atomic(), writing() as written:
                    answer = getattr(client, method)(reverse(name, kwargs=filled), headers=PROGRAM)
                    if answer.streaming:
                        list(answer)
                    transaction.set_rollback(True)
                want = expected(role, name, method, mine=is_mine)
                cells["allowed" if not want else str(want)] += 1
                refused_right = answer.status_code == want and not written
                allowed_right = answer.status_code not in REFUSED[method] and answer.status_code < 500
                if not (refused_right if want else allowed_right):
                    wrong.append((name, method, is_mine, want, answer.status_code, written[:1]))
    proof.keep("routes", role or "nobody", dict(cells), holes=len(wrong))
    assert wrong == []
