"""Who publishes or gives rights gets in by password and code; nobody gets past it, nobody is locked out for good."""

from __future__ import annotations

import base64
import html
import io
import re
from typing import Any

from django.contrib.auth import get_user_model
from django.contrib.auth.models import Permission
from django.contrib.sessions.models import Session
from django.core.management import CommandError, call_command
from django.http import HttpResponse
from django.test import Client, TestCase
from django.urls import reverse
from django.utils import timezone
from django_otp.plugins.otp_static.models import StaticDevice, StaticToken
from django_otp.plugins.otp_totp.models import TOTPDevice

from kb.models import Article
from staff import secondfactor
from staff.models import Act, AuditEntry
from tests.kb import cast
from tests.secondfactor import code_of, device_of

PASSWORD = "correct horse battery staple"
INDEX = reverse("admin:index")
VERIFY = reverse("admin:second_factor_verify")
SET_UP = reverse("admin:second_factor_set_up")
YOURS = reverse("admin:your_log_in")
WORDS = re.compile(r"<li><code>([a-z0-9]{4}-[a-z0-9]{4}-[a-z0-9]{4})</code></li>")


def person(name: str, *rights: str, **fields: Any) -> Any:
    """A member of staff with these rights."""
    made = get_user_model().objects.create_user(name, password=PASSWORD, is_staff=True, **fields)
    for right in rights:
        app, _, code = right.partition(".")
        made.user_permissions.add(Permission.objects.get(content_type__app_label=app, codename=code))
    return made


class SecondFactorTestCase(TestCase):
    def password(self, name: str, target: str = INDEX, client: Client | None = None) -> HttpResponse:
        """Give the password; return the page to which that leads."""
        data = {"username": name, "password": PASSWORD, "next": target}
        return (client or self.client).post("/admin/login/", data, follow=True)

    def code(self, code: str, address: str = VERIFY, **data: str) -> HttpResponse:
        return self.client.post(address, {"code": code, **data})

    def secret_on(self, page: HttpResponse) -> str:
        """Return the secret that a page shows, in hexadecimal."""
        shown = re.search(r'class="secret">([A-Z2-7 ]+)<', page.content.decode())[1]
        return base64.b32decode(shown.replace(" ", "")).hex()

    def set_up(self, name: str) -> list[str]:
        """Log in and set up a second factor as a person does; return the recovery codes."""
        key = self.secret_on(self.password(name))
        return WORDS.findall(self.code(code_of(key), SET_UP).content.decode())

    def later(self, name: str, steps: int = 0) -> str:
        """Return a code of a person's app; the one used last does not count."""
        device = TOTPDevice.objects.get(user__username=name)
        TOTPDevice.objects.update(last_t=-1, throttling_failure_timestamp=None, throttling_failure_count=0)
        return code_of(device.key, steps=steps)

    def is_in(self, client: Client | None = None) -> bool:
        return (client or self.client).get(INDEX).status_code == 200


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


class SessionTests(SecondFactorTestCase):
    def test_logging_out_elsewhere_ends_all_sessions_but_this_one_and_nobody_elses(self) -> None:
        alice, bob = person("alice"), person("bob")
        others = [Client(), Client()]
        for client in others:
            client.force_login(alice)
        bobs = Client()
        bobs.force_login(bob)
        self.client.force_login(alice)
        page = self.client.post(reverse("admin:end_sessions"), follow=True)
        self.assertContains(page, "2 other sessions are ended")
        self.assertEqual([self.is_in(client) for client in (*others, bobs, self.client)], [False, False, True, True])

    def test_a_new_password_ends_all_other_sessions(self) -> None:
        alice = person("alice")
        other = Client()
        for client in (other, self.client):
            client.force_login(alice)
        fresh = "another horse battery staple"
        data = {"old_password": PASSWORD, "new_password1": fresh, "new_password2": fresh}
        self.assertEqual(self.client.post(reverse("admin:password_change"), data).status_code, 302)
        self.assertEqual((self.is_in(other), self.is_in()), (False, True))
        self.assertEqual(AuditEntry.objects.get(act=Act.PASSWORD).actor, "alice")

    def test_a_weak_password_is_refused(self) -> None:
        self.client.force_login(person("alice-the-editor"))
        for weak in ("short", "739204857120", "qwertyuiop123", "alice-the-editor1"):
            with self.subTest(weak):
                data = {"old_password": PASSWORD, "new_password1": weak, "new_password2": weak}
                page = self.client.post(reverse("admin:password_change"), data)
                self.assertEqual(page.status_code, 200)

    def test_sessions_last_a_week(self) -> None:
        self.client.force_login(person("alice"))
        left = Session.objects.get().expire_date - timezone.now()
        self.assertEqual(left.days, 6)

    def test_the_page_says_what_one_has(self) -> None:
        bob = person("bob")
        self.client.force_login(bob)
        self.assertContains(self.client.get(YOURS), "your password alone logs you in")
        self.assertContains(self.client.get(INDEX), YOURS)
        device_of(bob)
        self.client.force_login(bob)
        self.assertContains(self.client.get(YOURS), "An authenticator app")
