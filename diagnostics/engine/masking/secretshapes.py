"""Names and values that stand beside each other without an assignment: in tables, elements, lists, sentences.

What the functions here do, `static/js/masking/secretshapes.mjs` does in the browser, name by name.
"""

from __future__ import annotations

from collections.abc import Iterator

from .secretlines import Found, Work, holds_other_things, kinds
from .secretpatterns import STRUCTURE, is_secret_name, is_weak_name, looks_keyed, names_several, plain_name
from .secretvalues import Value, cores

_READ = 8  # what a value that is read costs
_MAPS = ("eys", "EYS", "okens", "OKENS", "ecrets", "ECRETS", "asswords", "PASSWORDS", "reds", "CREDS", "dentials")
_LOOSE = frozenset(("listed", "cell", "beside"))  # where a word of a sentence, or another name, may stand as well
_CHAINED = frozenset(("property", "listed", "cell", "beside"))  # where a value may be the next one's name
_BESIDE = ("*", "`", ">", "→", "??", "||", " is ", " was ", " to ", "\tis", "\twas", "\tto")


def in_shapes(line: str, work: Work, *, is_found: bool) -> Iterator[Found]:
    """Find the values beside secrets' names; `is_found` = the line has values that are assigned."""
    for form in _shapes(line, is_found=is_found):
        of_name, of_value = (2, 1) if form == "turned_pair" else (1, 2)
        position = 0
        while (match := STRUCTURE[form].search(line, position)) is not None and work.spend(_READ):
            position = match.end(1) if form in _CHAINED else match.end()
            name = match.group(of_name)
            if not is_secret_name(name):
                continue
            inner = cores(line, match.start(of_value), match.end(of_value), expands=form in _LOOSE)
            if form in _LOOSE or (form == "element" and is_weak_name(name)):
                inner = [core for core in inner if core.hidden or _looks_drawn(line[core.begin : core.stop])]
            yield from kinds(Value(tuple(inner), match.end()), plain_name(name))


def in_maps(line: str, work: Work) -> Iterator[Found]:
    """Find the values in a map under a secret's name in the plural: `"apiKeys": {"openai": "…"}`."""
    if not any(sign in line for sign in _MAPS):
        return
    position = 0
    for match in STRUCTURE["map"].finditer(line):
        name = match.group(1)
        is_secret = is_secret_name(name)
        is_weak = not is_secret or holds_other_things(name, "")
        if match.end() < position or not (is_secret or names_several(name)):
            continue
        end = line.find("}" if match.group().endswith("{") else ")", match.end())
        position = len(line) if end == -1 else end
        for entry in STRUCTURE["entry"].finditer(line, match.end(), position):
            if not work.spend(_READ):
                return
            inner = cores(line, *entry.span(1))
            if is_weak:
                inner = [core for core in inner if core.hidden or looks_keyed(line[core.begin : core.stop])]
            yield from kinds(Value(tuple(inner), entry.end()), plain_name(name))


def _shapes(line: str, *, is_found: bool) -> Iterator[str]:
    """Give the shapes that the line can have."""
    if "</" in line:
        yield "property"
        yield "element"
    if "value" in line or "Value" in line:
        yield "pair"
        if "," in line:
            yield "turned_pair"
    elif not is_found and ("  " in line or "\t" in line):  # of a table: a name, and a value that ends the line
        yield "row"
    if "'," in line or '",' in line:
        yield "listed"
    if not is_found and ("|" in line or "," in line or "│" in line):
        yield "cell"
    if not is_found and any(sign in line for sign in _BESIDE):
        yield "beside"


def looks_secret(text: str) -> bool:
    """Tell whether a value under a name that says little, such as `key`, looks like a secret."""
    if " " in text or "{" in text or not any(c.isascii() and c.isalpha() for c in text):
        return False
    return len(text) >= 24 or _has_digits(text)


def _looks_drawn(text: str) -> bool:
    """Tell whether a word beside a name looks like a value; a word of a sentence or another name does not."""
    if " " in text or not any(c.isascii() and c.isalpha() for c in text):
        return False
    return STRUCTURE["constant"].fullmatch(text) is None and _has_digits(text)


def _has_digits(text: str) -> bool:
    """Tell whether a text has digits as keys have them: two, or one among many letters, or among odd signs."""
    digits = sum("0" <= c <= "9" for c in text)
    if digits >= 2:
        return len(text) >= 8
    if digits == 0 or len(text) < 8:
        return False
    return STRUCTURE["mixed" if len(text) >= 16 else "odd"].fullmatch(text) is not None
