"""A person's second factor: an authenticator app (TOTP), and recovery codes for the day on which it is lost.

The devices are django-otp's. A recovery code is kept as a digest that nobody computes without SECRET_KEY.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import math
import re
import secrets
import time
from binascii import unhexlify
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.db import transaction
from django.utils import timezone
from django_otp.models import Device
from django_otp.oath import TOTP
from django_otp.plugins.otp_static.models import StaticDevice
from django_otp.plugins.otp_totp.models import TOTPDevice
from django_otp.util import random_hex

from . import trail
from .models import Act
from .sessions import end_sessions

CODES = 10
# Neither 0 nor 1: they are read as letters.
_ALPHABET = "abcdefghijkmnpqrstuvwxyz23456789"
_APP_CODE = re.compile(r"[0-9]{6}")
_RECOVERY_CODE = re.compile(rf"[{_ALPHABET}]{{12}}")


class CodeError(Exception):
    """A code that is not taken, and why, in words for who typed it."""


def is_required(person: Any) -> bool:
    """Tell whether this person may do what nobody may do with a password alone: publish, or give rights."""
    return person.is_superuser or any(person.has_perm(right) for right in settings.SECOND_FACTOR_RIGHTS)


def device_of(person: Any) -> TOTPDevice | None:
    """Return the person's authenticator app."""
    return TOTPDevice.objects.filter(user=person, confirmed=True).first()


def must_verify(person: Any) -> bool:
    """Tell whether a password alone is not enough: the person publishes, or switched the second factor on."""
    return person.is_staff and (is_required(person) or device_of(person) is not None)


def codes_left(person: Any) -> int:
    """Return how many recovery codes are not used yet."""
    return sum(device.token_set.count() for device in StaticDevice.objects.filter(user=person))


def verify(person: Any, code: str) -> Device:
    """Return the device whose code this is; raise CodeError where it is none, was used before, or comes too soon.

    Each wrong code doubles the time until the next is looked at; the time is that of the app or of the recovery codes.
    """
    code = tidy(code)
    if _APP_CODE.fullmatch(code):
        model, token = TOTPDevice, code
    elif _RECOVERY_CODE.fullmatch(code):
        model, token = StaticDevice, _digest(person, code)
    else:
        raise CodeError("That is no code: the app shows six digits, a recovery code has twelve letters and digits.")
    with transaction.atomic():
        device = model.objects.select_for_update().filter(user=person, confirmed=True).first()
        if device is None:
            raise CodeError("No second factor is set up.")
        is_allowed, extra = device.verify_is_allowed()
        is_right = is_allowed and device.verify_token(token)
        if is_right and model is StaticDevice:
            left = codes_left(person)
            trail.record(Act.CODE_USED, person, after=f"{left} left", actor=person)
    if not is_allowed:
        wait = math.ceil((extra["locked_until"] - timezone.now()).total_seconds())
        raise CodeError(f"After a wrong code there is a pause. Wait {_duration(max(wait, 1))}, then try again.")
    if not is_right:
        raise CodeError("This code is not the right one, or it was used before. Wait for the app’s next one.")
    return device


def new_key() -> str:
    """Return a new secret for an app, in hexadecimal."""
    return str(random_hex(20))


def secret_of(key: str) -> str:
    """Return the secret as an app takes it typed: in groups of four."""
    secret = base64.b32encode(unhexlify(key)).decode()
    return " ".join(secret[at : at + 4] for at in range(0, len(secret), 4))


def address_of(person: Any, key: str) -> str:
    """Return the otpauth:// address that an app reads from the QR code."""
    return str(TOTPDevice(user=person, key=key).config_url)


def set_up(person: Any, key: str, code: str) -> tuple[TOTPDevice, list[str]]:
    """Make the app with this secret the person's second factor if the code proves that it has it.

    Return the device and the recovery codes, which are not shown again. Raises CodeError.
    """
    code = tidy(code)
    totp = TOTP(unhexlify(key))
    totp.time = time.time()
    if not _APP_CODE.fullmatch(code) or not totp.verify(int(code), tolerance=1):
        raise CodeError(
            "This code does not come from the secret above. Take the app’s newest code; if that does not "
            "help, compare the clock of the phone with the time here: it must be right to half a minute."
        )
    with transaction.atomic():
        get_user_model()._base_manager.select_for_update().get(pk=person.pk)
        if device_of(person):
            raise CodeError("A second factor was set up meanwhile.")
        _forget(person)
        device = TOTPDevice.objects.create(
            user=person, name="Authenticator app", key=key, drift=totp.drift, last_t=totp.t()
        )
        codes = _new_codes(person)
        trail.record(Act.FACTOR_SET, person, actor=person)
    return device, codes


def renew_codes(person: Any) -> list[str]:
    """Return new recovery codes; the old ones end."""
    with transaction.atomic():
        codes = _new_codes(person)
        trail.record(Act.CODES_RENEWED, person, actor=person)
    return codes


def remove(person: Any) -> None:
    """Take the person's own second factor away."""
    with transaction.atomic():
        _forget(person)
        trail.record(Act.FACTOR_REMOVED, person, actor=person)


def reset(person: Any, actor: Any = None) -> bool:
    """Take somebody's second factor away and log that person out everywhere; tell whether there was one.

    Who knows the password only sets up a new one at the next log-in; a session left open somewhere must not.
    """
    with transaction.atomic():
        if not _forget(person):
            return False
        end_sessions(person)
        trail.record(Act.FACTOR_RESET, person, actor=actor)
    return True


def may_reset(actor: Any, person: Any) -> bool:
    """Tell whether somebody may reset another's second factor: never one's own, a superuser's only as one."""
    if actor.pk == person.pk or (person.is_superuser and not actor.is_superuser):
        return False
    return bool(actor.has_perm("staff.reset_second_factor"))


def tidy(code: str) -> str:
    """Return a code without the blanks and hyphens by which it is read more easily."""
    return re.sub(r"[\s-]+", "", code).lower()


def _forget(person: Any) -> int:
    TOTPDevice.objects.filter(user=person, confirmed=False).delete()
    return TOTPDevice.objects.filter(user=person).delete()[0] + StaticDevice.objects.filter(user=person).delete()[0]


def _new_codes(person: Any) -> list[str]:
    StaticDevice.objects.filter(user=person).delete()
    device = StaticDevice.objects.create(user=person, name="Recovery codes")
    codes = ["".join(secrets.choice(_ALPHABET) for _ in range(12)) for _ in range(CODES)]
    for code in codes:
        device.token_set.create(token=_digest(person, code))
    return ["-".join((code[:4], code[4:8], code[8:])) for code in codes]


def _digest(person: Any, code: str) -> str:
    """Return what is kept of a recovery code: 80 bits, as many as django-otp's column takes."""
    whole = hmac.new(settings.SECRET_KEY.encode(), f"staff.recovery {person.pk} {code}".encode(), hashlib.sha256)
    return base64.b32encode(whole.digest()[:10]).decode()


def _duration(seconds: int) -> str:
    if seconds < 120:
        return f"{seconds} second{'' if seconds == 1 else 's'}"
    minutes = math.ceil(seconds / 60)
    return f"{minutes} minutes" if minutes < 120 else f"{math.ceil(minutes / 60)} hours"
