"""What is refused or fails says so in the form that was asked for, and where to go on."""

from unittest import mock

from django.test import Client, RequestFactory, SimpleTestCase, TestCase

from kb.models import Topic
from kb.refusals import failed, parent_page

from .cast import article

BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"
FORMS = ((BROWSER, "text/html"), ("application/json", "application/problem+json"), ("text/plain", "text/plain"))


class ParentPageTests(SimpleTestCase):
    def test_a_form_hangs_on_the_nearest_page_above_it(self) -> None:
        for path, page in (
            ("/articles/one/helped/", "/articles/one/"),
            ("/articles/one/", "/"),
            ("/check/share/", "/check/"),
            ("/admin/logout/", "/admin/"),
            ("//evil.example/helped/", "/"),
        ):
            with self.subTest(path):
                self.assertEqual(parent_page(path), page)


class RefusalTests(TestCase):
    @classmethod
    def setUpTestData(cls) -> None:
        article("one")

    def in_each_form(self, status: int, words: str, method: str, path: str, **headers: str) -> None:
        """Ask for the address in each form, from outside, and look for the words in each answer."""
        client = Client(enforce_csrf_checks=True, raise_request_exception=False)
        for accept, content_type in FORMS:
            with self.subTest(path, accept=accept):
                response = client.generic(method, path, headers={"Accept": accept, **headers})
                self.assertEqual((response.status_code, response["Content-Type"].split(";")[0]), (status, content_type))
                self.assertIn(words, response.content.decode())
                self.assertIn("Accept", response["Vary"])

    def test_another_host_is_not_understood(self) -> None:
        self.in_each_form(400, "could not be read", "GET", "/", Host="evil.example")

    def test_a_form_of_the_admin_without_its_token_is_refused(self) -> None:
        self.in_each_form(403, "too old", "POST", "/admin/login/")

    def test_a_form_address_that_is_opened_leads_to_its_article(self) -> None:
        self.in_each_form(405, "/articles/one/", "GET", "/articles/one/helped/")
        self.assertEqual(self.client.get("/articles/one/helped/")["Allow"], "POST")

    def test_a_page_to_which_something_is_sent_names_the_address_that_takes_files(self) -> None:
        page = Client(enforce_csrf_checks=True).post("/", "export A=1", content_type="text/plain")
        self.assertEqual((page.status_code, page["Allow"]), (405, "GET, HEAD"))
        self.assertIn("http://testserver/api/check", page.content.decode())

    def test_an_error_of_ours_says_so_and_nothing_else(self) -> None:
        broken = mock.patch.object(Topic.objects, "with_counts", side_effect=RuntimeError("a secret"))
        with broken, self.assertLogs("django.request", "ERROR"):
            self.in_each_form(500, "An error on our side", "GET", "/topics/?x=1")
            answer = Client(raise_request_exception=False).get("/topics/?x=1", headers={"Accept": "*/*"})
        self.assertNotContains(answer, "a secret", status_code=500)

    def test_the_page_of_an_error_asks_the_database_for_nothing(self) -> None:
        request = RequestFactory().get("/", headers={"Accept": BROWSER})
        with self.assertNumQueries(0):
            page = failed(request)
        self.assertContains(page, '<a class="brand" href="/">', status_code=500)
