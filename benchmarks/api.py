"""The API over HTTP, one client with one connection: parties made one by one with duplicate check, and in bulk.

    python -m benchmarks.api --base 1000000                 on a new SQLite database, behind one gunicorn process
    python -m tests.postgres python -m benchmarks.api       on a PostgreSQL of its own

The base comes in through the intake first. Then `--single` calls of POST /parties (name, e-mail, telephone, address),
`--bulk` rows by a thousand through POST /parties/bulk, and reads of a page and of a record. CPU is the server's.
"""

import http.client
import json
import os
import statistics
import tempfile
import time
from collections.abc import Callable
from datetime import timedelta

from benchmarks import harness, intake, served

ROWS = 1_000
LETTERS = str.maketrans("01234567", "abcdefgh")


def main() -> None:
    parser = harness.arguments(__doc__.splitlines()[0], runs=1)
    parser.add_argument("--base", type=int, default=100_000, help="parties known before")
    parser.add_argument("--single", type=int, default=500, help="parties made one by one")
    parser.add_argument("--bulk", type=int, default=20_000, help="parties made by the thousand")
    options = parser.parse_args()
    os.environ.setdefault("CORDIALE_DATA", tempfile.mkdtemp(prefix="cordiale-bench-"))
    os.environ["DJANGO_SETTINGS_MODULE"] = "cordiale.project.settings"
    if os.environ.get("TEST_DATABASE_URL"):
        os.environ["DATABASE_URL"] = os.environ["TEST_DATABASE_URL"]
    import django
    from django.core.management import call_command
    from django.db import connection

    django.setup()
    call_command("migrate", verbosity=0)
    if options.base:
        intake._rate("base", 0, options.base, 0)
    key, vendor = _key(), connection.vendor
    connection.close()
    with served.server() as (port, process):
        figures = _figures(Caller(port, key), process, options.base, single=options.single, bulk=options.bulk)
    told = {f"{name}_{vendor}": value for name, value in figures.items()}
    bars = ["create_per_s >= 80, bulk_rows_per_s >= 3,000"]
    harness.tell("api", told, as_json=options.json, bars=bars)


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


def _figures(caller: Caller, process: int, base: int, *, single: int, bulk: int) -> dict[str, float]:
    drafts = list(intake._drafts(base, base + single + bulk + 10, 0))
    for draft in drafts[-10:]:
        made = caller.call("POST", "/parties", _single(draft))
    figures = {}
    rate, cpu = served.measured(
        lambda: [caller.call("POST", "/parties", _single(one)) for one in drafts[:single]], [process]
    )
    figures |= {"create_per_s": round(single / rate, 1), "create_per_cpu_s": round(single / cpu, 1)}
    parts = [drafts[at : at + ROWS] for at in range(single, single + bulk, ROWS)]
    rate, cpu = served.measured(lambda: [_bulk(caller, part) for part in parts], [process])
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
