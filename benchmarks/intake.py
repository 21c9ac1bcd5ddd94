"""Taking in people beside a large base: rows per second with duplicate check, links, search words and provenance.

    python -m benchmarks.intake --base 1000000              on a new SQLite database
    DATABASE_URL=postgresql://... python -m benchmarks.intake   on an empty PostgreSQL database

The base itself comes in through the same door. Then three files of `--rows` lines: all new, all corrected (name and
address change), all known already; and searches by name, e-mail, phone and reference.
"""

import os
import random
import statistics
import tempfile
import time
from collections.abc import Iterator

from benchmarks import harness

GIVEN = ["Emma", "Charles", "Léon", "Berthe", "Justin", "Félicité", "Rodolphe", "Élodie", "Jean-Marc", "Anaïs", "Zoé"]
ROOTS = ["bov", "rou", "lheu", "hom", "bin", "bour", "dub", "mar", "per", "dup", "lan", "gir", "fon", "mor", "gau"]
ENDS = ["ary", "ault", "eux", "ais", "et", "nisien", "uis", "tin", "rin", "ont", "glois", "ard", "taine", "eau", "oux"]
CITIES = [("76000", "Rouen"), ("75011", "Paris"), ("69003", "Lyon"), ("1950", "Sion"), ("31000", "Toulouse")]


def main() -> None:
    parser = harness.arguments(__doc__.splitlines()[0], runs=1)
    parser.add_argument("--base", type=int, default=1_000_000, help="parties known before")
    parser.add_argument("--rows", type=int, default=20_000, help="lines of each file")
    options = parser.parse_args()
    os.environ.setdefault("CORDIALE_DATA", tempfile.mkdtemp(prefix="cordiale-bench-"))
    os.environ["DJANGO_SETTINGS_MODULE"] = "cordiale.project.settings"
    import django
    from django.core.management import call_command

    django.setup()
    call_command("migrate", verbosity=0)
    figures = _rates(options.base, options.rows) | _searches() | {"peak_mb": harness.peak_mb()}
    bars = ["SQLite >= 8,000 rows/s, PostgreSQL >= 3,000 rows/s", "search < 100 ms"]
    harness.tell("intake", figures, as_json=options.json, bars=bars)


def _rates(base: int, rows: int) -> dict[str, float]:
    figures: dict[str, float] = {}
    for name, first, last, version in [
        ("base", 0, base, 0),
        ("new", base, base + rows, 0),
        ("corrected", base // 2, base // 2 + rows, 1),
        ("unchanged", base // 2, base // 2 + rows, 1),
    ]:
        if last > first:
            wall, processor = _rate(name, first, last, version)
            figures |= {f"{name}_rows_per_s": wall, f"{name}_rows_per_cpu_s": processor}
    return figures


def _rate(name: str, first: int, last: int, version: int) -> tuple[float, float]:
    from cordiale.people import intake

    started, processor = time.perf_counter(), time.process_time()
    with intake.take_in(_drafts(first, last, version), source=f"bench:{name}") as report:
        elapsed, worked = time.perf_counter() - started, time.process_time() - processor
        assert report.refused_count == 0, next(report.refused)
        assert report.seen == last - first
    return round((last - first) / elapsed, 1), round((last - first) / worked, 1)


def _drafts(first: int, last: int, version: int) -> Iterator[object]:
    from cordiale.people.intake import PartyDraft

    for number in range(first, last):
        chance = random.Random(number)
        given = chance.choice(GIVEN)
        family = f"{chance.choice(ROOTS)}{chance.choice(ENDS)}{chance.choice(['', 'e', 's'])}".capitalize()
        postcode, city = chance.choice(CITIES)
        yield PartyDraft(
            ref=str(number),
            given_name=given,
            family_name=f"{family}-{ROOTS[version]}" if version else family,
            identifiers=[
                ("external", "erp", f"C{number:08}"),
                ("email", "", f"{given}.{family}{number}@exemple{number % 50}.fr"),
                ("phone", "", f"06{number * 7919 % 100_000_000:08}"),
            ],
            addresses=[
                {"lines": f"{number % 90 + version} rue de Rouen", "postcode": postcode, "city": city, "country": "FR"}
            ],
        )


def _searches() -> dict[str, float]:
    from cordiale.people import search

    figures = {}
    for name, texts in {
        "name": ["bovary emma", "dup", "zoé mar", "perrin", "e"],
        "email": ["emma.bovary1", "anais.dupont@exemple7", "exemple12"],
        "phone": ["06 10 00 12 34", "+33 6 10 12", "0610"],
        "reference": ["C0000123", "c 00004567", "00099999"],
    }.items():
        times = []
        for text in texts * 5:
            started = time.perf_counter()
            search.find(text)
            times.append((time.perf_counter() - started) * 1000)
        figures[f"search_{name}_ms"] = round(statistics.median(times), 2)
        figures[f"search_{name}_worst_ms"] = round(max(times), 2)
    return figures


if __name__ == "__main__":
    main()
