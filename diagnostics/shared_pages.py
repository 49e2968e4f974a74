"""Share a report, read a shared one, delete it. No cookie; who may delete has the link that was shown once."""

from __future__ import annotations

from collections.abc import Mapping

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.gzip import gzip_page
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from kb.problems import Problem, answer
from kb.voters import is_from_this_site

from . import limiting, sharing
from .carrying import sent_again
from .checking import RefusedError
from .models import SharedReport
from .reporting import report_context

ELSEWHERE = RefusedError(403, "This did not come from a report’s own page.")
WRONG_TOKEN = RefusedError(403, "This link cannot delete the report: its token is not the right one.")


# Readers have no CSRF token; `is_from_this_site` stands in its place.
@csrf_exempt
@require_POST
@sensitive_post_parameters()
@sensitive_variables()
def share_report(request: HttpRequest) -> HttpResponse:
    """Keep the report, and show its address and, this once, the link that deletes it."""
    try:
        if not is_from_this_site(request):
            raise ELSEWHERE
        if wait := limiting.seconds_to_wait(request):
            raise limiting.refusal(wait)
        row, token = sharing.share(request.POST)
    except RefusedError as refusal:
        return _refused(request, refusal, "Nothing was shared", sent_again(request.POST) if refusal.wait else {})
    delete_url = f"{reverse('diagnostics:shared_delete', kwargs={'key': row.key})}?token={token}"
    context = {
        "row": row,
        "days": sharing.DAYS,
        "url": request.build_absolute_uri(row.get_absolute_url()),
        "delete_url": request.build_absolute_uri(delete_url),
        "back": sent_again(request.POST),
    }
    return _page(request, "diagnostics/share_made.html", context, 201)


@gzip_page
@require_safe
def shared(request: HttpRequest, key: str) -> HttpResponse:
    """Show a shared report, made anew by today's rules; what is gone says so."""
    row = get_object_or_404(SharedReport, key=key)
    if sharing.is_gone(row):
        return _gone(request, row)
    try:
        report = sharing.report_of(row)
    except RefusedError as refusal:
        return _refused(request, refusal, "This report cannot be made again")
    context = {"row": row, **report_context(report, login=row.login, mode=row.mode, error=row.error)}
    return _page(request, "diagnostics/shared.html", context)


@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def shared_delete(request: HttpRequest, key: str) -> HttpResponse:
    """Ask before deleting, then delete; only with the token of the link."""
    row = get_object_or_404(SharedReport, key=key)
    if sharing.is_gone(row):
        return _gone(request, row)
    if request.method == "POST":
        if not is_from_this_site(request):
            return _refused(request, ELSEWHERE, "Nothing was deleted")
        if not sharing.delete(row, request.POST.get("token", "")):
            return _refused(request, WRONG_TOKEN, "Nothing was deleted")
        return _page(request, "diagnostics/shared_gone.html", {"row": row, "now": True})
    return _page(request, "diagnostics/shared_delete.html", {"row": row, "token": request.GET.get("token", "")})


def _gone(request: HttpRequest, row: SharedReport) -> HttpResponse:
    why = "Who shared it has deleted it." if row.is_deleted else f"Shared reports are kept for {sharing.DAYS} days."
    instead = (("Check the file again", reverse("diagnostics:check")),)
    problem = Problem(410, "This report is gone", why, instead)
    return _private(answer(request, problem, "diagnostics/shared_gone.html", {"row": row, "days": sharing.DAYS}))


def _refused(
    request: HttpRequest, refusal: RefusedError, title: str, again: Mapping[str, str] | None = None
) -> HttpResponse:
    """Say why nothing was done; `again` are the fields of the form that does it after a pause."""
    problem = Problem(refusal.status, title, refusal.message, wait=refusal.wait)
    context = {"refusal": refusal, "title": title, "again": again}
    return _private(answer(request, problem, "diagnostics/share_refused.html", context))


def _page(request: HttpRequest, template: str, context: dict[str, object], status: int = 200) -> HttpResponse:
    return _private(render(request, template, context, status=status))


def _private(response: HttpResponse) -> HttpResponse:
    response["Cache-Control"] = "no-store"
    response["X-Robots-Tag"] = "noindex, nofollow"
    response["Referrer-Policy"] = "no-referrer"
    return response
