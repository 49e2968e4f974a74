"""Where a file that starts programs calls a client by its command, and what that command line sets in front of it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ..environment import Problem, ProblemKind
from ..regexes import regex
from ..source import Document, Kind
from .entries import Entry
from .shadow import Shadow

CALL = regex(r"(?<![\w.-])(?:claude|codex|gemini|opencode|aider|copilot|qwen|cline|cn)(?![\w./-])")
_SET = regex(
    r"(?<=[\s;&(\"',\[>])(?P<name>[A-Za-z_]\w*)=(?P<value>\"[^\"\n]*\"|'[^'\n]*'|[^\s;&|\"',<\]]*)(?=[\s;&\"',<\]])"
)
_SOURCED = regex(
    r"(?<=[\s;&(\"'])((?:\.|source)[ \t]+[^\s;&|\"']+)|(?<=[\s;&(\"'/=>])((?:ba|z|da|k)?sh[ \t]+-[a-z]*[li][a-z]*)"
)
_SET_UP = regex(
    r"(?:^|(?<=[;&|]))[ \t]*(?:sudo[ \t]+)?"
    r"(?:npm|pnpm|yarn|bun|pip3?|pipx|uv|brew|apt(?:-get)?|cargo|echo|which|command)[ \t]"
    r"(?:\"[^\"\n]*\"|'[^'\n]*'|[^\n;&|\"'])*",
    re.MULTILINE,
)
# Where a file says what is started; a line of it goes on behind a backslash.
_COMMAND_LINES = {
    Kind.SYSTEMD_UNIT: regex(r"^[ \t]*ExecStart=(?:[^\n\\]|\\.)*", re.MULTILINE | re.DOTALL),
    Kind.DOCKERFILE: regex(r"^[ \t]*(?:CMD|ENTRYPOINT)[ \t](?:[^\n\\]|\\.)*", re.MULTILINE | re.DOTALL | re.IGNORECASE),
    Kind.COMPOSE: regex(r"^[ \t]*(?:command|entrypoint):[^\n]*", re.MULTILINE),
    Kind.LAUNCHD: regex(r"<key>(?:ProgramArguments)</key>\s*<array>[^\[\]]{0,20000}?</array>"),
}

_STAGE = regex(r"^[ \t]*FROM[ \t]", re.MULTILINE | re.IGNORECASE)  # the last one's command is what is started
STARTS_PROGRAMS = tuple(_COMMAND_LINES)
_BEHIND = regex(r"(?:[^\n;&|#\\]|\\\r?\n|\\.)*")
_ARRAY_BEHIND = regex(r"[^\n#\\]*")
_SIGNS_OF_LIST = regex(r"</?string>|</array>|[\[\]\",]")


def command_lines(document: Document, text: str) -> Iterator[tuple[int, int]]:
    """Yield where the command lines of clients stand in a file that starts programs, each up to the client's name."""
    form = _COMMAND_LINES.get(document.kind)
    stages = [found.start() for found in _STAGE.finditer(text)] if document.kind is Kind.DOCKERFILE else []
    for found in form.finditer(text, stages[-1] if stages else 0) if form is not None else ():
        call = CALL.search(text, found.start(), found.end())
        if call is not None:
            yield found.start(), call.end()


def options_behind(document: Document, text: str, command: str) -> tuple[int, str] | None:
    """Return where the options of a client begin that a file starts, and the options; None for no start, or several.

    A list of words (`["aider", "--model", "x"]`, or launchd's) is given as a line, character for character.
    """
    found = [(begin, stop) for begin, stop in command_lines(document, text) if text.endswith(command, begin, stop)]
    if len(found) != 1:
        return None
    begin, stop = found[0]
    is_list = document.kind is Kind.LAUNCHD or "[" in text[begin:stop]
    if document.kind is Kind.LAUNCHD:
        behind = text[stop:].partition("</array>")[0]
    else:
        behind = text[stop : (_ARRAY_BEHIND if is_list else _BEHIND).match(text, stop).end()]  # type: ignore[union-attr]
    return stop, _SIGNS_OF_LIST.sub(lambda sign: " " * len(sign[0]), behind) if is_list else behind


def set_in_front(document: Document, text: Shadow, begin: int, stop: int) -> Iterator[Entry]:
    """Yield what a command line sets for its client: `NAME=value claude …`, by `env` or `docker run -e` as well."""
    line = text.text[begin:stop]
    for found in _SET.finditer(line):
        is_exported = line[: found.start()].rstrip().endswith("export")
        if not is_exported and line[found.end() :].lstrip()[:1] in (";", "&"):
            continue  # a variable of that shell alone
        written = found["value"]
        span = document.span(begin + found.start("name"), begin + found.end())
        value_span = document.span(begin + found.start("value"), begin + found.end())
        if written[:1] != "'" and any(sign in written for sign in "$`\\%"):
            yield Entry(found["name"], None, span, value_span, f"line {span.line} works it out when it is run")
        else:
            bare = written[1:-1] if written[:1] in ("'", '"') else written
            yield Entry(found["name"], text.restore(bare, begin + found.start("value")), span, value_span)


def read_in_front(document: Document, text: Shadow, begin: int, stop: int) -> Iterator[Problem]:
    """Yield what a command line has a shell read before the client: `. ~/.profile; …`; of `bash -lc '…'`, its files."""
    found = _SOURCED.search(text.text, begin, stop)
    if found is not None:
        span = document.span(*found.span())
        says = f"line {span.line} reads a file that was not given, which may set any variable"
        yield Problem(ProblemKind.READS_OTHER_FILE, span, says)


def script_of(script: str) -> str:
    """Return the lines of a script that are no comments, without what installs, prints or looks for a program."""
    lines = "\n".join(line for line in script.split("\n") if not line.lstrip().startswith("#"))
    return _SET_UP.sub(" ", lines)
