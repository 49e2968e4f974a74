"""Staff write rules in the admin: the gate answers at line and caret, and nothing typed is lost."""

from __future__ import annotations

import html
import re
from pathlib import Path

from django.contrib.auth import get_user_model
from django.contrib.auth.models import Permission
from django.urls import reverse

from diagnostics.models import Rule, Status
from diagnostics.ruleform import TRY_OUT
from diagnostics.rulelist import GROUPS

from .seed import KEY, SeededTestCase, alice

RULES_DIR = Path(__file__).resolve().parents[2] / "diagnostics" / "rules"
ADD = reverse("admin:diagnostics_rule_add")
LIST = reverse("admin:diagnostics_rule_changelist")
NEW = '''\
code = "CC901"
name = "editor-is-ed"
title = "The editor is ed"
severity = "notice"
confidence = "certain"
since = 2026-11-25
article = "a-later-line-wins"
at = "LINEED"
message = "LINEED is ed on {where}."
why = "It is the standard editor."

[when]
var = "LINEED"
is = "is-set"

[[example]]
kind = "bad"
title = "It is set"
text = """
export LINEED=ed #~ CC901
"""

[[example]]
kind = "good"
title = "Another variable"
text = """
export PAGER=less
"""
'''


class RuleAdminTests(SeededTestCase):
    @classmethod
    def setUpTestData(cls) -> None:
        super().setUpTestData()
        cls.alice = alice()

    def setUp(self) -> None:
        self.client.force_login(self.alice)

    def add(self, source: str, status: str = "active", **more: str) -> object:
        return self.client.post(ADD, {"status": status, "source": source, "seen_version": "0", **more})

    def change(self, rule: Rule, source: str, status: str = "active", **more: str) -> object:
        address = reverse("admin:diagnostics_rule_change", args=(rule.pk,))
        data = {"status": status, "source": source, "seen_version": str(rule.version), **more}
        return self.client.post(address, data)

    def errors(self, response: object) -> str:
        """Return the text of the page's lists of errors."""
        self.assertEqual(response.status_code, 200)
        lists = re.findall(r'<ul class="errorlist.*?</ul>', response.content.decode(), re.DOTALL)
        return html.unescape(re.sub(r"<[^>]+>", "", "\n".join(lists)))

    def box(self, response: object) -> str:
        found = re.search(r'<textarea name="source".*?>\n?(.*?)</textarea>', response.content.decode(), re.DOTALL)
        return html.unescape(found[1])

    def test_a_sound_rule_goes_active_and_the_next_check_runs_it(self) -> None:
        self.assertRedirects(self.add(NEW), LIST)
        report = self.client.post("/check/", {"text": "export LINEED=ed\n"}).context["report"]
        self.assertEqual([finding.rule for finding in report.findings], ["CC901"])

    def test_a_mistake_in_the_text_is_shown_with_its_line_and_a_caret(self) -> None:
        line = NEW[: NEW.index("[when]")].count("\n") + 3
        mistakes = {
            'is = "is-set"': ('is = "is-sett"', f"  {line} | is = "),
            'severity = "notice"': ('severity = "fatal"', "  4 | severity = "),
            'code = "CC901"': ("code = CC901", "  1 | code = CC901"),
            'at = "LINEED"': ('att = "LINEED"', "  8 | att = "),
        }
        for right, (wrong, shown) in mistakes.items():
            with self.subTest(wrong):
                text = NEW.replace(right, wrong)
                response = self.add(text, status="draft")
                said = self.errors(response)
                self.assertIn(shown, said)
                self.assertRegex(said, r"\| +\^")
                self.assertEqual(self.box(response), text, "the draft stays in the form")
        self.assertFalse(Rule.objects.filter(code="CC901").exists())

    def test_an_example_that_comes_out_otherwise_is_shown_at_its_line_and_stops_publishing(self) -> None:
        text = NEW.replace("export PAGER=less", "export LINEED=vi")
        response = self.add(text)
        said = self.errors(response)
        self.assertIn("in the example “Another variable”", said)
        self.assertIn("  1 | export LINEED=vi\n    | ^^^^^^^^^^^^^^^^\n", said)
        self.assertIn("expected: nothing here\n", said)
        self.assertIn("got:      CC901: LINEED is ed on line 1.", said)
        self.assertEqual(self.box(response), text)
        self.assertRedirects(self.add(text, status="draft"), LIST, msg_prefix="a draft may be unfinished")

    def test_a_rule_that_fires_on_another_rules_example_does_not_go_active(self) -> None:
        text = NEW.replace('var = "LINEED"', 'var = "ANTHROPIC_API_KEY"').replace(
            "LINEED=ed", "ANTHROPIC_API_KEY=sk-DUMMY"
        )
        self.assertIn("CC101", self.errors(self.add(text)))

    def test_a_rule_that_finds_fault_with_a_documented_configuration_does_not_go_active(self) -> None:
        text = NEW.replace('var = "LINEED"', 'var = "NO_PROXY"').replace("LINEED=ed", "NO_PROXY=localhost")
        said = self.errors(self.add(text))
        self.assertIn("a documented configuration is found fault with", said)
        self.assertRedirects(self.add(text, status="draft"), LIST)

    def test_an_article_that_does_not_exist_stops_publishing(self) -> None:
        self.assertIn("no-such-article", self.errors(self.add(NEW.replace("a-later-line-wins", "no-such-article"))))

    def test_a_try_out_runs_the_examples_and_saves_nothing(self) -> None:
        response = self.add(NEW, status="draft", **{TRY_OUT: "1"})
        self.assertContains(response, "Every example comes out as marked")
        broken = self.add(NEW.replace("PAGER=less", "LINEED=vi"), status="draft", **{TRY_OUT: "1"})
        self.assertIn("LINEED=vi", self.errors(broken))
        self.assertFalse(Rule.objects.filter(code="CC901").exists())

    def test_a_real_key_is_masked_in_the_form_and_stored_nowhere(self) -> None:
        real = KEY.replace("DUMMY", "q7Zk2")
        response = self.add(NEW.replace("LINEED=ed", f"LINEED={real}"), status="draft")
        self.assertIn("what may be a real key", self.errors(response))
        self.assertNotIn(real, response.content.decode())
        self.assertFalse(Rule.history.filter(source__contains=real).exists())

    def test_the_code_of_a_rule_never_changes_and_is_never_used_again(self) -> None:
        rule = self.rule("SH104")
        self.assertIn("never changes", self.errors(self.change(rule, rule.source.replace("SH104", "SH999"))))
        self.assertIn("already", self.errors(self.add(rule.source)))

    def test_of_two_who_edit_at_once_the_second_sees_the_others_change_and_loses_nothing(self) -> None:
        self.add(NEW)
        rule = self.rule("CC901")
        first, second = NEW.replace("standard editor", "first word"), NEW.replace("standard editor", "second word")
        self.assertRedirects(self.change(rule, first), LIST)
        response = self.change(rule, second)
        said = self.errors(response)
        self.assertIn("+why = ", said)
        self.assertIn("first word", said)
        self.assertEqual(self.box(response), second)
        self.assertIn("first word", self.rule("CC901").source)

    def test_the_history_says_who_changed_what(self) -> None:
        self.add(NEW)
        rule = self.rule("CC901")
        self.change(rule, NEW.replace("standard editor", "editor of choice"))
        page = self.client.get(reverse("admin:diagnostics_rule_history", args=(rule.pk,)))
        self.assertContains(page, "editor of choice")
        self.assertContains(page, "alice")

    def test_any_two_versions_are_compared_and_one_is_restored_through_the_gate(self) -> None:
        self.add(NEW)
        for words in ("editor of choice", "editor of the house"):
            self.change(self.rule("CC901"), NEW.replace("standard editor", words))
        rule = self.rule("CC901")
        first, third = rule.history.get(version=1).pk, rule.history.get(version=3).pk
        page = self.client.get(reverse("admin:diagnostics_rule_compare", args=(rule.pk,)), {"from": third, "to": first})
        self.assertContains(page, "-why = &quot;It is the standard editor.&quot;")
        self.assertContains(page, "+why = &quot;It is the editor of the house.&quot;")
        restore = reverse("admin:diagnostics_rule_restore", args=(rule.pk, first))
        self.assertContains(page, f'action="{restore}"')
        self.assertContains(self.client.post(restore, follow=True), "Version 1 is restored.")
        self.assertEqual((self.rule("CC901").source, self.rule("CC901").version), (NEW, 4))
        self.assertEqual(self.rule("CC901").history.first().history_change_reason, "version 1 restored")

    def test_a_version_that_does_not_pass_the_gate_any_more_is_not_restored_into_a_rule_that_runs(self) -> None:
        broken = NEW.replace("PAGER=less", "LINEED=vi")
        self.add(broken, status="draft")
        rule = self.rule("CC901")
        self.change(rule, NEW)
        restore = reverse("admin:diagnostics_rule_restore", args=(rule.pk, rule.history.last().pk))
        self.assertContains(self.client.post(restore, follow=True), "could not be restored")
        self.assertEqual(self.rule("CC901").source, NEW)

    def test_a_former_version_is_read_by_who_may_see_rules_and_changes_nothing_by_being_posted_to(self) -> None:
        rule = self.rule("CC101")
        version = reverse("admin:diagnostics_rule_simple_history", args=(rule.pk, rule.history.first().pk))
        charlie = get_user_model().objects.create_user("charlie", is_staff=True)
        charlie.user_permissions.add(Permission.objects.get(codename="view_rule"))
        self.client.force_login(charlie)
        self.assertNotContains(self.client.get(version), "Restore")
        self.client.post(version, {"status": "removed", "source": rule.source, "seen_version": rule.version})
        self.assertEqual(self.rule("CC101").status, "active")
        restore = reverse("admin:diagnostics_rule_restore", args=(rule.pk, rule.history.first().pk))
        self.assertEqual(self.client.post(restore).status_code, 403)

    def test_only_a_draft_may_be_deleted(self) -> None:
        active = reverse("admin:diagnostics_rule_delete", args=(self.rule("CC101").pk,))
        self.assertEqual(self.client.post(active, {"post": "yes"}).status_code, 403)
        self.add(NEW, status="draft")
        draft = reverse("admin:diagnostics_rule_delete", args=(self.rule("CC901").pk,))
        self.assertRedirects(self.client.post(draft, {"post": "yes"}), LIST)

    def test_line_ends_of_a_browser_are_no_change(self) -> None:
        rule = self.rule("CC101")
        self.change(rule, rule.source.replace("\n", "\r\n"))
        self.assertEqual(self.rule("CC101").source, rule.source)

    def test_a_stranger_is_sent_to_the_log_in_and_a_reader_without_rights_is_refused(self) -> None:
        self.client.logout()
        self.assertRedirects(self.client.get(LIST), f"/admin/login/?next={LIST}")
        charlie = get_user_model().objects.create_user("charlie", is_staff=True)
        self.client.force_login(charlie)
        self.assertEqual(self.client.get(LIST).status_code, 403)


class RulePageTests(SeededTestCase):
    def test_the_page_of_a_rule_says_when_it_fires_and_shows_its_examples_marked(self) -> None:
        page = self.client.get("/rules/CC101/")
        for words in (
            "Fires when",
            "ANTHROPIC_API_KEY",
            "Problem",
            "Correct",
            "Exceptions",
            "# verdict: ignore=CC101 because",
            "/articles/api-key-used",
        ):
            self.assertContains(page, words)
        self.assertNotContains(page, "#~")

    def test_the_page_of_a_rule_says_what_a_finding_does_to_the_verdict(self) -> None:
        self.assertNotContains(self.client.get("/rules/CC101/"), "The verdict says before who pays")
        effect = '[verdict]\npremise = "As long as {LINEED.where} is run:"\nopen = true\n\n[[example]]'
        Rule(source=NEW.replace("[[example]]", effect, 1), status=Rule.Status.ACTIVE).save()
        page = self.client.get("/rules/CC901/")
        self.assertContains(page, "The verdict says before who pays: “As long as line n is run:”")
        self.assertContains(page, "so the verdict is not “clear”")

    def test_every_active_rule_has_a_page_a_text_and_a_place_in_the_list(self) -> None:
        listed = self.client.get("/rules/").content.decode()
        for rule in Rule.objects.active():
            with self.subTest(rule.code):
                self.assertIn(f'href="/rules/{rule.code}/"', listed)
                self.assertEqual(self.client.get(f"/rules/{rule.code}/").status_code, 200)
                self.assertEqual(self.client.get(f"/rules/{rule.code}.toml").content.decode(), rule.source)

    def test_the_list_is_grouped_by_what_the_rules_are_about(self) -> None:
        page = self.client.get("/rules/")
        groups = page.context["groups"]
        self.assertEqual(
            [(group.letters, group.title) for group in groups],
            [
                ("CC", "Claude Code"),
                ("SH", "Shells and start-up files"),
            ],
        )
        self.assertEqual(sum(len(group.rules) for group in groups), page.context["number"])
        self.assertContains(page, 'href="#SH"')
        self.assertEqual({path.stem[:2] for path in RULES_DIR.glob("*.toml")}, set(GROUPS))

    def test_words_and_severity_keep_some_of_the_list(self) -> None:
        for query, codes in (
            ("q=cc101", ["CC101"]),
            ("q=subscription+KEY+instead", ["CC101"]),
            ("q=api-key-shadows", ["CC101"]),
            ("q=zebra", []),
            ("q=cc10&severity=nothing-known", None),
        ):
            with self.subTest(query):
                page = self.client.get(f"/rules/?{query}")
                self.assertContains(page, '<meta name="robots" content="noindex">')
                if codes is not None:
                    self.assertEqual([rule.code for rule in page.context["found"]], codes)
        self.assertContains(self.client.get("/rules/?q=%3Cb%3E"), "have “&lt;b&gt;”")
        self.assertContains(self.client.get("/rules/?q=zebra"), 'href="/search/?q=zebra"')
        warnings = self.client.get("/rules/?severity=warning").context["found"]
        self.assertTrue(warnings)
        self.assertEqual({rule.severity for rule in warnings}, {"warning"})

    def test_a_draft_is_for_staff_and_a_removed_rule_keeps_its_page(self) -> None:
        Rule.objects.filter(code="SH104").update(status=Status.DRAFT)
        Rule.objects.filter(code="SH103").update(status=Status.REMOVED)
        self.assertEqual(self.client.get("/rules/SH104/").status_code, 404)
        self.assertContains(self.client.get("/rules/SH103/"), "Removed")
        self.assertNotContains(self.client.get("/rules/"), "SH103")
        self.client.force_login(alice())
        self.assertContains(self.client.get("/rules/SH104/"), "Draft")

    def test_a_code_in_small_letters_leads_to_the_page(self) -> None:
        self.assertRedirects(self.client.get("/rules/cc101/"), "/rules/CC101/", status_code=301)

    def test_a_code_that_does_not_exist_is_not_found(self) -> None:
        for address in ("/rules/CC000/", "/rules/CC000.toml"):
            self.assertEqual(self.client.get(address).status_code, 404)
