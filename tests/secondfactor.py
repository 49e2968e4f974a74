"""How tests get past the second factor: whoever needs one has it, and its code is worked out here."""

from __future__ import annotations

import time
from binascii import unhexlify
from typing import Any

from django.test import Client
from django_otp import DEVICE_ID_SESSION_KEY
from django_otp.oath import TOTP
from django_otp.plugins.otp_totp.models import TOTPDevice

from staff import secondfactor

password_only = Client.force_login  # as Django has it: the state after the password


def device_of(person: Any) -> TOTPDevice:
    """Return the person's authenticator app, made if there is none."""
    made, _ = TOTPDevice.objects.get_or_create(user=person, confirmed=True, defaults={"name": "Authenticator app"})
    return made


def code_of(key: str, *, steps: int = 0) -> str:
    """Return the six digits of a secret now, or so many half minutes later."""
    totp = TOTP(unhexlify(key))
    totp.time = time.time() + 30 * steps
    return f"{totp.token():06}"


def wholly(client: Client, user: Any, backend: str | None = None) -> None:
    """Log somebody in without password and, where it is needed, without code: what `force_login` means in our tests."""
    password_only(client, user, backend)
    if secondfactor.must_verify(user):
        session = client.session
        session[DEVICE_ID_SESSION_KEY] = device_of(user).persistent_id
        session.save()


def sign_in(page: Any, url: str, username: str, password: str, key: str) -> None:
    """Log in with Chromium, by password and code; leads to the admin's first page."""
    page.goto(f"{url}/admin/login/")
    page.get_by_label("Username").fill(username)
    page.get_by_label("Password").fill(password)
    page.get_by_role("button", name="Log in").click()
    page.get_by_label("Code").fill(code_of(key))
    page.get_by_role("button", name="Log in").click()
    page.get_by_role("heading", name="Write and check").wait_for()
