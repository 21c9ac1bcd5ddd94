"""The log: chained, append-only, ids and counts; the history of a record beside it."""

import pytest
from django.db import DatabaseError, connection, transaction

from cordiale.people import audit
from cordiale.people.audit import changes
from cordiale.people.audit.canonical import NOTHING_BEFORE, Body
from cordiale.people.audit.models import Entry, RecordChange
from cordiale.people.refusals import NoSuchParty


def body_of(entry: Entry) -> Body:
    names = ("lane", "position", "at", "actor", "deed", "party", "subject", "rows", "detail")
    return Body(**{name: getattr(entry, name) for name in names})


def test_an_entry_is_chained_behind_the_one_before(emma, figaro):
    Entry.objects.count()
    before = Entry.objects.order_by("-id").first()
    audit.write(figaro, "party.exported", party=emma, rows=3, detail={"format": "csv", "columns": ["a", "b"]})
    audit.write(None, "house.woken")
    one, two = Entry.objects.order_by("-id")[:2][::-1]
    assert (one.actor, one.party, one.rows) == (figaro.key, emma.key, 3)
    assert one.detail == '{"columns":["a","b"],"format":"csv"}'
    assert one.hash == body_of(one).hashed(previous=before.hash if before else NOTHING_BEFORE)
    assert (two.actor, two.position) == (None, one.position + 1)
    assert two.hash == body_of(two).hashed(previous=one.hash)


@pytest.mark.parametrize("statement", ["update audit_entry set rows = 1", "delete from audit_entry"])
def test_the_database_refuses_to_change_or_remove_it(figaro, statement):
    audit.write(figaro, "party.exported", rows=3)
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)
    assert Entry.objects.filter(deed="party.exported").get().rows == 3


def test_an_entry_of_a_deed_that_fails_is_not_written(figaro):
    before = Entry.objects.count()

    @transaction.atomic
    def deed():
        audit.write(figaro, "party.exported")
        raise NoSuchParty

    with pytest.raises(NoSuchParty):
        deed()
    assert Entry.objects.count() == before


def test_a_save_is_kept_in_the_history_and_only_sealed_in_the_log(emma, figaro):
    audit.changed(
        figaro,
        emma,
        before={"name": "Emma Bovary", "city": "Yonville"},
        after={"name": "E. Rouault", "city": "Yonville"},
    )
    row = RecordChange.objects.get()
    assert (row.before, row.after, row.actor) == ({"name": "Emma Bovary"}, {"name": "E. Rouault"}, figaro.key)
    entry = Entry.objects.order_by("-id").first()
    assert (entry.deed, entry.party) == ("party.updated", emma.key)
    assert "Rouault" not in entry.detail
    assert f'"seal":"{changes.seal(row)}"' in entry.detail


def test_a_save_without_a_change_leaves_no_trace(emma, figaro):
    before = Entry.objects.count()
    audit.changed(figaro, emma, before={"name": "Emma"}, after={"name": "Emma"})
    assert (RecordChange.objects.count(), Entry.objects.count()) == (0, before)
