"""Fences that share a line with code, as chats allow it: "My file: ```export A=b", and "export C=d```".

Markdown takes what stands behind the marks for the name of a language; whoever writes this means code.
"""

from __future__ import annotations

from ..clientcalls import WITH_OPTION
from ..records import dataclass
from ..regexes import regex
from .pastelines import LONGEST, is_code
from .sentences import is_prose

_MARKS = "```"
_LANGUAGE = regex(r"[\w+#.-]{0,20}")
_WORDS = regex(r"[^=$|;&<>{}\[\]`\\]*")  # a mask too: words behind a key are masked with it at times
_GIVEN = regex(
    r"[A-Z][A-Z0-9_]*=\S|[$❯%] ?\w|PS [A-Z]:\\|[A-Z]:\\\S*>"
    r"|(?:docker|podman|env|printenv|cat|npx|set|gci|Get-ChildItem|Set-Item)[ \t]+\S"
)


@dataclass(frozen=True, slots=True)
class Opened:
    """A line on which a block begins: what stands before its marks, its first line, and what stands behind its end."""

    before: str
    code: str
    behind: str = ""
    is_closed: bool = False  # on the same line


def opened_on(line: str) -> Opened | None:
    """Return how a block begins on a line that shares its marks with code; None for any other line."""
    if len(line) > LONGEST or line.count(_MARKS) > 2 or "````" in line:
        return None
    before, marks, rest = line.partition(_MARKS)
    code, closing, behind = rest.partition(_MARKS)
    if not marks or not _is_code(code) or is_code(before):
        return None
    if before.strip() and not (before.rstrip().endswith(":") or is_prose(before)):
        return None
    apart = "" if not before.strip() else before.rstrip() + "\n"
    return Opened(apart, code.strip() + "\n", behind if any(map(str.isalnum, behind)) else "", bool(closing))


def closed_on(line: str) -> tuple[str, str] | None:
    """Return the code before the marks that end a block on its last line, and what stands behind them; else None."""
    if len(line) > LONGEST or line.count(_MARKS) != 1 or "````" in line:
        return None
    code, _, behind = line.partition(_MARKS)
    if not code.strip() or (behind.strip() and not (behind[:1] in " .,;" and _WORDS.fullmatch(behind))):
        return None
    return code.rstrip() + "\n", behind if any(map(str.isalnum, behind)) else ""


def _is_code(text: str) -> bool:
    bare = text.strip()
    if _LANGUAGE.fullmatch(bare):
        return False
    return is_code(bare) or bare[:1] == "{" or bool(_GIVEN.match(bare) or WITH_OPTION.match(bare))
