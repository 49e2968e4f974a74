"""What a search looks at first: three words of each signature; on PostgreSQL title, signatures and short answer alone.

PostgreSQL fetches a long vector from another table, row by row; the head's stays within the row. SQLite's index can
be asked for its columns one by one and needs nothing new. And an index of the published articles.
"""

from django.db import migrations, models

from kb.search.signatures import anchor

POSTGRESQL = (
    """
    ALTER TABLE kb_searchdocument ADD COLUMN head tsvector GENERATED ALWAYS AS (
        setweight(to_tsvector('simple', title), 'A') || setweight(to_tsvector('simple', signatures), 'B') ||
        setweight(to_tsvector('simple', answer), 'C')
    ) STORED
    """,
    # Without the list of pending entries, which searches would read through until the next vacuum.
    "CREATE INDEX kb_searchdocument_head ON kb_searchdocument USING gin (head) WITH (fastupdate = off)",
    "ALTER INDEX kb_searchdocument_vector SET (fastupdate = off)",
)
POSTGRESQL_BACK = (
    "ALTER INDEX kb_searchdocument_vector RESET (fastupdate)",
    "DROP INDEX kb_searchdocument_head",
    "ALTER TABLE kb_searchdocument DROP COLUMN head",
)


def fill(apps, schema_editor):
    model = apps.get_model("kb", "ErrorSignature")
    rows = list(model.objects.only("normalised"))
    for row in rows:
        row.anchor = anchor(row.normalised)
    model.objects.bulk_update(rows, ["anchor"], batch_size=200)


def forwards(apps, schema_editor):
    _run(schema_editor, POSTGRESQL)


def backwards(apps, schema_editor):
    _run(schema_editor, POSTGRESQL_BACK)


def _run(schema_editor, statements):
    if schema_editor.connection.vendor == "postgresql":
        for statement in statements:
            schema_editor.execute(statement)


class Migration(migrations.Migration):
    # PostgreSQL does not alter a table whose rows were changed in the same transaction.
    atomic = False
    dependencies = [("kb", "0009_fixed_and_withdrawn")]

    operations = [
        migrations.AddField(
            model_name="errorsignature",
            name="anchor",
            field=models.CharField(db_index=True, default="", editable=False, max_length=500),
        ),
        migrations.RunPython(fill, migrations.RunPython.noop),
        migrations.RunPython(forwards, backwards),
        migrations.AddIndex(
            model_name="article",
            index=models.Index(fields=["audience", "confidence", "updated"], name="article_published"),
        ),
    ]
