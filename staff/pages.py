"""The second step of a log-in, and the page on which staff look after their own log-in."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.contrib import admin, messages
from django.contrib.auth import REDIRECT_FIELD_NAME, logout
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.middleware.csrf import rotate_token
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_http_methods, require_POST
from django_otp import login as mark_verified
from django_otp.models import Device

from . import secondfactor
from .middleware import half_logged_in
from .qrcode import qr_code
from .secondfactor import CodeError
from .sessions import end_sessions

KEY = "second_factor_key"  # in the session until the app has proved that it has the secret

View = Callable[..., HttpResponse]


class CodeForm(forms.Form):
    """One code, of the app or a recovery code."""

    code = forms.CharField(max_length=40, error_messages={"required": "Type a code."})


def second_step(person: Any, target: str) -> HttpResponseRedirect:
    """Lead who owes the second factor to where it is given, or set up first."""
    name = "admin:second_factor_verify" if secondfactor.device_of(person) else "admin:second_factor_set_up"
    return HttpResponseRedirect(f"{reverse(name)}?{urlencode({REDIRECT_FIELD_NAME: target})}")


def for_half_logged_in(view: View) -> View:
    """Give the view who is asking, half or wholly logged in; lead anybody else to the log-in."""

    @wraps(view)
    def inner(request: HttpRequest) -> HttpResponse:
        person = half_logged_in(request) or request.user
        if not (person.is_authenticated and person.is_active and person.is_staff):
            return HttpResponseRedirect(reverse("admin:login"))
        return view(request, person)

    return inner


@never_cache
@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
@for_half_logged_in
@sensitive_variables()
def verify(request: HttpRequest, person: Any) -> HttpResponse:
    """Ask for a code of the app, or for a recovery code."""
    target = _target(request)
    if request.user.is_authenticated:
        return HttpResponseRedirect(target)
    if secondfactor.device_of(person) is None:
        return second_step(person, target)
    error = ""
    if request.method == "POST":
        device, error = _device(request, person)
        if device is not None:
            _complete(request, person, device)
            return HttpResponseRedirect(target)
    context = {"title": "Second step", "error": error, "target": target, "recovery": "recovery" in request.GET}
    return _page(request, "verify", context | {"person": person})


@never_cache
@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
@for_half_logged_in
@sensitive_variables()
def set_up(request: HttpRequest, person: Any) -> HttpResponse:
    """Show a secret as QR code and as text; a code of the app that has it makes the app the second factor."""
    target = _target(request)
    if secondfactor.device_of(person):
        return HttpResponseRedirect(target)
    key = request.session.get(KEY) or secondfactor.new_key()
    request.session[KEY] = key
    error = ""
    if request.method == "POST":
        form = CodeForm(request.POST)
        try:
            device, codes = secondfactor.set_up(person, key, form.cleaned_data["code"] if form.is_valid() else "")
        except CodeError as refusal:
            error = str(refusal)
        else:
            _complete(request, person, device)
            return _codes_page(request, codes, target)
    context = {
        "title": "Set up your second factor",
        "error": error,
        "target": target,
        "person": person,
        "is_required": secondfactor.is_required(person),
        "secret": secondfactor.secret_of(key),
        "address": secondfactor.address_of(person, key),
        "qr": qr_code(secondfactor.address_of(person, key)),
    }
    return _page(request, "set_up", context)


@require_POST
def cancel(request: HttpRequest) -> HttpResponse:
    """Log out who is half logged in."""
    logout(request)
    return HttpResponseRedirect(reverse("admin:login"))


def your_log_in(request: HttpRequest, errors: dict[str, str] | None = None) -> HttpResponse:
    """Show one's own second factor, recovery codes and sessions, with what may be done about them."""
    context = {
        "title": "Your log-in",
        "device": secondfactor.device_of(request.user),
        "is_required": secondfactor.is_required(request.user),
        "codes_left": secondfactor.codes_left(request.user),
        "codes_made": secondfactor.CODES,
        "errors": errors or {},
    }
    return _page(request, "your_log_in", context)


@sensitive_post_parameters()
@require_POST
@sensitive_variables()
def new_codes(request: HttpRequest) -> HttpResponse:
    """Make new recovery codes, against a code."""
    device, error = _device(request, request.user)
    if device is None:
        return your_log_in(request, {"codes": error})
    return _codes_page(request, secondfactor.renew_codes(request.user), reverse("admin:your_log_in"))


@sensitive_post_parameters()
@require_POST
@sensitive_variables()
def remove_factor(request: HttpRequest) -> HttpResponse:
    """Take the second factor away, against a code; who needs one is led to set up the next at once."""
    device, error = _device(request, request.user)
    if device is None:
        return your_log_in(request, {"remove": error})
    secondfactor.remove(request.user)
    end_sessions(request.user, but=request.session.session_key)
    messages.success(request, "The second factor is removed.")
    return HttpResponseRedirect(reverse("admin:your_log_in"))


@require_POST
def end_other_sessions(request: HttpRequest) -> HttpResponse:
    """Log out everywhere else."""
    number = end_sessions(request.user, but=request.session.session_key)
    words = {0: "You were logged in nowhere else.", 1: "One other session is ended."}
    messages.success(request, words.get(number, f"{number} other sessions are ended."))
    return HttpResponseRedirect(reverse("admin:your_log_in"))


@sensitive_variables()
def _device(request: HttpRequest, person: Any) -> tuple[Device | None, str]:
    """Return the device whose code was sent, or None and why."""
    form = CodeForm(request.POST)
    if not form.is_valid():
        return None, " ".join(map(str, form.errors["code"]))
    try:
        return secondfactor.verify(person, form.cleaned_data["code"]), ""
    except CodeError as refusal:
        return None, str(refusal)


def _complete(request: HttpRequest, person: Any, device: Device) -> None:
    """Log the person in wholly: mark the session verified, and give it a key that nobody has seen yet."""
    request.user = person
    mark_verified(request, device)
    request.session.pop(KEY, None)
    request.session.cycle_key()
    rotate_token(request)


@sensitive_variables()
def _codes_page(request: HttpRequest, codes: list[str], target: str) -> HttpResponse:
    context = {"title": "Your recovery codes", "codes": codes, "text": "\n".join(codes) + "\n", "target": target}
    return _page(request, "codes", context)


def _target(request: HttpRequest) -> str:
    """Return where the log-in was to lead, if that is on this site."""
    wanted = request.POST.get(REDIRECT_FIELD_NAME) or request.GET.get(REDIRECT_FIELD_NAME, "")
    is_ours = url_has_allowed_host_and_scheme(wanted, {request.get_host()}, require_https=request.is_secure())
    return wanted if is_ours else reverse("admin:index")


def _page(request: HttpRequest, name: str, context: dict[str, Any]) -> HttpResponse:
    shown = {**admin.site.each_context(request), **context}
    return TemplateResponse(request, f"admin/second_factor/{name}.html", shown)
