"""What is typed into a rule's form is kept until it is saved; a pasted configuration is not."""

from __future__ import annotations

from typing import Any

from django.contrib.auth import get_user_model
from django.contrib.auth.models import Permission
from django.urls import reverse

from diagnostics.models import Rule, RuleDraft

from .seed import KEY, SeededTestCase, alice
from .test_rule_admin import ADD, NEW

DRAFT = "0123456789abcdef" * 2


class RuleDraftTests(SeededTestCase):
    @classmethod
    def setUpTestData(cls) -> None:
        super().setUpTestData()
        cls.alice = alice()
        cls.rule = Rule.objects.get(code="CC104")

    def setUp(self) -> None:
        self.client.force_login(self.alice)

    def form(self, rule: Rule | None = None) -> str:
        return reverse("admin:diagnostics_rule_change", args=(rule.pk,)) if rule else ADD

    def keep(self, source: str, rule: Rule | None = None, **more: Any) -> Any:
        name = "admin:diagnostics_rule_draft" if rule else "admin:diagnostics_rule_add_draft"
        status = rule.status if rule else "draft"
        seen = rule.version if rule else 0
        data = {"draft": DRAFT, "status": status, "source": source, "seen_version": seen, **more}
        return self.client.post(reverse(name, args=(rule.pk,) if rule else ()), data)

    def test_a_new_rule_is_offered_again_as_it_was_typed_and_judged_by_nobody(self) -> None:
        self.assertRegex(self.keep(NEW.replace('is = "is-set"', "is = ")).json()["saved"], r"^\d\d:\d\d$")
        page = self.client.get(ADD)
        self.assertContains(page, "You left a draft")
        self.assertContains(page, "+title = &quot;The editor is ed&quot;")
        restored = self.client.post(ADD, {"_draft": DRAFT})
        self.assertContains(restored, "This is your draft")
        self.assertContains(restored, "The editor is ed")
        self.assertNotContains(restored, "error-summary")
        self.assertNotContains(restored, "errorlist")
        self.assertFalse(Rule.objects.filter(code="CC901").exists())

    def test_saving_takes_the_draft_away_and_a_try_out_does_not(self) -> None:
        self.keep(NEW)
        data = {"status": "draft", "source": NEW, "seen_version": 0, "draft": DRAFT}
        self.assertContains(self.client.post(ADD, {**data, "_try": "1"}), f'value="{DRAFT}"')
        self.assertTrue(RuleDraft.objects.exists())
        self.assertEqual(self.client.post(ADD, data).status_code, 302)
        self.assertFalse(RuleDraft.objects.exists())

    def test_a_draft_that_says_what_is_kept_is_not_offered(self) -> None:
        self.keep(self.rule.source.replace("\n", "\r\n"), self.rule)
        self.assertNotContains(self.client.get(self.form(self.rule)), "You left a draft")
        self.assertFalse(RuleDraft.objects.exists())

    def test_on_an_older_version_it_is_a_conflict_when_it_is_saved(self) -> None:
        self.keep(self.rule.source + "# mine\n", self.rule)
        Rule.objects.get(pk=self.rule.pk).save()
        page = self.client.post(self.form(self.rule), {"_draft": DRAFT})
        shown = page.context["adminform"].form["seen_version"].value()
        self.assertEqual(str(shown), str(self.rule.version))
        data = {"status": "active", "source": self.rule.source + "# mine\n", "seen_version": shown, "draft": DRAFT}
        self.assertContains(self.client.post(self.form(self.rule), data), "Somebody changed this rule")

    def test_a_text_to_try_the_rule_on_is_never_kept(self) -> None:
        self.keep(NEW, try_text="export SECRET=of-somebody", try_name="~/.zshrc", _save="Save")
        self.assertEqual(set(RuleDraft.objects.get().data), {"status", "source", "seen_version"})

    def test_a_real_key_is_masked(self) -> None:
        real = "sk-ant-api03-" + "Zq7" * 31
        self.keep(NEW.replace("LINEED=ed", f"A={real}").replace("PAGER=less", f"B={KEY}"))
        kept = str(RuleDraft.objects.get().data)
        self.assertNotIn(real, kept)
        self.assertIn(KEY, kept, "a dummy stays")

    def test_it_is_its_authors_and_who_may_not_write_the_rule_keeps_none(self) -> None:
        self.keep(NEW)
        bob = get_user_model().objects.create_user("bob", is_staff=True)
        bob.user_permissions.set(Permission.objects.filter(codename__in=("add_rule", "change_rule", "view_rule")))
        self.client.force_login(bob)
        self.assertNotContains(self.client.get(ADD), "You left a draft")
        self.assertEqual(self.client.post(ADD, {"_draft": DRAFT}).status_code, 404)
        discard = reverse("admin:diagnostics_rule_draft_discard", args=(DRAFT,))
        self.assertEqual(self.client.post(discard).status_code, 404)
        self.assertEqual(self.keep(self.rule.source + "# mine\n", self.rule).status_code, 403, "a rule that runs")
        self.client.force_login(self.alice)
        self.assertRedirects(self.client.post(discard), ADD)
        self.assertFalse(RuleDraft.objects.exists())
