"""Find the first setting of a settings file that has a form which Claude Code does not take."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TypeAlias

from ..masking.secretpatterns import MASK_RE
from .settingsforms import FORMS, Form

Json: TypeAlias = "bool | int | float | str | list[Json] | dict[str, Json] | None"
Path = tuple[str, ...]


def wrong_setting(value: dict[str, Json]) -> tuple[Path, str] | None:
    """Return the keys down to the first value that is refused, and what is wrong with it; None where all are taken."""
    for key, entry in value.items():
        form = FORMS.get(key)
        if form is not None and (found := next(_wrong(form, entry, (key,)), None)) is not None:
            return found
    return None


def _wrong(form: Form, value: Json, path: Path) -> Iterator[tuple[Path, str]]:
    if _is_hidden(value) or (value is None and form.may_be_null):
        return
    if form.kinds and not _is_of(form, value):
        yield path, form.says
    elif isinstance(value, dict):
        yield from _in_object(form, value, path)
    elif isinstance(value, list) and form.items is not None:
        for number, item in enumerate(value):
            yield from _wrong(form.items, item, (*path, str(number)))


def _in_object(form: Form, value: dict[str, Json], path: Path) -> Iterator[tuple[Path, str]]:
    for name in form.needs:
        if name not in value:
            yield path, f'must have "{name}"'
    for name, inner in form.members:
        for key in value if name == "*" else (name,) if name in value else ():
            yield from _wrong(inner, value[key], (*path, key))
    for kind, inner in form.by_type:
        if value.get("type") == kind:
            yield from _in_object(inner, value, path)


def _is_of(form: Form, value: Json) -> bool:
    if isinstance(value, bool) and bool not in form.kinds:
        return False  # to Python, true is a number
    if not isinstance(value, form.kinds):
        return False
    if isinstance(value, str) and form.words:
        return value in form.words
    if isinstance(value, int | float) and not isinstance(value, bool):
        return (form.least is None or value >= form.least) and (form.most is None or value <= form.most)
    return True


def _is_hidden(value: Json) -> bool:
    """Tell whether a value was masked, or crossed out by who posts the file: what stands in the file is not known."""
    if not isinstance(value, str) or not value:
        return False
    return (
        not any(map(str.isalnum, value))
        or MASK_RE.search(value) is not None
        or MASK_RE.fullmatch(f"‹{value}›") is not None
    )
