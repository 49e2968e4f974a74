"""Each publish and each change of rights is in the audit trail, by whatever way it came about; nothing leaves it."""

from __future__ import annotations

import ast
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group, Permission
from django.test import SimpleTestCase, TestCase
from django.urls import reverse

from diagnostics.models import Rule, Status
from kb.models import Article
from staff.models import Act, AppendOnlyError, AuditEntry
from tests.diagnostics.seed import SeededTestCase, alice
from tests.kb import cast
from tests.kb.adminforms import form_data, record, source
from tests.licences import make_licences

User = get_user_model()


def entries(*acts: Act) -> list[tuple[str, str, str, str, str]]:
    """Return what the trail has of these acts, the oldest first: actor, act, subject, before, after."""
    rows = AuditEntry.objects.filter(act__in=acts) if acts else AuditEntry.objects.all()
    return list(rows.order_by("pk").values_list("actor", "act", "subject", "before", "after"))


class ArticleTrailTests(TestCase):
    def test_each_way_of_an_article_to_readers_and_back_is_noted(self) -> None:
        article = cast.article("a", title="A", audience="internal", confidence="work in progress")
        internal = "audience: internal, confidence: "
        public = "audience: public, confidence: "
        steps = (
            ({"confidence": "validated"}, Act.VALIDATED, internal + "work in progress", internal + "validated"),
            ({"audience": "public"}, Act.PUBLISHED, internal + "validated", public + "validated"),
            ({"confidence": "work in progress"}, Act.UNPUBLISHED, public + "validated", public + "work in progress"),
            ({"confidence": "not validated"}, Act.PUBLISHED, public + "work in progress", public + "not validated"),
            ({"confidence": "archived"}, Act.ARCHIVED, public + "not validated", public + "archived"),
        )
        for fields, act, before, after in steps:
            with self.subTest(act):
                article = Article.objects.get(pk=article.pk)
                for name, value in fields.items():
                    setattr(article, name, value)
                article.save()
                self.assertEqual(entries()[-1], ("", act, "A", before, after))
        self.assertEqual(len(entries()), len(steps))

    def test_a_change_of_the_text_alone_is_for_the_history(self) -> None:
        article = cast.article("a")
        number = len(entries())
        article.cause = "Changed."
        article.save()
        Article.objects.get(pk=article.pk).save(update_fields=["cause"])
        self.assertEqual(len(entries()), number)

    def test_an_article_that_is_made_public_at_once_and_one_that_is_deleted_are_noted(self) -> None:
        article = cast.article("a", title="A")
        article.delete()
        cast.article("b", audience="internal", confidence="not validated").delete()
        after = "audience: public, confidence: validated"
        self.assertEqual(entries(), [("", Act.PUBLISHED, "A", "", after), ("", Act.DELETED, "A", after, "")])

    def test_in_the_admin_it_is_under_the_editors_name(self) -> None:
        editor = cast.alice()
        self.client.force_login(editor)
        data = {"title": "T", "slug": "t", "issue": "I", "resolution": "R", **source(), **record()}
        answer = self.client.post(
            reverse("admin:kb_article_add"), form_data(**data, confidence="validated", audience="public")
        )
        self.assertEqual(answer.status_code, 302)
        [entry] = AuditEntry.objects.filter(act=Act.PUBLISHED)
        self.assertEqual((entry.actor, entry.actor_id, entry.kind, entry.subject), ("alice", editor.pk, "article", "T"))


class RuleTrailTests(SeededTestCase):
    def test_what_an_import_makes_active_is_noted_once(self) -> None:
        noted = entries(Act.ACTIVATED)
        self.assertEqual(len(noted), Rule.objects.active().count())
        self.assertEqual({actor for actor, *_ in noted}, {""})

    def test_retiring_and_activating_are_noted(self) -> None:
        rule = self.rule("SH104")
        for status, act in ((Status.DEPRECATED, Act.RETIRED), (Status.ACTIVE, Act.ACTIVATED)):
            rule.status = status
            rule.save()
            self.assertEqual(entries()[-1][1:3], (act, str(rule)))
        self.assertEqual(entries()[-1][3:], ("status: deprecated", "status: active"))


class RightsTrailTests(TestCase):
    @classmethod
    def setUpTestData(cls) -> None:
        make_licences()
        cls.alice = alice()
        cls.bob = User.objects.create_user("bob", password="x", is_staff=True)
        cls.coach, cls.publisher = (Group.objects.get(name=name) for name in ("Coach", "Publisher"))
        cls.right = Permission.objects.get(codename="publish_article")

    def noted(self, act: Act) -> list[tuple[str, str, str]]:
        """Return what the trail has of an act: subject, before, after."""
        return [entry[2:] for entry in entries(act)]

    def test_a_person_who_is_made_and_whose_standing_changes(self) -> None:
        self.assertIn(("bob", "", "active: yes, staff: yes, superuser: no"), self.noted(Act.PERSON_ADDED))
        self.bob.is_superuser = True
        self.bob.save()
        self.bob.email = "bob@example.test"
        self.bob.save()
        change = ("bob", "active: yes, staff: yes, superuser: no", "active: yes, staff: yes, superuser: yes")
        self.assertEqual(self.noted(Act.PERSON_CHANGED), [change])
        self.bob.delete()
        self.assertEqual(self.noted(Act.DELETED), [("bob", change[2], "")])

    def test_groups_from_either_side(self) -> None:
        self.bob.groups.set([self.coach, self.publisher])
        self.bob.groups.remove(self.coach)
        self.bob.groups.clear()
        self.coach.user_set.add(self.bob)
        self.coach.user_set.clear()
        self.coach.user_set.add(self.bob)
        self.coach.delete()
        expected = [
            ("bob", "", "Coach, Publisher"),
            ("bob", "Coach", ""),
            ("bob", "Publisher", ""),
            ("bob", "", "Coach"),
            ("bob", "Coach", ""),
            ("bob", "", "Coach"),
            ("bob", "Coach", ""),
        ]
        self.assertEqual(self.noted(Act.GROUPS), expected)
        self.assertEqual(self.noted(Act.DELETED)[0][0], "Coach")

    def test_adding_what_is_there_already_is_no_act(self) -> None:
        self.bob.groups.add(self.coach)
        self.bob.groups.add(self.coach)
        self.coach.user_set.add(self.bob)
        self.assertEqual(self.noted(Act.GROUPS), [("bob", "", "Coach")])

    def test_rights_of_a_person_and_of_a_group_from_either_side(self) -> None:
        self.bob.user_permissions.add(self.right)
        self.right.user_set.remove(self.bob)
        candidate = Group.objects.get(name="Candidate")
        candidate.permissions.add(self.right)
        self.right.group_set.remove(candidate)
        self.assertEqual(
            self.noted(Act.RIGHTS),
            [
                ("bob", "", "kb.publish_article"),
                ("bob", "kb.publish_article", ""),
                ("Candidate", "", "kb.publish_article"),
                ("Candidate", "kb.publish_article", ""),
            ],
        )

    def test_a_password_is_noted_without_itself_and_a_log_in_is_none(self) -> None:
        self.bob.set_password("correct horse battery staple")
        self.bob.save()
        self.assertEqual(self.noted(Act.PASSWORD), [("bob", "", "")])
        with self.settings(PASSWORD_HASHERS=["django.contrib.auth.hashers.ScryptPasswordHasher", *HASHERS]):
            data = {"username": "bob", "password": "correct horse battery staple"}
            self.assertEqual(self.client.post("/admin/login/", data).status_code, 302)
        self.bob.refresh_from_db()
        self.assertTrue(self.bob.password.startswith("scrypt"), "it was hashed anew")
        self.assertEqual(len(self.noted(Act.PASSWORD)), 1)
        self.assertNotIn("scrypt", str(entries()))

    def test_through_the_admins_form_it_is_under_the_name_of_who_did_it(self) -> None:
        self.client.force_login(self.alice)
        data = {
            "username": "bob",
            "is_active": "on",
            "is_staff": "on",
            "is_superuser": "on",
            "groups": [self.publisher.pk],
            "user_permissions": [self.right.pk],
            "date_joined_0": "2026-11-25",
            "date_joined_1": "10:00:00",
        }
        answer = self.client.post(reverse("admin:auth_user_change", args=(self.bob.pk,)), data)
        self.assertEqual(answer.status_code, 302)
        noted = {entry[1] for entry in entries() if entry[0] == "alice" and entry[2] == "bob"}
        self.assertEqual(noted, {Act.PERSON_CHANGED, Act.GROUPS, Act.RIGHTS})


HASHERS = settings.PASSWORD_HASHERS


class KeepingTests(TestCase):
    @classmethod
    def setUpTestData(cls) -> None:
        make_licences()
        cls.entry = AuditEntry.objects.create(act=Act.PUBLISHED, subject="A", actor="alice")

    def member(self, group: str) -> Any:
        made = User.objects.create_user(group.lower(), is_staff=True)
        made.groups.add(Group.objects.get(name=group))
        return made

    def test_an_entry_is_neither_changed_nor_deleted(self) -> None:
        attempts = {
            "save": self.entry.save,
            "delete": self.entry.delete,
            "update": lambda: AuditEntry.objects.update(actor="bob"),
            "delete many": AuditEntry.objects.all().delete,
            "update some": lambda: AuditEntry.objects.filter(pk=self.entry.pk).update(actor="bob"),
        }
        for name, attempt in attempts.items():
            with self.subTest(name), self.assertRaises(AppendOnlyError):
                attempt()
        self.assertEqual(AuditEntry.objects.get(pk=self.entry.pk).actor, "alice")

    def test_an_entry_outlives_who_did_it_and_what_it_was_done_to(self) -> None:
        person = User.objects.create_user("carol")
        person.delete()
        self.assertTrue(AuditEntry.objects.filter(subject="carol", act=Act.PERSON_ADDED).exists())

    def test_a_coach_reads_it_and_nobody_else_of_the_licences(self) -> None:
        address = reverse("admin:staff_auditentry_changelist")
        for group, status in {"Coach": 200, "Publisher": 403, "Contributor": 403, "Candidate": 403}.items():
            with self.subTest(group):
                self.client.force_login(self.member(group))
                self.assertEqual(self.client.get(address).status_code, status)

    def test_in_the_admin_not_even_a_superuser_changes_it(self) -> None:
        self.client.force_login(cast.alice())
        self.assertContains(self.client.get(reverse("admin:staff_auditentry_changelist")), "Article published")
        for name, args in (("add", ()), ("delete", (self.entry.pk,))):
            answer = self.client.post(reverse(f"admin:staff_auditentry_{name}", args=args), {"post": "yes"})
            self.assertEqual(answer.status_code, 403, name)
        change = reverse("admin:staff_auditentry_change", args=(self.entry.pk,))
        self.assertEqual(self.client.post(change, {"actor": "bob"}).status_code, 403)
        data = {"action": "delete_selected", "_selected_action": [self.entry.pk], "post": "yes"}
        self.client.post(reverse("admin:staff_auditentry_changelist"), data)
        self.assertTrue(AuditEntry.objects.filter(pk=self.entry.pk).exists())

    def test_the_list_is_read_with_few_queries_however_long_it_is(self) -> None:
        AuditEntry.objects.bulk_create(AuditEntry(act=Act.PUBLISHED, subject=str(number)) for number in range(300))
        self.client.force_login(cast.alice())
        with self.assertNumQueries(6):
            self.client.get(reverse("admin:staff_auditentry_changelist"))


class NoWayAroundTests(SimpleTestCase):
    """`QuerySet.update` sends no signal, so what the trail follows is never changed by it."""

    FOLLOWED = frozenset(("audience", "confidence", "status", "is_active", "is_staff", "is_superuser"))

    def test_no_code_of_ours_updates_a_followed_column_past_the_signals(self) -> None:
        found = []
        for folder in ("kb", "diagnostics", "staff", "config"):
            for path in (Path(settings.BASE_DIR) / folder).rglob("*.py"):
                for node in ast.walk(ast.parse(path.read_text("utf-8"))):
                    name = node.func.attr if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) else ""
                    if name in {"update", "bulk_update"} and self.FOLLOWED & {word.arg for word in node.keywords}:
                        found.append(f"{path.name}:{node.lineno}")
        self.assertEqual(found, [])
