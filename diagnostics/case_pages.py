"""Send a case to the staff: say what was expected, see what will be kept, send it, delete it again. No cookie."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_http_methods

from kb.problems import Problem, answer
from kb.voters import is_from_this_site

from . import cases, limiting
from .carrying import sent_again
from .checking import RefusedError
from .models import SubmittedCase
from .presenting import LOGINS

ELSEWHERE = RefusedError(403, "This did not come from a report’s own page.")
WRONG_TOKEN = RefusedError(403, "This link cannot delete the case: its token is not the right one.")
PREVIEW, SEND = "preview", "send"


# Readers have no CSRF token; `is_from_this_site` stands in its place.
@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
@sensitive_post_parameters()
@sensitive_variables()
def submit(request: HttpRequest) -> HttpResponse:
    """Ask what was expected; then show what will be kept; then keep it."""
    if request.method != "POST":
        return HttpResponseRedirect(reverse("diagnostics:check"))
    step = request.POST.get("step", "")
    try:
        if not is_from_this_site(request):
            raise ELSEWHERE
        if wait := limiting.seconds_to_wait(request):
            raise limiting.refusal(wait)
        submission = cases.read(request.POST)
        if submission.email_fault or step not in (PREVIEW, SEND):
            return _form(request, submission)
        if step == PREVIEW:
            return _page(request, "diagnostics/case_preview.html", _context(submission))
        if not limiting.may_send_case(request):
            raise limiting.too_many_cases()
        row, token = cases.keep(submission)
    except RefusedError as refusal:
        return _refused(request, refusal, "Nothing was sent")
    path = f"{reverse('diagnostics:case_delete', kwargs={'reference': row.reference})}?token={token}"
    delete_url = request.build_absolute_uri(path)
    context = {"row": row, "days": cases.DAYS, "delete_url": delete_url, "back": submission.carried}
    return _page(request, "diagnostics/case_sent.html", context, 201)


@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def delete_case(request: HttpRequest, reference: str) -> HttpResponse:
    """Ask before deleting, then delete; only with the token of the link."""
    row = SubmittedCase.objects.filter(reference=reference).first()
    if row is None:
        return _page(request, "diagnostics/case_gone.html", {}, 404)
    if request.method == "POST":
        if not is_from_this_site(request):
            return _refused(request, ELSEWHERE, "Nothing was deleted")
        if not cases.delete(row, request.POST.get("token", "")):
            return _refused(request, WRONG_TOKEN, "Nothing was deleted")
        return _page(request, "diagnostics/case_gone.html", {"now": True})
    return _page(request, "diagnostics/case_delete.html", {"row": row, "token": request.GET.get("token", "")})


def _form(request: HttpRequest, submission: cases.Submission) -> HttpResponse:
    status = 422 if submission.email_fault else 200
    return _page(request, "diagnostics/case_ask.html", _context(submission), status)


def _context(submission: cases.Submission) -> dict[str, object]:
    return {
        "submission": submission,
        "back": submission.carried,
        "login_words": LOGINS[submission.login],
        "longest": cases.LONGEST_WORDS,
        "days": cases.DAYS,
        "preview": PREVIEW,
        "send": SEND,
    }


def _refused(request: HttpRequest, refusal: RefusedError, title: str) -> HttpResponse:
    """Say why nothing was done; where only time is missing, with the form that does it after a pause."""
    problem = Problem(refusal.status, title, refusal.message, wait=refusal.wait)
    again = sent_again(request.POST) | {"step": request.POST.get("step", "")} if refusal.wait else {}
    context = {"refusal": refusal, "title": title, "again": again}
    return _private(answer(request, problem, "diagnostics/case_refused.html", context))


def _page(request: HttpRequest, template: str, context: dict[str, object], status: int = 200) -> HttpResponse:
    return _private(render(request, template, context, status=status))


def _private(response: HttpResponse) -> HttpResponse:
    response["Cache-Control"] = "no-store"
    response["X-Robots-Tag"] = "noindex, nofollow"
    # Not “no-referrer”: then an older browser would not say that the next form comes from here.
    response["Referrer-Policy"] = "same-origin"
    return response
