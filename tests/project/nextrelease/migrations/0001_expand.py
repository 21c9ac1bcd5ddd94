"""Expand: a column that may be empty, filled in small transactions, then its index, online."""

from django.db import migrations, transaction

AT_ONCE = 200


def add_column(apps, schema_editor):
    schema_editor.execute("ALTER TABLE people_party ADD COLUMN rank_next integer NULL")


def fill(apps, schema_editor):
    connection = schema_editor.connection
    last = 0
    while True:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SELECT id FROM people_party WHERE id > %s ORDER BY id LIMIT %s", [last, AT_ONCE])
            found = [pk for (pk,) in cursor.fetchall()]
            if not found:
                return
            last = found[-1]
            cursor.execute("UPDATE people_party SET rank_next = id %% 7 WHERE id BETWEEN %s AND %s", [found[0], last])


def add_index(apps, schema_editor):
    online = "CONCURRENTLY" if schema_editor.connection.vendor == "postgresql" else ""
    schema_editor.execute(f"CREATE INDEX {online} party_by_rank_next ON people_party (rank_next)")


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("people", "0001_initial")]
    operations = [migrations.RunPython(step) for step in (add_column, fill, add_index)]
