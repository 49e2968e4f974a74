"""The Model Context Protocol: which revision a message speaks, whether it is well formed, and what is answered.

Two eras are spoken on one address. Up to 2025-11-25 a client opens with `initialize`; since 2026-07-28 each request
carries its version and is complete in itself. Neither needs a session here. What is said below of "must" is said in
https://modelcontextprotocol.io/specification/2026-07-28/basic/transports/streamable-http, and for the era before in
https://modelcontextprotocol.io/specification/2025-11-25/basic/transports (both read on 2026-11-27).
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from django.views.decorators.debug import sensitive_variables

LEGACY = ("2025-11-25", "2025-06-18", "2025-03-26")  # newest first
MODERN = ("2026-07-28",)
SUPPORTED = (*MODERN, *LEGACY)
WITH_BATCHES = "2025-03-26"  # that revision alone; also what is meant where no version is named
MOST_IN_BATCH = 20

PARSE_ERROR, INVALID_REQUEST, METHOD_NOT_FOUND, INVALID_PARAMS = -32700, -32600, -32601, -32602
HEADER_MISMATCH, UNSUPPORTED_VERSION = -32020, -32022

SERVER = {"name": "verdict", "title": "Verdict", "version": "1"}
INSTRUCTIONS = (
    "Verdict reads shell start-up files and settings of coding clients (Claude Code, Codex, Gemini CLI and others) and "
    "says what each client will really send, who pays for it, which lines decide, and what to change. Call "
    "check_configuration with the files, before guessing from them yourself. Leave out stores of credentials such as "
    "~/.claude/.credentials.json; keys in other files are masked as soon as they arrive, but better masked before."
)
_META = "io.modelcontextprotocol/"
_TTL = 3_600_000  # milliseconds for which the list of tools may be kept

Data = Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer: the HTTP status and the message, None where the protocol wants no body."""

    status: int
    message: object = None


@dataclass(frozen=True, slots=True)
class Tools:
    """What can be called: `listed` describes the tools, `call` returns the result of one, None where there is none."""

    listed: Callable[[], list[dict[str, object]]]
    call: Callable[[str, Data], dict[str, object] | None]


class ProtocolError(Exception):
    """A message that cannot be answered: the status, the code and the words, which repeat nothing of the message."""

    def __init__(self, status: int, code: int, message: str, data: object = None) -> None:
        super().__init__(message)
        self.status = status
        self.error: dict[str, object] = {"code": code, "message": message}
        if data is not None:
            self.error["data"] = data


@sensitive_variables()
def answer(message: object, headers: Mapping[str, str], tools: Tools) -> Answer:
    """Answer what was posted; `headers` are those of the request, whatever the case of their names."""
    if not isinstance(message, list):
        return _one(message, headers, tools)
    version = headers.get("MCP-Protocol-Version", WITH_BATCHES)
    if version != WITH_BATCHES or not 0 < len(message) <= MOST_IN_BATCH:
        return _error(None, ProtocolError(400, INVALID_REQUEST, "Send one message, not a list of messages."))
    answers = [_one(each, headers, tools).message for each in message]
    said = [each for each in answers if each is not None]
    return Answer(200, said) if said else Answer(202)


@sensitive_variables()
def _one(message: object, headers: Mapping[str, str], tools: Tools) -> Answer:
    request_id: str | int | None = None
    try:
        if not isinstance(message, dict) or message.get("jsonrpc") != "2.0":
            raise ProtocolError(400, INVALID_REQUEST, "This is no message of JSON-RPC 2.0.")
        if "method" not in message and ("result" in message or "error" in message):
            return Answer(202)  # an answer to us, who ask nothing
        method, params = message.get("method"), message.get("params", {})
        if not isinstance(method, str) or not isinstance(params, dict):
            raise ProtocolError(400, INVALID_REQUEST, "“method” is a text and “params” an object.")
        if "id" not in message:
            return Answer(202)  # a notification: none of them changes anything here
        request_id = _id(message["id"])
        return Answer(200, _response(request_id, _result(method, params, headers, tools)))
    except ProtocolError as error:
        return _error(request_id, error)


def _id(value: object) -> str | int:
    if isinstance(value, bool) or not isinstance(value, str | int):
        raise ProtocolError(400, INVALID_REQUEST, "“id” is a text or a whole number.")
    return value


def _result(method: str, params: Data, headers: Mapping[str, str], tools: Tools) -> dict[str, object]:
    """Return the result of a request by the revision that it speaks."""
    meta = params.get("_meta")
    meta = meta if isinstance(meta, dict) else {}
    named, version = headers.get("MCP-Protocol-Version"), meta.get(f"{_META}protocolVersion")
    if version is not None or named in MODERN or method == "server/discover":
        _check_modern(method, params, meta, headers)
        return _modern(method, params, tools)
    if named is not None and named not in LEGACY:
        raise _unsupported(named)
    return _legacy(method, params, tools)


# --- 2026-07-28 and later: each request is complete in itself


def _check_modern(method: str, params: Data, meta: Data, headers: Mapping[str, str]) -> None:
    """Raise ProtocolError unless the request carries what it must, and its headers say what its body says."""
    named, version = headers.get("MCP-Protocol-Version"), meta.get(f"{_META}protocolVersion")
    if not isinstance(version, str):
        raise ProtocolError(400, INVALID_PARAMS, f"“_meta” needs “{_META}protocolVersion”.")
    if named != version:
        raise ProtocolError(400, HEADER_MISMATCH, "MCP-Protocol-Version is not the version in “_meta”.")
    if version not in MODERN:
        raise _unsupported(version)
    if not isinstance(meta.get(f"{_META}clientCapabilities"), dict):
        raise ProtocolError(400, INVALID_PARAMS, f"“_meta” needs “{_META}clientCapabilities”.")
    if headers.get("Mcp-Method") != method:
        raise ProtocolError(400, HEADER_MISMATCH, "Mcp-Method is not the method in the body.")
    if method == "tools/call" and _decoded(headers.get("Mcp-Name")) != params.get("name"):
        raise ProtocolError(400, HEADER_MISMATCH, "Mcp-Name is not the name in the body.")


def _decoded(value: str | None) -> str | None:
    """Return what a header says; `=?base64?…?=` stands for a text that a header cannot hold."""
    if value is None or not (value.startswith("=?base64?") and value.endswith("?=")):
        return value
    try:
        return base64.b64decode(value[9:-2], validate=True).decode("utf-8")
    except (binascii.Error, UnicodeDecodeError):
        raise ProtocolError(400, HEADER_MISMATCH, "Mcp-Name is not in Base64.") from None


def _modern(method: str, params: Data, tools: Tools) -> dict[str, object]:
    kept = {"ttlMs": _TTL, "cacheScope": "public"}
    match method:
        case "server/discover":
            result: dict[str, object] = {
                "supportedVersions": list(SUPPORTED),
                "capabilities": {"tools": {}},
                "instructions": INSTRUCTIONS,
                **kept,
            }
        case "tools/list":
            result = {"tools": tools.listed(), **kept}
        case "tools/call":
            result = _called(params, tools, status=400)
        case _:
            raise ProtocolError(404, METHOD_NOT_FOUND, "There is no such method here.")
    return {"resultType": "complete", **result, "_meta": {f"{_META}serverInfo": SERVER}}


# --- up to 2025-11-25: a client opens with `initialize`


def _legacy(method: str, params: Data, tools: Tools) -> dict[str, object]:
    match method:
        case "initialize":
            wanted = params.get("protocolVersion")
            return {
                "protocolVersion": wanted if wanted in LEGACY else LEGACY[0],
                "capabilities": {"tools": {}},
                "serverInfo": SERVER,
                "instructions": INSTRUCTIONS,
            }
        case "ping":
            return {}
        case "tools/list":
            return {"tools": tools.listed()}
        case "tools/call":
            return _called(params, tools, status=200)
    raise ProtocolError(200, METHOD_NOT_FOUND, "There is no such method here.")


# --- both


@sensitive_variables()
def _called(params: Data, tools: Tools, *, status: int) -> dict[str, object]:
    name, arguments = params.get("name"), params.get("arguments", {})
    if not isinstance(name, str) or not isinstance(arguments, dict):
        raise ProtocolError(status, INVALID_PARAMS, "“name” is a text and “arguments” an object.")
    result = tools.call(name, arguments)
    if result is None:
        raise ProtocolError(status, INVALID_PARAMS, "There is no tool of that name; tools/list names those there are.")
    return result


def _unsupported(requested: str) -> ProtocolError:
    shown = requested if len(requested) == 10 and requested.replace("-", "").isdigit() else None
    data = {"supported": list(SUPPORTED), "requested": shown or "another"}
    return ProtocolError(400, UNSUPPORTED_VERSION, "That version of the protocol is not spoken here.", data)


def unreadable(status: int, code: int, words: str) -> Answer:
    """Return the answer to a body that is no message at all."""
    return _error(None, ProtocolError(status, code, words))


def _response(request_id: str | int, result: dict[str, object]) -> dict[str, object]:
    return {"jsonrpc": "2.0", "id": request_id, "result": result}


def _error(request_id: str | int | None, error: ProtocolError) -> Answer:
    """Return an error's message; without an id where none could be read."""
    numbered = {} if request_id is None else {"id": request_id}
    return Answer(error.status, {"jsonrpc": "2.0", **numbered, "error": error.error})
