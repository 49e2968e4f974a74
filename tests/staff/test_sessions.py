"""Sessions end where their owner says so, and with a new password; the page says what protects the log-in."""

from __future__ import annotations

from django.contrib.sessions.models import Session
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from staff.models import Act, AuditEntry
from tests.secondfactor import device_of

from .loggingin import INDEX, PASSWORD, YOURS, SecondFactorTestCase, person


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
