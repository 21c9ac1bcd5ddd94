"""T9: nobody writes SQL for the lake yet; whoever came to would find engines without files, network or a way out."""

import duckdb
import pytest
from tests.lake.conftest import lake  # noqa: F401

from cordiale.listen.imports import workbench

ESCAPES = (
    "select * from read_csv('{secret}', header = false)", "select * from read_text('{secret}')",
    "select * from read_blob('/etc/hostname')", "select * from glob('/etc/*')", "select * from '{secret}'",
    "copy (select 1) to '{out}'", "attach '{out}' as other", "export database '{out}'",
    "install httpfs", "load httpfs", "install spatial from 'http://127.0.0.1:9/'",
    "set enable_external_access = true", "reset enable_external_access", "set allowed_directories = ['/']",
    "set lock_configuration = false", "set autoinstall_known_extensions = true", "set temp_directory = '/'",
    "select * from read_parquet('http://127.0.0.1:9/x.parquet')", "select * from read_csv('/proc/self/environ')",
    "select getenv('HOME')", "create secret (type s3, key_id 'a', secret 'b')", "set memory_limit = '900GB'",
    "attach 'postgres:host=127.0.0.1' as pg (type postgres)", "import database '{out}'",
    "pragma database_list; copy (select 1) to '{out}'",
)  # fmt: skip


@pytest.fixture
def reader(lake):  # noqa: F811
    with lake.engine("duckdb") as engine:
        yield engine.connection


@pytest.fixture
def bench(tmp_path):
    with workbench.opened(tmp_path / "run") as made:
        yield made.connection


@pytest.mark.parametrize("engine", ["reader", "bench"])
def test_no_statement_leaves_the_engine(engine, request, tmp_path):
    connection = request.getfixturevalue(engine)
    secret, out = tmp_path / "secret.csv", tmp_path / "out"
    secret.write_text("barbier\n")
    assert connection.execute("select 1").fetchall() == [(1,)]
    passed = []
    for written in ESCAPES:
        statement = written.format(secret=secret, out=out)
        try:
            found = connection.execute(statement).fetchall()
        except duckdb.Error:
            continue
        passed.append((statement, found))
    assert passed == []
    assert not out.exists()
