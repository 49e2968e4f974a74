"""Split a paste that mixes several things into named parts: each fence, file and dump a document, prose apart.

A forum post holds sentences and fenced code, `head -n +1 ~/.z*` prints files under headings, a terminal's transcript
shows commands and what they print. What is prose is not read as code. A file that is only itself stays whole: a
part is made where a fence, a heading, a prompt or sentences around it leave no doubt. What comes in from outside is
masked before it is split: of a store of credentials in it one mask is left, which is a part of its own.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence

from ..kinds import recognise
from ..masking.secrets import mask_text, refused_in
from ..records import replace
from ..regexes import regex
from ..shellkinds import only_another_shells
from ..source import PROPOSED, TYPED, Document, Kind
from ..yamlwords import yaml_word
from .aroundlines import AROUND_DIFFS, AROUND_OTHERS, Paste
from .bystanders import without_bystanders
from .calledfunctions import called_in
from .chats import by_chat
from .diffs import begins_diff, by_diffs
from .endings import JSON, by_object, ended
from .fences import by_fences
from .guides import without_guides
from .gutters import have_files_in_front, without_gutter
from .handedfiles import as_read_by_others
from .inlinecode import by_inline_code
from .listings import by_commands, by_headings, by_prompts
from .lists import as_objects, listed
from .objects import by_objects
from .parts import SHELLS, Part, first_filled, name_from_below
from .pastelines import is_code, is_message
from .prose import by_prose
from .said import said_in
from .screens import parted
from .sentences import is_prose
from .told import told_in
from .typed import typed_in
from .undecorated import with_single_marks
from .unmarked import unmarked_in
from .versions import without_versions
from .written import with_written

_EMPTY_OBJECT = "{}\n"
_LINE = regex(r"[^\n]*\n|[^\n]+")
# What people write over a value before they post it: KEY=<your-key>. A shell would stop at the brackets.
_BRACKETED = regex(r"(?<=[A-Z0-9_])=<([^<>\s\"'$`()|&;](?:[^<>\n\"'$`()|&;]{0,58}[^<>\s\"'$`()|&;])?)>(?=\s|$)")
# The same in braces: REGION={your region}
_BRACED = regex(r"(?<=[A-Z0-9_])=\{([A-Za-z][\w./-]{0,40}(?: [\w./-]{1,40}){1,6})\}(?=\s|$)")
# A remark in brackets that a post writes behind a value: KEY=abc (from the dashboard)
_REMARKED = regex(
    r"^([ \t]*(?:export[ \t]+)?[A-Z][A-Z0-9_]*=(?:‹[^‹›\n]{1,100}›|[^\s()‹])+)"
    r"([ \t]+\([ \t]?[A-Za-z][^()\n]{2,80}\))(?=[ \t\r]*$)",
    re.MULTILINE,
)
_ANSWERED = regex(
    r"\"code\": ?4\d\d|(?<![\w.:-])4\d\d(?![\w.:-]\d)|API Error|\b(?:billed|charged|worked|works|resolved|solved)\b"
)
_NOT_PARSED = ("parse error", "syntax error", "o such file or directory")
_FOUND = regex(r"^[^\s:=]{1,300}:\d{1,6}:")
# With a time a log or a chat begins, and no file of a shell.
_TIMED = regex(r"[ \t]*[\[(<]?(?:\d{4}-\d\d-\d\d|\d{1,2}[./]\d{1,2}[./]\d{2,4}|\d{1,2}:\d\d)(?![\w])")
NAMELESS = "pasted text"  # a paste that has no name, in its parts
_MOST_PARTS = 60  # of one paste; what comes after stays one part


def read_pastes(pastes: Iterable[tuple[str, str, Kind | None]], *, taken: Iterable[str] = ()) -> tuple[Document, ...]:
    """Return the documents of several texts, given as name, text and kind (None: not told), each name once.

    `taken` are names that others have already.
    """
    documents: list[Document] = []
    taken = set(taken)
    for name, text, kind in pastes:
        for document in read_paste(name, text, kind):
            unique = document.name
            while unique in taken:
                unique = f"{unique} (in {name})" if document.paste else f"{unique} (again)"
            taken.add(unique)
            documents.append(document if unique == document.name else replace(document, name=unique))
    return as_read_by_others(documents)


def read_paste(name: str, text: str, kind: Kind | None = None) -> tuple[Document, ...]:
    """Return the documents that a text is made of: one as a rule, several where it mixes things.

    A kind that is given overrules what name and text tell; the text is then one document.
    """
    if kind is not None:
        return (Document(name, text, kind),)
    lines = _lines_of(text)
    masks = _stores_in(lines)
    for number in masks:
        lines[number] = _EMPTY_OBJECT  # what is JSON to all that look for fences, headings and prompts around it
    advice = _advice_in(lines, text, masks)
    parts = [part for part in _parts(name, lines, text) if not part.is_blank]
    parts = with_written(name, _refined(parts, lines, is_file=len(parts) == 1 and recognise(name, "") in JSON))
    if advice:
        parts = sorted([*parts, *advice], key=lambda part: part.first)
    if len(parts) > 1 and text.count("\r\n") == text.count("\r") >= len(lines) - 1 > 0:
        _end_as_unix(parts)  # a form or a mail of Windows sends any post so
    stores = [store for part in parts for store in _taken_out(part, masks)] if masks else []
    parts = [part for part in parts if not part.is_blank]
    if len(parts) == 1 and not parts[0].name and len(parts[0].lines) == len(lines) and parts[0] not in stores:
        return (_whole(name, lines, parts[0]), *_documents(name, stores))
    stores = [store for store in stores if store not in parts]
    is_one_store = len(masks) == len(parts) == 1 and parts[0].first == 0
    if not stores and (not parts or is_one_store):
        return (Document(name, text, recognise(name, text)),)
    return _documents(name, [*parts, *stores])


def _lines_of(text: str) -> list[str]:
    """Return the lines of a text as a shell ends them, with one sign where a mail quotes twice: `>> words`."""
    lines = text.splitlines(keepends=True) if "\r" not in text else _LINE.findall(text)
    if "\n>>" in text or text.startswith(">>"):
        lines = with_single_marks(lines)
    if len(lines) != text.count("\n") + (0 if text.endswith("\n") or not text else 1):
        return _LINE.findall(text)  # other characters that Python takes for line ends
    return lines


def _stores_in(lines: Sequence[str]) -> dict[int, str]:
    """Return the masks of stores of credentials by the numbers of their lines, without the signs of a quotation."""
    bare = {number: line.lstrip("> \t") for number, line in enumerate(lines) if "‹" in line}
    return {number: line for number, line in bare.items() if refused_in(line)}


def _advice_in(lines: list[str], text: str, masks: Mapping[int, str]) -> list[Part]:
    """Take what a post quotes of other people's advice out of its lines, and return it; no file is looked through."""
    first = first_filled(lines)
    if not (text.startswith(">") or ("\n>" in text and (is_prose(first) or first.rstrip().endswith(":")))):
        return []
    from .advice import take_advice

    return take_advice(lines, masks)


def _end_as_unix(parts: Sequence[Part]) -> None:
    for part in parts:
        part.lines = [line.removesuffix("\r\n") + "\n" if line.endswith("\r\n") else line for line in part.lines]


def _whole(name: str, lines: Sequence[str], part: Part) -> Document:
    """Return the document of a paste that is one thing; `lines` are its own before the part was made of them."""
    text = part.text
    kind = part.kind if part.kind is not None else recognise(name, text)
    if kind in SHELLS and (_is_log(lines) or _TIMED.match(first_filled(lines))):
        kind = Kind.TEXT
    if kind is Kind.ZSH and name == PROPOSED:
        kind = only_another_shells(text) or (Kind.TEXT if yaml_word(Document("", text, Kind.TEXT), "") else kind)
    shown = NAMELESS if kind is Kind.TEXT and name == PROPOSED else name  # sentences are no start-up file
    return Document(shown, text, kind)


def _is_log(lines: Sequence[str]) -> bool:
    """Tell whether a text holds a message that a program printed, and no line that is code."""
    return any("rror" in line for line in lines) and not any(map(is_code, lines)) and any(map(is_message, lines))


def _refined(parts: Sequence[Part], lines: Sequence[str], *, is_file: bool) -> list[Part]:
    """Return the parts, and what sentences hold that is none: the client's screen, lists, commands that were typed.

    `is_file`: the text is one settings file, and what stands below its object is a mistake in it.
    """
    whole = parts if is_file else [each for part in parts for each in ended(part)]
    found = [each for part in whole for screen in parted(part) for each in listed(screen, is_alone=len(parts) == 1)]
    name_from_below(found)
    as_objects(found)
    if any("{" in line for line in lines):
        from .sentencejson import in_sentences

        if within := [*in_sentences(found)]:
            found = sorted([*found, *within], key=lambda part: part.first)
    if any("settings" in line and ":" in line for line in lines):
        from .sentencejson import members_in

        found = [*found, *members_in(found)]
    if any(part.kind in (None, Kind.TEXT) and not part.name for part in found) and any("=" in line for line in lines):
        from .filelines import quoted_lines

        found = [*found, *quoted_lines(found)]
    typed = [*typed_in(found)] or [*called_in(found, lines)]
    if not typed and any(" --" in line or "`--" in line for line in lines):
        from .optionlists import options_in

        typed = [*options_in(found)]
    if any("setx" in line or "SetEnvironmentVariable" in line for line in lines):
        from .newwindows import in_new_windows

        in_new_windows([*found, *typed])
    return [*found, *(typed or (*said_in(found), *([*unmarked_in(found, lines)] or told_in(found))))]


def _taken_out(part: Part, masks: Mapping[int, str]) -> Iterator[Part]:
    """Yield the stores of credentials in a part, masked: the part itself where it is nothing else, or taken out."""
    for index, line in enumerate(part.lines):
        number = part.first + index
        if number not in masks or line.strip("> \t\r\n") != _EMPTY_OBJECT.strip():
            continue
        part.lines[index] = "\n"  # the others keep their numbers
        if part.is_blank:
            part.lines, part.first, part.kind = [masks[number]], number, Kind.LOGIN_FILE
            part.name = part.name or _store_name(number)
            yield part
            return
        yield Part(number, [masks[number]], _store_name(number), Kind.LOGIN_FILE)


def _store_name(number: int) -> str:
    return f"credentials on line {number + 1}"


def _parts(name: str, lines: Sequence[str], text: str) -> list[Part]:
    """Return the parts of a paste in order."""
    if lines and lines[0].startswith("#!"):
        return [Part(0, list(lines))]  # a script, whatever it prints
    paste = Paste(text, list(lines), first_filled(lines), first_filled(lines[::-1]))
    paste.take_off(AROUND_DIFFS)
    if "@@ -" in text and (begins_diff(paste.first) or paste.is_post):
        parts = by_diffs(Part(0, paste.lines))
        if parts is not None:
            return parts
    paste.take_off(AROUND_OTHERS)
    whole = Part(0, paste.lines)
    for split in _SPLITS:
        parts = split(name, whole)
        if parts is not None:
            return parts
    return [whole]


def _by_files(_name: str, whole: Part) -> list[Part] | None:
    """Return what `grep` printed where nothing but the files in front of the lines shows it."""
    if whole.is_blank or not have_files_in_front(whole.lines):
        return None
    from .grepped import grepped

    return list(grepped((), whole))


def _by_found_lines(name: str, whole: Part) -> list[Part] | None:
    """Return what `grep -n` printed, apart from the sentences around it; few posts hold it, so it is loaded late."""
    if not any(map(_FOUND.search, whole.lines)):
        return None
    from .grepped import by_found_lines

    return by_found_lines(name, whole)


# In the order in which they are tried: the first that parts a text counts.
_SPLITS = (
    *(by_chat, by_fences, by_inline_code, by_commands, by_headings, by_prompts),
    *(_by_files, _by_found_lines, by_object, by_objects, by_prose),
)


def _documents(paste: str, parts: Sequence[Part]) -> tuple[Document, ...]:
    """Return the parts as documents, each with a name of its own."""
    parts = _bounded(parts)
    default = recognise(paste, "")
    hides = _tells_of_an_answer(parts)
    documents: list[Document] = []
    taken: set[str] = set()
    for part in parts:
        part.lines = without_gutter(part.lines) or part.lines
        _drop_blank_head(part)
        kind = _kind_of(part, default, is_alone=len(parts) == 1)
        if hides and kind in SHELLS:
            part.lines = _with_left_out(part.lines)
        name = mask_text(part.name) or _numbered(kind, part)
        if name in taken:
            name = f"{name} (line {part.first + 1})"
        taken.add(name)
        documents.append(Document(name, part.text, kind, part.first + 1, paste or NAMELESS))
    return without_versions(without_guides([*without_bystanders(documents)]))


def _bounded(parts: Sequence[Part]) -> Sequence[Part]:
    """Return the parts, what comes after as many as a post has as one text."""
    if len(parts) <= _MOST_PARTS:
        return parts
    rest = parts[_MOST_PARTS - 1 :]
    text = Part(rest[0].first, [line for part in rest for line in part.lines], kind=Kind.TEXT)
    return [*parts[: _MOST_PARTS - 1], text]


def _drop_blank_head(part: Part) -> None:
    """Begin a part at its first filled line; what was typed, and an answer of nothing, is as long as its place."""
    while not part.name.startswith(TYPED) and not part.is_answer and part.lines and not part.lines[0].strip():
        part.lines.pop(0)
        part.first += 1


def _kind_of(part: Part, default: Kind, *, is_alone: bool) -> Kind:
    """Return the kind of a part: told already, by its name and text, or as code that nothing names beside other parts.

    Of such code `default`, what the paste's own name says, tells the shell, unless it can only be another's.
    """
    kind = part.kind if part.kind is not None else recognise(part.name or "", part.text)
    if kind not in SHELLS or part.name:
        return kind
    if part.kind is None and default in SHELLS and not is_alone and recognise("", part.text) is Kind.ZSH:
        kind = default
    return Kind.TEXT if _TIMED.match(first_filled(part.lines)) else kind


def _with_left_out(lines: Sequence[str]) -> list[str]:
    """Return lines of a shell with what people write over a value before they post it as a value, or as a remark."""
    lines = [_BRACKETED.sub(r'="<\1>"', line) if "=<" in line else line for line in lines]
    lines = [_REMARKED.sub(_blanked, line) if "(" in line else line for line in lines]
    return [_BRACED.sub(r'="{\1}"', line) if "={" in line else line for line in lines]


def _blanked(remarked: re.Match[str]) -> str:
    return remarked[1] + " " * len(remarked[2])


def _tells_of_an_answer(parts: Sequence[Part]) -> bool:
    """Tell whether a post's sentences say what a server answered, and not that a shell could not read a line.

    Then something was sent, so that what stands in brackets for a key is only written so in the post.
    """
    said = "".join(line for part in parts if part.kind is Kind.TEXT for line in part.lines)
    return _ANSWERED.search(said) is not None and not any(word in said for word in _NOT_PARSED)


def _numbered(kind: Kind, part: Part) -> str:
    """Return a name for a part that nothing names: what it is, and its lines."""
    count = len(part.lines) - next((n for n, line in enumerate(reversed(part.lines)) if line.strip()), 0)
    lines = f"line {part.first + 1}" if count == 1 else f"lines {part.first + 1}–{part.first + count}"
    what = {
        Kind.TEXT: "text",
        Kind.LISTED: "list",
        Kind.TOLD: "what is told",
        Kind.STATUS: "what Claude Code shows",
    }.get(kind, "code")
    return f"{what} on {lines}"
