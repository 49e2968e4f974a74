"""The check for programs: `curl --data-binary @~/.zshrc https://HOST/api/check`. The same rules, the same findings."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.cache import patch_vary_headers
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.debug import sensitive_variables
from django.views.decorators.http import require_http_methods

from . import asking, limiting
from .checking import Pasted, RefusedError, check, kind_named
from .engine.findings import Login, Mode, Report, Status
from .engine.host import System
from .engine.limits import MAX_BYTES, MAX_LINES
from .engine.rendering import as_json, as_markdown, as_sarif, as_text

FORMATS: Mapping[str, tuple[str, Callable[[Report], str]]] = {
    "text": ("text/plain; charset=utf-8", as_text),
    "json": ("application/json", as_json),
    "markdown": ("text/markdown; charset=utf-8", as_markdown),
    "sarif": ("application/sarif+json", as_sarif),
}
TYPES = {
    "text/plain": "text",
    "application/json": "json",
    "application/problem+json": "json",
    "text/markdown": "markdown",
    "application/sarif+json": "sarif",
}
FAIL_ON = {"": (), "error": (Status.ERROR,), "warning": (Status.ERROR, Status.WARNING)}


@dataclass(frozen=True, slots=True)
class Asked:
    """What was asked for: the documents and how they are to be read, and which statuses are a failure."""

    documents: tuple[Pasted, ...]
    login: Login
    mode: Mode
    error: str
    clients: tuple[str, ...]
    system: System | None
    fail_on: tuple[Status, ...]


# No cookie is read or set, so there is nothing that a forged request could borrow.
@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def check_api(request: HttpRequest) -> HttpResponse:
    """Answer GET with the manual page, and POST with the report on the body."""
    if request.method != "POST":
        pages = {"url": "api_check", "rules_url": "rules", "mcp_url": "mcp", "openapi_url": "openapi"}
        urls = {word: request.build_absolute_uri(reverse(f"diagnostics:{name}")) for word, name in pages.items()}
        limits = {"max_kilobytes": MAX_BYTES // 1024, "max_lines": f"{MAX_LINES:,}", "limit": limiting.PER_MINUTE}
        page = render_to_string("diagnostics/api.txt", {**urls, **limits})
        return HttpResponse(page, content_type="text/plain; charset=utf-8")
    response = _answer(request)
    response["Cache-Control"] = "no-store"
    patch_vary_headers(response, ["Accept"])
    return response


@sensitive_variables()
def _answer(request: HttpRequest) -> HttpResponse:
    """Return the report in the format asked for, or one line (as JSON: a problem) that says what is wrong."""
    name = "text"
    try:
        name = _format(request)
        if wait := limiting.seconds_to_wait(request):
            raise limiting.refusal(wait)
        asked = _asked(request)
        report = check(
            asked.documents,
            login=asked.login,
            mode=asked.mode,
            error=asked.error,
            clients=asked.clients,
            system=asked.system,
        )
    except RefusedError as refusal:
        return _problem(name, refusal)
    content_type, render = FORMATS[name]
    text = render(report)
    status = 422 if report.verdict.status in asked.fail_on else 200
    return HttpResponse(text if text.endswith("\n") else f"{text}\n", status=status, content_type=content_type)


def _format(request: HttpRequest) -> str:
    """Return the format by ?format=, else by Accept, else text."""
    wanted = request.GET.get("format", "")
    if wanted:
        if wanted not in FORMATS:
            raise RefusedError(422, f"There is no such format. Use one of: {', '.join(FORMATS)}.")
        return wanted
    return TYPES.get(request.get_preferred_type(list(TYPES)) or "", "text")


@sensitive_variables()
def _asked(request: HttpRequest) -> Asked:
    """Read the request: the body is the file itself, or, as application/json, several documents and the questions."""
    query = {key: request.GET.get(key, "") for key in ("name", "kind", "login", "mode", "system", "error", "fail")}
    fail_on = FAIL_ON.get(query["fail"])
    if fail_on is None:
        raise RefusedError(422, "“fail” is error or warning.")
    clients: object = request.GET.getlist("client")
    if request.content_type == "multipart/form-data":
        raise RefusedError(415, "Send the file itself, not a form: curl --data-binary @FILE instead of -F.")
    body = asking.body(request)
    documents: tuple[Pasted, ...] = (Pasted(query["name"] or asking.DEFAULT_NAME, body, kind_named(query["kind"])),)
    if request.content_type == "application/json":
        data = _data(body)
        documents = tuple(asking.documents(data.get("documents")))
        clients = clients or data.get("clients", [])
        query = {
            **{key: asking.text(data, key) for key in ("login", "mode", "system", "error")},
            **{k: v for k, v in query.items() if v},
        }
    return Asked(
        documents,
        asking.word(Login, query.get("login", ""), Login.UNKNOWN, "login"),
        asking.word(Mode, query.get("mode", ""), Mode.PRINT, "mode"),
        query.get("error", ""),
        asking.clients(clients),
        asking.optional(System, query.get("system", ""), "system"),
        fail_on,
    )


@sensitive_variables()
def _data(body: bytes) -> Mapping[str, object]:
    try:
        data = asking.read_json(body.decode("utf-8"))
    except (ValueError, RecursionError):
        raise RefusedError(
            422, "The body is not JSON. Send a file as it is without Content-Type: application/json."
        ) from None
    if not isinstance(data, dict) or "documents" not in data:
        raise RefusedError(
            422,
            'The body needs {"documents": [{"name": "~/.zshrc", "text": "…"}]}. '
            "To have a settings file read, send it as text/plain with ?name=~/.claude/settings.json.",
        )
    return data


def _problem(name: str, refusal: RefusedError) -> HttpResponse:
    """Return a refusal as one line, or as problem details where JSON was asked for."""
    if name in {"json", "sarif"}:
        problem = {"type": "about:blank", "title": refusal.message, "status": refusal.status}
        if refusal.line:
            problem["line"] = refusal.line
        response = HttpResponse(
            json.dumps(problem, ensure_ascii=False) + "\n", "application/problem+json", refusal.status
        )
    else:
        response = HttpResponse(f"error: {refusal.message}\n", "text/plain; charset=utf-8", refusal.status)
    if refusal.wait:
        response["Retry-After"] = str(refusal.wait)
    return response
