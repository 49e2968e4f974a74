"""Choose of an article's passages the one that says most of what was asked for, and cut it as an editor would. Pure.

A sentence is shown before a line of code, and whole sentences before parts of one.
"""

import re

from django.utils.safestring import SafeString

from .marks import Marker, Span, merged, with_marks
from .passages import CLOSE, CODE, OPEN
from .query import Term

LENGTH = 200  # characters of an excerpt
LENGTH_OF_CODE = 240  # so long a line of code is shown whole
SHORT = 110  # what is shorter is followed by the next sentences
SHORTEST = 25  # a shorter last sentence that only leads to code is left out
LEAD = 40  # before the first term, where a sentence has to be cut; and so many at the end may go for a whole word
# What a passage is worth: for each term in it, more where the title, which stands above it, lacks the term; and for
# being a sentence. So a line of code is shown where two terms more stand in it than in any sentence, or none has any.
TERM, KNOWN = 2, 1
SENTENCE, FRAGMENT = 3, 2

_SENTENCE = re.compile(rf"(?<=[.!?])[\"”’)\]{CLOSE}]*\s+(?=[\"“‘(\[{OPEN}]*[A-Z0-9])")
_ENDS_OF_SENTENCES = tuple(".!?")


class Excerpts:
    """Cuts excerpts for these terms, out of one article's passages after the other's."""

    def __init__(self, terms: tuple[Term, ...]) -> None:
        self.marker = Marker(terms)
        self.sought = [_sought(term) for term in terms]

    def of(self, text: str, title: str = "") -> SafeString:
        """Return the passage that says most of what the title does not, marked.

        Where the title says it all, and where no passage has a term, that is one of the two sections which come first.
        """
        data = text.encode()  # whose capitals are made small in a tenth of the time
        at = self._best(data, title.lower().encode())
        rest = data.find(b"\n\n", at)
        lines = data[at : rest if rest >= 0 else None].decode().split("\n")
        if lines[0].startswith(CODE):
            return self._code(lines[0].removeprefix(CODE), _lead(data, at))
        return self._sentences(lines)

    def _best(self, data: bytes, title: bytes) -> int:
        """Return where the best line begins; of those as good, the first."""
        lower = data.lower()
        worth: dict[int, int] = {}
        says_more = False
        for term in self.sought:
            is_new = term[0] not in title or not _lines_with(term, title)
            for begin in _lines_with(term, lower):
                worth[begin] = worth.get(begin, 0) + (TERM if is_new else KNOWN)
                says_more = says_more or is_new
        if not says_more:
            first = data.find(b"\n\n")
            second = data.find(b"\n\n", first + 2) if first >= 0 else -1
            worth = {begin: value for begin, value in worth.items() if begin < second or second < 0}
        best, most = (0, 0) if says_more else (_beginning(data), SENTENCE)
        for begin in sorted(worth):
            value = worth[begin]
            if value + SENTENCE > most and (value := value + _kind(data, begin)) > most:
                best, most = begin, value
        return best

    def _sentences(self, lines: list[str]) -> SafeString:
        line = lines[0]
        if len(line) > LENGTH:
            shown = self._window(line)
            return self._html(shown)
        at = 1
        while len(line) < SHORT and line.endswith(_ENDS_OF_SENTENCES) and at < len(lines):
            following = lines[at]
            if not following.endswith(_ENDS_OF_SENTENCES) or following.startswith(CODE):
                break
            if len(line) + len(following) >= LENGTH:
                break
            line, at = f"{line} {following}", at + 1
        if line.endswith(":"):
            line = _with_code(line, lines[at:])
        return self._html(line)

    def _window(self, line: str) -> str:
        """Return those whole sentences of a long line that hold most places; part of one where it is too long."""
        places = self.marker.places(line)
        starts = [0, *(hit.end() for hit in _SENTENCE.finditer(line))]
        ends = [*starts[1:], len(line)]
        best, most = (0, ends[0]), -1
        for at, start in enumerate(starts):
            end = max((end for end in ends[at:] if end - start <= LENGTH + 1), default=ends[at])
            found = sum(start <= place[0] < end for place in places)
            if found > most:
                best, most = (start, end), found
        start, end = best
        if end - start <= LENGTH + 1:
            return line[start:end].rstrip()
        first = next((place for place in places if start <= place[0] < end), (start, start))
        return _part(line, (start, end), first)

    def _code(self, line: str, lead: str) -> SafeString:
        if len(line) > LENGTH_OF_CODE:
            first = next(iter(self.marker.places(line)), (0, 0))
            line = _part(line, (0, len(line)), first)
        shown = self._html(f"{OPEN}{line}{CLOSE}")
        return self._html(f"{lead} ") + shown if lead and len(lead) + len(line) <= LENGTH else shown

    def _html(self, text: str) -> SafeString:
        """Return the text as safe HTML, marked, and what was code as code."""
        if OPEN not in text and CLOSE not in text:
            return self.marker.marked(text)
        text = _balanced(text)
        spans = [part for span in merged(text, self.marker.places(text)) for part in _parted(text, span)]
        shown = with_marks(text, spans)
        return SafeString(shown.replace(OPEN, "<code>").replace(CLOSE, "</code>"))  # escaped by `with_marks`


def _sought(term: Term) -> tuple[bytes, re.Pattern[bytes] | None, bool]:
    """Return a term's first word, what must follow where it has more, and whether the last of them may go on."""
    first, *others = (word.encode() for word in term.words)
    end = b"" if term.is_open else b"(?![0-9a-z])"
    following = b"".join(b"[^0-9a-z\n]+" + re.escape(word) for word in others)
    return first, re.compile(following + end) if others else None, term.is_open


def _lines_with(term: tuple[bytes, re.Pattern[bytes] | None, bool], lower: bytes) -> list[int]:
    """Return where those lines of a text in small letters begin in which a term stands."""
    first, others, is_open = term
    found = []
    at = lower.find(first)
    while at >= 0:
        end = at + len(first)
        # What is no letter of ASCII may be one all the same: then a line more is looked at, and not marked.
        is_word = not lower[at - 1 : at].isalnum() if at else True
        if is_word and (others.match(lower, end) if others else is_open or not lower[end : end + 1].isalnum()):
            found.append(lower.rfind(b"\n", 0, at) + 1)
            end = lower.find(b"\n", end)
            if end < 0:
                break
        at = lower.find(first, end)
    return found


def _kind(data: bytes, begin: int) -> int:
    """Return what a line is worth by its kind: a sentence, or a point of a list and a row of a table, or code."""
    if data.startswith(CODE.encode(), begin):
        return 0
    end = data.find(b"\n", begin)
    last = data[end - 1 : end] if end >= 0 else data[-1:]
    return SENTENCE if last in b".!?:" else FRAGMENT


def _beginning(data: bytes) -> int:
    """Return where the first sentence begins, or else the first line: some answers begin with a table."""
    begin = 0
    while begin >= 0 and _kind(data, begin) != SENTENCE:
        end = data.find(b"\n", begin)
        begin = end + 1 if end >= 0 else -1
    return max(0, begin)


def _lead(data: bytes, at: int) -> str:
    """Return the words that lead to this line of code, where it is the first of its block and they are few."""
    begin = data.rfind(b"\n", 0, max(0, at - 1)) + 1
    line = data[begin : max(0, at - 1)].decode()
    return line if line.endswith(":") and not line.startswith(CODE) and len(line) <= SHORT else ""


def _with_code(line: str, following: list[str]) -> str:
    """Return words that lead to code with it, if it is one line and short; else without it, as sentences."""
    code = [text for text in following[:2] if text.startswith(CODE)]
    if len(code) == 1 and following[0] == code[0] and len(line) + len(code[0]) <= LENGTH:
        return f"{line} {OPEN}{code[0].removeprefix(CODE)}{CLOSE}"
    *before, last = _SENTENCE.split(line)
    if before and len(last) < SHORTEST:
        return line[: -len(last)].rstrip()
    return f"{line.removesuffix(':')}."


def _part(line: str, within: Span, place: Span) -> str:
    """Return the part of a line, in whole words, that begins shortly before a place; dots say where it is cut."""
    start, end = within
    begin = start
    if place[1] - start > LENGTH - LEAD:
        begin = max(start, place[0] - LEAD)
        begin = line.find(" ", begin, place[0]) + 1 or begin
    until = begin + LENGTH
    if until < end:
        until = line.rfind(" ", until - LEAD, until)
        until = until if until > begin else begin + LENGTH
    cut = line[begin : min(until, end)].strip(" ,;:·")
    return f"{'… ' if begin > start else ''}{cut}{' …' if until < end else ''}"


def _balanced(text: str) -> str:
    """Return a text that may have been cut within code with the code's beginning and end."""
    begins, ends = text.find(OPEN), text.find(CLOSE)
    if ends >= 0 and (begins < 0 or ends < begins):
        text = OPEN + text
    return text + CLOSE if text.rfind(OPEN) > text.rfind(CLOSE) else text


def _parted(text: str, span: Span) -> list[Span]:
    """Return a span in parts, where code begins or ends within it: no mark stands across."""
    if text.find(OPEN, *span) < 0 and text.find(CLOSE, *span) < 0:
        return [span]
    edges = [at for at in range(*span) if text[at] in OPEN + CLOSE]
    parts = zip([span[0], *(at + 1 for at in edges)], [*edges, span[1]], strict=True)
    return [(start, end) for start, end in parts if start < end]
