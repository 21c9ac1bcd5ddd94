"""The customer list, its search, its boards and the customer page through HTTP, beside a million parties.

    python -m benchmarks.party_list                         on SQLite, then on a throw-away PostgreSQL
    python -m benchmarks.party_list --keep /tmp/base --databases sqlite     the base stays, and is found again

Every request is a whole one, to one gunicorn process: session, rights, log, queries, template. `_ms` is what the client
waits, `_cpu_ms` the processor time of the server and of its database, per request. One party's page tells two
thousand events; it counts with the request that fills its panels. The ratios compare processor time with a small base.
"""

from __future__ import annotations

import argparse
import http.client
import json
import os
import random
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote, urlencode

from benchmarks import harness, party_base, served

BARS = (
    "list_median_ms <= 25, list_p95_ms, deep_page_p95_ms, filtered_p95_ms, restricted_p95_ms < 60",
    "search_p95_ms < 100, board_p95_ms <= 100, party_page_median_ms <= 40, party_page_p95_ms < 120",
    "each ratio to the small base <= 2 (a million to ten thousand); restricted_ratio <= 1.5",
)
ORDERS = ("", "sort=-name", "sort=-spent", "sort=spent", "sort=-last", "sort=late", "sort=-created", "sort=-orders")
FILTERS = (
    "f=late:is:true&sort=-spent", "f=kind:is:organisation", "f=owner:is:me", "f=owner:empty",
    "f=orders:at_least:40&sort=name", "f=consent:is:granted,late:is:true", "f=tag:is:Fid%C3%A8le&sort=-last",
    "f=city:is:Ville77", "f=spent:at_least:8900,any(city:is:Ville77,city:is:Ville78)", "f=name:begins:zimm&sort=-spent",
    "f=created:within:30&sort=-created", "f=last:older:600,spent:between:100~2C200&sort=-orders",
    "f=email:is:client500@exemple0.example",
)  # fmt: skip
SEARCHES = (
    "client", "martin", "zimmer", "dub client5", "client500@exemple0.example", "be", "client77", "exemple7", "xyzzy",
    "client client", "mar cl",
)  # fmt: skip
RESTRICTED = (
    "",
    "sort=-spent",
    "sort=-created",
    "sort=late",
    "f=late:is:true&sort=-spent",
    "f=country:is:CH",
    "q=client",
)
BOARDS = ("layout=board&by=owner", "layout=board&by=team", "layout=board&by=kind&sort=-spent")
SHARED = ("CORDIALE_MFA=optional", "CORDIALE_ROWS_PER_HOUR=10000000", "CORDIALE_ROWS_PER_DAY=10000000")
Times = list[float]


class Reader:
    """Somebody signed in, with one connection; waits are kept by what was asked for."""

    def __init__(self, port: int, cookie: str) -> None:
        self._line = http.client.HTTPConnection("127.0.0.1", port, timeout=120)
        self._headers = {"Cookie": f"session={cookie}", "Accept-Language": "fr", "Accept-Encoding": "gzip"}

    def get(self, path: str, *, part: bool = False) -> bytes:
        """The page, or with `part` the piece of it that htmx asks for."""
        self._line.request("GET", path, headers={**self._headers, **({"HX-Request": "true"} if part else {})})
        answer = self._line.getresponse()
        body = answer.read()
        assert answer.status == 200, (path, answer.status, body[:200])
        return body


class House:
    """A running house: its readers, and the processes whose time counts."""

    def __init__(self, port: int, process: int, *, runs: int, tell: bool) -> None:
        self._readers = {name: Reader(port, cookie) for name, cookie in _cookies().items()}
        self._processes = [process, *_backends()]
        self._runs, self._tell = runs, tell

    def times(self, asked: Iterable[tuple[str, list[tuple[str, bool]]]]) -> tuple[Times, float]:
        """How long each of the askings took, in milliseconds, and the mean of the processor's; each is told by who
        asks and the pages they ask for together."""
        waits: Times = []
        spent = 0.0
        for who, pages in asked:
            reader = self._readers[who]

            def ask(reader: Reader = reader, pages: list[tuple[str, bool]] = pages) -> None:
                for path, part in pages:
                    reader.get(path, part=part)

            ask()
            taken = [served.measured(ask, self._processes) for _ in range(self._runs)]
            waits += [wall * 1000 for wall, _cpu in taken]
            cpu = sum(cpu for _wall, cpu in taken) * 1000
            spent += cpu
            if self._tell:
                median = statistics.median(wall for wall, _cpu in taken) * 1000
                said = " + ".join(path for path, _part in pages)
                print(f"  {who:<16} {median:8.1f} ms, processor {cpu / self._runs:7.1f} ms  {said}", file=sys.stderr)
        return waits, spent / max(len(waits), 1)


def _cookies() -> dict[str, str]:
    """A session of every reader."""
    from django.test import Client

    from cordiale.people.models import User

    found = {}
    for name in party_base.READERS:
        browser = Client(headers={"host": "localhost"})
        browser.force_login(User.objects.get(email=party_base.email_of(name)))
        assert browser.get("/clients/nombre/").status_code == 200
        found[name] = browser.cookies["session"].value
    return found


def _backends() -> list[int]:
    """The processes of PostgreSQL: all work for us alone."""
    from django.db import connection

    if connection.vendor == "sqlite":
        return []
    with connection.cursor() as cursor:
        cursor.execute("select pg_backend_pid()")
        own = Path(f"/proc/{cursor.fetchone()[0]}/stat").read_text(encoding="ascii")
    return [int(own.rpartition(")")[2].split()[1])]  # the server itself: `served.cpu_s` adds its children


def _lists(who: str, queries: Iterable[str], *, path: str = "/clients/", part: bool = False) -> Iterator[tuple]:
    return ((who, [(f"{path}?{query}" if query else path, part)]) for query in queries)


def _asked(count: int) -> dict[str, list[tuple[str, list[tuple[str, bool]]]]]:
    """What is asked for, by the name of its figure."""
    draw = random.Random(1)
    keys = [party_base.key_of(draw.randrange(1, count)) for _ in range(6)]
    deep = [
        f"{order}&{urlencode({side: key})}".lstrip("&")
        for order in ORDERS
        for side, key in zip(("after", "before"), draw.sample(keys, 2), strict=True)
    ]
    page = f"/clients/{party_base.key_of(party_base.STORY_OF)}/"
    restricted = [(f"restricted_{name}", name) for name in party_base.READERS if name != "all"]
    return {
        "list": list(_lists("all", ORDERS)),
        "deep_page": list(_lists("all", deep)),
        "filtered": list(_lists("all", FILTERS)),
        "search": list(_lists("all", (f"q={quote(text)}" for text in SEARCHES), part=True)),
        "unrestricted": list(_lists("all", RESTRICTED)),
        **{name: list(_lists(who, RESTRICTED)) for name, who in restricted},
        "board": list(_lists("all", BOARDS)),
        "count": list(_lists("all", ("", *FILTERS), path="/clients/nombre/", part=True)),
        "party_page": [("all", [(page, False), (f"{page}dossier/", True)])],
    }


def _at(waits: Times, part: float) -> float:
    return sorted(waits)[min(len(waits) - 1, round(part * (len(waits) - 1)))]


def measure(count: int, *, runs: int, only: str, tell: bool) -> dict[str, float]:
    """Ask a house of so many parties."""
    from django.db import connection

    figures: dict[str, float] = {}
    with served.server() as (port, process):
        house = House(port, process, runs=runs, tell=tell)
        restricted: Times = []
        for name, asked in _asked(count).items():
            if only and only not in name:
                continue
            waits, cpu = house.times(asked * (5 if name == "party_page" else 1))
            figures[f"{name}_median_ms"], figures[f"{name}_p95_ms"] = statistics.median(waits), _at(waits, 0.95)
            figures[f"{name}_cpu_ms"] = cpu
            restricted += waits if name.startswith("restricted_") else []
        connection.close()
    if restricted:
        figures["restricted_p95_ms"] = _at(restricted, 0.95)
        worst = max(figures[f"restricted_{name}_cpu_ms"] for name in party_base.READERS if name != "all")
        figures["restricted_ratio"] = worst / figures["unrestricted_cpu_ms"]
    return figures


@contextmanager
def _database(vendor: str, folder: Path, count: int) -> Iterator[dict[str, str]]:
    """A database of that kind, as the environment of a house tells it."""
    from tests import postgres

    data = folder / f"{vendor}-{count}"
    data.mkdir(parents=True, exist_ok=True)
    told = {"CORDIALE_DATA": str(data), "CORDIALE_LOG_LEVEL": "error", **dict(one.split("=") for one in SHARED)}
    given = os.environ.get("TEST_DATABASE_URL")
    if vendor == "sqlite":
        yield {**told, "DATABASE_URL": ""}
    elif given:
        yield {**told, "DATABASE_URL": given}
    else:
        with postgres.server() as url:
            yield {**told, "DATABASE_URL": url}


def _house(vendor: str, count: int, given: argparse.Namespace, folder: Path) -> dict[str, float]:
    """The figures of one house, from a process of its own."""
    options = [f"--{name}={getattr(given, name)}" for name in ("runs", "only")] + ["--inside", str(count)]
    command = [sys.executable, "-m", "benchmarks.party_list", *options, *(["--tell"] if given.tell else [])]
    with _database(vendor, folder, count) as told:
        environment = {name: value for name, value in {**os.environ, **told}.items() if value}
        answer = subprocess.run(command, env=environment, stdout=subprocess.PIPE, check=True)
    found: dict[str, float] = json.loads(answer.stdout)
    return found


def _inside(count: int, *, runs: int, only: str, tell: bool) -> None:
    """Fill a house if it is empty, measure it, and print the figures."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "cordiale.project.settings"
    import django
    from django.core.management import call_command

    django.setup()
    call_command("migrate", verbosity=0)
    party_base.fill(count)
    print(json.dumps(measure(count, runs=runs, only=only, tell=tell)))


def main() -> None:
    options = harness.arguments((__doc__ or "").splitlines()[0], runs=15)
    options.add_argument("--parties", type=int, default=1_000_000, help="how large the base is")
    options.add_argument("--small", type=int, default=10_000, help="the base it is compared with; 0: none")
    options.add_argument("--databases", nargs="+", default=["sqlite", "postgresql"], choices=["sqlite", "postgresql"])
    options.add_argument("--keep", type=Path, help="a folder where SQLite bases stay, to be used again")
    options.add_argument("--only", default="", help="the figures whose name holds this")
    options.add_argument("--tell", action="store_true", help="tell every request as it is measured")
    options.add_argument("--inside", type=int, default=0, help=argparse.SUPPRESS)
    given = options.parse_args()
    if given.inside:
        _inside(given.inside, runs=given.runs, only=given.only, tell=given.tell)
        return
    figures: dict[str, float] = {}
    with tempfile.TemporaryDirectory(prefix="cordiale-bench-") as folder:
        for vendor in given.databases:
            figures |= _compared(vendor, given, given.keep or Path(folder))
    told = {name: round(value, 2) for name, value in figures.items()}
    harness.tell("party_list", told, as_json=given.json, bars=BARS)


def _compared(vendor: str, given: argparse.Namespace, folder: Path) -> dict[str, float]:
    """The figures of the large base, and how they stand to the small one."""
    large = _house(vendor, given.parties, given, folder)
    figures = {f"{name}_{vendor}": value for name, value in large.items()}
    if small := given.small:
        before = _house(vendor, small, given, folder)
        for name in ("list", "search", "party_page"):
            if f"{name}_cpu_ms" in large:
                figures[f"{name}_ratio_{vendor}"] = large[f"{name}_cpu_ms"] / before[f"{name}_cpu_ms"]
    return figures


if __name__ == "__main__":
    main()
