"""Turn words into what the shell makes of them: one value, or fields, or a pattern."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from ..environment import ProblemKind
from . import tree
from .braces import expand_braces
from .budget import MAX_VALUE, MAX_WORDS, TooMuch
from .buffer import MASK
from .machine import Machine, Signal, joined
from .parameters import Found, arithmetic, failure, parameter
from .patterns import Pattern, Piece
from .specials import STANDARD
from .values import Array, Text, Unknown

_GLOB = re.compile(r"[*?\[]")
_TILDE = re.compile(r"~(?:\+|-|[A-Za-z_][A-Za-z0-9_-]*)?(?=[/:]|$)")

# One field while it grows: pieces of text, each with "means more than itself" (pattern) and "was quoted".
Chunk = tuple[Text, bool, bool]


def substitute(m: Machine, part: tree.Substitution) -> Text:
    """Return what `$(…)` prints, without the line breaks at its end."""
    file = _read_file(part)
    if file is not None:
        from .programs import file_text  # the programs that a substitution may run need words in their turn

        text = file_text(m, file, part.begin)
    else:
        stdin, m.stdin = m.stdin, None
        try:
            text = m.capture(lambda: m.run_block(part.body))
        finally:
            m.stdin = stdin
    return text if isinstance(text, Unknown) else text.replace("\0", "").rstrip("\n")


def _read_file(part: tree.Substitution) -> tree.Word | None:
    """Return the word of `$(<file)`; None for any other substitution."""
    if len(part.body.chains) != 1 or part.body.chains[0].links:
        return None
    body = part.body.chains[0].first.commands[0].body
    if isinstance(body, tree.Simple) and not body.words and not body.assigns and len(body.redirects) == 1:
        redirect = body.redirects[0]
        return redirect.target if redirect.operator == "<" else None
    return None


def part_value(m: Machine, part: tree.Part, *, assigning: bool) -> Found:
    """Return what one expansion stands for."""
    m.budget.spend()
    if isinstance(part, tree.Parameter):
        with m.budget:
            return parameter(m, part, assigning=assigning)
    if isinstance(part, tree.Arithmetic):
        with m.budget:
            return Found(arithmetic(m, expand_text(m, part.expression, tilde=False), part.begin))
    if isinstance(part, tree.Substitution):
        with m.budget:
            return Found(substitute(m, part), split=True)
    if isinstance(part, tree.ProcessSubstitution):
        return Found(m.unknown(part.begin, "uses the output of a command as a file", filled=True))
    return Found(part.text)


def expand_text(m: Machine, word: tree.Word, *, tilde: bool = True, assigning: bool = False) -> Text:
    """Return the word as one value: as in an assignment, nothing is split and no file names are made."""
    texts: list[Text] = []
    size = 0
    for index, part in enumerate(word.parts):
        if isinstance(part, tree.Literal):
            text: Text = part.text
            if tilde and not part.quoted and "~" in part.text:
                text = _tildes(
                    m, part.text, word, first=index == 0, last=index == len(word.parts) - 1, colons=assigning
                )
            if assigning and index == 0 and part.text[:1] == "=" and _is_program(m, part):
                text = Unknown(f"{m.line(word.begin)} looks for a program on the machine", filled=True)
        else:
            found = part_value(m, part, assigning=True)
            text = found.as_text(m, quoted=part.quoted if not isinstance(part, tree.ProcessSubstitution) else False)
        size += len(text) if isinstance(text, str) else 0
        if size > MAX_VALUE:
            return Unknown(f"{m.line(word.begin)} makes a value that is too long")
        m.budget.spend(1 + size // 256)
        texts.append(text)
    return joined(texts)


def _is_program(m: Machine, part: tree.Literal) -> bool:
    """Tell whether zsh takes a value for the name of a program: `NAME==ls`."""
    return m.zsh and not part.quoted and len(part.text) > 1 and m.option("equals")


def _tildes(m: Machine, text: str, word: tree.Word, *, first: bool, last: bool, colons: bool) -> Text:
    """Expand `~` at the start of a word, and behind each colon in an assignment."""
    pieces = re.split("(:)", text) if colons else [text]
    result: list[Text] = []
    for index, piece in enumerate(pieces):
        at_start = (index == 0 and first) or index > 0
        ends = index < len(pieces) - 1 or last
        found = _TILDE.match(piece) if at_start else None
        if found and (found.end() < len(piece) or ends):
            result.append(home(m, found.group()[1:], word.begin))
            result.append(piece[found.end() :])
        else:
            result.append(piece)
    return joined(result)


def home(m: Machine, user: str, begin: int) -> Text:
    """Return a home directory: `~`, `~+`, `~name`."""
    if user in ("", "+", "-"):
        value = m.variable({"": "HOME", "+": "PWD", "-": "OLDPWD"}[user]).value
        if isinstance(value, str | Unknown):
            return value
        if not user:
            return "" if m.zsh else m.unknown(begin, "uses your home directory", filled=True)
        return "~" + user
    if m.zsh and not m.option("posixidentifiers"):
        named = m.cells.get("d:" + user)
        if named is not None:
            return m.unknown(begin, "uses a named directory", filled=True)
    unknown = m.unknown(begin, "uses the home directory of another user", filled=True)
    if m.zsh and user != "root" and not m.in_child:
        _may_abort(m, unknown)
    return unknown


def expand_fields(m: Machine, words: Sequence[tree.Word], *, glob: bool = True) -> list[Text]:
    """Return the arguments that the words become; an unknown one with `many` stands for any number."""
    fields: list[Text] = []
    for word in words:
        if word.plain is not None and word.raw == word.plain and not re.search(r"[*?\[~={(<^#]", word.plain):
            m.budget.spend()
            fields.append(word.plain)
            continue
        for single in expand_braces(word, m.budget, zsh=m.zsh):
            fields.extend(_fields(m, single, glob=glob))
        if len(fields) > MAX_WORDS:
            raise TooMuch(f"{m.line(word.begin)} makes too many words")
    return fields


def _fields(m: Machine, word: tree.Word, *, glob: bool) -> list[Text]:
    made: list[list[Chunk]] = [[]]
    for index, part in enumerate(word.parts):
        if isinstance(part, tree.Literal):
            text: Text = part.text
            if not part.quoted and index == 0 and part.text.startswith(("~", "=")):
                text = _leading(m, part.text, word, last=len(word.parts) == 1)
            elif not part.quoted and not m.zsh and "=~" in part.text and re.match(r"\w+=~", part.text):
                pass
            made[-1].append((text, not part.quoted, part.quoted))
            continue
        found = part_value(m, part, assigning=False)
        quoted = isinstance(part, tree.Parameter | tree.Substitution | tree.Arithmetic) and part.quoted
        pieces = found.as_fields(m, quoted=quoted)
        active = not quoted and (not m.zsh or m.option("globsubst") or found.glob)
        if not pieces:
            continue
        for number, (piece, starts_new) in enumerate(pieces):
            if starts_new and (number > 0 or made[-1]):
                made.append([])
            made[-1].append((piece, active, quoted or found.keep_empty))
        if found.open_end and not quoted:
            made.append([])
        m.budget.spend(len(pieces))
    fields: list[Text] = []
    for chunks in made:
        field = _finish(m, chunks, word, glob=glob)
        fields.extend(field)
    return fields


def _leading(m: Machine, text: str, word: tree.Word, *, last: bool) -> Text:
    """Expand `~` and zsh's `=program` at the start of a word."""
    if text.startswith("="):
        if not m.zsh or len(text) < 2 or not m.option("equals"):
            return text
        if not re.match(r"=[A-Za-z_.0-9+=~-]", text):
            return text
        if not last or not re.fullmatch(r"=[a-z][a-z0-9_.+-]{0,12}", text) or text.startswith("=sk-"):
            failure(m, word.begin, word.stop, "zsh takes a word that begins with = for the path of a program")
        unknown = m.unknown(word.begin, "looks for a program on the machine", filled=True)
        if text[1:] not in STANDARD:
            _may_abort(m, unknown)
        return unknown
    found = _TILDE.match(text)
    if not found or (found.end() == len(text) and not last) or text[found.end() : found.end() + 1] == ":":
        return text
    place = home(m, found.group()[1:], word.begin)
    return place if isinstance(place, Unknown) else place + text[found.end() :]


def _finish(m: Machine, chunks: list[Chunk], word: tree.Word, *, glob: bool) -> list[Text]:
    """Return a finished field as no, one or (file names) any number of arguments."""
    for text, _, _ in chunks:
        if isinstance(text, Unknown):
            return [text]
    text = "".join(str(chunk[0]) for chunk in chunks)
    if m.zsh and text.startswith("=") and len(text) > 1 and m.option("equals") and chunks[0][0] == "":
        failure(m, word.begin, word.stop, "zsh takes a word that begins with = for the path of a program")
    if not text and not any(quoted for _, _, quoted in chunks):
        return []
    if glob and m.option("glob") and _has_pattern(m, chunks):
        return _file_names(m, text, word)
    return [text]


def _has_pattern(m: Machine, chunks: list[Chunk]) -> bool:
    active = "".join(str(text) if flag else "x" for text, flag, _ in chunks)
    if m.zsh and re.search(r"\(|<\d*-\d*>|\|", active):
        return True
    if re.search(r"[*?]", active):
        return True
    return re.search(r"\[[^\]]*\]", active) is not None and active not in ("[", "]", "[[", "]]")


def _file_names(m: Machine, text: str, word: tree.Word) -> list[Text]:
    """Return what a pattern of file names stands for: nobody but the machine knows."""
    unknown = m.unknown(word.begin, "lists files by a pattern", many=True)
    if not m.zsh:
        return [unknown]
    qualifier = re.search(r"\([^()]*[ND][^()]*\)$", text)
    if (
        m.option("nomatch")
        and not m.in_child
        and not m.option("nullglob")
        and not qualifier
        and not m.option("cshnullglob")
    ):
        m.problem(
            ProblemKind.ABORTS_FILE,
            word.begin,
            word.stop,
            "If no file matches this pattern, zsh stops reading the file here.",
        )
        _may_abort(m, unknown)
    return [unknown]


def _may_abort(m: Machine, why: Unknown) -> None:
    """Go on, and remember that zsh may have given up the file here."""

    def abort() -> None:
        raise Signal("abort")

    m.fork((lambda: None, abort), replace(why, many=False))


def expand_pattern(m: Machine, word: tree.Word, *, tilde: bool = True) -> Pattern | Unknown:
    """Return the word as a pattern; what is quoted, and in zsh what comes out of variables, means itself."""
    pieces: list[Piece] = []
    for index, part in enumerate(word.parts):
        if isinstance(part, tree.Literal):
            text: Text = part.text
            if tilde and index == 0 and not part.quoted and part.text.startswith("~"):
                text = _leading(m, part.text, word, last=len(word.parts) == 1)
            active = not part.quoted
        else:
            found = part_value(m, part, assigning=True)
            quoted = not isinstance(part, tree.ProcessSubstitution) and part.quoted
            text = found.as_text(m, quoted=quoted)
            active = not quoted and (not m.zsh or m.option("globsubst") or found.glob)
        if isinstance(text, Unknown):
            return text
        if active and m.zsh and m.option("extendedglob") and re.search(r"[\^~#]", text):
            return m.unknown(word.begin, "uses an extended pattern")
        pieces.extend(_masks_apart(text, active=active))
    return Pattern(pieces, m.budget, zsh=m.zsh, extglob=True)


def _masks_apart(text: str, *, active: bool) -> list[Piece]:
    """Return the text as pieces, with masked values in pieces of their own that mean themselves."""
    if not active or "‹" not in text:
        return [Piece(text, active)]
    pieces: list[Piece] = []
    position = 0
    for mask in MASK.finditer(text):
        pieces.extend((Piece(text[position : mask.start()], True), Piece(mask.group(), False)))
        position = mask.end()
    return [*pieces, Piece(text[position:], True)]


def expand_array(m: Machine, literal: tree.ArrayLiteral) -> Array:
    """Return the elements of `(a b c)`."""
    return Array(tuple(expand_fields(m, literal.items)))


def with_home(m: Machine, word: tree.Word) -> Text:
    """Expand a path with the home directory written `~`, so that it can be compared with a document's name."""
    mark = m.cells.mark()
    m.put_variable("HOME", replace(m.variable("HOME"), value="~", maybe_unset=False))
    try:
        m.hidden += 1
        fields = _fields(m, word, glob=False)
    finally:
        m.hidden -= 1
        m.cells.rollback(mark)
    return fields[0] if len(fields) == 1 else Unknown("")
