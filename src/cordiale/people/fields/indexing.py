"""Making a field quick to filter and sort at a million parties: an index of its value, built beside the other work.

On PostgreSQL the index is built concurrently, so that nobody waits; on SQLite a build holds the writers for the time
it takes (about a second for a million rows) and the readers not at all.
"""

from __future__ import annotations

from uuid import UUID

from django.db import connection, transaction

from cordiale import jobs
from cordiale.people import audit
from cordiale.people.fields import definitions, stored
from cordiale.people.fields.models import CustomField
from cordiale.people.models import User

Index = CustomField.Index
NEVER = (CustomField.Kind.LONG_TEXT, CustomField.Kind.CHOICES)


@transaction.atomic
def ask(key: UUID, *, by: User) -> CustomField:
    """Have a field indexed by a job."""
    field = definitions.field_of(key)
    if field.of_id is None and field.kind not in NEVER and field.index == Index.NONE:
        field.index = Index.BUILDING
        field.save(update_fields=["index"])
        audit.write(by, "field.indexed", subject=f"custom.{field.name}")
        build.enqueue(key=str(field.key))
    return field


@transaction.atomic
def give_up(key: UUID, *, by: User) -> CustomField:
    """Do without the index from now on; a job drops it."""
    field = definitions.field_of(key)
    if field.index != Index.NONE:
        field.index = Index.NONE
        field.save(update_fields=["index"])
        audit.write(by, "field.unindexed", subject=f"custom.{field.name}")
        drop.enqueue(key=str(field.key))
    return field


@jobs.task(queue="default")
def build(*, key: str, progress: jobs.Progress) -> None:
    """Build the index and say that it is ready; run twice, it finds its work done."""
    field = CustomField.objects.filter(key=key).first()
    if field is None or field.index != Index.BUILDING:
        return
    progress.step(0, 1, field.name)
    _build(field)
    CustomField.objects.filter(pk=field.pk, index=Index.BUILDING).update(index=Index.READY)
    progress.step(1, 1, field.name)


@jobs.task(queue="default")
def drop(*, key: str) -> None:
    """Drop an index that nobody wants any more."""
    field = CustomField.objects.filter(key=key, index=Index.NONE).first()
    if field is not None:
        _drop(field)


def _build(field: CustomField) -> None:
    """An interrupted concurrent build leaves an unusable index behind: it is dropped first."""
    value = stored.value_sql(connection.vendor, column="custom", name=field.name, kind=str(field.kind))
    name = connection.ops.quote_name(field.index_name)
    _drop(field)
    how = "CREATE INDEX CONCURRENTLY" if _concurrent() else "CREATE INDEX"
    with connection.cursor() as cursor:
        cursor.execute(f"{how} {name} ON people_party (({value}), id) WHERE {value} IS NOT NULL")
        if connection.vendor == "postgresql":
            cursor.execute("ANALYZE people_party")


def _drop(field: CustomField) -> None:
    how = "DROP INDEX CONCURRENTLY" if _concurrent() else "DROP INDEX"
    with connection.cursor() as cursor:
        cursor.execute(f"{how} IF EXISTS {connection.ops.quote_name(field.index_name)}")


def _concurrent() -> bool:
    """PostgreSQL refuses it inside a transaction, where only tests run this."""
    return connection.vendor == "postgresql" and not connection.in_atomic_block
