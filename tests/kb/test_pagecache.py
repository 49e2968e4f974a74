"""Whole pages are kept for anonymous readers, and an edit is seen at once."""

import gzip
import tempfile
import threading
import time
from pathlib import Path
from unittest import mock

import pytest
from django.contrib.auth import get_user_model
from django.core.cache import caches
from django.db import connection
from django.template.loader import render_to_string
from django.test import SimpleTestCase, TestCase, override_settings

from kb import pagecache, pagestore, skeletons
from kb.models import Article, ArticleDay, ErrorSignature, Topic, content_version, raised_once
from kb.models.readers import ViewCounter
from kb.models.version import OwnConnection

from .cast import article, topic

FOLDER = tempfile.TemporaryDirectory(prefix="verdict-pages-")
KEPT = {
    "default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"},
    "pages": {"BACKEND": "kb.pagestore.PageStore", "LOCATION": FOLDER.name},
    "skeletons": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": "skeletons"},
}


def kept_files() -> list[Path]:
    """Return the pages in the store."""
    return list(Path(FOLDER.name).iterdir())


@override_settings(CACHES=KEPT)
class PageCacheTests(TestCase):
    def setUp(self) -> None:
        caches["pages"].clear()
        caches["skeletons"].clear()
        self.article = article("one", title="First title", signatures=("Some error",))
        self.article.topics.add(topic())
        self.url = "/articles/one/"

    def is_kept(self, url: str, **headers: str) -> bool:
        """Tell whether a second request is answered without a view; the answers must not differ."""
        first = self.client.get(url, headers=headers)
        with mock.patch.object(pagecache, "_kept", side_effect=AssertionError("rendered again")):
            try:
                second = self.client.get(url, headers=headers)
            except AssertionError:
                return False
        self.assertEqual((first.status_code, first.content), (second.status_code, second.content))
        for name in ("Content-Type", "Content-Security-Policy", "X-Frame-Options", "ETag", "Vary", "Cache-Control"):
            self.assertEqual(first.get(name), second.get(name), name)
        return True

    def test_a_page_that_links_to_the_static_files_of_another_release_is_made_anew(self) -> None:
        self.assertTrue(self.is_kept(self.url))
        with mock.patch.object(pagecache, "_static_files", return_value="of the next release"):
            self.client.get(self.url)
        self.assertEqual(len(kept_files()), 2)

    def test_pages_for_readers_are_kept_and_the_same(self) -> None:
        for url in (
            self.url,
            "/",
            "/latest/",
            "/top/?by=helped&period=week",
            "/topics/gateways/",
            "/errors/some-error/",
        ):
            with self.subTest(url):
                self.assertTrue(self.is_kept(url))

    def test_what_each_request_needs_for_itself_is_not_kept(self) -> None:
        for url in (
            "/search/",
            "/search/?q=nothing",
            "/check/",
            "/live/",
            "/healthz",
            "/latest/?x=1",
            "/nothing/",
            "/admin/login/",
        ):
            with self.subTest(url):
                self.assertNotIn("ETag", self.client.get(url))

    def test_a_search_is_kept_if_all_that_was_asked_stands_in_our_articles(self) -> None:
        for url in ("/search/?q=first+title", "/search/?q=Some_error", "/search/?q=title&topic=gateways&page=1"):
            with self.subTest(url), mock.patch.object(pagecache, "_asked_once", set()):
                self.client.get(url)
                self.assertTrue(self.is_kept(url))
                self.assertEqual(self.client.get(url)["Cache-Control"], "no-store")

    def test_a_question_is_kept_when_it_is_asked_again(self) -> None:
        with mock.patch.object(pagecache, "_asked_once", set()), mock.patch.object(pagecache, "MOST_ASKED_ONCE", 2):
            for query in ("title", "first", "first+title"):  # more than are remembered
                self.client.get(f"/search/?q={query}")
            self.assertEqual(kept_files(), [])
            first = self.client.get("/search/?q=title")
            self.assertEqual(kept_files(), [])
            second = self.client.get("/search/?q=title")
            self.assertEqual((len(kept_files()), second.content), (1, first.content))

    def test_filters_that_were_not_chosen_make_no_other_page(self) -> None:
        for _ in range(2):
            self.client.get("/search/?q=title")
        with mock.patch.object(pagecache, "_kept", side_effect=AssertionError("rendered again")):
            self.client.get("/search/?q=title&topic=&product=&confidence=")

    def test_a_search_that_may_hold_a_secret_is_not_kept(self) -> None:
        foreign = (
            "sk-ant-api03-AbCdEfGhIjKlMnOp",
            "title hunter2",
            "titlle",  # corrected
            "some error and much that no article knows",  # a known message with a foreign text
            "title !%$&/()",
            "title 🔑",
            '"first title"',
            " ".join(["title"] * 9),
            "export TITLE=first",
        )
        for query in foreign:
            with self.subTest(query):
                self.client.get("/search/", {"q": query})
                self.client.get("/latest/", {"q": query})
                self.assertEqual(kept_files(), [])

    def test_an_edit_is_seen_by_the_next_search(self) -> None:
        self.assertContains(self.client.get("/search/?q=title"), "1 article for")
        article("two", title="Another title")
        self.assertContains(self.client.get("/search/?q=title"), "2 articles for")

    def test_the_frame_of_a_search_is_kept_apart_from_what_was_found_and_shows_every_edit(self) -> None:
        def asked(query: str) -> str:
            return self.client.get("/search/?" + query).content.decode()

        first = asked("q=title+hunter2")
        with mock.patch.object(skeletons, "render_to_string", side_effect=AssertionError("rendered again")):
            self.assertIn('value="title &lt;b&gt;"', asked("q=title+<b>"))
            self.assertIn("<title>title &lt;b&gt; · Search", asked("q=title+<b>"))
        self.assertNotIn("selected", first)
        self.assertIn('value="gateways" selected', asked("q=title+hunter2&topic=gateways"))
        self.assertNotIn("noindex", asked(""))
        Topic.objects.get(slug="gateways").delete()
        self.assertNotIn("gateways", asked("q=title+hunter2"))
        topic("quotas", title="Quotas & limits")
        self.assertIn("Quotas &amp; limits", asked("q=title+hunter2"))

    def test_a_frame_is_never_older_than_the_version_under_which_it_is_kept(self) -> None:
        def edit_meanwhile(*arguments: object) -> str:
            topic("meanwhile")
            return render_to_string(*arguments)

        with mock.patch.object(skeletons, "render_to_string", side_effect=edit_meanwhile):
            self.client.get("/search/?q=nothing")
        topic("afterwards")
        page = self.client.get("/search/?q=nothing")
        self.assertContains(page, "meanwhile")
        self.assertContains(page, "afterwards")

    def test_an_edit_is_seen_by_the_next_request(self) -> None:
        edits = {
            "a title": lambda: self.edit(title="Second title"),
            "a signature": lambda: ErrorSignature.objects.create(article=self.article, text="Another error"),
            "a topic's title": lambda: (
                Topic.objects.get(slug="gateways")
                .__class__(pk=Topic.objects.get(slug="gateways").pk, slug="gateways", title="Third title")
                .save()
            ),
            "a topic of the article": lambda: self.article.topics.clear(),
            "an audience": lambda: self.edit(audience="internal"),
        }
        for name, edit in edits.items():
            with self.subTest(name):
                before = {url: self.client.get(url).content for url in (self.url, "/latest/")}
                edit()
                after = {url: self.client.get(url).content for url in (self.url, "/latest/")}
                self.assertNotEqual(before, after)

    def edit(self, **changes: str) -> None:
        found = Article.objects.get(pk=self.article.pk)
        for name, value in changes.items():
            setattr(found, name, value)
        found.save()

    def test_a_change_that_is_taken_back_changes_nothing(self) -> None:
        from django.db import transaction

        before = content_version()
        with self.assertRaises(ZeroDivisionError), transaction.atomic():
            self.edit(title="Never")
            raise ZeroDivisionError
        self.assertEqual(content_version(), before)
        self.assertContains(self.client.get(self.url), "First title")

    def test_the_version_is_raised_once_for_what_is_saved_within_and_not_after_an_error(self) -> None:
        before = content_version()
        with raised_once():
            self.edit(title="Second title")
            topic("within")
            with raised_once():
                topic("deep within")
            self.assertEqual(content_version(), before)
        self.assertEqual(content_version(), before + 1)
        with raised_once():
            pass
        with self.assertRaises(ZeroDivisionError), raised_once():
            topic("never told")
            raise ZeroDivisionError
        self.assertEqual(content_version(), before + 1)

    def test_staff_see_what_is_theirs_and_nobody_else_sees_it(self) -> None:
        self.edit(audience="internal")
        self.client.force_login(get_user_model().objects.create_superuser("alice", "a@example.test", "x"))
        self.assertContains(self.client.get(self.url), "First title")
        self.client.logout()
        self.assertEqual(self.client.get(self.url).status_code, 404)

    def test_markdown_and_html_are_two_pages(self) -> None:
        self.assertTrue(self.is_kept(self.url))
        markdown = self.client.get(self.url, headers={"Accept": "text/markdown"})
        self.assertEqual(markdown["Content-Type"], "text/markdown; charset=utf-8")

    def test_who_has_the_page_already_gets_304(self) -> None:
        etag = self.client.get(self.url)["ETag"]
        again = self.client.get(self.url, headers={"If-None-Match": etag})
        self.assertEqual((again.status_code, again.content), (304, b""))
        self.edit(title="Second title")
        self.assertEqual(self.client.get(self.url, headers={"If-None-Match": etag}).status_code, 200)

    def test_the_log_does_not_look_for_secrets_in_an_address_of_ours_and_does_in_any_other(self) -> None:
        with mock.patch("config.logs.mask_text", side_effect=lambda text: text) as mask:
            self.client.get(self.url)
            self.client.get(self.url)
            self.assertEqual(mask.call_count, 0)
            self.client.get("/articles/sk-ant-api03-AbCdEfGhIjKlMnOp/")
            self.client.get("/check/")
            self.assertEqual(mask.call_count, 2)

    def test_a_page_is_packed_for_who_can_unpack_it(self) -> None:
        plain = self.client.get(self.url)
        packed = self.client.get(self.url, headers={"Accept-Encoding": "gzip, br"})
        self.assertEqual(packed["Content-Encoding"], "gzip")
        self.assertEqual(gzip.decompress(packed.content), plain.content)
        self.assertEqual(int(packed["Content-Length"]), len(packed.content))
        self.assertIn("Accept-Encoding", packed["Vary"])

    def test_a_host_that_is_not_ours_is_refused_though_the_page_is_kept(self) -> None:
        self.client.get(self.url)
        self.assertEqual(self.client.get(self.url, headers={"Host": "evil.example"}).status_code, 400)

    def test_every_reading_counts_whether_kept_or_not_but_not_head_and_not_staff(self) -> None:
        for _ in range(3):
            self.client.get(self.url)
        self.client.head(self.url)
        self.assertEqual(ArticleDay.objects.get(article=self.article).views, 3)
        self.client.force_login(get_user_model().objects.create_superuser("alice", "a@example.test", "x"))
        self.client.get(self.url)
        self.assertEqual(ArticleDay.objects.get(article=self.article).views, 3)

    def test_a_kept_page_costs_one_query(self) -> None:
        with override_settings(VIEWS_INTERVAL=3600):
            self.client.get("/latest/")
            with self.assertNumQueries(1):
                self.client.get("/latest/")

    def test_a_static_file_costs_none(self) -> None:
        with self.assertNumQueries(0):
            self.client.get("/static/css/site.css")

    def test_a_store_that_is_too_large_is_thinned(self) -> None:
        few = {**KEPT, "pages": {**KEPT["pages"], "OPTIONS": {"MAX_ENTRIES": 10}}}
        with override_settings(CACHES=few), mock.patch.object(pagestore, "CULLED_ONCE_IN", 2):
            for number in range(100):
                caches["pages"].set(str(number), number)
        self.assertLess(len(kept_files()), 40)

    def test_views_are_gathered_between_two_writings_and_none_is_lost(self) -> None:
        counter = ViewCounter()
        with override_settings(VIEWS_INTERVAL=3600):
            for _ in range(5):
                counter.add(self.article.pk)
            counter.add(10**6)  # deleted meanwhile
        counter.flush()
        self.assertEqual(ArticleDay.objects.get(article=self.article).views, 5)


class SharedAnswerTests(SimpleTestCase):
    class Slow(OwnConnection):
        """Answers when it is told to, with the number that is true when it was asked."""

        def __init__(self) -> None:
            super().__init__()
            self.true, self.asked, self.may_answer = 1, 0, threading.Event()

        def _ask(self, driver: object) -> int:
            self.asked += 1
            number = self.true
            self.may_answer.wait(10)
            return number

    @mock.patch.object(connection, "Database", mock.Mock(OperationalError=OSError), create=True)
    def test_threads_that_wait_share_an_answer_that_is_newer_than_their_question(self) -> None:
        own, found = self.Slow(), []
        first = threading.Thread(target=lambda: found.append(own.number()))
        first.start()
        while not own.asked:
            time.sleep(0.001)
        own.true = 2  # an edit, after the first has asked and before the others do
        others = [threading.Thread(target=lambda: found.append(own.number())) for _ in range(8)]
        for thread in others:
            thread.start()
        time.sleep(0.2)
        own.may_answer.set()
        for thread in (first, *others):
            thread.join()
        self.assertEqual(sorted(found), [1, *[2] * 8])
        self.assertLess(own.asked, 9)


@pytest.mark.postgresql
class OwnConnectionTests(TestCase):
    def test_a_connection_that_was_cut_is_made_anew(self) -> None:
        own = OwnConnection()
        before = own.number()
        self.addCleanup(lambda: own._connection.close())
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_terminate_backend(%s)", [own._connection.info.backend_pid])
        self.assertEqual(own.number(), before)

    def test_a_statement_that_was_forgotten_is_prepared_anew(self) -> None:
        own = OwnConnection()
        before = own.number()
        self.addCleanup(lambda: own._connection.close())
        own._connection.execute("DEALLOCATE ALL")  # as a pool of connections between does
        self.assertEqual(own.number(), before)

    def test_a_table_that_is_missing_is_an_error_of_the_database(self) -> None:
        with mock.patch("kb.models.version.NUMBER", "SELECT number FROM kb_nothing"):
            self.assertRaises(connection.Database.ProgrammingError, OwnConnection().number)
