"""The paste form and its report, with and without htmx."""

import html
import re

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from diagnostics.models import Rule
from diagnostics.samples import SAMPLES
from diagnostics.templatetags.diagnostics import code_spans

from .seed import FOUNDING_CASE, KEY, SeededTestCase

HTMX = {"HX-Request": "true"}


def box(response: object, name: str = "text") -> str:
    """Return what stands in a box of the form."""
    found = re.search(rf'<textarea id="{name}".*?>\n?(.*?)</textarea>', response.content.decode(), re.DOTALL)
    return html.unescape(found[1]) if found else ""


class FormTests(SeededTestCase):
    def test_the_form_says_what_happens_to_the_text_before_the_box(self) -> None:
        page = self.client.get("/check/").content.decode()
        self.assertIn("Your text is sent to this server to be read.", page)
        self.assertLess(page.index("Your text is sent"), page.index("<textarea"))
        self.assertIn("256 KB", page)
        self.assertIn("15,000 lines", page)

    def test_an_example_is_no_page_of_its_own_to_search_engines(self) -> None:
        for query in ("", "?example=empty-key", "?rule=CC101&example=1"):
            page = self.client.get(f"/check/{query}")
            self.assertContains(page, '<link rel="canonical" href="http://testserver/check/">')
        page = self.client.get("/rules/CC101/?hour=2026-11-27T04")
        self.assertContains(page, '<link rel="canonical" href="http://testserver/rules/CC101/">')

    def test_the_form_sets_no_cookie_and_needs_no_token(self) -> None:
        client = Client(enforce_csrf_checks=True)
        self.assertFalse(client.get("/check/").cookies)
        response = client.post("/check/", {"text": FOUNDING_CASE})
        self.assertEqual(response.status_code, 200)
        self.assertFalse(response.cookies)

    def test_each_example_can_be_loaded_by_a_link_and_be_checked(self) -> None:
        self.assertEqual(len(SAMPLES), 4)
        for entry in SAMPLES:
            with self.subTest(entry.slug):
                page = self.client.get("/check/", {"example": entry.slug})
                self.assertEqual(box(page), entry.text)
                self.assertContains(page, f'value="{entry.login}" checked')
                self.assertContains(
                    self.client.post("/check/", {"text": entry.text, "login": entry.login}), 'id="verdict"'
                )

    def test_the_examples_are_what_their_titles_say(self) -> None:
        wanted = {"two-accounts": "CC104", "key-set-twice": "SH104", "empty-key": "CC103"}
        for entry in SAMPLES:
            response = self.client.post("/check/", {"text": entry.text, "login": entry.login})
            codes = [finding.rule for finding in response.context["report"].findings]
            with self.subTest(entry.slug):
                self.assertIn(wanted[entry.slug], codes) if entry.slug in wanted else self.assertEqual(codes, [])

    def test_the_bad_example_of_a_rule_is_loaded_without_its_marks(self) -> None:
        page = self.client.get("/check/?rule=CC101&example=1")
        self.assertIn("ANTHROPIC_API_KEY", box(page))
        self.assertNotIn("#~", box(page))
        self.assertContains(page, 'value="subscription" checked')

    def test_an_example_that_does_not_exist_gives_the_empty_form(self) -> None:
        for query in ("?example=none", "?rule=CC999&example=1", "?rule=CC101&example=999", "?rule=CC101&example=²"):
            with self.subTest(query):
                self.assertEqual(box(self.client.get(f"/check/{query}")), "")


class ReportTests(SeededTestCase):
    def test_a_long_file_is_there_whole_and_folded_where_nothing_is_said(self) -> None:
        text = f"{'alias a=b' + chr(10)}" * 500 + FOUNDING_CASE + f"{'alias a=b' + chr(10)}" * 500
        page = self.client.post("/check/", {"text": text, "login": "subscription"}).content.decode()
        for number in (1, 500, 501, 502, 1002):
            self.assertIn(f'id="L1-{number}"', page)
        before, marked, _ = re.split(r"<summary>Lines 1 to 496:|<summary>Lines 507 to 1,002:", page)
        self.assertIn('id="L1-497"', marked)
        self.assertIn('id="L1-506"', marked)
        self.assertNotIn('id="L1-496"', before)
        self.assertNotIn("<summary>Lines", self.client.post("/check/", {"text": FOUNDING_CASE}).content.decode())

    def test_a_long_line_beside_a_fix_is_cut_where_it_stays_as_it_is(self) -> None:
        text = f'export ANTHROPIC_BASE_URL="https://ai-gateway.vercel.sh/v1"\nexport LONG={"a" * 9000}\n'
        shown = self.client.post("/check/", {"text": text}).context["shown"]
        [diff] = [entry.diff for entry in shown.findings if entry.finding.rule == "CC107"]
        self.assertLess(max(len(line.text) for line in diff), 400)
        self.assertTrue(any("characters …" in line.text for line in diff))

    def test_the_founding_case_gets_its_verdict_finding_headers_and_article(self) -> None:
        page = self.client.post("/check/", {"text": FOUNDING_CASE, "login": "subscription"})
        self.assertEqual(page.status_code, 200)
        for words in ("CC104", "ai-gateway.vercel.sh", "x-ai-gateway-api-key", "authorization", "credits"):
            self.assertContains(page, words)
        self.assertContains(page, 'href="/articles/vercel-ai-gateway-bills-credits-instead-of-claude-max/"')
        self.assertContains(page, 'href="/rules/CC104/"')

    def test_the_first_sentence_of_the_verdict_is_the_heading_and_the_rest_its_text(self) -> None:
        response = self.client.post("/check/", {"text": FOUNDING_CASE, "login": "subscription"})
        sentence = response.context["report"].verdict.sentence
        page = response.content.decode()
        heading = html.unescape(re.search(r'<h2 id="verdict".*?>(.*?)</h2>', page)[1])
        details = html.unescape(re.search(r'<p class="verdict__details">(.*?)</p>', page)[1])
        said, repeated, _ = sentence.partition(" CC104, line 1: ")
        self.assertEqual(f"{heading} {details}", said)
        self.assertTrue(repeated, "the finding, which stands below")
        self.assertTrue(heading.endswith("reported."), heading)

    def test_the_verdict_says_which_lines_decide_and_what_to_change_before_all_else(self) -> None:
        page = self.client.post("/check/", {"text": FOUNDING_CASE}).content.decode()
        verdict = page[page.index('<div class="verdict') : page.index('id="findings"')]
        for words in (
            'href="#L1-1">Line 1</a>',
            'href="#L1-2">Line 2</a>',
            "What to change, if you want that:</strong> delete <a",
            'href="#F1">line 1, line 2</a>.',
        ):
            self.assertIn(words, verdict)
        self.assertLess(page.index('id="verdict"'), page.index('id="check-form"'))
        refused = self.client.post("/check/", {"text": ""}).content.decode()
        self.assertLess(refused.index('id="refusal"'), refused.index("<textarea"))
        self.assertEqual(refused.count('id="refusal"'), 1)

    def test_a_fix_of_one_line_is_told_with_the_line(self) -> None:
        text = 'export ANTHROPIC_BASE_URL="https://openrouter.ai/api/v1"\n'
        page = self.client.post("/check/", {"text": text}).content.decode()
        verdict = page[page.index('<div class="verdict') : page.index('id="findings"')]
        self.assertIn("<strong>What to change:</strong> <a", verdict)
        line = 'export ANTHROPIC_BASE_URL="https://openrouter.ai/api"'
        self.assertIn(f"line 1</a> becomes <code>{html.escape(line)}</code>.", verdict)

    def test_names_between_backticks_are_shown_as_code(self) -> None:
        page = self.client.post("/check/", {"text": FOUNDING_CASE, "login": "subscription"})
        self.assertContains(page, "<code>credentialType</code>")
        self.assertEqual(code_spans("<b> `<i>` `"), "&lt;b&gt; <code>&lt;i&gt;</code> `")

    def test_findings_and_lines_are_linked_both_ways_by_plain_anchors(self) -> None:
        page = self.client.post("/check/", {"text": FOUNDING_CASE, "login": "subscription"}).content.decode()
        self.assertIn('id="F1"', page)
        self.assertIn('href="#F1"', page)
        self.assertIn('id="L1-1"', page)
        self.assertIn('href="#L1-1"', page)
        ids = re.findall(r'\sid="([^"]+)"', page)
        self.assertEqual(len(ids), len(set(ids)))
        for target in re.findall(r'href="#([^"]+)"', page):
            self.assertIn(target, ids)

    def test_htmx_gets_the_report_alone_and_a_browser_the_page(self) -> None:
        fragment = self.client.post("/check/", {"text": FOUNDING_CASE}, headers=HTMX)
        self.assertNotContains(fragment, "<html")
        self.assertTrue(fragment.content.decode().strip().startswith('<section id="report"'))
        page = self.client.post("/check/", {"text": FOUNDING_CASE})
        self.assertContains(page, "<html")
        self.assertIn("HX-Request", page["Vary"])

    def test_no_answer_to_a_check_may_be_kept(self) -> None:
        for text in (FOUNDING_CASE, ""):
            for headers in ({}, HTMX):
                self.assertEqual(
                    self.client.post("/check/", {"text": text}, headers=headers)["Cache-Control"], "no-store"
                )

    def test_the_box_holds_the_masked_text_after_a_check(self) -> None:
        page = self.client.post("/check/", {"text": f"export ANTHROPIC_API_KEY={KEY}\n", "login": "subscription"})
        self.assertNotContains(page, KEY)
        self.assertIn("‹anthropic-api-key, 102 characters, #1›", box(page))
        self.assertContains(page, "1 × anthropic-api-key")

    def test_checking_the_masked_text_again_finds_the_same(self) -> None:
        first = self.client.post("/check/", {"text": f"export ANTHROPIC_API_KEY={KEY}\n", "login": "subscription"})
        again = self.client.post("/check/", {"text": box(first), "login": "subscription"})
        self.assertEqual(first.context["report"].findings, again.context["report"].findings)

    def test_line_ends_that_a_browser_adds_are_no_finding(self) -> None:
        page = self.client.post("/check/", {"text": FOUNDING_CASE.replace("\n", "\r\n"), "login": "subscription"})
        self.assertEqual(page.context["report"].documents[0].text, FOUNDING_CASE)

    def test_an_uploaded_file_is_read_under_its_own_name_and_goes_before_the_box(self) -> None:
        upload = SimpleUploadedFile(".bashrc", f"export ANTHROPIC_API_KEY={KEY}\r\n".encode())
        page = self.client.post("/check/", {"text": "A=1", "file": upload, "login": "subscription"})
        document = page.context["report"].documents[0]
        self.assertEqual((document.name, document.kind), ("~/.bashrc", "bash"))
        self.assertIn("\r\n", document.text)

    def test_settings_beside_the_shell_win_over_it(self) -> None:
        data = {
            "text": "export ANTHROPIC_BASE_URL=https://one.example\n",
            "settings": '{"env": {"ANTHROPIC_BASE_URL": "https://two.example"}}',
            "login": "subscription",
        }
        page = self.client.post("/check/", data)
        self.assertEqual(
            [document.name for document in page.context["report"].documents], ["~/.zshrc", "~/.claude/settings.json"]
        )
        self.assertEqual(page.context["report"].requests[0].endpoint, "https://two.example")
        self.assertContains(page, 'id="L2-1"')

    def test_the_kind_that_was_chosen_overrules_the_name(self) -> None:
        page = self.client.post("/check/", {"text": "export A=1\n", "kind": "dotenv"})
        self.assertEqual(page.context["report"].documents[0].kind, "dotenv")
        self.assertContains(page, '<option value="dotenv" selected>dotenv</option>')
        page = self.client.post("/check/", {"text": "export A=1\n", "kind": "csh"})
        self.assertEqual(page.context["report"].documents[0].kind, "zsh")

    def test_the_system_that_was_chosen_is_used_said_and_kept_in_the_form(self) -> None:
        text = "[[ $OSTYPE == darwin* ]] && export ANTHROPIC_BASE_URL=https://openrouter.ai/api\n"
        page = self.client.post("/check/", {"text": text, "login": "none", "system": "macos"})
        self.assertContains(page, "read for macOS")
        self.assertContains(page, '<option value="macos" selected>macOS</option>', html=True)
        self.assertEqual(page.context["report"].environment.get("ANTHROPIC_BASE_URL").state, "set")
        page = self.client.post("/check/", {"text": text, "login": "none", "system": "beos"})
        self.assertIsNone(page.context["report"].system)

    def test_a_post_is_shown_in_parts_with_the_lines_of_the_post(self) -> None:
        text = "Hi, here is my `~/.zshrc`:\n\n```\nexport ANTHROPIC_BASE_URL=https://openrouter.ai/api/v1\n```\n"
        page = self.client.post("/check/", {"text": text, "login": "none"})
        self.assertEqual([one.name for one in page.context["report"].documents], ["text on line 1", "~/.zshrc"])
        self.assertContains(page, "read as zsh (from line 4 of your paste)")
        self.assertContains(page, "not read as code")
        self.assertContains(page, 'id="L2-4"')
        self.assertContains(page, "line 4 of your paste")
        self.assertEqual(box(page), text)

    def test_an_error_message_finds_its_article(self) -> None:
        page = self.client.post("/check/", {"text": "A=1", "error": "API Error: 402 insufficient_funds"})
        self.assertIn(
            ("vercel-ai-gateway-bills-credits-instead-of-claude-max", "signature"),
            [(entry.slug, entry.why) for entry in page.context["report"].articles],
        )
        self.assertContains(page, "knows your error message")

    def test_html_in_a_paste_is_shown_as_text(self) -> None:
        page = self.client.post(
            "/check/", {"text": "export A='</textarea><script>alert(1)</script>'\n", "name": "<b>x"}
        )
        self.assertNotContains(page, "<script>alert")
        self.assertNotContains(page, "<b>x")

    def test_a_rule_that_cannot_be_read_is_said_in_the_report_and_stops_nothing(self) -> None:
        Rule.objects.filter(code="CC107").update(source="nonsense", version=99)
        page = self.client.post("/check/", {"text": FOUNDING_CASE, "login": "subscription"})
        self.assertContains(page, "The rule CC107 could not be read")
        self.assertContains(page, "CC104")

    def test_a_draft_or_removed_rule_is_not_run(self) -> None:
        for status in ("draft", "deprecated", "removed"):
            rule = self.rule("CC104")
            rule.status = status
            rule.save()
            page = self.client.post("/check/", {"text": FOUNDING_CASE, "login": "subscription"})
            self.assertNotIn("CC104", [finding.rule for finding in page.context["report"].findings])

    def test_five_thousand_findings_are_shown_in_part_and_counted(self) -> None:
        page = self.client.post("/check/", {"text": "export A = 1\n" * 5_000})
        self.assertEqual(page.status_code, 200)
        self.assertLess(len(page.content), 4_000_000)

    def test_a_sentence_about_what_is_not_known_is_no_command_to_copy(self) -> None:
        page = self.client.post("/check/", {"text": FOUNDING_CASE, "login": "subscription"})
        self.assertContains(page, "Start <code>claude</code> and type <code>/status</code>, which names the files")
        self.assertNotContains(page, "<code>start")

    def test_the_page_that_says_who_pays_is_named_by_its_site(self) -> None:
        text = "export ANTHROPIC_BASE_URL=https://openrouter.ai/api\nexport ANTHROPIC_AUTH_TOKEN=x\n"
        self.assertContains(self.client.post("/check/", {"text": text}), 'rel="external noreferrer">openrouter.ai</a>')


class BadInputTests(SeededTestCase):
    def refused(self, status: int, words: str, data: dict) -> object:
        for headers in (HTMX, {}):
            response = self.client.post("/check/", data, headers=headers)
            self.assertEqual(response.status_code, status)
            self.assertContains(response, words, status_code=status)
            self.assertContains(response, 'role="alert"', status_code=status)
        return response

    def test_empty(self) -> None:
        self.refused(422, "is empty", {"text": ""})
        self.refused(422, "is empty", {"text": " \n\n"})
        self.refused(422, "is empty", {})

    def test_nul_bytes_name_the_line_and_the_text_stays(self) -> None:
        response = self.refused(415, "line 2", {"text": "A=1\nB=\0\n"})
        self.assertIn("A=1", box(response))

    def test_invalid_utf_8_in_a_file_names_the_line(self) -> None:
        upload = SimpleUploadedFile(".zshrc", b"A=1\nB=2\nC=\xff\xfe\n")
        self.assertContains(self.client.post("/check/", {"file": upload}), "Line 3 of", status_code=415)

    def test_too_many_lines_and_too_many_bytes(self) -> None:
        self.refused(413, "15,000", {"text": "A=1\n" * 15_001})
        self.refused(413, "256 KB", {"text": "A" * 300_000})

    def test_ten_megabytes_are_refused_without_an_echo(self) -> None:
        response = self.client.post("/check/", {"text": "A" * 10_000_000})
        self.assertEqual(response.status_code, 413)
        self.assertLess(len(response.content), 100_000)
        upload = SimpleUploadedFile(".zshrc", b"A" * 10_000_000)
        self.assertEqual(self.client.post("/check/", {"file": upload}).status_code, 413)

    def test_unbalanced_quotes_and_deep_nesting_are_read(self) -> None:
        for text in ("export A='b\nexport C=d\n", "$(" * 5_000, "{" * 20_000, "((" * 20_000, "if true; then\n" * 2_000):
            self.assertEqual(self.client.post("/check/", {"text": text}).status_code, 200)

    def test_the_text_stays_in_the_box_masked_when_it_is_refused(self) -> None:
        response = self.refused(413, "15,000", {"text": f"export ANTHROPIC_API_KEY={KEY}\n" + "A=1\n" * 15_001})
        self.assertNotContains(response, KEY, status_code=413)

    def test_more_than_sixty_checks_in_a_minute_are_refused_with_the_time_to_wait(self) -> None:
        statuses = [self.client.post("/check/", {"text": "A=1"}, headers=HTMX).status_code for _ in range(61)]
        if 429 not in statuses:  # the minute turned meanwhile
            statuses = [self.client.post("/check/", {"text": "A=1"}, headers=HTMX).status_code for _ in range(61)]
        self.assertIn(429, statuses)
        response = self.client.post("/check/", {"text": "A=1"})
        self.assertEqual(response.status_code, 429)
        self.assertTrue(0 < int(response["Retry-After"]) <= 60)
        self.assertIn("A=1", box(response))
        other = self.client.post("/check/", {"text": "A=1"}, REMOTE_ADDR="127.0.0.2")
        self.assertEqual(other.status_code, 200)

    def test_other_methods_are_refused(self) -> None:
        self.assertEqual(self.client.put("/check/").status_code, 405)


class SoughtTests(SeededTestCase):
    """Where prose ends without a finding, its words can be looked for in the articles."""

    PROSE = f"My gateway of acme.example bills credits and not the subscription, since tuesday. I told it {KEY}, too.\n"

    def check(self, text: str, **more: str) -> object:
        return self.client.post("/check/", {"text": text, "name": "post.md", **more})

    def link(self, response: object) -> str:
        found = re.search(r'<a href="(/search/[^"]+)">Search the articles', response.content.decode())
        return html.unescape(found[1]) if found else ""

    def test_prose_without_a_finding_offers_a_search_for_its_words(self) -> None:
        link = self.link(self.check(self.PROSE))
        self.assertTrue(link.endswith("&from=report"))
        for word in ("gateway", "bills", "credits", "subscription"):
            self.assertIn(word, link)
        self.assertContains(self.client.get(link), '<ol class="article-list">')

    def test_the_link_holds_no_secret_and_no_name_of_a_person(self) -> None:
        link = self.link(self.check(self.PROSE))
        for word in ("acme", "tuesday", "sk-ant", "dummy", "anthropic"):
            self.assertNotIn(word, link.lower())

    def test_a_message_beside_a_file_is_sought_too(self) -> None:
        response = self.check("export EDITOR=vim\n", error="the gateway bills credits", name="~/.zshrc")
        self.assertIn("gateway", self.link(response))

    def test_a_file_without_prose_offers_none(self) -> None:
        self.assertEqual(self.link(self.check("export EDITOR=vim # gateway credits\n", name="~/.zshrc")), "")

    def test_nothing_is_offered_for_words_that_no_article_uses(self) -> None:
        response = self.check("Xylophone trombone tuesday; violin narwhal.\n")
        self.assertEqual(self.link(response), "")
        self.assertContains(response, "That is no proof")

    def test_nothing_is_offered_beside_a_finding(self) -> None:
        self.assertEqual(self.link(self.check(FOUNDING_CASE, name="~/.zshrc")), "")
