"""A rule's examples as readers see them: what the rule says of each, underlined where it says it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from . import rulefile
from .engine.findings import Outcome
from .engine.rules.examples import prepare, unmarked
from .engine.rules.rule import Example
from .engine.rules.running import run_rule
from .models import Rule
from .presenting import LOGINS
from .showndiffs import DiffLine, fix_diff
from .shownlines import Excerpt, Underline, whole


@dataclass(frozen=True, slots=True)
class Worked:
    """One example, run: its lines with what the rule underlines, and the fix that the rule offers for it."""

    number: int  # from 1; the address of “try it” has it
    title: str
    is_bad: bool
    login: str
    is_interactive: bool
    documents: tuple[Excerpt, ...]
    diff: tuple[DiffLine, ...]


@lru_cache(maxsize=256)
def worked_examples(source: str) -> tuple[Worked, ...]:
    """Return the examples of the rule with this text, run. The text decides all, so what was worked out is kept."""
    rule = rulefile.parse(source)
    worked = []
    for number, example in enumerate(rule.examples, 1):
        ready = prepare(rule.code, example)
        answer = run_rule(rule, ready.facts)
        found = answer.findings if answer.outcome is Outcome.FOUND else ()
        marks = [
            Underline(note.span, finding.severity.value, note.text, "", rule.code, note is finding.primary)
            for finding in found
            for note in ([finding.primary, *finding.related] if finding.primary else finding.related)
        ]
        worked.append(
            Worked(
                number=number,
                title=example.title,
                is_bad=example.kind == "bad",
                login=LOGINS[example.login],
                is_interactive=example.mode.value == "interactive",
                documents=tuple(
                    Excerpt(document.name, whole(document, marks, "")) for document in ready.facts.documents
                ),
                diff=fix_diff(ready.facts.documents, found[0].fix) if found and found[0].fix else (),
            )
        )
    return tuple(worked)


def loaded_example(row: Rule, number: str) -> dict[str, str]:
    """Return what the form holds for the n-th example of a rule, its marks taken out; nothing if there is none."""
    try:
        examples = row.parsed().examples
    except rulefile.RuleFileError:
        return {}
    if not (number.isascii() and number.isdigit() and len(number) < 4 and 0 < int(number) <= len(examples)):
        return {}
    example = examples[int(number) - 1]
    first, second = _placed(example)
    return {
        "name": first.name if first else "",
        "text": unmarked(first.text)[0] if first else "",
        "settings": unmarked(second.text)[0] if second else "",
        "login": example.login.value,
        "mode": example.mode.value,
        "loaded": f"{row.code}: {example.title}",
    }


def _placed(example: Example):
    """Return the document for the big box and the one for the settings' box."""
    settings = next((entry for entry in example.documents if entry.name.endswith("settings.json")), None)
    others = [entry for entry in example.documents if entry is not settings]
    return (others[0], settings) if others else (settings, None)
