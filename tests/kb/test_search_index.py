"""What is saved, renamed, hidden or deleted is what the search finds, at once."""

import datetime as dt
from unittest import mock

from django.db import transaction

from kb.models import Article, SearchCard, SearchDocument, SearchVariant, SearchWord
from kb.search import State, index, search

from .cast import article, topic, verified
from .searchcast import SearchTestCase, slugs


class IndexTests(SearchTestCase):
    def test_results_show_what_topics_and_verifications_are_now(self):
        made = article("shown", title="Ephemeral wombat")
        label, other = topic("gateways"), topic("shells-and-files")

        def rename():
            label.title = "Gates"
            label.save()

        changes = (
            (lambda: made.topics.add(label), "Gateways", 2099),
            (lambda: other.articles.add(made), "Gateways, Shells And Files", 2099),
            (lambda: made.topics.remove(other), "Gateways", 2099),
            (rename, "Gates", 2099),
            (label.articles.clear, "", 2099),
            (lambda: made.topics.set([label, other]), "Gates, Shells And Files", 2099),
            (label.delete, "Shells And Files", 2099),
            (lambda: verified(made, until=dt.date(2100, 1, 2)), "Shells And Files", 2100),
            (lambda: made.verifications.latest("until").delete(), "Shells And Files", 2099),
        )
        for number, (change, topics, until) in enumerate(changes):
            with self.subTest(number):
                change()
                [hit] = search("wombat").hits
                self.assertEqual((hit.topics, hit.verified_until.year), (topics, until))

    def test_what_is_left_out_of_published_is_left_out_of_the_index(self):
        self.assertEqual(slugs("internal notes"), [])
        for change in ({"audience": "internal"}, {"confidence": "archived"}, {"confidence": "work in progress"}):
            with self.subTest(change=change):
                made = article("passing", title="Ephemeral wombat")
                self.assertEqual(slugs("wombat"), ["passing"])
                for name, value in change.items():
                    setattr(made, name, value)
                made.save()
                self.assertEqual(slugs("wombat"), [])
                made.delete()

    def test_after_a_new_title_the_old_words_find_nothing(self):
        made = article("renamed", title="Ephemeral wombat")
        made.title = "Lasting badger"
        made.save()
        self.assertEqual(slugs("wombat"), [])
        self.assertEqual(slugs("badger"), ["renamed"])
        self.assertFalse(SearchWord.objects.filter(word__in=("wombat", "ephemeral")).exists())

    def test_a_new_signature_is_found_and_a_deleted_one_is_not(self):
        row = self.quotes.signatures.create(text="parse error near narwhal")
        self.assertEqual(search("parse error near narwhal").state, State.EXACT)
        self.assertEqual(slugs("narwhal"), ["typographic-quotes"])
        row.delete()
        self.assertEqual(slugs("narwhal"), [])

    def test_what_is_saved_within_one_change_is_indexed_once_and_whole(self):
        with mock.patch.object(index, "reindex", wraps=index.reindex) as reindex, index.postponed():
            made = article("once", title="Ephemeral wombat", signatures=("parse error near narwhal", "other narwhal"))
            made.title = "Lasting badger"
            made.save()
            article("gone", title="Ephemeral wombat").delete()
            self.assertEqual(slugs("narwhal"), [])
        self.assertEqual(reindex.call_count, 1)
        self.assertEqual(slugs("narwhal"), ["once"])
        self.assertEqual((slugs("badger"), slugs("wombat")), (["once"], []))

    def test_a_change_that_fails_is_not_indexed(self):
        with self.assertRaises(ZeroDivisionError), transaction.atomic(), index.postponed():
            article("never", title="Ephemeral wombat")
            raise ZeroDivisionError
        self.assertEqual(slugs("wombat"), [])

    def test_a_deleted_article_leaves_nothing_in_the_index(self):
        Article.objects.all().delete()
        self.assertEqual(slugs("gateway"), [])
        for model in (SearchCard, SearchDocument, SearchWord, SearchVariant):
            self.assertFalse(model.objects.exists(), model)
