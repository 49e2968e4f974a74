"""The shipped rules in a form that is read ten times as fast as TOML: one line of JSON a rule file. No Django.

A line holds what a rule file says, without its examples, beside the digest of the file's text. A file whose digest has
no line is read as TOML, so that a rule which was changed meanwhile is never run as it was; a line without a file is
passed over, so that Git may put the lines of two branches together (.gitattributes).
"""

from __future__ import annotations

import json
import marshal
import os
import zlib
from collections.abc import Mapping
from operator import attrgetter
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias, cast

from .codecache import CACHE
from .engine.findings import Confidence, Severity
from .engine.rules.conditions import IS, All, AnyOf, Condition, Leaf, Not, to_data
from .engine.rules.parameters import Arguments, Parameter, Value
from .engine.rules.predicates import PREDICATES
from .engine.rules.rule import Effect, Known, Raise, Rule
from .engine.rules.signs import Signs

if TYPE_CHECKING:
    from .engine.fixing.fixes import FixPlan, PlannedStep

Table = Mapping[str, object]
# A rule's code, its fingerprint, whether it applies at once, what it needs, and the row itself as `marshal` writes it.
_Packed: TypeAlias = "tuple[str, bytes, bool, tuple[Signs, ...], tuple[Signs, ...], bytes]"


def compiled(folder: Path) -> str:
    """Return the text for a folder of rule files; raise RuleFileError for one that cannot be read."""
    from .rulefile import load_rule

    rows = (
        {"digest": _digest(path.read_bytes()), **_row(load_rule(path, examples=False))}
        for path in sorted(folder.glob("*.toml"))
    )
    return "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)


def load(folder: Path, file: Path) -> tuple[Rule, ...]:
    """Return the rules of a folder by code, without their examples; raise RuleFileError for one that cannot be read.

    `file` holds what `compiled` gave; where it is missing or broken, every rule is read from its own file. The words
    of a rule are read when it is asked. The cache saves reading the files again while none has another time or size.
    """
    stamp = _stamp(folder, file)
    kept = CACHE.get("rules")
    if isinstance(kept, tuple) and kept[:1] == (stamp,):
        rows = cast("list[_Packed]", kept[1])
    else:
        rows = _rows(folder, file)
        CACHE.put("rules", (stamp, rows))
    return tuple([_unread(row) for row in rows])


def _stamp(folder: Path, file: Path) -> tuple[tuple[str, int, int], ...]:
    """Return names, sizes and times of the files: what tells, as it does of modules, that nothing was changed."""
    with os.scandir(folder) as found:
        stats = [(each.path, each.stat()) for each in found if each.name.endswith(".toml")]
    if file.exists():
        stats.append((str(file), file.stat()))
    return tuple(sorted((path, stat.st_size, stat.st_mtime_ns) for path, stat in stats))


def _rows(folder: Path, file: Path) -> list[_Packed]:
    known = _known(file)
    rows: dict[str, _Packed] = {}
    for path in sorted(folder.iterdir(), key=attrgetter("name")):  # to match a pattern takes longer than to read them
        if not path.name.endswith(".toml"):
            continue
        with path.open("rb", buffering=0) as file_of_rule:
            row = known.get(_digest(file_of_rule.readall()))
        packed = _packed(_from_toml(path) if row is None else row)
        if packed[0] in rows:
            raise _twice(packed[0], path)
        rows[packed[0]] = packed
    return [rows[code] for code in sorted(rows)]


def _packed(row: Table) -> _Packed:
    at_once, applies, when = cast("tuple[bool, list[list[str]], list[list[str]]]", row["known"])
    text = cast("Mapping[str, str]", row)
    content = marshal.dumps({**text})
    sets = tuple(map(frozenset, applies)), tuple(map(frozenset, when))
    return text["code"], bytes.fromhex(text["fingerprint"]), at_once, *sets, content


def _unread(packed: _Packed) -> Rule:
    code, fingerprint, at_once, applies, when, row = packed
    return Rule.unread(
        code,
        Known(fingerprint, at_once, applies, when),
        lambda: _rule(marshal.loads(row)),  # noqa: S302 -- made above, or kept where modules are
    )


def _digest(content: bytes) -> str:
    """Return what tells a changed file: its length, and a checksum that needs no library of ciphers to be loaded."""
    return f"{len(content)}-{zlib.crc32(content):08x}"


def _known(file: Path) -> Mapping[str, Table]:
    """Return the rows by the digest of the text that they were made of."""
    try:
        lines = file.read_text(encoding="utf-8").splitlines()
        return {str(row["digest"]): row for row in map(json.loads, lines) if "known" in row}
    except (OSError, ValueError, KeyError, TypeError):  # missing, or spoilt by a merge
        return {}


def _from_toml(path: Path) -> Table:
    from .rulefile import load_rule  # the reader of TOML is not loaded where every line counts

    return _row(load_rule(path, examples=False))


def _twice(code: str, path: Path) -> Exception:
    from .rulefile import twice

    return twice(code, path)


# --- a rule as a row


def _row(rule: Rule) -> dict[str, object]:
    """Return a rule as data for JSON; what is not said in its file is left out."""
    known = rule.known
    needs = known.applies_needs, known.when_needs
    row: dict[str, object] = {
        "code": rule.code,
        "name": rule.name,
        "title": rule.title,
        "severity": rule.severity.value,
        "confidence": rule.confidence.value,
        "since": rule.since.isoformat(),
        "article": rule.article,
        "message": rule.message,
        "why": rule.why,
        "at": rule.at,
        "when": to_data(rule.when),
        "applies": to_data(rule.applies) if rule.applies else None,
        "notes": dict(rule.notes),
        "raised": [rule.raised.severity.value, *rule.raised.var] if rule.raised else None,
        "effect": [rule.effect.premise, rule.effect.is_open] if rule.effect else None,
        "fix": [rule.fix.why, rule.fix.safe, *map(_step_row, rule.fix.steps)] if rule.fix else None,
        "fingerprint": known.fingerprint.hex(),
        "known": [known.applies_at_once, *([sorted(signs) for signs in sets] for sets in needs)],
    }
    return {key: value for key, value in row.items() if value}


def _step_row(planned: PlannedStep) -> dict[str, object]:
    from .engine.fixing.fixes import DO

    return {DO: planned.word, **planned.given.values}


def _rule(row: Table) -> Rule:
    """Return the rule of a row. Its words were checked when the row was written."""
    from datetime import date

    text = cast("Mapping[str, str]", row)
    raised = cast("list[str]", row.get("raised", []))
    return Rule(
        text["code"],
        text["name"],
        text["title"],
        Severity(text["severity"]),
        Confidence(text["confidence"]),
        date.fromisoformat(text["since"]),
        text["article"],
        text["message"],
        text["why"],
        _condition(cast("Table", row["when"])),
        _condition(cast("Table", row["applies"])) if "applies" in row else None,
        text.get("at", ""),
        tuple(cast("dict[str, str]", row.get("notes", {})).items()),
        Raise(Severity(raised[0]), tuple(raised[1:])) if raised else None,
        _effect(cast("list[object]", row["effect"])) if "effect" in row else None,
        _fix(cast("list[object]", row["fix"])) if "fix" in row else None,
    )


def _condition(data: Table) -> Condition:
    if IS in data:
        word = cast("str", data[IS])
        return Leaf(word, _arguments(data, IS, PREDICATES[word].parameters))
    key, inner = next(iter(data.items()))
    if key == "not":
        return Not(_condition(cast("Table", inner)))
    parts = tuple(_condition(part) for part in cast("list[Table]", inner))
    return All(parts) if key == "all" else AnyOf(parts)


def _effect(data: list[object]) -> Effect:
    premise, is_open = data
    return Effect(cast("str", premise), bool(is_open))


def _fix(data: list[object]) -> FixPlan:
    """Return a plan; the steps, whose parameters only serve to tell them, are not loaded for it."""
    from .engine.fixing.fixes import DO, FixPlan, PlannedStep

    why, safe, *steps = data
    planned = (PlannedStep(cast("str", step[DO]), _arguments(step, DO, ())) for step in cast("list[Table]", steps))
    return FixPlan(tuple(planned), cast("str", why), bool(safe))


def _arguments(data: Table, besides: str, parameters: tuple[Parameter, ...]) -> Arguments:
    """Return the arguments in the order of the parameters, in which those of a rule's file are checked."""
    names = [each.name for each in parameters if each.name in data] if parameters else [*data]
    return Arguments({name: _value(data[name]) for name in names if name != besides}, parameters)


def _value(value: object) -> Value:
    return tuple(value) if isinstance(value, list) else cast("Value", value)
