"""PostgreSQL back to any moment, as docs/backup.md tells it: a base copy, the archived log, then lake and files."""

import getpass
import os
import shutil
import tempfile
import time
from contextlib import contextmanager
from pathlib import Path

import pytest
from tests import postgres
from tests.conftest import missing
from tests.project.backup.conftest import FILL, House

pytestmark = [pytest.mark.slow, pytest.mark.postgres]
EMMA_AGAIN = """
import django; django.setup()
from cordiale.core import clock
from cordiale.core.event import Event
from cordiale.people.lakehouse import lake
from cordiale.people.models import Party
emma = Party.objects.get(name="Emma")
for number in range(5):
    lake().spool.append([Event(kind="page.viewed", party=emma.key, at=clock.now(), data={{"{name}": number}})])
Party.objects.create(name="{name}", kind="person")
"""
NAMES = """
import django; django.setup()
from cordiale.people.models import Party
print(" ".join(Party.objects.order_by("name").values_list("name", flat=True)))
"""
NOW = """
import django; django.setup()
from django.db import connection
cursor = connection.cursor()
cursor.execute("SELECT now()::text")
print(cursor.fetchone()[0])
"""


@pytest.fixture
def folder():
    """A folder that both we and the server's user may enter."""
    if postgres.binaries() is None:
        missing("PostgreSQL")
    made = Path(tempfile.mkdtemp(prefix="cordiale-pitr-"))
    if os.geteuid() == 0:
        shutil.chown(made, "postgres")
    yield made
    shutil.rmtree(made, ignore_errors=True)


def tool(name, *arguments):
    postgres._run(postgres.binaries() / name, *arguments)


@contextmanager
def serving(folder, data, **settings):
    """The server on a data folder; its address."""
    lines = {"listen_addresses": "", "unix_socket_directories": str(folder), "fsync": "off", **settings}
    options = " ".join(f"-c {name}='{value}'" for name, value in lines.items() if " " not in value)
    (data / "postgresql.auto.conf").write_text("".join(f"{name} = '{value}'\n" for name, value in lines.items()))
    if os.geteuid() == 0:
        shutil.chown(data / "postgresql.auto.conf", "postgres")
    tool("pg_ctl", "-D", data, "-w", "-t", "60", "-l", folder / "log", "-o", options, "start")
    user = "postgres" if os.geteuid() == 0 else getpass.getuser()
    try:
        yield f"postgresql://{user}@/cordiale?host={folder}"
    finally:
        tool("pg_ctl", "-D", data, "-m", "fast", "-w", "stop")


def test_a_moment_between_two_copies_comes_back_whole(folder, tmp_path):
    log, first, base = folder / "wal", folder / "first", folder / "base"
    for one in (log, first):
        one.mkdir(mode=0o700)
        if os.geteuid() == 0:
            shutil.chown(one, "postgres")
    tool("initdb", "-D", first, "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "-N")
    archive = {"archive_mode": "on", "archive_command": f"test ! -f {log}/%f && cp %p {log}/%f"}
    with serving(folder, first, **archive) as url:
        tool("createdb", "-h", folder, "cordiale")
        house = House(tmp_path / "house", url)
        house.data.mkdir()
        house.python("import django; django.setup()\nfrom cordiale.project import up\nup.migrate()")
        house.python(FILL)
        tool("pg_basebackup", "-h", folder, "-D", base, "-X", "stream", "-c", "fast")
        house.python(EMMA_AGAIN.format(name="Berthe"))
        before = set(house.facts())
        moment = house.python(NOW)
        time.sleep(0.05)  # the next deed is after that moment, on the server's clock
        house.python(EMMA_AGAIN.format(name="Rodolphe"))
        house.run("backup", "--no-database")
        after = set(house.facts())
        tool("psql", "-h", folder, "-d", "cordiale", "-c", "SELECT pg_switch_wal()")
    (base / "recovery.signal").touch()
    if os.geteuid() == 0:
        shutil.chown(base / "recovery.signal", "postgres")
    back = {
        "restore_command": f"cp {log}/%f %p", "recovery_target_time": moment, "recovery_target_action": "promote",
        "archive_mode": "off",
    }  # fmt: skip
    with serving(folder, base, **back):
        [copy] = [path for path in (house.data / "backups").iterdir() if path.is_dir()]
        house.run("restore", str(copy), "--force")
        assert house.python(NAMES) == "Berthe Emma"
        found = house.facts()
        assert len(found) == len(set(found))
        assert before <= set(found) <= after
        house.python(EMMA_AGAIN.format(name="Félicité"))
        assert len(house.facts()) == len(found) + 5
