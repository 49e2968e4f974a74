"""Flag it or fix it: on every article for staff, in a queue, and never in a page that readers share."""

from django.contrib.auth import get_user_model
from django.contrib.auth.models import Permission
from django.core.cache import caches
from django.test import override_settings
from django.urls import reverse

from kb import discretion
from kb.models import Flag, SameProblem, Vote

from .adminforms import AdminTestCase
from .cast import article

QUEUE = reverse("admin:kb_flag_changelist")
KEPT = {"pages": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": "flags"}}


class FlagTests(AdminTestCase):
    def setUp(self):
        super().setUp()
        self.article = article()
        self.address = reverse("admin:kb_article_flag", args=(self.article.pk,))

    def flag(self, **fields: str) -> Flag:
        data = {"reason": "out of date", "note": "Since 2.1.330 it is not sent."} | fields
        self.assertRedirects(self.client.post(self.address, data), QUEUE)
        return Flag.objects.latest("pk")

    def change(self, flag: Flag, **fields: str):
        data = {"assigned_to": flag.assigned_to_id or "", "answer": flag.answer} | fields
        return self.client.post(reverse("admin:kb_flag_change", args=(flag.pk,)), data)

    def test_staff_find_both_ways_on_the_article_and_readers_neither(self):
        page = self.client.get(self.article.get_absolute_url())
        self.assertContains(page, f'href="{reverse("admin:kb_article_change", args=(self.article.pk,))}">Fix it')
        self.assertContains(page, f'href="{self.address}">Flag it')
        self.client.logout()
        page = self.client.get(self.article.get_absolute_url())
        self.assertNotContains(page, "staff-bar")
        self.assertNotContains(page, "/admin/")

    def test_staff_see_the_votes_of_any_number(self):
        for number, helped in enumerate((True, False, True)):
            Vote.objects.create(article=self.article, revision=1, voter=f"{number}", helped=helped)
        SameProblem.objects.create(article=self.article, voter="0")
        self.assertContains(self.client.get(self.article.get_absolute_url()), "helped 2 of 3, 1 has it too")
        self.article.resolution = "Something else."
        self.article.save()
        Vote.objects.create(article=self.article, revision=2, voter="3", helped=True)
        words = "helped 1 of 1 since its advice was changed in version 2 (3 of 4 ever), 1 has it too"
        self.assertContains(self.client.get(self.article.get_absolute_url()), words)

    @override_settings(CACHES={"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}, **KEPT})
    def test_what_staff_see_is_never_kept_for_readers_and_what_is_kept_never_hides_it(self):
        caches["pages"].clear()
        address = self.article.get_absolute_url()
        self.assertContains(self.client.get(address), "Flag it")
        reader = self.client_class()
        for _ in range(2):
            self.assertNotContains(reader.get(address), "staff-bar")
        self.assertContains(self.client.get(address), "Flag it")

    def test_a_flag_says_who_saw_what_on_which_version(self):
        flag = self.flag()
        self.assertEqual((flag.by, flag.revision, flag.is_open), (self.alice, 1, True))
        self.assertContains(self.client.get(QUEUE), "Since 2.1.330")
        self.assertContains(self.client.get(self.article.get_absolute_url()), "1 open flag<")
        self.assertContains(self.client.get(self.address), "Flagged already")

    def test_a_key_in_a_note_is_masked(self):
        key = "sk-ant-api03-" + "Zq7" * 31
        self.assertTrue(discretion._maskers)
        flag = self.flag(note=f"It shows {key}")
        self.assertNotIn(key, flag.note)
        self.change(flag, answer=f"Taken out {key}")
        flag.refresh_from_db()
        self.assertIn("Taken out", flag.answer)
        self.assertNotIn(key, flag.answer)

    def test_a_reason_is_needed_and_must_be_known(self):
        for reason in ("", "boring"):
            with self.subTest(reason=reason):
                self.assertEqual(self.client.post(self.address, {"reason": reason}).status_code, 200)
        self.assertFalse(Flag.objects.exists())

    def test_a_flag_is_assigned_resolved_with_an_answer_and_opened_again(self):
        flag = self.flag()
        self.client.post(QUEUE, {"action": "assign_to_me", "_selected_action": [flag.pk]})
        flag.refresh_from_db()
        self.assertEqual(flag.assigned_to, self.alice)
        self.assertIn("Say what became of it", self.errors(self.change(flag, _resolve="1")))
        self.assertEqual(self.change(flag, answer="Mended in version 2.", _resolve="1").status_code, 302)
        flag.refresh_from_db()
        self.assertEqual((flag.is_open, flag.resolved_by), (False, self.alice))
        self.assertNotContains(self.client.get(QUEUE), "Since 2.1.330")
        self.assertContains(self.client.get(QUEUE, {"state": "resolved"}), "Since 2.1.330")
        self.change(flag, _reopen="1")
        flag.refresh_from_db()
        self.assertTrue(flag.is_open)

    def test_the_queue_is_cut_by_who_looks_after_it(self):
        mine, nobodys = self.flag(note="Of Alice"), self.flag(note="Of nobody")
        self.change(mine, assigned_to=str(self.alice.pk))
        for state, shown in (("mine", mine), ("nobody", nobodys)):
            with self.subTest(state=state):
                listed = self.client.get(QUEUE, {"state": state}).context["cl"].result_list
                self.assertEqual(list(listed), [shown])
        self.assertEqual(len(self.client.get(QUEUE).context["cl"].result_list), 2)

    def test_who_may_only_flag_is_offered_no_fix_and_resolves_nothing(self):
        flag = self.flag()
        bob = get_user_model().objects.create_user("bob", is_staff=True)
        bob.user_permissions.add(*Permission.objects.filter(codename__in=("add_flag", "view_flag")))
        self.client.force_login(bob)
        page = self.client.get(self.article.get_absolute_url())
        self.assertNotContains(page, "Fix it")
        self.assertContains(page, "Flag it")
        self.assertEqual(self.change(flag, answer="Done.", _resolve="1").status_code, 403)
        self.flag(note="Bob saw it")
        self.client.force_login(get_user_model().objects.create_user("charlie", is_staff=True))
        self.assertEqual(self.client.get(self.address).status_code, 403)
