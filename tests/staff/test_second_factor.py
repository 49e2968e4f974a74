"""Who publishes or gives rights gets in by password and code; nobody gets past it, nobody is locked out for good."""

from __future__ import annotations

import html
import re

from django.contrib.auth import get_user_model
from django.contrib.auth.models import Permission
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django_otp.plugins.otp_totp.models import TOTPDevice

from kb.models import Article
from staff import secondfactor
from tests.kb import cast
from tests.secondfactor import code_of, device_of

from .loggingin import INDEX, PASSWORD, SET_UP, VERIFY, WORDS, YOURS, SecondFactorTestCase, person


class EnforcementTests(SecondFactorTestCase):
    def test_who_publishes_or_gives_rights_needs_it_and_who_only_writes_does_not(self) -> None:
        needed = {
            "kb.publish_article": True,
            "diagnostics.activate_rule": True,
            "staff.reset_second_factor": True,
            "auth.change_user": True,
            "auth.change_group": True,
            "kb.change_article": False,
            "kb.validate_article": False,
            "staff.view_auditentry": False,
        }
        for right, expected in needed.items():
            with self.subTest(right):
                self.assertEqual(secondfactor.is_required(person(right, right)), expected)
        self.assertTrue(secondfactor.is_required(person("root", is_superuser=True)))

    def test_the_groups_that_publish_need_it(self) -> None:
        from django.contrib.auth.models import Group

        from tests.licences import make_licences

        make_licences()
        for name, expected in {"Candidate": False, "Contributor": False, "Publisher": True, "Coach": True}.items():
            with self.subTest(name):
                one = person(name)
                one.groups.add(Group.objects.get(name=name))
                self.assertEqual(secondfactor.is_required(one), expected)

    def test_after_the_password_nothing_but_the_second_step_is_open(self) -> None:
        alice = cast.alice()
        alice.set_password(PASSWORD)
        alice.save()
        device_of(alice)
        hidden = cast.article("internal-one", audience="internal")
        self.assertRedirects(self.password("alice"), f"{VERIFY}?next=%2Fadmin%2F")
        closed = [
            *(reverse(f"admin:{name}") for name in ("index", "kb_article_changelist", "password_change", "jsi18n")),
            *(YOURS, reverse("content_health"), reverse("article_from_thread")),
        ]
        for address in closed:
            with self.subTest(address):
                self.assertRedirects(
                    self.client.get(address), f"/admin/login/?next={address}", fetch_redirect_response=False
                )
        self.assertEqual(self.client.get(hidden.get_absolute_url()).status_code, 404, "like any reader")
        for name in ("second_factor_codes", "second_factor_remove", "end_sessions"):
            self.assertEqual(self.client.post(reverse(f"admin:{name}"), {"code": "123456"}).status_code, 302, name)
        self.assertTrue(secondfactor.device_of(alice))
        self.client.post(reverse("admin:kb_article_delete", args=(hidden.pk,)), {"post": "yes"})
        self.assertTrue(Article.objects.filter(pk=hidden.pk).exists())

    def test_a_code_opens_what_was_asked_for(self) -> None:
        alice = person("alice", is_superuser=True)
        target = reverse("admin:kb_topic_changelist")
        page = self.password("alice", target)
        self.assertRedirects(page, f"{SET_UP}?next={target.replace('/', '%2F')}")
        alice = get_user_model().objects.get(pk=alice.pk)
        device = device_of(alice)
        page = self.password("alice", target)
        self.assertRedirects(page, f"{VERIFY}?next={target.replace('/', '%2F')}")
        self.assertRedirects(self.code(code_of(device.key), next=target), target)
        self.assertTrue(self.is_in())

    def test_an_address_elsewhere_is_not_followed(self) -> None:
        device = device_of(person("alice", is_superuser=True))
        self.password("alice")
        answer = self.code(code_of(device.key), next="https://evil.example/")
        self.assertRedirects(answer, INDEX)

    def test_who_need_not_have_it_gets_in_by_password_until_it_is_switched_on(self) -> None:
        person("bob", "kb.change_article")
        self.password("bob")
        self.assertTrue(self.is_in())
        key = self.secret_on(self.client.get(SET_UP))
        self.assertEqual(len(WORDS.findall(self.code(code_of(key), SET_UP).content.decode())), 10)
        self.assertTrue(self.is_in())
        other = Client()
        self.assertRedirects(self.password("bob", client=other), f"{VERIFY}?next=%2Fadmin%2F")
        self.assertFalse(self.is_in(other))

    def test_who_is_made_a_publisher_while_logged_in_sets_it_up_at_the_next_page(self) -> None:
        bob = person("bob", "kb.change_article")
        self.password("bob")
        self.assertTrue(self.is_in())
        bob.user_permissions.add(Permission.objects.get(codename="publish_article"))
        self.assertRedirects(self.client.get(INDEX, follow=True), f"{SET_UP}?next=%2Fadmin%2F")

    def test_the_session_gets_a_new_key_so_that_one_seen_before_is_worth_nothing(self) -> None:
        device = device_of(person("alice", is_superuser=True))
        self.password("alice")
        before = self.client.session.session_key
        self.code(code_of(device.key))
        self.assertNotEqual(self.client.session.session_key, before)

    def test_whoever_gave_only_the_password_can_leave(self) -> None:
        device_of(person("alice", is_superuser=True))
        self.password("alice")
        self.assertRedirects(self.client.post(reverse("admin:second_factor_cancel")), "/admin/login/")
        self.assertNotIn("_auth_user_id", self.client.session)

    def test_a_stranger_reaches_neither_step(self) -> None:
        for address in (VERIFY, SET_UP):
            self.assertRedirects(self.client.get(address), "/admin/login/")
            self.assertRedirects(self.client.post(address, {"code": "123456"}), "/admin/login/")


class SetUpTests(SecondFactorTestCase):
    def test_the_page_shows_the_same_secret_as_picture_text_and_link(self) -> None:
        person("alice", is_superuser=True)
        page = self.password("alice")
        text = html.unescape(page.content.decode())
        secret = re.search(r'class="secret">([A-Z2-7 ]+)<', text)[1].replace(" ", "")
        self.assertIn(f"otpauth://totp/Verdict%3Aalice?secret={secret}&", text)
        self.assertIn("&issuer=Verdict", text)
        self.assertContains(page, '<svg class="qr"')
        self.assertContains(page, 'autocomplete="one-time-code" inputmode="numeric"')

    def test_a_wrong_code_changes_nothing_and_keeps_the_secret(self) -> None:
        person("alice", is_superuser=True)
        key = self.secret_on(self.password("alice"))
        for wrong in (code_of(key, steps=10), "", "12345", "abcdef", "１２３４５６", "0" * 41):
            with self.subTest(wrong):
                page = self.code(wrong, SET_UP)
                self.assertContains(page, "does not come from the secret")
                self.assertContains(page, 'aria-invalid="true"')
                self.assertEqual(self.secret_on(page), key)
        self.assertFalse(TOTPDevice.objects.exists())
        self.assertFalse(self.is_in())

    def test_blanks_in_a_code_do_no_harm(self) -> None:
        person("alice", is_superuser=True)
        code = code_of(self.secret_on(self.password("alice")))
        self.assertContains(self.code(f" {code[:3]} {code[3:]} ", SET_UP), "Your recovery codes")

    def test_somebody_with_the_password_alone_cannot_replace_what_is_set_up(self) -> None:
        person("alice", is_superuser=True)
        self.set_up("alice")
        thief = Client()
        self.password("alice", client=thief)
        self.assertRedirects(thief.get(SET_UP), INDEX, fetch_redirect_response=False)
        key = TOTPDevice.objects.get().key
        thief.post(SET_UP, {"code": "123456"})
        self.assertEqual(TOTPDevice.objects.get().key, key)

    def test_a_secret_shown_in_one_session_is_not_that_of_another(self) -> None:
        person("alice", is_superuser=True)
        first, second = Client(), Client()
        keys = {self.secret_on(self.password("alice", client=client)) for client in (first, second)}
        self.assertEqual(len(keys), 2)

    def test_the_code_that_set_it_up_opens_nothing_more(self) -> None:
        person("alice", is_superuser=True)
        key = self.secret_on(self.password("alice"))
        code = code_of(key)
        self.code(code, SET_UP)
        self.client.logout()
        self.password("alice")
        self.assertContains(self.code(code), "used before")


class ThrottlingTests(SecondFactorTestCase):
    def setUp(self) -> None:
        self.device = device_of(person("alice", is_superuser=True))
        self.password("alice")

    def wrong(self) -> str:
        return code_of(self.device.key, steps=50)

    def test_after_a_wrong_code_the_right_one_must_wait_and_each_doubles_the_pause(self) -> None:
        for failures in range(1, 6):
            TOTPDevice.objects.update(throttling_failure_timestamp=None)
            self.assertContains(self.code(self.wrong()), "not the right one")
            self.device.refresh_from_db()
            self.assertEqual(self.device.throttling_failure_count, failures)
        answer = self.code(code_of(self.device.key))
        self.assertRegex(answer.content.decode(), r"Wait (1[0-6]) seconds")
        TOTPDevice.objects.update(throttling_failure_timestamp=timezone.now() - timezone.timedelta(seconds=17))
        self.assertRedirects(self.code(code_of(self.device.key)), INDEX)

    def test_what_cannot_be_a_code_costs_nothing(self) -> None:
        for text in ("", "12345", "1234567", "hello", "０" * 6):
            self.assertEqual(self.code(text).status_code, 200)
        self.assertRedirects(self.code(code_of(self.device.key)), INDEX)
