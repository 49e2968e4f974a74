"""The reader's pages of the check and of the rules."""

from __future__ import annotations

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse
from django.http.multipartparser import MultiPartParserError
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.gzip import gzip_page
from django.views.decorators.http import require_http_methods, require_safe

from config.fragments import page_or_fragment

from . import limiting
from .checking import RefusedError, check
from .engine.findings import Login, Mode
from .engine.limits import MAX_BYTES, MAX_LINES
from .examples import loaded_example
from .forms import DEFAULT_NAME, KINDS, LOGINS, MODES, NAMES, SYSTEMS, CheckForm
from .models import Rule
from .reporting import report_context
from .rulelist import LONGEST, grouped, matching
from .rulepage import rule_context
from .samples import SAMPLES, sample

TOO_LARGE = (
    f"That is more than {MAX_BYTES // 1024} KB, the most that is read. "
    "Give only the part that sets variables, for example the lines with “export”."
)
BLANK = {"name": DEFAULT_NAME, "login": Login.UNKNOWN.value, "mode": Mode.PRINT.value}


# A check changes nothing and reads no cookie, so a forged one does no harm; without the token readers get no cookie.
@gzip_page
@csrf_exempt
@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def check_page(request: HttpRequest) -> HttpResponse:
    """Show the paste form, empty or with an example; read what was pasted and show the report."""
    if request.method == "POST":
        response = _checked(request)
        response["Cache-Control"] = "no-store"
        return response
    return render(request, "diagnostics/check.html", form_context(request, _preset(request)))


@sensitive_variables()
def _checked(request: HttpRequest) -> HttpResponse:
    """Answer a paste with its report, or say what keeps it from being read; the text stays in the box, masked."""
    if _is_too_large(request):
        return refused(request, RefusedError(413, TOO_LARGE), BLANK)
    try:
        form = CheckForm(request.POST, request.FILES)
    except RequestDataTooBig:
        return refused(request, RefusedError(413, TOO_LARGE), BLANK)
    except MultiPartParserError:
        return refused(request, RefusedError(400, "The form arrived damaged. Send it again."), BLANK)
    form.is_valid()
    if wait := limiting.seconds_to_wait(request):
        return refused(request, limiting.refusal(wait), form.shown())
    data = form.cleaned_data
    try:
        report = check(
            form.pasted(),
            login=Login(data["login"]),
            mode=Mode(data["mode"]),
            error=data["error"],
            system=form.for_system,
        )
    except RefusedError as refusal:
        return refused(request, refusal, form.shown())
    shown = form.shown()
    asked = {key: shown[key] for key in ("login", "mode", "error")}
    context = {**form_context(request, shown), **report_context(report, **asked)}
    return page_or_fragment(request, "diagnostics/check.html", "diagnostics/_report.html", context)


def refused(request: HttpRequest, refusal: RefusedError, shown: dict[str, str]) -> HttpResponse:
    """Say why nothing was checked, with the form as it was."""
    context = {**form_context(request, shown), "refusal": refusal}
    response = page_or_fragment(
        request, "diagnostics/check.html", "diagnostics/_report.html", context, status=refusal.status
    )
    if refusal.wait:
        response["Retry-After"] = str(refusal.wait)
    return response


def _is_too_large(request: HttpRequest) -> bool:
    """Tell from its announced length whether a body is too large, before any of it is read."""
    length = request.META.get("CONTENT_LENGTH") or "0"
    return not length.isdigit() or int(length) > settings.DATA_UPLOAD_MAX_MEMORY_SIZE


def _preset(request: HttpRequest) -> dict[str, str]:
    """Return what the form starts with: one of our samples, an example of a rule, or nothing."""
    code, wanted = request.GET.get("rule", ""), request.GET.get("example", "")
    if code:
        found = Rule.objects.readable().filter(code=code.upper()).first()
        return {**BLANK, **(loaded_example(found, wanted) if found else {})}
    chosen = sample(wanted)
    if chosen is None:
        return BLANK
    return {
        **BLANK,
        "text": chosen.text,
        "name": chosen.name,
        "settings": chosen.settings,
        "login": chosen.login.value,
        "loaded": chosen.title,
    }


def form_context(request: HttpRequest, shown: dict[str, str]) -> dict[str, object]:
    """Return what the form shows beside what it holds."""
    return {
        "form": shown,
        # ?masking=server is the way out where the page's scripts do not load.
        "masks_in_browser": request.GET.get("masking") != "server",
        "samples": SAMPLES,
        "logins": LOGINS,
        "modes": MODES,
        "kinds": KINDS,
        "systems": SYSTEMS,
        "names": NAMES,
        "max_kilobytes": MAX_BYTES // 1024,
        "max_lines": f"{MAX_LINES:,}",
    }


@require_safe
def rules(request: HttpRequest) -> HttpResponse:
    """List the rules that are run, and those that were until lately; `?q=` and `?severity=` keep some of them."""
    asked, severity = request.GET.get("q", "").strip()[:LONGEST], request.GET.get("severity", "")
    severity = severity if severity in Rule.Severity.values else ""
    listed = list(Rule.objects.listed().only("code", "name", "title", "severity", "status"))
    found = matching(listed, asked, severity)
    context = {
        "number": sum(rule.is_active for rule in listed),
        "groups": grouped(rule for rule in found if rule.is_active),
        "found": found,
        "deprecated": [rule for rule in found if not rule.is_active],
        "asked": asked,
        "severity": severity,
        "severities": Rule.Severity.choices,
    }
    return render(request, "diagnostics/rules.html", context)


@require_safe
def rule(request: HttpRequest, code: str) -> HttpResponse:
    """Show one rule: what it says, when it fires, its tested examples, why and what to change."""
    if code != code.upper():
        return redirect("diagnostics:rule", code=code.upper(), permanent=True)
    found = get_object_or_404(_readable(request), code=code)
    return render(request, "diagnostics/rule.html", rule_context(found))


@require_safe
def rule_file(request: HttpRequest, code: str) -> HttpResponse:
    """Give the rule as its file, the same text that export writes."""
    found = get_object_or_404(_readable(request), code=code.upper())
    return HttpResponse(found.source, content_type="application/toml; charset=utf-8")


def _readable(request: HttpRequest):
    is_staff = request.user.is_active and request.user.is_staff
    return Rule.objects.select_related("article") if is_staff else Rule.objects.readable().select_related("article")
