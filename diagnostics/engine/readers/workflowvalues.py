"""What GitHub puts in the place of `${{ … }}` in a workflow: a secret, another variable, or something of the run.

A secret is set, as far as a file can show, and its value is not shown: it stays `***`, as GitHub's log prints it. Of
the token that GitHub makes for the run it is known how it begins.
"""

from __future__ import annotations

from collections.abc import Mapping

from ..regexes import regex
from .entries import Unread

HIDDEN = "***"
OF_THE_RUN = "ghs_" + HIDDEN

_EXPRESSION = regex(r"\$\{\{(.*?)\}\}", 16)
_SECRET = regex(r"(?:secrets\.[A-Za-z_]\w*|secrets\[ *'[A-Za-z_]\w*' *\]|github\.token)(?: *\|\| *(?:secrets\.\w+))*")
_VARIABLE = regex(r"env\.([A-Za-z_]\w*)")
_TEXT = regex(r"'((?:[^']|'')*)'")
_KEPT = regex(r"(?:vars|inputs|github|matrix|needs|steps|runner|job|strategy)\.[\w.*-]+")
# Names whose values are credentials: that one is there is what matters of them.
_CREDENTIAL = regex(r".*(?:KEY|TOKEN|SECRET|PASSWORD|CREDENTIALS?|HEADERS?)(?:_ID)?")


def filled_in(name: str, text: str, known: Mapping[str, str | None] | None, line: int) -> str:
    """Return a variable's value with its expressions worked out; raise Unread where one is known to GitHub alone.

    `known` are the variables around it, with None where their value is not known; without it none can be inserted.
    """
    if "${{" not in text:
        return text
    pieces: list[str] = []
    position = 0
    has_secret = False
    for found in _EXPRESSION.finditer(text):
        value, is_secret = _worked_out(found[1].strip(), known, line)
        has_secret |= is_secret
        pieces += (text[position : found.start()], value)
        position = found.end()
    rest = text[position:]
    if "${{" in rest:
        raise Unread(f"line {line} has an expression that is never closed")
    pieces.append(rest)
    if has_secret and not may_be_hidden(name, "".join(pieces)):
        raise Unread(f"line {line} takes it from a secret of the repository")
    return "".join(pieces)


def _worked_out(expression: str, known: Mapping[str, str | None] | None, line: int) -> tuple[str, bool]:
    """Return what stands for an expression, and whether that is a secret."""
    if expression in ("secrets.GITHUB_TOKEN", "github.token"):
        return OF_THE_RUN, True
    if _SECRET.fullmatch(expression):
        return HIDDEN, True
    if (text := _TEXT.fullmatch(expression)) is not None:
        return text[1].replace("''", "'"), False
    if (variable := _VARIABLE.fullmatch(expression)) is not None and known is not None:
        value = known.get(variable[1], "")
        if value is None:
            raise Unread(f"line {line} inserts {variable[1]}, whose value is not known")
        return value, HIDDEN in value
    kept = f" from {expression}" if _KEPT.fullmatch(expression) else ""
    raise Unread(
        f"line {line} takes it{kept} when the workflow runs" if kept else f"line {line} works it out at the run"
    )


def may_be_hidden(name: str, value: str) -> bool:
    """Tell whether that a secret is there is what matters: in a credential's value, and in a header beside its name."""
    if _CREDENTIAL.fullmatch(name.upper()) is None:
        return False
    return "HEADER" not in name.upper() or value.strip() != HIDDEN
