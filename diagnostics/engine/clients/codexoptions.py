"""What is given to Codex on its command line, which beats config.toml: `-c key=value`, `-m model`, `-p name`, `--oss`.

Measured on 0.171.0 against a recording server, as `codex --help` has it, before `exec` as behind it. The key is a path
with dots, the value is read as TOML, a table in braces too, and is a text where it is none. `-p name` lays
~/.codex/name.config.toml over config.toml, and passes over a file that is not there; `--oss` goes to a server of this
machine without a credential, with a model of its own unless `-m` names one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from ..commandwords import FILLED, plain_value
from ..readers.configtree import ConfigFile, Leaf, Path, Scalar
from ..records import replace
from ..regexes import regex
from ..source import Document, Kind, Span
from .calls import Call

COMMAND_LINE = "command line"  # the word of a file of which nothing else was given
# What no key of config.toml says: the options themselves, each under its own name.
OSS, LOCAL, PROFILE, MODEL = "--oss", "--local-provider", "--profile", "--model"
ACTION_ADDRESS = "responses-api-endpoint"  # an input of openai/codex-action
OPTIONS = ("-c", "--config", "-m", MODEL, "-p", PROFILE, OSS, LOCAL, ACTION_ADDRESS)
_GIVEN = regex(rf"(?<=[ \t\n])(?P<option>-c|--config|-m|--model)(?:=|[ \t]+)(?P<value>{FILLED})(?=\s|$)")
_OSS = regex(rf"(?<=[ \t\n]){OSS}(?=\s|$)")
_CHOICE = regex(rf"(?<=[ \t\n])(?P<option>-p|{PROFILE}|{LOCAL})(?:=|[ \t]+)(?P<value>{FILLED})(?=\s|$)")
_KEY = regex(r"(?:[\w-]+|\"[^\"\n]*\")(?:\.(?:[\w-]+|\"[^\"\n]*\"))*")
_PART = regex(r"\"([^\"\n]*)\"|([\w-]+)")
_HERE = "given"  # the key under which a value is read by itself
_WORDS: Mapping[str, bool] = {"true": True, "false": False}


def profile_of(call: Call) -> str | None:
    """Return the name of the profile that a call chooses; None where it chooses none, or none that is shown."""
    chosen = [found for found in _CHOICE.finditer(call.options) if found["option"] != LOCAL]
    return plain_value(chosen[-1]["value"]) if chosen else None


def with_options(file: ConfigFile | None, call: Call, profile: ConfigFile | None) -> ConfigFile | None:
    """Return config.toml with the profile and what the call gives laid over it; the file as it is without either."""
    leaves: dict[Path, Leaf] = {}
    groups: dict[Path, Span] = {}
    if profile is not None:
        leaves, groups = {**profile.leaves}, {**profile.groups}
    for path, leaf in (*_given(call), *_chosen(call, is_read=profile is not None)):
        leaves[path] = leaf
        groups.update({path[:depth]: leaf.span for depth in range(len(path))})
    if not leaves:
        return file
    if file is None:
        return ConfigFile(call.document.name, Kind.CODEX_CONFIG, leaves, groups, word=COMMAND_LINE)
    return replace(file, leaves={**file.leaves, **leaves}, groups={**groups, **file.groups})


def _given(call: Call) -> Iterator[tuple[Path, Leaf]]:
    for found in _GIVEN.finditer(call.options):
        written = plain_value(found["value"])
        if written is None:
            continue
        span = call.document.span(call.begin + found.start("value"), call.begin + found.end("value"))
        value = call.text.restore(written, call.begin + found.start("value"))
        if found["option"] in ("-m", "--model"):
            yield ("model",), Leaf(value, span, span)
            yield (MODEL,), Leaf(value, span, span)
            continue
        key, equals, text = value.partition("=")
        if equals and _KEY.fullmatch(key.strip()):
            path = tuple(part[1] or part[2] for part in _PART.finditer(key))
            for below, scalar in _values(text.strip()):
                yield (*path, *below), Leaf(scalar, span, span)


def _chosen(call: Call, *, is_read: bool) -> Iterator[tuple[Path, Leaf]]:
    """Yield the options that are no key of config.toml; of a profile whose file was read, nothing is left to say."""
    if (found := _OSS.search(call.options)) is not None:
        span = call.document.span(call.begin + found.start(), call.begin + found.end())
        yield (OSS,), Leaf(OSS, span, span)
    for found in _CHOICE.finditer(call.options):
        span = call.document.span(call.begin + found.start(), call.begin + found.end())
        name = LOCAL if found["option"] == LOCAL else PROFILE
        if name == LOCAL or not is_read:
            yield (name,), Leaf(plain_value(found["value"]) or found["value"], span, span)


def _values(text: str) -> Iterator[tuple[Path, Scalar]]:
    """Yield what a value holds, with the path below its key: of a table in braces its entries, else the value."""
    if text[:1] == "{":
        from ..readers.tomlfile import read_toml

        read = read_toml(Document("", f"{_HERE} = {text}", Kind.CODEX_CONFIG))
        if not read.reason and read.file.leaves:
            for path, leaf in read.file.leaves.items():
                yield path[1:], leaf.value
            return
    yield (), _value(text)


def _value(text: str) -> Scalar:
    """Return a value as TOML has it, or the text itself."""
    if text in _WORDS:
        return _WORDS[text]
    if re.fullmatch(r"[-+]?\d{1,15}", text):
        return int(text)
    quoted = text[:1] in "\"'" and len(text) > 1 and text[-1] == text[0]
    return text[1:-1] if quoted else text
