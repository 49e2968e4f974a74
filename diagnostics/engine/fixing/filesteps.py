"""Steps of fixes in the settings files of clients other than Claude Code."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from types import MappingProxyType

from ..facts import Facts
from ..findings import Edit
from ..readers.configtree import Leaf
from ..regexes import regex
from ..rules.answers import Line
from ..rules.parameters import Arguments, Parameter, Type
from ..values import path_of
from .fixsteps import Step, step

_OPTIONS = {"baseurl": "baseURL", "apikey": "apiKey"}
_TOML_PAIR = regex(r"(?P<key>[ \t]*[\w.\"'-]+[ \t]*=[ \t]*)(?P<value>[^#\n]*?)[ \t]*(?:#[^\n]*)?\r?")
_TOML_WORD = regex(r"[A-Za-z_][\w./:@-]*")
_PLAIN_TEXT = regex(r"[\w./:@ -]+")
_HEADER = regex(r"[ \t]*\[([^\[\]\n]+)\][ \t]*(?:#[^\n]*?)?(?=\r?$)", re.MULTILINE)


def _leaf(facts: Facts, primary: Line | None) -> Leaf | None:
    """Return the value of the settings file that the finding is about."""
    if primary is None:
        return None
    found = (leaf for file in facts.files for leaf in file.leaves.values() if leaf.span == primary.span)
    return next(found, None)


@step("set-file-text", "write “{value}” there", Parameter("value", Type.TEXT))
def set_file_text(facts: Facts, primary: Line | None, given: Arguments) -> list[Edit] | None:
    """Replace the whole value that the finding is about by a text, in TOML or JSON."""
    leaf = _leaf(facts, primary)
    if leaf is None:
        return None
    span = leaf.value_span
    return [Edit(span.document, span.begin, span.stop, json.dumps(given.text("value"), ensure_ascii=False))]


@step("cut-endpoint", "cut the endpoint off the address")
def cut_endpoint(facts: Facts, primary: Line | None, given: Arguments) -> list[Edit] | None:
    """Remove `/responses`, `/chat/completions` and the like from the end of an address without a query."""
    leaf = _leaf(facts, primary)
    if leaf is None or not isinstance(leaf.value, str) or "?" in leaf.value or not path_of(leaf.value):
        return None
    span = leaf.value_span
    raw = facts.document(span.document).text[span.begin : span.stop]
    found = re.search(r"(?:/chat)?/(?:responses|completions|models|messages|embeddings)/*(?=[\"']$)", raw)
    if found is None:
        return None
    return [Edit(span.document, span.begin + found.start(), span.begin + found.end(), "")]


@step("end-address-with", "end the address with “{text}”", Parameter("text", Type.TEXT))
def end_address_with(facts: Facts, primary: Line | None, given: Arguments) -> list[Edit] | None:
    """Write a text behind the address that the finding is about, within its quotes; slashes at its end are replaced."""
    leaf = _leaf(facts, primary)
    if leaf is None or not isinstance(leaf.value, str):
        return None
    span = leaf.value_span
    raw = facts.document(span.document).text[span.begin : span.stop]
    found = re.search(r"/*(?=[\"']$)", raw)
    if found is None:
        return None
    return [Edit(span.document, span.begin + found.start(), span.begin + found.end(), given.text("text"))]


@step("name-for-reference", "write {form} for the reference", Parameter("form", Type.TEXT, choices=("{env:NAME}",)))
def name_for_reference(facts: Facts, primary: Line | None, given: Arguments) -> list[Edit] | None:
    """Write `{env:NAME}` for a whole value `$NAME`, `${NAME}` or `NAME`."""
    leaf = _leaf(facts, primary)
    found = re.fullmatch(r"\$?\{?([A-Za-z_]\w*)\}?", leaf.value) if leaf and isinstance(leaf.value, str) else None
    if leaf is None or found is None:
        return None
    span = leaf.value_span
    return [Edit(span.document, span.begin, span.stop, f'"{{env:{found[1]}}}"')]


@step("quote-for-toml", "write the value of the line as a text of TOML")
def quote_for_toml(facts: Facts, primary: Line | None, given: Arguments) -> list[Edit] | None:
    """Give a value straight quotation marks: for curly ones, for none, single ones for a path with backslashes."""
    document = facts.document(primary.span.document) if primary else None
    if primary is None or document is None:
        return None
    line = document.line_text(primary.span.line)
    found = _TOML_PAIR.fullmatch(line)
    if found is None:
        return None
    value = found["value"].strip()
    inner = value.strip('"“”„‟')
    if not inner or any(sign in inner for sign in "\"'“”\\") or inner in ("true", "false"):
        inner = value[1:-1] if value[:1] == value[-1:] == '"' and len(value) > 2 else ""
        new = f"'{inner}'" if "\\" in inner and not set(inner) & set("\"'“”") else ""
    else:
        is_text = value[0] in "“”„‟" or _TOML_WORD.fullmatch(value)
        new = f'"{inner}"' if is_text and _PLAIN_TEXT.fullmatch(inner) else ""
    if not new:
        return None
    begin = document.line_start(primary.span.line) + found.start("value")
    return [Edit(document.name, begin, begin + len(value), new)]


@step("name-the-table", "give the table its own id as its name")
def name_the_table(facts: Facts, primary: Line | None, given: Arguments) -> list[Edit] | None:
    """Write `name = "id"` below the header `[….id]` of a TOML table that has no name, or for the empty one it has."""
    document = facts.document(primary.span.document) if primary else None
    header = _HEADER.match(document.text, document.line_start(primary.span.line)) if primary and document else None
    if header is None or document is None:
        return None
    path = tuple(part.strip("\"' ") for part in header[1].split("."))
    file = next((file for file in facts.files if file.document == document.name and path in file.groups), None)
    if file is None or '"' in path[-1]:
        return None
    old = file.leaf(*path, "name")
    if old is not None:
        return [Edit(document.name, old.value_span.begin, old.value_span.stop, f'"{path[-1]}"')]
    return [Edit(document.name, header.end(), header.end(), f'\nname = "{path[-1]}"')]


@step("spell-option", "write the option as it is spelt: baseURL, apiKey")
def spell_option(facts: Facts, primary: Line | None, given: Arguments) -> list[Edit] | None:
    """Write `baseURL` or `apiKey` for a key of JSON that differs from it in capitals and underscores only."""
    leaf = _leaf(facts, primary)
    if leaf is None:
        return None
    span = leaf.span
    raw = facts.document(span.document).text[span.begin : leaf.value_span.begin]
    found = re.match(r"\s*\"(\w+)\"", raw)
    meant = _OPTIONS.get(found[1].replace("_", "").lower()) if found else None
    if found is None or meant is None or meant == found[1]:
        return None
    return [Edit(span.document, span.begin + found.start(1), span.begin + found.end(1), meant)]


STEPS: Mapping[str, Step] = MappingProxyType(
    {made.name: made for made in tuple(globals().values()) if isinstance(made, Step)}
)
