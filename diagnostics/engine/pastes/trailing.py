"""A statement with which a sentence begins: `export NAME=value and now I get a 429`. No file has such a line."""

from __future__ import annotations

import re

from ..regexes import regex

_VALUE = r"(?:\"[^\"\n]*\"|'[^'\n]*'|‹[^‹›\n]{1,100}›|[^\s`\"';‹›&|()]+)"
# The words that follow are a sentence's: one that joins, and three more.
_LINE = regex(
    rf"(?P<code>[ \t]*(?:export[ \t]+[A-Za-z_]\w*=|setx[ \t]+[A-Za-z_]\w*[ \t]+|\$env:\w+[ \t]?=[ \t]?){_VALUE})"
    r"(?P<rest>[,.]?[ \t]+(?:and|but|then|so|which|because|although|though|still|in|into|to|with|it|that|this|is"
    r"|are|was|were|has|had|does|did|gives?|gave|works?|worked|fails?|failed|used|I|we)\b"
    r"(?:[ \t]+[^\s=$|&<>{};]+){3}[^=$|&<>{};\n]*)",
    re.IGNORECASE,
)
_NO_LONGER = regex(
    r"\b(?:remov\w+|deleted?|unset|comment\w*|used to|should|would|could|instead|before|previously|if)\b", re.IGNORECASE
)


def without_trail(line: str) -> str:
    """Return such a line with blanks in place of the sentence; as a sentence alone where that takes the value back."""
    found = _LINE.match(line) if "=" in line or "setx" in line else None
    if found is None or line[found.end() :].strip():
        return line
    if _NO_LONGER.search(found["rest"]):
        return line
    return found["code"] + " " * len(found["rest"]) + line[found.end() :]


def is_taken_back(line: str) -> bool:
    """Tell whether a sentence that begins with a statement says that it is so no longer: `export A=b was removed`."""
    found = _LINE.match(line) if "=" in line or "setx" in line else None
    return found is not None and not line[found.end() :].strip() and _NO_LONGER.search(found["rest"]) is not None
