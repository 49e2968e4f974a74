"""SQLite: an index of how words begin, and one of what articles say first. PostgreSQL: searches whose plan is kept.

Nearly every word is asked for by its beginning (`bill` finds `billing`). Without an index of beginnings FTS5 reads all
places of all words that begin so before it gives the first article. PostgreSQL plans a query as long as it answers it;
of a function in PL/pgSQL each connection keeps the plan.
"""

from django.db import migrations

# The columns of each index, and the lengths of the beginnings in it.
INDEXES = {
    "kb_searchindex": (("title", "signatures", "answer", "body"), "3 4 5 6 7 8 9"),
    "kb_searchhead": (("title", "signatures", "answer"), "2 3 4 5 6 7 8 9"),
}
INDEXES_BEFORE = {"kb_searchindex": (("title", "signatures", "answer", "body"), "")}
EVENTS = {"added": ("INSERT", "+"), "removed": ("DELETE", "-"), "changed": ("UPDATE", "-+")}

# `asked` is a tsquery, `allowed` the articles that may be found (NULL: all), `most`: among so many, the newest, the
# best are found. The planner believes that to read a vector costs nothing, and would read all of them rather than the
# index; so it may not. Weights are those of body, answer, signatures, title.
HEADS = """
    CREATE FUNCTION kb_search_heads(asked text, allowed bigint[], most integer) RETURNS SETOF bigint
    LANGUAGE plpgsql STABLE SET enable_seqscan = off SET jit = off SET plan_cache_mode = force_generic_plan AS $$
    DECLARE
        wanted tsquery := to_tsquery('simple', asked);
    BEGIN
        RETURN QUERY
        WITH found AS MATERIALIZED (
            SELECT article_id, head FROM kb_searchdocument
            WHERE head @@ wanted AND (allowed IS NULL OR article_id IN (SELECT unnest(allowed)))
        ), newest AS (
            SELECT article_id, head FROM found ORDER BY article_id DESC LIMIT most
        )
        SELECT article_id FROM newest
        ORDER BY ts_rank('{0.1, 0.4, 0.8, 1.0}', head, wanted, 1) DESC, article_id DESC;
    END $$
"""
# `others_than`: those that are found already. Without `is_ranked` any will do, in any order: they are only counted.
WHOLES = """
    CREATE FUNCTION kb_search_wholes(
        asked text, allowed bigint[], most integer, others_than bigint[], is_ranked boolean
    ) RETURNS SETOF bigint
    LANGUAGE plpgsql STABLE SET enable_seqscan = off SET jit = off SET plan_cache_mode = force_generic_plan AS $$
    DECLARE
        wanted tsquery := to_tsquery('simple', asked);
    BEGIN
        IF is_ranked THEN
            RETURN QUERY
            WITH found AS MATERIALIZED (
                SELECT article_id FROM kb_searchdocument
                WHERE vector @@ wanted AND (allowed IS NULL OR article_id IN (SELECT unnest(allowed)))
                AND article_id <> ALL (others_than)
            ), newest AS MATERIALIZED (
                SELECT article_id FROM found ORDER BY article_id DESC LIMIT most
            )
            SELECT article_id FROM newest JOIN kb_searchdocument USING (article_id)
            ORDER BY ts_rank('{0.1, 0.4, 0.8, 1.0}', vector, wanted, 1) DESC, article_id DESC;
        ELSE
            RETURN QUERY
            SELECT article_id FROM kb_searchdocument
            WHERE vector @@ wanted AND (allowed IS NULL OR article_id IN (SELECT unnest(allowed)))
            AND article_id <> ALL (others_than) LIMIT most;
        END IF;
    END $$
"""
FUNCTIONS_BACK = (
    "DROP FUNCTION kb_search_wholes(text, bigint[], integer, bigint[], boolean)",
    "DROP FUNCTION kb_search_heads(text, bigint[], integer)",
)


def forwards(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        _run(schema_editor, (HEADS, WHOLES))
    else:
        _make_indexes(schema_editor, INDEXES)


def backwards(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        _run(schema_editor, FUNCTIONS_BACK)
    else:
        _make_indexes(schema_editor, INDEXES_BEFORE)


def _run(schema_editor, statements):
    for statement in statements:
        schema_editor.execute(statement)


def _make_indexes(schema_editor, indexes):
    """Make these indexes, and none else, out of what `kb_searchdocument` holds, and the triggers that follow it."""
    _run(schema_editor, [f"DROP TRIGGER kb_searchdocument_{name}" for name in EVENTS])
    _run(schema_editor, [f"DROP TABLE IF EXISTS {name}" for name in INDEXES])
    for name, (columns, beginnings) in indexes.items():
        schema_editor.execute(
            f"CREATE VIRTUAL TABLE {name} USING fts5({', '.join(columns)}, content='kb_searchdocument', "
            f"content_rowid='article_id', tokenize='unicode61 remove_diacritics 0', prefix='{beginnings}')"
        )
        schema_editor.execute(f"INSERT INTO {name}({name}) VALUES ('rebuild')")
    for trigger, (event, signs) in EVENTS.items():
        steps = [_step(name, columns, sign) for sign in signs for name, (columns, _) in indexes.items()]
        schema_editor.execute(
            f"CREATE TRIGGER kb_searchdocument_{trigger} AFTER {event} ON kb_searchdocument "
            f"BEGIN {' '.join(steps)} END"
        )


def _step(index, columns, sign):
    """Return the statement that adds the new row to an index, or takes the old one out of it."""
    names = ", ".join(columns)
    if sign == "+":
        values = ", ".join(f"new.{column}" for column in columns)
        return f"INSERT INTO {index}(rowid, {names}) VALUES (new.article_id, {values});"
    values = ", ".join(f"old.{column}" for column in columns)
    return f"INSERT INTO {index}({index}, rowid, {names}) VALUES ('delete', old.article_id, {values});"


class Migration(migrations.Migration):
    dependencies = [("kb", "0010_search_heads")]

    operations = [migrations.RunPython(forwards, backwards, elidable=False)]
