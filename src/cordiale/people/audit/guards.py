"""The database's own refusal to change or remove what was written. Young entries cannot go, whoever asks."""

from __future__ import annotations

from typing import Any

LEAST_DAYS = 180
SQLITE = (
    """create trigger audit_entry_no_update before update on audit_entry
       begin select raise(abort, 'the audit log is append-only'); end""",
    f"""create trigger audit_entry_no_delete before delete on audit_entry
        when old.at >= strftime('%Y-%m-%d %H:%M:%f', 'now', '-{LEAST_DAYS} days')
        begin select raise(abort, 'the audit log is append-only'); end""",
)
POSTGRESQL = (
    """create or replace function audit_entry_refuse() returns trigger language plpgsql as $$
       begin raise exception 'the audit log is append-only'; end $$""",
    """create trigger audit_entry_no_update before update on audit_entry
       for each row execute function audit_entry_refuse()""",
    f"""create trigger audit_entry_no_delete before delete on audit_entry for each row
        when (old.at >= now() - interval '{LEAST_DAYS} days') execute function audit_entry_refuse()""",
    """create trigger audit_entry_no_truncate before truncate on audit_entry
       for each statement execute function audit_entry_refuse()""",
)
NAMES = ("no_update", "no_delete", "no_truncate")


def install(connection: Any) -> None:
    """Set the guards."""
    with connection.cursor() as cursor:
        for statement in SQLITE if connection.vendor == "sqlite" else POSTGRESQL:
            cursor.execute(statement)


def remove(connection: Any) -> None:
    """Take the guards away: for a migration back, and for tests that empty their database."""
    where = "" if connection.vendor == "sqlite" else " on audit_entry"
    with connection.cursor() as cursor:
        for name in NAMES:
            cursor.execute(f"drop trigger if exists audit_entry_{name}{where}")
