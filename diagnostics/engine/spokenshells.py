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
_ZSH = regex(
    r"\b(?:shell is (?:now )?zsh|zsh as (?:my|the) (?:login |default )?shell"
    r"|(?:use|using|on|run|running) (?:the )?zsh(?: shell)?|(?:switched|moved|changed) to zsh"
    r"|chsh -s \S{0,80}\bzsh|SHELL=\S{0,80}/zsh)\b",
    re.IGNORECASE,
)
_OTHERS = (Kind.ZSH, Kind.BASH, Kind.SH)
_BASH_FILES = (".bashrc", ".bash_profile", ".bash_login", ".profile")


def unread_by_fish(documents: Sequence[Document], assignments: Sequence[Assignment]) -> tuple[str, ...]:
    """Return the names of the files that set something and that the shell, which a sentence calls fish, does not read.

    Sentences alone are asked: a start-up file that starts fish has been read before.
    """
    if any(document.kind is Kind.FISH for document in documents) or not _is_said(documents, _FISH):
        return ()
    return _setting([document.name for document in documents if document.kind in _OTHERS], assignments)


def unread_by_zsh(documents: Sequence[Document], assignments: Sequence[Assignment]) -> tuple[str, ...]:
    """Return the names of bash's own files that set something, where a sentence calls the shell zsh.

    A file of zsh that is given as well may read them, so beside one nothing is said (the files of zsh: zsh 5.9).
    """
    if any(document.kind is Kind.ZSH for document in documents) or not _is_said(documents, _ZSH):
        return ()
    return _setting([each.name for each in documents if each.base in _BASH_FILES], assignments)


def _is_said(documents: Sequence[Document], shell: re.Pattern[str]) -> bool:
    return any(document.kind is Kind.TEXT and shell.search(document.text) for document in documents)


def _setting(names: Sequence[str], assignments: Sequence[Assignment]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(act.span.document for act in assignments if act.span.document in names))


def said_of_shell(documents: Sequence[Document], assignments: Sequence[Assignment]) -> str:
    """Say that the shell, of which a sentence speaks, does not read a file that was given; empty where it does."""
    for shell, unread in (("fish", unread_by_fish), ("zsh", unread_by_zsh)):
        if names := unread(documents, assignments):
            return (
                f"Your text says that the shell is {shell}, which does not read {names[0]}: in a terminal that starts "
                f"{shell}, what it sets does not count. By that file:"
            )
    return ""


_CALLED = {Kind.FISH: "fish", Kind.POWERSHELL: "PowerShell", Kind.CMD: "the command prompt of Windows"}


def said_of_another(documents: Sequence[Document]) -> str:
    """Say that lines which another shell alone reads were read as that shell's; empty where no name says otherwise."""
    shell = next((_CALLED[one.kind] for one in documents if one.name == PROPOSED and one.kind in _CALLED), "")
    return shell and f"These are lines of {shell}, and are read as that; in {PROPOSED} they would set nothing."
