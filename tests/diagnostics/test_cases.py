"""A reader sends a case: shown before it goes, masked, without cookie or script; and takes it back."""

from __future__ import annotations

import datetime as dt
import html
import json
import re
from unittest import mock

from django.http import HttpResponse
from django.utils import timezone

from diagnostics import cases, limiting
from diagnostics.engine.masking.secrets import mask_text
from diagnostics.models import CaseState, CheckMinute, SubmittedCase

from .seed import FOUNDING_CASE, KEY, SeededTestCase

CASE = "/check/cases/"
QUIET = "export PAGER=less\n"


class CaseTestCase(SeededTestCase):
    def fields(self, page: HttpResponse) -> dict[str, str]:
        """Return the hidden fields of the last form of a page that sends a case, or of the report's."""
        text = page.content.decode()
        form = text[
            text.index('<form id="carry"') if 'id="carry"' in text else text.rindex('<form class="case-form"') :
        ]
        found = re.findall(
            r'<input type="hidden" name="(\w+)" value="(.*?)">', form[: form.index("</form>")], re.DOTALL
        )
        return {name: html.unescape(value) for name, value in found}

    def carried(self, text: str = FOUNDING_CASE, **data: str) -> dict[str, str]:
        """Return what the page of a report carries."""
        return self.fields(self.client.post("/check/", {"text": text, "login": "subscription", **data}))

    def send(self, text: str = FOUNDING_CASE, rule: str = "CC104", **data: str) -> HttpResponse:
        """Go the whole way by the forms: report, words, preview, send."""
        asked = self.client.post(CASE, {**self.carried(text), "rule": rule})
        preview = self.client.post(CASE, {**self.fields(asked), **data, "step": "preview"})
        return self.client.post(CASE, {**self.fields(preview), "step": "send"})

    def delete_link(self, page: HttpResponse) -> str:
        return html.unescape(re.search(r"<pre><code>http://testserver(.*?)</code>", page.content.decode())[1])


class SendingTests(CaseTestCase):
    def test_a_report_offers_it_at_each_finding_and_for_the_whole(self) -> None:
        page = self.client.post("/check/", {"text": FOUNDING_CASE, "login": "subscription"}).content.decode()
        buttons = re.findall(rf'<button[^>]+formaction="{CASE}" name="rule" value="(\w*)"', page)
        self.assertEqual(buttons, ["CC104", ""])

    def test_a_report_that_found_nothing_offers_it_too(self) -> None:
        page = self.client.post("/check/", {"text": QUIET}).content.decode()
        self.assertIn(f'formaction="{CASE}" name="rule" value=""', page)
        self.assertIn("Something should have been found", page)
        self.assertEqual(self.send(QUIET, rule="").status_code, 201)
        self.assertEqual(SubmittedCase.objects.get().found, [])

    def test_what_is_kept_is_what_the_preview_showed(self) -> None:
        asked = self.client.post(CASE, {**self.carried(system="macos"), "rule": "CC104"})
        self.assertContains(asked, "CC104")
        words = f"I expected\r\nno charge, not {KEY}."
        preview = self.client.post(
            CASE, {**self.fields(asked), "words": words, "email": "reader@example.test", "step": "preview"}
        )
        self.assertFalse(SubmittedCase.objects.exists(), "looking keeps nothing")
        self.assertNotContains(preview, KEY)
        shown = html.unescape(preview.content.decode())
        self.assertEqual(self.client.post(CASE, {**self.fields(preview), "step": "send"}).status_code, 201)
        row = SubmittedCase.objects.get()
        kept = [row.words, row.email, row.verdict, row.digest[:12], row.concerns, *row.found]
        for text in (*kept, *(document["text"].strip() for document in row.documents)):
            with self.subTest(text[:40]):
                self.assertIn(text, shown)
        self.assertEqual(row.words, mask_text(words.replace("\r\n", "\n")))
        self.assertEqual((row.concerns, row.login, row.system), ("CC104", "subscription", "macos"))
        self.assertEqual(row.state, CaseState.NEW)

    def test_words_can_be_changed_after_the_preview(self) -> None:
        asked = self.client.post(CASE, self.carried())
        preview = self.client.post(CASE, {**self.fields(asked), "words": "First try.", "step": "preview"})
        again = self.client.post(CASE, {**self.fields(preview), "step": ""})
        self.assertContains(again, "First try.</textarea>")

    def test_words_and_address_may_stay_empty(self) -> None:
        self.send()
        row = SubmittedCase.objects.get()
        self.assertEqual((row.words, row.email), ("", ""))

    def test_long_words_are_cut_and_masking_them_again_changes_nothing(self) -> None:
        self.send(words=f"{KEY} " * 300)
        row = SubmittedCase.objects.get()
        self.assertLessEqual(len(row.words), cases.LONGEST_WORDS)
        self.assertEqual(mask_text(row.words), row.words)
        self.assertNotIn(KEY[:30], row.words)

    def test_an_address_that_is_none_is_said_at_its_field_and_not_kept(self) -> None:
        for wrong in ("somebody", "a@b", f"{KEY}@example.test", "x" * 250 + "@example.test"):
            for step in ("preview", "send"):
                with self.subTest(wrong[:30], step=step):
                    page = self.client.post(CASE, {**self.carried(), "email": wrong, "step": step})
                    self.assertContains(page, "This is no e-mail address", status_code=422)
                    self.assertContains(page, 'aria-describedby="email-hint email-fault"', status_code=422)
                    self.assertNotContains(page, KEY, status_code=422)
        self.assertFalse(SubmittedCase.objects.exists())

    def test_no_key_reaches_the_database_whatever_the_form_sends(self) -> None:
        documents = json.dumps([{"name": f"~/{KEY}", "text": f"export ANTHROPIC_API_KEY={KEY}\n"}])
        sent = {"documents": documents, "error": f"bad {KEY}", "words": KEY, "rule": KEY, "login": KEY, "step": "send"}
        self.assertEqual(self.client.post(CASE, sent).status_code, 201)
        row = SubmittedCase.objects.get()
        self.assertNotIn(KEY, repr(vars(row)))
        self.assertEqual((row.concerns, row.login), ("", "unknown"))

    def test_a_rule_that_does_not_exist_is_no_concern(self) -> None:
        self.send(rule="ZZ999")
        self.assertEqual(SubmittedCase.objects.get().concerns, "")

    def test_what_is_no_report_is_refused(self) -> None:
        for documents in ("", "{", "[]", '[{"name": "x"}]', "[1]"):
            for step in ("", "preview", "send"):
                page = self.client.post(CASE, {"documents": documents, "step": step})
                self.assertContains(page, "Nothing was sent", status_code=422)

    def test_no_step_sets_a_cookie_or_may_be_kept_by_a_cache(self) -> None:
        asked = self.client.post(CASE, self.carried())
        preview = self.client.post(CASE, {**self.fields(asked), "step": "preview"})
        sent = self.client.post(CASE, {**self.fields(preview), "step": "send"})
        for page in (asked, preview, sent, self.client.get(self.delete_link(sent))):
            self.assertFalse(page.cookies)
            self.assertEqual(page["Cache-Control"], "no-store")
            self.assertIn("noindex", page["X-Robots-Tag"])
            self.assertEqual(page["Referrer-Policy"], "same-origin")

    def test_without_a_report_one_begins_with_a_check(self) -> None:
        self.assertRedirects(self.client.get(CASE), "/check/")


class LimitTests(CaseTestCase):
    def test_another_site_can_neither_send_nor_delete(self) -> None:
        link = self.delete_link(self.send())
        headers = {"Origin": "https://evil.example"}
        self.assertEqual(self.client.post(CASE, {**self.carried(), "step": "send"}, headers=headers).status_code, 403)
        path, _, token = link.partition("?token=")
        self.assertEqual(self.client.post(path, {"token": token}, headers=headers).status_code, 403)
        self.assertEqual(SubmittedCase.objects.count(), 1)

    def test_one_address_sends_ten_a_day_and_looks_as_often_as_it_likes(self) -> None:
        fields = {**self.carried(), "step": "send"}
        answers = [self.client.post(CASE, fields).status_code for _ in range(limiting.CASES_A_DAY + 1)]
        self.assertEqual(answers, [201] * limiting.CASES_A_DAY + [429])
        self.assertEqual(self.client.post(CASE, {**fields, "step": "preview"}).status_code, 200)
        other = self.client.post(CASE, fields, REMOTE_ADDR="127.0.0.2")
        self.assertEqual(other.status_code, 201)
        with mock.patch("diagnostics.limiting.time.time", return_value=timezone.now().timestamp() + 86_400):
            self.assertEqual(self.client.post(CASE, fields).status_code, 201)

    def test_the_days_count_outlives_the_purge_of_minutes(self) -> None:
        fields = {**self.carried(), "step": "send"}
        day = int(timezone.now().timestamp()) // 86_400 * 86_400
        for minute in range(0, 1_440, 100):
            with mock.patch("diagnostics.limiting.time.time", return_value=day + minute * 60):
                answer = self.client.post(CASE, fields)
        self.assertEqual(answer.status_code, 429)

    def test_a_case_sets_back_nobodys_count_of_checks(self) -> None:
        fields = {**self.carried(), "step": "send"}
        before = CheckMinute.objects.get().count
        self.client.post(CASE, fields)
        self.assertEqual(CheckMinute.objects.order_by("minute").first().count, before + 1)

    def test_too_many_checks_in_a_minute_are_too_many_here_as_well(self) -> None:
        fields = self.carried()
        with mock.patch("diagnostics.limiting.PER_MINUTE", 0):
            self.assertEqual(self.client.post(CASE, fields).status_code, 429)

    def test_who_has_to_wait_loses_no_word_and_shows_no_key(self) -> None:
        fields = {**self.carried(), "words": f"My key is {KEY}", "step": "send", "email": "bob@example.test"}
        documents = json.loads(fields["documents"])
        documents[0]["text"] += f"export ANTHROPIC_API_KEY={KEY}\n"  # not from our page, which carries masks
        fields["documents"] = json.dumps(documents)
        for limit in ("PER_MINUTE", "CASES_A_DAY"):
            with self.subTest(limit), mock.patch(f"diagnostics.limiting.{limit}", 0):
                answer = self.client.post(CASE, fields)
                self.assertEqual(answer.status_code, 429)
                self.assertGreater(int(answer["Retry-After"]), 0)
                self.assertNotContains(answer, KEY, status_code=429)
                for text in ("My key is", "bob@example.test", 'name="step" value="send"', 'name="documents"'):
                    self.assertContains(answer, text, status_code=429)

    def test_a_full_queue_takes_no_more(self) -> None:
        with mock.patch("diagnostics.cases.MOST_WAITING", 0):
            self.assertContains(self.send(), "More cases wait", status_code=503)


class LeavingTests(CaseTestCase):
    def test_the_thanks_name_a_number_and_the_link_that_deletes(self) -> None:
        page = self.send(email="reader@example.test")
        row = SubmittedCase.objects.get()
        self.assertContains(page, row.reference, status_code=201)
        self.assertRegex(row.reference, r"^C-[2-9A-Z]{4}-[2-9A-Z]{4}$")
        link = self.delete_link(page)
        path, _, token = link.partition("?token=")
        self.assertNotIn(token, row.delete_digest)
        self.assertEqual(self.client.post(path, {"token": "guess"}).status_code, 403)
        self.assertContains(self.client.get(link), "Delete it")
        self.assertTrue(SubmittedCase.objects.exists(), "asking deletes nothing")
        self.assertContains(self.client.post(path, {"token": token}), "The case is deleted")
        self.assertFalse(SubmittedCase.objects.exists())
        self.assertContains(self.client.get(link), "There is no such case", status_code=404)

    def test_after_half_a_year_all_goes_but_what_was_made_something_of_loses_only_the_address(self) -> None:
        self.send(email="reader@example.test")
        for state in CaseState.values:
            row = SubmittedCase.objects.first()
            row.pk, row.reference, row.state = None, state, state
            row.save()
        SubmittedCase.objects.update(expires=timezone.now() - dt.timedelta(minutes=1))
        cases.purge()
        left = SubmittedCase.objects.order_by("state").values_list("reference", "email")
        self.assertEqual(list(left), [("article", ""), ("example", "")])

    def test_the_next_one_sent_forgets_those_whose_time_is_over(self) -> None:
        self.send()
        SubmittedCase.objects.update(expires=timezone.now() - dt.timedelta(minutes=1))
        self.send(QUIET)
        self.assertEqual(SubmittedCase.objects.count(), 1)
        left = SubmittedCase.objects.get().expires - timezone.now()
        self.assertEqual(left.days, cases.DAYS - 1)
