"""Lines that set a client's variable for what is started later, not for this shell: tmux, systemd, D-Bus, conda.

`tmux set-environment NAME value`, `systemctl --user set-environment NAME=value`, `conda env config vars set`, a line
for environment.d or ~/.pam_environment: what such a program starts has the variable, and the shell has not (measured
with tmux; systemctl(1), dbus-update-activation-environment(1), screen(1) and conda's help say so of the others).
`launchctl setenv` has a rule of its own. And words that another program runs in this shell: `zsh-defer export …`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import islice

from .clientnames import DECISIVE as OF_OTHERS
from .clients import DEFAULT_CLIENT
from .facts import Facts
from .findings import Request
from .names import DECISIVE
from .process import SHELLS
from .regexes import regex
from .source import Document, Span
from .statements import statement_at

_NAME = rf"(?P<name>{'|'.join(sorted((*DECISIVE, *OF_OTHERS), key=len, reverse=True))})"
_ANY = regex(_NAME)
# With a value that is not this shell's own: NAME=$NAME hands on what is told anyway.
_GIVEN = rf"[\"']?{_NAME}=(?![\"']?(?:[\s;&|]|$|\$\{{?(?P=name)\b))"
_WORDS = r"(?:[^\n;&|]{0,200}?[ \t])?"
_B = r"(?<![\w./-])"
_APPENDED = (
    r"[^\n]{0,300}?(?:>>[ \t]{0,9}|tee[ \t]{1,9}-a[ \t]{1,9})[\"']?"
    r"(?![^\s]{0,200}(?:\.env|_ENV\}?)[\"']?(?:\s|$))[~$./\w{}-]{1,200}"
)
_KEEPS = (
    (
        "tmux",
        regex(
            rf"{_B}tmux[ \t]{_WORDS}(?:set-environment|setenv)(?P<options>(?:[ \t]+-(?:t[ \t]*\S+|[a-zA-Z]+)){{0,4}})"
            rf"[ \t]+[\"']?{_NAME}[\"']?[ \t]+(?![;&|]|[\"']?\$\{{?(?P=name)\b)\S"
        ),
    ),
    ("tmux", regex(rf"{_B}tmux[ \t][^\n;&|]{{0,200}}?(?<![\w$]){_GIVEN}")),
    ("screen", regex(rf"{_B}screen[ \t]{_WORDS}setenv[ \t]+{_NAME}[ \t]+\S")),
    ("systemd", regex(rf"{_B}systemctl[ \t]+--user[ \t]+set-environment[ \t]+{_WORDS}{_GIVEN}")),
    ("systemd", regex(rf"{_B}systemd-run[ \t]{_WORDS}(?:-E[ \t]*|--setenv[= ]){_GIVEN}")),
    ("D-Bus", regex(rf"{_B}dbus-update-activation-environment[ \t]+{_WORDS}{_GIVEN}")),
    ("conda", regex(rf"{_B}(?:conda|mamba|micromamba)[ \t]+env[ \t]+config[ \t]+vars[ \t]+set[ \t]+{_WORDS}{_GIVEN}")),
    ("mise", regex(rf"{_B}mise[ \t]+set[ \t]+{_WORDS}{_GIVEN}")),
    (
        "fish",
        regex(
            rf"{_B}fish[ \t]+-c[ \t]+[\"']set[ \t]+(?:-\w+[ \t]+){{0,3}}-\w{{0,5}}U\w{{0,5}}[ \t]+"
            rf"(?:-\w+[ \t]+){{0,3}}{_NAME}[ \t]"
        ),
    ),
    (
        "Windows",
        regex(rf"(?i:{_B}reg(?:\.exe)?[ \t]+add[ \t]+\S*Environment\S*[ \t]{_WORDS}/v[ \t]+)[\"']?{_NAME}(?![\w])"),
    ),
    (
        "the next login",
        regex(
            rf"{_GIVEN}[^\n]{{0,200}}?(?:>{{1,2}}[ \t]*|{_B}tee[ \t]+(?:-a[ \t]+)?)[\"']?[^\s\"';&|>]{{0,60}}"
            r"(?:\.pam_environment|environment\.d/[\w.-]+|/etc/environment|\.ssh/environment)"
        ),
    ),
    # echo "export NAME=$key" >> "$rc"; a .env file is no shell's, and what a job writes has a rule of its own.
    ("the next shell", regex(rf"{_B}(?:echo|printf|print)[ \t][^\n]{{0,120}}?export[ \t]{{1,9}}{_NAME}={_APPENDED}")),
    (
        "the next shell",
        regex(
            rf"{_B}(?:echo|printf)[ \t][^\n]{{0,120}}?set[ \t]{{1,9}}-\w{{0,9}}x\w{{0,9}}[ \t]{{1,9}}"
            rf"{_NAME}[ \t]{_APPENDED}"
        ),
    ),
)
_STARTS_ITSELF = ("the next login", "the next shell")
_PROGRAMS = (
    "tmux",
    "screen",
    "systemctl",
    "systemd-run",
    "dbus-",
    "vars set",
    "mise set",
    "fish -c",
    "nvironment",
    ">>",
    "tee",
)
_NOT_THERE = regex(r"-[a-zA-Z]*[urh]")  # of tmux: takes away, or hides from what is started
_COMMENT = regex(r"[ \t]*(?:#|rem[ \t]|::)", re.IGNORECASE)
# export NAME=value as a word, or in a word, that a program is given
_CODE = regex(
    r"(?<![\w-])(?:export|(?:typeset|declare)[ \t]+-\w{0,6}x\w{0,6}|set[ \t]+-\w{0,6}x\w{0,6}|setenv)[ \t]+"
    rf"{_NAME}(?:=|[ \t]+)[\"']?\S"
)
# What sets it by itself, and is worked out; what shows its words, or runs them elsewhere or in a copy of the shell.
_UNDERSTOOD = frozenset(
    (
        *("export", "typeset", "declare", "local", "readonly", "set", "setenv", "env", "alias", "abbr", "eval"),
        *("trap", "exec", "sched", "bind", "function", "test", "[", "[[", "case", "for", "return", ":"),
        *("emulate", "source", "echo", "print", "printf", "cat", "grep", "rg", "sed", "awk", "gh", "git"),
        *("logger", "warn", "error", "info", "ssh", "docker", "podman", "kubectl", "su", "sh", "bash", "zsh"),
        *("dash", "fish", "script", "log", "die", "tmux", "screen", "tee", "true", "false", "pbcopy", "read"),
        *("vared", "history", "bindkey", "notify-send", "launchctl"),
    )
)
_PROGRAM = regex(r"[A-Za-z_][\w.+-]*")
_DEFINES = (("alias ", "="), ("", "()"), ("", " ()"), ("function ", ""))
_MOST = 100


def said_of_later_programs(facts: Facts, requests: Sequence[Request]) -> str:
    """Say that a line sets what decides for what is started later, or hands code over that does; else ""."""
    names = frozenset((*DECISIVE, *(OF_OTHERS if any(each.client != DEFAULT_CLIENT for each in requests) else ())))
    found = next((each for each in _kept(facts) if _counts(facts, each[1], names)), None)
    if found is not None:
        keeper, name, span = found
        where = facts.where(span)
        starts = "" if keeper in _STARTS_ITSELF else " starts later"
        return f"That holds for this shell: what {keeper}{starts or ' starts'} has {name}, which {where} gives it."
    handed = next((each for each in _handed(facts) if _counts(facts, each[1], names)), None)
    if handed is None:
        return ""
    program, name, span = handed
    return f"That holds only if {program}, to which {facts.where(span)} hands code that sets {name}, does not run it."


def _counts(facts: Facts, name: str, names: frozenset[str]) -> bool:
    """Tell whether a variable is one of a client that is reported, and the shell does not set it itself."""
    return name in names and facts.environment.exported_value(name) is None


def _kept(facts: Facts) -> Iterator[tuple[str, str, Span]]:
    for document in facts.documents:
        if document.kind not in SHELLS or not any(word in document.text for word in _PROGRAMS):
            continue
        for keeper, form in _KEEPS if _ANY.search(document.text) else ():
            for found in islice(form.finditer(document.text), _MOST):
                options = found.groupdict().get("options") or ""
                if not _NOT_THERE.search(options) and not _is_comment(document, found.start()):
                    yield keeper, found["name"], document.span(found.start(), found.end("name"))


def _handed(facts: Facts) -> Iterator[tuple[str, str, Span]]:
    for document in facts.documents:
        if document.kind not in SHELLS:
            continue
        for found in islice(_CODE.finditer(document.text), _MOST):
            statement = statement_at(document.text, found.start())
            command = statement.command
            if _PROGRAM.fullmatch(command) is None or command in _UNDERSTOOD or _is_comment(document, found.start()):
                continue
            if any(f"{before}{command}{behind}" in document.text for before, behind in _DEFINES):
                continue  # an alias or a function of the text, which is worked out
            if any(word.begin <= found.start() for word in statement.arguments):
                yield command, found["name"], document.span(found.start(), found.end("name"))


def _is_comment(document: Document, at: int) -> bool:
    return _COMMENT.match(document.text, document.text.rfind("\n", 0, at) + 1) is not None
