"""Every accepted format gives the same rows; encodings, separators and headers are told with their evidence."""

import csv
import io
import json
import zipfile
from contextlib import closing
from datetime import datetime

import openpyxl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cordiale.listen.imports import detection, inspection, refusals, staging
from cordiale.listen.imports.reading import Reading
from cordiale.listen.imports.sources import opening

ROWS = [["ref", "nom", "montant"], ["1", "Zoé", "12,5"], ["2", "Noël; fils", "7"]]


def read(path, **chosen) -> tuple[list[str], list[list[str]], list[int]]:
    found = detection.detect(path, chosen=Reading(**chosen))
    tables = raw(path, found.reading)
    with closing(opening.open_source(path, found.reading)) as source:
        pa.concat_tables(source.batches(), promote_options="default")
        names = list(source.columns)
    columns = [name for name in tables.column_names if name.startswith("c")]
    rows = [[row[name] for name in columns] for row in tables.to_pylist()]
    return names, rows, tables.column("line").to_pylist()


def raw(path, reading: Reading) -> pa.Table:
    with closing(opening.open_source(path, reading)) as source:
        return pa.concat_tables(list(source.batches()), promote_options="default")


TEXT = 'ref;nom;montant\n1;Zoé;12,5\n2;"Noël; fils";7\n'


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252"])
def test_csv_in_any_encoding(tmp_path, encoding):
    path = tmp_path / "f.csv"
    path.write_bytes(TEXT.encode(encoding))
    columns, rows, lines = read(path)
    assert columns == ROWS[0]
    assert rows == ROWS[1:]
    assert lines == [2, 3]


def test_csv_in_zip_and_gzip(tmp_path, written):
    packed = tmp_path / "f.zip"
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("__MACOSX/._f.csv", b"junk")
        archive.writestr("dossier/f.csv", TEXT.encode())
    assert read(packed)[1] == ROWS[1:]
    assert read(written(*TEXT.splitlines(), name="f.csv.gz"))[1] == ROWS[1:]


@pytest.mark.slow
def test_excel_with_dates_numbers_and_a_formula_never_run(tmp_path):
    book = openpyxl.Workbook()
    book.active.append(["ref", "quand", "montant", "formule"])
    book.active.append([1, datetime(2026, 1, 5, 10, 30), 12.5, "=1+1"])
    book.create_sheet("autre").append(["x"])
    path = tmp_path / "f.xlsx"
    book.save(path)
    assert read(path)[:2] == (
        ["ref", "quand", "montant", "formule"], [["1", "2026-01-05 10:30:00", "12.5", None]]
    )  # fmt: skip
    look = inspection.inspect(path)
    assert (look.sheets, look.reading.sheet) == (["Sheet", "autre"], "Sheet")
    with pytest.raises(refusals.UnknownSheet):
        read(path, sheet="absente")


def test_parquet_keeps_text_and_types(tmp_path):
    path = tmp_path / "f.parquet"
    when = pa.array([datetime(2026, 1, 5, 10, 30)], pa.timestamp("us"))
    pq.write_table(pa.table({"ref": [1], "nom": ["Zoé"], "quand": when, "liste": [[1, 2]]}), path)
    columns, rows, lines = read(path)
    assert columns == ["ref", "nom", "quand", "liste"]
    assert rows == [["1", "Zoé", "2026-01-05 10:30:00.000000", "[1, 2]"]]
    assert lines == [1]


def test_json_lines_with_keys_that_come_late(written):
    path = written(json.dumps({"ref": 1, "prix": 1.10}), "", json.dumps({"ref": "2", "ville": "Genève", "vip": True}))
    columns, rows, lines = read(path)
    assert columns == ["ref", "prix", "ville", "vip"]
    assert rows == [["1", "1.1", None, None], ["2", None, "Genève", "true"]]
    assert lines == [1, 3]


def test_late_keys_and_bad_lines_reach_staging(written, tmp_path):
    path = written('{"a": 1}', "pas du json", "[1]", '{"b": 2}')
    found = detection.detect(path)
    staged = staging.stage(path, reading=found.reading, folder=tmp_path / "s", evidence={}, on_rows=lambda n: None)
    assert (staged.rows, staged.columns) == (4, ["a", "b"])


def test_evidence_of_what_was_detected(tmp_path):
    path = tmp_path / "f.csv"
    path.write_bytes(TEXT.encode("cp1252"))
    assert detection.detect(path).evidence == {
        "format": "signature", "encoding": "not_utf8", "delimiter": "regular:3", "header": "names_in_first_row"
    }  # fmt: skip


def test_what_a_person_chooses_stands(written):
    path = written("1,2;3", "4,5;6")
    assert detection.detect(path).reading.header is False
    columns, rows, _lines = read(path, delimiter=";", header=True)
    assert (columns, rows) == (["1,2", "3"], [["4,5", "6"]])


def test_a_file_without_header_gets_numbered_columns(written):
    columns, rows, lines = read(written("1,12.5", "2,13.5"))
    assert columns == ["colonne 1", "colonne 2"]
    assert (len(rows), lines) == (2, [1, 2])


def test_names_repeated_or_empty_stay_apart(written):
    assert read(written("a,A,,b", "x,y,z,w"), header=True)[0] == ["a", "A (2)", "colonne 3", "b"]


def test_short_long_and_blank_lines_keep_their_numbers(written, tmp_path):
    path = written("a,b", "1,2", "", "3", "4,5,6", '"x', 'y",7')
    found = detection.detect(path)
    tables = raw(path, found.reading).to_pylist()
    assert [(row["line"], row["problem"], row["extra"]) for row in tables] == [
        (2, None, None), (4, "too_few_cells", None), (5, "too_many_cells", "6"), (6, None, None)
    ]  # fmt: skip


def test_a_stray_quote_costs_its_own_row_only(written):
    path = written("a,b", "1,2", '"x"y,3', "4,5")
    found = detection.detect(path, chosen=Reading(delimiter=","))
    rows = raw(path, found.reading).to_pylist()
    assert [(row["line"], row["problem"]) for row in rows] == [(2, None), (3, "bad_quotes"), (4, None)]


def test_pure_ascii_at_first_then_windows_letters(tmp_path, monkeypatch):
    monkeypatch.setattr("cordiale.listen.imports.limits.SAMPLE_BYTES", 64)
    path = tmp_path / "f.csv"
    path.write_bytes(b"a,b\n" + b"x,y\n" * 100 + "é,ü\n".encode("cp1252"))
    found = detection.detect(path)
    assert found.evidence["encoding"] == "ascii"
    staged = staging.stage(
        path, reading=found.reading, folder=tmp_path / "s", evidence=found.evidence, on_rows=lambda n: None
    )
    assert staged.reading.encoding == "cp1252"
    assert pq.read_table(tmp_path / "s" / "rows-00000.parquet").to_pylist()[-1]["c0"] == "é"


CELLS = st.text(st.characters(blacklist_categories=("Cs", "Cc"), blacklist_characters="\ufeff"), max_size=12)


@given(rows=st.lists(st.lists(CELLS, min_size=2, max_size=2), min_size=1, max_size=8))
@settings(max_examples=60, deadline=None)
def test_any_cells_written_as_csv_come_back(rows, tmp_path_factory):
    out = io.StringIO()
    csv.writer(out).writerows([["a", "b"], *rows])
    path = tmp_path_factory.mktemp("csv") / "f.csv"
    path.write_bytes(out.getvalue().encode())
    reading = Reading(format="csv", encoding="utf-8", delimiter=",", header=True)
    assert [[row["c0"], row["c1"]] for row in raw(path, reading).to_pylist()] == rows
