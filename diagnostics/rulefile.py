"""Rule files: one rule as TOML text, read with every word checked, and written in one canonical form."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import TypeVar

from .engine.findings import Confidence, Login, Mode, Severity
from .engine.fixing.fixes import FixPlan, parse_steps
from .engine.rules.conditions import parse_condition
from .engine.rules.parameters import WordError, nearest
from .engine.rules.rule import Effect, Example, ExampleDocument, Raise, Rule
from .engine.rules.rulewords import unknown_words
from .rulewriting import DEFAULT_DOCUMENT, dump
from .tomlplaces import line_of

__all__ = ["RuleFileError", "dump", "load_rule", "load_rules", "parse", "twice"]

MAX_LENGTH = 64 * 1024
KINDS = ("bad", "good")

Word = TypeVar("Word", bound=StrEnum)

_CODE = re.compile(r"[A-Z]{2,4}[0-9]{3}")
_SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_TEXT_KEYS = ("code", "name", "title", "severity", "confidence", "since", "article", "message", "why", "at")
_KEYS = (*_TEXT_KEYS, "applies", "when", "notes", "raise", "verdict", "fix", "example")
_EXAMPLE_KEYS = ["kind", "title", "login", "mode", "name", "text", "document"]
_EXAMPLE = "\n[[example]]\n"
_OTHER_TABLE = re.compile(r"^\[(?!\[?example)", re.MULTILINE)
_SYNTAX_LINE = re.compile(r"\s*\(at (?:line (\d+), column \d+|end of document)\)")


class RuleFileError(ValueError):
    """A rule file that cannot be read: the line, the path, what is wrong and what would mend it."""

    def __init__(self, message: str, line: int, path: str = "") -> None:
        super().__init__(f"line {line}: {f'{path}: ' if path else ''}{message}")
        self.message = message
        self.line = line
        self.path = path


def load_rules(folder: Path, *, examples: bool = True) -> tuple[Rule, ...]:
    """Return the rules of a folder's .toml files by code; raise RuleFileError naming the file as well.

    Without `examples` the rules have none: a check does not need them, and most of a file's text is examples.
    """
    rules: dict[str, Rule] = {}
    for path in sorted(folder.glob("*.toml")):
        rule = load_rule(path, examples=examples)
        if rule.code in rules:
            raise twice(rule.code, path)
        rules[rule.code] = rule
    return tuple(rules[code] for code in sorted(rules))


def load_rule(path: Path, *, examples: bool = True) -> Rule:
    """Return the rule of one file, with or without its examples; raise RuleFileError naming the file as well."""
    try:
        text = path.read_text(encoding="utf-8")
        return parse(text if examples else _without_examples(text))
    except RuleFileError as error:
        raise RuleFileError(f"{error.message} (in {path.name})", error.line, error.path) from error


def twice(code: str, path: Path) -> RuleFileError:
    """Return the error for a rule whose code another file has already."""
    return RuleFileError(f"{code} is the code of another file's rule too (in {path.name})", 1, "code")


def _without_examples(text: str) -> str:
    """Return a rule file's text up to its examples, which come last; the whole text where they do not."""
    head, mark, tail = text.partition(_EXAMPLE)
    return text if mark and _OTHER_TABLE.search(tail) else head


def parse(text: str) -> Rule:
    """Return the rule that a TOML text describes; raise RuleFileError with the line of the first mistake."""
    if len(text) > MAX_LENGTH:
        raise RuleFileError(f"A rule's file may have {MAX_LENGTH // 1024} KB at most.", 1)
    try:
        data: dict[str, object] = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        found = _SYNTAX_LINE.search(str(error))
        line = int(found[1]) if found and found[1] else max(1, text.count("\n"))
        raise RuleFileError(f"This is not TOML: {_SYNTAX_LINE.sub('', str(error))}.", line) from error
    except RecursionError as error:
        raise RuleFileError("The file is nested too deep.", 1) from error
    try:
        return _rule(data)
    except WordError as error:
        raise RuleFileError(error.message, line_of(text, error.path), error.path) from error


def _rule(data: dict[str, object]) -> Rule:
    _only(data, _KEYS, "")
    return Rule(
        code=_matching(data, "code", _CODE, "two to four capitals and three digits, such as CC101"),
        name=_matching(data, "name", _SLUG, "small letters, digits and hyphens"),
        title=_text(data, "title"),
        severity=_word(data, "severity", Severity),
        confidence=_word(data, "confidence", Confidence),
        since=_date(data, "since"),
        article=_matching(data, "article", _SLUG, "the article's slug"),
        message=_message(data, "message"),
        why=_message(data, "why"),
        at=_text(data, "at", default=""),
        applies=parse_condition(data["applies"], "applies") if "applies" in data else None,
        when=parse_condition(_required(data, "when"), "when"),
        notes=_notes(data),
        raised=_raise(data),
        effect=_effect(data),
        fix=_fix(data),
        examples=tuple(_example(item, f"example[{index}]") for index, item in enumerate(_list(data, "example"))),
    )


def _notes(data: Mapping[str, object]) -> tuple[tuple[str, str], ...]:
    table = _table(data, "notes")
    return tuple((name, _text(table, name, "notes")) for name in table)


def _raise(data: Mapping[str, object]) -> Raise | None:
    if "raise" not in data:
        return None
    table = _table(data, "raise")
    _only(table, ("severity", "var"), "raise")
    return Raise(_word(table, "severity", Severity, "raise"), _texts(table, "var", "raise"))


def _effect(data: Mapping[str, object]) -> Effect | None:
    if "verdict" not in data:
        return None
    table = _table(data, "verdict")
    _only(table, ("premise", "open"), "verdict")
    premise = _message(table, "premise", "verdict", default="")
    if premise and not premise.endswith(":"):
        raise WordError("verdict.premise", "“premise” ends with a colon: who pays follows it.")
    effect = Effect(premise, is_open=_flag(table, "open", "verdict", default=False))
    if effect == Effect():
        raise WordError("verdict", "[verdict] has a “premise”, or “open = true”, or both.")
    return effect


def _fix(data: Mapping[str, object]) -> FixPlan | None:
    if "fix" not in data:
        return None
    table = _table(data, "fix")
    _only(table, ("steps", "why", "safe"), "fix")
    safe = _flag(table, "safe", "fix", default=True)
    return FixPlan(parse_steps(_required(table, "steps", "fix")), _text(table, "why", "fix"), safe)


def _example(data: object, path: str) -> Example:
    if not isinstance(data, dict):
        raise WordError(path, "An example is a table: [[example]].")
    _only(data, _EXAMPLE_KEYS, path)
    kind = _text(data, "kind", path)
    if kind not in KINDS:
        raise WordError(f"{path}.kind", f"An example is bad or good, not “{kind}”.{nearest(kind, KINDS)}")
    if ("text" in data) == ("document" in data):
        raise WordError(path, "An example has either “text” or one or more [[example.document]].")
    if "text" in data:
        documents = [ExampleDocument(_text(data, "name", path, default=DEFAULT_DOCUMENT), _text(data, "text", path))]
    elif "name" in data:
        raise WordError(f"{path}.name", "With [[example.document]], each document has its own name.")
    else:
        documents = [_document(item, f"{path}.document[{n}]") for n, item in enumerate(_list(data, "document", path))]
    if len({document.name for document in documents}) < len(documents):
        raise WordError(path, "Two documents of an example have the same name.")
    return Example(
        kind,
        _text(data, "title", path),
        tuple(documents),
        _word(data, "login", Login, path, default=Login.UNKNOWN),
        _word(data, "mode", Mode, path, default=Mode.PRINT),
    )


def _document(data: object, path: str) -> ExampleDocument:
    if not isinstance(data, dict):
        raise WordError(path, "A document is a table: [[example.document]].")
    _only(data, ("name", "text"), path)
    return ExampleDocument(_text(data, "name", path), _text(data, "text", path))


def _at(path: str, key: str) -> str:
    return f"{path}.{key}" if path else key


def _only(data: Mapping[str, object], known: list[str] | tuple[str, ...], path: str) -> None:
    for key in data:
        if key not in known:
            raise WordError(_at(path, key), f"“{key}” is unknown here.{nearest(key, known)}")


def _required(data: Mapping[str, object], key: str, path: str = "") -> object:
    if key not in data:
        raise WordError(path, f"“{key}” is missing.")
    return data[key]


def _text(data: Mapping[str, object], key: str, path: str = "", *, default: str | None = None) -> str:
    if default is not None and key not in data:
        return default
    value = _required(data, key, path)
    if not isinstance(value, str) or not value.strip():
        raise WordError(_at(path, key), f"“{key}” must be a text that is not blank.")
    return value


def _texts(data: Mapping[str, object], key: str, path: str) -> tuple[str, ...]:
    value = _required(data, key, path)
    if not isinstance(value, list) or not value or not all(isinstance(item, str) for item in value):
        raise WordError(_at(path, key), f"“{key}” must be a list of texts.")
    return tuple(str(item) for item in value)


def _table(data: Mapping[str, object], key: str) -> Mapping[str, object]:
    value = data.get(key, {})
    if not isinstance(value, dict):
        raise WordError(key, f"“{key}” must be a table: [{key}].")
    return value


def _list(data: Mapping[str, object], key: str, path: str = "") -> list[object]:
    value = data.get(key, [])
    if not isinstance(value, list):
        raise WordError(_at(path, key), f"“{key}” must be a list of tables: [[{key}]].")
    return value


def _matching(data: Mapping[str, object], key: str, pattern: re.Pattern[str], wanted: str) -> str:
    value = _text(data, key)
    if not pattern.fullmatch(value):
        raise WordError(key, f"“{value}” cannot be a {key}: it needs {wanted}.")
    return value


def _word(
    data: Mapping[str, object], key: str, words: type[Word], path: str = "", *, default: Word | None = None
) -> Word:
    if default is not None and key not in data:
        return default
    value = _text(data, key, path)
    try:
        return words(value)
    except ValueError as error:
        raise WordError(_at(path, key), f"“{value}” is not a word for “{key}”.{nearest(value, words)}") from error


def _flag(data: Mapping[str, object], key: str, path: str, *, default: bool) -> bool:
    value = data.get(key, default)
    if not isinstance(value, bool):
        raise WordError(_at(path, key), f"“{key}” is true or false.")
    return value


def _date(data: Mapping[str, object], key: str) -> date:
    value = _required(data, key)
    if type(value) is not date:
        raise WordError(key, f"“{key}” must be a day, without quotes: 2026-11-25.")
    return value


def _message(data: Mapping[str, object], key: str, path: str = "", *, default: str | None = None) -> str:
    value = _text(data, key, path, default=default)
    unknown = unknown_words(value)
    if unknown:
        raise WordError(
            _at(path, key), f"“{{{unknown[0]}}}” is no placeholder: NAME.line, NAME.where, line, where, host …"
        )
    return value
