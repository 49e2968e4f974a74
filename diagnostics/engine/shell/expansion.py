"""Turn words into what the shell makes of them: one value, or fields, or a pattern."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby

from ..records import replace
from ..regexes import regex
from . import tree
from .braces import Bare, Chunk, expand_braces, spread_braces
from .budget import MAX_VALUE, MAX_WORDS, TooMuch
from .control import Signal
from .filenames import finished
from .found import Found, Kept
from .homes import ASSIGNMENT_LIKE, Marked, bash_places, head_of, zsh_places
from .machine import Machine
from .parameters import parameter
from .rereading import block_now, file_of
from .values import Array, Text, Unknown, joined

_SPECIAL = regex(r"[*?\[~({<|#^]")
_MEANS_MORE = regex(r"[*?\[~={(<^#]")


def substitute(m: Machine, part: tree.Substitution) -> Text:
    """Return what `$(…)` prints, without the line breaks at its end."""
    m.colons = False
    body = block_now(m, part)
    if body is None:
        return m.unknown(part.begin, "has an alias that cannot be read there")
    file = file_of(body)
    if file is not None:
        from .programs import file_text  # the programs that a substitution may run need words in their turn

        text = file_text(m, file, part.begin)
        m.status = 0 if isinstance(text, str) else m.unknown(part.begin, "reads a file", is_set=False)
    else:
        inherits = m.zsh or m.option("inheriterrexit") or m.option("posix") or not m.option("errexit")

        def run() -> None:
            if not inherits:
                m.set_option("errexit", on=False)  # bash takes `set -e` back for what is substituted
            m.run_block(body)

        text = m.capture(run)
        if not body.chains:
            m.status = 0
    m.substituted += 1
    if m.zsh and isinstance(text, str) and "\0" in text:
        return m.unknown(part.begin, "keeps a null character, where programs see the text end")
    return text if isinstance(text, Unknown) else text.replace("\0", "").rstrip("\n")


def part_value(m: Machine, part: tree.Part, *, assigning: bool) -> Found:
    """Return what one expansion stands for."""
    m.budget.spend()
    if isinstance(part, tree.Parameter):
        with m.budget:
            return parameter(m, part, assigning=assigning)
    if isinstance(part, tree.Arithmetic):
        with m.budget:
            text = expand_text(m, part.expression, tilde=False)
            if isinstance(text, Unknown):
                from .calculating import forget_set

                forget_set(m, part.expression.raw, text)
            from .calculating import arithmetic

            return Found(arithmetic(m, text, part.begin))
    if isinstance(part, tree.Substitution):
        with m.budget:
            return Found(substitute(m, part), split=True)
    if isinstance(part, tree.ProcessSubstitution):
        return Found(m.unknown(part.begin, "uses the output of a command as a file", filled=True))
    return Found(part.text)


def expand_text(
    m: Machine, word: tree.Word, *, tilde: bool = True, assigning: bool = False, values: bool = False
) -> Text:
    """Return the word as one value: as in an assignment, nothing is split and no file names are made.

    With `values` bash reads `~` behind the equals sign of what looks like an assignment.
    """
    asked = m.asked
    head = head_of(word) if values and not m.zsh else ""
    text = _expand_text(m, word, tilde=tilde, assigning=assigning or head != "", head=head)
    if m.asked == asked or isinstance(text, str) or m.world is not None:
        return text

    def again() -> str:
        made = _expand_text(m, word, tilde=tilde, assigning=assigning or head != "", head=head)
        if isinstance(made, Unknown):
            raise Signal("return")
        return made

    from .computer import on_every

    same = on_every(m, again)
    return text if same is None else same


def _expand_text(m: Machine, word: tree.Word, *, tilde: bool, assigning: bool, head: str = "") -> Text:
    texts: list[Text] = []
    size = 0
    places = False
    colons = assigning and not head
    for index, part in enumerate(word.parts):
        if isinstance(part, tree.Literal):
            text: Text = part.text
            if (
                tilde
                and not part.quoted
                and ("~" in part.text or (m.zsh and "=" in part.text and (assigning or not index)))
            ):
                if m.zsh:
                    places = True
                else:
                    ends = index == len(word.parts) - 1
                    name, head = head, ""
                    rest = part.text[len(name) :]
                    pieces = bash_places(m, rest, word.begin, first=index == 0, last=ends, colons=assigning)
                    text = joined([name, *pieces])
        else:
            m.colons = colons
            found = part_value(m, part, assigning=True)
            m.colons = False
            quoted = part.quoted if not isinstance(part, tree.ProcessSubstitution) else False
            text = found.as_text(m, quoted=quoted, assigning=assigning and not head)
        size += len(text) if isinstance(text, str) else 0
        if size > MAX_VALUE:
            return Unknown(f"{m.line(word.begin)} makes a value that is too long")
        m.budget.spend(1 + size // 1024)
        texts.append(text)
    whole = joined(texts)
    if not places or isinstance(whole, Unknown):
        return whole
    marks = "".join(
        ("1" if _active(m, part) else "0") * len(str(made)) for part, made in zip(word.parts, texts, strict=True)
    )
    placed = zsh_places(m, Marked(whole, marks), word.begin, word.stop, assigning=assigning)
    return placed if isinstance(placed, Unknown) else placed.text


def _active(m: Machine, part: tree.Part) -> bool:
    """Tell whether what a part gives may mean more than itself in zsh."""
    if isinstance(part, tree.Literal):
        return not part.quoted
    return isinstance(part, tree.Parameter | tree.Substitution) and not part.quoted and m.option("globsubst")


def expand_fields(
    m: Machine,
    words: Sequence[tree.Word],
    *,
    glob: bool = True,
    assigning: bool = False,
    magic: bool = False,
    homes: bool = True,
) -> list[Text]:
    """Return the arguments that the words become; an unknown one with `many` stands for any number.

    `assigning` words are elements of an array; in zsh `magic` ones are arguments of a declaration: both know other
    places of `~`. Without `homes` bash reads no `~` behind an equals sign.
    """
    magic = m.zsh and (magic or m.option("magicequalsubst"))
    fields: list[Text] = []
    for word in words:
        plain = word.plain
        if plain is not None and word.raw == plain and not _MEANS_MORE.search(plain):
            m.budget.spend()
            fields.append(plain)
            continue
        words_made = _braced(m, word)
        held = "{" in word.raw and (".." in word.raw or m.option("braceccl")) and not m.option("ignorebraces")
        several = len(words_made) > 1 or held
        if several and m.zsh and not all(isinstance(part, tree.Literal) for part in word.parts):
            fields.extend(_spread(m, word, glob=glob, assigning=assigning, magic=magic))
            continue
        for single in words_made:
            made = _fields(m, single, glob=glob, assigning=assigning, magic=magic, homes=homes)
            hollow = not made and not any(isinstance(part, tree.Literal) and part.text for part in single.parts)
            fields.extend([""] if hollow and m.zsh and len(words_made) > 1 else made)  # zsh keeps empty ones of braces
        if len(fields) > MAX_WORDS:
            raise TooMuch(f"{m.line(word.begin)} makes too many words")
    return fields


def _fields(
    m: Machine, word: tree.Word, *, glob: bool, assigning: bool = False, magic: bool = False, homes: bool = True
) -> list[Text]:
    literal = _literal(word, magic=magic)
    if literal is not None:
        return [literal]
    fields: list[Text] = []
    for chunks in _cut(m, word, values=homes and not assigning):
        if m.zsh and _holds_places(chunks, everywhere=assigning or magic):
            chunks = _zsh_chunks(m, chunks, word, assigning=assigning, magic=magic)
        fields.extend(finished(m, chunks, word, glob=glob))
    return fields


def _spread(m: Machine, word: tree.Word, *, glob: bool, assigning: bool, magic: bool) -> list[Text]:
    """Return the arguments that a word of zsh with braces becomes, which are read once the variables are expanded."""
    fields: list[Text] = []
    classes = m.option("braceccl")
    for chunks in _cut(m, word, values=False, braces=True):
        ranges = any(isinstance(text, Bare) and (".." in text or (classes and "{" in text)) for text, _, _ in chunks)
        if any(isinstance(text, Unknown) and (text.many or ranges) for text, _, _ in chunks):
            return [m.unknown(word.begin, "makes several words with braces", many=True)]
        spread = spread_braces(chunks, m.budget, classes=classes)
        for one in spread:
            if _holds_places(one, everywhere=assigning or magic):
                one = _zsh_chunks(m, one, word, assigning=assigning, magic=magic)
            made = finished(m, one, word, glob=glob)
            hollow = len(spread) > 1 and not made and not any(text for text, _, _ in one)
            fields.extend([""] if hollow else made)  # it keeps empty ones of braces
    return fields


def _cut(m: Machine, word: tree.Word, *, values: bool, braces: bool = False) -> list[list[Chunk]]:
    """Return the fields that a word falls into, in pieces; with `braces` what may hold some is `Bare`.

    With `values` bash reads `~` behind the equals sign of what looks like an assignment.
    """
    made: list[list[Chunk]] = [[]]
    width = 1  # how many of the last fields grow together, behind zsh's ${^NAME}
    opened = 0  # where in the last field the double quotes began that are being read
    colons = False  # behind the name of what looks like an assignment
    hollow = False  # they hold a "$@" without elements, which leaves nothing, not even an empty word
    for index, part in enumerate(word.parts):
        if isinstance(part, tree.Literal):
            if not part.text or not part.quoted:
                opened, hollow = len(made[-1]), False
            text: Text = part.text
            if not m.zsh and not part.quoted and "~" in part.text and index == 0:
                text = _bash_tildes(m, part.text, word, values=values)
            elif not m.zsh and not part.quoted and colons and "~" in part.text:
                ends = index == len(word.parts) - 1
                text = joined(bash_places(m, part.text, word.begin, first=False, last=ends, colons=True))
            colons = colons or (values and not index and not m.zsh and head_of(word) != "")
            if braces and not part.quoted:
                text = Bare(part.text)
            for chunks in made[-width:] if width > 1 else (made[-1],):
                chunks.append((text, not part.quoted, part.quoted))
            continue
        found = part_value(m, part, assigning=False)
        quoted = isinstance(part, tree.Parameter | tree.Substitution | tree.Arithmetic) and part.quoted
        pieces = found.as_fields(m, quoted=quoted)
        if m.zsh and not quoted and isinstance(found.value, Array) and _keeps_empty(m, part, found):
            pieces = [(item, True) for item in found.items()]
        active = not quoted and (not m.zsh or m.option("globsubst") or found.glob)
        if not pieces:
            if m.zsh and found.is_list(quoted=quoted) and _multiplies(m, part):
                return made[:-width]  # each of no elements: there is no word
            if quoted:
                hollow = True
                made[-1][opened:] = [(text, flag, False) for text, flag, _ in made[-1][opened:]]
            continue
        if m.zsh and found.is_list(quoted=quoted) and _multiplies(m, part):
            added = [(piece, active, quoted or found.keep_empty) for piece, _ in pieces]
            made[-width:] = [[*chunks, chunk] for chunks in made[-width:] for chunk in added]
            width *= len(added)
            m.budget.spend(width)
            if width > MAX_WORDS:
                raise TooMuch(f"{m.line(word.begin)} makes too many words")
            continue
        for number, (piece, starts_new) in enumerate(pieces):
            if starts_new and (number > 0 or made[-1]):
                made.append([])
                opened, width = 0, 1
            for chunks in made[-width:] if width > 1 else (made[-1],):
                kept = (quoted and not hollow) or found.keep_empty or isinstance(piece, Kept)
                chunks.append((piece, active, kept))
        if found.open_end and not quoted:
            made.append([])
        m.budget.spend(len(pieces))
    return made


def _multiplies(m: Machine, part: tree.Part) -> bool:
    """Tell whether zsh repeats the whole word for each element: `${^NAME}`."""
    hats = part.prefixes.count("^") if isinstance(part, tree.Parameter) else 0
    return hats == 1 if hats else isinstance(part, tree.Parameter) and m.option("rcexpandparam")


def _keeps_empty(m: Machine, part: tree.Part, found: Found) -> bool:
    """Tell whether empty elements count: `p${^LIST}s` makes a word of each, which is not empty."""
    return _multiplies(m, part) and not found.forced and not m.option("shwordsplit")


def _braced(m: Machine, word: tree.Word) -> list[tree.Word]:
    """Return the words that the braces of a word make."""
    if m.zsh and m.option("ignorebraces"):
        return [word]
    return expand_braces(word, m.budget, zsh=m.zsh, classes=m.zsh and m.option("braceccl"))


def several_words(begin: int, stop: int) -> tree.Word:
    """Return a word that stands for an unknown number of unknown ones."""
    return tree.Word((tree.Parameter("", operator="?several", begin=begin),), begin, stop)


def _literal(word: tree.Word, *, magic: bool) -> str | None:
    """Return the text of a word that stands for itself alone; None where anything in it means more."""
    texts: list[str] = []
    for part in word.parts:
        if not isinstance(part, tree.Literal):
            return None
        text = part.text
        if not part.quoted and (_SPECIAL.search(text) or (text[:1] == "=" and not texts) or (magic and "=" in text)):
            return None
        texts.append(text)
    return "".join(texts) if texts else None


def _holds_places(chunks: list[Chunk], *, everywhere: bool) -> bool:
    """Tell whether a field of zsh may hold `~` or `=program` where they mean something."""
    for text, flag, _ in chunks:
        if isinstance(text, Unknown):
            return False
        if everywhere:
            if flag and ("~" in text or "=" in text):
                return True
        elif text:
            return flag and text[0] in "~="
    return False


def _bash_tildes(m: Machine, text: str, word: tree.Word, *, values: bool) -> Text:
    """Expand `~` at the start of bash's word, or of the value in a word that looks like an assignment."""
    last = len(word.parts) == 1
    name = ASSIGNMENT_LIKE.match(text) if values else None
    head = name.group() if name else ""
    places = bash_places(m, text[len(head) :], word.begin, first=True, last=last, colons=bool(head))
    return joined([head, *places])


def _zsh_chunks(m: Machine, chunks: list[Chunk], word: tree.Word, *, assigning: bool, magic: bool) -> list[Chunk]:
    """Return a field with zsh's `~` and `=program` expanded, which happens when everything else is done."""
    text = "".join(chunk[0] for chunk in chunks if isinstance(chunk[0], str))
    if any(isinstance(chunk[0], Unknown) for chunk in chunks):
        return chunks
    marks = "".join(("1" if flag else "0") * len(str(text)) for text, flag, _ in chunks)
    made = zsh_places(m, Marked(text, marks), word.begin, word.stop, assigning=assigning, magic=magic)
    if isinstance(made, Unknown):
        return [(made, False, False)]
    if made.text == text:
        return chunks
    quoted = any(chunk[2] for chunk in chunks)
    return [("".join(c for c, _ in run), flag == "1", quoted) for flag, run in _runs(made)] or [("", False, quoted)]


def _runs(word: Marked) -> Iterator[tuple[str, list[tuple[str, str]]]]:
    """Yield the pieces of a word that are all unquoted ("1") or all not."""
    return ((flag, list(run)) for flag, run in groupby(zip(word.text, word.active, strict=True), lambda pair: pair[1]))


def expand_array(m: Machine, literal: tree.ArrayLiteral) -> Array:
    """Return the elements of `(a b c)`."""
    return Array(tuple(expand_fields(m, literal.items, assigning=True)))


def _simple_path(word: tree.Word) -> str | None:
    """Return a path of literal text and $HOME with the home directory written `~`; None for any other."""
    texts: list[str] = []
    for index, part in enumerate(word.parts):
        if isinstance(part, tree.Literal):
            tilde = index == 0 and not part.quoted and (part.text == "~" or part.text.startswith("~/"))
            if not part.quoted and not tilde and _SPECIAL.search(part.text):
                return None
            texts.append(part.text)
        elif (
            isinstance(part, tree.Parameter)
            and part.name == "HOME"
            and part == tree.Parameter("HOME", part.quoted, part.braced, begin=part.begin)
        ):
            texts.append("~")
        else:
            return None
    return "".join(texts)


def with_home(m: Machine, word: tree.Word) -> Text:
    """Expand a path with the home directory written `~`, so that it can be compared with a document's name."""
    simple = _simple_path(word)
    if simple is not None:
        return simple
    mark = m.cells.mark()
    m.put_variable("HOME", replace(m.variable("HOME"), value="~", maybe_unset=False))
    try:
        m.hidden += 1
        fields = _fields(m, word, glob=False)
    finally:
        m.hidden -= 1
        m.cells.rollback(mark)
    if len(fields) != 1:
        return Unknown("")
    return fields[0].place or fields[0] if isinstance(fields[0], Unknown) else fields[0]
