"""Mask secrets before anything else reads the text: `‹anthropic-api-key, 108 characters, #1›`.

Every door calls `mask` or `mask_text` before it does anything else with what arrived. The browser does the same
before it sends: `static/js/masking/secrets.mjs`, with the same patterns and the same masks.

What a mask keeps is the kind, the length, and which other masks of the same check had the same value. Quotes,
`Bearer`, blanks and line ends around a secret stay, for they are often what is wrong. What the person had hidden
already, references and a guide's placeholders stay as they are. `mask(mask(x)) == mask(x)`.
"""

from __future__ import annotations

from collections.abc import Sequence

from ..findings import Mask
from ..records import dataclass, replace
from ..regexes import regex
from ..source import Document, Kind
from .secretlines import HIDDEN, NOTHING_OPEN, Found, Open, Work, opened_by
from .secretliterals import active_tokens
from .secretpatterns import BLANKS, FILES, MASK_RE, SecretFile, TokenPattern, secret_file
from .secretpatterns import mask_text as mask_words
from .secretscan import Suspects, scan
from .secretvalues import HOLE

UNREAD = "unread-text"
_MOST_ROUNDS = 8  # a line is scanned again until nothing is found; two rounds are the rule
_SHORTEST = 4  # a shorter line holds no name with a value, and no secret
_LONGEST = 9_999_999  # a mask's length has seven digits at most
_BEYOND = regex("[\U00010000-\U0010ffff]")


class Secret:
    """A value that cannot print itself: not by str(), repr(), format(), or in a traceback's locals."""

    __slots__ = ("__value",)

    def __init__(self, value: str) -> None:
        self.__value = value

    def __repr__(self) -> str:
        return f"Secret({len(self.__value)} characters)"

    __str__ = __repr__

    def __format__(self, _spec: str) -> str:
        return repr(self)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Secret) and self.__value == other.__value

    def __hash__(self) -> int:
        return hash(self.__value)

    def __len__(self) -> int:
        return len(self.__value)

    def __reduce__(self) -> str:
        raise TypeError("A secret is not to be stored.")

    def reveal(self) -> str:
        """Return the value itself."""
        return self.__value


@dataclass(frozen=True, slots=True)
class _Placed:
    """A mask and where it stands in the masked text."""

    kind: str
    length: int
    number: int
    begin: int
    stop: int


class _Numbers:
    """Numbers for secrets: equal values share one; numbers that stand in the texts already are left free."""

    def __init__(self, taken: set[int]) -> None:
        self._taken = taken
        self._by_value: dict[Secret, int] = {}
        self._next = 1

    def of(self, value: str) -> int:
        secret = Secret(value)
        number = self._by_value.get(secret)
        if number is None:
            while self._next in self._taken:
                self._next += 1
            number = self._by_value[secret] = self._next
            self._next += 1
        return number


def mask(documents: Sequence[Document], *, refuses: bool = True) -> tuple[tuple[Document, ...], tuple[Mask, ...]]:
    """Return the documents with their secrets masked, and the masks with their places in the masked texts.

    A value that the person had hidden is listed too, with the length 0 and the number 0; its text stays. Of a whole
    file of credentials, and of a part of a text that is one, one mask remains, unless `refuses` is false: then it is
    masked piece by piece.
    """
    taken = {int(found.group(3)) for document in documents for found in MASK_RE.finditer(document.text)}
    numbers = _Numbers(taken)
    masked: list[Document] = []
    masks: list[Mask] = []
    for document in documents:
        inner = _unless_refused(document, numbers) if refuses else document.text
        text, placed = _mask_one(document.name, inner, numbers)
        result = document if text == document.text else replace(document, text=text)  # a new one looks for its lines
        masked.append(result)
        masks += [Mask(each.kind, each.length, each.number, result.span(each.begin, each.stop)) for each in placed]
    return tuple(masked), tuple(masks)


def is_secret_file(document: Document) -> bool:
    """Tell whether a document, not masked yet, is a whole file of credentials."""
    return secret_file(document.name, document.text) is not None


def refused_file(document: Document) -> SecretFile | None:
    """Return which file of credentials a masked document was: nothing of it is left to be read."""
    return refused_in(document.text)


def refused_in(masked: str) -> SecretFile | None:
    """Return which file of credentials a masked text, or a line of one, stands for."""
    found = MASK_RE.fullmatch(masked.strip(BLANKS)) if "‹" in masked else None
    return next((file for file in FILES if found and file.kind == found.group(1)), None)


def _unless_refused(document: Document, numbers: _Numbers) -> str:
    """Return a document's text without stores of credentials; of each one mask remains."""

    def put(file: SecretFile, text: str) -> str:
        return mask_words(file.kind, _length(text), numbers.of(text))

    file = secret_file(document.name, document.text)
    if file:
        return put(file, document.text)
    from .secretstores import without_stores

    return without_stores(document.text, put)


def _length(text: str) -> int:
    """Return how long a text was before anything in it was masked."""
    grown = sum(len(found.group()) - int(found.group(2)) for found in MASK_RE.finditer(text))
    return min(max(0, len(text) - grown), _LONGEST)


def mask_text(text: str) -> str:
    """Return a text, such as an error message, with its secrets masked."""
    documents, _ = mask((Document("text", text, Kind.TEXT),))
    return documents[0].text


def _mask_one(name: str, text: str, numbers: _Numbers) -> tuple[str, list[_Placed]]:
    """Return the masked text and its masks in order."""
    tokens = active_tokens(text)
    may_hold = Suspects(text, tokens).may_hold
    work = Work()
    before = opened_by(name, text)
    lines: list[str] = []
    placed: list[_Placed] = []
    offset = 0
    for line in text.split("\n"):
        if before is NOTHING_OPEN and (len(line) < _SHORTEST or (work.left > 0 and not may_hold(line))):
            lines.append(line)
            offset += len(line) + 1
            continue
        if work.left > 0:
            masked, hidden, before = _mask_line(line, tokens, before, numbers, work)
        else:
            masked, hidden, before = _mask_whole(line, numbers), [], NOTHING_OPEN
        lines.append(masked)
        if hidden or "‹" in masked:
            placed += _places(masked, hidden, offset)
        offset += len(masked) + 1
    return "\n".join(lines), placed


def _mask_line(
    line: str, tokens: Sequence[TokenPattern], before: Open, numbers: _Numbers, work: Work
) -> tuple[str, list[Found], Open]:
    """Return one masked line, what the person had hidden in it, and what it leaves open."""
    after = before
    found: list[Found] = []
    for _ in range(_MOST_ROUNDS):
        found, after = scan(line if line.isascii() else _shadow(line), tokens, before, work)
        if work.left <= 0:
            return _mask_whole(line, numbers), [], NOTHING_OPEN
        if not found:  # as on most lines
            return line, found, after
        secrets = [part for part in found if part.kind != HIDDEN]
        if not secrets:
            break
        line = _put_masks(line, secrets, numbers)
    return line, [part for part in found if part.kind == HIDDEN], after


def _shadow(line: str) -> str:
    """Return what is scanned: each character of a mask is a hole, one beyond Unicode's first plane is one sign.

    So an offset means the same here as in the browser, where such a character has the length 2.
    """
    if "‹" in line:
        line = MASK_RE.sub(lambda match: HOLE * len(match.group()), line)
    return _BEYOND.sub("\ue001", line)


def _mask_whole(line: str, numbers: _Numbers) -> str:
    """Mask a line of a text that holds too many places to look at one by one; blanks at its ends stay."""
    inner = line.strip(" \t\r")
    if not inner:
        return line
    begin = line.index(inner)
    return line[:begin] + _around_masks(inner, UNREAD, numbers) + line[begin + len(inner) :]


def _put_masks(line: str, secrets: Sequence[Found], numbers: _Numbers) -> str:
    """Put a mask in place of each secret; a hole in it is a mask already and stays beside it."""
    pieces: list[str] = []
    position = 0
    for part in secrets:
        pieces.append(line[position : part.begin])
        pieces.append(_around_masks(line[part.begin : part.stop], part.kind, numbers))
        position = part.stop
    pieces.append(line[position:])
    return "".join(pieces)


def _around_masks(text: str, kind: str, numbers: _Numbers) -> str:
    if "‹" not in text:
        return _masked(text, kind, numbers)
    pieces: list[str] = []
    position = 0
    for found in MASK_RE.finditer(text):
        pieces += [_masked(text[position : found.start()], kind, numbers), found.group()]
        position = found.end()
    return "".join((*pieces, _masked(text[position:], kind, numbers)))


def _masked(text: str, kind: str, numbers: _Numbers) -> str:
    return mask_words(kind, len(text), numbers.of(text)) if text else ""


def _places(line: str, hidden: Sequence[Found], offset: int) -> list[_Placed]:
    """Return all masks of a masked line, and what the person had hidden, in order."""
    placed = [_Placed(HIDDEN, 0, 0, offset + part.begin, offset + part.stop) for part in hidden]
    if "‹" in line:
        placed += [
            _Placed(m.group(1), int(m.group(2)), int(m.group(3)), offset + m.start(), offset + m.end())
            for m in MASK_RE.finditer(line)
        ]
    return sorted(placed, key=lambda each: each.begin)


__all__ = ["HIDDEN", "MASK_RE", "Secret", "is_secret_file", "mask", "mask_text", "refused_file", "refused_in"]
