"""A rule that is being written is run without being saved, and its words are offered and explained."""

from __future__ import annotations

import html
import re
import time
from pathlib import Path

from django.contrib.auth import get_user_model
from django.contrib.auth.models import Permission
from django.test import SimpleTestCase
from django.urls import reverse

from diagnostics import rulefile
from diagnostics.engine.fixing.fixes import parse_steps, steps
from diagnostics.engine.rules.conditions import parse_condition
from diagnostics.engine.rules.predicates import PREDICATES
from diagnostics.models import HitHour, Rule
from diagnostics.rulefile import load_rules
from diagnostics.ruleform import TRY_OUT
from diagnostics.skeleton import skeleton
from diagnostics.vocabulary import vocabulary

from .seed import KEY, SeededTestCase, alice
from .test_rule_admin import ADD, NEW

ROOT = Path(__file__).parents[2]


def run(part: str) -> str:
    return reverse("admin:diagnostics_rule_run", args=(part,))


class RunTests(SeededTestCase):
    @classmethod
    def setUpTestData(cls) -> None:
        super().setUpTestData()
        cls.alice = alice()

    def setUp(self) -> None:
        self.client.force_login(self.alice)

    def told(self, part: str, source: str = NEW, **more: str) -> str:
        """Return what a part of a run says, as text."""
        answer = self.client.post(run(part), {"source": source, **more})
        self.assertEqual(answer.status_code, 200)
        return html.unescape(re.sub(r"<[^>]+>", "", answer.content.decode()))

    def test_each_part_says_what_it_ran_on_and_that_all_is_well(self) -> None:
        for part, said in (
            ("own", "2 examples: all as marked"),
            ("others", r"\d+ examples of \d+ rules: all as marked"),
            ("sound", r"\d{3} configurations: all as marked"),
        ):
            with self.subTest(part=part):
                self.assertRegex(self.told(part), said)
        self.assertFalse(Rule.objects.filter(code="CC901").exists(), "nothing is saved")

    def test_a_fault_is_shown_with_line_caret_expected_and_got(self) -> None:
        said = self.told("own", NEW.replace("PAGER=less", "LINEED=vi"))
        self.assertIn("  1 | export LINEED=vi\n    | ^^^^^^^^^^^^^^^^\n", said)
        self.assertIn("expected: nothing here", said)
        self.assertIn("got:      CC901: LINEED is ed on line 1.", said)

    def test_faults_on_others_examples_and_on_documented_configurations_are_found_apart(self) -> None:
        key = NEW.replace('var = "LINEED"', 'var = "ANTHROPIC_API_KEY"').replace(
            "LINEED=ed", "ANTHROPIC_API_KEY=sk-DUMMY"
        )
        self.assertIn("of CC101", self.told("others", key))
        self.assertIn("a documented configuration is found fault with", self.told("sound", key))
        self.assertIn("of the documented configurations", self.told("sound", key))

    def test_a_text_that_is_no_rule_is_answered_with_line_and_caret(self) -> None:
        for part in ("own", "read", "text"):
            with self.subTest(part=part):
                said = self.told(part, NEW.replace('is = "is-set"', 'is = "is-sett"'))
                self.assertIn("Did you mean “is-set”?", said)
                self.assertRegex(said, r"\| +\^\^")

    def test_reading_tells_the_condition_in_english(self) -> None:
        self.assertIn("LINEED is set to something not blank", self.told("read"))

    def test_a_pasted_text_is_masked_and_answered_with_its_lines(self) -> None:
        real = KEY.replace("DUMMY", "q7Zk2")
        said = self.told("text", try_text=f"export ANTHROPIC_API_KEY={real}\nexport LINEED=ed\n", try_name="~/.zshrc")
        self.assertIn("notice: LINEED is ed on line 2.", said)
        self.assertIn("  2 | export LINEED=ed\n    | ^^^^", said)
        self.assertIn("Nothing found", self.told("text", try_text="export PAGER=less\n"))
        everything = NEW.replace('var = "LINEED"', 'var = "ANTHROPIC_API_KEY"')
        said = self.told("text", everything, try_text=f"export ANTHROPIC_API_KEY={real}\n")
        self.assertIn("  1 | export ANTHROPIC_API_KEY=‹anthropic-api-key", said)
        self.assertNotIn(real, said)

    def test_a_text_that_cannot_be_read_is_refused_in_words(self) -> None:
        self.assertIn("256 KB", self.told("text", try_text="x" * (256 * 1024 + 1)))

    def test_a_login_decides_and_nonsense_is_taken_for_unknown(self) -> None:
        source = NEW.replace(
            'var = "LINEED"\nis = "is-set"',
            'all = [{ is = "login-is", login = "subscription" }, { var = "LINEED", is = "is-set" }]',
        )
        text = {"try_text": "export LINEED=ed\n"}
        self.assertIn("Found.", self.told("text", source, **text, try_login="subscription"))
        self.assertIn("Nothing found", self.told("text", source, **text, try_login="none"))
        self.assertIn("If you are", self.told("text", source, **text, try_login="nonsense"))

    def test_without_javascript_the_same_button_runs_everything_and_gives_the_text_back_masked(self) -> None:
        real = KEY.replace("DUMMY", "q7Zk2")
        data = {"status": "draft", "source": NEW, "seen_version": "0", TRY_OUT: "1", "try_name": "~/.zshrc"}
        page = self.client.post(ADD, data | {"try_text": f"export K={real}\nexport LINEED=ed\n"})
        self.assertContains(page, "Every example comes out as marked")
        self.assertContains(page, "LINEED is ed on line 2.")
        self.assertContains(page, "‹anthropic-api-key")
        self.assertNotContains(page, real)

    def test_a_real_key_in_the_rules_own_text_is_not_shown_again(self) -> None:
        real = KEY.replace("DUMMY", "q7Zk2")
        broken = NEW.replace("export LINEED=ed #~ CC901", f"export LINEED={real}").replace(
            'kind = "good"', 'kind = "goood"'
        )
        for part in ("read", "own", "text"):
            self.assertNotIn(real, self.told(part, broken, try_text="export A=1\n"))
        self.assertNotIn(real, self.told("own", NEW.replace("PAGER=less", f"LINEED={real}")))

    def test_it_is_for_who_may_write_rules(self) -> None:
        self.assertEqual(self.client.get(run("own")).status_code, 405)
        self.assertEqual(self.client.post(run("elsewhere"), {"source": NEW}).status_code, 403)
        self.client.force_login(get_user_model().objects.create_user("charlie", is_staff=True))
        self.assertEqual(self.client.post(run("own"), {"source": NEW}).status_code, 403)

    def test_the_form_offers_every_word_and_the_rule_as_its_file(self) -> None:
        rule = self.rule("CC101")
        page = self.client.get(reverse("admin:diagnostics_rule_change", args=(rule.pk,)))
        for word in (*PREDICATES, *steps()):
            self.assertContains(page, f"<strong>{word}</strong>")
        address = reverse("diagnostics:rule_file", args=(rule.code,))
        self.assertContains(page, f'href="{address}" download="{rule.code}-{rule.name}.toml"')
        [shipped] = (ROOT / "diagnostics" / "rules").glob("CC101-*.toml")
        self.assertEqual(self.client.get(address).content.decode(), shipped.read_text("utf-8"))
        self.assertEqual(shipped.name, f"{rule.code}-{rule.name}.toml")

    def test_an_articles_form_shows_its_rules_and_the_way_to_a_new_one(self) -> None:
        rule = self.rule("CC101")
        HitHour.objects.create(code="CC101", hour=int(time.time()) // 3600, count=7)
        address = reverse("admin:kb_article_change", args=(rule.article_id,))
        page = self.client.get(address)
        self.assertContains(page, f'href="{reverse("admin:diagnostics_rule_change", args=(rule.pk,))}"')
        self.assertContains(page, "found 7× in 30 days")
        self.assertContains(page, f"{ADD}?article={rule.article.slug}")
        charlie = get_user_model().objects.create_user("charlie", is_staff=True)
        charlie.user_permissions.add(Permission.objects.get(codename="view_article"))
        self.client.force_login(charlie)
        self.assertNotContains(self.client.get(address), "Rules that detect it")

    def test_a_new_rule_begins_with_every_part_and_the_next_free_code(self) -> None:
        page = self.client.get(ADD)
        self.assertContains(page, "code = &quot;CC112&quot;")
        rule = rulefile.parse(skeleton())
        self.assertEqual((rule.code, [example.kind for example in rule.examples]), ("CC112", ["bad", "good"]))


class VocabularyTests(SimpleTestCase):
    """Each example can be put into a rule as it stands, whether a rule uses the word or not."""

    def test_every_word_is_explained_and_its_example_can_be_read(self) -> None:
        for rules in ((), load_rules(ROOT / "diagnostics" / "rules")):
            words = [word for part in vocabulary(rules) for word in part.words]
            self.assertEqual(len(words), len(PREDICATES) + len(steps()))
            for word in words:
                with self.subTest(word=word.name, with_rules=bool(rules)):
                    self.assertTrue(word.help)
                    self.assertNotIn("{", word.says)
                    data = rulefile.tomllib.loads(f"x = {word.example}")["x"]
                    if "is" in data:
                        parse_condition(data)
                    else:
                        parse_steps([data])

    def test_the_parts_have_titles_of_their_own(self) -> None:
        titles = [part.title for part in vocabulary(())]
        self.assertEqual(len(titles), len(set(titles)))
        self.assertIn("One variable of the effective environment", titles)
        self.assertEqual([title for title in titles if not title or title[0].islower()], [])
