"""Staff work through the queue: who may what, and how a case becomes a draft article or a rule's failing example."""

from __future__ import annotations

import datetime as dt
import html
import json
import re
import unittest
from typing import Any

from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from diagnostics import cases, casework, contenthealth, rulefile
from diagnostics.models import CaseState, Rule, Status, SubmittedCase
from diagnostics.ruleform import TRY_OUT
from kb.models import Article
from tests.licences import make_licences

from .seed import FOUNDING_CASE, SeededTestCase
from .test_rule_admin import NEW

QUEUE = reverse("admin:diagnostics_submittedcase_changelist")
ADDRESS = "reader@example.test"
MESSAGE = 'API Error: 402 {"error":{"message":"Insufficient funds. Please add credits.","type":"insufficient_funds"}}'


class QueueTestCase(SeededTestCase):
    @classmethod
    def setUpTestData(cls) -> None:
        super().setUpTestData()
        make_licences()
        cls.people = {}
        for name in ("Candidate", "Contributor", "Publisher", "Coach"):
            person = get_user_model().objects.create_user(name.lower(), is_staff=True)
            person.groups.add(Group.objects.get(name=name))
            cls.people[name] = person
        cls.people["nobody"] = get_user_model().objects.create_user("nobody", is_staff=True)

    def case(self, text: str = FOUNDING_CASE, **more: Any) -> SubmittedCase:
        """A case as a reader sends it."""
        fields = {"login": "subscription", "rule": "CC104", "words": "I expected my plan to pay.", "email": ADDRESS}
        documents = [{"name": "~/.zshrc", "text": text}]
        return cases.keep(cases.read({"documents": json.dumps(documents), **fields, **more}))[0]

    def log_in(self, name: str) -> None:
        self.client.force_login(self.people[name])

    def page(self, case: SubmittedCase) -> HttpResponse:
        return self.client.get(reverse("admin:diagnostics_submittedcase_change", args=(case.pk,)))

    def act(self, case: SubmittedCase, act: str, **more: str) -> HttpResponse:
        address = reverse("admin:diagnostics_submittedcase_act", args=(case.pk,))
        return self.client.post(address, {"act": act, **more})


class RightsTests(QueueTestCase):
    def test_each_licence_sees_and_does_what_is_its_own(self) -> None:
        may = {
            "nobody": (403, False, 403),
            "Candidate": (200, False, 403),
            "Contributor": (200, True, 403),
            "Publisher": (200, True, 403),
            "Coach": (200, True, 200),
        }
        for name, (sees, handles, deletes) in may.items():
            with self.subTest(name):
                case = self.case()
                self.log_in(name)
                self.assertEqual(self.client.get(QUEUE).status_code, sees)
                page = self.page(case)
                self.assertEqual(page.status_code, sees)
                self.assertEqual(ADDRESS in page.content.decode(), handles, "the address is for who handles the case")
                self.assertNotIn(ADDRESS, self.client.get(QUEUE).content.decode())
                for act in ("take", "close", "article", "give_back"):
                    answer = self.act(case, act, reason="Done.")
                    self.assertEqual(answer.status_code, 302 if handles else 403, act)
                delete = reverse("admin:diagnostics_submittedcase_delete", args=(case.pk,))
                self.assertEqual(self.client.get(delete).status_code, deletes)

    def test_an_example_needs_the_right_to_change_that_rule(self) -> None:
        draft = Rule.objects.create(source=NEW, status=Status.DRAFT)
        case = self.case()
        expected = {
            ("Candidate", "CC901"): 403,
            ("Contributor", "CC901"): 302,
            ("Contributor", "CC104"): 403,  # checks run it
            ("Publisher", "CC901"): 302,
            ("Publisher", "CC104"): 302,
        }
        for (name, code), status in expected.items():
            with self.subTest(name=name, code=code):
                self.log_in(name)
                self.assertEqual(self.act(case, "example", rule=code, kind="good").status_code, status)
                offered = f'<option value="{code}"' in self.page(case).content.decode()
                self.assertEqual(offered, status == 302)
        self.assertEqual(self.act(case, "example", rule="CC104", kind="ugly").status_code, 403)
        self.assertEqual(self.act(case, "example", rule="CC000", kind="bad").status_code, 404)
        draft.refresh_from_db()
        self.assertEqual(draft.source, NEW)

    def test_nobody_changes_what_a_reader_sent_or_adds_a_case(self) -> None:
        case = self.case()
        self.log_in("Coach")
        change = reverse("admin:diagnostics_submittedcase_change", args=(case.pk,))
        self.client.post(change, {"words": "Other.", "email": "other@example.test"})
        case.refresh_from_db()
        self.assertEqual((case.words, case.email), ("I expected my plan to pay.", ADDRESS))
        self.assertEqual(self.client.get(reverse("admin:diagnostics_submittedcase_add")).status_code, 403)

    def test_a_case_that_is_gone_leads_back_to_the_queue(self) -> None:
        case = self.case()
        self.log_in("Coach")
        addresses = [reverse(f"admin:diagnostics_submittedcase_{name}", args=(case.pk,)) for name in ("change", "act")]
        SubmittedCase.objects.all().delete()
        for address in addresses:
            with self.subTest(address):
                answer = self.client.post(address, {"act": "take"}, follow=True)
                self.assertRedirects(answer, QUEUE)
                self.assertContains(answer, "There is no such case")

    def test_asking_for_an_act_by_a_link_does_nothing(self) -> None:
        case = self.case()
        self.log_in("Coach")
        address = reverse("admin:diagnostics_submittedcase_act", args=(case.pk,))
        self.assertEqual(self.client.get(f"{address}?act=take").status_code, 403)
        self.assertEqual(self.act(case, "explode").status_code, 302)
        case.refresh_from_db()
        self.assertEqual(case.state, CaseState.NEW)


class QueueTests(QueueTestCase):
    def test_the_list_begins_with_what_waits_the_oldest_first(self) -> None:
        made = {state: self.case() for state in CaseState.values}
        for days, (state, case) in enumerate(made.items()):
            when = timezone.now() - dt.timedelta(days=days)
            SubmittedCase.objects.filter(pk=case.pk).update(state=state, created=when)
        self.log_in("Contributor")

        def listed(query: str = "") -> list[str]:
            found = re.findall(r"C-[2-9A-Z]{4}-[2-9A-Z]{4}", self.client.get(QUEUE + query).content.decode())
            names = {case.reference: state for state, case in made.items()}
            return [names[reference] for reference in dict.fromkeys(found)]

        self.assertEqual(listed(), ["taken", "new"])
        self.assertEqual(listed("?state=closed"), ["closed"])
        self.assertEqual(set(listed("?state=all")), set(CaseState.values))
        casework.take(made["new"], self.people["Contributor"])
        self.assertEqual(listed("?taker=me"), ["new"])
        self.assertEqual(listed("?taker=nobody"), ["taken"])

    def test_of_two_who_take_it_together_one_gets_it_and_the_other_may_take_it_over(self) -> None:
        first = self.case()
        second = SubmittedCase.objects.get(pk=first.pk)
        casework.take(first, self.people["Contributor"])
        with self.assertRaises(casework.TakenError):
            casework.take(second, self.people["Publisher"])
        self.log_in("Publisher")
        self.assertContains(self.page(first), "Take it over from contributor")
        self.act(first, "take")
        first.refresh_from_db()
        self.assertEqual(first.taken_by, self.people["Publisher"])

    def test_closing_needs_a_reason_and_can_be_undone(self) -> None:
        case = self.case()
        self.log_in("Contributor")
        self.act(case, "close", reason=" ")
        case.refresh_from_db()
        self.assertEqual(case.state, CaseState.NEW)
        self.act(case, "close", reason="The file is not theirs.")
        case.refresh_from_db()
        self.assertEqual((case.state, case.reason), (CaseState.CLOSED, "The file is not theirs."))
        self.act(case, "give_back")
        case.refresh_from_db()
        self.assertEqual((case.state, case.reason, case.taken_by), (CaseState.NEW, "", None))

    def test_the_page_says_what_was_found_then_and_what_is_found_now(self) -> None:
        case = self.case()
        self.rule("CC104").delete()
        self.log_in("Candidate")
        page = self.page(case)
        self.assertContains(page, "Found: CC104")
        self.assertNotContains(page, "<li>CC104")

    def test_a_case_that_cannot_be_read_any_more_still_has_its_page(self) -> None:
        case = self.case()
        case.documents = [{"name": "x", "text": ""}]
        case.save()
        self.log_in("Contributor")
        self.assertContains(self.page(case), "cannot be read any more")
        self.assertEqual(self.act(case, "article").status_code, 302)

    def test_content_health_counts_what_waits(self) -> None:
        old, new = self.case(words="Old one."), self.case(words="New one.")
        SubmittedCase.objects.filter(pk=old.pk).update(created=timezone.now() - dt.timedelta(days=3))
        casework.take(new, self.people["Coach"])
        casework.close(self.case(), self.people["Coach"], "Done.")
        section = contenthealth.submitted()
        self.assertEqual(section.count, 2)
        self.assertEqual([entry.title.partition(": ")[2] for entry in section.entries], ["Old one.", "New one."])
        self.assertEqual([entry.note.partition(", ")[2] for entry in section.entries], ["nobody yet", "coach"])

    def test_a_long_queue_is_read_with_few_queries(self) -> None:
        case = self.case()
        rows = [SubmittedCase(**{**_columns(case), "reference": f"C-{number}"}) for number in range(120)]
        SubmittedCase.objects.bulk_create(rows)
        self.log_in("Contributor")
        with self.assertNumQueries(10):  # two of them purge
            self.client.get(QUEUE)


def _columns(case: SubmittedCase) -> dict[str, Any]:
    return {field.attname: getattr(case, field.attname) for field in case._meta.concrete_fields if field.name != "id"}


class ArticleTests(QueueTestCase):
    def test_one_click_makes_a_draft_with_its_blocks_filled(self) -> None:
        case = self.case(error=MESSAGE)
        self.log_in("Contributor")
        answer = self.act(case, "article")
        case.refresh_from_db()
        article = case.article
        self.assertRedirects(answer, reverse("admin:kb_article_change", args=(article.pk,)))
        self.assertEqual((article.confidence, article.audience), ("work in progress", "internal"))
        self.assertEqual(article.title, "I expected my plan to pay.")
        self.assertIn("I expected my plan to pay.", article.issue)
        self.assertIn("ANTHROPIC_CUSTOM_HEADERS", article.environment)
        self.assertIn("```zsh", article.environment)
        self.assertIn("- CC104: ", article.current_behaviour)
        self.assertIn(case.verdict, article.current_behaviour)
        self.assertIn("Insufficient funds. Please add credits.", [row.text for row in article.signatures.all()])
        self.assertNotIn(ADDRESS, str(vars(article)))
        self.assertEqual((case.state, case.taken_by), (CaseState.ARTICLE, self.people["Contributor"]))
        self.assertContains(self.page(case), article.title)

    def test_a_second_click_makes_no_second_article(self) -> None:
        case = self.case()
        self.log_in("Contributor")
        self.act(case, "article")
        number = Article.objects.count()
        self.act(case, "article")
        self.assertEqual(Article.objects.count(), number)

    def test_readers_see_nothing_of_it(self) -> None:
        case = self.case()
        article = casework.make_article(case, self.people["Contributor"], timezone.localdate())
        self.assertEqual(self.client.get(article.get_absolute_url()).status_code, 404)

    def test_whatever_a_reader_writes_becomes_a_draft_that_can_be_kept(self) -> None:
        hostile = (
            "# Title\n## Second\ntext",
            "Title\n=====\nand ~~~",
            "```\nnever closed",
            "---\n+++\ncode = 1",
            "<script>alert(1)</script>",
            "[" * 900,
            "\x00\x1b[31mred\x7f",
            "   \n\n  ",
            "> " * 30 + "deep",
        )
        for words in hostile:
            with self.subTest(words[:20]):
                case = self.case(text="export A='```'\nexport B=1\x0b\n# not a heading\n", words=words)
                self.log_in("Contributor")
                self.act(case, "article")
                case.refresh_from_db()
                self.assertEqual(case.state, CaseState.ARTICLE)
                self.assertIn("export B=1", case.article.environment)


class ExampleTests(QueueTestCase):
    def open(self, case: SubmittedCase, code: str, kind: str) -> HttpResponse:
        return self.client.get(self.act(case, "example", rule=code, kind=kind)["Location"])

    def box(self, page: HttpResponse) -> str:
        found = re.search(r'<textarea name="source".*?>\n?(.*?)</textarea>', page.content.decode(), re.DOTALL)
        return html.unescape(found[1])

    def save(self, rule: Rule, source: str, **more: str) -> HttpResponse:
        address = reverse("admin:diagnostics_rule_change", args=(rule.pk,))
        data = {"status": rule.status, "source": source, "seen_version": str(rule.version), **more}
        return self.client.post(address, data)

    def test_the_rules_form_opens_with_it_and_nothing_is_saved(self) -> None:
        case, rule = self.case(), self.rule("CC104")
        self.log_in("Publisher")
        page = self.open(case, "CC104", "good")
        text = self.box(page)
        self.assertTrue(text.startswith(rule.source.rstrip("\n")))
        added = rulefile.parse(text).examples[-1]
        self.assertEqual((added.kind, added.documents[0].text), ("good", FOUNDING_CASE))
        self.assertIn(case.reference, added.title)
        self.assertContains(page, "Nothing is saved yet")
        case.refresh_from_db()
        rule.refresh_from_db()
        self.assertEqual(
            (case.state, len(rule.parsed().examples)), (CaseState.NEW, len(rulefile.parse(text).examples) - 1)
        )

    def test_the_gate_refuses_the_rule_until_it_is_mended_and_the_running_one_stays_as_it_is(self) -> None:
        case, rule = self.case(), self.rule("CC104")
        self.log_in("Publisher")
        for kind, flaw in (("good", "a line is found that is not marked"), ("bad", "a bad example marks no line")):
            with self.subTest(kind):
                text = self.box(self.open(case, "CC104", kind))
                for button in ({TRY_OUT: "1"}, {"_save": "1"}):
                    self.assertContains(self.save(rule, text, case=case.reference, **button), flaw)
        rule.refresh_from_db()
        case.refresh_from_db()
        self.assertNotIn(case.reference, rule.source)
        self.assertEqual((rule.status, case.state), (Status.ACTIVE, CaseState.NEW))

    def test_once_the_rule_takes_it_the_case_became_an_example(self) -> None:
        case, rule = self.case(), self.rule("CC104")
        self.log_in("Publisher")
        text = self.box(self.open(case, "CC104", "bad"))
        before, _, added = text.rpartition("[[example]]")
        line = next(line for line in FOUNDING_CASE.splitlines() if "BASE_URL" in line)
        mended = before + "[[example]]" + added.replace(line, f"{line} #~ CC104")
        self.assertEqual(self.save(rule, mended, case=case.reference).status_code, 302)
        case.refresh_from_db()
        self.assertEqual((case.state, case.rule, case.taken_by), (CaseState.EXAMPLE, rule, self.people["Publisher"]))
        self.assertContains(self.page(case), "Became an example")

    def test_saving_without_the_example_makes_nothing_of_the_case(self) -> None:
        case, rule = self.case(), self.rule("CC104")
        self.log_in("Publisher")
        changed = rule.source.replace('title = "', 'title = "So: ', 1)
        self.assertNotEqual(changed, rule.source)
        self.assertEqual(self.save(rule, changed, case=case.reference).status_code, 302)
        case.refresh_from_db()
        self.assertEqual(case.state, CaseState.NEW)

    def test_a_case_in_the_address_means_nothing_to_who_may_not_handle_cases(self) -> None:
        case, rule = self.case(), self.rule("CC104")
        self.people["Contributor"].groups.clear()
        self.log_in("Contributor")
        address = reverse("admin:diagnostics_rule_change", args=(rule.pk,))
        self.assertEqual(self.client.get(f"{address}?case={case.reference}&kind=bad").status_code, 403)
        self.log_in("Publisher")
        for query in ("case=C-0000-0000&kind=bad", f"case={case.reference}&kind=ugly", "case=&kind=bad"):
            self.assertEqual(self.box(self.client.get(f"{address}?{query}")).rstrip(), rule.source.rstrip())


class RoundTripTests(unittest.TestCase):
    @given(
        text=st.text(st.characters(exclude_categories=("Cs",), exclude_characters="\r"), min_size=1, max_size=200),
        kind=st.sampled_from(("bad", "good")),
    )
    def test_any_text_can_be_read_back_from_the_rule(self, text: str, kind: str) -> None:
        case = SubmittedCase(
            reference="C-TEST-TEST",
            documents=[
                {"name": "~/.bashrc", "text": "x" + text, "kind": "bash"},
                {"name": "a", "text": "Hi", "kind": "text"},
            ],
            login="none",
            mode="interactive",
        )
        rule = rulefile.parse(casework.with_example(NEW, case, kind))
        added = rule.examples[-1]
        self.assertEqual([document.text.rstrip("\n") for document in added.documents], [("x" + text).rstrip("\n")])
        self.assertEqual((added.kind, added.login.value, added.mode.value), (kind, "none", "interactive"))
