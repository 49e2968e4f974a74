"""PostgreSQL: find the articles that have most words of a sentence, where none has all.

It takes the place of the function that found those with any word, which weighed no word above the other.
"""

from importlib import import_module

from django.db import migrations

# `heads` and `wholes` are words, each a tsquery, and what an article is worth for having them there; of each word the
# newest articles, `each`, are looked at, and the `most` that are worth most are read. For the rest see 0012. OFFSET 0:
# all articles with a word are found by the index, then the newest taken; the planner would walk all from the newest.
MOST = """
    CREATE FUNCTION kb_search_most(
        heads text[], head_worths double precision[], wholes text[], whole_worths double precision[],
        allowed bigint[], each integer, most integer
    ) RETURNS TABLE (article bigint, title text, signatures text, answer text, body text)
    LANGUAGE plpgsql STABLE SET enable_seqscan = off SET jit = off SET plan_cache_mode = force_generic_plan AS $$
    BEGIN
        RETURN QUERY
        WITH found AS MATERIALIZED (
            SELECT newest.article_id, asked.worth FROM unnest(heads, head_worths) AS asked (words, worth)
            CROSS JOIN LATERAL (
                SELECT having_it.article_id FROM (
                    SELECT document.article_id FROM kb_searchdocument document
                    WHERE document.head @@ to_tsquery('simple', asked.words)
                    AND (allowed IS NULL OR document.article_id IN (SELECT unnest(allowed))) OFFSET 0
                ) having_it ORDER BY having_it.article_id DESC LIMIT each
            ) newest
            UNION ALL
            SELECT newest.article_id, asked.worth FROM unnest(wholes, whole_worths) AS asked (words, worth)
            CROSS JOIN LATERAL (
                SELECT having_it.article_id FROM (
                    SELECT document.article_id FROM kb_searchdocument document
                    WHERE document.vector @@ to_tsquery('simple', asked.words)
                    AND (allowed IS NULL OR document.article_id IN (SELECT unnest(allowed))) OFFSET 0
                ) having_it ORDER BY having_it.article_id DESC LIMIT each
            ) newest
        ), best AS MATERIALIZED (
            SELECT found.article_id FROM found GROUP BY found.article_id
            ORDER BY sum(found.worth) DESC, found.article_id DESC LIMIT most
        )
        SELECT document.article_id, document.title, document.signatures, document.answer, document.body
        FROM best JOIN kb_searchdocument document ON document.article_id = best.article_id;
    END $$
"""
FORWARDS = ("DROP FUNCTION kb_search_any(text, bigint[], integer)", MOST)
BACK = (
    "DROP FUNCTION kb_search_most(text[], double precision[], text[], double precision[], bigint[], integer, integer)",
    import_module("kb.migrations.0012_search_cards").ANY,
)


def forwards(apps, schema_editor):
    _run(schema_editor, FORWARDS)


def backwards(apps, schema_editor):
    _run(schema_editor, BACK)


def _run(schema_editor, statements):
    if schema_editor.connection.vendor == "postgresql":
        for statement in statements:
            schema_editor.execute(statement)


class Migration(migrations.Migration):
    dependencies = [("kb", "0012_search_cards")]

    operations = [migrations.RunPython(forwards, backwards, elidable=False)]
