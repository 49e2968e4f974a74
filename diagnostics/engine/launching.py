"""Scripts that set variables and start a client: what is there when it starts is what they come to.

What a script does behind that call, as a rule it takes away what it has set, the client does not see; and a way that
ended with `exit` before never came to the client.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import islice

from .clientcalls import ANY
from .commandwords import WORD
from .functions import CALLED, COMMENT, bodies
from .names import DECISIVE
from .process import SHELLS
from .records import replace
from .regexes import regex
from .source import PROPOSED, Document, Kind

_POSIX = (Kind.ZSH, Kind.BASH, Kind.SH)
_RUNNERS = r"(?:exec|command(?![ \t]{1,9}-[vV])|env|nohup|time|nice)(?:[ \t]{1,9}-[\w-]{1,40})?"
# Where a shell looks for a command: the client, behind what is set for it and what hands it on.
_STARTS = regex(
    # A line that the one above goes on with begins nothing.
    rf"(?:(?<!\\\n)^|[;&|({{]|(?<![\w./-])(?:then|do|else|if|while|until)(?=[ \t]))[ \t]{{0,40}}(?:![ \t]{{1,9}})?"
    rf"(?:(?:{_RUNNERS}|[A-Za-z_]\w{{0,60}}={WORD})(?:[ \t]|\\\n){{1,20}}){{0,30}}{CALLED}[^\n]*",
    re.MULTILINE,
)
_NAMED = regex(rf"(?<!\w)(?:{ANY})(?!\w)")
_ASKS = regex(r"(?:mcp|config|update|install|doctor|plugin|migrate-installer|--version|-v|--help|-h)\b")
_BEHIND = regex(rf"{CALLED}[ \t]*(?P<rest>[^\n]*)")
_MOST = 50
# The same in fish, PowerShell and at the command prompt, at the begin of a line.
_ON_A_LINE = regex(
    rf"^(?P<indent>[ \t]{{0,80}})(?:@?call[ \t]{{1,9}}|&[ \t]{{0,9}}|command[ \t]{{1,9}}|exec[ \t]{{1,9}})?"
    rf"(?:\"?[~$%\w.:/\\{{}}-]{{1,200}}[/\\])?(?:{ANY})(?:\.exe|\.cmd)?\"?(?![\w./=-])(?P<rest>[^\n]*)",
    re.MULTILINE,
)
_CONTINUES = {Kind.FISH: "\\", Kind.POWERSHELL: "`", Kind.CMD: "^"}
_SCRIPTS = {Kind.POWERSHELL: (".ps1",), Kind.CMD: (".cmd", ".bat")}
_DECIDES = regex("|".join(DECISIVE))


def is_script(document: Document) -> bool:
    """Tell whether a document is run by its name, so that it may be given arguments; a start-up file is given none."""
    is_posix = document.kind in _POSIX and document.text.startswith("#!")
    return is_posix and (document.name == PROPOSED or _is_named_as_one(document))


def _is_named_as_one(document: Document) -> bool:
    """Tell whether a file has no name of a start-up file, nor of what one reads."""
    base = document.base.lower()
    is_other = base.startswith((".", "dot_", "private_dot_")) or base.endswith(
        ("rc", "profile", "env", "login", "logout")
    )
    return document.kind in _POSIX and not is_other


def launch_of(documents: Sequence[Document]) -> tuple[str, int] | None:
    """Return the document of a script, and the place in it of the one statement that starts a client; None for none.

    It stands by itself, at the left: what hangs on a condition, or one of several, may not be what the person means.
    """
    shells = [document for document in documents if document.kind in SHELLS]
    if len(shells) != 1 or not (is_script(shells[0]) or (_is_named_as_one(shells[0]) and not shells[0].paste)):
        return None
    document = shells[0]
    if not _NAMED.search(document.text):
        return None
    text = COMMENT.sub(lambda comment: " " * len(comment[0]), document.text)
    found = [begin for begin, behind in _lines(text) if not _ASKS.match(behind)]
    if len(found) != 1 or any(body.first <= found[0] < body.stop for body in bodies(document)):
        return None
    begin = found[0]
    at_left = (begin == 0 or text[begin - 1] == "\n") and text[begin : begin + 1] not in " \t;&|({"
    return (document.name, begin) if at_left else None


def _lines(text: str) -> list[tuple[int, str]]:
    """Return where each statement that starts a client begins, and what stands behind the client's name."""
    found: list[tuple[int, str]] = []
    for each in islice(_STARTS.finditer(text), _MOST):
        behind = _BEHIND.search(each[0])
        found.append((each.start(), behind["rest"] if behind else ""))
    return found


def until_launch(documents: Sequence[Document]) -> Sequence[Document]:
    """Return the documents, a script of fish, PowerShell or Windows without what stands behind its start of a client.

    Only where that speaks of what decides, as where it is taken away again.
    """
    shells = [document for document in documents if document.kind in SHELLS]
    if len(shells) != 1 or shells[0].kind not in _CONTINUES or not _is_script_elsewhere(shells[0]):
        return documents
    document = shells[0]
    found = islice(_ON_A_LINE.finditer(document.text), _MOST)
    starts = [each for each in found if not _ASKS.match(each["rest"].strip())]
    if len(starts) != 1 or starts[0]["indent"] or starts[0]["rest"].rstrip().endswith(_CONTINUES[document.kind]):
        return documents
    stop = starts[0].end()
    if not _DECIDES.search(document.text, stop):
        return documents
    return [replace(each, text=each.text[:stop] + "\n") if each is document else each for each in documents]


def _is_script_elsewhere(document: Document) -> bool:
    base = document.base.lower()
    if document.kind is Kind.FISH:
        return document.text.startswith("#!") and base != "config.fish"
    return base.endswith(_SCRIPTS[document.kind]) and "profile" not in base
