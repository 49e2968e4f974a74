"""The check for programs: `curl --data-binary @~/.zshrc https://HOST/api/check`. The same rules, the same findings."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeVar

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse, UnreadablePostError
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.cache import patch_vary_headers
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.debug import sensitive_variables
from django.views.decorators.http import require_http_methods

from . import limiting
from .checking import Pasted, RefusedError, check, kind_named
from .engine.clients import CLIENT_NAMES
from .engine.findings import Login, Mode, Report, Status
from .engine.limits import MAX_BYTES, MAX_LINES
from .engine.rendering import as_json, as_markdown, as_sarif, as_text

DEFAULT_NAME = "~/.zshrc"
MAX_DOCUMENTS = 20

Word = TypeVar("Word", bound=StrEnum)

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
    fail_on: tuple[Status, ...]


# No cookie is read or set, so there is nothing that a forged request could borrow.
@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def check_api(request: HttpRequest) -> HttpResponse:
    """Answer GET with the manual page, and POST with the report on the body."""
    if request.method != "POST":
        url, rules_url = (request.build_absolute_uri(path) for path in (request.path, reverse("diagnostics:rules")))
        limits = {"max_kilobytes": MAX_BYTES // 1024, "max_lines": f"{MAX_LINES:,}", "limit": limiting.PER_MINUTE}
        page = render_to_string("diagnostics/api.txt", {"url": url, "rules_url": rules_url, **limits})
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
            return _problem(name, RefusedError(429, f"More than {limiting.PER_MINUTE} checks in a minute."), wait)
        asked = _asked(request)
        report = check(asked.documents, login=asked.login, mode=asked.mode, error=asked.error, clients=asked.clients)
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
    query = {key: request.GET.get(key, "") for key in ("name", "kind", "login", "mode", "error", "fail")}
    fail_on = FAIL_ON.get(query["fail"])
    if fail_on is None:
        raise RefusedError(422, "“fail” is error or warning.")
    clients: object = request.GET.getlist("client")
    body = _body(request)
    documents: tuple[Pasted, ...] = (Pasted(query["name"] or DEFAULT_NAME, body, kind_named(query["kind"])),)
    if request.content_type == "application/json":
        data = _data(body)
        documents = tuple(_pasted(data.get("documents")))
        clients = clients or data.get("clients", [])
        query = {
            **{key: _text(data, key) for key in ("login", "mode", "error")},
            **{k: v for k, v in query.items() if v},
        }
    return Asked(
        documents,
        _word(Login, query.get("login", ""), Login.UNKNOWN, "login"),
        _word(Mode, query.get("mode", ""), Mode.PRINT, "mode"),
        query.get("error", ""),
        _clients(clients),
        fail_on,
    )


def _body(request: HttpRequest) -> bytes:
    """Return the body; one that announces more than may be sent is not read at all."""
    if request.content_type == "multipart/form-data":
        raise RefusedError(415, "Send the file itself, not a form: curl --data-binary @FILE instead of -F.")
    length = request.META.get("CONTENT_LENGTH") or "0"
    try:
        if length.isdigit() and int(length) <= settings.DATA_UPLOAD_MAX_MEMORY_SIZE:
            return request.body
    except RequestDataTooBig:
        pass
    except UnreadablePostError:
        raise RefusedError(400, "The body did not arrive whole. Send it again.") from None
    raise RefusedError(413, f"The body is too large: {MAX_BYTES // 1024} KB and {MAX_LINES:,} lines are read.")


@sensitive_variables()
def _data(body: bytes) -> Mapping[str, object]:
    try:
        data = json.loads(body.decode("utf-8"))
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


@sensitive_variables()
def _pasted(entries: object) -> Sequence[Pasted]:
    if not isinstance(entries, list) or not 0 < len(entries) <= MAX_DOCUMENTS:
        raise RefusedError(422, f"“documents” is a list of 1 to {MAX_DOCUMENTS} documents.")
    found = []
    for number, entry in enumerate(entries, 1):
        if not isinstance(entry, dict) or not isinstance(entry.get("text"), str):
            raise RefusedError(422, f"Document {number} has no “text”.")
        name = entry.get("name", DEFAULT_NAME)
        kind = kind_named(_text(entry, "kind"))
        found.append(Pasted(name if isinstance(name, str) else DEFAULT_NAME, entry["text"], kind))
    if len({entry.name for entry in found}) < len(found):
        raise RefusedError(422, "Two documents have the same name.")
    return found


def _text(data: Mapping[str, object], key: str) -> str:
    value = data.get(key, "")
    if not isinstance(value, str):
        raise RefusedError(422, f"“{key}” is a text.")
    return value


def _word(words: type[Word], value: str, default: Word, key: str) -> Word:
    if not value:
        return default
    try:
        return words(value)
    except ValueError:
        raise RefusedError(422, f"“{key}” is one of: {', '.join(words)}.") from None


def _clients(given: object) -> tuple[str, ...]:
    """Return the clients that the report is to speak of; none: those that the documents concern."""
    if not isinstance(given, list) or not all(isinstance(each, str) and each in CLIENT_NAMES for each in given):
        raise RefusedError(422, f"“client” is one or more of: {', '.join(CLIENT_NAMES)}.")
    return tuple(dict.fromkeys(given))


def _problem(name: str, refusal: RefusedError, wait: int = 0) -> HttpResponse:
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
    if wait:
        response["Retry-After"] = str(wait)
    return response
