"""A report is shared only when asked, masked, for thirty days, and can be deleted by who shared it."""

from __future__ import annotations

import datetime as dt
import html
import json
import re
from unittest import mock

from django.utils import timezone

from diagnostics.models import HitHour, SharedReport

from .seed import FOUNDING_CASE, KEY, SeededTestCase

SHARE = "/check/share/"


class SharingTests(SeededTestCase):
    def report_form(self, text: str = FOUNDING_CASE, **data: str) -> dict[str, str]:
        """Return the hidden fields of the form that a report's page offers."""
        page = self.client.post("/check/", {"text": text, "login": "subscription", **data}).content.decode()
        form = page[page.index('<form id="carry"') :]
        fields = re.findall(r'<input type="hidden" name="(\w+)" value="(.*?)">', form, re.DOTALL)
        return {name: html.unescape(value) for name, value in fields}

    def share(self, **changes: str) -> tuple[str, str]:
        """Share the founding case; return the path of the report and that of its deletion."""
        response = self.client.post(SHARE, {**self.report_form(), **changes})
        self.assertEqual(response.status_code, 201)
        urls = re.findall(r"<pre><code>http://testserver(.*?)</code>", response.content.decode())
        return urls[0], html.unescape(urls[1])

    def test_the_parts_of_a_paste_keep_their_kinds_and_lines(self) -> None:
        text = (
            "Hi, here is my zshrc:\n\n```\nexport ANTHROPIC_BASE_URL=https://openrouter.ai/api/v1\n```\nThat is all.\n"
        )
        first = self.client.post("/check/", {"text": text}).context["report"]
        response = self.client.post(SHARE, self.report_form(text))
        path = re.findall(r"<pre><code>http://testserver(.*?)</code>", response.content.decode())[0]
        again = self.client.get(path).context["report"]
        self.assertEqual(again.documents, first.documents)
        self.assertEqual(again.findings, first.findings)
        self.assertEqual(again.documents[1].first_line, 4)

    def test_nothing_is_kept_until_somebody_asks(self) -> None:
        self.report_form()
        self.assertFalse(SharedReport.objects.exists())

    def test_the_shared_report_says_what_the_report_said(self) -> None:
        first = self.client.post("/check/", {"text": FOUNDING_CASE, "login": "subscription"}).context["report"]
        path, _ = self.share()
        response = self.client.get(path)
        self.assertEqual(response.context["report"].verdict, first.verdict)
        self.assertEqual(response.context["report"].findings, first.findings)

    def test_the_shared_report_is_read_for_the_system_that_was_said(self) -> None:
        text = "[[ $OSTYPE == darwin* ]] && export ANTHROPIC_BASE_URL=https://openrouter.ai/api\n"
        response = self.client.post(SHARE, self.report_form(text, system="macos"))
        path = re.findall(r"<pre><code>http://testserver(.*?)</code>", response.content.decode())[0]
        report = self.client.get(path).context["report"]
        self.assertEqual((report.system, report.environment.get("ANTHROPIC_BASE_URL").state), ("macos", "set"))

    def test_it_is_found_by_nobody_who_was_not_given_the_link(self) -> None:
        path, _ = self.share()
        response = self.client.get(path)
        self.assertEqual(response["Cache-Control"], "no-store")
        self.assertIn("noindex", response["X-Robots-Tag"])
        self.assertEqual(response["Referrer-Policy"], "no-referrer")
        self.assertGreaterEqual(len(SharedReport.objects.get().key), 16)
        self.assertNotIn(path, self.client.get("/sitemap.xml").content.decode())

    def test_no_key_reaches_the_database_whatever_the_form_sends(self) -> None:
        documents = json.dumps([{"name": f"~/{KEY}", "text": f"export ANTHROPIC_API_KEY={KEY}\n"}])
        response = self.client.post(SHARE, {"documents": documents, "login": "none", "error": f"bad key {KEY}"})
        self.assertEqual(response.status_code, 201)
        row = SharedReport.objects.get()
        self.assertNotIn(KEY, json.dumps(row.documents) + row.error)
        self.assertNotIn(KEY, self.client.get(row.get_absolute_url()).content.decode())

    def test_carriage_returns_survive_so_that_the_findings_stay_the_same(self) -> None:
        documents = json.dumps([{"name": "~/.zshrc", "text": "export A=1\r\n"}])
        self.client.post(SHARE, {"documents": documents})
        self.assertIn("\r", SharedReport.objects.get().documents[0]["text"])

    def test_only_the_link_that_was_shown_once_deletes_it(self) -> None:
        path, delete = self.share()
        self.assertEqual(self.client.post(f"{path}delete/", {"token": "guess"}).status_code, 403)
        self.assertContains(self.client.get(delete), "Delete it")
        self.assertEqual(self.client.get(path).status_code, 200, "asking deletes nothing")
        token = delete.partition("token=")[2]
        self.assertContains(self.client.post(f"{path}delete/", {"token": token}), "The report is deleted")
        self.assertContains(self.client.get(path), "has deleted it", status_code=410)
        self.assertEqual(SharedReport.objects.get().documents, [])

    def test_after_thirty_days_it_is_gone_and_the_next_share_forgets_its_text(self) -> None:
        path, delete = self.share()
        SharedReport.objects.update(expires=timezone.now() - dt.timedelta(minutes=1))
        for address in (path, delete):
            self.assertContains(self.client.get(address), "kept for 30 days", status_code=410)
        self.share()
        self.assertEqual(SharedReport.objects.order_by("created").first().documents, [])

    def test_what_is_no_report_is_refused(self) -> None:
        bodies = ["", "{", "[]", "{}", '[{"name": "x"}]', '[{"name": 1, "text": "x"}]', "[" * 9999, "[1]"]
        bodies += [json.dumps([{"name": "~/.zshrc", "text": ""}]), json.dumps([{"name": "a", "text": "b"}] * 81)]
        for body in bodies:
            with self.subTest(body[:40]):
                response = self.client.post(SHARE, {"documents": body})
                self.assertContains(response, "Nothing was shared", status_code=422)
        self.assertFalse(SharedReport.objects.exists())

    def test_another_site_can_neither_share_nor_delete(self) -> None:
        path, delete = self.share()
        headers = {"Origin": "https://evil.example"}
        self.assertEqual(self.client.post(SHARE, self.report_form(), headers=headers).status_code, 403)
        token = delete.partition("token=")[2]
        self.assertEqual(self.client.post(f"{path}delete/", {"token": token}, headers=headers).status_code, 403)
        self.assertEqual(self.client.get(path).status_code, 200)

    def test_a_shared_report_is_not_counted_as_a_check_and_sets_no_cookie(self) -> None:
        path, _ = self.share()
        before = HitHour.objects.get().count
        self.assertFalse(self.client.get(path).cookies)
        self.assertEqual(HitHour.objects.get().count, before)

    def test_an_address_that_was_never_given_out_is_not_found(self) -> None:
        self.assertEqual(self.client.get("/check/r/nothing/").status_code, 404)

    def test_who_has_to_wait_shares_the_same_report_from_the_page_that_says_so(self) -> None:
        fields = self.report_form()
        with mock.patch("diagnostics.limiting.PER_MINUTE", 0):
            answer = self.client.post(SHARE, fields)
        self.assertEqual(answer.status_code, 429)
        self.assertGreater(int(answer["Retry-After"]), 0)
        again = answer.context["again"]
        self.assertEqual(json.loads(again["documents"]), json.loads(fields["documents"]))
        self.assertEqual(self.client.post(SHARE, again).status_code, 201)
        with mock.patch("diagnostics.limiting.PER_MINUTE", 0):
            for accept, form in (("application/json", "application/problem+json"), ("text/plain", "text/plain")):
                answer = self.client.post(SHARE, fields, headers={"Accept": accept})
                self.assertEqual((answer.status_code, answer["Content-Type"].partition(";")[0]), (429, form))
                self.assertContains(answer, "Wait", status_code=429)

    def test_what_is_no_report_is_not_offered_again(self) -> None:
        with mock.patch("diagnostics.limiting.PER_MINUTE", 0):
            for documents in ("", "[]", "[1]", '[{"name": "a"}]', "[" * 50_000, '"' + "x" * 600_000 + '"'):
                answer = self.client.post(SHARE, {"documents": documents})
                self.assertEqual((answer.status_code, answer.context["again"]), (429, {}))

    def test_a_report_that_is_gone_says_so_to_programs_too(self) -> None:
        path, _ = self.share()
        SharedReport.objects.update(expires=timezone.now())
        answer = self.client.get(path, headers={"Accept": "application/json"})
        self.assertEqual((answer.status_code, answer["Cache-Control"]), (410, "no-store"))
        self.assertIn("30 days", answer.json()["detail"])
