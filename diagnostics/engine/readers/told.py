"""Read what sentences of a post tell of variables: "I have ANTHROPIC_API_KEY set in my .zshrc and a Max plan".

A sentence is taken at its word where it says that something is so, or no longer is. One that asks, advises, supposes,
quotes a guide or speaks of others tells nothing, nor does one about a .env file, which no client here loads for it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from ..clientnames import READ_BY_OTHERS
from ..names import CLOUD_FLAGS, CREDENTIALS, DECISIVE, READ
from ..records import dataclass, replace
from ..regexes import regex
from ..source import Document
from ..statusscreen import HIDDEN
from .entries import Entry, EnvFile
from .shadow import shadow
from .toldforms import AFTER, CHANGED, ELSEWHERE, FORMER, MARK, NOW, OPEN, PAST, SET, UNSET, is_open

# Beside what the clients read, where a cloud's own variables say that its project or region is set.
_OF_CLOUDS = ("GOOGLE_CLOUD_PROJECT", "GOOGLE_CLOUD_PROJECT_ID", "GOOGLE_CLOUD_LOCATION", "AWS_REGION", "AWS_PROFILE")
_KNOWN = frozenset((*READ, *READ_BY_OTHERS, *_OF_CLOUDS))
_NAME = regex(
    r"[`'\"“”]{0,2}\$?(?:env:)?(?<![A-Za-z0-9_])(?P<name>[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+)(?![A-Za-z0-9_])[`'\"“”]{0,2}"
)
# Where a sentence ends: at its stop, at a blank line, where an item, a quotation, a heading or a table's row begins.
_ENDS = regex(r"(?<=[.!?;])[\"')”’*_]*\s+(?=[^a-z\s])|\n[ \t]*\n|\n(?=[ \t]*(?:[-*•>#|]|\d{1,2}[.)][ \t]))|:[ \t]*\n")
_NO_SENTENCE = regex(r"\s*(?:>|#{1,6}[ \t]|\||\[[ xX]\]|- \[[ xX]\])")
# What takes back all that was told before: it is another file, or another machine's.
_RECANTED = regex(
    r"\b(?:wrong (?:file|machine|box|one|paste)|scratch that|(?:ignore|disregard|forget) (?:that|this|the above|what i)"
    r"|that(?:['’]s| is| was) (?:(?:the|from|of|on) ){0,3}(?:\S+ )?(?:(?:of|from|on) )?(?:(?:my|the|an|a|our) )?"
    r"(?:another|other|different|work|old) (?:box|machine|laptop|computer|mac|pc|server|account))\b",
    re.IGNORECASE,
)
_CLAUSE = regex(r"[,;:—–(]| - |\bbut\b|\band now\b")
_TAKEN = regex(
    r"\b(?:unset\w*|remov\w+|delete[sd]?|deleting|clear(?:ed|ing)|comment\w*|without|no longer|not|never|nor|no)\b",
    re.IGNORECASE,
)
_QUOTED = (
    r"\"(?P<quoted>[^\"\n]{1,200})\"|'(?P<single>[^'\n]{1,200})'|`(?P<ticked>[^`\n]{1,200})`|“(?P<curly>[^”\n]{1,200})”"
)
_VALUE = regex(
    r"(?:=|:)?[ \t]*(?:(?:(?:env(?:ironment)? )?variables? )?(?:(?:is|are|was|were|been) )?(?:\w+ ){0,2}?(?:set )?"
    r"(?:to|as|at|pointing (?:to|at)|being) )?(?:the )?"
    rf"(?:{_QUOTED}"
    r"|(?P<bare>https?://[^\s,;)\"'`]{1,300}|(?:localhost|\d{1,3}(?:\.\d{1,3}){3}):\d+|true\b|[01]\b(?!\.\d)))"
)
# OPENAI_MODEL=qwen3-coder-plus · ANTHROPIC_MODEL to claude-opus-4-1: a model's name has a digit in it.
_MODEL = regex(
    rf"(?:=|[ \t]+(?:to|as)[ \t]+)(?:{_QUOTED}|(?P<bare>[a-z](?=[\w./:-]*\d)[\w./:-]{{2,80}}(?<![.:/-])))"
    r"(?![\w(])"
)
_PAIR = regex(rf"=(?:{_QUOTED}|(?P<bare>[A-Za-z0-9](?:[\w:@%+-]|[./](?=\w)){{0,200}}))")
_IT = regex(
    r"(?i:(?:in my case,? )?(?:it|mine|the value|this one) (?:is|was)(?: \w+){0,2}? set to )"
    rf"(?:{_QUOTED}|(?P<bare>https?://\S{{1,300}}))"
)
_LEFT_OUT = regex(r"[<(\[{]|\.\.\.|…|\*{3}|x{4}|your\b|my-|placeholder|redacted", re.IGNORECASE)
# Where a variable stands that no shell of the person's has: a .env file, a store of another service.
_STORED_ELSEWHERE = regex(
    r"(?<![\w./-])[`'\"]?\.env\b|\b(?:vercel env\w*|supabase|netlify|railway|heroku|backend|edge functions?"
    r"|secrets?(?: manager)?|project has|(?:on|in) (?:the |our )?(?:server|ci|production|staging|vercel)"
    r"|for (?:my|the|our|an?) (?:app|application|script)s?)\b",
    re.IGNORECASE,
)
_UNEXPORTED = regex(r"\b(?:not|n['’]t|never|without|no) (?:being |an? )?export(?:ed|ing)?\b", re.IGNORECASE)
_DECISIVE = frozenset(DECISIVE)
_CREDENTIALS = (*CREDENTIALS, "ANTHROPIC_CUSTOM_HEADERS", *CLOUD_FLAGS)
_ADDRESSES = ("ANTHROPIC_BASE_URL", *CLOUD_FLAGS)
_SECRET = ("_KEY", "_TOKEN")
_LONGEST = 1_000  # characters of a sentence that are looked at
_MOST = 40  # sentences that name a variable


@dataclass(frozen=True, slots=True)
class Told:
    """A variable of which a sentence tells: where its name stands, and its value (None: not told)."""

    name: str
    begin: int
    stop: int
    sentence: int  # where the sentence begins
    is_set: bool
    value: str | None = None
    value_at: tuple[int, int] | None = None
    is_past: bool = False  # a sentence about what was so
    is_change: bool = False  # the sentence says that something else is so since


def told_of(text: str) -> list[Told]:
    """Return what the sentences of a text tell of variables, in order; nothing where none says that one is set."""
    found = _all_told(text)
    return found if any(each.is_set for each in found) else []


def said_to_be_unset(text: str) -> frozenset[str]:
    """Return the names of the variables of which sentences say that they are not set, and none that they are."""
    found = _all_told(text)
    return frozenset(each.name for each in found if not each.is_set) - {each.name for each in found if each.is_set}


def _all_told(text: str) -> list[Told]:
    if "_" not in text:
        return []
    found: list[Told] = []
    sentences = 0
    for begin, sentence in _sentences(text):
        names = [name for name in _NAME.finditer(sentence) if name["name"] in _KNOWN] if "_" in sentence else []
        if not names and found and _RECANTED.search(sentence):
            found = []
        if not names and found and _has_changed(sentence):
            found = [_no_longer(each) if each.is_past else each for each in found]
        if not names:
            if found and found[-1].is_set and (it := _IT.search(sentence)) and not OPEN.search(sentence[: it.end()]):
                found[-1] = _with_value(found[-1], it, begin)
            continue
        sentences += 1
        if sentences > _MOST:
            break
        told = list(_told_by(sentence, names, begin))
        if any(each.is_change for each in told):
            now = {each.name for each in told if each.is_set}
            found = [_no_longer(each) if each.is_past and each.name not in now else each for each in found]
        found += told
    return found


def _has_changed(sentence: str) -> bool:
    """Tell whether a sentence that names no variable says that what was so is so no longer."""
    return CHANGED.search(sentence) is not None and OPEN.search(sentence) is None


def _no_longer(told: Told) -> Told:
    return replace(told, is_set=False, value=None, value_at=None, is_change=True)


def _sentences(text: str) -> Iterator[tuple[int, str]]:
    """Yield the sentences of a text, each with the offset at which it begins."""
    begin = 0
    for end in _ENDS.finditer(text):
        if not _NO_SENTENCE.match(text[begin : end.start()]):
            yield begin, text[begin : end.start()][:_LONGEST]
        begin = end.end()
    if not _NO_SENTENCE.match(text[begin:]):
        yield begin, text[begin:][:_LONGEST]


def _told_by(sentence: str, names: list[re.Match[str]], begin: int) -> Iterator[Told]:
    """Yield what one sentence tells of the variables that it names."""
    marked, places = _marked(sentence, names)
    if _STORED_ELSEWHERE.search(sentence) or ELSEWHERE.search(sentence) or _UNEXPORTED.search(sentence):
        return
    if (now := NOW.search(marked)) is not None and OPEN.search(marked, now.start()) is None:
        yield from _changed(sentence, names, begin, now=_inside(now, "now", places), before=now.start(), places=places)
        return
    if (former := FORMER.search(marked)) is not None and "?" not in marked:
        yield from _changed(sentence, names, begin, now=(), before=former.end(), places=places)
        return
    if is_open(marked):
        return
    unset = {number for match in UNSET.finditer(marked) for number in _within(match, places)}
    is_set = {number for form in (SET, AFTER) for match in form.finditer(marked) for number in _within(match, places)}
    past = PAST.search(marked)
    change = CHANGED.search(marked, past.end() if past else 0)
    new: set[int] = set()
    if change is not None:
        new = {number for group in ("to", "by", "instead") for number in _inside(change, group, places)}
        old = {number for group in ("from", "out", "gone") for number in _inside(change, group, places)}
        if past is not None:
            old |= {number for number in is_set if places[number] < change.start()}
        is_set, unset = (is_set | new) - old, (unset | old) - new
    for number, name in enumerate(names):
        span = (begin + name.start("name"), begin + name.end("name"))
        if number in unset:
            yield Told(name["name"], *span, begin, is_set=False, is_change=change is not None)
        elif number in is_set and (number in new or not _TAKEN.search(_clause(marked, places[number]))):
            told = Told(name["name"], *span, begin, True, is_past=past is not None, is_change=change is not None)
            value = _value_behind(sentence, name)
            yield told if value is None else _with_value(told, value, begin)


def _changed(
    sentence: str, names: list[re.Match[str]], begin: int, *, now: Sequence[int], before: int, places: list[int]
) -> Iterator[Told]:
    """Yield the variables that are set now, and as no longer set those that a sentence names before."""
    for number, name in enumerate(names):
        span = (begin + name.start("name"), begin + name.end("name"))
        if number in now:
            told = Told(name["name"], *span, begin, True, is_change=True)
            value = _value_behind(sentence, name)
            yield told if value is None else _with_value(told, value, begin)
        elif places[number] < before:
            yield Told(name["name"], *span, begin, is_set=False, is_change=True)


def _value_behind(sentence: str, name: re.Match[str]) -> re.Match[str] | None:
    """Return the value that a sentence gives to a variable that it names."""
    found = _VALUE.match(sentence, name.end())
    if found is None and name["name"].endswith("_MODEL"):
        return _MODEL.match(sentence, name.end())
    return found or (None if name["name"].endswith(_SECRET) else _PAIR.match(sentence, name.end()))


def _clause(marked: str, place: int) -> str:
    """Return the words of a sentence between its commas and dashes that stand around a name."""
    begin = max((each.end() for each in _CLAUSE.finditer(marked, 0, place)), default=0)
    ends = _CLAUSE.search(marked, place)
    return marked[begin : ends.start() if ends else None]


def _marked(sentence: str, names: list[re.Match[str]]) -> tuple[str, list[int]]:
    """Return a sentence on one line, with a mark in place of each name, and the places of the marks."""
    parts: list[str] = []
    places: list[int] = []
    at = 0
    length = 0
    for name in names:
        between = " ".join(sentence[at : name.start()].split("\n"))
        length += len(between)
        places.append(length)
        parts += (between, MARK)
        length += 1
        at = name.end()
    parts.append(" ".join(sentence[at:].split("\n")))
    return "".join(parts), places


def _within(match: re.Match[str], places: list[int]) -> list[int]:
    return [number for number, place in enumerate(places) if match.start() <= place < match.end()]


def _inside(match: re.Match[str], group: str, places: list[int]) -> list[int]:
    """Return the names that stand in a group of a match; none where it did not take part."""
    return [number for number, place in enumerate(places) if match.start(group) <= place < match.end(group)]


def _with_value(told: Told, found: re.Match[str], begin: int) -> Told:
    """Return a variable with the value that stands behind it; what only stands for one is none."""
    group = next(group for group in ("quoted", "single", "ticked", "curly", "bare") if found[group] is not None)
    value = found[group].rstrip(".") if group == "bare" else found[group]
    if _LEFT_OUT.search(value) and "‹" not in value:
        return told
    start = begin + found.start(group)
    return replace(told, is_set=True, value=value, value_at=(start, start + len(value)))


def read_told(document: Document) -> EnvFile:
    """Return the variables of which a post's sentences tell; of one told both ways nothing is known."""
    text = shadow(document.text)
    told = told_of(text.text)
    both = {each.name for each in told if each.is_set} & {each.name for each in told if not each.is_set}
    entries: list[Entry] = []
    for each in told:
        span = document.span(each.begin, each.stop)
        if each.name in both:
            entries.append(Entry(each.name, None, span, why="the text tells of it both set and taken away"))
        elif not each.is_set:
            entries.append(Entry(each.name, None, span, is_set=False))
        elif each.value is not None and each.value_at is not None:
            value = text.restore(each.value, each.value_at[0])
            entries.append(
                Entry(each.name, value, document.span(each.begin, each.value_at[1]), document.span(*each.value_at))
            )
        elif each.name.endswith(_SECRET):
            entries.append(Entry(each.name, HIDDEN, span))
        else:
            entries.append(Entry(each.name, None, span, why=f"line {span.line} does not tell its value"))
    entries += _left_open(document, text.text, entries)
    known = {entry.name for entry in entries if entry.value not in (None, HIDDEN)}
    # Of several sentences the one that gives the value counts.
    return EnvFile(
        document.name,
        document.kind,
        tuple(entry for entry in entries if entry.name not in known or entry.value not in (None, HIDDEN)),
    )


def _left_open(document: Document, text: str, told: Sequence[Entry]) -> Iterator[Entry]:
    """Yield what decides and is named or has to be there, though no sentence says so: of that nothing is known."""
    names = {entry.name for entry in told}
    for found in _NAME.finditer(text):
        if (name := found["name"]) in _DECISIVE and name not in names:
            names.add(name)
            span = document.span(found.start("name"), found.end("name"))
            yield Entry(name, None, span, why=f"line {span.line} speaks of it, and does not say whether it is set")
    is_set = {entry.name: entry for entry in told if entry.is_set}
    if "ANTHROPIC_AUTH_TOKEN" in is_set and names.isdisjoint(_ADDRESSES):
        # Who has such a token has a gateway as a rule, and need not speak of its address.
        span = is_set["ANTHROPIC_AUTH_TOKEN"].span
        yield Entry("ANTHROPIC_BASE_URL", None, span, why="the text does not say where requests go")
    if "ANTHROPIC_BASE_URL" in is_set and names.isdisjoint(_CREDENTIALS):
        span = is_set["ANTHROPIC_BASE_URL"].span
        yield Entry("ANTHROPIC_AUTH_TOKEN", None, span, why="the text does not say with which credential")


def tells_of_change(text: str) -> bool:
    """Tell whether sentences say that what was so is no longer, so that what is told is how it is now."""
    return any(each.is_change for each in told_of(text))


def speaks_of(line: str) -> bool:
    """Tell whether a line names a variable that decides."""
    return "_" in line and any(found["name"] in _DECISIVE for found in _NAME.finditer(line))
