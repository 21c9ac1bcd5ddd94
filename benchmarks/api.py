"""The API over HTTP, one client with one connection, and a file of people: how many a second beside a million.

    python -m benchmarks.api                                              both databases, a million parties
    python -m benchmarks.api --parties 10000 --databases sqlite --json

`--single` calls of POST /parties (name, reference, e-mail, telephone, address, duplicate check), `--bulk` rows by a
thousand through POST /parties/bulk, reads of a page and of a record; then `--rows` lines of people are imported as a
file is: read, checked, linked, written down. Per second of the clock, and per second of processor (`cpu`) in the house
and its database together. The base is written by SQL; each database is gone afterwards, except below `--keep`.
"""

import argparse
import csv
import http.client
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

from benchmarks import harness, intake, party_base, party_list, served

ROWS = 1_000
LETTERS = str.maketrans("01234567", "abcdefgh")
BARS = (
    "create_per_s >= 80, bulk_rows_per_s >= 3,000",
    "import_rows_per_s >= 8,000 (SQLite), >= 3,000 (PostgreSQL)",
)
COLUMNS = ("id", "first_name", "last_name", "email", "phone", "street", "postcode", "city", "country")


def main() -> None:
    parser = harness.arguments(__doc__.splitlines()[0], runs=1)
    parser.add_argument("--parties", type=int, default=1_000_000, help="parties known before")
    parser.add_argument("--databases", nargs="+", default=["sqlite", "postgresql"], choices=["sqlite", "postgresql"])
    parser.add_argument("--single", type=int, default=500, help="parties made one by one")
    parser.add_argument("--bulk", type=int, default=20_000, help="parties made by the thousand")
    parser.add_argument("--rows", type=int, default=50_000, help="lines of the file")
    parser.add_argument("--keep", type=Path, help="a folder where SQLite bases stay")
    parser.add_argument("--inside", action="store_true", help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.inside:
        _inside(given)
        return
    figures: dict[str, float] = {}
    with tempfile.TemporaryDirectory(prefix="cordiale-bench-") as folder:
        for vendor in given.databases:
            found = _house(vendor, given, given.keep or Path(folder))
            figures |= {f"{name}_{vendor}": value for name, value in found.items()}
    harness.tell("api", figures, as_json=given.json, bars=BARS)


def _house(vendor: str, given: argparse.Namespace, folder: Path) -> dict[str, float]:
    """The figures of one house, from a process of its own."""
    options = [f"--{name}={getattr(given, name)}" for name in ("parties", "single", "bulk", "rows")]
    command = [sys.executable, "-m", "benchmarks.api", "--inside", *options]
    with party_list._database(vendor, folder, given.parties) as told:
        environment = {name: value for name, value in {**os.environ, **told}.items() if value}
        answer = subprocess.run(command, env=environment, stdout=subprocess.PIPE, check=True)
    found: dict[str, float] = json.loads(answer.stdout)
    return found


def _inside(given: argparse.Namespace) -> None:
    """Fill a house if it is empty, measure it, and print the figures."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "cordiale.project.settings"
    import django
    from django.core.management import call_command
    from django.db import connection

    django.setup()
    call_command("migrate", verbosity=0)
    party_base.fill(given.parties)
    _number_on()
    key, backends = _key(), party_list._backends()
    connection.close()
    with served.server() as (port, process):
        figures = _figures(Caller(port, key), [process, *backends], given.parties, single=given.single, bulk=given.bulk)
    first = given.parties + given.single + given.bulk + 10
    print(json.dumps(figures | _imported(first, given.rows, backends)))


def _number_on() -> None:
    """The base came with numbers of its own: PostgreSQL is told to go on after them."""
    from django.core.management.color import no_style
    from django.db import connection

    from cordiale.people.models import Party

    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), [Party]):
            cursor.execute(statement)


def _imported(first: int, rows: int, backends: list[int]) -> dict[str, float]:
    """A file of people nobody knows yet, as the command imports one."""
    from cordiale.listen.imports import cli, runs

    with tempfile.TemporaryDirectory(prefix="cordiale-bench-") as folder:
        file = Path(folder) / "people.csv"
        with file.open("w", encoding="utf-8", newline="") as out:
            writer = csv.writer(out)
            writer.writerow(COLUMNS)
            writer.writerows(_line(draft) for draft in intake._drafts(first, first + rows, 0))
        plan = cli._plan(cli.Asked(file=file, kind="parties"))
        run = runs.create(path=file, plan=plan)
        wall, cpu = served.measured(lambda: runs.carry_out(run.key), [os.getpid(), *backends])
        run.refresh_from_db()
        assert run.counts["parties"]["created"] == rows, run.counts
    return {"import_rows_per_s": round(rows / wall, 1), "import_rows_per_cpu_s": round(rows / cpu, 1)}


def _line(draft: object) -> list[str]:
    (_, _, reference), (_, _, email), (_, _, phone) = draft.identifiers
    place = draft.addresses[0]
    names = ("lines", "postcode", "city", "country")
    return [reference, draft.given_name, draft.family_name, email, phone, *(place[name] for name in names)]


def _key() -> str:
    from cordiale.core import clock
    from cordiale.people import users
    from cordiale.people.rights import members
    from cordiale.project.api.access import keys
    from cordiale.project.api.access.keys import Terms

    owner = users.create(email="bench@cordiale.example", name="Mesure")
    members.give(owner, "manager")
    terms = Terms(
        name="bench", reason="bench", verbs=["party.read", "party.create", "party.change"],
        expires_at=clock.now() + timedelta(days=1), calls_per_minute=60_000, rows_per_day=10_000_000,
    )  # fmt: skip
    return keys.create(terms, owner=owner, by=owner)[1]


class Caller:
    """A program with one connection."""

    def __init__(self, port: int, key: str) -> None:
        self.line = http.client.HTTPConnection("127.0.0.1", port, timeout=120)
        self.headers = {"Authorization": f"Bearer {key}", "Content-Type": "application/json"}

    def call(self, method: str, path: str, body: object = None) -> dict:
        sent = json.dumps(body) if body is not None else None
        self.line.request(method, f"/api/v1{path}", body=sent, headers=self.headers)
        response = self.line.getresponse()
        answer = response.read()
        assert response.status < 300, (response.status, answer[:300])
        return json.loads(answer)


def _figures(caller: Caller, processes: list[int], base: int, *, single: int, bulk: int) -> dict[str, float]:
    drafts = list(intake._drafts(base, base + single + bulk + 10, 0))
    for draft in drafts[-10:]:
        made = caller.call("POST", "/parties", _single(draft))
    figures = {}
    rate, cpu = served.measured(
        lambda: [caller.call("POST", "/parties", _single(one)) for one in drafts[:single]], processes
    )
    figures |= {"create_per_s": round(single / rate, 1), "create_per_cpu_s": round(single / cpu, 1)}
    parts = [drafts[at : at + ROWS] for at in range(single, single + bulk, ROWS)]
    rate, cpu = served.measured(lambda: [_bulk(caller, part) for part in parts], processes)
    figures |= {"bulk_rows_per_s": round(bulk / rate, 1), "bulk_rows_per_cpu_s": round(bulk / cpu, 1)}
    figures["page_median_ms"] = _median(lambda: caller.call("GET", "/parties?limit=50&sort=name"))
    figures["record_median_ms"] = _median(lambda: caller.call("GET", f"/parties/{made['key']}"))
    return figures


def _bulk(caller: Caller, part: list) -> None:
    told = caller.call("POST", "/parties/bulk", {"rows": [_row(one) for one in part]})
    assert told["created"] == len(part), told


def _row(draft: object) -> dict:
    keys = [{"kind": kind, "issuer": issuer, "value": value} for kind, issuer, value in draft.identifiers]
    return {
        "ref": draft.ref, "given_name": draft.given_name, "family_name": draft.family_name, "identifiers": keys,
        "addresses": [dict(one) for one in draft.addresses],
    }  # fmt: skip


def _single(draft: object) -> dict:
    told = _row(draft)
    for key in told["identifiers"]:
        if key["kind"] == "phone":  # files may hold numbers that nobody has; a single call is refused for one
            key["value"] = f"06{10_000_000 + int(draft.ref) % 9_000_000}"
    told["family_name"] += f"-{int(told.pop('ref')):o}".translate(LETTERS)  # nobody else's name: not a duplicate
    return told | {"address": told.pop("addresses")[0]}


def _median(call: Callable[[], object], *, times: int = 40) -> float:
    taken = []
    for _ in range(times):
        started = time.perf_counter()
        call()
        taken.append((time.perf_counter() - started) * 1000)
    return round(statistics.median(taken), 2)


if __name__ == "__main__":
    main()
