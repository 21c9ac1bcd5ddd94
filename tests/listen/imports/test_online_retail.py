"""The real file: 541,909 lines, every one accounted for, in the words of an analyst."""

import json
import os
import subprocess
import sys
from decimal import Decimal

import pytest
from tests import template
from tests.listen.imports.doing import HEADER, imported, told

from cordiale.listen.imports import reports, runs, templates

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]  # each test fills a lake of its own
LINES = (
    # a sale, its partial return, its exact cancellation, a return of something never bought
    "536365,85123A,WHITE HANGING HEART,6,2010-12-01 08:26:00,2.55,17850.0,United Kingdom",
    "536365,85123A,WHITE HANGING HEART,6,2010-12-01 08:26:00,2.55,17850.0,United Kingdom",
    "536365,POST,POSTAGE,1,2010-12-01 08:26:00,18.0,17850.0,United Kingdom",
    "536366,71053,LANTERN,4,2010-12-01 09:00:00,3.39,17850.0,United Kingdom",
    "C536400,85123a,WHITE HANGING HEART,-2,2010-12-02 08:26:00,2.55,17850.0,United Kingdom",
    "C536401,71053,LANTERN,-4,2010-12-03 08:26:00,3.39,17850.0,United Kingdom",
    "C536402,99999,NEVER BOUGHT,-1,2010-12-03 08:26:00,1.0,17850.0,United Kingdom",
    # without a customer: a sale, a return, fees, stock out, stock found, a bad debt
    "536544,21773,ROSE,1,2010-12-01 14:32:00,2.51,,EIRE",
    "C536545,21773,ROSE,-1,2010-12-01 15:32:00,2.51,,EIRE",
    "C536546,AMAZONFEE,AMAZON FEE,-1,2010-12-01 15:32:00,100.0,,United Kingdom",
    "536589,21777,,-10,2010-12-01 16:50:00,0.0,,United Kingdom",
    "536590,21778,found,10,2010-12-01 16:50:00,0.0,,United Kingdom",
    "A563186,B,Adjust bad debt,1,2011-08-12 14:51:00,-11062.06,,United Kingdom",
    # a gift beside a sale, in summer time, somewhere
    "560000,22841,CAKE TIN,1,2011-07-05 14:02:00,0.0,12647.0,Channel Islands",
    "560000,22842,CAKE TIN BIG,1,2011-07-05 14:02:00,7.95,12647.0,Channel Islands",
    "560001,gift_0001_20,VOUCHER,1,2011-07-05 15:02:00,20.0,12647.0,Unspecified",
)


@pytest.fixture
def small(lake, written):
    return imported(written(HEADER, *LINES), template="online-retail")


def test_each_line_has_its_class(small):
    classes = {row["class"]: (row["lines"], row["net"]) for row in small.report["rows"]}
    assert classes == {
        "sale": (4, "52.11"),
        "sale_anonymous": (1, "2.51"),
        "return_matched": (2, "-18.66"),
        "return_unmatched": (1, "-1.00"),
        "return_anonymous": (1, "-2.51"),
        "gift": (1, "0.00"),
        "voucher": (1, "20.00"),
        "postage": (1, "18.00"),
        "fee": (1, "-100.00"),
        "adjustment": (1, "-11062.06"),
        "stock_out": (1, "0.00"),
        "stock_in": (1, "0.00"),
    }


def test_orders_say_what_they_are_and_what_they_take_back(lake, small):
    rows = told(lake, "select order_ref, kind, reverses, amount, country from orders order by order_ref")
    assert {ref: (kind, reverses, str(amount), country) for ref, kind, reverses, amount, country in rows} == {
        "536365": ("sale", None, "48.60", "GB"),
        "536366": ("sale", None, "13.56", "GB"),
        "C536400": ("return", "536365", "-5.10", "GB"),
        "C536401": ("return", "536366", "-13.56", "GB"),
        "C536402": ("return", None, "-1.00", "GB"),
        "536544": ("sale", None, "2.51", "IE"),
        "C536545": ("return", None, "-2.51", "IE"),
        "C536546": ("adjustment", None, "-100.00", "GB"),
        "536589": ("adjustment", None, "0.00", "GB"),
        "536590": ("adjustment", None, "0.00", "GB"),
        "A563186": ("adjustment", None, "-11062.06", "GB"),
        "560000": ("sale", None, "7.95", "Channel Islands"),
        "560001": ("sale", None, "20.00", ""),
    }


def test_times_are_local_and_codes_differing_by_case_are_one(lake, small):
    [(at,)] = told(lake, "select strftime(\"at\" at time zone 'UTC', '%H:%M') from orders where order_ref = '560000'")
    assert at == "13:02"
    assert told(lake, "select count(*) from order_lines where product = '85123A'") == [(3,)]


def test_what_is_worth_knowing_is_told(small):
    text = reports.as_text(reports.tables(small))
    assert "16 lignes lues, 16 classées\u00a0: le compte est juste." in text
    assert "Lignes répétées à l’identique, gardées" in text
    assert small.report["duplicates"] == {"lines": 1, "amount": "15.30"}
    assert small.report["countries_as_given"] == [["Channel Islands", 2], ["", 1]]


def test_every_shipped_template_reads_as_a_plan():
    for entry in templates.all_templates():
        assert templates.template(entry.name).plan == entry.plan


def test_the_real_file_adds_up(lake, real):
    run = imported(real, template="online-retail", settle=False)
    rows, totals = run.report["rows"], run.report["totals"]
    assert run.counts["rows"] == {"read": 541_909, "good": 541_909, "refused": 0}
    assert sum(row["lines"] for row in rows) == 541_909
    assert sum(Decimal(row["net"]) for row in rows) == Decimal("9747747.93") == Decimal(totals["net"])
    assert Decimal(totals["net_exact"]) == Decimal("9747747.934")  # the published total of the data set
    assert (totals["orders"], totals["customers"], totals["product_codes_written"]) == (25_900, 4_372, 4_070)
    assert run.counts["parties"] == {"created": 4_372, "updated": 0, "unchanged": 0}
    runs.settle(run)
    facts = told(lake, "select count(*), sum(amount) from order_lines")
    assert facts == [(541_909, Decimal("9747747.93"))]
    assert told(lake, "select count(*), count(distinct pid) from orders") == [(25_900, 4_372)]
    again = imported(real, template="online-retail", settle=False)
    assert again.counts["order"] == {"created": 0, "updated": 0, "unchanged": 25_900}
    assert again.counts["product"] == {"created": 0, "updated": 0, "unchanged": 3_958}
    assert again.counts["parties"] == {"created": 0, "updated": 0, "unchanged": 4_372}


KILLED = """
import os, sys
import django; django.setup()
from cordiale.listen.imports import ledger, limits, runs
limits.LOAD_CHUNK = 3
left = int(sys.argv[3])
remember = ledger.remember
def dying(*args, **kwargs):
    global left
    if left == 0:
        os.kill(os.getpid(), 9)  # facts are in the spool, the ledger does not know yet
    left -= 1
    remember(*args, **kwargs)
ledger.remember = dying
run = runs.create(path=__import__("pathlib").Path(sys.argv[1]), template="online-retail")
open(sys.argv[2], "w").write(str(run.key))
runs.carry_out(run.key)
"""
FINISHED = """
import json, sys, uuid
import django; django.setup()
from cordiale.listen.imports import runs
from cordiale.people import lakehouse
run = runs.carry_out(uuid.UUID(open(sys.argv[1]).read()))
runs.settle(run)
with lakehouse.lake().engine("duckdb") as engine:
    sql = "select count(*) as n, count(distinct order_ref) as refs, sum(amount)::varchar as net from orders"
    sums = engine.sql(sql)
print(json.dumps({"counts": run.counts, "lake": sums.to_pylist()[0]}))
"""


@pytest.mark.parametrize("chunks", [0, 2])
def test_killed_at_its_worst_moment_then_resumed(written, tmp_path, chunks):
    file, note = written(HEADER, *LINES), tmp_path / "key"
    environment = {**os.environ, "CORDIALE_DATA": str(tmp_path / "data")}
    for name in ("DATABASE_URL", "CORDIALE_SPOOL_URL", "CORDIALE_KEYRING_URL"):
        environment.pop(name, None)
    (tmp_path / "data").mkdir()
    template.copy(tmp_path / "data" / "cordiale.sqlite3")
    killed = subprocess.run(
        [sys.executable, "-c", KILLED, str(file), str(note), str(chunks)], env=environment, check=False
    )
    assert killed.returncode == -9
    done = subprocess.run(
        [sys.executable, "-c", FINISHED, str(note)], env=environment, check=True, capture_output=True, text=True
    )
    found = json.loads(done.stdout.splitlines()[-1])
    assert found["counts"]["order"] == {"created": 13, "updated": 0, "unchanged": 0}
    assert found["lake"] == {"n": 13, "refs": 13, "net": "-11091.61"}
