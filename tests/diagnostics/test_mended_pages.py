"""A fix is applied on the masked text, checked again, shown with its report, and given as a file; nothing is kept."""

from __future__ import annotations

import base64
import html
import json
import re
import zlib
from urllib.parse import urlencode

from diagnostics.applying import file_name
from diagnostics.models import HitHour, SharedReport

from .seed import KEY, SeededTestCase
from .test_check_page import HTMX, box

MENDED = "/check/mended/"
TEXT = (
    f'export ANTHROPIC_API_KEY="{KEY}"\n'
    'export ANTHROPIC_BASE_URL="https://ai-gateway.vercel.sh/v1"\n'
    "export ANTHROPIC_MODEL=“opus”\n"
    "export ANTHROPIC_SMALL_FAST_MODEL=“haiku”\n"
)
# Letters in no order that could be packed away.
LONG_TEXT = TEXT + "".join(f"alias g{number}='git {number * 7919 % 10007}'\n" for number in range(1_500))


class MendedPageTests(SeededTestCase):
    def carried(self, text: str = TEXT, **data: str) -> dict[str, str]:
        """Check a text, and return the hidden fields of its report."""
        page = self.client.post("/check/", {"text": text, "login": "subscription", **data})
        self.page = page.content.decode()
        form = self.page[self.page.index('<form id="carry"') :].partition("</form>")[0]
        fields = re.findall(r'<input type="hidden" name="(\w+)" value="(.*?)">', form, re.DOTALL)
        return {name: html.unescape(value) for name, value in fields}

    def times(self, line: str, page: str) -> int:
        """How often a page has a line, apart from the copies of the whole report."""
        return re.sub(r'aria-labelledby="copies">.*?</section>', "", page, flags=re.DOTALL).count(line)

    def codes(self, response: object) -> list[str]:
        return [each.rule for each in response.context["report"].findings if each.outcome == "found"]

    def choices(self) -> list[str]:
        """The words of all buttons that apply something."""
        return re.findall(r'name="fix" value="(.*?)"', self.page)

    def test_one_fix_is_applied_and_its_finding_is_gone(self) -> None:
        fields = self.carried()
        [wanted] = [word for word in self.choices() if word.endswith("-CC107")]
        response = self.client.post(MENDED, {**fields, "fix": wanted})
        self.assertEqual(response.status_code, 200)
        self.assertNotIn("CC107", self.codes(response))
        self.assertIn("SH101", self.codes(response))
        self.assertIn('"https://ai-gateway.vercel.sh"\n', box(response))
        self.assertContains(response, "No longer found: CC107")

    def test_all_of_one_rule_are_applied_and_no_other(self) -> None:
        fields = self.carried()
        self.assertIn("SH101", self.choices())
        response = self.client.post(MENDED, {**fields, "fix": "SH101"})
        self.assertNotIn("SH101", self.codes(response))
        self.assertIn("CC107", self.codes(response))

    def test_everything_safe_is_applied_at_once(self) -> None:
        fields = self.carried()
        response = self.client.post(MENDED, {**fields, "fix": "all"})
        self.assertFalse({"CC107", "SH101"} & set(self.codes(response)))
        self.assertEqual(response["Cache-Control"], "no-store")

    def test_what_was_asked_beside_the_text_is_kept(self) -> None:
        fields = self.carried(mode="interactive", error="API Error: 402")
        response = self.client.post(MENDED, {**fields, "fix": "all"})
        self.assertContains(response, 'value="subscription" checked')
        self.assertContains(response, 'value="interactive" checked')
        self.assertEqual(box(response, "error"), "API Error: 402")

    def test_the_system_that_was_said_is_kept(self) -> None:
        text = f'[[ "$OSTYPE" == darwin* ]] && export DISABLE_TELEMETRY=1\n{TEXT}'
        for fix in ("all", "none"):
            with self.subTest(fix):
                response = self.client.post(MENDED, {**self.carried(text, system="macos"), "fix": fix})
                self.assertEqual(str(response.context["report"].system), "macos")
                self.assertContains(response, '<option value="macos" selected>')

    def test_a_page_that_a_report_led_to_leads_back_to_it(self) -> None:
        fields = self.carried()
        before = re.findall(r'<a class="code" href="(/rules/.*?)"', self.page)
        for page in (
            self.client.post("/check/share/", fields),
            self.client.post("/check/cases/", {**fields, "rule": "CC107"}),
            self.client.post("/check/cases/", {**fields, "step": "preview"}),
            self.client.post("/check/cases/", {**fields, "step": "send"}),
        ):
            with self.subTest(page.request["PATH_INFO"], status=page.status_code):
                form = re.search(r'<form class="back".*?</form>', page.content.decode(), re.DOTALL)[0]
                self.assertNotIn(KEY, form)
                sent = dict(re.findall(r'name="(\w+)" value="(.*?)"', form, re.DOTALL))
                back = self.client.post(MENDED, {name: html.unescape(value) for name, value in sent.items()})
                self.assertEqual(self.codes(back), self.codes_before(fields))
                self.assertEqual(re.findall(r'<a class="code" href="(/rules/.*?)"', back.content.decode()), before)
                self.assertNotContains(back, "No longer found")

    def codes_before(self, fields: dict[str, str]) -> list[str]:
        """The codes that the report of these fields finds."""
        return self.codes(self.client.post(MENDED, {**fields, "fix": "none"}))

    def test_a_long_text_is_carried_packed_and_stands_twice_on_the_page(self) -> None:
        fields = self.carried(LONG_TEXT)
        self.assertLess(len(urlencode(fields)), len(LONG_TEXT) / 2)
        self.assertEqual(self.times("alias g1499=", self.page), 2)  # to read, and in the box
        swapped = self.client.post("/check/", {"text": LONG_TEXT, "login": "subscription"}, headers=HTMX)
        self.assertContains(swapped, "data-mended")
        # To read, and mended, for the keys to be put back there.
        self.assertEqual(self.times("alias g1499=", swapped.content.decode()), 2)

    def test_every_button_does_with_a_long_text_what_it_does_with_a_short_one(self) -> None:
        fields = self.carried(LONG_TEXT)
        self.assertIn('name="show" value="all-1"', self.page)
        report = self.client.post("/check/", {"text": LONG_TEXT, "login": "subscription"}).context["report"]
        for button, disposition in (("download", "attachment"), ("show", "inline")):
            with self.subTest(button):
                response = self.client.post(MENDED, {**fields, button: "all-1"})
                self.assertEqual(response["Content-Disposition"], f'{disposition}; filename="mended-zshrc"')
                self.assertEqual(response["Content-Type"], "text/plain; charset=utf-8")
                self.assertEqual(response.content.decode(), report.mended[0].text)
                self.assertNotIn(KEY, response.content.decode())
        self.assertContains(self.client.post(MENDED, {**fields, "fix": "all"}), "No longer found: CC107")
        shared = self.client.post("/check/share/", fields)
        self.assertEqual(shared.status_code, 201)
        self.assertEqual(SharedReport.objects.get().documents[0]["text"], report.documents[0].text)
        back = re.search(r'name="documents" value="(.*?)"', shared.content.decode())
        self.assertEqual(html.unescape(back[1]), fields["documents"])

    def test_what_is_packed_wrongly_or_too_large_is_no_report(self) -> None:
        bomb = base64.urlsafe_b64encode(zlib.compress(b'[{"name": "~/.zshrc", "text": "' + b"A" * 9_000_000)).decode()
        whole = self.carried(LONG_TEXT)["documents"]
        for documents in (f"packed:{bomb}", "packed:", "packed:!!", "packed:AAAA", whole[:-9], f"{whole}AAAA*"):
            with self.subTest(documents[-20:]):
                self.assertEqual(self.client.post(MENDED, {"documents": documents, "fix": "all"}).status_code, 422)
                self.assertEqual(self.client.post("/check/share/", {"documents": documents}).status_code, 422)

    def test_the_mended_file_is_given_masked_under_a_name_that_replaces_nothing(self) -> None:
        fields = self.carried()
        response = self.client.post(MENDED, {**fields, "download": "all-1"})
        self.assertEqual(response["Content-Disposition"], 'attachment; filename="mended-zshrc"')
        self.assertEqual(response["Content-Type"], "text/plain; charset=utf-8")
        self.assertEqual(response["Cache-Control"], "no-store")
        report = self.client.post("/check/", {"text": TEXT, "login": "subscription"}).context["report"]
        self.assertEqual(response.content.decode(), report.mended[0].text)
        self.assertNotIn(KEY, response.content.decode())

    def test_a_text_can_be_given_as_it_is_now(self) -> None:
        fields = self.carried()
        response = self.client.post(MENDED, {**fields, "download": "now-1"})
        self.assertIn("ai-gateway.vercel.sh/v1", response.content.decode())

    def test_several_files_are_mended_each(self) -> None:
        fields = self.carried(settings='{"env": {"ANTHROPIC_BASE_URL": "https://openrouter.ai/api/v1"}}')
        response = self.client.post(MENDED, {**fields, "fix": "SH101"})
        self.assertIn("openrouter", box(response, "settings"))
        self.assertIn('="opus"', box(response))
        self.assertEqual(self.client.post(MENDED, {**fields, "download": "all-2"}).status_code, 200)

    def test_htmx_gets_the_report_alone(self) -> None:
        response = self.client.post(MENDED, {**self.carried(), "fix": "all"}, headers=HTMX)
        self.assertTrue(response.content.decode().strip().startswith('<section id="report"'))

    def test_what_cannot_be_applied_says_so_and_changes_nothing(self) -> None:
        fields = self.carried()
        for changes, status in (
            ({"fix": "CC999"}, 409),
            ({"fix": "F99-CC107"}, 409),
            ({"fix": "../x"}, 409),
            ({"fix": "all", "documents": json.dumps([{"name": "~/.zshrc", "text": "A=1\n"}])}, 409),
            ({"download": "all-9"}, 422),
            ({"download": "now-²"}, 422),
            ({"fix": "all", "documents": "{"}, 422),
        ):
            with self.subTest(changes):
                response = self.client.post(MENDED, {**fields, **changes})
                self.assertEqual(response.status_code, status)
                self.assertContains(response, "Not checked", status_code=status)

    def test_another_site_cannot_make_a_browser_save_its_text(self) -> None:
        response = self.client.post(
            MENDED, {**self.carried(), "download": "now-1"}, headers={"Sec-Fetch-Site": "cross-site"}
        )
        self.assertEqual(response.status_code, 403)

    def test_it_is_no_new_check_and_nothing_is_kept(self) -> None:
        fields = self.carried()
        before = list(HitHour.objects.values_list("code", "count"))
        self.assertFalse(self.client.post(MENDED, {**fields, "fix": "all"}).cookies)
        self.assertEqual(list(HitHour.objects.values_list("code", "count")), before)
        self.assertFalse(SharedReport.objects.exists())

    def test_names_of_files_are_fit_to_be_saved(self) -> None:
        for name, saved in (
            ("~/.zshrc", "mended-zshrc"),
            ("~/.claude/settings.json", "mended-settings.json"),
            ("$HOME\\Documents\\profile.ps1", "mended-profile.ps1"),
            ("commands typed at the prompt", "mended-commands-typed-at-the-prompt"),
            ('a"\r\nX: y', "mended-a-X-y"),
            ("../..", "mended-text"),
            ("x" * 300, "mended-" + "x" * 80),
        ):
            with self.subTest(name):
                self.assertEqual(file_name(name), saved)


class IntendedTests(SeededTestCase):
    def test_each_finding_says_how_it_is_silenced_and_that_works(self) -> None:
        page = self.client.post("/check/", {"text": TEXT, "login": "subscription"}).content.decode()
        comments = re.findall(r"(# verdict: ignore=\w+) because", page)
        self.assertIn("# verdict: ignore=CC107", comments)
        text = TEXT.replace(
            'export ANTHROPIC_BASE_URL="', f'{comments[0][:-5]}CC107 our proxy\nexport ANTHROPIC_BASE_URL="'
        )
        response = self.client.post("/check/", {"text": text, "login": "subscription"})
        self.assertNotIn("CC107", [each.rule for each in response.context["report"].findings])
        self.assertContains(response, "Silenced in the text")
        self.assertContains(response, "our proxy")

    def test_json_has_no_comments_so_none_is_offered(self) -> None:
        settings = '{"env": {"ANTHROPIC_BASE_URL": "https://ai-gateway.vercel.sh/v1"}}'
        response = self.client.post("/check/", {"settings": settings, "login": "subscription"})
        self.assertContains(response, "This format has no comments")
