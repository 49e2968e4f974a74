"""Who may do what: the four licences of KCS, as the groups that a migration makes."""

from __future__ import annotations

from importlib import import_module
from itertools import pairwise

from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group, Permission
from django.urls import reverse

from kb.models import Article, Flag
from tests.kb.adminforms import form_data, record, source
from tests.licences import make_licences

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
        make_licences()
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

    def test_a_restoration_publishes_and_validates_no_more_than_a_form(self) -> None:
        found = Article.objects.published().first()
        publisher = self.people["Publisher"]
        self.client.force_login(publisher)
        change = reverse("admin:kb_article_change", args=(found.pk,))
        self.assertEqual(self.client.post(change, form_data(found, cause="Public.")).status_code, 302)
        public = found.history.first().pk
        found.refresh_from_db()
        withdrawn = {"audience": "internal", "confidence": "not validated"}
        self.assertEqual(self.client.post(change, form_data(found, **withdrawn)).status_code, 302)
        restore = reverse("admin:kb_article_restore", args=(found.pk, public))
        for name, told in (("Candidate", "is for Contributors"), ("Contributor", "is for Publishers")):
            with self.subTest(name=name):
                self.client.force_login(self.people[name])
                self.assertContains(self.client.post(restore, follow=True), told)
                found.refresh_from_db()
                self.assertEqual((found.audience, found.confidence), ("internal", "not validated"))
        self.client.force_login(publisher)
        self.assertContains(self.client.post(restore, follow=True), "is restored")
        found.refresh_from_db()
        self.assertEqual((found.audience, found.confidence), ("public", "validated"))

    def test_the_list_changes_nothing(self) -> None:
        """A crafted post to the list, as a list that may be edited would send it, is not taken."""
        found = Article.objects.create(slug="w", title="W", issue="I", resolution="R")
        address = reverse("admin:kb_article_changelist")
        for name, person in self.people.items():
            with self.subTest(name=name):
                self.client.force_login(person)
                crafted = {"form-TOTAL_FORMS": 1, "form-INITIAL_FORMS": 1, "form-0-id": found.pk, "_save": "Save"}
                self.client.post(address, crafted | {"form-0-audience": "public", "form-0-confidence": "validated"})
                found.refresh_from_db()
                self.assertEqual((found.audience, found.confidence), ("internal", "work in progress"))

    def test_each_right_belongs_to_its_licence_and_those_above(self) -> None:
        """Every pair of a right and a group, over all rights on our tables."""
        lowest = {
            "Candidate": {
                *("view_article", "add_article", "change_article", "view_flag", "add_flag", "view_rule"),
                "view_submittedcase",
                *("view_topic", "view_product", "view_searchmiss", "view_vote"),
                *(
                    f"{action}_{part}"
                    for part in ("errorsignature", "source", "verificationrecord", "formerslug")
                    for action in ("view", "add", "change", "delete")
                ),
            },
            "Contributor": {"validate_article", "add_rule", "change_rule", "change_flag", "change_submittedcase"},
            "Publisher": {"publish_article", "activate_rule", "delete_searchmiss", "delete_vote"},
            "Coach": {
                *("delete_article", "delete_rule", "delete_flag", "delete_submittedcase", "view_user", "view_group"),
                *(f"{action}_{label}" for label in ("topic", "product") for action in ("add", "change", "delete")),
            },
        }
        ours = Permission.objects.filter(content_type__app_label__in=("kb", "diagnostics", "auth"))
        allowed: set[str] = set()
        for name, more in lowest.items():
            allowed |= more
            held = {code.split(".")[1] for code in self.people[name].get_all_permissions()}
            for right in ours.values_list("codename", flat=True):
                with self.subTest(licence=name, right=right):
                    self.assertEqual(right in held, right in allowed)

    def test_a_flag_is_raised_by_all_and_resolved_by_contributors(self) -> None:
        article = Article.objects.first()
        flag = Flag.objects.create(article=article, revision=1, reason="wrong")
        resolve = reverse("admin:kb_flag_change", args=(flag.pk,))
        for name, expected in (("Candidate", 403), ("Contributor", 302)):
            with self.subTest(name=name):
                self.client.force_login(self.people[name])
                address = reverse("admin:kb_article_flag", args=(article.pk,))
                self.assertEqual(self.client.post(address, {"reason": "wrong"}).status_code, 302)
                answer = self.client.post(resolve, {"answer": "Done.", "_resolve": "1"})
                self.assertEqual(answer.status_code, expected)

    def test_only_a_coach_deletes(self) -> None:
        address = reverse("admin:kb_article_delete", args=(Article.objects.first().pk,))
        for name, expected in (("Publisher", 403), ("Coach", 200)):
            self.client.force_login(self.people[name])
            self.assertEqual(self.client.get(address).status_code, expected, name)
