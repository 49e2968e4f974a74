"""What a search did not find is counted, without secrets, so that staff see which articles are missing."""

from django.test import TestCase

from kb.models import SearchMiss
from kb.search import State, misses, search


class MissTests(TestCase):
    def test_a_miss_is_counted_once_a_query(self):
        for query in ("Flux capacitor", "flux  capacitor"):
            self.assertEqual(search(query).state, State.NOTHING)
        miss = SearchMiss.objects.get()
        self.assertEqual((miss.query, miss.count), ("flux capacitor", 2))

    def test_a_miss_under_a_filter_says_nothing_about_our_articles(self):
        search("flux capacitor", topic="gateways")
        self.assertFalse(SearchMiss.objects.exists())

    def test_a_secret_never_reaches_the_table(self):
        secret = "sk-ant-api03-AbCdEfGhIjKlMnOpQrStUvWxYz0123456789"
        search(f"export FLUX_API_KEY={secret}")
        search(secret)
        self.assertNotIn("abcdef", " ".join(SearchMiss.objects.values_list("query", flat=True)))

    def test_the_table_stays_small(self):
        self.addCleanup(setattr, misses, "MAX_ROWS", misses.MAX_ROWS)
        misses.MAX_ROWS = 2
        for query in ("flux one", "flux two", "flux three", "flux one"):
            search(query)
        self.assertEqual(SearchMiss.objects.count(), 2)
        self.assertEqual(SearchMiss.objects.get(query="flux one").count, 2)

    def test_the_most_wanted_come_first(self):
        for query in ("flux", "capacitor", "capacitor"):
            search(query)
        self.assertEqual([row.query for row in SearchMiss.objects.most_wanted()], ["capacitor", "flux"])
