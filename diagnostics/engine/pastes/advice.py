"""Quotations in a post that hold somebody else's advice: what it tells to set is set nowhere as long as nobody did so.

A quotation whose writer is named, or that speaks to its reader, is another person's; the sentences around it tell
whether the person who asks has done what it says. Where they say so, its lines count like the person's own.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from itertools import islice

from ..regexes import regex
from ..source import Kind
from .parts import Part
from .sentences import is_prose

_SETS = ("=", '":', "$env:", "setx ", "set -gx ", "/login", "/logout")
_NOBODY = (  # what is quoted of these is a message, or what the writer did
    "claude|code|codex|terminal|shell|powershell|zsh|bash|status|doctor|console|server|api|proxy|gateway|litellm"
    "|openrouter|docker|error|output|log|the|this|it|i|we|which|vs|steps?|expected|actual|current|here|there"
)
_WORD = rf"(?!(?:{_NOBODY})\b)[a-z][\w.-]{{1,40}}"
_PERSON = rf"(?:@[\w-]{{1,40}}|{_WORD}(?: {_WORD})?|he|she|they|support)"
_SAYS = (
    "wrote|said|says|suggests|suggested|replied|replies|commented|advised|advises|answered|recommended|recommends"
    "|proposed|told me|posted|mentioned"
)
_SAID = regex(
    rf"(?:^|[\s(>])(?:{_PERSON} (?:(?:also|then|here|there|once|on [^:\n]{{1,60}}) )?(?:{_SAYS})\b[^:\n]{{0,80}}:?"
    r"|(?:on|le|am|el|il) [^\n]{1,120} (?:wrote|a écrit|schrieb(?: [^:\n]{1,60})?|escribió|ha scritto) ?:"
    r"|@[\w-]{1,40}:?"
    r"|(?:answer|advice|reply|comment|suggestion) (?:of|by|from) [^:\n]{1,60}:)[*_\s]*$",
)
_TO_READER = regex(
    r"\b(?:you (?:should|can|could|need|must|may|might|have to|want|just|only)|you['’]d|your"
    r"|(?:^|[\n.:!>] *|just |please |instead,? |maybe |then )"
    r"(?:try|put|add|set|use|create|edit|change|replace|export|paste|run|remove) "
    r"(?:this|that|these|it|adding|setting|using|putting|the|with|to|in|instead))\b"
)
_DONE = regex(
    r"\bi(?:['’]ve| have|['’]m)? (?:also |just |already )?(?:did|done|tried|followed|following|added|set|used|using|put"
    r"|applied|ran|changed|made|have (?:the|this|exactly))\b"
    r"|\b(?:did|done|tried|followed|applied) (?:that|this|so|it|as|exactly|both|all)\b|^done\b"
    r"|\b(?:that|this|it) (?:did(?: not|n['’]t)|does(?: not|n['’]t)|still|worked|works|fixed|helped|gives?|gave|leads?"
    r"|results?)\b|\bafter (?:that|this|doing|adding|setting|following|applying|the change)\b"
    r"|\bthanks?\b[^\n]{0,40}\b(?:works?|worked|helped|fixed|solved)\b|^works\b"
    r"|\b(?:fixed|solved|resolved) (?:it|my|the)\b"
    r"|\bwith (?:that|this|these)\b|\bnow (?:it|i|claude|the)\b|\bno luck\b|\bme too\b"
    r"|\bsame (?:error|result|thing|here|config|setup|issue|problem|settings)\b"
    r"|\b(?:we|i) (?:do|have) (?:that|this|the same)\b|\bstill (?:get|getting|the same|says|shows|fails)\b"
)
_NOT_DONE = regex(
    r"\b(?:(?:have|had|did|do|will) not|(?:have|had|did|do|would|could|ca|wo)n['’]t|never|not yet|cannot)"
    r" (?:yet )?(?:try|tried|do|done|did|want|follow|followed|set|add|added|apply|applied|dare|use|used)\b"
    r"|\b(?:should|shall|must|can|could|may) i\b|\bdo i (?:need|have)\b"
    r"|\bis (?:that|this|it|he|she) (?:right|true|correct|safe|ok|needed|good)\b"
    r"|\b(?:would|will) (?:that|this|it)\b|\bbefore i\b|\brather not\b"
)
_AROUND = 6  # lines with words above and below a quotation that are looked at
_LONGEST = 400
_MOST = 60  # quotations of one post


def take_advice(lines: list[str], masked: Collection[int]) -> list[Part]:
    """Return the quotations that are advice nobody says to have followed, as text, and leave empty lines for them.

    Lines of `masked` are a store of credentials, which is looked at by itself.
    """
    taken: list[Part] = []
    for at, stop in [*islice(_quotations(lines), _MOST)]:
        if any(number in masked for number in range(at, stop)) or not _is_advice(lines, at, stop):
            continue
        taken.append(Part(at, lines[at:stop], kind=Kind.TEXT))
        lines[at:stop] = ["\n"] * (stop - at)
    return taken


def _quotations(lines: Sequence[str]) -> Iterator[tuple[int, int]]:
    at = 0
    while at < len(lines):
        stop = at
        while stop < len(lines) and lines[stop].startswith(">") and lines[stop][1:2] in (" ", "\n", "\r", ""):
            stop += 1
        if stop > at:
            yield at, stop
        at = max(stop, at + 1)


def _is_advice(lines: Sequence[str], at: int, stop: int) -> bool:
    quoted = "".join(line[1:_LONGEST] for line in lines[at : min(stop, at + 60)])
    if not any(word in quoted for word in _SETS):
        return False
    above = _words(reversed(lines[max(0, at - 12) : at]), 1).lower()
    by_other = _SAID.search(above.rstrip()) or _SAID.search(quoted.lstrip("> ").partition("\n")[0].lower().rstrip())
    if not by_other and not _TO_READER.search("\n".join(filter(_is_sentence, quoted.splitlines())).lower()):
        return False
    around = f"{above}\n{_words(lines[stop : stop + 40], _AROUND).lower()}"
    return _NOT_DONE.search(around) is not None or _DONE.search(around) is None


def _is_sentence(line: str) -> bool:
    bare = line.lstrip("> ")
    return is_prose(bare) and not bare.startswith(("#", "//"))


def _words(lines: Sequence[str] | Iterator[str], most: int) -> str:
    """Return the first lines that are not empty, cut."""
    filled = [line[:_LONGEST].strip() for line in lines if line.strip()]
    return "\n".join(filled[:most])
