"""What results show of an article in one row, with its passages parted; PostgreSQL answers a search in one function.

The row stays whole on PostgreSQL as long as it fits a page: a text fetched from elsewhere, piece by piece, and unpacked
takes longer than all else that is shown.
"""

from importlib import import_module

import django.db.models.deletion
from django.db import migrations, models

from kb.search.passages import of_section, passages, without_marks

SECTIONS = (
    *("short_answer", "issue", "cause", "resolution", "current_behaviour", "expected_behaviour", "steps"),
    *("environment", "verification_steps", "cannot_be_seen", "wrong_advice"),
)
ROWS = (
    "ALTER TABLE kb_searchcard ALTER text SET STORAGE EXTERNAL",
    "ALTER TABLE kb_searchcard SET (toast_tuple_target = 8160)",
)
# `asked` is a tsquery, `allowed` the articles that may be found (NULL: all). Found are the heads, the best among the
# newest, and, where these are fewer than `enough`, articles with the words anywhere: the best among the newest where
# heads do not fill the page, else so many as there are, in no order, heads among them. With them come the cards of
# the page, from the `first` to the one before `shown`. The planner believes that to read a vector costs nothing, and
# would read all of them rather than the index; so it may not. Weights are those of body, answer, signatures, title.
SEARCH = """
    CREATE FUNCTION kb_search(
        asked text, allowed bigint[], most_heads integer, most_wholes integer, enough integer, first integer,
        shown integer
    ) RETURNS TABLE (
        heads bigint[], others bigint[], article bigint, title text, slug text, confidence text, fixed_in text,
        topics text, verified_on text, verified_until text, passages text
    )
    LANGUAGE plpgsql STABLE SET enable_seqscan = off SET jit = off SET plan_cache_mode = force_generic_plan AS $$
    DECLARE
        wanted tsquery := to_tsquery('simple', asked);
    BEGIN
        heads := ARRAY(
            WITH found AS MATERIALIZED (
                SELECT article_id, head FROM kb_searchdocument
                WHERE head @@ wanted AND (allowed IS NULL OR article_id IN (SELECT unnest(allowed)))
            ), newest AS (
                SELECT article_id, head FROM found ORDER BY article_id DESC LIMIT most_heads
            )
            SELECT article_id FROM newest
            ORDER BY ts_rank('{0.1, 0.4, 0.8, 1.0}', head, wanted, 1) DESC, article_id DESC
        );
        others := '{}';
        IF cardinality(heads) < least(enough, shown) THEN
            others := ARRAY(
                WITH found AS MATERIALIZED (
                    SELECT article_id FROM kb_searchdocument
                    WHERE vector @@ wanted AND (allowed IS NULL OR article_id IN (SELECT unnest(allowed)))
                    AND article_id <> ALL (heads)
                ), newest AS MATERIALIZED (
                    SELECT article_id FROM found ORDER BY article_id DESC LIMIT most_wholes
                )
                SELECT article_id FROM newest JOIN kb_searchdocument USING (article_id)
                ORDER BY ts_rank('{0.1, 0.4, 0.8, 1.0}', vector, wanted, 1) DESC, article_id DESC
            );
        ELSIF cardinality(heads) < enough THEN
            others := ARRAY(
                SELECT article_id FROM kb_searchdocument
                WHERE vector @@ wanted AND (allowed IS NULL OR article_id IN (SELECT unnest(allowed)))
                LIMIT most_wholes + cardinality(heads)
            );
        END IF;
        RETURN NEXT;
        RETURN QUERY
        SELECT NULL::bigint[], NULL::bigint[], card.article_id, card.title, card.slug, card.confidence,
            card.fixed_in, card.topics, card.verified_on::text, card.verified_until::text, card.text
        FROM kb_searchcard card WHERE card.article_id = ANY ((heads || others)[first + 1:shown]);
    END $$
"""
ANY = """
    CREATE FUNCTION kb_search_any(asked text, allowed bigint[], most integer) RETURNS SETOF bigint
    LANGUAGE plpgsql STABLE SET enable_seqscan = off SET jit = off SET plan_cache_mode = force_generic_plan AS $$
    DECLARE
        wanted tsquery := to_tsquery('simple', asked);
    BEGIN
        RETURN QUERY
        WITH found AS MATERIALIZED (
            SELECT article_id FROM kb_searchdocument
            WHERE vector @@ wanted AND (allowed IS NULL OR article_id IN (SELECT unnest(allowed)))
        ), newest AS MATERIALIZED (
            SELECT article_id FROM found ORDER BY article_id DESC LIMIT most
        )
        SELECT article_id FROM newest JOIN kb_searchdocument USING (article_id)
        ORDER BY ts_rank('{0.1, 0.4, 0.8, 1.0}', vector, wanted, 1) DESC, article_id DESC;
    END $$
"""
FUNCTIONS = (
    "DROP FUNCTION kb_search_wholes(text, bigint[], integer, bigint[], boolean)",
    "DROP FUNCTION kb_search_heads(text, bigint[], integer)",
    SEARCH,
    ANY,
)
BACK = (
    "DROP FUNCTION kb_search_any(text, bigint[], integer)",
    "DROP FUNCTION kb_search(text, bigint[], integer, integer, integer, integer, integer)",
)


def keep_rows_whole(apps, schema_editor):
    _run(schema_editor, ROWS)


def fill(apps, schema_editor):
    """Make a card of each article that can be found."""
    article, card = apps.get_model("kb", "Article"), apps.get_model("kb", "SearchCard")
    rows = article.objects.filter(search_document__isnull=False)
    made = (_card(card, row) for row in rows.prefetch_related("topics", "verifications", "signatures").iterator(200))
    card.objects.bulk_create(made, batch_size=200)


def _card(card, article):
    sections = [of_section(getattr(article, f"{key}_html")) for key in SECTIONS]
    messages = sorted(article.signatures.all(), key=lambda row: (row.position, row.pk))
    topics = sorted(article.topics.all(), key=lambda row: (row.position, row.title))
    records = article.verifications.all()
    return card(
        article_id=article.pk,
        title=article.title,
        slug=article.slug,
        confidence=article.confidence,
        fixed_in=article.fixed_in,
        topics=", ".join(row.title for row in topics),
        verified_on=max((row.on for row in records), default=None),
        verified_until=max((row.until for row in records), default=None),
        text=passages(sections, [row.text for row in messages]),
    )


def forwards(apps, schema_editor):
    _run(schema_editor, FUNCTIONS)


def backwards(apps, schema_editor):
    before = _before()
    _run(schema_editor, (*BACK, before.HEADS, before.WHOLES))


def make_triggers_again(apps, schema_editor):
    """Going back, SQLite makes the table of documents anew, and with it loses the triggers that its indexes follow."""
    if schema_editor.connection.vendor == "sqlite":
        before = _before()
        for name, (event, signs) in before.EVENTS.items():
            steps = [before._step(index, columns, sign) for sign in signs for index, (columns, _) in before.INDEXES.items()]
            schema_editor.execute(
                f"CREATE TRIGGER kb_searchdocument_{name} AFTER {event} ON kb_searchdocument "
                f"BEGIN {' '.join(steps)} END"
            )


def fill_texts(apps, schema_editor):
    """Going back, write the plain texts of the documents, from which excerpts were cut."""
    document = apps.get_model("kb", "SearchDocument")
    texts = apps.get_model("kb", "SearchCard").objects.values_list("pk", "text")
    rows = [document(article_id=key, text=without_marks(text)) for key, text in texts]
    document.objects.bulk_update(rows, ["text"], batch_size=100)


def _before():
    return import_module("kb.migrations.0011_quicker_search")


def _run(schema_editor, statements):
    if schema_editor.connection.vendor == "postgresql":
        for statement in statements:
            schema_editor.execute(statement)


class Migration(migrations.Migration):
    dependencies = [("kb", "0011_quicker_search")]

    operations = [
        migrations.CreateModel(
            name="SearchCard",
            fields=[
                (
                    "article",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="search_card",
                        serialize=False,
                        to="kb.article",
                    ),
                ),
                ("title", models.TextField()),
                ("slug", models.TextField()),
                ("confidence", models.TextField()),
                ("fixed_in", models.TextField(blank=True)),
                ("topics", models.TextField(blank=True, help_text="Their titles, in their order.")),
                ("verified_on", models.DateField(null=True)),
                ("verified_until", models.DateField(null=True)),
                ("text", models.TextField(blank=True, help_text="The passages from which excerpts are cut.")),
            ],
        ),
        migrations.RunPython(keep_rows_whole, migrations.RunPython.noop),
        migrations.RunPython(fill, migrations.RunPython.noop),
        migrations.RunPython(migrations.RunPython.noop, make_triggers_again),
        migrations.RunPython(migrations.RunPython.noop, fill_texts),
        migrations.RemoveField(model_name="searchdocument", name="text"),
        migrations.RunPython(forwards, backwards, elidable=False),
    ]
