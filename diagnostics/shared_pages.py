"""Share a report, read a shared one, delete it. No cookie; who may delete has the link that was shown once."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from kb.voters import is_from_this_site

from . import limiting, sharing
from .checking import RefusedError
from .models import SharedReport
from .reporting import report_context

ELSEWHERE = RefusedError(403, "This did not come from a report’s own page.")


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
        return _page(request, "diagnostics/share_refused.html", {"refusal": refusal}, refusal.status)
    delete_url = f"{reverse('diagnostics:shared_delete', kwargs={'key': row.key})}?token={token}"
    context = {
        "row": row,
        "days": sharing.DAYS,
        "url": request.build_absolute_uri(row.get_absolute_url()),
        "delete_url": request.build_absolute_uri(delete_url),
    }
    return _page(request, "diagnostics/share_made.html", context, 201)


@require_safe
def shared(request: HttpRequest, key: str) -> HttpResponse:
    """Show a shared report, made anew by today's rules; what is gone says so."""
    row = get_object_or_404(SharedReport, key=key)
    if sharing.is_gone(row):
        return _page(request, "diagnostics/shared_gone.html", {"row": row}, 410)
    try:
        report = sharing.report_of(row)
    except RefusedError as refusal:
        return _page(request, "diagnostics/share_refused.html", {"refusal": refusal}, refusal.status)
    context = {"row": row, **report_context(report, login=row.login, mode=row.mode, error=row.error)}
    return _page(request, "diagnostics/shared.html", context)


@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def shared_delete(request: HttpRequest, key: str) -> HttpResponse:
    """Ask before deleting, then delete; only with the token of the link."""
    row = get_object_or_404(SharedReport, key=key)
    if sharing.is_gone(row):
        return _page(request, "diagnostics/shared_gone.html", {"row": row}, 410)
    if request.method == "POST":
        if not is_from_this_site(request):
            return _page(request, "diagnostics/share_refused.html", {"refusal": ELSEWHERE}, 403)
        if not sharing.delete(row, request.POST.get("token", "")):
            refusal = RefusedError(403, "This link cannot delete the report: its token is not the right one.")
            return _page(request, "diagnostics/share_refused.html", {"refusal": refusal}, 403)
        return _page(request, "diagnostics/shared_gone.html", {"row": row, "now": True})
    return _page(request, "diagnostics/shared_delete.html", {"row": row, "token": request.GET.get("token", "")})


def _page(request: HttpRequest, template: str, context: dict[str, object], status: int = 200) -> HttpResponse:
    response = render(request, template, context, status=status)
    response["Cache-Control"] = "no-store"
    response["X-Robots-Tag"] = "noindex, nofollow"
    response["Referrer-Policy"] = "no-referrer"
    if isinstance(refusal := context.get("refusal"), RefusedError) and refusal.wait:
        response["Retry-After"] = str(refusal.wait)
    return response
