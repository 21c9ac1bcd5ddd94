"""A house of its own in a folder, on SQLite or on PostgreSQL, with people, facts and a file."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from tests import template
from tests.lake.conftest import migrated_url, postgres_server, postgres_url  # noqa: F401

FILL = """
import django, sys; django.setup()
from pathlib import Path
from django.conf import settings
from cordiale.core import clock
from cordiale.core.event import Event
from cordiale.people import parties, users, forwarding
from cordiale.people.lakehouse import lake
from cordiale.people.models import User
from cordiale.people.models import Party, TimelineEntry
emma = Party.objects.create(name="Emma", kind="person")
for number in range(40):
    lake().spool.append([Event(kind="page.viewed", party=emma.key, at=clock.now(), data={"n": number})])
lake().loader().run_once()
for number in range(7):
    lake().spool.append([Event(kind="page.viewed", party=emma.key, at=clock.now(), data={"late": number})])
settings.MEDIA_ROOT.mkdir(exist_ok=True)
(settings.MEDIA_ROOT / "letter").write_bytes(b"Monsieur")
"""


class House:
    """One house driven through its command line, each command in a process of its own."""

    def __init__(self, data: Path, database: str) -> None:
        self.data, self.engine = data, "postgresql" if database else "sqlite"
        kept = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
        self.environ = {**kept, "CORDIALE_DATA": str(data), "LANG": "fr_FR.UTF-8", "CORDIALE_LOG_LEVEL": "error"}
        self.environ["DJANGO_SETTINGS_MODULE"] = "cordiale.project.settings"
        if database:
            self.environ["DATABASE_URL"] = database

    def python(self, code: str) -> str:
        done = subprocess.run(
            [sys.executable, "-c", code], env=self.environ, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stderr
        return done.stdout.strip()

    def run(self, *words: str, code: int = 0) -> str:
        command = [sys.executable, "-m", "cordiale", *words]
        done = subprocess.run(command, env=self.environ, capture_output=True, text=True, check=False)
        assert done.returncode == code, done.stdout + done.stderr
        return done.stdout + done.stderr

    def facts(self) -> list[str]:
        """Every fact, in the lake and still in the spool, after loading."""
        told = self.python(
            "import django; django.setup()\n"
            "from cordiale.people.lakehouse import lake\n"
            "lake().loader().run_once()\n"
            "table = lake().tables.find('events').to_pyarrow_table(columns=['id'])\n"
            "print(' '.join(sorted(value.hex() for value in table['id'].to_pylist())), flush=True)\n"
            "import os; os._exit(0)"  # Arrow's threads may abort an interpreter that ends beside them
        )
        return told.split()


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def house(request, tmp_path) -> House:
    """A filled house; 40 facts in the lake, 7 waiting in the spool."""
    database = request.getfixturevalue("migrated_url") if request.param == "postgres" else ""
    made = House(tmp_path / "house", database)
    made.data.mkdir()
    if not database:
        template.copy(made.data / "cordiale.sqlite3")
    made.python(FILL)
    return made
