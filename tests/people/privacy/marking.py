"""Somebody with a mark of their own in every column of every place of the map, and the search for what is left of it.

The rows are made from the map and the models: a table declared tomorrow gets its row and its marks by itself,
and one that cannot be filled is told by `fill`. `python -m tests.people.privacy.marking` marks the house of its
environment, for the tests that drive the command line.
"""

import io
import subprocess
import sys
import threading
import uuid
import zipfile
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

MARK = "Zq7marque"
EMAIL = f"{MARK}003@exemple.fr"
SPELLINGS = (MARK.encode(), MARK.lower().encode(), MARK.encode("utf-16-le"), MARK.encode().hex().encode())
CODES = {  # columns that hold no words of anybody: keys, hashes, names that the house gives
    "agenda.Task": {"repeat"},
    "audit.RecordChange": {"salt"},
    "files.Attachment": {"stored", "sha256", "kind"},
    "imports.SourceRecord": {"kind", "issuer", "content_hash"},
    "merging.RowChange": {"table", "row"},
    "notices.Notice": {"kind", "origin"},
    "people.Address": {"source"},
    "people.Consent": {"source", "channel"},
    "people.Identifier": {"source", "issuer"},
    "people.IntakeTrace": {"source"},
    "people.Party": {"source"},
    "people.TimelineEntry": {"source", "kind"},
    "privacy.Mark": {"purpose"},
    "imports.ImportRun": {"kind", "template", "sha256", "counts", "loaded"},
    "bulk.BulkRun": {"deed"},
    "lists.SavedView": {"place"},
    "rights.Approval": {"verb"},
    "api.StoredAnswer": {"holder", "digest"},
    "webhooks.Subscription": {"url", "whats", "kinds", "secret", "old_secret"},
    "imports.Template": {"name"},
    "jobs.Job": {"task", "queue", "worker"},
    "privacy.Erasure": {"whom", "plan", "report"},
}


def marked(number: int) -> str:
    return f"{MARK}{number:03}"


def live(client, *, figaro, harpagon):
    """Somebody who did everything, through the doors people use."""
    from django.core.files.uploadedfile import SimpleUploadedFile
    from django.urls import reverse

    from cordiale.core import clock
    from cordiale.core.event import Event
    from cordiale.people import consents, identifiers, notes, parties, relations, tags, timeline
    from cordiale.people.addresses import Place
    from cordiale.people.consents import Evidence
    from cordiale.people.files import attachments
    from cordiale.people.identifiers import Key
    from cordiale.people.privacy import marks
    from cordiale.people.privacy.models import Request

    party = parties.create(
        given_name=marked(1),
        family_name=marked(2),
        identifiers=[
            Key("email", EMAIL),
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
    client.get(reverse("customers:list"), {"q": EMAIL})
    b"".join(client.get(reverse("customers:export"), {"q": marked(2)}))
    _export(party)
    return party


GIVEN_BY_DOORS = (2, 3, 4, 5, 7, 8, 11, 12, 13, 14, 15, 16, 17, 21)


def _import(client, figaro) -> None:
    """An upload that changes the record and has a refused row about them, carried out."""
    from django.core.files.uploadedfile import SimpleUploadedFile
    from django.urls import reverse

    from cordiale import jobs
    from cordiale.listen.imports.models import ImportRun
    from cordiale.listen.imports.plans import Plan

    client.force_login(figaro)
    lines = [
        "ref,nom complet,email,ville,naissance",
        f"{marked(4)},{marked(7)} {marked(2)},{EMAIL},{marked(20)},1990-04-01",
        f"{marked(4)},{marked(21)},{EMAIL},Rouen,pas une date",
        "Z-1,Quelqu’un d’autre,autre@exemple.fr,Rouen,pas une date",
    ]
    file = SimpleUploadedFile("clients.csv", "\n".join(lines).encode())
    client.post(reverse("imports:start"), {"file": file})
    run = ImportRun.objects.latest("pk")
    plan = Plan.from_json(run.plan)
    run.plan = replace(plan, options=replace(plan.options, issuer="shop")).to_json()
    run.save()
    client.post(reverse("imports:carry-out", args=[run.key]))
    jobs.work(until=threading.Event(), once=True)
    run.refresh_from_db()
    assert (run.state, run.counts["rows"]) == ("done", {"read": 3, "good": 1, "refused": 2})


def _export(party) -> None:
    """A file of an export that lies ready for a day."""
    from django.conf import settings

    folder = Path(settings.DATA) / "exports"
    folder.mkdir(exist_ok=True)
    (folder / f"{uuid.uuid4()}.csv").write_text(f"cle;nom\n{party.key};{marked(19)}\n", encoding="utf-8")


def fill(party, *, figaro, harpagon) -> tuple[set[str], list[str]]:
    """Put a mark in every text column of every declared table, making rows where there are none.

    The marks an access request must give out, and the columns that bear none.
    """
    from cordiale.people.privacy import map

    pen = Pen(party, figaro=figaro, harpagon=harpagon)
    bare: list[str] = []
    for one in sorted(map.every(), key=lambda each: each.order):
        if not one.is_table or one.erase == "keep" or one.name == "people.SearchEntry":
            continue  # the log holds no words; those of the search are written by its own door
        if one.links:
            bare += pen.own(one)
        if one.texts:
            bare += pen.passing(one)
    return pen.given, bare


class Pen:
    """Writes the marks, each once."""

    def __init__(self, party, *, figaro, harpagon) -> None:
        from cordiale.people.models import Party, User

        self.party, self.number, self.given = party, 100, set()
        self.known = {User: figaro, Party: harpagon}

    def mark(self) -> str:
        self.number += 1
        return marked(self.number)

    def own(self, holding) -> list[str]:
        """Mark the person's rows of a table; the columns that bear no mark."""
        from cordiale.people.privacy import subjects, tables

        subject, model = subjects.of(self.party.key), tables.model_of(holding)
        if not tables.rows_of(holding, [subject]).exists():
            self.make(model, links=holding.links)
        for row in tables.rows_of(holding, [subject]):
            changes = {}
            for field in wordy(model):
                value = getattr(row, field.attname)
                if MARK in str(value):
                    continue
                mark = self.mark()
                changes[field.attname] = as_value(field, mark, value)
                self.given |= {mark} if field.name not in {*holding.hidden, *holding.links} else set()
            if changes:
                model._default_manager.filter(pk=row.pk).update(**changes)
        rows = tables.rows_of(holding, [subject])
        return [] if rows.exists() else [f"{holding.name}: no row"]

    def passing(self, holding) -> list[str]:
        """Add a row that leads to nobody and names the person in each of its texts."""
        model = self.model_of(holding)
        asked = {name.partition("__")[0]: name.endswith("isnull") and value for name, value in holding.among.items()}
        row = self.make(model, links=(), null={name for name, empty in asked.items() if empty},
                        full={name for name, empty in asked.items() if not empty})  # fmt: skip
        fields = {field.name: field for field in model._meta.concrete_fields}
        told = {name: as_value(fields[name], f"{EMAIL} {self.mark()}", None) for name in holding.texts}
        model._default_manager.filter(pk=row.pk).update(**told)
        unsaid = {field.name for field in wordy(model)} - {*holding.texts, *holding.hidden}
        return [f"{holding.name}.{name}" for name in sorted(unsaid)] if not holding.links else []

    @staticmethod
    def model_of(holding):
        from django.apps import apps

        return apps.get_model(holding.name)

    def make(self, model, *, links=(), null=frozenset(), full=frozenset()):
        """A row of any table, of the person by `links`, with the least that its columns ask for."""
        values = {}
        first = {link.partition("__")[0] for link in links[:1]}
        for field in model._meta.concrete_fields:
            if field.name in null or (field.primary_key and not field.is_relation and field.has_default()):
                continue
            if field.name in full:
                values[field.name] = plain(field)
            elif field.is_relation:
                if field.name in first or not field.null or field.name in ALSO.get(model._meta.label, ()):
                    values[field.name] = self.other_end(field, mine=field.name in first)
            elif field.name in first:
                values[field.name] = self.party.key
            elif not (field.has_default() or field.null or field.blank) and not is_number(field):
                values[field.name] = plain(field)
        for name in LIFTED.get(model._meta.label, ()):
            values[name] = plain(model._meta.get_field(name))
        return model._default_manager.create(**values)

    def other_end(self, field, *, mine: bool):
        """What a foreign key leads to: the person, somebody who is there, or a row made for it."""
        from cordiale.people.models import Party
        from cordiale.people.privacy import map, subjects, tables

        target = field.related_model
        if target is Party and mine:
            return self.party
        if target in self.known:
            return self.known[target]
        declared = {one.name: one for one in map.every()}.get(target._meta.label)
        if declared is not None and declared.links:
            own = tables.rows_of(declared, [subjects.of(self.party.key)]).first()
            return own or self.make(target, links=declared.links)
        return target._default_manager.first() or self.make(target)


ALSO = {"rights.Share": {"user"}, "people.Consent": {"wording"}}  # of several empty ends, one must lead somewhere
LIFTED = {"privacy.Hold": ("lifted_at",)}  # in force, it would rightly forbid the erasure


def wordy(model) -> list:
    """The columns that can hold somebody's words."""
    from django.db import models

    codes = CODES.get(model._meta.label, set())
    kinds = (models.CharField, models.TextField, models.JSONField, models.BinaryField, models.FileField)
    return [
        field for field in model._meta.concrete_fields
        if isinstance(field, kinds) and not field.choices and not field.primary_key
        and (field.max_length or 999) >= len(marked(0)) and field.name not in codes
    ]  # fmt: skip


def is_number(field) -> bool:
    return field.get_internal_type() == "BigAutoField"


def as_value(field, mark: str, value):
    from django.db import models

    if isinstance(field, models.JSONField):
        return {**value, "marque": mark} if isinstance(value, dict) else [mark]
    return mark.encode() if isinstance(field, models.BinaryField) else mark[: field.max_length]


def plain(field):
    """Some value of a column's type."""
    from django.db import models

    from cordiale.core import clock

    if field.choices:
        return field.choices[0][0]
    for kind, value in (
        (models.DateTimeField, clock.now()), (models.DateField, date(2026, 1, 1)), (models.BooleanField, False),
        (models.UUIDField, uuid.uuid4()), (models.JSONField, {}), (models.BinaryField, b""),
        (models.IntegerField, 1), (models.DecimalField, 1), (models.FloatField, 1.0),
    ):  # fmt: skip
        if isinstance(field, kind):
            return value
    return uuid.uuid4().hex[: field.max_length]


def to_the_lake() -> None:
    from cordiale.people import forwarding, lakehouse
    from cordiale.people.models import TimelineEntry

    forwarding.forward()
    lakehouse.lake().loader().run_once()
    forwarding.forward()
    old = TimelineEntry.objects.filter(kind="call.received").order_by("at").first()
    TimelineEntry.objects.filter(pk=old.pk).delete()  # as after sixty days: the lake alone has it


def left(*places: Path, besides: tuple[Path, ...] = ()) -> tuple[list[str], int]:
    """Every file whose name or bytes still hold a mark, inside of archives as well; and how many were looked at."""
    hits, tried = [], 0
    for place in places:
        for file in sorted(place.rglob("*")) if place.is_dir() else [place]:
            if file.is_file() and not any(one == file or one in file.parents for one in besides):
                tried += 1
                content = file.name.encode() + opened(file)
                hits += [str(file)] if any(spelling in content for spelling in SPELLINGS) else []
    return hits, tried


def opened(file: Path) -> bytes:
    """The bytes of a file, and what it holds inside."""
    import pyarrow.parquet as pq

    content = file.read_bytes()
    if file.suffix == ".parquet" and content:
        content += str(pq.read_table(io.BytesIO(content)).to_pydict()).encode()
    if content[:2] == b"PK":
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            content += b"".join(name.encode() + archive.read(name) for name in archive.namelist())
    return content


def dumped(url: str, into: Path) -> Path:
    """A PostgreSQL database as text: every row of every table that is still there."""
    file = into / "everything.sql"
    subprocess.run(["pg_dump", "--inserts", "--file", str(file), url], check=True, capture_output=True)
    return file


def main() -> None:
    """Mark the house of the environment; tells the key of whoever was marked."""
    import django

    django.setup()
    from django.test import Client

    from cordiale.people import parties, users
    from cordiale.people.identifiers import Key
    from cordiale.people.rights import members
    from cordiale.project import up

    up.migrate()
    figaro = users.create(email="figaro@rivage.example", name="Figaro", password="barbier-de-seville-1775")
    members.give(figaro, "manager")
    harpagon = parties.create(
        given_name="Harpagon", family_name="L’Avare", identifiers=[Key("email", "h@cassette.example")], by=figaro
    )
    party = live(Client(headers={"host": "localhost"}), figaro=figaro, harpagon=harpagon)
    to_the_lake()
    _given, bare = fill(party, figaro=figaro, harpagon=harpagon)
    assert bare == [], bare
    sys.stdout.write(f"{party.key}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
