"""A command in which a sentence ends: "Command line: aider --model azure/x", "I start it with: codex -m y"."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from ..clientcalls import COMMAND
from ..kinds import recognise
from ..regexes import regex
from ..source import Kind
from .parts import SHELLS, Part

# Options that decide what is sent, in any of the clients.
_OPTION = r"(?:--(?:model|profile|config|oss|local-provider|api-key|openai-api-(?:key|base)|openai-base-url)|-[mc])"
_SAID = regex(
    r"(?P<before>[^\n:`=\"']{0,200}\b(?:commands?(?: line)?|r[au]n(?:ning|s)?|start(?:ed|ing|s)?|launch(?:ed|ing)?"
    r"|called?|calling|invok(?:e|ed|ing)|typed?|with|using|via)[^\n:`=\"']{0,40}):[ \t]+"
    rf"(?P<command>{COMMAND}(?:[ \t]+[^\n`]{{1,300}})?)[ \t\r]*\n?",
    re.IGNORECASE,
)
_DECIDES = regex(rf"[ \t]{_OPTION}(?=[ \t=]|$)")
# A sentence that says that it works so, or that advises.
_NOT_SO = regex(
    r"\b(?:not|never|works?|worked|fine|should|you|instead|would|could|can|must|try|example|before|previously|until)\b"
    r"|n['’]t\b|\?"
)


def said_in(parts: Sequence[Part]) -> Iterator[Part]:
    """Yield the one command that sentences end in, where it stands; none where a shell's lines name that client."""
    found: dict[int, str] = {}
    for part in parts:
        if part.kind is not Kind.TEXT or part.name or not any(map(_may_say, part.lines)):
            continue
        for number, line in enumerate(part.lines, part.first):
            said = _SAID.fullmatch(line.lstrip("> \t")) if _may_say(line) else None
            if said and _DECIDES.search(said["command"]) and not _NOT_SO.search(said["before"].lower()):
                found[number] = said["command"].strip()
    if len(set(found.values())) != 1:
        return
    number, command = next(iter(found.items()))
    client = command.partition(" ")[0]
    kinds = [recognise(part.name, part.text) if part.kind is None else part.kind for part in parts]
    if not any(kind in SHELLS and client in part.text for part, kind in zip(parts, kinds, strict=True)):
        yield Part(number, [command + "\n"], kind=Kind.ZSH)


def _may_say(line: str) -> bool:
    return ": " in line and " -" in line
