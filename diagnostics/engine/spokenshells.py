"""What sentences and names say of the person's shell: fish reads none of zsh's or bash's files, nor zsh its lines."""

from __future__ import annotations

import re
from collections.abc import Sequence

from .environment import Assignment
from .regexes import regex
from .source import PROPOSED, Document, Kind

_FISH = regex(
    r"\b(?:shell is (?:now )?fish|fish as (?:my|the) (?:login |default )?shell|(?:use|using) (?:the )?fish(?: shell)?"
    r"|(?:switched|moved|changed) to fish|chsh -s \S{0,80}\bfish|SHELL=\S{0,80}/fish)\b",
    re.IGNORECASE,
)
_OTHERS = (Kind.ZSH, Kind.BASH, Kind.SH)


def unread_by_fish(documents: Sequence[Document], assignments: Sequence[Assignment]) -> tuple[str, ...]:
    """Return the names of the files that set something and that the shell, which a sentence calls fish, does not read.

    Sentences alone are asked: a start-up file that starts fish has been read before.
    """
    if any(document.kind is Kind.FISH for document in documents):
        return ()
    if not any(document.kind is Kind.TEXT and _FISH.search(document.text) for document in documents):
        return ()
    shells = {document.name for document in documents if document.kind in _OTHERS}
    return tuple(dict.fromkeys(act.span.document for act in assignments if act.span.document in shells))


def said_of_fish(documents: Sequence[Document], assignments: Sequence[Assignment]) -> str:
    """Say that fish does not read a file that was given; empty where no sentence speaks of fish."""
    names = unread_by_fish(documents, assignments)
    if not names:
        return ""
    return (
        f"Your text says that the shell is fish, which does not read {names[0]}: in a terminal that starts fish, what "
        "it sets does not count. By that file:"
    )


_CALLED = {Kind.FISH: "fish", Kind.POWERSHELL: "PowerShell", Kind.CMD: "the command prompt of Windows"}


def said_of_another(documents: Sequence[Document]) -> str:
    """Say that lines which another shell alone reads were read as that shell's; empty where no name says otherwise."""
    shell = next((_CALLED[one.kind] for one in documents if one.name == PROPOSED and one.kind in _CALLED), "")
    return shell and f"These are lines of {shell}, and are read as that; in {PROPOSED} they would set nothing."
