"""The marker: somebody marked in every column of every place; all of it given out, none of it left (safety 6.5)."""

import io
import json
import os
import shutil
import zipfile
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection, models
from django.urls import reverse

from cordiale.core import clock
from cordiale.core.event import Event
from cordiale.lake import LakeConfig
from cordiale.people import consents, forwarding, identifiers, lakehouse, notes, parties, relations, tags, timeline
from cordiale.people.addresses import Place
from cordiale.people.consents import Evidence
from cordiale.people.files import attachments
from cordiale.people.identifiers import Key
from cordiale.people.models import Consent, Party, TimelineEntry
from cordiale.people.privacy import erasing, exporting, map, marks, subjects, tables, tasks
from cordiale.people.privacy.models import Request

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]
MARK = "Zq7marque"
ROUND = (3, 7, 30)
CANNOT = {  # columns that hold no words of anybody: codes, hashes, names we give
    "key",
    "hash",
    "salt",
    "seal",
    "stored",
    "sha256",
    "source",
    "event_id",
    "content_hash",
    "issuer",
    "table",
    "row",
}


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


def marked(number: int) -> str:
    return f"{MARK}{number:03}"


@pytest.fixture
def marque(house, figaro, harpagon, client) -> Party:
    """Somebody marked everywhere, through the doors people use; then in every column that is left."""
    party = parties.create(
        given_name=marked(1),
        family_name=marked(2),
        identifiers=[
            Key("email", f"{marked(3)}@exemple.fr"),
            Key("external", marked(4), issuer="shop"),
            Key("phone", "06 98 76 54 32"),
        ],
        address=Place(lines=marked(5), postcode="76780", city=marked(6), country="FR"),
        by=figaro,
    )
    parties.rename(party.key, given_name=marked(7), family_name=marked(2), by=figaro)
    identifiers.add(party.key, key=Key("email", f"{marked(8)}@exemple.fr"), by=figaro)
    note = notes.write(party.key, body=f"Se souvient de {marked(9)}.", by=figaro)
    notes.rewrite(note.key, body=f"Se souvient de {marked(10)}.", by=figaro)
    tags.stick(party.key, name="Fidèle", by=figaro)
    told = Evidence(source="manual", wording="J’accepte.", proof={"how": marked(11)}, actor=figaro)
    consents.grant(party.key, purpose="marketing", channel="email", evidence=told)
    relations.relate(party.key, other=harpagon.key, kind="referred_by", role=marked(12))
    for number in range(13, 16):
        event = Event(
            kind="call.received", party=party.key, at=clock.now() - timedelta(days=90 * (number - 13)),
            subject=marked(number), data={"topic": marked(number)}, personal={"said": f"{marked(number)} en clair"},
        )  # fmt: skip
        timeline.record(event)
    marks.object_to(party.key, purpose="profiling", reason=marked(16), by=figaro)
    Request.objects.create(kind="erasure", party=party)
    attachments.attach(party.key, SimpleUploadedFile(f"{marked(17)}.txt", f"Cher {marked(18)}".encode()), by=figaro)
    _import(client, figaro)
    client.get(reverse("customers:page", args=[party.key]))
    client.post(reverse("customers:remove-note", args=[party.key, note.key]))
    client.get(reverse("customers:list"), {"q": marked(3)})
    return party


def _import(client, figaro) -> None:
    """An upload that changes the record and has a refused row about them, carried out."""
    from cordiale import jobs
    from cordiale.listen.imports.models import ImportRun
    from cordiale.listen.imports.plans import Plan

    client.force_login(figaro)
    lines = [
        "ref,nom complet,email,ville,naissance",
        f"{marked(4)},{marked(7)} {marked(2)},{marked(3)}@exemple.fr,{marked(20)},1990-04-01",
        f"{marked(4)},{marked(21)},{marked(3)}@exemple.fr,Rouen,pas une date",
        "Z-1,Quelqu’un d’autre,autre@exemple.fr,Rouen,pas une date",
    ]
    file = SimpleUploadedFile("clients.csv", "\n".join(lines).encode())
    client.post(reverse("imports:start"), {"file": file})
    run = ImportRun.objects.latest("pk")
    plan = Plan.from_json(run.plan)
    run.plan = replace(plan, options=replace(plan.options, issuer="shop")).to_json()
    run.save()
    client.post(reverse("imports:carry-out", args=[run.key]))
    jobs.work(until=__import__("threading").Event(), once=True)
    run.refresh_from_db()
    assert (run.state, run.counts["rows"]) == ("done", {"read": 3, "good": 1, "refused": 2})


def fill(party: Party) -> set[str]:
    """Put a mark of its own in every text column that has none yet, in the rows of every declared table."""
    subject = subjects.of(party.key)
    number, told = 100, set()
    for one in map.every():
        if not one.is_table or one.erase == "keep" or one.name == "people.SearchEntry":
            continue  # the log holds no words; those of the search are written by its own door
        model = tables.model_of(one)
        for row in tables.rows_of(one, [subject]):
            changes = {}
            for field in model._meta.concrete_fields:
                value = _free(field, getattr(row, field.attname))
                if value is not None:
                    number += 1
                    changes[field.attname] = value(marked(number))
                    told |= {marked(number)} if field.name not in {*one.hidden, *one.links} else set()
            if changes:
                model._default_manager.filter(pk=row.pk).update(**changes)
    return told


def _free(field, value):
    """How a column can hold a mark: a text long enough and without choices, or JSON."""
    if field.name in CANNOT or field.primary_key or field.choices or isinstance(field, models.ForeignKey):
        return None
    if isinstance(field, models.JSONField):
        return lambda mark: {**value, "marque": mark} if isinstance(value, dict) else [mark]
    if isinstance(field, models.CharField | models.TextField) and (field.max_length or 999) >= 30 and MARK not in value:
        return lambda mark: mark
    return None


def found(folder: Path, *, besides: tuple[Path, ...] = ()) -> list[str]:
    """Every file that still holds a mark: its bytes, and what archives and column files hold inside."""
    hits = []
    files = [one for one in folder.rglob("*") if one.is_file()]
    database = Path(connection.settings_dict["NAME"]) if connection.vendor == "sqlite" else None
    files += [one for one in database.parent.glob(f"{database.name}*")] if database else []
    for file in files:
        if file in besides:
            continue
        content = file.read_bytes()
        if file.suffix == ".parquet" and content:
            content += str(pq.read_table(io.BytesIO(content)).to_pydict()).encode()
        if content[:2] == b"PK":
            with zipfile.ZipFile(io.BytesIO(content)) as archive:
                content += b"".join(archive.read(name) for name in archive.namelist())
        if any(spelling in content for spelling in (MARK.encode(), MARK.lower().encode(), MARK.encode("utf-16-le"))):
            hits.append(str(file.relative_to(folder) if file.is_relative_to(folder) else file.name))
    return hits


def to_the_lake() -> None:
    forwarding.forward()
    lakehouse.lake().loader().run_once()
    forwarding.forward()
    old = TimelineEntry.objects.filter(kind="call.received").order_by("at").first()
    TimelineEntry.objects.filter(pk=old.pk).delete()  # as after sixty days: the lake alone has it


def test_all_of_it_is_given_out_and_none_of_it_is_left(marque, house, figaro, harpagon, client, listener):
    to_the_lake()
    wanted = fill(marque) | {marked(number) for number in (2, 3, 4, 5, 7, 8, 11, 12, 13, 14, 15, 16, 17, 21)}
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
    backup = house.parent / "backup"
    _back_up(house, backup)
    assert found(house) != []

    planned = erasing.plan([marque.key], reason="à sa demande", by=figaro)
    done = erasing.carry_out(planned.key)
    tasks.scrub()

    assert found(house) == []
    assert done.report["lake"][0] >= 5
    assert not listener.heard
    assert Party.objects.filter(key=harpagon.key).exists()
    _write_figures(done.report)
    lakehouse.lake.cache_clear()


def _back_up(house: Path, target: Path) -> None:
    """What a backup of before keeps: copied as files while nobody writes."""
    shutil.copytree(house, target, ignore=shutil.ignore_patterns("privacy"))


def test_a_restored_backup_shows_none_of_it(marque, house, figaro):
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


def _write_figures(report: dict) -> None:
    target = os.environ.get("CORDIALE_PROOF")
    if target:
        seconds = {name: figures[1] for name, figures in report.items()}
        Path(target, "erasure.json").write_text(json.dumps({"seconds": seconds, "bytes_left": 0}, indent=1))
