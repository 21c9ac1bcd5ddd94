"""The triggers that write the feed.

A migration of `people` that rebuilds one of the two tables on SQLite drops its triggers; the migration after it in this
room sets them again (a test tells).
"""

from __future__ import annotations

from typing import Any

from django.db import transaction

NAMES = {
    "feed_party_made": "people_party",
    "feed_party_changed": "people_party",
    "feed_party_gone": "people_party",
    "feed_event_told": "people_timelineentry",
}
# What became of a party, from its row before and after.
FATE = """case when o.merged_into_id is null and n.merged_into_id is not null then 'party.merged'
    when o.archived_at is null and n.archived_at is not null then 'party.archived'
    when o.archived_at is not null and n.archived_at is null then 'party.restored'
    else 'party.updated' end"""
SURVIVOR = """case when o.merged_into_id is null and n.merged_into_id is not null
    then (select key from people_party where id = n.merged_into_id) end"""
# `party.…` events say of a deed what the party's own row says already.
OF_PARTY = "kind not like 'party.%%'"
_COLUMNS = "feed_change (turn, what, party, other, kind, at)"
_NOW = "strftime('%%Y-%%m-%%d %%H:%%M:%%f', 'now')"
SQLITE = (
    f"""create trigger feed_party_made after insert on people_party begin
        insert into {_COLUMNS} values (0, 'party.created', new.key, null, '', {_NOW}); end""",
    f"""create trigger feed_party_changed after update on people_party
        when old.updated_at is not new.updated_at or old.archived_at is not new.archived_at
            or old.merged_into_id is not new.merged_into_id or old.version is not new.version
        begin insert into {_COLUMNS} values (0, {FATE}, new.key, {SURVIVOR}, '', {_NOW}); end""".replace(
        "o.", "old."
    ).replace("n.", "new."),
    f"""create trigger feed_party_gone after delete on people_party begin
        insert into {_COLUMNS} values (0, 'party.erased', old.key, null, '', {_NOW}); end""",
    f"""create trigger feed_event_told after insert on people_timelineentry when new.{OF_PARTY} begin
        insert into {_COLUMNS} select 0, 'event.recorded', key, new.id, new.kind, {_NOW}
        from people_party where id = new.party_id; end""",
)
_ME = "pg_current_xact_id()::text::bigint"
_BODY = "create or replace function {name}() returns trigger language plpgsql as $$ begin {deed}; return null; end $$"
_DEEDS = {
    "feed_party_made": f"""insert into {_COLUMNS}
        select {_ME}, 'party.created', key, null, '', clock_timestamp() from fresh order by id""",
    "feed_party_changed": f"""insert into {_COLUMNS}
        select {_ME}, {FATE}, n.key, {SURVIVOR}, '', clock_timestamp() from fresh n join stale o using (id)
        where (o.updated_at, o.archived_at, o.merged_into_id, o.version)
            is distinct from (n.updated_at, n.archived_at, n.merged_into_id, n.version) order by id""",
    "feed_party_gone": f"""insert into {_COLUMNS}
        select {_ME}, 'party.erased', key, null, '', clock_timestamp() from stale order by id""",
    "feed_event_told": f"""insert into {_COLUMNS}
        select {_ME}, 'event.recorded', p.key, e.id, e.kind, clock_timestamp()
        from fresh e join people_party p on p.id = e.party_id where e.{OF_PARTY} order by e.at""",
}
_WHEN = {
    "feed_party_made": "insert on people_party referencing new table as fresh",
    "feed_party_changed": "update on people_party referencing new table as fresh old table as stale",
    "feed_party_gone": "delete on people_party referencing old table as stale",
    "feed_event_told": "insert on people_timelineentry referencing new table as fresh",
}
POSTGRESQL = tuple(
    statement
    for name, deed in _DEEDS.items()
    for statement in (
        _BODY.format(name=name, deed=deed),
        f"create trigger {name} after {_WHEN[name]} for each statement execute function {name}()",
    )
)


def install(connection: Any) -> None:
    """Set the triggers, whether they stand or not."""
    remove(connection)
    with transaction.atomic(using=connection.alias), connection.cursor() as cursor:
        for statement in SQLITE if connection.vendor == "sqlite" else POSTGRESQL:
            cursor.execute(statement.replace("%%", "%"))


def remove(connection: Any) -> None:
    """Take the triggers away."""
    with connection.cursor() as cursor:
        for name, table in NAMES.items():
            cursor.execute(f"drop trigger if exists {name}" + ("" if connection.vendor == "sqlite" else f" on {table}"))
