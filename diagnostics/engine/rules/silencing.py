"""Findings that a person means as they are: a comment beside the line, `# verdict: ignore=CC101 why it is so`.

The comment stands at the end of the line that the finding underlines, or alone on the line above. It names the codes
that it silences; another finding on that line is still found. What is silenced is counted and told, never dropped.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from types import MappingProxyType

from ..findings import Finding, Silenced
from ..regexes import regex
from ..source import Document, Kind

_MARK = regex(
    r"(?:^|(?<=\s))(?:#|//|::|rem\s)\s*verdict:\s*ignore=(?P<codes>[A-Z]{2,4}\d{3}(?:,\s*[A-Z]{2,4}\d{3})*)(?!\S)(?P<why>.*)",
    re.IGNORECASE,
)
_WORD = "verdict:"
MOST_ABOVE = 8  # comments that may stand one above another

_HASH = (
    *(Kind.ZSH, Kind.BASH, Kind.SH, Kind.FISH, Kind.POWERSHELL, Kind.DOTENV, Kind.DOCKER_ENV, Kind.CODEX_CONFIG),
    *(Kind.SYSTEMD_UNIT, Kind.SYSTEMD_ENV, Kind.ENVIRONMENT_D, Kind.PAM_ENV, Kind.COMPOSE),
    *(Kind.CRONTAB, Kind.DOCKERFILE, Kind.WORKFLOW, Kind.MISE, Kind.KUBERNETES, Kind.GITLAB),
)
# How a comment begins; a format that is not here has none, so nothing can be silenced in it.
SIGNS: Mapping[Kind, str] = MappingProxyType(
    {**dict.fromkeys(_HASH, "#"), Kind.CMD: "rem", Kind.VSCODE_SETTINGS: "//", Kind.OPENCODE_CONFIG: "//"}
)


def silenced(finding: Finding, documents: Sequence[Document]) -> Silenced | None:
    """Return the finding with the comment that silences it, or None where there is none."""
    span = finding.primary.span if finding.primary else None
    document = next((each for each in documents if span and each.name == span.document), None)
    if span is None or document is None or span.line not in document.lines:
        return None
    for line in _lines(document, span.line):
        found = _MARK.search(document.line_text(line))
        if found and finding.rule in re.split(r",\s*", found["codes"].upper()):
            return Silenced(finding, document.line_span(line), found["why"].strip(" \t-:"))
    return None


def comment_for(finding: Finding, documents: Sequence[Document]) -> str:
    """Return the comment that would silence a finding; nothing where its format has none, or it has no line."""
    span = finding.primary.span if finding.primary else None
    kind = next((each.kind for each in documents if span and each.name == span.document), None)
    sign = SIGNS.get(kind) if kind else None
    return f"{sign} verdict: ignore={finding.rule}" if sign else ""


def _lines(document: Document, line: int) -> Iterator[int]:
    """Give the line itself where it has such a comment, and the lines above that are nothing but one."""
    if _WORD in document.line_text(line).lower():
        yield line
    for above in range(line - 1, max(document.first_line, line - MOST_ABOVE) - 1, -1):
        text = document.line_text(above)
        if _WORD not in text.lower() or not _MARK.match(text.lstrip()):
            return
        yield above
