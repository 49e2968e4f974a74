"""Sentences before or after code: parted from it, so that prose is not read as code."""

from __future__ import annotations

import re
from collections.abc import Container, Iterator, Sequence
from itertools import pairwise

from ..kinds import recognise
from ..readers.listed import is_listed, names_client
from ..regexes import regex
from ..source import Kind
from ..unreadfiles import is_source
from .announcing import Marks, announced_in
from .lists import is_unexported
from .parts import LONGEST_END, STATEMENT, Part, is_environment, named_before, sourced_in
from .pastelines import is_code
from .sentences import is_prose
from .trailing import is_taken_back, without_trail

# A file that somebody chose by such a name is no post: a form's proposals and what people call a paste end otherwise.
_SCRIPT = regex(
    r"[^/.][^/]*\.(?!(?:md|markdown|txt|log)$)[a-z]\w{0,6}$|(?:^|/)(?:\.envrc|(?:Docker|Container)file[\w.-]*)$",
    re.IGNORECASE,
)

_HEADING = regex(r"#{2,6} \**[A-Z]|-{3,}$|\*\*[A-Z][^*\n]{0,80}\*\*:?$|!\[")  # a rule and a picture, too
# A question of the form that many projects have for a problem: above code in whatever language the answers are.
_ASKED = regex(
    r"#{2,4} \**(?:Problem|Name and [Vv]ersion|Describe|Description|Environment|What |Which |Steps? |Expected|Actual"
    r"|Version|Additional|Relevant|Reproduc|Operating [Ss]ystem|Summary|How to )"
)
_ODD = regex(r"[=$|;&<>{}\[\]]")  # what a plain sentence does not hold
# 2. export NAME=value: the step of a list that is nothing but what sets a variable
_STEP = regex(
    r"(?P<mark>[ \t]*(?:\d{1,2}[.)]|[-*•]))(?=[ \t]*(?:(?:export|setx)[ \t]+[A-Za-z_]\w*[= ]|\$env:\w+ ?= ?)"
    r"(?:(?:\"[^\"\n]*\"|'[^'\n]*'|(?:‹[^‹›\n]{1,100}›|[^\s`\"';‹])+)[ \t]*;[ \t]*"
    r"(?:export[ \t]+\w+=|\$env:\w+ ?= ?)){0,8}"
    r"(?:\"[^\"\n]*\"|'[^'\n]*'|(?:‹[^‹›\n]{1,100}›|[^\s`\"';‹])+)"
    r"(?:[ \t]*(?:;|&&)[ \t]*(?:claude|codex|opencode|gemini|qwen)\b[^\n;&|]*)?[ \t\r\n]*$)"
)
_STEP_IN_WORDS = regex(
    r"(?P<step>[ \t]*\d{1,2}[.)][ \t]+(?:export[ \t]+[A-Za-z_]\w*=|\$env:\w+ ?= ?)"
    r"(?:\"[^\"\n]*\"|'[^'\n]*'|(?:‹[^‹›\n]{1,100}›|[^\s`\"';‹])+))"
    r"(?P<words>,?[ \t]+(?:in|into|inside|at|from|for|as|and|then|with|on|to|so)[ \t][^=$|&<>{};`\n]{2,200})"
)
_HEDGED = regex(
    r"\b(?:not|never|instead|remov\w+|unset|should|would|could|if|before|new (?:tab|terminal|window|shell|session)"
    r"|re-?open\w*|reboot)\b",
    re.IGNORECASE,
)
# "I'm setting", "I have set the following:", "I have these variables:", above what is set
_SETTING = regex(
    r"\b(?:(?:i['’]?m|i am|we are|i['’]ve|i have|i|we) (?:also |already )?(?:setting|set|using|defined|configured)\b"
    r"|(?:i|we) have (?:these|the following|those)\b)[^.!?]{0,60}:?$",
    re.IGNORECASE,
)
_FEWEST_WORDS = 4
_ANSWERS = 200  # lines below the first question of a form
_MOST_LAST_WORDS = 2
# What begins code, though its words are a sentence's: cat >> ~/.zshrc <<'EOF' · echo 'export A=b' >> ~/.zshrc
_RUNS = regex(
    r"(?:[$❯%][ \t]+)?(?:cat[ \t]*(?:>|<<)|(?:echo|printf)[ \t]+(?:-\w+[ \t]+)?['\"][^\n]{0,2000}>"
    r"|(?:Set|New)-Item[ \t][^\n]{0,40}\bEnv:|(?:sudo[ \t]+)?(?:docker|podman)[ \t]+(?:run|exec)[ \t]+-)",
    re.IGNORECASE,
)
_BY_OPTION = ("aider ", "qwen ", "cline auth ")
# Words behind the options would be a sentence's: "aider --model gpt-4o works".
_CALL = regex(
    r"(?:aider|qwen|cline auth)"
    r"(?:[ \t]+--?[a-z][\w-]*(?:[= \t][ \t]*(?:‹[^‹›\n]{1,100}›|\"[^\"\n]*\"|'[^'\n]*'|[^\s\"'`-][^\s\"'`]*))?){1,20}"
    r"(?:[ \t]*\\)?"
)


def is_chosen(name: str) -> bool:
    """Tell whether a name is that of a file which somebody chose, so that the text is no post."""
    return _SCRIPT.search(name) is not None


def by_prose(name: str, whole: Part) -> list[Part] | None:
    """Part sentences from code where a text begins or ends with sentences."""
    filled = [line for line in whole.lines if line.strip() and not _HEADING.match(line)]
    if is_chosen(name) or not filled:
        return None
    whole = Part(whole.first, _without_words(whole.lines), whole.name, whole.kind)
    steps = {number for number, line in enumerate(whole.lines) if _STEP.match(line)}
    if steps:
        whole = Part(whole.first, [_STEP.sub(_blanked, line) for line in whole.lines], whole.name, whole.kind)
    announced = announced_in(whole.lines)
    whole = Part(whole.first, [without_trail(line) for line in whole.lines], whole.name, whole.kind)
    ends_in_words = announced or is_prose(filled[0]) or is_prose(filled[-1])
    if not (ends_in_words or _is_interrupted(whole.lines) or _is_form(whole.lines)):
        return None
    parts = _joined(list(_environments_alone(_by_lines(whole, Marks.of(whole.lines, announced), steps))))
    sourced = sourced_in(whole.lines)
    if len(parts) > 1 and parts[0].kind is None and _are_calls(parts[0].lines):
        parts[0].kind = Kind.ZSH
    for before, part in pairwise(parts):
        if part.kind is None:
            part.name = named_before(before, sourced, part.lines)
            part.kind = None if part.name else _kind_of(part, before, whole.lines)
    _closed(parts)
    return [each for part in parts for each in _by_paragraphs(part)] if len(parts) > 1 else parts


def _by_lines(whole: Part, marks: Marks, steps: Container[int]) -> list[Part]:
    """Return the lines as parts, sentences and others in turn; `steps` are those that set something in a list.

    What does not begin as code does goes on with the sentence above it, and a blank line with whatever is.
    """
    parts: list[Part] = []
    for number, line in enumerate(whole.lines):
        kind = Kind.TEXT if _is_text(number, whole.lines, marks) else None
        goes_on = kind is None and parts and parts[-1].kind is Kind.TEXT
        if not line.strip() or (goes_on and not (number in marks.begins or _begins_code(line))):
            kind = parts[-1].kind if parts else None
        is_first_step = number in steps and number - 1 not in steps  # below a file's lines it is none of them
        if not parts or parts[-1].kind is not kind or is_first_step:
            parts.append(Part(whole.first + number, [], kind=kind))
        parts[-1].lines.append(line)
    return parts


def _is_text(number: int, lines: Sequence[str], marks: Marks) -> bool:
    """Tell whether a line of a post is one of its sentences, or of the words that stand for one."""
    if number in marks.announced:
        return True
    if number in marks.in_texts:
        return False
    if number in marks.labels or is_taken_back(lines[number]):
        return True
    said = lines[number].removeprefix("> ")  # a question that an answer quotes
    return is_prose(said) and not (number > 0 and lines[number - 1].rstrip("\r\n").endswith(" \\"))


def _kind_of(part: Part, before: Part, lines: Sequence[str]) -> Kind | None:
    """Return what lines between sentences are that nothing names; None where their text alone tells."""
    if is_environment(before, part.lines):
        return Kind.DUMP
    if _are_calls(part.lines):
        return Kind.ZSH
    is_list = _is_told(before, part) or _is_below_heading(part) or is_unexported(part, before, lines)
    return Kind.LISTED if is_list else None


def _is_told(before: Part, part: Part) -> bool:
    """Tell whether pairs are what somebody has set, as a sentence of theirs says that breaks off above them."""
    said = next((line for line in reversed(before.lines) if line.strip()), "").rstrip()[-LONGEST_END:]
    return _SETTING.search(said) is not None and all(is_listed(line) for line in part.lines if line.strip())


def _is_below_heading(part: Part) -> bool:
    """Tell whether pairs stand alone below a heading of a post: `## Additional Context`, `**Configuration:**`."""
    filled = [line for line in part.lines if line.strip()]
    if len(filled) < 2 or not _HEADING.match(filled[0].lstrip()) or not filled[0].lstrip().startswith(("##", "**")):
        return False
    pairs = [line for line in filled[1:] if not _HEADING.match(line)]
    return bool(pairs) and all(map(is_listed, pairs)) and names_client(pairs)


def _blanked(step: re.Match[str]) -> str:
    """Return blanks in place of what stands before a step of a list, so that all else keeps its place."""
    return " " * len(step["mark"])


def _without_words(lines: Sequence[str]) -> list[str]:
    """Return steps that set variables with blanks for the words behind them: `2. export A=b in the terminal`.

    Nothing is taken for set where the words say that another shell is opened, or that it should be so.
    """
    found = {
        number: step
        for number, line in enumerate(lines)
        if "=" in line and line.lstrip()[:1].isdigit() and (step := _STEP_IN_WORDS.fullmatch(line.rstrip("\r\n")))
    }
    if not found or any(_HEDGED.search(step["words"]) for step in found.values()):
        return list(lines)
    return [
        found[number]["step"] + " " * len(found[number]["words"]) + line[found[number].end() :]
        if number in found
        else line
        for number, line in enumerate(lines)
    ]


def _closed(parts: Sequence[Part]) -> None:
    """Take what closes a program's brackets, below a text within it, for a piece of that program."""
    inside = False
    for part in parts:
        if part.kind is not None or part.name:
            continue
        if inside and part.text.lstrip().startswith((")", "]", "}")):
            part.kind = Kind.TEXT
        inside = inside or is_source(part.text)


def _by_paragraphs(part: Part) -> list[Part]:
    """Return what is neither code nor sentences as a whole, lists and labels between statements, by its paragraphs."""
    kind = recognise("", part.text) if part.kind is None and not part.name else None
    if kind not in (Kind.TEXT, Kind.CLAUDE_SETTINGS, Kind.VSCODE_SETTINGS):
        return [part]
    found: list[Part] = []
    for number, line in enumerate(part.lines):
        if not found or (line.strip() and number and not part.lines[number - 1].strip()):
            found.append(Part(part.first + number, []))
        found[-1].lines.append(line)
    settings = [each for each in found if _are_settings(each)]
    is_object = kind is not Kind.TEXT and not any(STATEMENT.match(each.lines[0].lstrip()) for each in settings)
    if not settings or is_object:
        return [part]
    for each in found:
        each.kind = None if _are_settings(each) else Kind.TEXT
    return found


def _environments_alone(parts: Sequence[Part]) -> Iterator[Part]:
    """Yield the parts, pairs under a sentence that speaks of an environment without a post's heading below them."""
    before: Part | None = None
    for part in parts:
        stop = next((n for n, line in enumerate(part.lines) if not line.strip()), None) if part.kind is None else None
        rest = [line for line in part.lines[stop:] if line.strip()] if stop else []
        if stop and rest and _HEADING.match(rest[0]) and is_environment(before, part.lines[:stop]):
            yield Part(part.first, part.lines[:stop], part.name)
            before = Part(part.first + stop, part.lines[stop:], kind=Kind.TEXT)
            yield before
        else:
            before = part
            yield part


def _joined(parts: Sequence[Part]) -> list[Part]:
    """Return the parts with a post's headings as sentences, and what then stands together as one."""
    found: list[Part] = []
    for part in parts:
        if part.kind is None and len(parts) > 1 and _is_heading(part):
            part.kind = Kind.TEXT
        if found and found[-1].kind is part.kind is Kind.TEXT:
            found[-1].lines += part.lines
        else:
            found.append(part)
    return found


def _is_heading(part: Part) -> bool:
    """Tell whether nothing but headings of a post stands there: `### What happened?` between sentences."""
    return all(_HEADING.match(line) for line in part.lines if line.strip())


def settings_between(name: str, whole: Part) -> list[Part]:
    """Return a post's sentences with the settings that stand between them unfenced: statements alone, or an object."""
    parts = [each for part in by_prose(name, whole) or [whole] for each in _without_a_last_word(part)]
    if not any(part.kind is None and _are_settings(part) for part in parts):
        return [Part(whole.first, whole.lines, kind=Kind.TEXT)]
    for part in parts:
        if part.kind is None and not _are_settings(part):
            part.kind = Kind.TEXT
    return parts


def _without_a_last_word(part: Part) -> list[Part]:
    """Return settings without a line or two below their last bracket that are no sentence: "The", "Thanks", a link."""
    stop = len(part.lines)
    while stop and part.lines[stop - 1].strip()[-1:] not in ("}", "]", ","):
        stop -= 1
    rest = [line for line in part.lines[stop:] if line.strip()]
    if part.kind is not None or not stop or not 0 < len(rest) <= _MOST_LAST_WORDS or any(map(is_code, rest)):
        return [part]
    above = Part(part.first, part.lines[:stop], part.name)
    if not _are_settings(above):
        return [part]
    return [above, Part(part.first + stop, part.lines[stop:], kind=Kind.TEXT)]


def _are_settings(part: Part) -> bool:
    filled = [line.strip() for line in part.lines if line.strip()]
    if not filled:
        return False
    kind = recognise("", part.text)
    if kind in (Kind.CLAUDE_SETTINGS, Kind.VSCODE_SETTINGS):
        return filled[-1][-1:] in ("}", "]", ",")
    if kind is Kind.WORKFLOW:
        return filled[0].startswith(("- ", "jobs:", "steps:", "on:", "name:"))
    is_remark = all(line.startswith("#") for line in filled)  # or a heading of the post
    return not is_remark and all(STATEMENT.match(line) for line in filled)


def _is_form(lines: Sequence[str]) -> bool:
    """Tell whether two questions of a project's form stand in a text, and a sentence that answers one."""
    asked = [number for number, line in enumerate(lines) if line.startswith("##") and _ASKED.match(line)]
    is_form = len(asked) > 1 or any(lines[number].startswith("### What happened?") for number in asked)
    return is_form and any(is_prose(line) for line in lines[asked[0] : asked[0] + _ANSWERS])


def _is_interrupted(lines: Sequence[str]) -> bool:
    """Tell whether a plain sentence stands between code, where no quote and no here-document can hold it."""
    quotes = 0
    for number, line in enumerate(lines):
        if "<<" in line:
            return False
        is_first = number == 0 or not lines[number - 1].strip()
        if is_first and quotes % 2 == 0 and _is_plain(line.rstrip()) and is_prose(line):
            return True
        quotes += 0 if line.lstrip().startswith("#") else line.count('"') + line.count("'")
    return False


def _is_plain(text: str) -> bool:
    """Tell whether a line begins and ends as a sentence does, and holds nothing that looks like code."""
    framed = text[:1].isupper() and text[-1:] in (".", ":", "?", "!", "…")
    return framed and len(text.split(None, _FEWEST_WORDS)) >= _FEWEST_WORDS and _ODD.search(text) is None


def _begins_code(line: str) -> bool:
    begin = line.lstrip()
    return is_code(line) or begin.startswith(("#", "//", "{", "[")) or _RUNS.match(begin) is not None or _is_call(begin)


def _are_calls(lines: Sequence[str]) -> bool:
    """Tell whether lines are calls of a client, the first with options that decide, with remarks between them."""
    filled = [line.strip() for line in lines if line.strip() and not line.startswith("#")]
    client = filled[0].partition(" ")[0] if filled else ""
    return bool(filled) and _is_call(filled[0]) and all(line.partition(" ")[0] == client for line in filled)


def _is_call(begin: str) -> bool:
    """Tell whether a line starts a client with an option that decides: aider --model openai/gpt-4o."""
    return begin.startswith(_BY_OPTION) and _CALL.fullmatch(begin.rstrip()) is not None
