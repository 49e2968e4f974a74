"""Functions that set a client's variable in the shell when they are typed, and which nothing in the text calls."""

from __future__ import annotations

from collections.abc import Collection

from .facts import Facts
from .functions import FORMED, bodies, is_taken_back, sets_in
from .names import DECISIVE

_MOST_TOLD = 2
_HOOKS = ("claude", "chpwd", "precmd", "preexec", "periodic", "prompt", "cd", "fish_prompt", "fish_greeting")


def said_of_switches(facts: Facts, told: Collection[str]) -> str:
    """Say which functions set what decides in the shell that calls them; "" where none does.

    `told` are the names of which more was said. What the start-up files call themselves counts already.
    """
    said: list[str] = []
    for document in facts.documents:
        if document.kind not in FORMED or not any(name in document.text for name in DECISIVE):
            continue
        for body in bodies(document):
            names = [name for name in sets_in(document, body) if name in DECISIVE]
            if not names or body.name in told or body.name in _HOOKS or is_taken_back(document, body.name, body.stop):
                continue
            is_run = any(
                act.span.document == document.name and body.first <= act.span.begin < body.stop
                for act in facts.assignments
            )
            if not is_run:
                place = facts.where(document.span(body.begin, body.first))
                said.append(f"Typed as {body.name} ({place}): it sets {' and '.join(names[:2])} in that shell.")
    return " ".join(said[:_MOST_TOLD])
