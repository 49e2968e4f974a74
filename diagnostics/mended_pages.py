"""Apply a report's fixes and show the report of the mended text, or give the mended text as a file.

All of it is the masked text that the report's page carries: a key is put back by the person, or by the person's own
browser, never here.
"""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.gzip import gzip_page
from django.views.decorators.http import require_POST

from config.fragments import page_or_fragment
from kb.voters import is_from_this_site

from . import limiting
from .applying import EVERYTHING, NotAppliedError, changes, file_name, mended
from .carrying import check_again
from .checking import Pasted, RefusedError, check
from .engine.findings import Login, Mode, Report
from .engine.kinds import kind_words
from .engine.masking.secrets import mask_text
from .engine.source import Document, Kind
from .forms import SETTINGS_NAME
from .reporting import report_context
from .views import BLANK, form_context, refused

ELSEWHERE = RefusedError(403, "This did not come from a report’s own page.")
NOTHING = "none"  # the report once more, as it was
_WORDS = {kind: word for word, kind in zip(kind_words(), Kind, strict=True)}


# Nothing is changed or kept, and readers have no CSRF token; but a file is given only to our own pages' forms.
@gzip_page
@csrf_exempt
@require_POST
@sensitive_post_parameters()
@sensitive_variables()
def mended_page(request: HttpRequest) -> HttpResponse:
    """Apply the fix or fixes that `fix` names; or give a file of the mended text (`download`: `all-1`, `now-2`).

    `show` gives such a file to be looked at. With `none` it is the way back to the report from a page to which its
    forms led.
    """
    try:
        if not is_from_this_site(request):
            raise ELSEWHERE
        if wait := limiting.seconds_to_wait(request):
            raise limiting.refusal(wait)
        report, login, mode, error = check_again(request.POST)
        if wanted := request.POST.get("download", ""):
            return _file(report, wanted)
        if wanted := request.POST.get("show", ""):
            return _file(report, wanted, is_saved=False)
        response = _applied(request, report, request.POST.get("fix", EVERYTHING), login, mode, error)
    except RefusedError as refusal:
        response = refused(request, refusal, BLANK)
    except NotAppliedError as failure:
        response = refused(request, RefusedError(409, str(failure)), BLANK)
    response["Cache-Control"] = "no-store"
    return response


@sensitive_variables()
def _applied(request: HttpRequest, report: Report, wanted: str, login: Login, mode: Mode, error: str) -> HttpResponse:
    """Check the mended text, and show what became of it; or show the report of the text as it is."""
    after = report
    if wanted != NOTHING:
        pasted = [_pasted(document) for document in mended(report, wanted)]
        after = check(pasted, login=login, mode=mode, error=error, system=report.system, counted=False)
    system = report.system.value if report.system else ""
    asked = {"login": login.value, "mode": mode.value, "error": mask_text(error)}
    context = {
        **form_context(request, {**BLANK, **asked, "system": system, **_boxes(after.documents)}),
        **report_context(after, **asked),
        "applied": changes(report, after, wanted) if wanted != NOTHING else None,
    }
    return page_or_fragment(request, "diagnostics/check.html", "diagnostics/_report.html", context)


@sensitive_variables()
def _file(report: Report, wanted: str, *, is_saved: bool = True) -> HttpResponse:
    """Give one document as a file: with all safe fixes, or as it is now."""
    state, _, number = wanted.partition("-")
    if not (number.isascii() and number.isdigit() and 0 < int(number) <= len(report.documents)):
        raise RefusedError(422, "There is no such file in this report.")
    documents = mended(report, EVERYTHING) if state == EVERYTHING else report.documents
    document = documents[int(number) - 1]
    response = HttpResponse(document.text.encode("utf-8", "replace"), content_type="text/plain; charset=utf-8")
    how = "attachment" if is_saved else "inline"
    response["Content-Disposition"] = f'{how}; filename="{file_name(document.name)}"'
    response["Cache-Control"] = "no-store"
    return response


def _pasted(document: Document) -> Pasted:
    return Pasted(document.name, document.text, document.kind, document.paste, document.first_line)


@sensitive_variables()
def _boxes(documents: tuple[Document, ...]) -> dict[str, str]:
    """Return what the form's boxes hold for these documents; several go into one box, each under its name."""
    first, *others = documents
    if not others:
        return {"text": first.text, "name": first.name, "kind": _WORDS[first.kind]}
    if len(others) == 1 and others[0].name == SETTINGS_NAME and not others[0].paste:
        return {"text": first.text, "name": first.name, "kind": _WORDS[first.kind], "settings": others[0].text}
    return {"text": "\n".join(f"==> {each.name} <==\n{each.text}" for each in documents)}
