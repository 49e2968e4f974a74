"""A seed that is put back is what was imported: the same articles, search and rules, and a database to go on with."""

from django.db import transaction
from django.test import TestCase

from diagnostics.models import Rule
from kb.articlefile import dump
from kb.exporting import as_article_file
from kb.models import Article, content_version
from kb.search import search
from tests import seeding, tablerows


def seen() -> dict[str, object]:
    """Return what tests see of the seed: articles as files, what searches find, rules, and how full each table is."""
    return {
        "articles": {article.slug: dump(as_article_file(article)) for article in Article.objects.all()},
        "found": {
            query: [hit.slug for hit in search(query).hits]
            for query in ("gateway", "subscription key", "bearre token", "API Error: 401 Invalid bearer token")
        },
        "rules": [(rule.code, rule.source, rule.article.slug) for rule in Rule.objects.active().order_by("code")],
        "rows": {table: len(rows) for table, rows in tablerows.read().items()},
    }


class SeedTests(TestCase):
    def test_what_is_put_back_is_what_was_imported(self):
        mark = transaction.savepoint()
        seeding.import_seed()
        imported = seen()
        transaction.savepoint_rollback(mark)
        for _ in range(2):  # the first may still import
            mark, version = transaction.savepoint(), content_version()
            seeding.seed()
            self.assertEqual(seen(), imported)
            self.assertNotEqual(content_version(), version)
            transaction.savepoint_rollback(mark)

    def test_it_can_be_gone_on_with(self):
        for _ in range(2):
            mark = transaction.savepoint()
            seeding.seed()
            article = Article.objects.create(slug="one-more", title="Ephemeral wombat", confidence="work in progress")
            self.assertEqual(Article.objects.filter(pk=article.pk).count(), 1)
            seeding.import_seed()  # over what is there: nothing is made twice
            self.assertEqual(Rule.objects.count(), len(seeding.CODES))
            transaction.savepoint_rollback(mark)
