"""A client's options that a post lists, one on a line: "I run aider with:", below it `- --model gpt-4o`."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from ..kinds import recognise
from ..regexes import regex
from ..source import Kind
from .parts import SHELLS, Part, runs

# Options of which one at least decides what is sent.
_DECIDES = regex(
    r"--(?:model|openai-api-(?:key|base)|anthropic-api-key|api-key|openai-base-url|oss|local-provider|provider)"
    r"(?=[ =]|$)"
)
_ITEM = regex(
    r"[ \t>]*(?:[-*•]|\d{1,2}[.)])[ \t]+(?P<mark>`?)(?P<option>--[a-z][\w-]*(?:[= \t][ \t]*"
    r"(?:‹[^‹›\n]{1,100}›|\"[^\"\n]*\"|'[^'\n]*'|[^\s\"'`]{1,300})){0,2})(?P=mark)[ \t.,;]*"
)
_CLIENT = regex(r"(?<![\w./@-])(?:[Aa]ider|[Qq]wen(?:[ -]?[Cc]ode)?|[Cc]odex(?: CLI)?|[Oo]pencode)(?![\w/@-])")
_COMMANDS = {"a": "aider", "q": "qwen", "c": "codex", "o": "opencode"}
_NOT_SO = regex(
    r"\b(?:not|never|without|should|could|would|can|you|instead|docs?|documentation|help|supports?|available|tried|if"
    r"|before|previously)\b|n['’]t\b",
    re.IGNORECASE,
)
_ABOVE = 3  # lines with words above the list
_LONGEST = 400


def options_in(parts: Sequence[Part]) -> Iterator[Part]:
    """Yield the call that such a list stands for, on its own lines; none where a shell's lines name that client."""
    for part in parts:
        if part.kind is not Kind.TEXT or part.name or not any("--" in line for line in part.lines):
            continue
        for first, stop in runs(part.lines, _is_option):
            command = _command(part.lines[:first])
            options = [found["option"] for line in part.lines[first:stop] if (found := _ITEM.fullmatch(line.rstrip()))]
            if not command or not any(map(_DECIDES.match, options)) or _is_called(command, parts):
                continue
            lines = [f"{option} \\\n" for option in options[:-1]] + [options[-1] + "\n"]
            yield Part(part.first + first, [f"{command} {lines[0]}", *lines[1:]], kind=Kind.ZSH)
            return


def _is_option(line: str) -> bool:
    return "--" in line and _ITEM.fullmatch(line.rstrip()[:_LONGEST]) is not None


def _command(above: Sequence[str]) -> str:
    """Return the command of the one client that the words above a list name, and say to be run; else ""."""
    said = " ".join(line[:_LONGEST].strip() for line in [line for line in above if line.strip()][-_ABOVE:])
    last = next((line[:_LONGEST] for line in reversed(above) if line.strip()), "")
    named = {_COMMANDS[found[0].lower()] for found in _CLIENT.findall(said)}
    return named.pop() if len(named) == 1 and _NOT_SO.search(last) is None else ""


def _is_called(command: str, parts: Sequence[Part]) -> bool:
    kinds = ((part, recognise(part.name, part.text) if part.kind is None else part.kind) for part in parts)
    return any(kind in SHELLS and command in part.text for part, kind in kinds)
