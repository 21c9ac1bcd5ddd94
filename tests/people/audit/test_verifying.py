"""Whoever changes, removes, cuts or rewrites the log is found, at the exact place."""

from datetime import timedelta

import pytest
from django.db import connection

from cordiale.core import clock
from cordiale.people import audit
from cordiale.people.audit import anchors, canonical, guards, reading, retention, verifying
from cordiale.people.audit.canonical import Body
from cordiale.people.audit.models import Cut, Entry, RecordChange
from cordiale.people.audit.verifying import Fault


@pytest.fixture(autouse=True)
def anchored_apart(settings, tmp_path):
    settings.AUDIT_ANCHORS = str(tmp_path / "elsewhere" / "anchors.jsonl")


@pytest.fixture
def log(figaro, emma) -> list[Entry]:
    """Twenty entries on top of what the cast left."""
    for number in range(20):
        audit.write(figaro, "party.exported", party=emma, rows=number)
    return list(Entry.objects.filter(deed="party.exported").order_by("position"))


def tamper(statement: str, *parameters: object) -> None:
    """What an administrator of the database can do: lift the guards, write, put them back."""
    guards.remove(connection)
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)
    guards.install(connection)


def rewrite(entry: Entry, **changes: object) -> None:
    """Change an entry and compute every hash from there on anew."""
    previous = Entry.objects.filter(lane=entry.lane, position=entry.position - 1).values_list("hash", flat=True).first()
    for one in Entry.objects.filter(lane=entry.lane, position__gte=entry.position).order_by("position"):
        told = {name: getattr(one, name) for name in reading.COLUMNS[:-1]}
        told |= changes if one.pk == entry.pk else {}
        previous = Body(**told).hashed(previous=previous or canonical.NOTHING_BEFORE)
        tamper("update audit_entry set hash = %s, rows = %s where id = %s", previous, told["rows"], one.pk)


def faults() -> list[Fault]:
    return verifying.verify().faults


def test_an_untouched_log_is_whole(log):
    anchors.drop()
    report = verifying.verify()
    assert (report.faults, report.entries, report.anchors) == ([], Entry.objects.count(), 1)


@pytest.mark.parametrize(
    "change",
    ["rows = rows + 1", "deed = 'party.read'", "detail = '{}'", "subject = 'x'", "actor = party", "party = null"],
)
def test_one_changed_value_is_found_at_its_row(log, change):
    tamper(f"update audit_entry set {change} where id = %s", log[7].pk)
    assert faults() == [Fault("changed", log[7].lane, log[7].position)]


def test_a_missing_row_is_found_at_its_place(log):
    tamper("delete from audit_entry where id = %s", log[7].pk)
    assert faults() == [Fault("missing", log[7].lane, log[7].position)]


def test_a_tail_cut_off_is_found_by_the_anchor(log):
    anchors.drop()
    tamper("delete from audit_entry where position >= %s", log[15].position)
    assert faults() == [Fault("cut", log[15].lane, log[15].position)]


def test_a_log_rewritten_whole_is_found_by_the_anchor(log):
    anchors.drop()
    rewrite(log[7], rows=0)
    assert faults() == [Fault("rewritten", log[19].lane, log[19].position)]


def test_a_changed_anchor_is_found(log):
    anchors.drop()
    audit.write(None, "party.exported")
    anchors.drop()
    first, second = anchors.path().read_text().splitlines()
    anchors.path().write_text(f"{first.replace(':[', ': [')}\n{second}\n")
    assert faults() == [Fault("anchors", 0, 2)]


def test_no_anchor_is_written_when_nothing_happened(log):
    assert (anchors.drop(), anchors.drop()) == (True, False)


def test_a_history_that_no_longer_fits_its_seal_is_found(emma, figaro):
    audit.changed(figaro, emma, before={"name": "Emma"}, after={"name": "Emma B."})
    RecordChange.objects.update(after={"name": "Emma C."})
    entry = Entry.objects.get(deed="party.updated")
    assert faults() == [Fault("history", entry.lane, entry.position)]


def test_the_history_of_an_erased_person_may_be_gone(emma, figaro):
    audit.changed(figaro, emma, before={"name": "Emma"}, after={"name": "Emma B."})
    RecordChange.objects.all().delete()
    assert faults() == []


def test_old_entries_leave_and_the_rest_still_proves_itself(log, settings):
    long_ago = clock.now() - timedelta(days=400)
    for entry in Entry.objects.filter(position__lte=log[4].position).order_by("position"):
        tamper(
            "update audit_entry set at = %s where id = %s", connection.ops.adapt_datetimefield_value(long_ago), entry.pk
        )
    rewrite(Entry.objects.order_by("position").first())
    retention.prune()
    cut = Cut.objects.get()
    assert cut.position == log[4].position
    assert Entry.objects.order_by("position").first().position == cut.position + 1
    assert faults() == []


def test_a_beginning_removed_by_hand_is_found(log):
    tamper("delete from audit_entry where position <= %s", log[4].position)
    Cut.objects.create(lane=log[4].lane, position=log[4].position, hash=log[4].hash)
    assert faults() == [Fault("cut", log[4].lane, log[4].position)]
