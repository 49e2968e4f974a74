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
from .bystanders import without_bystanders
from .calledfunctions import called_in
from .chats import by_chat
from .diffs import begins_diff, by_diffs, with_changes
from .endings import JSON, by_object, ended
from .fences import by_fences
from .guides import without_guides
from .gutters import (
    EMPHASISED,
    FRAMED,
    RULERS,
    TAGS,
    have_files_in_front,
    moved_left,
    unquoted,
    with_fences,
    without_emphasis,
    without_frame,
    without_gutter,
    without_margins,
    without_numbers_within,
    without_rulers,
)
from .handedfiles import as_read_by_others
from .history import REMEMBERED, with_prompts
from .inlinecode import by_inline_code, rejoined
from .listings import by_commands, by_headings, by_prompts
from .lists import as_objects, listed
from .objects import by_objects
from .parts import SHELLS, Part, name_from_below
from .pastelines import is_code, is_message
from .prose import by_prose
from .said import said_in
from .screens import ELBOW, parted, without_elbows
from .sentences import is_prose
from .told import told_in
from .typed import typed_in
from .undecorated import with_single_marks, with_traces_typed, without_struck, without_times
from .unmarked import unmarked_in
from .versions import without_versions
from .written import with_written

_EMPTY_OBJECT = "{}\n"
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
    lines = text.splitlines(keepends=True) if "\r" not in text else re.findall(r"[^\n]*\n|[^\n]+", text)
    if "\n>>" in text or text.startswith(">>"):
        lines = with_single_marks(lines)
    if len(lines) != text.count("\n") + (0 if text.endswith("\n") or not text else 1):
        lines = re.findall(r"[^\n]*\n|[^\n]+", text)  # other characters that Python takes for line ends
    bare = {number: line.lstrip("> \t") for number, line in enumerate(lines) if "‹" in line}
    masks = {number: line for number, line in bare.items() if refused_in(line)}
    for number in masks:
        lines[number] = _EMPTY_OBJECT  # what is JSON to all that look for fences, headings and prompts around it
    advice: list[Part] = []
    first = _first(lines)
    if ("\n>" in text and (is_prose(first) or first.rstrip().endswith(":"))) or text.startswith(">"):
        from .advice import take_advice

        advice = take_advice(lines, masks)
    parts = [part for part in _parts(name, lines, text) if not part.is_blank]
    parts = with_written(name, _refined(parts, lines, is_file=len(parts) == 1 and recognise(name, "") in JSON))
    if advice:
        parts = sorted([*parts, *advice], key=lambda part: part.first)
    if (
        len(parts) > 1 and text.count("\r\n") == text.count("\r") >= len(lines) - 1 > 0
    ):  # so a form or a mail of Windows sends any post
        for part in parts:
            part.lines = [line.removesuffix("\r\n") + "\n" if line.endswith("\r\n") else line for line in part.lines]
    stores = [store for part in parts for store in _taken_out(part, masks)] if masks else []
    parts = [part for part in parts if not part.is_blank]
    if len(parts) == 1 and not parts[0].name and len(parts[0].lines) == len(lines) and parts[0] not in stores:
        text = parts[0].text
        only = parts[0].kind if parts[0].kind is not None else recognise(name, text)
        if only in SHELLS and (_is_log(lines) or _TIMED.match(_first(lines))):
            only = Kind.TEXT
        if only is Kind.ZSH and name == PROPOSED:
            only = only_another_shells(text) or (Kind.TEXT if yaml_word(Document("", text, Kind.TEXT), "") else only)
        shown = NAMELESS if only is Kind.TEXT and name == PROPOSED else name  # sentences are no start-up file
        return (
            Document(shown, text, only),
            *_documents(name, stores),
        )
    stores = [store for store in stores if store not in parts]
    if not stores and (not parts or (len(masks) == len(parts) == 1 and parts[0].first == 0)):
        return (Document(name, text, recognise(name, text)),)
    return _documents(name, [*parts, *stores])


def _first(lines: Sequence[str]) -> str:
    return next((line for line in lines if line.strip()), "")


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
    whole = Part(0, list(lines))
    if lines and lines[0].startswith("#!"):
        return [whole]  # a script, whatever it prints
    first = _first(lines)
    if first[:1] in (" ", "\t"):
        whole.lines = moved_left(whole.lines)
        first = _first(whole.lines)
    if first[:3] in RULERS or _first(lines[::-1])[:3] in RULERS:
        whole.lines = without_rulers(whole.lines)
        first = _first(whole.lines)
    if "@@ -" in text and (begins_diff(first) or is_prose(first)) and (parts := by_diffs(whole)) is not None:
        return parts
    if "\n+" in text and "\n-" in text and is_prose(first):
        whole.lines = with_changes(whole.lines)
    if "│" in text and is_prose(first):
        whole.lines = without_numbers_within(whole.lines)
    if "~~" in text and is_prose(first):
        whole.lines = without_struck(whole.lines)
    if first[:2] == "20":
        whole.lines = without_times(whole.lines)
        first = _first(whole.lines)
    if "+ export " in text or "+ unset " in text:
        whole.lines = with_traces_typed(whole.lines)
    if FRAMED in text:
        whole.lines = without_frame(whole.lines)
    if first.startswith(">") or ("\n>" in text and is_prose(first)):  # a post, and no file that holds a document
        whole.lines = unquoted(whole.lines)
    if "\n    " in text or "\n\t" in text:
        whole.lines = without_margins(whole.lines) if is_prose(first) else whole.lines
    if any(mark in text for mark in EMPHASISED):
        whole.lines = without_emphasis(whole.lines)
    if any(tag in text for tag in TAGS) and (
        is_prose(first) or first.lstrip().startswith((*TAGS, "<p>", "<p ", "<div"))
    ):
        whole.lines = with_fences(whole.lines)
    if ELBOW in text:
        whole.lines = without_elbows(whole.lines)
    if "`" in text and is_prose(first):
        whole.lines = rejoined(whole.lines)
    whole.lines = without_gutter(whole.lines) or whole.lines
    if REMEMBERED.search(text):
        whole.lines = with_prompts(whole.lines)
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
    if len(parts) > _MOST_PARTS:
        rest = parts[_MOST_PARTS - 1 :]
        parts = [*parts[: _MOST_PARTS - 1], Part(rest[0].first, [line for part in rest for line in part.lines])]
        parts[-1].kind = Kind.TEXT
    default = recognise(paste, "")
    hides = _tells_of_an_answer(parts)
    documents: list[Document] = []
    taken: set[str] = set()
    for part in parts:
        part.lines = without_gutter(part.lines) or part.lines
        while not part.name.startswith(TYPED) and not part.is_answer and part.lines and not part.lines[0].strip():
            part.lines.pop(0)
            part.first += 1
        kind = part.kind if part.kind is not None else recognise(part.name or "", part.text)
        if part.kind is None and not part.name and kind in SHELLS and default in SHELLS and len(parts) > 1:
            kind = default if recognise("", part.text) is Kind.ZSH else kind
        if kind in SHELLS and not part.name and _TIMED.match(_first(part.lines)):
            kind = Kind.TEXT
        if hides and kind in SHELLS:
            part.lines = [_BRACKETED.sub(r'="<\1>"', line) if "=<" in line else line for line in part.lines]
            part.lines = [_REMARKED.sub(_blanked, line) if "(" in line else line for line in part.lines]
            part.lines = [_BRACED.sub(r'="{\1}"', line) if "={" in line else line for line in part.lines]
        name = mask_text(part.name) or _numbered(kind, part)
        if name in taken:
            name = f"{name} (line {part.first + 1})"
        taken.add(name)
        documents.append(Document(name, part.text, kind, part.first + 1, paste or NAMELESS))
    return without_versions(without_guides([*without_bystanders(documents)]))


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
