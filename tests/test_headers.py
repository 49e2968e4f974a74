"""What surrounds every answer: headers, cookies, addresses that may ask."""

import re
from pathlib import Path

from django.conf import settings
from django.test import Client, TestCase, override_settings

from config.middleware import HEALTH

PAGES = ("/", "/search/?q=gateway", "/topics/", "/latest/", "/top/", "/check/", "/rules/", "/api/check", "/nowhere/")


def policy_of(response) -> dict[str, list[str]]:
    """Return the content security policy of a response, by directive."""
    parts = [part.split() for part in response["Content-Security-Policy"].split(";")]
    return {name: values for name, *values in parts}


class HeaderTests(TestCase):
    def test_every_page_has_the_strict_policy(self) -> None:
        for page in (*PAGES, "/admin/login/"):
            with self.subTest(page):
                self.assertEqual(
                    policy_of(self.client.get(page)),
                    {
                        "default-src": ["'none'"],
                        "script-src": ["'self'"],
                        "style-src": ["'self'"],
                        "img-src": ["'self'"],
                        "font-src": ["'self'"],
                        "connect-src": ["'self'"],
                        "form-action": ["'self'"],
                        "base-uri": ["'none'"],
                        "frame-ancestors": ["'none'"],
                    },
                )

    def test_every_page_has_the_other_security_headers(self) -> None:
        expected = {
            "X-Content-Type-Options": "nosniff",
            "X-Frame-Options": "DENY",
            "Referrer-Policy": "same-origin",
            "Cross-Origin-Opener-Policy": "same-origin",
            "Cross-Origin-Resource-Policy": "same-origin",
        }
        for page in PAGES:
            response = self.client.get(page)
            with self.subTest(page):
                self.assertEqual({name: response.get(name) for name in expected}, expected)
                self.assertIn("camera=()", response["Permissions-Policy"])
                self.assertRegex(response["X-Request-ID"], r"^[0-9a-f]{8}$")

    def test_readers_get_no_cookie(self) -> None:
        for page in PAGES:
            with self.subTest(page):
                self.assertEqual(dict(self.client.get(page).cookies), {})

    def test_no_template_holds_an_inline_script_style_or_handler(self) -> None:
        inline = re.compile(
            r"<style|\sstyle\s*=|\son[a-z]+\s*=\s*[\"']|javascript:|hx-on|hx-vals\s*=\s*[\"']js:|<script(?![^>]*(?:\ssrc=|application/ld\+json))",
            re.I,
        )
        root = Path(settings.BASE_DIR)
        files = [file for folder in ("templates", "kb", "diagnostics") for file in (root / folder).rglob("*.html")]
        self.assertTrue(files)
        for file in files:
            found = [
                f"line {number}: {line.strip()}"
                for number, line in enumerate(file.read_text("utf-8").splitlines(), 1)
                if inline.search(line)
            ]
            with self.subTest(file.relative_to(root)):
                self.assertEqual(found, [])

    def test_pages_load_nothing_from_other_hosts(self) -> None:
        for page in PAGES:
            text = self.client.get(page).content.decode()
            with self.subTest(page):
                self.assertEqual(
                    re.findall(
                        r"<(?:script|img|iframe)[^>]+src=[\"']?(?:https?:)?//|<link[^>]+stylesheet[^>]+//", text
                    ),
                    [],
                )


class AddressTests(TestCase):
    def test_in_development_other_machines_are_refused(self) -> None:
        for address in ("192.0.2.7", "2001:db8::1", "unknown"):
            with self.subTest(address):
                response = self.client.get("/", REMOTE_ADDR=address)
                self.assertEqual(response.status_code, 403)
                self.assertIn("development server", response.content.decode())

    def test_in_development_this_machine_is_served(self) -> None:
        for address in ("127.0.0.1", "127.1.2.3", "::1", ""):
            with self.subTest(address):
                self.assertEqual(self.client.get("/topics/", REMOTE_ADDR=address).status_code, 200)

    def test_another_host_name_is_refused(self) -> None:
        self.assertEqual(self.client.get("/", headers={"host": "attacker.example"}).status_code, 400)

    def test_forwarded_addresses_count_from_the_right_and_only_behind_proxies(self) -> None:
        # 403 shows which address was believed: development serves only loopback.
        forged = {"x-forwarded-for": "127.0.0.1, 192.0.2.7"}
        cases = ((0, "127.0.0.1", 200), (1, "127.0.0.1", 403), (2, "192.0.2.9", 200), (3, "192.0.2.9", 403))
        for proxies, peer, expected in cases:
            with self.subTest(proxies=proxies), override_settings(PROXIES=proxies):
                response = Client().get("/topics/", headers=forged, REMOTE_ADDR=peer)
                self.assertEqual(response.status_code, expected)

    def test_health_is_answered_before_everything_else(self) -> None:
        self.assertEqual(settings.MIDDLEWARE[0], "config.middleware.health")
        self.assertEqual(set(HEALTH), {"/healthz", "/readyz"})


class LoginTests(TestCase):
    def test_the_sixth_wrong_password_is_answered_with_a_pause(self) -> None:
        wrong = {"username": "alice", "password": "guess"}
        answers = [self.client.post("/admin/login/", wrong).status_code for _ in range(6)]
        self.assertEqual(answers, [200, 200, 200, 200, 429, 429])

    def test_another_address_is_not_paused(self) -> None:
        wrong = {"username": "alice", "password": "guess"}
        for _ in range(6):
            self.client.post("/admin/login/", wrong)
        self.assertEqual(self.client.post("/admin/login/", wrong, REMOTE_ADDR="127.0.0.2").status_code, 200)
