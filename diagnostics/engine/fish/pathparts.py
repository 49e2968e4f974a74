"""fish's `path` on known texts: what it says of a path without a look at the machine, measured with fish 3.6."""

from __future__ import annotations

import posixpath
from collections.abc import Callable

from ..shell.values import Unknown, is_masked
from .commands import Call, known
from .machine import Fish


def _extension(text: str) -> str:
    name = text.rpartition("/")[2]
    at = name.rfind(".")
    return name[at:] if at > 0 and name not in (".", "..") else ""


def _normal(text: str) -> str:
    made = posixpath.normpath(text)
    return made[1:] if made.startswith("//") else made


_DOERS: dict[str, Callable[[str], str]] = {
    "basename": lambda text: posixpath.basename(text.rstrip("/")) or ("/" if text else ""),
    "dirname": lambda text: posixpath.dirname(text.rstrip("/")).rstrip("/") or ("/" if text.startswith("/") else "."),
    "extension": _extension,
    "normalize": _normal,
}


def path(m: Fish, call: Call) -> None:
    """`path basename`, `dirname`, `extension`, `normalize`, `change-extension`; any other asks the machine."""
    texts = known(call.arguments)
    unread = m.unknown(call.begin, "asks about a path", is_set=False, many=True)
    if isinstance(texts, Unknown) or not texts or m.stdin is not None or any(is_masked(text) for text in texts):
        m.status = Unknown(unread.why, line=unread.line)
        m.write(unread)
        return
    word, *rest = texts
    doer = _DOERS.get(word)
    if word == "change-extension" and rest:
        ending, *rest = rest
        ending = f".{ending}" if ending and not ending.startswith(".") else ending
        doer = lambda text: text.removesuffix(_extension(text)) + ending  # noqa: E731 -- one of five
    if doer is None or not rest or any(text.startswith("-") or not text for text in rest):
        m.status = Unknown(unread.why, line=unread.line)
        m.write(unread)
        return
    made = [doer(text) for text in rest]
    m.budget.spend(1 + sum(len(text) for text in rest) // 32)
    m.write("".join(f"{text}\n" for text in made))
    m.status = int(made == rest) if word in ("normalize", "basename", "dirname") else int(not any(made))
