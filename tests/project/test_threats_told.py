"""docs/threats.md tells every threat and names tests that exist."""

import re
from pathlib import Path

ROOT = Path(__file__).parents[2]
TABLE = (ROOT / "docs" / "threats.md").read_text("utf-8")
ROWS = {row[0]: row for row in re.findall(r"^\| (T\d+) \| (.+?) \| (.+?) \|(.*)\|$", TABLE, re.MULTILINE)}


def test_every_threat_stands_in_the_table_once():
    assert list(ROWS) == [f"T{number}" for number in range(1, 32)]


def test_every_defence_has_a_test_or_says_that_there_is_nothing_to_attack():
    assert [name for name, (_n, _attack, told, tests) in ROWS.items() if "`" not in tests and "—" not in told] == []


def test_every_named_test_exists_and_every_test_of_a_threat_is_named():
    named = set(re.findall(r"`(tests/[\w/]+\.py)`", TABLE))
    assert [path for path in sorted(named) if not (ROOT / path).is_file()] == []
    own = {str(path.relative_to(ROOT)) for path in Path(__file__).parent.glob("test_threats_*.py")}
    assert own - named == {"tests/project/test_threats_told.py"}
