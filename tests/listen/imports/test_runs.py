"""An import from its file to the lake and back: once, twice, corrected, reverted, stopped, resumed."""

import csv
import fcntl
import io
from decimal import Decimal

import pytest
from django.utils import translation
from tests.listen.imports.doing import HEADER, imported, plan, told

from cordiale.jobs.progress import Progress, Seen
from cordiale.listen.imports import hooks, refusals, refused, runs
from cordiale.listen.imports.models import ImportRun, SourceRecord
from cordiale.people.models import Identifier, Party

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]
FIRST = "1,A1,Mug,2,2026-01-05 10:00,3.50,C1,France"
SECOND = "1,A2,Bol,1,2026-01-05 10:00,4.00,C1,France"
OTHER = "2,A1,Mug,1,2026-01-06 11:30,3.50,C2,Suisse"
ORDERS = "select order_ref, kind, amount, line_count, country from orders order by order_ref"


@pytest.fixture
def two_orders(written):
    return written(HEADER, FIRST, SECOND, OTHER)


def test_orders_reach_the_lake_with_their_lines_customers_and_products(lake, two_orders):
    run = imported(two_orders)
    assert run.state == "done"
    assert told(lake, ORDERS) == [("1", "sale", Decimal("11.00"), 2, "FR"), ("2", "sale", Decimal("3.50"), 1, "CH")]
    assert told(lake, "select product, name from products order by product") == [("A1", "Mug"), ("A2", "Bol")]
    assert told(
        lake, "select line, product, quantity, amount from order_lines where order_ref = '1' order by line"
    ) == [
        (1, "A1", Decimal("2.000"), Decimal("7.00")),
        (2, "A2", Decimal("1.000"), Decimal("4.00")),
    ]
    assert sorted(Identifier.objects.values_list("issuer", "value")) == [("shop", "C1"), ("shop", "C2")]
    assert run.counts == {
        "rows": {"read": 3, "good": 3, "refused": 0},
        "parties": {"created": 2, "updated": 0, "unchanged": 0},
        "order": {"created": 2, "updated": 0, "unchanged": 0},
        "product": {"created": 2, "updated": 0, "unchanged": 0},
    }


def test_a_dry_run_counts_and_writes_nothing(lake, two_orders):
    run = runs.check(runs.create(path=two_orders, plan=plan()).key)
    assert run.state == "checked"
    assert run.counts["order"] == {"created": 2, "updated": 0, "unchanged": 0}
    assert run.counts["parties"]["created"] == 2
    assert (Party.objects.count(), SourceRecord.objects.count(), lake.spool.waiting(0)) == (0, 0, 0)


def test_the_same_file_twice_changes_nothing(lake, two_orders):
    imported(two_orders)
    run = imported(two_orders)
    assert run.counts["order"] == {"created": 0, "updated": 0, "unchanged": 2}
    assert run.counts["product"] == {"created": 0, "updated": 0, "unchanged": 2}
    assert run.counts["parties"] == {"created": 0, "updated": 0, "unchanged": 2}
    assert len(told(lake, ORDERS)) == 2
    assert runs.seen_before(run).source != run.source


def test_a_corrected_row_updates_its_order(lake, two_orders, written):
    imported(two_orders)
    run = imported(written(HEADER, FIRST.replace(",2,", ",5,"), SECOND, OTHER))
    assert run.counts["order"] == {"created": 0, "updated": 1, "unchanged": 1}
    assert told(lake, ORDERS)[0] == ("1", "sale", Decimal("21.50"), 2, "FR")
    assert len(told(lake, "select * from order_lines")) == 3


def test_a_reverted_import_leaves_nothing(lake, two_orders):
    run = imported(two_orders)
    run = runs.revert(run.key)
    runs.settle(run, reverted=True)
    assert run.state == "reverted"
    assert run.report["revert"]["facts"] == 4
    assert (told(lake, ORDERS), told(lake, "select * from products")) == ([], [])
    assert (Party.objects.count(), SourceRecord.objects.count()) == (0, 0)
    again = imported(two_orders)
    assert again.counts["order"]["created"] == 2
    assert len(told(lake, ORDERS)) == 2


def test_reverting_a_correction_brings_the_earlier_version_back(lake, two_orders, written):
    imported(two_orders)
    correction = imported(written(HEADER, FIRST.replace(",2,", ",5,"), SECOND, OTHER))
    run = runs.revert(correction.key)
    assert run.report["revert"]["restored"] == 1
    assert told(lake, ORDERS)[0] == ("1", "sale", Decimal("11.00"), 2, "FR")
    assert Party.objects.count() == 2


def test_reverting_the_middle_of_three_versions_keeps_the_last(lake, two_orders, written):
    imported(two_orders)
    middle = imported(written(HEADER, FIRST.replace(",2,", ",5,"), SECOND, OTHER))
    last = imported(written(HEADER, FIRST.replace(",2,", ",6,"), SECOND, OTHER))
    runs.revert(middle.key)
    assert told(lake, ORDERS)[0][2] == Decimal("25.00")
    runs.revert(last.key)
    assert told(lake, ORDERS)[0][2] == Decimal("11.00")


def test_customers_that_a_later_import_needs_stay_when_the_first_is_reverted(lake, two_orders, written):
    first = imported(two_orders)
    imported(written(HEADER, OTHER.replace("2,A1", "9,A1", 1)))
    runs.revert(first.key)
    assert list(Identifier.objects.values_list("value", flat=True)) == ["C2"]


def test_a_refused_line_keeps_its_whole_order_back(lake, written):
    run = imported(written(HEADER, FIRST, SECOND.replace("4.00", "quatre"), OTHER))
    assert run.counts["rows"] == {"read": 3, "good": 1, "refused": 2}
    assert [order[0] for order in told(lake, ORDERS)] == ["2"]
    rows = [(line, reason) for line, _cells, reason in refused.rows_of(run)]
    assert rows == [
        (2, ["Une autre ligne de la même commande est refusée\u00a0; la commande entière attend."]),
        (3, ["UnitPrice\u00a0: «\u00a0quatre\u00a0» n’est pas un nombre lisible."]),
    ]


def test_refused_rows_come_back_corrected_through_the_same_plan(lake, written, tmp_path):
    run = imported(written(HEADER, FIRST, SECOND.replace("4.00", "=4+1").replace("Bol", "@Bol"), OTHER))
    out = io.StringIO()
    assert refused.write_csv(run, out) == 2
    rows = list(csv.reader(io.StringIO(out.getvalue())))
    assert rows[0][-2:] == ["cordiale_line", "cordiale_reason"]
    assert rows[2][2] == "'@Bol"
    assert rows[2][5] == "'=4+1"
    fixed = tmp_path / "fixed.csv"
    fixed.write_text(out.getvalue().replace("'=4+1", "4.00"))
    again = imported(fixed)
    assert again.counts["rows"]["refused"] == 0
    assert told(lake, ORDERS)[0] == ("1", "sale", Decimal("11.00"), 2, "FR")
    assert told(lake, "select name from products where product = 'A2'") == [("@Bol",)]


def test_reasons_speak_the_readers_language(lake, written):
    run = imported(written(HEADER, OTHER.replace("3.50", "trois")))
    with translation.override("en"):
        [(_line, _cells, reasons)] = refused.rows_of(run)
    assert reasons == ["UnitPrice: “trois” is not a readable number."]


def test_cancelled_then_resumed(lake, two_orders, monkeypatch):
    monkeypatch.setattr("cordiale.listen.imports.limits.LOAD_CHUNK", 1)
    steps = []

    def report(*, done, total, text):
        steps.append(text)
        return Seen(held=True, cancelled=text == "Envoi")

    monkeypatch.setattr("cordiale.jobs.progress.EVERY_S", 0)
    run = runs.create(path=two_orders, plan=plan())
    with pytest.raises(refusals.Cancelled):
        runs.carry_out(run.key, progress=Progress(report))
    run.refresh_from_db()
    assert (run.state, run.loaded) == ("cancelled", {"order": 1})
    run = runs.carry_out(run.key)
    runs.settle(run)
    assert run.counts["order"] == {"created": 2, "updated": 0, "unchanged": 0}
    assert len(told(lake, ORDERS)) == 2


def test_hooks_hear_of_the_end_once_the_lake_knows(lake, two_orders, monkeypatch):
    heard = []
    monkeypatch.setattr(hooks, "_HOOKS", {})
    hooks.after(lambda ended: heard.append((ended.kind, ended.reverted, len(told(lake, ORDERS)))))
    run = imported(two_orders)
    runs.settle(runs.revert(run.key), reverted=True)
    assert heard == [("orders", False, 2), ("orders", True, 0)]


def test_a_done_import_cannot_run_again(lake, two_orders):
    run = imported(two_orders)
    with pytest.raises(refusals.WrongState):
        runs.carry_out(run.key)


def test_a_run_is_worked_on_by_one_process_alone(lake, two_orders):
    run = runs.create(path=two_orders, plan=plan())
    run.folder.mkdir(parents=True)
    with (run.folder / "lock").open("wb") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        with pytest.raises(refusals.AtWork):
            runs.carry_out(run.key)
    assert runs.carry_out(run.key).state == "done"


def test_a_refused_file_is_told_on_the_run(lake, written):
    run = runs.create(path=written("a,b", "1,2"), plan=plan())
    with pytest.raises(refusals.MissingColumns):
        runs.carry_out(run.key)
    run.refresh_from_db()
    assert (run.state, run.refusal["name"]) == ("refused", "MissingColumns")


def test_people_are_taken_in_and_taken_back(lake, written):
    columns = {"id": "ref", "prénom": "given_name", "nom": "family_name", "mail": "email", "pays": "country"}
    file = written(
        "id;prénom;nom;mail;pays", "1;Emma;Bovary;emma@yonville.example;France", "2;Jean;Valjean;pas-un-mail;France"
    )
    run = imported(file, given=plan("parties", columns))
    assert run.counts["parties"]["created"] == 1
    assert [told for _l, _c, told in refused.rows_of(run)] == [
        ["mail\u00a0: «\u00a0pas-un-mail\u00a0» n’est pas une adresse e-mail."]
    ]
    assert Party.objects.get().name == "Emma Bovary"
    runs.revert(run.key)
    assert Party.objects.count() == 0


def test_facts_carry_their_text_encrypted_to_the_timeline(lake, written):
    columns = {"date": "at", "nature": "kind", "client": "customer", "objet": "subject", "texte": "text"}
    file = written(
        "date;nature;client;objet;texte",
        "2026-01-05 10:00;call.ended;C1;livraison;Il était en colère",
        "2026-01-05 10:00;call.ended;C1;livraison;Il était en colère",
        "2026-01-05 10:00;n'importe quoi;C1;x;y",
    )
    run = imported(file, given=plan("events", columns))
    assert run.counts["event"] == {"created": 2, "updated": 0, "unchanged": 0}
    assert run.counts["rows"]["refused"] == 1
    events = told(lake, "select kind, subject, pii is not null, pid is not null from events")
    assert events == [("call.ended", "livraison", True, True)] * 2
    assert imported(file, given=plan("events", columns)).counts["event"]["unchanged"] == 2


def test_a_catalogue_describes_products(lake, written):
    columns = {"code": "product", "nom": "name", "rayon": "category"}
    run = imported(written("code,nom,rayon", "A1,Mug,Table", "A1,Grand mug,Table"), given=plan("products", columns))
    assert run.counts["product"]["created"] == 1
    assert told(lake, "select product, name, category from products") == [("A1", "Grand mug", "Table")]


def test_runs_are_found_and_discarded(lake, two_orders):
    run = runs.check(runs.create(path=two_orders, plan=plan()).key)
    runs.discard(run)
    assert ImportRun.objects.count() == 0
    assert not run.folder.exists()
