"""PostgreSQL databases dumped at one snapshot while writers go on, and put back beside what is there."""

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterable, Sequence
from pathlib import Path

import psycopg
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict

from cordiale.project.backup.refusals import ToolFailed, ToolMissing

VARIABLES = {
    "host": "PGHOST",
    "port": "PGPORT",
    "user": "PGUSER",
    "password": "PGPASSWORD",
    "dbname": "PGDATABASE",
    "sslmode": "PGSSLMODE",
    "sslrootcert": "PGSSLROOTCERT",
    "sslcert": "PGSSLCERT",
    "sslkey": "PGSSLKEY",
    "options": "PGOPTIONS",
}
SKIPPED = (" SCHEMA - ", " EXTENSION - ", " COMMENT - EXTENSION ", " COMMENT - SCHEMA ", " ACL - SCHEMA ")


def dump(url: str, target: Path, *, only: Iterable[str] = (), without: Iterable[str] = ()) -> dict[str, int]:
    """Write the tables of the `public` schema (all, `only` some, or all `without` some); rows of each.

    Rows are counted in the very snapshot that is dumped.
    """
    chosen = [f"--table=public.{name}" for name in only] or ["--schema=public"]
    chosen += [f"--exclude-table=public.{name}" for name in without]
    with psycopg.connect(url) as connection:
        connection.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
        snapshot = _one(connection, "SELECT pg_export_snapshot()")
        run("pg_dump", url, "--format=custom", "--compress=1", f"--snapshot={snapshot}", *chosen, f"--file={target}")
        names = [name for name in tables(connection) if (not only or name in set(only)) and name not in set(without)]
        counted = {name: int(str(_one(connection, _count(name)))) for name in names}
    target.chmod(0o600)
    return counted


def put(url: str, source: Path, *, extensions: Sequence[str]) -> None:
    """Pour a dump of the `public` schema into a database whose `public` schema holds none of its tables."""
    with psycopg.connect(url, autocommit=True) as connection:
        for name in extensions:
            connection.execute(sql.SQL("CREATE EXTENSION IF NOT EXISTS {}").format(sql.Identifier(name)))
    listed = run("pg_restore", url, "--list", str(source)).splitlines()
    wanted = [line for line in listed if not any(words in line for words in SKIPPED)]
    with tempfile.NamedTemporaryFile("w", suffix=".list") as chosen:
        chosen.write("\n".join(wanted))
        chosen.flush()
        name = str(conninfo_to_dict(url)["dbname"])
        options = ("--no-owner", "--no-privileges", "--single-transaction", "--exit-on-error")
        run("pg_restore", url, *options, f"--use-list={chosen.name}", f"--dbname={name}", str(source))
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("ANALYZE")


def set_aside(url: str, schema: str, *, keep: Iterable[str]) -> None:
    """Rename `public` and open a new one that keeps only some tables and the extensions: all or nothing."""
    with psycopg.connect(url) as connection:
        found = set(tables(connection))
        aside, public = sql.Identifier(schema), sql.Identifier("public")
        connection.execute(sql.SQL("ALTER SCHEMA {} RENAME TO {}").format(public, aside))
        connection.execute(sql.SQL("CREATE SCHEMA {}").format(public))
        for name in (name for name in keep if name in found):
            connection.execute(sql.SQL("ALTER TABLE {}.{} SET SCHEMA public").format(aside, sql.Identifier(name)))
        for name in extensions(connection, schema=schema):
            connection.execute(sql.SQL("ALTER EXTENSION {} SET SCHEMA public").format(sql.Identifier(name)))


def put_back(url: str, schema: str, *, keep: Iterable[str]) -> None:
    """Undo `set_aside` after a restore that failed."""
    with psycopg.connect(url) as connection:
        found = set(tables(connection))
        aside = sql.Identifier(schema)
        for name in (name for name in keep if name in found):
            move = sql.SQL("ALTER TABLE public.{} SET SCHEMA {}").format(sql.Identifier(name), aside)
            connection.execute(move)
        for name in extensions(connection, schema="public"):
            connection.execute(sql.SQL("ALTER EXTENSION {} SET SCHEMA {}").format(sql.Identifier(name), aside))
        connection.execute("DROP SCHEMA public CASCADE")
        connection.execute(sql.SQL("ALTER SCHEMA {} RENAME TO public").format(aside))


def drop(url: str, names: Iterable[str]) -> None:
    """Drop some tables of the `public` schema."""
    with psycopg.connect(url) as connection:
        for name in names:
            connection.execute(sql.SQL("DROP TABLE IF EXISTS public.{}").format(sql.Identifier(name)))


def tables(connection: psycopg.Connection) -> list[str]:
    """The tables of the `public` schema."""
    found = connection.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY 1")
    return [name for (name,) in found.fetchall()]


def extensions(connection: psycopg.Connection, *, schema: str = "public") -> list[str]:
    """The extensions living in a schema."""
    query = "SELECT extname FROM pg_extension e JOIN pg_namespace n ON n.oid = extnamespace WHERE nspname = %s"
    return [name for (name,) in connection.execute(query, (schema,)).fetchall()]


def rows(url: str) -> dict[str, int]:
    """Rows of each table of the `public` schema."""
    with psycopg.connect(url) as connection:
        return {name: int(str(_one(connection, _count(name)))) for name in tables(connection)}


def used_extensions(url: str) -> list[str]:
    """The extensions a restore must have."""
    with psycopg.connect(url) as connection:
        return extensions(connection)


def server_version(url: str) -> str:
    """What the server calls itself."""
    with psycopg.connect(url) as connection:
        return str(_one(connection, "SHOW server_version"))


def run(tool: str, url: str, *arguments: str) -> str:
    """Run a program of PostgreSQL against a database; the password never stands in the list of processes."""
    found = shutil.which(tool)
    if found is None:
        raise ToolMissing(tool=tool)
    told = conninfo_to_dict(url)
    given = {variable: str(told[name]) for name, variable in VARIABLES.items() if told.get(name)}
    environ = {**os.environ, "LC_ALL": "C", **given}
    done = subprocess.run([found, *arguments], env=environ, capture_output=True, text=True, check=False)
    if done.returncode:
        lines = done.stderr.strip().splitlines() or [str(done.returncode)]
        raise ToolFailed(tool=tool, reason=next((line for line in lines if "error" in line), lines[-1]))
    return done.stdout


def _count(name: str) -> sql.Composed:
    return sql.SQL("SELECT count(*) FROM public.{}").format(sql.Identifier(name))


def _one(connection: psycopg.Connection, query: str | sql.Composed) -> object:
    row = connection.execute(query).fetchone()
    return row[0] if row else None
