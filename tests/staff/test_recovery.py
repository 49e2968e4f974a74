"""Who lost the app gets in by a recovery code, or is reset by somebody who may; nobody else is."""

from __future__ import annotations

import io
from typing import Any

from django.contrib.auth import get_user_model
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse
from django_otp.plugins.otp_static.models import StaticDevice, StaticToken
from django_otp.plugins.otp_totp.models import TOTPDevice

from staff import secondfactor
from staff.models import Act, AuditEntry
from tests.secondfactor import code_of, device_of

from .loggingin import INDEX, SET_UP, WORDS, YOURS, SecondFactorTestCase, person


class RecoveryTests(SecondFactorTestCase):
    def setUp(self) -> None:
        self.alice = person("alice", is_superuser=True)
        self.codes = self.set_up("alice")
        self.client.logout()

    def test_ten_codes_are_shown_once_and_kept_as_digests_only(self) -> None:
        self.assertEqual(len(set(self.codes)), 10)
        kept = set(StaticToken.objects.values_list("token", flat=True))
        self.assertEqual(len(kept), 10)
        self.assertFalse(kept & {code.replace("-", "") for code in self.codes})
        self.password("alice")
        self.assertNotContains(self.client.get(YOURS, follow=True), self.codes[0])

    def test_each_logs_in_once_however_it_is_typed(self) -> None:
        for typed in (self.codes[0], self.codes[1].replace("-", ""), f" {self.codes[2].upper()} "):
            with self.subTest(typed):
                self.password("alice")
                self.assertRedirects(self.code(typed), INDEX)
                self.client.logout()
        self.password("alice")
        self.assertContains(self.code(self.codes[0]), "used before")
        self.assertEqual(secondfactor.codes_left(self.alice), 7)
        self.assertEqual(AuditEntry.objects.filter(act=Act.CODE_USED).count(), 3)

    def test_anothers_code_does_not_count(self) -> None:
        device_of(person("bob", is_superuser=True))
        StaticDevice.objects.create(user=get_user_model().objects.get(username="bob"))
        self.password("bob")
        self.assertContains(self.code(self.codes[0]), "not the right one")
        self.assertEqual(secondfactor.codes_left(self.alice), 10)

    def test_new_codes_end_the_old_ones_and_need_a_code(self) -> None:
        self.password("alice")
        self.code(self.later("alice"))
        address = reverse("admin:second_factor_codes")
        self.assertContains(self.code("000000", address), "not the right one")
        fresh = WORDS.findall(self.code(self.later("alice"), address).content.decode())
        self.assertEqual(len(fresh), 10)
        self.assertFalse(set(fresh) & set(self.codes))
        self.client.logout()
        self.password("alice")
        self.assertContains(self.code(self.codes[0]), "not the right one")

    def test_who_lost_the_app_gets_in_by_one_code_and_takes_another_app_by_the_next(self) -> None:
        self.password("alice")
        self.code(self.codes[0])
        answer = self.code(self.codes[1], reverse("admin:second_factor_remove"))
        self.assertRedirects(answer, YOURS, fetch_redirect_response=False)
        self.assertFalse(TOTPDevice.objects.exists() or StaticToken.objects.exists())
        page = self.client.get(YOURS, follow=True)
        self.assertContains(page, "Set up your second factor")
        self.assertEqual(len(WORDS.findall(self.code(code_of(self.secret_on(page)), SET_UP).content.decode())), 10)
        self.assertTrue(self.is_in())

    def test_removing_needs_a_code(self) -> None:
        self.password("alice")
        self.code(self.codes[0])
        for wrong in ("", "000000", self.codes[0]):
            self.assertEqual(self.code(wrong, reverse("admin:second_factor_remove")).status_code, 200)
        self.assertTrue(TOTPDevice.objects.exists())


class ResettingTests(SecondFactorTestCase):
    def reset(self, who: Any) -> int:
        return self.client.post(reverse("admin:reset_second_factor", args=(who.pk,))).status_code

    def test_a_coach_resets_anothers_and_it_is_in_the_trail(self) -> None:
        coach = person("coach", "staff.reset_second_factor", "auth.view_user")
        bob = person("bob", "kb.publish_article")
        device_of(bob)
        bobs = Client()
        bobs.force_login(bob)
        self.client.force_login(coach)
        page = self.client.get(reverse("admin:auth_user_change", args=(bob.pk,)))
        address = reverse("admin:reset_second_factor", args=(bob.pk,))
        self.assertContains(page, address)
        self.assertContains(self.client.get(address), "logged out everywhere")
        self.assertTrue(secondfactor.device_of(bob), "asking resets nothing")
        self.assertEqual(self.reset(bob), 302)
        self.assertIsNone(secondfactor.device_of(bob))
        self.assertRedirects(bobs.get(SET_UP), "/admin/login/", msg_prefix="an open session sets up nothing")
        entry = AuditEntry.objects.filter(act=Act.FACTOR_RESET).get()
        self.assertEqual((entry.actor, entry.subject), ("coach", "bob"))
        self.assertRedirects(self.password("bob"), f"{SET_UP}?next=%2Fadmin%2F")

    def test_nobody_else_does(self) -> None:
        bob = person("bob", "kb.publish_article")
        root = person("root", is_superuser=True)
        coach = person("coach", "staff.reset_second_factor", "auth.view_user")
        publisher = person("publisher", "kb.publish_article", "auth.view_user")
        for one in (bob, root, coach):
            device_of(one)
        refused = ((publisher, bob), (coach, root), (coach, coach), (root, root))
        for who, whose in refused:
            with self.subTest(who=who, whose=whose):
                self.client.force_login(who)
                self.assertEqual(self.reset(whose), 403)
                page = self.client.get(reverse("admin:auth_user_change", args=(whose.pk,)))
                self.assertNotContains(page, "reset-second-factor")
        self.client.force_login(root)
        self.assertEqual(self.reset(coach), 302)

    def test_on_the_server_a_command_does(self) -> None:
        alice = person("alice", is_superuser=True)
        device_of(alice)
        call_command("reset_second_factor", "alice", stdout=io.StringIO())
        self.assertIsNone(secondfactor.device_of(alice))
        self.assertEqual(AuditEntry.objects.get(act=Act.FACTOR_RESET).actor, "")
        for name in ("alice", "nobody"):
            with self.assertRaises(CommandError):
                call_command("reset_second_factor", name)

    def test_secrets_have_no_page_in_the_admin(self) -> None:
        self.client.force_login(person("root", is_superuser=True))
        for address in ("otp_totp/totpdevice/", "otp_static/staticdevice/"):
            self.assertEqual(self.client.get(f"/admin/{address}").status_code, 404)
