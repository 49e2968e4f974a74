"""The address /mcp: what of the Model Context Protocol is a matter of HTTP."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed, JsonResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.debug import sensitive_variables

from .. import asking, limiting
from ..checking import RefusedError
from . import tools
from .protocol import INVALID_REQUEST, PARSE_ERROR, Answer, Data, Tools, answer, unreadable


# No cookie is read or set, and pages of other origins are refused: a forged request could borrow nothing.
@csrf_exempt
def mcp(request: HttpRequest) -> HttpResponse:
    """Answer one message that was posted; there is no stream to listen to and no session to end."""
    if request.method != "POST":
        response: HttpResponse = HttpResponseNotAllowed(["POST"], _HOW, content_type="text/plain; charset=utf-8")
    else:
        response = _sent(_answer(request))
    response["Cache-Control"] = "no-store"
    return response


_HOW = """\
This address speaks the Model Context Protocol to assistants; they POST to it. To add it to Claude Code:
claude mcp add --transport http verdict <this address>
"""


@sensitive_variables()
def _answer(request: HttpRequest) -> Answer:
    # Without this check a page open in the reader's browser could talk to a server on the reader's own machine.
    origin = request.headers.get("Origin")
    if origin is not None and origin != f"{request.scheme}://{request.get_host()}":
        return unreadable(403, INVALID_REQUEST, "Pages of other origins may not call this.")
    if request.content_type != "application/json":
        return unreadable(415, INVALID_REQUEST, "Send JSON, with Content-Type: application/json.")
    if not request.accepts("application/json"):
        return unreadable(406, INVALID_REQUEST, "The answer is application/json, which Accept leaves out.")
    try:
        message = asking.read_json(asking.body(request).decode("utf-8"))
    except RefusedError as refusal:
        return unreadable(refusal.status, INVALID_REQUEST, refusal.message)
    except (ValueError, RecursionError):
        return unreadable(400, PARSE_ERROR, "The body is not JSON.")

    def call(name: str, arguments: Data) -> dict[str, object] | None:
        if wait := limiting.seconds_to_wait(request):
            return tools.failed(f"More than {limiting.PER_MINUTE} calls in a minute. Wait {wait} seconds.")
        return tools.call(name, arguments, request.build_absolute_uri)

    return answer(message, request.headers, Tools(tools.listed, call))


def _sent(answered: Answer) -> HttpResponse:
    if answered.message is None:
        return HttpResponse(status=answered.status)
    return JsonResponse(answered.message, status=answered.status, safe=False, json_dumps_params={"ensure_ascii": False})
