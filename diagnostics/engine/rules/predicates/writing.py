"""A predicate over what start-up files do besides setting variables: they write the files that clients read."""

from __future__ import annotations

from ...facts import Facts
from ...findings import Login
from ...regexes import regex
from ...source import Kind, home_path
from ..answers import NO, Answer, Line, Yes
from ..parameters import Arguments
from .vocabulary import predicate

_SHELLS = (Kind.ZSH, Kind.BASH, Kind.SH)
_OWNERS = {
    ".claude": "claude-code",
    ".codex": "codex",
    ".gemini": "gemini",
    ".config/opencode": "opencode",
    ".local/share/opencode": "opencode",
    ".qwen": "qwen-code",
    ".aider.conf.yml": "aider",
    ".continue": "continue-cli",
    ".cline": "cline-cli",
}
_HOME = r"(?:~|\$HOME|\$\{HOME\}|/Users/[\w.-]{1,40}|/home/[\w.-]{1,40})"
_FILE = (
    r"(?:\.claude(?:/settings(?:\.local)?)?\.json|\.codex/(?:config\.toml|auth\.json|\.env)"
    r"|\.(?:gemini|qwen)/(?:settings\.json|\.env)|\.config/opencode/opencode\.jsonc?|\.local/share/opencode/auth\.json"
    r"|\.aider\.conf\.yml|\.continue/(?:config\.yaml|\.env)|\.cline/data/settings/providers\.json)"
)
_WRITES = regex(
    r"(?:(?<![<>&])>{1,2}\|?[ \t]*|(?<![\w./-])(?:tee[ \t]+(?:(?:-a|--append)[ \t]+)?"
    rf"|(?:cp|mv|ln|install)[ \t][^\n;&|]{{1,200}}?[ \t]))\"?(?P<path>{_HOME}/{_FILE})\"?(?![\w./-])"
)
_WORDS = (".json", ".toml", ".env", ".aider.conf", "config.yaml")  # of which one stands in each such name
_LONGEST = 600  # characters of one line that are looked at


@predicate(
    "writes-a-clients-file",
    "a line of a start-up file writes a file that a client reads, and that file was not given",
    "no line of a start-up file writes a file that a client reads",
    needs=lambda _: frozenset(f"text:{word}" for word in _WORDS),
)
def writes_a_clients_file(facts: Facts, given: Arguments) -> Answer:
    """Match `… > ~/.claude/settings.json`, `tee`, `cp` and `mv` onto the file of a client that is reported."""
    there = {home_path(document.name) for document in facts.documents}
    if {request.login for request in facts.requests if request.client == "codex"} == {Login.CONSOLE}:
        there.add("~/.codex/auth.json")  # what it holds is known then
    clients = {request.client for request in facts.requests}
    found: dict[str, Line] = {}
    for document in facts.documents:
        if document.kind not in _SHELLS or not any(word in document.text for word in _WORDS):
            continue
        for number in document.lines:
            text = document.line_text(number)[:_LONGEST]
            if text.lstrip().startswith("#") or (writes := _WRITES.search(text)) is None:
                continue
            path = home_path(writes["path"].replace("${HOME}", "~").replace("$HOME", "~"))
            owner = next(client for begin, client in _OWNERS.items() if path.removeprefix("~/").startswith(begin))
            if owner in clients and path not in there:
                begin = document.line_start(number)
                span = document.span(begin + writes.start(), begin + writes.end())
                found.setdefault(path, Line(span, "writes it", path, separate=True))
    return Yes(tuple(found.values())) if found else NO
