"""Backups through the command line, on both databases: taken while writers write, restored, compared, refused."""

import json
import re
import subprocess
import sys
import time

import pytest
from tests import figures

pytestmark = pytest.mark.slow

WRITER = """
import django, sys; django.setup()
from cordiale.core import clock
from cordiale.core.event import Event
from cordiale.people.lakehouse import lake
from cordiale.people.models import Party
emma = Party.objects.get(name="Emma")
while True:
    event = Event(kind="page.viewed", party=emma.key, at=clock.now(), data={"busy": 1})
    lake().spool.append([event])
    print(event.id.hex, flush=True)
    Party.objects.create(name="Figurant", kind="person")
    if int(event.id.hex[-1], 16) < 2:
        lake().loader().run_once()
"""


def folder_of(house):
    return next(path for path in (house.data / "backups").iterdir() if path.is_dir())


def test_a_backup_beside_writers_holds_all_that_was_acknowledged_before(house, tmp_path):
    writer = subprocess.Popen(
        [sys.executable, "-c", WRITER], env=house.environ, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    )
    try:
        acknowledged = {writer.stdout.readline().strip() for _ in range(60)}
        said = house.run("backup", "--verify")
    finally:
        writer.kill()
        written_after = set(writer.communicate()[0].split())
    assert "elle est bonne" in said
    assert len(written_after) > 5, "nobody wrote during the backup"
    before = set(house.facts())
    back = house.run("restore", str(folder_of(house)), "--force")
    restored = house.facts()
    assert len(restored) == len(set(restored)), "a fact was doubled"
    assert acknowledged <= set(restored)
    assert set(restored) <= before
    told = json.loads((folder_of(house) / "manifest.json").read_text())
    figures.note(
        f"restores-{house.engine}",
        attempts=2,
        succeeded=2,
        acknowledged=len(acknowledged),
        missing=len(acknowledged - set(restored)),
        doubled=len(restored) - len(set(restored)),
        backup_s=told["seconds"],
        restore_s=float(re.search(r"en ([\d.]+) s", back).group(1)),
    )


def test_the_loader_goes_on_after_a_restore_and_no_new_fact_is_taken_for_loaded(house):
    house.run("backup")
    known = house.facts()
    assert len(known) == 47
    house.run("restore", str(folder_of(house)), "--force")
    new = house.python(
        "import django; django.setup()\n"
        "from cordiale.core import clock\n"
        "from cordiale.core.event import Event\n"
        "from cordiale.people.lakehouse import lake\n"
        "from cordiale.people.models import Party\n"
        "event = Event(kind='page.viewed', party=Party.objects.get(name='Emma').key, at=clock.now(), data={})\n"
        "lake().spool.append([event]); print(event.id.hex)"
    )
    facts = house.facts()
    assert sorted([*known, new]) == facts


def test_keys_and_secrets_stand_apart_and_the_manifest_tells_every_file(house):
    said = house.run("backup")
    folder = folder_of(house)
    names = {str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file()}
    assert not any("keyring" in name or "secret" in name for name in names)
    assert "À GARDER À PART" in said
    apart = {path.name for path in (house.data / "backups-apart").iterdir()}
    assert "secrets.json" in apart
    assert any(".keyring." in name for name in apart)
    told = json.loads((folder / "manifest.json").read_text())
    assert {entry["path"] for entry in told["files"]} == names - {"manifest.json"}
    assert told["lake"]["events"]["rows"] == 40
    assert told["databases"]["product"]["rows"]["people_party"] == 1
    assert (folder / "files" / "letter").read_bytes() == b"Monsieur"


def test_a_new_machine_needs_the_secrets_and_then_reads_everything(house, tmp_path):
    if "DATABASE_URL" in house.environ:
        pytest.skip("the other machine would need another server")
    house.run("backup", "--archive", "zst")
    archive = next((house.data / "backups").glob("*.tar.zst"))
    known = house.facts()
    other = type(house)(tmp_path / "other", "")
    other.data.mkdir()
    apart = ("--apart", str(house.data / "backups-apart"))
    assert "secrets" in other.run("restore", str(archive), *apart, code=3)
    fresh = type(house)(tmp_path / "fresh", "")
    fresh.run("restore", str(archive), *apart, "--secrets", str(house.data / "backups-apart/secrets.json"))
    assert fresh.facts() == known


def test_a_house_with_data_is_not_overwritten_without_force(house):
    house.run("backup")
    before = (house.data / "files" / "letter").stat().st_mtime_ns
    assert "--force" in house.run("restore", str(folder_of(house)), code=3)
    assert (house.data / "files" / "letter").stat().st_mtime_ns == before


def test_a_damaged_backup_is_refused_and_nothing_is_touched(house):
    house.run("backup")
    folder = folder_of(house)
    victim = next(folder.glob("product.*"))
    whole = victim.read_bytes()
    for place in (0, len(whole) // 2, len(whole) - 1):
        victim.write_bytes(whole[:place] + bytes([whole[place] ^ 1]) + whole[place + 1 :])
        assert "abîmée" in house.run("restore", str(folder), "--force", code=3)
    victim.write_bytes(whole[:-1])
    assert "abîmée" in house.run("restore", str(folder), "--force", code=3)
    assert len(house.facts()) == 47


ERASE = """
import django; django.setup()
from cordiale.people.models import Party
from cordiale.people.privacy import erasing
from cordiale.people.privacy.models import Erasure
key = Party.objects.get().key
made = Erasure.objects.create(state="approved", reason="test", whom=[str(key)], number=1)
erasing.carry_out(made.key)
print(Party.objects.filter(name="Emma").count())
"""
COUNT = "import django; django.setup(); from cordiale.people.models import Party; "
COUNT += "print(Party.objects.filter(name='Emma').count())"


def test_nobody_erased_since_comes_back_even_when_only_the_copies_apart_are_left(house):
    house.run("backup")
    folder = folder_of(house)
    time.sleep(1.1)  # a backup is named by its second
    assert house.python(ERASE) == "0"
    house.run("backup")
    journal = house.data / "privacy" / "erased.jsonl"
    journal.unlink()
    house.run("restore", str(folder), "--force")
    assert house.python(COUNT) == "0"
    assert journal.exists()


def test_only_the_asked_number_is_kept(house):
    house.environ["CORDIALE_BACKUP_KEEP"] = "2"
    for _ in range(3):
        house.run("backup")
        time.sleep(1.1)  # a backup is named by its second
    kept = [path for path in (house.data / "backups").iterdir() if path.is_dir()]
    assert len(kept) == 2


def test_a_table_of_the_lake_that_nobody_has_marked_yet_is_no_damage(house):
    house.python(
        "import django; django.setup()\n"
        "from cordiale.people.lakehouse import lake\n"
        "from cordiale.lake.store import open_store\n"
        "from django.conf import settings\n"
        "with open_store(settings.LAKE.spool_url).write() as cursor:\n"
        "    cursor.execute(\"DELETE FROM lake_spool_meta WHERE name <> 'key'\")\n"
    )
    assert "elle est bonne" in house.run("backup", "--verify")
