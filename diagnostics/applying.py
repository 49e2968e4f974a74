"""Apply what a person chose of a report's fixes: one, all of one rule, or every safe one together. Pure."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

from .engine.findings import Finding, Fix, Outcome, Report
from .engine.fixing.fixes import apply
from .engine.source import Document
from .engine.undecided import together

EVERYTHING = "all"
_CHOICE = re.compile(r"(?:F(?P<number>[0-9]{1,4})-)?(?P<code>[A-Z]{2,4}[0-9]{3})")


class NotAppliedError(Exception):
    """Why nothing was changed, in a sentence for the person."""


@dataclass(frozen=True, slots=True)
class Changes:
    """What became of the findings when the mended text was checked again, each code as often as it was found."""

    gone: tuple[str, ...]
    new: tuple[str, ...]
    left: int  # findings that are found as before


def told(report: Report) -> list[Finding]:
    """Return the findings as the page numbers them: F1 is the first."""
    return [finding for finding in together(report.findings, report.requests) if finding.outcome is not Outcome.CRASHED]


def choice(number: int, finding: Finding) -> str:
    """Return the word for one finding's fix: its number on the page and its rule."""
    return f"F{number}-{finding.rule}"


def mended(report: Report, wanted: str) -> tuple[Document, ...]:
    """Return the documents with what was chosen: `all`, a rule's code, or the word for one finding.

    Raises NotAppliedError where there is no such fix, or none of them can be made.
    """
    if wanted == EVERYTHING:
        texts = {entry.document: entry.text for entry in report.mended}
        after = tuple(replace(each, text=texts.get(each.name, each.text)) for each in report.documents)
    else:
        fixes = _chosen(report, wanted)
        after = apply(report.documents, list(dict.fromkeys(fixes))).documents if fixes else report.documents
    if all(old.text == new.text for old, new in zip(report.documents, after, strict=True)):
        raise NotAppliedError("There is no such fix in this text. The rules may have changed since: check it again.")
    return after


def changes(before: Report, after: Report, wanted: str) -> Changes:
    """Return what the fixes did to the findings; raise NotAppliedError where the chosen rule is found as before."""
    old, new = _counted(before), _counted(after)
    found = _CHOICE.fullmatch(wanted)
    if found and new[found["code"]] >= old[found["code"]]:
        raise NotAppliedError(f"Checked again, {found['code']} was still found, so the text was left as it is.")
    return Changes(
        gone=tuple(sorted((old - new).elements())),
        new=tuple(sorted((new - old).elements())),
        left=sum((old & new).values()),
    )


def file_name(name: str) -> str:
    """Return a name under which a mended document is saved: `mended-zshrc` for `~/.zshrc`, so that it replaces nothing.

    Browsers do not save a file whose name begins with a dot under that name.
    """
    last = re.sub(r"[^A-Za-z0-9._-]+", "-", re.split(r"[/\\]", name.strip())[-1]).strip(".-")
    return f"mended-{last[:80] or 'text'}"


def _chosen(report: Report, wanted: str) -> list[Fix]:
    found = _CHOICE.fullmatch(wanted)
    if not found:
        return []
    numbered = enumerate(told(report), 1)
    return [
        finding.fix
        for number, finding in numbered
        if finding.fix is not None
        and finding.rule == found["code"]
        and (found["number"] is None or number == int(found["number"]))
    ]


def _counted(report: Report) -> Counter[str]:
    found: Sequence[Finding] = [each for each in report.findings if each.outcome is Outcome.FOUND]
    return Counter(each.rule for each in found)
