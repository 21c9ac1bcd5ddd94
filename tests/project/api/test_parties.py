"""Parties through the API: the same verbs, rights and refusals as on the screens."""

import json
from urllib.parse import urlencode

import hypothesis
import hypothesis.strategies as st
import pytest
from django.test import Client
from tests.project.api.programs import Program, key_of
from tests.project.api.test_door import code

from cordiale.people import parties, teams, users
from cordiale.people.models import Identifier, Note, Party
from cordiale.people.rights import members

NEW = {
    "given_name": "Jeanne",
    "family_name": "Bovary",
    "identifiers": [{"kind": "email", "value": "Jeanne@Yonville.example"}],
}


@pytest.fixture
def seller(figaro):
    """Sees her own customers and her team's, nobody else's."""
    user = users.create(email="vente@rivage.example", name="Suzanne", password=None)
    teams.join(user, team=teams.create(name="Boutique"))
    members.give(user, "sales")
    return user


def test_a_party_is_made_read_and_changed(program):
    made = program.post("/parties", NEW)
    assert made.status_code == 201
    told = made.json()
    assert (told["name"], told["identifiers"][0]["value"]) == ("Jeanne Bovary", "Jeanne@Yonville.example")
    path = made["Location"].removeprefix("/api/v1")
    assert program.get(path).json() == told
    changed = program.call("PATCH", path, {"family_name": "Rouault"}, **{"If-Match": made["ETag"]})
    assert changed.json()["name"] == "Jeanne Rouault"
    assert changed["ETag"] != made["ETag"]


def test_a_stale_change_is_refused_with_both_values(program, emma):
    path = f"/parties/{emma.key}"
    old = program.get(path)["ETag"]
    new = program.call("PATCH", path, {"language": "en"})["ETag"]
    stale = program.call("PATCH", path, {"language": "de"}, **{"If-Match": old})
    assert code(stale) == (412, "changed_meanwhile")
    assert stale.json()["details"] == {"yours": old, "current": new}
    assert Party.objects.get().language == "en"


def test_an_unknown_key_is_refused_and_nothing_is_made(program):
    answer = program.post("/parties", NEW | {"is_admin": True})
    assert code(answer) == (422, "invalid")
    assert answer.json()["details"]["errors"][0]["place"][-1] == "is_admin"
    assert not Party.objects.exists()


@hypothesis.settings(
    max_examples=25, suppress_health_check=[hypothesis.HealthCheck.function_scoped_fixture], deadline=None
)
@hypothesis.given(
    extra=st.dictionaries(
        st.text(min_size=1, max_size=12),
        st.none() | st.booleans() | st.integers() | st.text(max_size=9),
        min_size=1,
        max_size=3,
    )
)
def test_no_extra_key_ever_passes(program, extra):
    from cordiale.project.api.resources.party_shapes import PartyTold

    extra = {name: value for name, value in extra.items() if name not in PartyTold.model_fields}
    if extra:
        assert program.post("/parties", NEW | extra).status_code == 422


def test_somebody_known_is_told_without_names_one_may_not_see(seller, emma):
    program = Program(Client(), key_of(seller, verbs=["party.read", "party.create"]))
    twin = {
        "given_name": "Emma",
        "family_name": "Bovary",
        "identifiers": [{"kind": "email", "value": "emma.bovary@yonville.example"}],
    }
    answer = program.post("/parties", twin)
    assert code(answer) == (409, "duplicate_party")
    assert "Emma" not in answer.content.decode()
    parties.hand_over(emma.key, owner=seller)
    assert program.post("/parties", twin).json()["details"]["parties"] == [{"key": str(emma.key), "reason": "key"}]


def test_a_reference_taken_names_nobody_unseen(seller, emma):
    program = Program(Client(), key_of(seller, verbs=["party.read", "party.create"]))
    answer = program.post(
        "/parties", {"name": "X", "identifiers": [{"kind": "external", "issuer": "shop", "value": "C-1857"}]}
    )
    assert code(answer) == (409, "key_taken")
    assert "Emma" not in answer.content.decode()


def test_what_is_not_yours_does_not_exist(seller, emma):
    program = Program(Client(), key_of(seller, verbs=["party.read", "party.change"]))
    assert program.get("/parties").json() == {"rows": [], "next": ""}
    for method in ("GET", "PATCH"):
        assert code(
            program.call(method, f"/parties/{emma.key}", {"language": "de"} if method == "PATCH" else None)
        ) == (404, "no_such_party")


def test_fields_are_chosen_and_pages_follow(program, tartuffe, emma):
    first = program.get("/parties?limit=3&fields=name&count=true").json()
    assert first["total"] == {"count": 4, "more": False}
    assert [set(row) for row in first["rows"]] == [{"key", "name"}] * 3
    second = program.get(f"/parties?limit=3&fields=name&cursor={first['next']}").json()
    names = [row["name"] for row in first["rows"] + second["rows"]]
    assert names == ["Emma Bovary", "Elmire Tartuffe", "Laurent Tartuffe", "Orgon Tartuffe"]
    assert second["next"] == ""
    assert code(program.get(f"/parties?sort=-name&cursor={first['next']}")) == (422, "bad_cursor")


def test_each_order_reads_everything_once(program, tartuffe, emma, harpagon):
    for sort in ("name", "-name", "created", "-created"):
        seen, cursor = [], ""
        while True:
            page = program.get(f"/parties?limit=2&sort={sort}&fields=name&cursor={cursor}").json()
            seen += [row["key"] for row in page["rows"]]
            cursor = page["next"]
            if not cursor:
                break
        assert len(seen) == len(set(seen)) == 5, sort


def test_questions(program, emma, harpagon):
    def names(query):
        return [row["name"] for row in program.get(f"/parties?{query}").json()["rows"]]

    assert names("q=bovary") == ["Emma Bovary"]
    assert names("email=EMMA.BOVARY@yonville.example") == ["Emma Bovary"]
    assert names("phone=0612345678") == ["Emma Bovary"]
    assert names("external=shop:C-1668") == ["Harpagon L’Avare"]
    assert names("kind=organisation") == []


def test_a_field_that_is_hidden_is_neither_shown_nor_asked_about(figaro, emma):
    program = Program(Client(), key_of(figaro, levels={"contact": "hidden"}))
    told = program.get(f"/parties/{emma.key}").json()
    assert "Bovary" not in str(told)
    assert "76780" not in str(told)
    assert told["identifiers"] == []
    for query in ("sort=name", "q=bovary&sort=created", "email=emma.bovary@yonville.example&sort=created"):
        assert code(program.get(f"/parties?{query}")) == (403, "field_not_open"), query
    assert code(program.call("PATCH", f"/parties/{emma.key}", {"name": "X"})) == (403, "field_not_open")


def test_a_masked_field_says_little(figaro, emma):
    program = Program(Client(), key_of(figaro, levels={"contact": "masked"}))
    told = program.get(f"/parties/{emma.key}").json()
    assert told["name"] == "E••• B•••"
    assert told["identifiers"][0]["value"] == "e•••@•••.example"


def test_the_same_call_again_does_nothing_twice(program):
    first, again = (program.post("/parties", NEW, **{"Idempotency-Key": "k-1"}) for _ in range(2))
    assert (first.status_code, again.status_code, again["Idempotent-Replayed"]) == (201, 201, "true")
    assert (first.content, first["ETag"]) == (again.content, again["ETag"])
    assert Party.objects.count() == 1
    assert code(program.post("/parties", {"name": "Autre"}, **{"Idempotency-Key": "k-1"})) == (
        422,
        "idempotency_key_reused",
    )


def test_a_refused_call_may_be_corrected_under_the_same_key(program):
    assert program.post("/parties", {}, **{"Idempotency-Key": "k-2"}).status_code == 422
    assert program.post("/parties", NEW, **{"Idempotency-Key": "k-2"}).status_code == 201


def test_parts_of_a_party(program, emma, harpagon):
    path = f"/parties/{emma.key}"
    assert (
        program.post(f"{path}/identifiers", {"kind": "email", "value": "e@b.example", "main": True}).status_code == 200
    )
    told = program.get(path).json()["identifiers"]
    assert [(one["value"], one["main"]) for one in told if one["kind"] == "email"] == [
        ("e@b.example", True), ("Emma.Bovary@Yonville.example", False),
    ]  # fmt: skip
    assert program.call("DELETE", f"{path}/identifiers/{told[0]['id']}").status_code == 204
    assert Identifier.objects.filter(party=emma, kind="email").count() == 1
    assert (
        program.call("PUT", f"{path}/addresses", {"purpose": "work", "city": "Rouen", "country": "FR"}).status_code
        == 200
    )
    assert program.post(f"{path}/tags", {"name": "fidèle"}).status_code == 200
    told = program.get(path).json()
    assert ([one["city"] for one in told["addresses"]], told["tags"]) == (["Yonville", "Rouen"], ["fidèle"])
    made = program.post(f"{path}/relations", {"other": str(harpagon.key), "kind": "referred_by"})
    assert made.status_code == 201
    assert program.get(f"{path}/relations").json()["rows"] == [made.json()]
    assert program.call("DELETE", f"{path}/relations/{made.json()['id']}").status_code == 204
    note = program.post(f"{path}/notes", {"body": "Aime les bals."}).json()
    assert (
        program.call("PATCH", f"{path}/notes/{note['key']}", {"body": "Aime les romans."}).json()["body"]
        == "Aime les romans."
    )
    assert code(program.call("DELETE", f"/parties/{harpagon.key}/notes/{note['key']}")) == (404, "no_such_note")
    assert Note.objects.count() == 1
    assert (
        program.post(f"{path}/consents", {"purpose": "marketing", "channel": "email", "state": "granted"}).status_code
        == 201
    )
    assert [(one["purpose"], one["state"]) for one in program.get(f"{path}/consents").json()["rows"]] == [
        ("marketing", "granted")
    ]


def test_archive_and_restore(program, emma):
    assert program.post(f"/parties/{emma.key}/archive").json()["archived_at"]
    assert program.get("/parties").json()["rows"] == []
    assert code(program.post(f"/parties/{emma.key}/archive")) == (409, "already_archived")
    assert len(program.get("/parties?archived=true").json()["rows"]) == 1
    assert program.post(f"/parties/{emma.key}/restore").json()["archived_at"] is None


def test_a_page_costs_the_same_whatever_its_length(program, tartuffe, emma, harpagon, django_assert_max_num_queries):
    program.get("/parties")
    with django_assert_max_num_queries(10):
        program.get("/parties?limit=200")


def test_nonsense_is_told_without_repeating_it(program):
    answer = program.call("POST", "/parties")
    assert code(answer) == (422, "invalid")
    broken = program.client.generic(
        "POST",
        "/api/v1/parties",
        data=b"{",
        content_type="application/json",
        headers={"Authorization": f"Bearer {program.text}"},
    )
    assert code(broken) == (400, "unreadable")
    secret = program.post("/parties", {"name": "x" * 500})
    assert "xxxxx" not in secret.content.decode()


def test_reads_are_in_the_audit_log(program, emma, figaro):
    from cordiale.people.audit.models import Entry

    program.get(f"/parties/{emma.key}")
    program.get("/parties?q=bovary")
    told = [(entry.actor, entry.deed, entry.subject, entry.rows) for entry in Entry.objects.order_by("id")]
    assert told[-2:] == [
        (figaro.key, "party.read", "api/v1/parties/<key>", None),
        (figaro.key, "party.searched", "api/v1/parties", 1),
    ]
    assert "session.opened" not in {deed for _, deed, _, _ in told}


def test_the_condition_of_a_list_is_the_condition_of_a_call(program, figaro, emma, harpagon):
    from cordiale.core import conditions

    tree = conditions.All(conditions.Test("language", "is", "fr"))
    for text in (json.dumps(conditions.dump(tree)), conditions.write(tree)):
        answer = program.get("/parties?" + urlencode({"filter": text}))
        assert [row["name"] for row in answer.json()["rows"]] == ["Emma Bovary"], text
    assert program.get("/parties?filter=%7Bnonsense").status_code == 422
    narrow = Program(Client(), key_of(figaro, levels={"contact": "hidden"}))
    shut = urlencode(
        {"filter": conditions.write(conditions.All(conditions.Test("email", "known", None))), "sort": "created"}
    )
    assert code(narrow.get(f"/parties?{shut}")) == (403, "field_not_open")


def test_files_come_and_go(figaro, emma, harpagon):
    from django.core.files.uploadedfile import SimpleUploadedFile

    program = Program(Client(), key_of(figaro, verbs=["file.read", "file.attach", "file.remove"]))
    headers = {"Authorization": f"Bearer {program.text}"}
    made = program.client.post(
        f"/api/v1/parties/{emma.key}/files", {"file": SimpleUploadedFile("lettre.txt", b"Chere Emma")}, headers=headers
    )
    assert made.status_code == 201, made.content
    path = f"/parties/{emma.key}/files/{made.json()['key']}"
    got = program.get(path)
    assert b"".join(got.streaming_content) == b"Chere Emma"
    assert got["Content-Disposition"].startswith("attachment")
    assert code(program.get(path.replace(str(emma.key), str(harpagon.key))))[0] == 404
    head = program.call("HEAD", path)
    assert (head["Content-Length"], b"".join(head.streaming_content)) == ("10", b"")
    assert program.call("DELETE", path).status_code == 204
    assert program.get(f"/parties/{emma.key}/files").json()["rows"] == []


def test_a_file_is_sent_for_import_and_started(program):
    from django.core.files.uploadedfile import SimpleUploadedFile

    from cordiale.jobs.models import Job

    text = b"Nom;E-mail\nEmma Bovary;emma@yonville.example\n"
    headers = {"Authorization": f"Bearer {program.text}"}
    made = program.client.post("/api/v1/imports", {"file": SimpleUploadedFile("clients.csv", text)}, headers=headers)
    assert (made.status_code, made.json()["state"]) == (201, "draft")
    path = f"/imports/{made.json()['key']}"
    assert program.get(path).json() == made.json()
    assert program.post(f"{path}/start").status_code == 202
    assert Job.objects.filter(task="cordiale.listen.imports.tasks.carry_out").count() == 1


def test_the_log_is_read_by_who_may(figaro, emma):
    from cordiale.people.audit.models import Entry
    from cordiale.people.rights import members

    members.give(figaro, "auditor")
    program = Program(Client(), key_of(figaro, verbs=["audit.read"]))
    told = program.get("/audit?deed=access.given").json()["rows"]
    assert [(one["deed"], one["hash"]) for one in told] == [
        ("access.given", Entry.objects.get(deed="access.given").hash)
    ]
