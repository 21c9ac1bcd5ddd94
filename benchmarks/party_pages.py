"""The customer list, its search and the customer page, at ten thousand and at a million parties, through HTTP.

The parties, their keys, addresses, profiles and search words are made by SQL in bulk; two thousand events stand in the
timeline of the party whose page is read. Every request is a whole one: session, rights, queries, template.
"""

import json
import os
import random
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from uuid import UUID

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
from benchmarks import harness

SIZES = {"10k": 10_000, "1m": 1_000_000}
BARS = ("list_ms_1m <= 25", "search_ms_1m < 100", "page_ms_1m <= 40", "ratio <= 2 each")
FAMILY = ("martin", "bernard", "dubois", "thomas", "robert", "richard", "petit", "durand", "moreau", "berthelot")
LISTS = (
    "", "sort=-spent", "sort=-last", "sort=late", "sort=-created", "late=1&sort=-spent", "kind=organisation",
    "owner=me", "country=CH&sort=-orders", "orders_min=40&sort=name", "consent=granted&late=1",
    "tag=Fid%C3%A8le&sort=-last", "city=Ville77",
)  # fmt: skip
SEARCHES = ("emma", "marti", "dub client5", "client500@exemple.example", "0612", "be", "xyzzy")


def _past(seconds: int) -> str:
    """A moment of the last so many seconds, drawn from the number."""
    return f"datetime('now', '-' || (i * 2654435761 %% {seconds}) || ' seconds')"


ROWS: dict[str, dict[str, str]] = {
    "people_party": {
        "id": "i", "key": "printf('%%032x', i)", "source": "'bench'", "language": "'fr'",
        "kind": "CASE WHEN i * 69621 %% 1000003 %% 25 THEN 'person' ELSE 'organisation' END",
        "name": "'Client' || i || ' ' || FAMILY", "given_name": "'Client' || i", "family_name": "FAMILY",
        "sort_name": "FAMILY || ' client' || printf('%%07d', i)",
        "owner_id": "CASE WHEN i %% 5000 = 0 THEN 1 END",
        "created_at": _past(90_000_000), "updated_at": "datetime('now')",
    },
    "people_identifier": {
        "party_id": "i", "kind": "'email'", "issuer": "''", "value": "'client' || i || '@exemple.example'",
        "normal": "'client' || i || '@exemple.example'", "valid": "1", "main": "1", "source": "'bench'",
        "created_at": "datetime('now')",
    },
    "people_address": {
        "party_id": "i", "purpose": "'home'", "lines": "'1 rue'", "postcode": "printf('%%05d', i %% 90000)",
        "city": "'Ville' || (i %% 3000)", "country": "CASE WHEN i * 40014 %% 1000003 %% 9 THEN 'FR' ELSE 'CH' END",
        "main": "1", "source": "'bench'",
    },
    "profile_profile": {
        "party_id": "i", "currency": "'EUR'", "country": "'FR'", "first_order_at": "datetime('now', '-900 days')",
        "last_order_at": _past(60_000_000), "order_count": "i * 48271 %% 1000003 %% 45", "visit_count": "1",
        "foreign_order_count": "0", "spent": "i * 40503 %% 900000 / 100.0", "returned": "0", "year_value": "10",
        "cohort": "'2025-01'", "typical_gap_days": "30.5", "late_at": _past(20_000_000), "late": "i %% 7 = 0",
        "money_score": "i %% 5 + 1", "rfm": "''", "inbound_90d": "0", "outbound_90d": "0",
        "refreshed_at": "datetime('now')",
    },
    "people_consent": {
        "key": "printf('%%032x', i)", "party_id": "i", "purpose": "'marketing'", "channel": "'email'",
        "state": "CASE WHEN i %% 3 THEN 'granted' ELSE 'refused' END", "at": "datetime('now')",
        "received_at": "datetime('now')", "source": "'bench'", "proof": "'{}'", "jurisdiction": "'FR'",
    },
}  # fmt: skip


def fill(count: int) -> None:
    """So many parties with a key, an address, a profile and words to be found by."""
    from django.db import connection, transaction

    names = " ".join(f"WHEN {place} THEN '{name}'" for place, name in enumerate(FAMILY))
    family = f"CASE i * 7919 %% {len(FAMILY)} {names} END"
    numbers = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < %s)"
    with transaction.atomic(), connection.cursor() as cursor:
        for table, columns in ROWS.items():
            chosen = ", ".join(columns.values()).replace("FAMILY", family)
            cursor.execute(f"INSERT INTO {table} ({', '.join(columns)}) {numbers} SELECT {chosen} FROM n", [count])
    _searchable()
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO people_tag (id, name) VALUES (1, 'Fidèle')")
        cursor.execute(
            "INSERT INTO people_tag_parties (tag_id, party_id) SELECT 1, id FROM people_party WHERE id % 50 = 0"
        )
        cursor.execute("ANALYZE")


def _searchable() -> None:
    """The words every party is found by, indexed at once."""
    from django.db import connection, transaction

    words = (
        "INSERT INTO people_searchentry (party_id, body) SELECT id, sort_name || ' client' || id || ' exemple client'"
        " || id || 'exempleexample' FROM people_party"
    )
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(words)
        cursor.execute("INSERT INTO people_search(people_search) VALUES ('rebuild')")


def story(key: str) -> None:
    """Two thousand events of one party, in the recent timeline."""
    from django.db import transaction

    from cordiale.core import clock
    from cordiale.core.event import Event
    from cordiale.people import timeline

    now = clock.now()
    kinds = ("visit.ended", "mail.sent", "mail.opened", "order.placed", "call.received")
    with transaction.atomic():
        for number in range(2_000):
            data = {"page_count": 3, "order_ref": f"B-{number}"}
            event = Event(kind=kinds[number % 5], party=UUID(key), at=now - timedelta(hours=4 * number), data=data)
            timeline.record(event)


def times(ask: Callable[[], object], *, runs: int) -> tuple[float, float]:
    """The median time of a request and of its processor time, in milliseconds, after one that warms up."""
    ask()
    walls, cpus = [], []
    for _ in range(runs):
        wall, cpu = time.perf_counter(), time.process_time()
        ask()
        walls.append((time.perf_counter() - wall) * 1000)
        cpus.append((time.process_time() - cpu) * 1000)
    return statistics.median(walls), statistics.median(cpus)


def measure(size: str, count: int, *, runs: int) -> dict[str, float]:
    """Fill a house and ask it."""
    from django.core.management import call_command
    from django.test import Client

    from cordiale.people import users
    from cordiale.people.rights import members

    call_command("migrate", verbosity=0)
    figaro = users.create(email="figaro@rivage.example", name="Figaro", password="barbier-de-seville-1775")
    members.give(figaro, "manager")
    fill(count)
    browser = Client(headers={"host": "localhost"})
    browser.force_login(figaro)
    partial = {"HX-Request": "true"}

    def get(address: str, headers: dict[str, str] | None = None) -> None:
        answer = browser.get(address, headers=headers or {})
        assert answer.status_code == 200, (address, answer.status_code)
        b"".join(answer) if answer.streaming else answer.content

    lists = {address: times(lambda at=address: get(f"/clients/?{at}"), runs=runs) for address in LISTS}
    searches = {text: times(lambda q=text: get(f"/clients/?q={q}", partial), runs=runs) for text in SEARCHES}
    counts = times(lambda: get("/clients/nombre/", partial), runs=runs)
    draw = random.Random(1)
    keys = [f"{draw.randrange(1, count):032x}" for _ in range(runs + 1)]
    story(keys[0])
    page = times(lambda: get(f"/clients/{_dashed(keys[0])}/"), runs=runs)
    dossier = times(lambda: get(f"/clients/{_dashed(keys[0])}/dossier/", partial), runs=runs)
    for name, (wall, cpu) in (*lists.items(), *searches.items()):
        print(f"  {size} {name or '(by name)':<32} {wall:8.1f} ms, processor {cpu:6.1f} ms", file=sys.stderr)
    figures: dict[str, float] = {}
    for name, found in (("list", lists.values()), ("search", searches.values()), ("count", [counts]), ("page", [page]),
                        ("dossier", [dossier])):  # fmt: skip
        figures[f"{name}_ms_{size}"] = statistics.median(wall for wall, _cpu in found)
        figures[f"{name}_cpu_ms_{size}"] = statistics.median(cpu for _wall, cpu in found)
        figures[f"{name}_worst_cpu_ms_{size}"] = max(cpu for _wall, cpu in found)
    return figures


def _dashed(text: str) -> str:
    return f"{text[:8]}-{text[8:12]}-{text[12:16]}-{text[16:20]}-{text[20:]}"


def alone(size: str, *, runs: int) -> dict[str, float]:
    """Measure one size in a process and a data directory of its own."""
    with tempfile.TemporaryDirectory(prefix="cordiale-bench-") as folder:
        environment = {**os.environ, "CORDIALE_DATA": folder, "CORDIALE_LOG_LEVEL": "error"}
        environment |= {"CORDIALE_ROWS_PER_HOUR": "0", "CORDIALE_ROWS_PER_DAY": "0"}
        environment.pop("DATABASE_URL", None)
        asked = [sys.executable, __file__, "--size", size, "--runs", str(runs)]
        answer = subprocess.run(asked, env=environment, stdout=subprocess.PIPE, check=True)
    found: dict[str, float] = json.loads(answer.stdout)
    return found


def main() -> None:
    options = harness.arguments(__doc__ or "", runs=7)
    options.add_argument("--size", choices=SIZES, help="measure this size alone, in this process")
    given = options.parse_args()
    if given.size:
        import django

        os.environ["DJANGO_SETTINGS_MODULE"] = "cordiale.project.settings"
        django.setup()
        print(json.dumps(measure(given.size, SIZES[given.size], runs=given.runs)))
        return
    figures: dict[str, float] = {}
    for size in SIZES:
        figures |= alone(size, runs=given.runs)
    for name in ("list", "search", "page", "dossier"):
        figures[f"{name}_ratio"] = figures[f"{name}_cpu_ms_1m"] / figures[f"{name}_cpu_ms_10k"]
    harness.tell("party_pages", {key: round(value, 2) for key, value in figures.items()}, as_json=given.json, bars=BARS)


if __name__ == "__main__":
    main()
