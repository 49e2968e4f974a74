"""Every door through which a person's text comes in, as data: a new door is one more entry in DOORS.

Each door is given a text of its own with invented secrets, and says what is sent. The tests of canaries then look for
those secrets wherever something could have been kept: see test_canaries.py and test_canary_process.py.
"""

from __future__ import annotations

import json
import random
import re
import string
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from urllib.parse import quote

ARTICLE = "api-key-used-instead-of-subscription"
MARK_SIZE = 40  # letters and digits
BY_CURL = "application/x-www-form-urlencoded"  # what --data-binary says unless told otherwise


@dataclass(frozen=True)
class Canary:
    """A start-up file with secrets that stand nowhere else; `marks` are the parts that must not be found again."""

    door: str
    text: str
    marks: tuple[str, ...]

    @property
    def key(self) -> str:
        """One secret alone, of a vendor's own form."""
        return f"sk-ant-api03-{self.marks[0]}"

    def seen_in(self, text: str) -> list[str]:
        """Return the marks that can be read in a text, in capitals or not."""
        lowered = text.lower()
        return [mark for mark in self.marks if mark.lower() in lowered]


def canary(door: str) -> Canary:
    """Return the door's canary, the same each time."""
    drawn = random.Random(f"canary {door}")
    marks = tuple(
        "".join(drawn.choice(string.ascii_letters + string.digits) for _ in range(MARK_SIZE)) for _ in range(5)
    )
    text = (
        f'export ANTHROPIC_API_KEY="sk-ant-api03-{marks[0]}"\n'
        f'export ANTHROPIC_CUSTOM_HEADERS="x-ai-gateway-api-key: Bearer Bearer vck_{marks[1]}"\n'
        f"export HTTPS_PROXY=http://alice:{marks[2]}@proxy.example:8080\n"
        f'export ANTHROPIC_BASE_URL = "https://ai-gateway.vercel.sh/v1"\n'
        f"export DB_PASSWORD={marks[3]} INTERNAL_TOKEN='{marks[4]}'\n"
    )
    return Canary(door, text, marks)


def could_hold_marks(data: bytes) -> str:
    """Return the runs of letters and digits that are long enough for a mark, a line each: little of a great file.

    A hundred canaries are sought in every file of a database server, most of it numbers.
    """
    return b"\n".join(re.findall(rb"[0-9A-Za-z]{%d,}" % MARK_SIZE, data)).decode("ascii")


@dataclass(frozen=True)
class Sent:
    """One request: fields of a form and files, or a body as it is."""

    path: str
    fields: Mapping[str, str] | None = None
    files: Mapping[str, tuple[str, bytes]] = field(default_factory=dict)
    body: bytes | None = None
    content_type: str = "text/plain"
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Door:
    """A door: what is sent for a canary, whether staff only may, and whether the answer shows what was asked."""

    name: str
    send: Callable[[Canary], Sent]
    staff: bool = False
    echoes: bool = False  # a search shows the words that were searched


def _form(**more: str) -> Callable[[Canary], Sent]:
    return lambda each: Sent("/check/", {"text": each.text, "login": "subscription", **more})


def _documents(each: Canary) -> str:
    return json.dumps([{"name": "~/.zshrc", "text": each.text}, {"name": f"~/{each.key}", "text": each.text}])


def _rule(each: Canary, button: str) -> Sent:
    lines = each.text.replace("\\", "\\\\")
    source = (
        'code = "ZZ901"\nname = "canary"\ntitle = "Canary"\nseverity = "notice"\n'
        f'article = "{ARTICLE}"\nmessage = "Found."\nwhy = "Because."\n'
        '[when]\nvar = "ANTHROPIC_API_KEY"\nis = "is-set"\n'
        f"[[example]]\nkind = \"bad\"\ntext = '''\n{lines}'''\n"
    )
    return Sent("/admin/diagnostics/rule/add/", {"status": "draft", "source": source, "seen_version": "0", button: "1"})


def _thread(each: Canary, *buttons: str) -> Sent:
    posts = [
        {
            "body": f"```\n{each.text}```\nand {each.key}",
            "createdAt": "2026-11-20T10:00:00Z",
            "author": {"login": "bob"},
        }
    ]
    thread = {
        "title": f"401 with {each.key}",
        "body": f"Mine:\n\n```sh\n{each.text}```\n",
        "url": "https://github.com/example/example/issues/1",
        "createdAt": "2026-11-20T09:00:00Z",
        "author": {"login": "alice"},
        "comments": posts,
    }
    return Sent("/admin/kb/article/from-thread/", {"text": json.dumps(thread), **dict.fromkeys(buttons, "1")})


def _mcp(method: str, **params: object) -> Sent:
    """Return a message to /mcp as clients up to 2025-11-25 send it."""
    message = {"jsonrpc": "2.0", "id": 1, "method": method, "params": params}
    return Sent("/mcp", body=json.dumps(message).encode(), content_type="application/json")


def _tool(tool: str, **arguments: object) -> Sent:
    return _mcp("tools/call", name=tool, arguments=arguments)


def _case(each: Canary, step: str, **more: str) -> Sent:
    fields = {"documents": _documents(each), "error": each.text, "words": f"{each.text}\nand {each.key}", **more}
    return Sent("/check/cases/", {**fields, "rule": each.key, "login": each.key, "step": step})


DOORS = (
    Door("form", _form()),
    Door("form by htmx", lambda each: Sent("/check/", {"text": each.text}, headers={"HX-Request": "true"})),
    Door(
        "form: settings",
        lambda each: Sent("/check/", {"text": "A=1", "settings": json.dumps({"env": {"A_KEY": each.text}})}),
    ),
    Door("form: error", lambda each: Sent("/check/", {"text": "A=1", "error": each.text})),
    Door("form: name", lambda each: Sent("/check/", {"text": "A=1", "name": f"~/{each.key}"})),
    Door(
        "form: words",
        lambda each: Sent("/check/", {"text": "A=1", "login": each.key, "mode": each.key, "more": each.key}),
    ),
    Door("form: file", lambda each: Sent("/check/", {}, {"file": (".zshrc", each.text.encode())})),
    Door("form: file's name", lambda each: Sent("/check/", {}, {"file": (each.key, b"A=1\n")})),
    Door("form: masked parts", lambda each: Sent("/check/", {}, {"text": ("text.txt", each.text.encode())})),
    Door("form refused: lines", lambda each: Sent("/check/", {"text": each.text + "A=1\n" * 15_001})),
    Door("form refused: NUL", lambda each: Sent("/check/", {"text": each.text + "\0"})),
    Door("form refused: size", lambda each: Sent("/check/", {"text": each.text * 2_000})),
    Door(
        "form refused: not UTF-8", lambda each: Sent("/check/", {}, {"file": (".zshrc", each.text.encode() + b"\xff")})
    ),
    Door(
        "form refused: credentials",
        lambda each: Sent("/check/", {"text": json.dumps({"claudeAiOauth": {"accessToken": each.key}})}),
    ),
    Door("form with masking on the server", lambda each: Sent("/check/?masking=server", {"text": each.text})),
    *(
        Door(f"api: {wanted}", lambda each, wanted=wanted: Sent(f"/api/check?format={wanted}", body=each.text.encode()))
        for wanted in ("text", "json", "markdown", "sarif")
    ),
    Door("api: as curl sends it", lambda each: Sent("/api/check", body=each.text.encode(), content_type=BY_CURL)),
    Door(
        "api: documents",
        lambda each: Sent(
            "/api/check?format=json",
            body=f'{{"error": {json.dumps(each.text)}, "documents": {_documents(each)}}}'.encode(),
            content_type="application/json",
        ),
    ),
    Door("api: query", lambda each: Sent(f"/api/check?name=~/{each.key}&error=401+{each.key}", body=b"A=1\n")),
    Door("api refused: words", lambda each: Sent(f"/api/check?login={each.key}", body=each.text.encode())),
    Door(
        "api refused: JSON", lambda each: Sent("/api/check", body=each.text.encode(), content_type="application/json")
    ),
    Door("api refused: not UTF-8", lambda each: Sent("/api/check", body=each.text.encode() + b"\xff")),
    Door("mcp: check", lambda each: _tool("check_configuration", documents=json.loads(_documents(each)))),
    Door(
        "mcp: check with an error",
        lambda each: _tool("check_configuration", documents=[{"text": "A=1"}], error=f"401 {each.text}"),
    ),
    Door(
        "mcp: arguments not known",
        lambda each: _tool("check_configuration", documents=[{"text": each.text}], **{each.key: each.text}),
    ),
    Door("mcp: words", lambda each: _tool("check_configuration", documents=[{"text": "A=1"}], login=each.key)),
    Door("mcp: error", lambda each: _tool("explain_error", message=f"401 invalid key {each.text}")),
    Door("mcp: search", lambda each: _tool("search_articles", query=f"invalid key {each.text}")),
    Door("mcp: article", lambda each: _tool("read_article", article=each.key)),
    Door("mcp: method and tool", lambda each: _mcp(each.key, name=each.text)),
    Door("mcp: tool", lambda each: _tool(each.key, text=each.text)),
    Door("mcp: version", lambda each: _mcp("initialize", protocolVersion=each.key, capabilities={"x": each.text})),
    Door("mcp refused: JSON", lambda each: Sent("/mcp", body=each.text.encode(), content_type="application/json")),
    Door("mcp refused: text", lambda each: Sent("/mcp", body=each.text.encode())),
    Door("share", lambda each: Sent("/check/share/", {"documents": _documents(each), "error": each.text})),
    *(
        Door(f"mend: {name}", lambda each, more=more: Sent("/check/mended/", {"documents": _documents(each), **more}))
        for name, more in (
            ("all", {"fix": "all", "error": "x"}),
            ("one", {"fix": "SH102"}),
            ("file", {"download": "all-1"}),
            ("file as it is", {"download": "now-2"}),
        )
    ),
    Door("mend refused", lambda each: Sent("/check/mended/", {"documents": each.text, "fix": each.key})),
    *(Door(f"case: {step or 'asked'}", lambda each, step=step: _case(each, step)) for step in ("", "preview", "send")),
    Door("case refused", lambda each: Sent("/check/cases/", {"documents": each.text, "words": each.text})),
    Door("case refused: address", lambda each: _case(each, "send", email=f"{each.key}@example.test")),
    Door("share refused", lambda each: Sent("/check/share/", {"documents": each.text})),
    Door(
        "feedback",
        lambda each: Sent(
            f"/articles/{ARTICLE}/helped/", {"helped": "no", "reason": "did not work", "comment": each.text}
        ),
    ),
    Door(
        "feedback: one key",
        lambda each: Sent(f"/articles/{ARTICLE}/helped/", {"helped": "no", "comment": f"It says {each.key}!"}),
    ),
    Door("search", lambda each: Sent(f"/search/?q=invalid+key+{each.key}"), echoes=True),
    Door("search: a paste", lambda each: Sent(f"/search/?q={quote(each.text)}"), echoes=True),
    Door("search: a line", lambda each: Sent(f"/search/?q={quote('DB_PASSWORD=' + each.marks[3])}"), echoes=True),
    Door("suggestions", lambda each: Sent(f"/search/suggest/?q=invalid+key+{each.key}"), echoes=True),
    Door("admin: try-out", lambda each: _rule(each, "_try"), staff=True),
    Door("admin: save", lambda each: _rule(each, "_save"), staff=True),
    Door("admin: thread", _thread, staff=True),
    Door("admin: draft of a thread", lambda each: _thread(each, "_make"), staff=True),
    Door("admin: thread refused", lambda each: Sent("/admin/kb/article/from-thread/", {"text": each.text}), staff=True),
    Door("nowhere", lambda each: Sent(f"/nowhere/?key={each.key}", {"text": each.text}), echoes=True),
)
