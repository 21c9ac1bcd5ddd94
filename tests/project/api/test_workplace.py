"""The workplace through the API: own fields, objects, views, tasks, merging, shares, history, runs, privacy."""

import threading

import pytest
from django.test import Client
from tests.project.api.programs import EVERYTHING, Program, key_of
from tests.project.api.test_door import code

from cordiale.jobs.worker import work
from cordiale.people import parties, users
from cordiale.people.fields import definitions, objects
from cordiale.people.models import Party
from cordiale.people.notices.models import Notice
from cordiale.people.rights import members

LABELS = {"label_fr": "Bateau", "plural_fr": "Bateaux", "many": True}


def run_all():
    work(until=threading.Event(), once=True)


def define(by, label, kind="text", **told):
    options = told.pop("options", ())
    of = told.pop("of", None)
    return definitions.define(by=by, kind=kind, told={"label_fr": label, **told}, options=options, of=of)


@pytest.fixture
def own_fields(figaro):
    define(figaro, "Taille", "number")
    define(figaro, "Humeur", "choice", options=[{"fr": "Gaie"}, {"fr": "Triste"}])
    define(figaro, "Secret", data_class="sensitive")


@pytest.fixture
def boat(figaro):
    made = objects.define(by=figaro, told=LABELS)
    define(figaro, "Longueur", "number", of=made)
    define(figaro, "Port", of=made)
    return made


def test_own_fields_are_written_read_and_asked_about(program, own_fields):
    made = program.post("/parties", {"name": "Emma", "custom": {"taille": 168, "humeur": "Gaie"}})
    assert (made.status_code, made.json()["custom"]) == (201, {"taille": 168, "humeur": "gaie"})
    path = made["Location"].removeprefix("/api/v1")
    changed = program.call("PATCH", path, {"language": "en", "custom": {"taille": "170,5", "humeur": None}})
    assert (changed.json()["custom"], changed.json()["language"]) == ({"taille": 170.5}, "en")
    assert len(program.get(path + "/history").json()["rows"]) == 1, "one change is one save"
    rows = program.get("/parties?filter=custom.taille:at_least:170").json()["rows"]
    assert [row["name"] for row in rows] == ["Emma"]
    told = {row["name"]: row for row in program.get("/fields").json()["rows"]}
    assert told["custom.humeur"]["options"] == [{"key": "gaie", "label": "Gaie"}, {"key": "triste", "label": "Triste"}]
    assert (told["custom.taille"]["writable"], told["name"]["writable"]) == (True, False)


@pytest.mark.parametrize(
    ("told", "status", "said"),
    [
        ({"inconnu": 1}, 422, "invalid"),
        ({"taille": "grande"}, 422, "wrong_value"),
        ({"humeur": "morose"}, 422, "wrong_value"),
        ({"secret": "x"}, 403, "field_not_open"),
    ],
)
def test_a_wrong_value_writes_nothing(figaro, own_fields, told, status, said):
    program = Program(Client(), key_of(figaro, levels={"sensitive": "read"}))
    assert code(program.post("/parties", {"name": "X", "custom": told})) == (status, said)
    assert not Party.objects.exists()
    kept = parties.create(name="Y")
    assert code(program.call("PATCH", f"/parties/{kept.key}", {"custom": told})) == (status, said)
    kept.refresh_from_db()
    assert kept.custom == {}


def test_own_fields_come_in_by_the_thousand_too(program, own_fields, django_assert_max_num_queries):
    rows = [{"name": f"Client {n}", "custom": {"taille": n}} for n in range(3)] + [
        {"name": "Client 4", "custom": {"taille": "grande"}}
    ]
    told = program.post("/parties/bulk", {"rows": rows}).json()
    assert [(one["outcome"], one["code"]) for one in told["rows"]] == [("created", "")] * 3 + [
        ("refused", "wrong_value")
    ]
    with django_assert_max_num_queries(16):
        listed = program.get("/parties?fields=custom").json()["rows"]
    assert sorted(row["custom"]["taille"] for row in listed) == [0, 1, 2]


def test_a_hidden_field_is_left_out_and_cannot_be_asked_about(figaro, own_fields):
    party = parties.create(name="Emma")
    Party.objects.filter(pk=party.pk).update(custom={"taille": 168, "secret": "x"})
    program = Program(Client(), key_of(figaro, levels={"sensitive": "hidden"}))
    assert program.get(f"/parties/{party.key}").json()["custom"] == {"taille": 168}
    assert code(program.get("/parties?filter=custom.secret:is:x"))[0] in (403, 422)


def test_records_of_an_object(program, emma, harpagon, boat):
    made = program.post(f"/parties/{emma.key}/records", {
        "object": "bateau", "title": "La Bovary", "values": {"longueur": 12.5, "port": "Rouen"},
    })  # fmt: skip
    assert (made.status_code, made.json()["values"]) == (201, {"longueur": 12.5, "port": "Rouen"})
    program.post(f"/parties/{harpagon.key}/records", {"object": "bateau", "title": "Cassette"})
    path = f"/records/{made.json()['key']}"

    def titles(query=""):
        return [row["title"] for row in program.get(f"/records?object=bateau{query}").json()["rows"]]

    assert titles() == ["Cassette", "La Bovary"]
    assert titles("&filter=longueur:at_least:10") == titles("&filter=port:is:rouen") == ["La Bovary"]
    assert titles("&filter=record.title:contains:cass") == titles(f"&party={harpagon.key}") == ["Cassette"]
    assert titles("&filter=longueur:empty") == ["Cassette"]
    assert code(program.get("/records?object=bateau&filter=name:is:x")) == (422, "unknown_field")
    read = program.get(path)
    changed = program.call("PATCH", path, {"values": {"port": None}}, **{"If-Match": made["ETag"]})
    assert (changed.json()["values"], changed.json()["version"]) == ({"longueur": 12.5}, 2)
    stale = program.call("PATCH", path, {"title": "X"}, **{"If-Match": made["ETag"]})
    assert (read.json()["version"], code(stale)) == (1, (412, "changed_meanwhile"))
    assert program.call("DELETE", path).status_code == 204
    assert (titles(), titles("&archived=true")) == (["Cassette"], ["La Bovary"])
    assert program.post(path + "/restore").json()["archived_at"] is None
    fields = program.get("/objects").json()["rows"][0]["fields"]
    assert [one["name"] for one in fields] == ["longueur", "port"]


def test_records_of_the_customers_of_others_do_not_exist(figaro, emma, boat):
    kept = objects.add("bateau", party=emma.key, title="La Bovary", told={}, by=figaro)
    seller = users.create(email="vente@rivage.example", name="Suzanne")
    members.give(seller, "sales")
    program = Program(Client(), key_of(seller, verbs=["party.read", "record.read", "record.change"]))
    assert program.get("/records?object=bateau").json()["rows"] == []
    for method, body in (("GET", None), ("PATCH", {"title": "X"}), ("DELETE", None)):
        assert code(program.call(method, f"/records/{kept.key}", body)) == (404, "no_such_party")


def test_the_key_of_a_merged_party_leads_to_its_survivor(program, emma, harpagon):
    made = program.post(f"/parties/{emma.key}/merge", {"others": [str(harpagon.key)], "keep": {"name": str(emma.key)}})
    assert (made.status_code, made.json()["others"]) == (201, [str(harpagon.key)])
    old = program.get(f"/parties/{harpagon.key}?fields=name")
    assert (code(old), old["Location"]) == ((308, "merged"), f"/api/v1/parties/{emma.key}?fields=name")
    sent = program.call("PATCH", f"/parties/{harpagon.key}", {"language": "en"}, **{"Idempotency-Key": "k"})
    again = sent["Location"].removeprefix("/api/v1")
    moved = program.call("PATCH", again, {"language": "en"}, **{"Idempotency-Key": "k"})
    assert (sent.status_code, moved.status_code) == (308, 200)
    assert [one["key"] for one in program.get(f"/parties/{emma.key}/merges").json()["rows"]] == [made.json()["key"]]
    assert program.post(f"/merges/{made.json()['key']}/separate").json()["undone_at"]
    assert program.get(f"/parties/{harpagon.key}").json()["name"] == "Harpagon L’Avare"


def test_a_merged_key_says_nothing_to_those_who_may_not_see_the_survivor(program, emma, harpagon):
    program.post(f"/parties/{emma.key}/merge", {"others": [str(harpagon.key)]})
    seller = users.create(email="vente@rivage.example", name="Suzanne")
    members.give(seller, "sales")
    parties.hand_over(harpagon.key, owner=seller)
    stranger = Program(Client(), key_of(seller, verbs=["party.read"]))
    assert code(stranger.get(f"/parties/{harpagon.key}")) == (404, "no_such_party")
    parties.hand_over(emma.key, owner=seller)
    assert code(stranger.get(f"/parties/{harpagon.key}")) == (308, "merged")


def test_who_may_be_the_same(program, tartuffe):
    path = f"/parties/{tartuffe[0].key}"
    assert len(program.get(path + "/duplicates").json()["rows"]) == 2
    assert program.post(path + "/apart", {"other": str(tartuffe[1].key)}).status_code == 204
    assert [one["party"] for one in program.get(path + "/duplicates").json()["rows"]] == [str(tartuffe[2].key)]
    told = {"name": "Dorine", "identifiers": [{"kind": "email", "value": "famille@tartuffe.example"}]}
    found = program.post("/parties/duplicates", told).json()["rows"]
    assert {one["reason"] for one in found} == {"key"}
    assert Party.objects.count() == 3


def test_views_are_kept_run_changed_and_removed(program, emma, harpagon):
    made = program.post("/views", {"name": "Les B", "filter": "name:contains:bovary"})
    assert (made.status_code, made.json()["filter"]) == (201, "name:contains:bovary")
    path = f"/views/{made.json()['key']}"

    def names():
        return [row["name"] for row in program.get(f"/parties?view={made.json()['key']}").json()["rows"]]

    assert names() == ["Emma Bovary"]
    assert program.call("PATCH", path, {"name": "Les H", "filter": "", "q": "harpagon"}).json()["q"] == "harpagon"
    assert names() == ["Harpagon L’Avare"]
    assert code(program.post("/views", {"name": "X", "filter": "inconnu:is:x"}))[0] == 422
    assert [one["name"] for one in program.get("/views").json()["rows"]] == ["Les H"]
    assert program.call("DELETE", path).status_code == 204
    assert code(program.get(path)) == (404, "no_such_view")


def test_a_view_never_asks_about_what_the_key_may_not(figaro, emma):
    open_to_all = Program(Client(), key_of(figaro))
    view = open_to_all.post("/views", {"name": "Les B", "filter": "name:contains:bovary"}).json()["key"]
    shut = Program(Client(), key_of(figaro, levels={"contact": "hidden"}))
    assert code(shut.get(f"/parties?view={view}&sort=created")) == (403, "field_not_open")


def test_tasks_and_the_agenda(program, figaro, emma):
    colleague = users.create(email="suzanne@rivage.example", name="Suzanne")
    made = program.post("/tasks", {
        "title": "Rappeler", "on": "2026-11-23", "at": "09:30", "repeat": "FREQ=WEEKLY", "party": str(emma.key),
    })  # fmt: skip
    assert (made.status_code, made.json()["at"], made.json()["assignee"]) == (201, "09:30", str(figaro.key))
    path = f"/tasks/{made.json()['key']}"
    days = program.get("/agenda?since=2026-11-20&until=2026-12-10").json()["rows"]
    assert [(one["day"], one["ahead"]) for one in days] == [
        ("2026-11-23", False), ("2026-11-30", True), ("2026-12-07", True),
    ]  # fmt: skip
    assert program.call("PATCH", path, {"on": "2026-11-24", "at": ""}).json()["at"] == ""
    assert program.post(path + "/close").json()["closed_at"]
    assert [one["title"] for one in program.get("/tasks?state=done").json()["rows"]] == ["Rappeler"]
    assert program.post(path + "/reopen").json()["closed_at"] is None
    assert len(program.get(f"/parties/{emma.key}/tasks").json()["rows"]) == 1
    program.call("PATCH", path, {"assignee": str(colleague.key)})
    assert Notice.objects.filter(user=colleague).count() == 1
    assert program.call("DELETE", path).status_code == 204
    assert code(program.get(path)) == (404, "no_such_task")
    assert code(program.get("/agenda?since=2026-11-20&until=2030-12-10")) == (422, "invalid")


def test_a_note_tells_the_colleague_it_mentions_and_stays_on_top(program, emma):
    colleague = users.create(email="suzanne@rivage.example", name="Suzanne")
    members.give(colleague, "manager")
    note = program.post(f"/parties/{emma.key}/notes", {"body": "@Suzanne, elle revient."}).json()
    assert Notice.objects.filter(user=colleague).count() == 1
    path = f"/parties/{emma.key}/notes/{note['key']}"
    assert program.post(path + "/pin").json()["pinned"] is True
    assert program.get(f"/parties/{emma.key}/notes").json()["rows"][0]["pinned"] is True
    assert program.post(path + "/unpin").json()["pinned"] is False


def test_an_earlier_value_comes_back(program, emma):
    program.call("PATCH", f"/parties/{emma.key}", {"language": "en"})
    save = program.get(f"/parties/{emma.key}/history").json()["rows"][0]
    assert (save["before"], save["after"]) == ({"language": "fr"}, {"language": "en"})
    back = program.post(f"/parties/{emma.key}/history/{save['id']}/restore", {"field": "language"})
    assert back.status_code == 200
    emma.refresh_from_db()
    assert emma.language == "fr"


def test_a_party_is_shared_and_kept_at_hand(program, figaro, emma):
    seller = users.create(email="vente@rivage.example", name="Suzanne")
    members.give(seller, "sales")
    hers = Program(Client(), key_of(seller, verbs=["party.read", "shelf.own"]))
    assert code(hers.call("PUT", f"/favourites/{emma.key}")) == (404, "no_such_party")
    share = program.post(f"/parties/{emma.key}/shares", {"user": str(seller.key)})
    assert share.status_code == 201
    assert hers.call("PUT", f"/favourites/{emma.key}").status_code == 204
    assert hers.call("PUT", f"/follows/{emma.key}").status_code == 204
    assert [one["name"] for one in hers.get("/favourites").json()["rows"]] == ["Emma Bovary"]
    assert program.call("DELETE", f"/parties/{emma.key}/shares/{share.json()['key']}").status_code == 204
    assert hers.get("/favourites").json()["rows"] == hers.get("/follows").json()["rows"] == []


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_one_deed_on_many(program, emma, harpagon):
    run = program.post("/runs", {"deed": "tag", "value": "Avare", "filter": "name:contains:harpagon"})
    assert (run.status_code, run.json()["state"]) == (202, "waiting")
    run_all()
    path = f"/runs/{run.json()['key']}"
    assert (program.get(path).json()["state"], program.get(path).json()["changed"]) == ("done", 1)
    assert list(harpagon.tags.values_list("name", flat=True)) == ["Avare"]
    assert program.post(path + "/undo").status_code == 202
    run_all()
    assert program.get(path).json()["restored"] == 1
    assert not harpagon.tags.exists()
    assert code(program.post("/runs", {"deed": "archive"}))[0] == 422


def test_the_rights_of_people(figaro, emma):
    officer = users.create(email="dpo@rivage.example", name="Dorine")
    members.give(officer, "privacy")
    program = Program(
        Client(), key_of(officer, verbs=["party.read", "privacy.read", "request.record", "person.restrict"])
    )
    noted = program.post(f"/parties/{emma.key}/requests", {"kind": "objection", "identity": "carte"}).json()
    assert [one["key"] for one in program.get("/requests").json()["rows"]] == [noted["key"]]
    assert program.post(f"/parties/{emma.key}/restrict", {"reason": "litige"}).json()["restricted"] is True
    told = program.post(f"/parties/{emma.key}/objections", {"purpose": "marketing"}).json()
    assert told == {"restricted": True, "objections": ["marketing"], "held": False}
    assert program.post(f"/parties/{emma.key}/lift").json()["restricted"] is False
    assert program.post(f"/requests/{noted['key']}/answer", {"outcome": "fait"}).json()["state"] == "done"
    assert program.get("/requests").json()["rows"] == []


def test_asking_who_one_is_and_reading_the_log_count_as_reading(figaro, emma):
    members.give(figaro, "auditor")
    program = Program(Client(), key_of(figaro, verbs=[*EVERYTHING, "audit.read"], rows_per_day=3))
    assert [program.get("/me").status_code for _ in range(4)] == [200, 200, 200, 429]
    other = Program(Client(), key_of(figaro, verbs=[*EVERYTHING, "audit.read"], rows_per_day=1))
    assert code(other.get("/audit?limit=200")) == (429, "row_budget_spent")
