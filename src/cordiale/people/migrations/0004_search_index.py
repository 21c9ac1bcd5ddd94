"""The database's own full-text index over the folded words: FTS5 on SQLite, a GIN index on PostgreSQL."""

from django.db import migrations

SQLITE = [
    """create virtual table people_search using fts5(
        body, content='people_searchentry', content_rowid='party_id', tokenize="ascii", prefix='2 3 4', detail=none
    )""",
    "insert into people_search(people_search, rank) values ('automerge', 8)",
    # Deletions cascade to here. Insertions and changes are written by `search.store`: in a trigger, each row would
    # flush the index by itself, three times slower.
    """create trigger people_search_delete after delete on people_searchentry begin
        insert into people_search(people_search, rowid, body) values ('delete', old.party_id, old.body);
    end""",
]
POSTGRESQL = [
    # Folded names sort by code point, as on SQLite; a language's collation would skip the spaces.
    """alter table people_party alter column sort_name type varchar(200) collate "C" """,
    """create index people_search on people_searchentry
        using gin (array_to_tsvector(string_to_array(body, ' '))) with (fastupdate = on)""",
]


def forwards(apps, editor):
    for statement in SQLITE if editor.connection.vendor == "sqlite" else POSTGRESQL:
        editor.execute(statement)


def backwards(apps, editor):
    if editor.connection.vendor == "sqlite":
        editor.execute("drop trigger people_search_delete")
        editor.execute("drop table people_search")
    else:
        editor.execute("drop index people_search")
        editor.execute("alter table people_party alter column sort_name type varchar(200)")


class Migration(migrations.Migration):
    dependencies = [("people", "0003_search_and_intake")]
    operations = [migrations.RunPython(forwards, backwards)]
