"""Hostile files end in a clear refusal, within ceilings of memory and time, in a process that may be starved."""

import gzip
import json
import subprocess
import sys
import zipfile

import pytest

pytestmark = pytest.mark.slow
SECONDS = 20  # generous: the machine may be busy; unprotected readers took minutes or gigabytes
MEMORY = 700 * 1024 * 1024  # of data, for a whole Python with Arrow and DuckDB
PROGRAM = """
import json, resource, sys
resource.setrlimit(resource.RLIMIT_DATA, (MEMORY, MEMORY))
import django; django.setup()
from pathlib import Path
from cordiale.core.errors import Refusal
from cordiale.listen.imports import detection, staging
path, folder = map(Path, sys.argv[1:])
try:
    found = detection.detect(path)
    staged = staging.stage(path, reading=found.reading, folder=folder, evidence=found.evidence, on_rows=lambda n: None)
    print(json.dumps({"rows": staged.rows}))
except Refusal as refusal:
    print(json.dumps({"code": refusal.code, "details": {k: str(v) for k, v in refusal.details.items()}}))
""".replace("MEMORY", str(MEMORY))


def stage(path, tmp_path) -> dict:
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM, str(path), str(tmp_path / "staging")],
        capture_output=True, timeout=SECONDS, check=False, text=True,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr[-2000:]
    return json.loads(done.stdout.splitlines()[-1])


def test_a_million_columns(tmp_path):
    path = tmp_path / "f.csv"
    path.write_bytes(b"a," * 400_000 + b"a\n1,2\n")
    assert stage(path, tmp_path)["code"] == "import.too_many_columns"


def test_two_million_columns_on_one_endless_line(tmp_path):
    path = tmp_path / "f.csv"
    path.write_bytes(b"a,b\n1,2\n" + b"a," * 2_000_000)
    assert stage(path, tmp_path) == {"code": "import.line_too_long", "details": {"line": "3", "limit": "1048576"}}


def test_a_line_of_a_gigabyte_in_a_small_gzip(tmp_path):
    path = tmp_path / "f.csv.gz"
    with gzip.open(path, "wb", compresslevel=1) as out:
        out.write(b"a,b\n")
        for _ in range(100):
            out.write(b"x" * 10_000_000)
    with path.open("r+b") as lying:  # the trailer says that it is small
        lying.seek(-4, 2)
        lying.write(b"\0\0\0\1")
    assert stage(path, tmp_path)["code"] == "import.line_too_long"


def test_an_unclosed_quote_swallows_nothing(tmp_path):
    path = tmp_path / "f.csv"
    path.write_bytes(b'a,b\n1,2\n"never closed,3\n' + b"4,5\n" * 10)
    assert stage(path, tmp_path) == {"code": "import.unclosed_quote", "details": {"line": "3"}}


def test_an_unclosed_quote_before_a_long_rest(tmp_path):
    path = tmp_path / "f.csv"
    path.write_bytes(b'a,b\n1,2\n"never closed,3\n' + b"4,5\n" * 500_000)
    assert stage(path, tmp_path) == {"code": "import.cell_too_large", "details": {"line": "3", "limit": "65536"}}


def test_a_huge_cell(tmp_path):
    path = tmp_path / "f.csv"
    path.write_bytes(b"a,b\n1,2\n3," + b"x" * 100_000 + b"\n")
    assert stage(path, tmp_path)["code"] == "import.cell_too_large"


def test_null_bytes(tmp_path):
    path = tmp_path / "f.csv"
    path.write_bytes(b"a,b\n" + b"1,2\n" * 10 + b"3,\0\n")
    assert stage(path, tmp_path) == {"code": "import.binary", "details": {"line": "12"}}


def test_mixed_encodings(tmp_path):
    path = tmp_path / "f.csv"
    path.write_bytes("a,b\nZoé,été\nNoël,île\nça,où\n".encode() + "é,2\n".encode("cp1252"))
    assert stage(path, tmp_path) == {"code": "import.mixed_encodings", "details": {"line": "5", "encoding": "UTF-8"}}


def test_mixed_encodings_far_down(tmp_path):
    path = tmp_path / "f.csv"
    path.write_bytes("a,b\nZoé,été\n".encode() * 200_000 + "é,2\n".encode("cp1252"))
    found = stage(path, tmp_path)
    assert found["code"] == "import.mixed_encodings"


def test_a_gzip_bomb(tmp_path):
    path = tmp_path / "f.csv.gz"
    with gzip.open(path, "wb") as out:
        for _ in range(200):
            out.write(b"0,0\n" * 250_000)
    assert stage(path, tmp_path)["code"] == "import.bomb"


def test_a_zip_bomb_and_nested_zips(tmp_path):
    bomb, nested, many = tmp_path / "b.zip", tmp_path / "n.zip", tmp_path / "m.zip"
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as archive, archive.open("f.csv", "w") as out:
        for _ in range(200):
            out.write(b"0,0\n" * 250_000)
    with zipfile.ZipFile(nested, "w") as archive:
        archive.write(bomb, "data.csv")
    with zipfile.ZipFile(many, "w") as archive:
        archive.writestr("a.csv", "a,b\n1,2\n")
        archive.writestr("b.csv", "a,b\n1,2\n")
    assert stage(bomb, tmp_path)["code"] == "import.bomb"
    assert stage(nested, tmp_path)["code"] == "import.nested_archive"
    assert stage(many, tmp_path) == {"code": "import.archive_contents", "details": {"found": "2"}}


def workbook(tmp_path, *, sheet: str, name: str = "f.xlsx", strings: str = ""):
    import openpyxl

    path, plain = tmp_path / name, tmp_path / "plain.xlsx"
    book = openpyxl.Workbook()
    book.active.append(["a"])
    book.save(plain)
    with zipfile.ZipFile(plain) as old, zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as new:
        for item in old.namelist():
            data = old.read(item)
            if item.endswith("sheet1.xml"):
                data = sheet.encode()
            if item.endswith("sharedStrings.xml") and strings:
                data = strings.encode()
            new.writestr(item, data)
    return path


NS = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
ENTITIES = "".join(f'<!ENTITY {chr(98 + i)} "{f"&{chr(97 + i)};" * 10}">' for i in range(10))
LAUGHS = f'<?xml version="1.0"?><!DOCTYPE l [<!ENTITY a "ha">{ENTITIES}]><worksheet>&k;</worksheet>'


def test_a_billion_laughs_in_a_workbook(tmp_path):
    assert stage(workbook(tmp_path, sheet=LAUGHS), tmp_path)["code"] == "import.hostile_workbook"


def test_a_cell_at_an_absurd_column_or_row(tmp_path):
    far = f'<worksheet {NS}><sheetData><row r="1"><c r="ZZZZZZ1"><v>1</v></c></row></sheetData></worksheet>'
    deep = f'<worksheet {NS}><sheetData><row r="999999999"><c r="A999999999"><v>1</v></c></row></sheetData></worksheet>'
    codes = {"import.too_many_columns", "import.too_much_memory", "import.unreadable", "import.hostile_workbook"}
    assert stage(workbook(tmp_path, sheet=far), tmp_path)["code"] in codes
    assert stage(workbook(tmp_path, sheet=deep, name="g.xlsx"), tmp_path)["code"] in codes


def test_garbage_that_claims_to_be_each_format(tmp_path):
    starts = {"a.parquet": b"PAR1", "b.xlsx": b"PK\x03\x04", "c.csv.gz": b"\x1f\x8b", "d.xls": b"\xd0\xcf\x11\xe0"}
    for name, start in starts.items():
        data = start + b"\xff" * 500
        path = tmp_path / name
        path.write_bytes(data)
        assert stage(path, tmp_path)["code"].startswith("import."), name


def test_nothing_at_all(tmp_path):
    path = tmp_path / "f.csv"
    path.write_bytes(b"")
    assert stage(path, tmp_path)["code"] == "import.empty"
    path.write_bytes(b"a,b\n")
    assert stage(path, tmp_path)["code"] == "import.empty"


def test_json_bombs_cost_their_row_only(tmp_path):
    path = tmp_path / "f.jsonl"
    path.write_text('{"a": 1}\n{"a": ' + "[" * 100_000 + "\n" + '{"a": ' + "9" * 100_000 + "}\n")
    assert stage(path, tmp_path) == {"rows": 3}


def test_larger_than_the_memory_it_may_use(tmp_path):
    """900 MB of text pass through a process that may hold 700 MB of data."""
    path = tmp_path / "f.csv.gz"
    with gzip.open(path, "wb", compresslevel=1) as out:
        out.write(b"ref,text\n")
        block = b"".join(b"%d,%s\n" % (i, bytes(str(i * 7919), "ascii") * 6) for i in range(20_000))
        for _ in range(60):
            out.write(block)
    assert stage(path, tmp_path) == {"rows": 1_200_000}
