"""No address beneath the admin is an error of the server, whatever stands where a number belongs."""

from __future__ import annotations

from django.contrib import admin
from django.contrib.auth import get_user_model
from django.test import TestCase
from django.urls import NoReverseMatch, reverse

KEYS = ("5/change/widgets.css", "0", "-1", "9" * 40, "x", "_5F", "%00", "é", "a b", "1e3")
PAGES = {"change": 1, "history": 1, "delete": 1, "simple_history": 2}  # and how many keys their addresses hold


class AddressTests(TestCase):
    def test_a_key_that_names_nothing_is_answered_for_every_model(self) -> None:
        self.client.force_login(get_user_model().objects.create_superuser("alice", "alice@example.test", "x"))
        asked = 0
        for model in admin.site._registry:
            for page, keys in PAGES.items():
                for key in KEYS:
                    name = f"admin:{model._meta.app_label}_{model._meta.model_name}_{page}"
                    try:
                        address = reverse(name, args=(key,) * keys)
                    except NoReverseMatch:
                        continue
                    with self.subTest(address):
                        self.assertIn(self.client.get(address).status_code, {302, 403, 404})
                        asked += 1
        self.assertGreater(asked, 3 * len(admin.site._registry))
