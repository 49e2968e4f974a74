"""What is said in place of a page, in the form that was asked for: page, problem details (RFC 9457) or a few lines."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.template.loader import render_to_string
from django.utils.cache import patch_vary_headers

# The first is what somebody gets who takes anything, as curl does; programs have addresses of their own.
_PAGES = ("text/html", "application/json", "application/problem+json", "text/markdown", "text/plain")
_PROGRAMS = ("text/plain", "application/json", "application/problem+json", "text/markdown")
_SENT = ("text/plain", *_PAGES)
_BY_SUFFIX = {".json": "application/json", ".md": "text/markdown", ".toml": "text/plain", ".txt": "text/plain"}


@dataclass(frozen=True, slots=True)
class Problem:
    """Why there is no page: one sentence, more about it, and where to go on (titles and paths)."""

    status: int
    title: str
    detail: str = ""
    instead: tuple[tuple[str, str], ...] = ()
    wait: int = 0  # seconds, after which it may be tried again


def answer(
    request: HttpRequest,
    problem: Problem,
    template: str,
    context: Mapping[str, Any],
    *,
    is_bare: bool = False,
    is_sent: bool = False,
) -> HttpResponse:
    """Answer with the page for people, and with JSON or text where the address or `Accept` asks for it.

    A bare page is made without the request, for when that may be the very thing that is wrong. What was sent to no form
    of ours is answered in text, unless a page is asked for by name, as browsers do.
    """
    form = _form(request, is_sent=is_sent)
    response: HttpResponse
    if form == "text/html":
        page = render_to_string(template, dict(context), None if is_bare else request)
        response = HttpResponse(page, status=problem.status)
    elif form.endswith("json"):
        data = _data(request, problem)
        response = JsonResponse(data, status=problem.status, json_dumps_params={"ensure_ascii": False, "indent": 2})
        response["Content-Type"] = "application/problem+json"
    else:
        response = HttpResponse(_lines(request, problem), f"{form}; charset=utf-8", problem.status)
    patch_vary_headers(response, ["Accept"])
    if problem.wait:
        response["Retry-After"] = str(problem.wait)
    return response


def _form(request: HttpRequest, *, is_sent: bool) -> str:
    """Return the type that the address says by its end, else the one that the client likes best, else a page's."""
    for suffix, form in _BY_SUFFIX.items():
        if request.path.endswith(suffix):
            return form
    offered = list(_PROGRAMS if request.path.startswith("/api/") else _SENT if is_sent else _PAGES)
    return request.get_preferred_type(offered) or offered[0]


def _data(request: HttpRequest, problem: Problem) -> dict[str, object]:
    data: dict[str, object] = {"type": "about:blank", "title": problem.title, "status": problem.status}
    if problem.detail:
        data["detail"] = problem.detail
    if problem.instead:
        data["instead"] = [{"title": title, "url": request.build_absolute_uri(path)} for title, path in problem.instead]
    return data


def _lines(request: HttpRequest, problem: Problem) -> str:
    """Return the problem as text that is Markdown as well."""
    lines = [f"{problem.status}: {problem.title}", *([problem.detail] if problem.detail else [])]
    instead = [f"- {title}: {request.build_absolute_uri(path)}" for title, path in problem.instead]
    return "\n\n".join([*lines, *(["\n".join(instead)] if instead else [])]) + "\n"
