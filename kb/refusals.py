"""Requests that are refused or that fail: not understood, not allowed, the wrong method, an error of ours.

Each is a page, problem details or text, as missing.py does it for what is not there.
"""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.http.response import HttpResponseBase
from django.urls import Resolver404, resolve, reverse

from .problems import Problem, answer

GetResponse = Callable[[HttpRequest], HttpResponseBase]

NOT_UNDERSTOOD = Problem(
    400,
    "This request could not be read",
    "It was longer than the site takes, broken on its way, or meant for another host. Nothing of it was kept.",
)
FORBIDDEN = Problem(
    403,
    "This request was refused",
    "The page asks for rights that you do not have, or for a log-in. Nothing was changed.",
)
FORGED = Problem(
    403,
    "This request was refused",
    "The form was too old, or came from another site: load its page anew and send it once more. Nothing was changed.",
)
FAILED = Problem(
    500,
    "An error on our side",
    "The page could not be made. Nothing that you sent was kept. Try again in a minute.",
)


def not_understood(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Say that a request could not be read. The host may be what was wrong, so the page is made without the request."""
    return answer(request, NOT_UNDERSTOOD, "400.html", {}, is_bare=True)


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Say that the page needs rights or a log-in."""
    return answer(request, FORBIDDEN, "403.html", {})


def forged(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Say that a form of the admin came without its token; elsewhere nothing is sent that needs one."""
    if request.path.startswith(reverse("admin:index")):
        return answer(request, FORGED, "403_csrf.html", {})
    return not_allowed(request, "GET, HEAD")


def failed(request: HttpRequest) -> HttpResponse:
    """Say that the error is ours; the page needs neither the database nor the request."""
    return answer(request, FAILED, "500.html", {}, is_bare=True)


def not_allowed(request: HttpRequest, allowed: str) -> HttpResponse:
    """Say that an address is not to be opened but takes a form, or is to be read and takes nothing."""
    is_form = "GET" not in allowed
    page = parent_page(request.path) if is_form else request.path
    detail = "It only takes what a form sends." if is_form else f"It takes {allowed}. Nothing was changed or kept."
    instead = (("The page it belongs to", page), ("To check a file, send it here", reverse("diagnostics:api_check")))
    problem = Problem(405, "This address takes no such request", detail, instead)
    response = answer(request, problem, "405.html", {"is_form": is_form, "page": page}, is_sent=not is_form)
    response["Allow"] = allowed
    return response


def wrong_method(get_response: GetResponse) -> GetResponse:
    """Give an empty “method not allowed” its words: whoever reloads or opens a form's address sees a page."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        response = get_response(request)
        if not isinstance(response, HttpResponseNotAllowed) or response.content:
            return response
        return not_allowed(request, response["Allow"])

    return middleware


def parent_page(path: str) -> str:
    """Return the nearest page above a form's address: `/articles/x/` for `/articles/x/helped/`."""
    parts = [part for part in path.split("/") if part]
    while parts := parts[:-1]:
        page = f"/{'/'.join(parts)}/"
        try:
            resolve(page)
        except Resolver404:
            continue
        return page
    return reverse("kb:home")
