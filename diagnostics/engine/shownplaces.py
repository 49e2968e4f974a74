"""Where a variable is set that only a program's own screen or a printed environment shows."""

from __future__ import annotations

from collections.abc import Iterator

from .clients import DEFAULT_CLIENT
from .facts import Facts
from .findings import Unknown
from .source import ON_WINDOWS, Kind

_SHOWS = (Kind.STATUS, Kind.DUMP)
# Beside such a screen these set no variable, so that nothing in the text is where one comes from.
_BESIDE = (*_SHOWS, Kind.TEXT, Kind.LOGIN_FILE)
_OF_SHELLS = ("~/.zshenv", "~/.zprofile", "~/.zshrc", "~/.bash_profile", "~/.bashrc", "~/.profile")
_OF_CLAUDE = ("~/.claude/settings.json", ".claude/settings.json", ".claude/settings.local.json")


def shown_places(facts: Facts) -> Iterator[Unknown]:
    """Ask which file sets what decides, where the documents show only that it is set.

    The command names files and prints no value: `grep -l`, silent (`-s`) of those that are not there.
    """
    if not all(document.kind in _BESIDE and ON_WINDOWS not in document.name for document in facts.documents):
        return
    kinds = {document.name: document.kind for document in facts.documents}
    named = [name for request in facts.requests for name in (*request.headers.values(), request.address or "")]
    found = [facts.environment.variables[name] for name in dict.fromkeys(named) if name in facts.environment.variables]
    shown = [each for each in found if each.set_at is not None and kinds.get(each.set_at.document) in _SHOWS]
    if not shown:
        return
    names = [variable.name for variable in shown]
    uses_claude = any(request.client == DEFAULT_CLIENT for request in facts.requests)
    files = (*_OF_SHELLS, *(_OF_CLAUDE if uses_claude else ()))
    be, they, come = ("are", "them", "They come") if len(names) > 1 else ("is", "it", "It comes")
    words = " ".join(f"-e {name}" for name in names) if len(names) > 1 else names[0]
    yield Unknown(
        f"where {' and '.join(names)} {be} set",
        f"What runs has {they}, and no file was given. {come} from a start-up file, from a settings file, or from the "
        "program that started this one, such as an editor or tmux, which keeps old values.",
        f"grep -ls {words} {' '.join(files)}",
        shown[0].set_at,
    )
