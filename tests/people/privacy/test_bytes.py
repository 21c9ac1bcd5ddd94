"""The marker: somebody marked in every column of every place; all of it given out, none of it left (safety 6.5)."""

import json
import shutil
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest
from django.db import connection
from tests import figures
from tests.people.privacy import marking
from tests.people.privacy.marking import MARK, marked, to_the_lake

from cordiale.lake import LakeConfig
from cordiale.people import lakehouse
from cordiale.people.models import Consent, Party
from cordiale.people.privacy import erasing, exporting, map, tasks

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def house(tmp_path, settings):
    """A data directory of its own, with its lake; the database of the tests lies beside it."""
    settings.DATA = tmp_path
    settings.MEDIA_ROOT = tmp_path / "files"
    settings.ERASURE_JOURNAL = str(tmp_path / "privacy" / "erased.jsonl")
    settings.AUDIT_ANCHORS = str(tmp_path / "audit" / "anchors.jsonl")
    settings.LAKE = replace(
        LakeConfig.in_folder(tmp_path / "lake"), memory_mb=256, threads=2, keep_files_hours=0, keyring_secret=b"k" * 32
    )
    lakehouse.lake.cache_clear()
    yield tmp_path
    lakehouse.lake.cache_clear()


@pytest.fixture
def marque(house, figaro, harpagon, client) -> Party:
    return marking.live(client, figaro=figaro, harpagon=harpagon)


def found(house: Path) -> list[str]:
    """The files with a mark: of the house, of its database, or of a dump of it."""
    if connection.vendor == "sqlite":
        database = Path(connection.settings_dict["NAME"])
        return marking.left(house, *database.parent.glob(f"{database.name}*"))[0]
    told = connection.get_connection_params()
    address = " ".join(f"{name}={told[name]}" for name in ("dbname", "user", "host", "port") if told.get(name))
    return marking.left(house, marking.dumped(address, house.parent))[0]


def test_every_column_of_every_place_can_be_marked(marque, figaro, harpagon):
    """A place declared tomorrow is filled by itself; a column of it that holds codes is named in `marking.CODES`."""
    _given, bare = marking.fill(marque, figaro=figaro, harpagon=harpagon)
    assert bare == []


def test_all_of_it_is_given_out_and_none_of_it_is_left(marque, house, figaro, harpagon, client, listener):
    to_the_lake()
    given, bare = marking.fill(marque, figaro=figaro, harpagon=harpagon)
    assert bare == []
    wanted = given | {marked(number) for number in marking.GIVEN_BY_DOORS}
    made = exporting.ask(marque.key, by=figaro)
    exporting.prepare(made.key)
    path = exporting.take(made.key, of=marque.key, by=figaro)
    with zipfile.ZipFile(path) as archive:
        names = archive.namelist()
        told = b"".join(archive.read(name) for name in names).decode() + " ".join(names)
        data = json.loads(archive.read("donnees.json"))
    assert sorted(mark for mark in wanted if mark not in told) == []
    assert marked(18) in told  # inside the attached file
    assert "Harpagon" not in json.dumps([one for one in data["places"] if one["name"] == "people.Relation"])
    before = found(house)
    assert before != []

    planned = erasing.plan([marque.key], reason="à sa demande", by=figaro)
    done = erasing.carry_out(planned.key)
    tasks.scrub()

    left = found(house)
    figures.note(
        f"erasure-{connection.vendor}",
        marks=len(wanted),
        given_out=sum(mark in told for mark in wanted),
        places=len(map.every()),
        files_with_a_mark_before=len(before),
        files_with_a_mark_after=len(left),
        seconds=round(sum(took for _rows, took in done.report.values()), 2),
        lake_unreadable_after_s=done.report["lake"][1],
    )
    assert left == []
    assert done.report["lake"][0] >= 5
    assert not listener.heard
    assert Party.objects.filter(key=harpagon.key).exists()


def test_a_restored_lake_shows_none_of_it(marque, house, figaro):
    """The keyring and the journal are not restored: they lie apart."""
    to_the_lake()
    rows = {model: list(model._default_manager.filter(pk=marque.pk)) for model in (Party,)}
    consent = Consent.objects.filter(party=marque).first()
    kept = house.parent / "lake-before"
    shutil.copytree(house / "lake" / "lake", kept)
    erasing.carry_out(erasing.plan([marque.key], reason="à sa demande", by=figaro).key)
    tasks.scrub()

    lakehouse.lake.cache_clear()
    shutil.rmtree(house / "lake" / "lake")
    shutil.copytree(kept, house / "lake" / "lake")
    for model, some in rows.items():
        model._default_manager.bulk_create(some)
    Consent.objects.bulk_create([consent])
    assert erasing.replay() == 1

    assert not Party.objects.filter(key=marque.key).exists()
    from cordiale.lake import reader

    seen = reader.duck(lakehouse.lake(), ["events"]).connection.sql("from events").to_arrow_table().to_pydict()
    assert MARK not in str(seen)
    tasks.scrub()
    assert found(house) == []
