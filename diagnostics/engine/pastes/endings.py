"""Where a file ends that stands in a post: what is written below it is no part of it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import islice

from ..kinds import recognise
from ..regexes import regex
from ..source import Kind
from .parts import SHELLS, Part
from .pastelines import YAML, is_chat_head, is_code, is_message
from .prompts import prompted
from .prose import settings_between
from .sentences import is_prose

JSON = (Kind.CLAUDE_SETTINGS, Kind.CLAUDE_STATE, Kind.VSCODE_SETTINGS, Kind.OPENCODE_CONFIG, Kind.GEMINI_SETTINGS)
_RULER = regex(r"[-=*_#~]{5,200}")
_STRING = regex(r'"(?:[^"\\\n]|\\.)*"')
_TOML = (Kind.CODEX_CONFIG, Kind.MISE)
# Files in which each line is a statement of its own.
_LINES = (
    *(Kind.DUMP, Kind.DOTENV, Kind.DOCKER_ENV, Kind.CRONTAB, Kind.SYSTEMD_UNIT, Kind.SYSTEMD_ENV),
    *(Kind.ENVIRONMENT_D, Kind.PAM_ENV, Kind.DOCKERFILE),
)
_TOML_LINE = regex(r"[ \t]*(?:[#\[\]{}\"',]|[\w.-]+(?:[ \t]*\.[ \t]*[\w.-]+)*[ \t]*=)")
# Two words that lead to a command below them: "run with", "and then run:".
_LEADS = regex(
    r"[ \t]*(?:(?:and|then|I|when|now)[ \t]+){0,2}"
    r"(?:run(?:s|ning)?|start(?:s|ed|ing)?|launch(?:ed)?|call(?:ed)?|invoked?)"
    r"(?:[ \t]+(?:with|it|this|as|by|via|codex))?(?:[ \t]*:)?[ \t]*$",
    re.IGNORECASE,
)
# env: NAME=value · my shell env: export NAME=value
_LABELLED = regex(r"(?:my )?(?:shell )?env(?:ironment)?:[ \t]+(?:export[ \t]+)?[A-Z][A-Z0-9_]+=\S")
_NEVER = ("`", "@")  # no line begins so, in YAML nor in TOML: a sentence that begins with code, or with a name
_YAML_LINE = regex(r"(?:[\"']?[\w./$@ -]{1,60}[\"']?:(?:[ \t\r\n]|$)|-[ \t]|[#{}\[\]&*|>!%])")
_WORDS = regex(r"[ \t]*[A-Za-z][\w'’.~/-]*[ \t]+[\w.~/'’-]+[:,;]?[ \t]+\S")


def ended(part: Part) -> Iterator[Part]:
    """Yield a part that something names, without the sentences below it, and those as text."""
    kind = part.kind
    if kind is None:
        by_text = Kind.TEXT if part.name else recognise("", part.text)
        kind = recognise(part.name, "") if part.name else by_text if by_text in (*JSON, *_TOML) else None
    stop = len(part.lines)
    if kind in (*JSON, Kind.LOGIN_FILE):
        stop = _after_object(part.lines)
    elif kind in _TOML:
        stop = _after_tables(part.lines)
    elif part.name.lower().endswith(YAML):
        stop = _before_a_message(part.lines)
    elif kind is Kind.DUMP and "grep" in part.name:
        stop = _before_a_blank(part.lines)
    elif kind in (Kind.DOTENV, Kind.DOCKER_ENV):
        stop = _after_pairs(part.lines)
    elif kind in (*SHELLS, *_LINES):
        stop = _after_code(part.lines)
    rest = part.lines[stop:]
    if not part.name and part.kind is None and '"' not in "".join(part.lines[:stop]):
        stop, rest = len(part.lines), []  # the place of a store of credentials
    if not any(line.strip() for line in rest):
        yield part
        return
    yield Part(part.first, part.lines[:stop], part.name, part.kind)
    below = Part(part.first + stop, rest)
    first = next(line for line in rest if line.strip())
    if prompted(first) is not None:
        from .listings import by_prompts

        yield from by_prompts("", below) or settings_between("", below)
        return
    yield from settings_between("", below)


def by_object(name: str, whole: Part) -> list[Part] | None:
    """Split an object in JSON from the sentences below it, where nothing says that the text is a settings file."""
    first = next((line for line in whole.lines if line.strip()), "")
    if not first.startswith("{") or recognise(name, "") in JSON:
        return None
    stop = _after_object(whole.lines)
    text = "".join(whole.lines[:stop])
    if stop == len(whole.lines) or '"' not in text or recognise("", text) not in JSON:
        return None
    return [Part(whole.first, whole.lines[:stop]), Part(whole.first + stop, whole.lines[stop:], kind=Kind.TEXT)]


def _after_object(lines: Sequence[str]) -> int:
    """Return the line after the bracket that closes an object, if only sentences follow it."""
    closes = closed_at(lines)
    if closes is None:
        return len(lines)
    below = next((line.strip() for line in lines[closes + 1 :] if line.strip()), "")
    if _RULER.fullmatch(below):
        return closes + 1
    return closes + 1 if below and below[0] not in '{}[]",/' else len(lines)


def closed_at(lines: Sequence[str]) -> int | None:
    """Return the line at which the first object ends, or a piece of one; None where it does not end at a line's end.

    What opens at the margin is closed there, whatever the lines between hold.
    """
    first = next((n for n, line in enumerate(lines) if line.strip()), None)
    if first is None:  # a file's name alone: what it holds stands in a fence below
        return None
    text = lines[first].strip()
    if text.startswith("{") and text.endswith("}") and text.count("{") == text.count("}"):
        return first
    is_whole = text.startswith("{")
    if not is_whole:
        from ..readers.jsonpieces import is_piece

        if not is_piece("".join(lines[first : first + 1])):
            return next((n for n, line in enumerate(lines) if n > first and line.rstrip() == "}"), None)
    depth = 0
    for number, line in enumerate(lines[first:], first):
        bare = _STRING.sub("", line)
        depth += bare.count("{") + bare.count("[") - bare.count("}") - bare.count("]")
        if number > first and line.rstrip() == "}" and (depth <= 0 or not _closes_more(lines, number)):
            return number
        if depth <= 0:
            following = next((each.strip() for each in lines[number + 1 :] if each.strip()), "")
            if following[:1] not in ('"', "}", "]", "/", ","):
                return number
    return None


def _closes_more(lines: Sequence[str], number: int) -> bool:
    """Tell whether another bracket at the margin closes what a post that has lost its indents still has open."""
    following = next((line.rstrip() for line in islice(lines, number + 1, number + 3) if line.strip()), "")
    return following in ("}", "},")


def _after_tables(lines: Sequence[str]) -> int:
    """Return the line at which something else follows a file in TOML, after an empty line, outside text and list.

    That is a sentence, what a program printed, or a terminal's prompt: `$ codex`.
    """
    text = ""
    for number, line in enumerate(lines):
        if number and not lines[number - 1].strip() and _is_no_toml(line):
            is_open = any(text.count(sign) % 2 for sign in ('"""', "'''")) or text.count("[") > text.count("]")
            return len(lines) if is_open else number
        text += line
    return len(lines)


def _is_no_toml(line: str) -> bool:
    if _TOML_LINE.match(line) is not None:
        return False
    if line.startswith(_NEVER) or (line[0].isalpha() and not line[0].isascii()):
        return True
    return bool(_WORDS.match(line) or _LEADS.match(line)) or is_message(line) or prompted(line) is not None


def _before_a_message(lines: Sequence[str]) -> int:
    """Return the line at which a file is over, after an empty line and at the margin: a message, words, or `env: A=b`.

    The latter is how a post says what else is set; a mapping in YAML has a blank, or nothing, behind its colon.
    """
    for number, line in enumerate(lines):
        is_apart = number and line[:1].strip() and not lines[number - 1].strip()
        if not is_apart:
            continue
        if (
            is_message(line)
            or _LABELLED.match(line)
            or line.startswith(_NEVER)
            or (is_prose(line) and _YAML_LINE.match(line) is None)
        ):
            return number
    return len(lines)


def _before_a_blank(lines: Sequence[str]) -> int:
    """Return the first empty line below what `grep` printed: it prints only lines that hold what it looked for."""
    first = next((number for number, line in enumerate(lines) if line.strip()), len(lines))
    return next((number for number in range(first, len(lines)) if not lines[number].strip()), len(lines))


def _after_pairs(lines: Sequence[str]) -> int:
    """Return the line below the last pair, if nothing but words follows it, apart from it by an empty line."""
    pairs = [number for number, line in enumerate(lines) if "=" in line or line.lstrip().startswith("#")]
    last = pairs[-1] + 1 if pairs else len(lines)
    below = [line for line in lines[last:] if line.strip()]
    is_apart = last < len(lines) and not lines[last].strip() and sum(line.count('"') for line in lines[:last]) % 2 == 0
    return last if below and is_apart and all(len(line.split()) > 1 for line in below) else _after_code(lines)


def _after_code(lines: Sequence[str]) -> int:
    """Return the line at which only sentences follow, outside every quote, or where a chat goes on."""
    if (stop := next((n for n, line in enumerate(lines) if n and is_chat_head(line)), 0)) and is_code(lines[stop - 1]):
        return stop
    stop = len(lines)
    while stop and (not lines[stop - 1].strip() or is_prose(lines[stop - 1])):
        stop -= 1
    while stop < len(lines) and lines[stop].strip():  # what stands close to the code belongs to it
        stop += 1
    above = [line for line in lines[:stop] if not line.lstrip().startswith("#")]
    is_open = any("<<" in line for line in above) or sum(line.count('"') for line in above) % 2
    return len(lines) if is_open else stop
