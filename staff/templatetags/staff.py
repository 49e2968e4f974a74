"""What every form of staff shows in the same way: what has to be mended, with the way to each field."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import unescape
from typing import Any

from django import template
from django.utils.html import strip_tags
from django.utils.text import Truncator, capfirst

register = template.Library()

LONGEST = 160  # characters of one fault; the whole stands at its field
MOST = 20  # faults that are listed


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing to mend: the field's name, its id in the page, and what is wrong; no id where it is no field's."""

    label: str
    id: str
    text: str


@register.inclusion_tag("admin/error_summary.html")
def error_summary(form: Any, inlines: Sequence[Any] = ()) -> dict[str, object]:
    """Show what is wrong with a form, and with the rows of its inlines, in the order of the page."""
    faults = list(_faults(form, inlines))
    return {"faults": faults[:MOST], "number": len(faults), "more": max(0, len(faults) - MOST)}


def _faults(form: Any, inlines: Sequence[Any]) -> Iterator[Fault]:
    places = {inline.formset.prefix: capfirst(str(inline.opts.verbose_name_plural)) for inline in inlines}
    for error in form.non_field_errors().as_data():
        # A fault of the whole that is about rows says so by its code.
        place = places.get(error.code or "", "")
        for text in error.messages:
            yield Fault(place, f"{error.code}-group" if place else "", _first_line(text))
    yield from _faults_of(form, "")
    for inline in inlines:
        name = capfirst(str(inline.opts.verbose_name))
        for error in inline.formset.non_form_errors():
            yield Fault(name, "", _first_line(error))
        for number, row in enumerate(inline.formset.forms, 1):
            for error in row.non_field_errors():
                yield Fault(f"{name} {number}", "", _first_line(error))
            yield from _faults_of(row, f"{name} {number}: ")


def _faults_of(form: Any, of: str) -> Iterator[Fault]:
    for bound in form:
        is_seen = not bound.is_hidden
        for error in list(bound.errors)[:1]:
            yield Fault(of + capfirst(str(bound.label)), _id(bound) if is_seen else "", _first_line(error))


def _id(bound: Any) -> str:
    """Return the id of what takes the focus: of several boxes the first."""
    return str(bound.id_for_label or (bound.subwidgets[0].id_for_label if bound.use_fieldset else bound.auto_id))


def _first_line(error: object) -> str:
    """Return how a fault begins, as plain text."""
    text = unescape(strip_tags(str(error).replace("<pre", "\n<pre"))).strip()
    return Truncator(text.split("\n")[0].strip()).chars(LONGEST)
