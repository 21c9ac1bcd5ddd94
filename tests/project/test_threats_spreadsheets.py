"""T20: no file we hand out computes anything in a spreadsheet, and what comes back is what was there."""

import csv
import io
import random
import re
from pathlib import Path

import duckdb
import pyarrow as pa
import pytest
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st
from tests import figures
from tests.listen.imports.conftest import lake, written  # noqa: F401
from tests.listen.imports.doing import imported, plan

from cordiale.core import spreadsheets
from cordiale.listen.imports import refused
from cordiale.people import naming
from cordiale.people.models import Party

SOURCE = Path(__file__).parents[2] / "src" / "cordiale"
BEGINNINGS = (
    "=1+1", "+1+1", "-1+1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "=cmd|' /C calc'!A0", '=HYPERLINK("http://x";"y")',
    "＝1", "＋1", "－1", "＠x", "'=1", "''=1", "'", "''", "'a", '"=1', "=-+@", "+33 6 12 34 56 78", "-12,50", "%0A=1",
    ";=1", "|=1",
)  # fmt: skip


def hostile(count):
    """Cells that begin in every way a spreadsheet takes for a formula, and in ways close to it."""
    dice = random.Random(20)
    middles = ["", "Émile", " x ", "''", "\n", "=2", ";", ",", '"', "\t"]
    return [dice.choice(BEGINNINGS) + dice.choice(middles) + str(number) for number in range(count)]


def computes(cell):
    return cell.startswith(spreadsheets.FORMULA)


@given(st.text(alphabet=st.sampled_from([*"=+-@'\t\r\n＝＋－＠", "a", " ", "é", '"']) | st.characters(), max_size=12))
def test_a_neutral_text_computes_nothing_and_comes_back(text):
    told = spreadsheets.neutral(text)
    assert not computes(told)
    assert spreadsheets.meant(told) == text


def test_ten_thousand_hostile_cells_come_back_from_the_engine_of_imports():
    cells = hostile(10_000)
    told = pa.table({"c": [spreadsheets.neutral(cell) for cell in cells]})
    assert not any(map(computes, told["c"].to_pylist()))
    with duckdb.connect() as connection:
        connection.register("told", told)
        query = "select regexp_replace(c, $1, '\\1') as c from told"
        meant = [cell for (cell,) in connection.execute(query, [spreadsheets.MARKED]).fetchall()]
    figures.note(
        "spreadsheets", cells=len(cells), computing=0, changed=sum(a != b for a, b in zip(meant, cells, strict=True))
    )
    assert meant == cells


def test_refused_rows_keep_their_numbers_and_lose_their_formulas():
    assert [refused.harmless(cell) for cell in ("-12,50", "=12", "+33612345678", "-1+1", "12")] == [
        "-12,50", "'=12", "'+33612345678", "'-1+1", "12",
    ]  # fmt: skip


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_the_list_goes_out_and_comes_back_the_same(client, figaro, lake, tmp_path):  # noqa: F811
    names = sorted({clean for cell in hostile(400) if (clean := naming.clean(cell))})
    Party.objects.bulk_create(
        Party(name=name, sort_name=naming.sorting(name=name), kind="organisation") for name in names
    )
    client.force_login(figaro)
    file = b"".join(client.get(reverse("customers:export")).streaming_content).decode("utf-8-sig")
    head, *rows = csv.reader(io.StringIO(file), delimiter=";")
    assert [row for row in rows if any(map(computes, row))] == []
    assert len(rows) == len(names)
    Party.objects.all().delete()
    path = tmp_path / "clients.csv"
    path.write_text(file, encoding="utf-8-sig", newline="")
    run = imported(path, given=plan("parties", {head[0]: "ref", head[2]: "name"}))
    assert run.counts["rows"]["refused"] == 0
    assert sorted(Party.objects.values_list("name", flat=True)) == names


def test_every_file_of_rows_goes_through_the_same_hands():
    """Who writes CSV is listed here, where a reviewer sees it, and neutralises; nobody writes workbooks."""
    writing = {
        str(path.relative_to(SOURCE)): path.read_text("utf-8")
        for path in SOURCE.rglob("*.py")
        if re.search(r"\bcsv\.(writer|DictWriter)\b", path.read_text("utf-8"))
    }
    assert sorted(writing) == [
        "listen/imports/refused.py",
        "people/audit/views.py",
        "people/privacy/register.py",
        "steer/measures/views.py",
        "understand/customers/export.py",
    ]
    assert [name for name, text in writing.items() if not re.search(r"\bneutral\b|spreadsheets\.line", text)] == []
    texts = [path.read_text("utf-8") for path in SOURCE.rglob("*.py")]
    assert [text for text in texts if re.search(r"xlsxwriter|openpyxl\.Workbook|import Workbook", text)] == []
