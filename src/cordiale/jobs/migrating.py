"""Changes of shape that can run beside work: for the migrations of every room (docs/upgrade.md)."""

from __future__ import annotations

from typing import Any

from django.contrib.postgres.operations import AddIndexConcurrently


class AddIndexOnline(AddIndexConcurrently):
    """An index made without holding writers up: concurrently on PostgreSQL, as usual on SQLite.

    Its migration must say `atomic = False`. What an interrupted attempt left invalid is removed first.
    """

    def database_forwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:  # noqa: PLR0917  Django calls it
        if schema_editor.connection.vendor != "postgresql":
            self._as_usual(app_label, schema_editor, to_state)
            return
        with schema_editor.connection.cursor() as cursor:
            cursor.execute("SELECT current_setting('lock_timeout')")
            waited = cursor.fetchone()[0]
            cursor.execute("SET lock_timeout = 0")  # it waits for old transactions, and nobody waits behind it
            cursor.execute(
                "SELECT 1 FROM pg_index JOIN pg_class ON oid = indexrelid WHERE relname = %s AND NOT indisvalid",
                [self.index.name],
            )
            if cursor.fetchone():
                cursor.execute(f"DROP INDEX CONCURRENTLY {schema_editor.quote_name(self.index.name)}")
        super().database_forwards(app_label, schema_editor, from_state, to_state)
        with schema_editor.connection.cursor() as cursor:
            cursor.execute("SELECT set_config('lock_timeout', %s, false)", [waited])

    def _as_usual(self, app_label: str, schema_editor: Any, to_state: Any) -> None:
        model = to_state.apps.get_model(app_label, self.model_name)
        if self.allow_migrate_model(schema_editor.connection.alias, model):
            schema_editor.add_index(model, self.index)

    def database_backwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:  # noqa: PLR0917  Django calls it
        model = from_state.apps.get_model(app_label, self.model_name)
        if self.allow_migrate_model(schema_editor.connection.alias, model):
            schema_editor.remove_index(model, self.index)
