"""Let each database derive its own full-text index from `kb_searchdocument`.

SQLite: an FTS5 table over the same rows, kept in step by triggers. PostgreSQL: a generated column with an index. A later
migration that alters `kb_searchdocument` on SQLite rebuilds the table and thereby drops the triggers: it must make them again.
"""

from django.db import migrations

SQLITE = (
    """
    CREATE VIRTUAL TABLE kb_searchindex USING fts5(
        title, signatures, answer, body,
        content='kb_searchdocument', content_rowid='article_id', tokenize='unicode61 remove_diacritics 0'
    )
    """,
    """
    CREATE TRIGGER kb_searchdocument_added AFTER INSERT ON kb_searchdocument BEGIN
        INSERT INTO kb_searchindex(rowid, title, signatures, answer, body)
        VALUES (new.article_id, new.title, new.signatures, new.answer, new.body);
    END
    """,
    """
    CREATE TRIGGER kb_searchdocument_removed AFTER DELETE ON kb_searchdocument BEGIN
        INSERT INTO kb_searchindex(kb_searchindex, rowid, title, signatures, answer, body)
        VALUES ('delete', old.article_id, old.title, old.signatures, old.answer, old.body);
    END
    """,
    """
    CREATE TRIGGER kb_searchdocument_changed AFTER UPDATE ON kb_searchdocument BEGIN
        INSERT INTO kb_searchindex(kb_searchindex, rowid, title, signatures, answer, body)
        VALUES ('delete', old.article_id, old.title, old.signatures, old.answer, old.body);
        INSERT INTO kb_searchindex(rowid, title, signatures, answer, body)
        VALUES (new.article_id, new.title, new.signatures, new.answer, new.body);
    END
    """,
    "INSERT INTO kb_searchindex(kb_searchindex) VALUES ('rebuild')",
)
SQLITE_BACK = (
    "DROP TRIGGER kb_searchdocument_changed",
    "DROP TRIGGER kb_searchdocument_removed",
    "DROP TRIGGER kb_searchdocument_added",
    "DROP TABLE kb_searchindex",
)
POSTGRESQL = (
    """
    ALTER TABLE kb_searchdocument ADD COLUMN vector tsvector GENERATED ALWAYS AS (
        setweight(to_tsvector('simple', title), 'A') || setweight(to_tsvector('simple', signatures), 'B') ||
        setweight(to_tsvector('simple', answer), 'C') || setweight(to_tsvector('simple', body), 'D')
    ) STORED
    """,
    "CREATE INDEX kb_searchdocument_vector ON kb_searchdocument USING gin (vector)",
)
POSTGRESQL_BACK = (
    "DROP INDEX kb_searchdocument_vector",
    "ALTER TABLE kb_searchdocument DROP COLUMN vector",
)


def forwards(apps, schema_editor):
    _run(schema_editor, {"sqlite": SQLITE, "postgresql": POSTGRESQL})


def backwards(apps, schema_editor):
    _run(schema_editor, {"sqlite": SQLITE_BACK, "postgresql": POSTGRESQL_BACK})


def _run(schema_editor, statements):
    vendor = schema_editor.connection.vendor
    if vendor not in statements:
        raise NotImplementedError(f"The search knows SQLite and PostgreSQL, not {vendor}.")
    for statement in statements[vendor]:
        schema_editor.execute(statement)


class Migration(migrations.Migration):
    dependencies = [("kb", "0001_initial")]

    operations = [migrations.RunPython(forwards, backwards, elidable=False)]
