"""T29: ten thousand ways to falsify the log, drawn at random from a seed, and each is found."""

import random
import string
from collections.abc import Callable
from dataclasses import asdict
from datetime import UTC, datetime
from uuid import UUID

import pytest
from django.db import connection, transaction
from django.utils.dateparse import parse_datetime
from tests import figures

from cordiale.people import audit
from cordiale.people.audit import anchors, canonical, changes, guards, reading, verifying
from cordiale.people.audit.canonical import Body
from cordiale.people.audit.models import Entry, RecordChange

pytestmark = [pytest.mark.slow, pytest.mark.once, pytest.mark.django_db]
LETTERS = string.ascii_letters + string.digits + string.punctuation + " éÉ’\u200b"
TEXTS = ("actor", "deed", "party", "subject", "detail", "hash", "at")
NUMBERS = ("lane", "position", "rows")


@pytest.fixture
def log(figaro, emma, harpagon, settings, tmp_path) -> list[Entry]:
    """Some twenty entries, with histories, anchored; the guards lifted, as an administrator can."""
    settings.AUDIT_ANCHORS = str(tmp_path / "elsewhere" / "anchors.jsonl")
    for number in range(8):
        audit.write(figaro, "party.exported", party=emma, subject=f"liste {number}", rows=number)
        audit.changed(figaro, emma, before={"name": f"Emma {number}"}, after={"name": f"Emma B. {number}"})
    changes.keep_many(figaro, {one.pk: ({"team": None}, {"team": "sud"}) for one in (emma, harpagon)})
    anchors.drop()
    guards.remove(connection)
    assert verifying.verify().faults == []
    return list(Entry.objects.order_by("lane", "position"))


class Forger:
    """Whoever may write everything in the database, once in each way."""

    def __init__(self, log: list[Entry], seed: int) -> None:
        self.log, self.dice = log, random.Random(seed)

    def run(self, statement: str, *values: object) -> None:
        with connection.cursor() as cursor:
            cursor.execute(statement, values)

    def value(self) -> None:
        """One character of one column of one entry, or one number."""
        entry, column = self.dice.choice(self.log), self.dice.choice((*TEXTS, *NUMBERS))
        if column in NUMBERS:
            self.run(f"update audit_entry set {column} = %s where id = %s", self.dice.randrange(1_000, 9_999), entry.pk)
            return
        if connection.vendor == "postgresql" and column in ("actor", "party", "at"):
            # Typed columns take no rubbish there: another value of their type.
            other = "now() - interval '1 day' * %s" if column == "at" else "md5(%s::text)::uuid"
            self.run(f"update audit_entry set {column} = {other} where id = %s", self.dice.random(), entry.pk)
            return
        before = self.text(entry, column)
        after = before
        while _same(column, before, after):
            place = self.dice.randrange(len(before) + 1)
            after = before[:place] + self.dice.choice(LETTERS) + before[place + self.dice.randrange(2) :]
        self.run(f"update audit_entry set {column} = %s where id = %s", after, entry.pk)

    def text(self, entry: Entry, column: str) -> str:
        with connection.cursor() as cursor:
            cursor.execute(f"select {column} from audit_entry where id = %s", [entry.pk])
            told = cursor.fetchone()[0]
        return "" if told is None else str(told)

    def deleted(self) -> None:
        """Entries here and there."""
        for entry in self.dice.sample(self.log, self.dice.randint(1, 5)):
            self.run("delete from audit_entry where id = %s", entry.pk)

    def tail(self) -> None:
        """The last ones, as if they had never been."""
        lane = self.dice.choice(self.log).lane
        ends = [entry for entry in self.log if entry.lane == lane]
        for entry in ends[-self.dice.randint(1, len(ends)) :]:
            self.run("delete from audit_entry where id = %s", entry.pk)

    def swapped(self) -> None:
        """Two entries change places; with their hashes, or without."""
        one, other = self.dice.sample(self.log, 2)
        columns = ["at", "actor", "deed", "party", "subject", "rows", "detail"]
        columns += ["hash"] if self.dice.random() < 0.5 else []
        sets = ", ".join(f"{name} = %s" for name in columns)
        mine = [self.stored(one, name) for name in columns]
        theirs = [self.stored(other, name) for name in columns]
        if mine == theirs:
            return self.swapped()
        self.run(f"update audit_entry set {sets} where id = %s", *theirs, one.pk)
        return self.run(f"update audit_entry set {sets} where id = %s", *mine, other.pk)

    def stored(self, entry: Entry, column: str) -> object:
        with connection.cursor() as cursor:
            cursor.execute(f"select {column} from audit_entry where id = %s", [entry.pk])
            return cursor.fetchone()[0]

    def inserted(self) -> None:
        """An entry nobody wrote, chained as well as can be."""
        last = max((one for one in self.log if one.lane == self.log[0].lane), key=lambda one: one.position)
        position = self.dice.choice((last.position + self.dice.randint(2, 9), self.dice.randint(10_000, 99_999)))
        body = Body(**{**_body(self.dice.choice(self.log)), "lane": last.lane, "position": position})
        Entry(**asdict(body), hash=body.hashed(previous=last.hash)).save(force_insert=True)

    def rewritten(self) -> None:
        """One entry changed, and every hash from there on computed anew: only an anchor can tell."""
        entry = self.dice.choice(self.log)
        later = [one for one in self.log if one.lane == entry.lane and one.position >= entry.position]
        previous = next(
            (one.hash for one in self.log if one.lane == entry.lane and one.position == entry.position - 1),
            canonical.NOTHING_BEFORE,
        )
        for one in later:
            told = _body(one) | ({"rows": (one.rows or 0) + self.dice.randint(1, 99)} if one is entry else {})
            previous = Body(**told).hashed(previous=previous)
            self.run("update audit_entry set hash = %s, rows = %s where id = %s", previous, told["rows"], one.pk)

    def history(self) -> None:
        """What a record's history says a field held."""
        row = self.dice.choice(list(RecordChange.objects.order_by("pk")))
        side = self.dice.choice(("before", "after"))
        name = next(iter(getattr(row, side)))
        told = f"{getattr(row, side)[name]}{self.dice.choice(LETTERS)}"
        RecordChange.objects.filter(pk=row.pk).update(**{side: {**getattr(row, side), name: told}})

    def anchor(self) -> None:
        """One character of the file of anchors."""
        whole = anchors.path().read_text("utf-8")
        place, letter = self.dice.randrange(len(whole) - 1), self.dice.choice(string.ascii_letters + string.digits)
        anchors.path().write_text(whole[:place] + letter + whole[place + 1 :], "utf-8")
        if anchors.path().read_text("utf-8") == whole:
            self.anchor()


def _body(entry: Entry) -> dict[str, object]:
    return {name: getattr(entry, name) for name in reading.COLUMNS[:-1]}


def _same(column: str, before: str, after: str) -> bool:
    """Whether both say the same: a key in capitals, a moment with another mark between day and hour."""
    read = {"actor": UUID, "party": UUID, "at": _moment}.get(column, str)
    try:
        return read(before) == read(after)
    except ValueError:
        return before == after


def _moment(text: str) -> datetime:
    told = parse_datetime(text)
    if told is None:
        raise ValueError(text)
    return told.replace(tzinfo=told.tzinfo or UTC)


WAYS: tuple[tuple[Callable[[Forger], object], int], ...] = (
    (Forger.value, 4_500), (Forger.deleted, 1_000), (Forger.tail, 1_000), (Forger.swapped, 1_000),
    (Forger.inserted, 500), (Forger.rewritten, 1_000), (Forger.history, 500), (Forger.anchor, 500),
)  # fmt: skip


@pytest.mark.parametrize(("way", "times"), WAYS, ids=[way.__name__ for way, _ in WAYS])
def test_whoever_falsifies_the_log_is_found(log, way, times):
    forger, kept = Forger(log, seed=29), anchors.path().read_text("utf-8")
    missed = []
    for number in range(times):
        with transaction.atomic():
            way(forger)
            if verifying.verify().whole:
                missed.append(number)
            transaction.set_rollback(True)
        anchors.path().write_text(kept, "utf-8")
    figures.note(f"audit-mutations-{way.__name__}", tried=times, detected=times - len(missed), missed=len(missed))
    assert missed == []


def test_they_are_ten_thousand():
    assert sum(times for _way, times in WAYS) == 10_000
