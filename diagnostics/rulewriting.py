"""Write a rule as TOML in its one canonical form: what `rulefile.parse` reads back as the same rule."""

from __future__ import annotations

import json
import re
import textwrap
from collections.abc import Iterator, Mapping

from .engine.findings import Login, Mode
from .engine.fixing.fixes import DO, FixPlan
from .engine.rules.conditions import to_data
from .engine.rules.rule import Effect, Example, Rule

DEFAULT_DOCUMENT = "~/.zshrc"
WIDTH = 116

_BARE = re.compile(r"[A-Za-z0-9_-]+")
_NEEDS_ESCAPE = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]|'''|'\Z")
_ESCAPED = re.compile(r"[\x7f]")


def dump(rule: Rule) -> str:
    """Return the canonical text of a rule's file."""
    return "\n".join(_lines(rule)) + "\n"


def inline(data: Mapping[str, object]) -> str:
    """Return a table on one line, as a condition or a fix step stands in a list."""
    return _value(data)


def _lines(rule: Rule) -> Iterator[str]:
    yield f"code = {_quoted(rule.code)}"
    yield f"name = {_quoted(rule.name)}"
    yield f"title = {_quoted(rule.title)}"
    yield f"severity = {_quoted(rule.severity)}"
    yield f"confidence = {_quoted(rule.confidence)}"
    yield f"since = {rule.since.isoformat()}"
    yield f"article = {_quoted(rule.article)}"
    if rule.at:
        yield f"at = {_quoted(rule.at)}"
    yield _prose("message", rule.message)
    yield _prose("why", rule.why)
    if rule.applies:
        yield from ("", "[applies]", *_table(to_data(rule.applies)))
    yield from ("", "[when]", *_table(to_data(rule.when)))
    if rule.notes:
        yield from ("", "[notes]", *(f"{_key(name)} = {_quoted(text)}" for name, text in rule.notes))
    if rule.raised:
        yield from ("", "[raise]", f"severity = {_quoted(rule.raised.severity)}")
        yield f"var = {_value(list(rule.raised.var))}"
    if rule.effect:
        yield from ("", "[verdict]", *_effect(rule.effect))
    if rule.fix:
        yield from ("", "[fix]", *_fix(rule.fix))
    for example in rule.examples:
        yield from ("", "[[example]]", *_example(example))


def _effect(effect: Effect) -> Iterator[str]:
    if effect.premise:
        yield _prose("premise", effect.premise)
    if effect.is_open:
        yield "open = true"


def _fix(plan: FixPlan) -> Iterator[str]:
    yield _prose("why", plan.why)
    if not plan.safe:
        yield "safe = false"
    steps: list[object] = [
        {DO: planned.word, **{name: _plain(value) for name, value in planned.given.values.items()}}
        for planned in plan.steps
    ]
    yield f"steps = {_value(steps)}"


def example_text(example: Example) -> str:
    """Return one example as it stands at the end of a rule's file."""
    return "\n".join(("", "[[example]]", *_example(example))) + "\n"


def _example(example: Example) -> Iterator[str]:
    yield f"kind = {_quoted(example.kind)}"
    yield f"title = {_quoted(example.title)}"
    if example.login is not Login.UNKNOWN:
        yield f"login = {_quoted(example.login)}"
    if example.mode is not Mode.PRINT:
        yield f"mode = {_quoted(example.mode)}"
    if len(example.documents) == 1:
        document = example.documents[0]
        if document.name != DEFAULT_DOCUMENT:
            yield f"name = {_quoted(document.name)}"
        yield f"text = {_block(document.text)}"
        return
    for document in example.documents:
        yield from ("", "[[example.document]]", f"name = {_quoted(document.name)}", f"text = {_block(document.text)}")


def _table(data: Mapping[str, object]) -> Iterator[str]:
    for key, value in data.items():
        yield f"{_key(key)} = {_value(value)}"


def _value(value: object, indent: int = 0) -> str:
    """Return a value; a list of tables has one table a line."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Mapping):
        inner = ", ".join(f"{_key(str(key))} = {_value(item, indent)}" for key, item in value.items())
        return f"{{ {inner} }}"
    if isinstance(value, (list, tuple)):
        if not any(isinstance(item, Mapping) for item in value):
            return f"[{', '.join(_value(item) for item in value)}]"
        deeper = "  " * (indent + 1)
        rows = "".join(f"{deeper}{_value(item, indent + 1)},\n" for item in value)
        return f"[\n{rows}{'  ' * indent}]"
    return str(value) if isinstance(value, int) else _quoted(str(value))


def _plain(value: object) -> object:
    return list(value) if isinstance(value, tuple) else value


def _key(name: str) -> str:
    return name if _BARE.fullmatch(name) else _quoted(name)


def _quoted(text: str) -> str:
    """Return a basic string on one line. JSON's escapes are TOML's, but for DEL, which TOML wants escaped too."""
    return _ESCAPED.sub("\\\\u007f", json.dumps(text, ensure_ascii=False))


def _prose(key: str, text: str) -> str:
    """Return a key and its text: on one line where it fits, else wrapped with line ends that TOML takes out again."""
    line = f"{key} = {_quoted(text)}"
    if len(line) <= WIDTH or " ".join(text.split()) != text:
        return line
    escaped = _quoted(text)[1:-1]
    rows = textwrap.wrap(escaped, WIDTH - 4, break_long_words=False, break_on_hyphens=False)
    return f'{key} = """\\\n' + " \\\n".join(rows) + '"""'


def _block(text: str) -> str:
    """Return a text of several lines as it is, in ''' … '''; escaped where that cannot be."""
    if _NEEDS_ESCAPE.search(text):
        return _quoted(text)
    return f"'''\n{text}'''"
