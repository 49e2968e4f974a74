"""Who may do what: the four licences of KCS, as the groups that a migration makes."""

from __future__ import annotations

from importlib import import_module
from itertools import pairwise

from django.apps import apps
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.urls import reverse

from kb.models import Article
from tests.kb.test_admin import form_data, record, source

from .seed import SeededTestCase
from .test_rule_admin import NEW

GROUPS = import_module("diagnostics.migrations.0005_groups")
ADD = reverse("admin:kb_article_add")
PROVED = {"title": "T", "slug": "t", "issue": "I", "resolution": "R", **source(), **record()}
# What each licence may make of a new article.
MAY = {
    "Candidate": {("work in progress", "internal"), ("not validated", "internal")},
    "Contributor": {("validated", "internal"), ("archived", "internal")},
    "Publisher": {("not validated", "public"), ("validated", "public")},
    "Coach": set(),
}


class LicenceTests(SeededTestCase):
    @classmethod
    def setUpTestData(cls) -> None:
        super().setUpTestData()
        GROUPS.make_groups(apps, None)  # as after a migration; a test that emptied the database took them away
        cls.people = {}
        for name in GROUPS.GROUPS:
            person = get_user_model().objects.create_user(name.lower(), is_staff=True)
            person.groups.add(Group.objects.get(name=name))
            cls.people[name] = person

    def test_each_licence_has_what_the_one_below_it_has(self) -> None:
        held = [set(person.get_all_permissions()) for person in self.people.values()]
        for lower, higher in pairwise(held):
            self.assertLess(lower, higher)

    def test_each_may_make_of_a_new_article_what_its_licence_says(self) -> None:
        allowed: set[tuple[str, str]] = set()
        for name, more in MAY.items():
            allowed |= more
            self.client.force_login(self.people[name])
            for confidence, audience in sorted(set().union(*MAY.values())):
                with self.subTest(licence=name, confidence=confidence, audience=audience):
                    Article.objects.filter(slug="t").delete()
                    answer = self.client.post(ADD, form_data(**PROVED, confidence=confidence, audience=audience))
                    self.assertEqual(answer.status_code == 302, (confidence, audience) in allowed)
                    self.assertEqual(Article.objects.filter(slug="t").exists(), (confidence, audience) in allowed)

    def test_a_refusal_says_who_may_and_keeps_what_was_typed(self) -> None:
        self.client.force_login(self.people["Candidate"])
        answer = self.client.post(ADD, form_data(**PROVED, confidence="validated", audience="public"))
        self.assertContains(answer, "is for Contributors")
        self.assertContains(answer, "is for Publishers")
        self.assertContains(answer, 'value="t"')

    def test_a_public_article_is_shown_to_a_contributor_and_changed_by_a_publisher(self) -> None:
        found = Article.objects.published().first()
        address = reverse("admin:kb_article_change", args=(found.pk,))
        data = form_data(found, cause="Changed.")
        self.client.force_login(self.people["Contributor"])
        self.assertEqual(self.client.get(address).status_code, 200)
        self.assertEqual(self.client.post(address, data).status_code, 403)
        self.client.force_login(self.people["Publisher"])
        self.assertEqual(self.client.post(address, data).status_code, 302)

    def test_an_article_that_was_validated_before_stays_so_when_a_candidate_edits_it(self) -> None:
        found = Article.objects.create(
            slug="v", title="V", issue="I", resolution="R", confidence="validated", audience="internal"
        )
        found.sources.create(url="https://example.com/", what="W")
        found.verifications.create(by="A", how="measured", on="2026-11-25", until="2099-01-01", what="W")
        self.client.force_login(self.people["Candidate"])
        address = reverse("admin:kb_article_change", args=(found.pk,))
        self.assertEqual(self.client.post(address, form_data(found, cause="More.")).status_code, 302)

    def test_rules_are_drafted_by_contributors_and_activated_by_publishers(self) -> None:
        address = reverse("admin:diagnostics_rule_add")
        for name, status, expected in (
            ("Candidate", "draft", 403),
            ("Contributor", "active", 200),
            ("Contributor", "draft", 302),
        ):
            with self.subTest(name=name, status=status):
                self.client.force_login(self.people[name])
                data = {"status": status, "source": NEW, "seen_version": "0"}
                self.assertEqual(self.client.post(address, data).status_code, expected)
        rule = self.rule("CC901")
        change = reverse("admin:diagnostics_rule_change", args=(rule.pk,))
        data = {"status": "active", "source": NEW, "seen_version": str(rule.version)}
        self.client.force_login(self.people["Publisher"])
        self.assertEqual(self.client.post(change, data).status_code, 302)
        self.client.force_login(self.people["Contributor"])
        self.assertEqual(self.client.post(change, data).status_code, 403, "it runs now")

    def test_only_a_coach_deletes(self) -> None:
        address = reverse("admin:kb_article_delete", args=(Article.objects.first().pk,))
        for name, expected in (("Publisher", 403), ("Coach", 200)):
            self.client.force_login(self.people[name])
            self.assertEqual(self.client.get(address).status_code, expected, name)
