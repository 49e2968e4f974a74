"""Log in as a person does: password, then code; read the secret and the recovery codes off the pages."""

from __future__ import annotations

import base64
import re
from typing import Any

from django.contrib.auth import get_user_model
from django.contrib.auth.models import Permission
from django.http import HttpResponse
from django.test import Client, TestCase
from django.urls import reverse
from django_otp.plugins.otp_totp.models import TOTPDevice

from tests.secondfactor import code_of

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
