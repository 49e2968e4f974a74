"""A password alone logs nobody in who needs a second factor: until then the whole site takes them for a reader."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils.functional import SimpleLazyObject

from .secondfactor import must_verify

GetResponse = Callable[[HttpRequest], HttpResponseBase]


def only_verified(get_response: GetResponse) -> GetResponse:
    """Put nobody in the place of `request.user` while the second factor is owed; see `half_logged_in`."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        person: Any = request.user
        request._person = person  # type: ignore[attr-defined]
        request.user = SimpleLazyObject(lambda: AnonymousUser() if _owes(person) else person)  # type: ignore[assignment]
        return get_response(request)

    return middleware


def half_logged_in(request: HttpRequest) -> Any:
    """Return who gave the right password in this session and still owes the second factor; else None."""
    person = getattr(request, "_person", None)
    return person if person is not None and _owes(person) else None


def _owes(person: Any) -> bool:
    """Tell whether somebody is logged in by password but not verified; found out once in a request."""
    if not person.is_authenticated or person.is_verified():
        return False
    if not hasattr(person, "owes_second_factor"):
        person.owes_second_factor = must_verify(person)
    return bool(person.owes_second_factor)
