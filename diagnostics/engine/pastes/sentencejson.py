"""Settings in JSON that stand within a sentence: `my settings.json is {"env": {…}} and it still asks for a login`.

And members of one without the brackets around them: `apiKeyHelper: "cat ~/.key" in ~/.claude/settings.json`.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence

from ..kinds import recognise
from ..regexes import regex
from ..source import Kind
from .endings import JSON
from .parts import Part, named_before
from .pastelines import is_config_name

# What denies, asks, advises or tells of the past, before the object in its own sentence.
_HEDGED = regex(
    r"\b(?:if|when|should|could|would|can|must|you|try|tried|instead|not?|never|without|remov\w+|delete\w*|deleting|replac\w+"
    r"|docs?|documentation|example|suggest\w*|recommend\w*|like|want|before|previously|used to)\b|n['’]t\b",
    re.IGNORECASE,
)
_OF_SETTINGS = regex(r"\b(?:settings?|config(?:uration)?)\b", re.IGNORECASE)
# What of such an object has a say in who pays: of one without it, the rest is left out.
_DECIDES = regex(
    r"\"(?:env|apiKeyHelper|provider|providers|modelProviders|selected(?:Auth)?Type|apiKey|ANTHROPIC_\w+)\""
)
# settings.json in ~/.gemini: {…}
_IN_FOLDER = regex(
    r"(?<![\w/])(?P<file>[\w-]{1,40}(?:\.[\w-]{1,20})?\.jsonc?)[`'\"]? in (?:my |the )?"
    r"[`'\"]?(?P<folder>[~\w./-]{1,100})"
    r"[`'\"]?:?[ \t]*$"
)
_MEMBER = regex(
    r"(?<![\w.])[\"`']?(?P<key>apiKeyHelper|forceLoginMethod|(?:ANTHROPIC|CLAUDE_CODE)_[A-Z_]{2,60})[\"`']?[ ]?:[ ]?"
    r"(?P<value>\"(?:[^\"\\\n]|\\.){0,300}\"|true\b|false\b)"
)
_SETTINGS_FILE = regex(r"(?<![\w/])(?:[~\w./-]{1,100}/)?settings(?:\.local)?\.json\b")
_SENTENCE = regex(r"[.?!;][ \t]+(?=[A-Z])")
_OBJECT = regex(r'\{[ \t]*"')
_LONGEST = 4000  # characters of such a line
_MOST = 20  # lines that are looked at


def in_sentences(parts: Sequence[Part]) -> Iterator[Part]:
    """Yield the settings that sentences hold, each on its line, if no part is that file already."""
    there = {part.name for part in parts if part.name}
    lines = [
        (part.first + number, line)
        for part in parts
        if part.kind in (None, Kind.TEXT) and any(map(_may_hold, part.lines)) and _is_text(part)
        for number, line in enumerate(part.lines)
        if _may_hold(line)
    ]
    for number, line in lines[:_MOST]:
        found = _OBJECT.search(line[:_LONGEST])
        before = _SENTENCE.split(line[: found.start()])[-1] if found else ""
        if found is None or not _leads(before) or _HEDGED.search(before):
            continue
        text = _first_object(line[found.start() : _LONGEST])
        name = named_before(Part(0, [f"{before}:\n"], kind=Kind.TEXT), (), [text]) if text else ""
        if within := _IN_FOLDER.search(before):
            path = f"{within['folder'].rstrip('/')}/{within['file']}"
            name = path if is_config_name(path) else name
        is_named = name or _OF_SETTINGS.search(before)
        if text and is_named and _decides(name, text) and recognise(name, text) in JSON and name not in there:
            there.add(name)
            yield Part(number, [text + "\n"], name)


def members_in(parts: Sequence[Part]) -> Iterator[Part]:
    """Yield the members of Claude Code's settings that sentences name beside their file, if no part is that file."""
    there = {part.name for part in parts if part.name}
    lines = [
        (part.first + number, line[:_LONGEST])
        for part in parts
        if part.kind is Kind.TEXT and not part.name
        for number, line in enumerate(part.lines)
        if "settings" in line and ":" in line
    ]
    for number, line in lines[:_MOST]:
        for sentence in _SENTENCE.split(line):
            file = _SETTINGS_FILE.search(sentence)
            members = list(_MEMBER.finditer(sentence)) if file else []
            if file is None or not members or file[0] in there:
                continue
            said = sentence[: max(file.end(), members[-1].end())]  # what follows may deny something else
            if _HEDGED.search(_MEMBER.sub("", said)):
                continue
            there.add(file[0])
            yield Part(number, [_object_of(members) + "\n"], file[0], Kind.CLAUDE_SETTINGS)


def _object_of(members: Sequence[re.Match[str]]) -> str:
    """Return members as the object in which they stand; variables are members of its `env`."""
    pairs = {each["key"]: f'"{each["key"]}": {each["value"]}' for each in members}
    inner = [pair for key, pair in pairs.items() if key.isupper()]
    outer = [pair for key, pair in pairs.items() if not key.isupper()]
    return "{" + ", ".join([*outer, *([f'"env": {{{", ".join(inner)}}}'] if inner else [])]) + "}"


def _decides(name: str, text: str) -> bool:
    """Tell whether an object has a say in who pays: opencode's model names the provider."""
    return _DECIDES.search(text) is not None or ("opencode" in name and '"model"' in text)


def _leads(before: str) -> bool:
    """Tell whether two words stand before an object, or a file's name and a colon.

    No quote stands right in front of it, as a command has one.
    """
    words = before.split()
    is_titled = len(words) == 1 and words[0].endswith(":") and is_config_name(words[0].strip("*`:"))
    return (len(words) > 1 or is_titled) and before.rstrip("` \t")[-1:] not in ("'", '"', "")


def _may_hold(line: str) -> bool:
    return '{"' in line or '{ "' in line


def _is_text(part: Part) -> bool:
    return part.kind is Kind.TEXT or (not part.name and recognise("", part.text) is Kind.TEXT)


def _first_object(text: str) -> str:
    """Return the object in JSON with which a text begins; "" where it is none, or an empty one."""
    try:
        value, stop = json.JSONDecoder().raw_decode(text)
    except (ValueError, RecursionError):
        return ""
    return text[:stop] if isinstance(value, dict) and value else ""
