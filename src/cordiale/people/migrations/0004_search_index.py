"""The database's own full-text index over the folded words: FTS5 on SQLite, a GIN index on PostgreSQL."""

from django.db import migrations

SQLITE = [
    """create virtual table people_search using fts5(
        body, content='people_searchentry', content_rowid='party_id', tokenize="ascii", prefix='2 3 4', detail=none
    )""",
    """create trigger people_search_insert after insert on people_searchentry begin
        insert into people_search(rowid, body) values (new.party_id, new.body);
    end""",
    """create trigger people_search_delete after delete on people_searchentry begin
        insert into people_search(people_search, rowid, body) values ('delete', old.party_id, old.body);
    end""",
    """create trigger people_search_update after update on people_searchentry begin
        insert into people_search(people_search, rowid, body) values ('delete', old.party_id, old.body);
        insert into people_search(rowid, body) values (new.party_id, new.body);
    end""",
]
# No text-search parser: the words are already cut and folded, and the parser would read e-mails and numbers its own way.
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
        for name in ("insert", "delete", "update"):
            editor.execute(f"drop trigger people_search_{name}")
        editor.execute("drop table people_search")
    else:
        editor.execute("drop index people_search")
        editor.execute("alter table people_party alter column sort_name type varchar(200)")


class Migration(migrations.Migration):
    dependencies = [("people", "0003_search_and_intake")]
    operations = [migrations.RunPython(forwards, backwards)]
