"""Settings: every wrong one is told by its name and right form, and nothing starts."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

from cordiale.project.environment import Environment, WrongSettings, database, file_values

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize("word", ["1", "yes", "TRUE", "oui"])
def test_a_flag_understands_yes(word):
    assert Environment({"X": word}).flag("X") is True


def test_an_empty_setting_is_the_default():
    assert Environment({"X": " "}).integer("X", default=4, least=1, most=9) == 4


def test_all_problems_are_told_at_once_with_name_and_form():
    env = Environment({"A": "perhaps", "B": "70", "C": "mars", "D": "mysql://h/d"})
    env.flag("A")
    env.integer("B", default=4, least=1, most=64)
    env.zone("C", default="Europe/Paris")
    env.store("D", default="sqlite:///x")
    with pytest.raises(WrongSettings) as refused:
        env.finish()
    assert str(refused.value).splitlines()[1:] == [
        "  A : écrivez « yes » ou « no ».",
        "  B : écrivez un nombre entier de 1 à 64.",
        "  C : écrivez un fuseau horaire comme « Europe/Paris ».",
        "  D : écrivez « sqlite:////dossier/fichier.sqlite3 » ou « postgresql://nom:secret@hôte:5432/base ».",
    ]


def test_a_wrong_value_is_never_repeated():
    env = Environment({"CORDIALE_LAKE_STORAGE": "{secret"})
    env.mapping("CORDIALE_LAKE_STORAGE")
    assert "secret" not in str(env.problems[0])


def test_a_postgresql_address_becomes_a_database():
    found = database("postgresql://li%40a:p%2Fw@db.example:5433/crm?sslmode=require")
    names = ("NAME", "USER", "PASSWORD", "HOST", "PORT", "OPTIONS")
    assert [found[name] for name in names] == ["crm", "li@a", "p/w", "db.example", "5433", {"sslmode": "require"}]


def test_a_socket_folder_is_given_in_the_query():
    assert database("postgresql:///crm?host=/run/pg")["OPTIONS"] == {"host": "/run/pg"}


def test_the_settings_file_gives_values_and_skips_comments(tmp_path):
    (tmp_path / "cordiale.env").write_text('# a word\n\nCORDIALE_COMPANY="Rivage"\nCORDIALE_CURRENCY = CHF\n')
    assert file_values(tmp_path / "cordiale.env") == {"CORDIALE_COMPANY": "Rivage", "CORDIALE_CURRENCY": "CHF"}


def test_a_wrong_setting_stops_the_start(tmp_path):
    environ = {"PATH": "/usr/bin:/bin", "CORDIALE_DATA": str(tmp_path), "CORDIALE_TIME_ZONE": "Paris", "LANG": "fr"}
    command = [sys.executable, "-c", "import cordiale.project.settings"]
    done = subprocess.run(command, env=environ, capture_output=True, text=True, check=False)
    assert done.returncode != 0
    assert "CORDIALE_TIME_ZONE : écrivez un fuseau horaire" in done.stderr


def test_secrets_are_made_once_and_readable_by_the_owner_only(tmp_path):
    from cordiale.project import secrets

    first = secrets.kept(tmp_path / "k")
    assert (len(first), secrets.kept(tmp_path / "k")) == (32, first)
    assert (tmp_path / "k").stat().st_mode & 0o777 == 0o600
    assert [path.name for path in tmp_path.iterdir()] == ["k"]


def test_every_setting_is_documented_and_nothing_else():
    from cordiale.project.settings import env

    page = (ROOT / "docs" / "settings.md").read_text(encoding="utf-8")
    documented = re.findall(r"^\| `([A-Z_]+)` \|", page, flags=re.MULTILINE)
    assert sorted(documented) == sorted(env.names)
