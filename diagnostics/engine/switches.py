"""Functions that set a client's variable in the shell when they are typed, and which nothing in the text calls."""

from __future__ import annotations

from collections.abc import Collection

from .clientcalls import ANY
from .facts import Facts
from .functions import FORMED, Body, bodies, do_the_like, is_taken_back, lasts_in, without_written_texts
from .keyfiles import file_of_keys
from .names import DECISIVE
from .regexes import regex
from .source import Document

_MOST_TOLD = 2
_HOOKS = ("claude", "chpwd", "precmd", "preexec", "periodic", "prompt", "cd", "fish_prompt", "fish_greeting")
# What takes over the variables of a file: source .env, export $(cat .env), eval "$(cat .env)", while read …
# fish's `set -lx` and a plain `set -x` are the function's own.
_LOADS = regex(r"(?<![\w./-])(?:source|\.|export|eval|dotenv|read|set[ \t]+-\w*(?:x\w*[gU]|[gU]\w*x)\w*)(?=[ \t])")
# eval "$(ccm kimi)", source <(…), … | source, iex (…); and what speaks of a client, or of choosing one's service.
_PRINTED = regex(
    r"(?<![\w./-])(?:eval[ \t]{1,9}[\"']?(?:\$\(|`|\()|(?:source|\.)[ \t]{1,9}(?:<\(|\()"
    r"|(?i:iex|Invoke-Expression)[ \t]{1,9}[(&])"
    r"|\|[ \t]{0,9}(?:source|(?i:iex|Invoke-Expression))(?![\w-])"
)
_SPEAKS = regex(rf"(?<![a-z])(?:(?i:{ANY}|anthropic)|cc[a-z]?(?![a-z]))")
_NAMED = regex(r"(?i:provider|model|switch|llm|api)")
_QUOTED = regex(r"[ \t]{0,80}[\"']")  # a line of a text that the function writes
_IN_PARTS = regex(
    r"(?<![\w-])(?:read|for|while)(?=[ \t])|<[ \t]{0,9}[\"'$~./]"
)  # loops over a file that another line names
_ADDRESS = regex(r"[a-z][a-z0-9+]{0,9}://[^\s\"'`;|&)]{0,300}")  # no file


def said_of_switches(facts: Facts, told: Collection[str]) -> str:
    """Say which functions set what decides, or load a file of keys, in the shell that calls them; "" where none does.

    `told` are the names of which more was said. What the start-up files call themselves counts already.
    """
    said: list[str] = []
    more: list[str] = []
    for document in facts.documents:
        if document.kind not in FORMED:
            continue
        decides = any(name in document.text for name in DECISIVE)
        if not decides and file_of_keys(document.text) is None:
            continue
        for body in bodies(document):
            if body.name in told or body.name in _HOOKS:
                continue
            does = _does(document, body)
            if not does or is_taken_back(document, body.name, body.stop) or _is_run(facts, document, body):
                continue
            if len(said) == _MOST_TOLD:
                more.append(body.name)
            else:
                said.append(f"Typed as {body.name} ({facts.where(document.span(body.begin, body.first))}): it {does}.")
    if more:
        said.append(do_the_like(more))
    return " ".join(said)


def _does(document: Document, body: Body) -> str:
    """Say what a function does to the variables of the shell that calls it; "" where that decides nothing."""
    names = [name for name in lasts_in(document, body) if name in DECISIVE]
    if names:
        return f"sets {' and '.join(names[:2])} in that shell"
    speaks = _SPEAKS.search(document.text, body.begin, body.stop) or _NAMED.search(body.name)
    if speaks and _PRINTED.search(document.text, body.first, body.stop):
        return "runs in that shell what another command prints"
    inside = _ADDRESS.sub("", without_written_texts(document.text[body.first : body.stop]))
    loads = "\n".join(line for line in inside.split("\n") if _LOADS.search(line) and not _QUOTED.match(line))
    path = file_of_keys(loads if not _IN_PARTS.search(inside) else inside) if loads else None
    return f"takes variables from {path} into that shell" if path else ""


def _is_run(facts: Facts, document: Document, body: Body) -> bool:
    """Tell whether the start-up files run the function themselves, by what it assigns or reads."""
    places = (*(act.span for act in facts.assignments), *(problem.span for problem in facts.problems))
    return any(place.document == document.name and body.first <= place.begin < body.stop for place in places)
