"""Recognise the start-up files of fish, PowerShell and the Windows command prompt, by name or by how they assign."""

from __future__ import annotations

import re

from .regexes import regex
from .source import Kind

_FISH = frozenset({"config.fish", "fish_variables"})
_POWERSHELL = regex(r".*\.ps[md]?1|\$profile(?:\..+)?", re.IGNORECASE)
_CMD = regex(r".*\.(?:bat|cmd)", re.IGNORECASE)
_SHEBANG = regex(r"\ufeff?#![^\n]*\b(?P<shell>fish|pwsh|powershell)\b")
_STORE = regex(r"\ufeff?# This file contains fish universal variable")

# One line each that only this shell reads as an assignment, or at all.
_FISH_LINE = regex(
    r"^[ \t]*(?:set[ \t]+(?:-[a-zA-Z]*[gU][a-zA-Z]*|--(?:global|universal|export))(?:[ \t]+--?[a-zA-Z]+)*[ \t]+\w+"
    r"|set[ \t]+[A-Z][A-Z0-9]*_[A-Z0-9_]+[ \t]+(?!=)\S+[ \t]*$"
    r"|set[ \t]+-x[ \t]+\w+[ \t]+\S|set[ \t]+-(?:e|eg|eU)[ \t]+[A-Za-z_]\w*[ \t]*$|fish_add_path\b"
    r"|(?:if[ \t]+)?status[ \t]+(?:--)?is-(?:interactive|login)\b)",
    re.M,
)
_FISH_BLOCK = regex(
    r"^[ \t]*(?:function[ \t]+[^\s(){]+(?:[ \t]+-[^\n{]*)?[ \t]*(?:#[^\n]*)?$"
    r"|set[ \t]+(?:-[a-z]+[ \t]+)*\w+[ \t]+\S|switch[ \t]+\S)",
    re.M,
)
_FISH_END = regex(r"^[ \t]*end[ \t]*$", re.M)  # of other languages, too
_BASH_END = regex(r"^[ \t]*(?:fi|done|esac)\b", re.M)
_POWERSHELL_LINE = regex(
    r"^[ \t]*(?:\$\{?env:\w+\}?[ \t]*\??\+?=|\[(?:System\.)?Environment\]::|(?:Set|New|Remove|Clear)-Item\b[^\n]*\benv:"
    r"|(?-i:(?:Get|Set|New|Add|Remove|Clear|Write|Import|Invoke|Start|Test|Register)-[A-Z][A-Za-z]+\b)"
    r"|\[CmdletBinding\b)",
    re.M | re.IGNORECASE,
)
_LIKE_POWERSHELL = regex(r"^[ \t]*(?:\$[\w:]+[ \t]+[-+]?=[ \t]|param[ \t]*\()", re.M | re.IGNORECASE)  # and PHP
_CMD_LINE = regex(
    r"^[ \t]*@?(?:set[ \t]+(?:\"[A-Za-z_]\w*=|[A-Za-z_]\w*=)|setx(?:\.exe)?[ \t]+\w+[ \t]"
    r"|echo[ \t]+o(?:ff|n)[ \t\r]*$|(?:setlocal|endlocal)(?:[ \t]+\w+)?[ \t\r]*$)",
    re.M | re.IGNORECASE,
)
# How a batch file begins, and no file of another shell.
_BATCH_START = regex(
    r"\ufeff?(?:[ \t]*(?:(?:::|@?rem\b)[^\n]*)?\r?\n){0,50}[ \t]*(?:@[ \t]*)?"
    r"(?:echo[ \t]+off|setlocal(?:[ \t]+\w+)*)[ \t]*(?:[&>][^\n]*)?\r?(?:\n|\Z)",
    re.IGNORECASE,
)
_LIKE_CMD = regex(r"^[ \t]*@?(?:rem|call|goto|if (?:not )?(?:exist|defined))[ \t]", re.M | re.IGNORECASE)  # and prose
_OTHER_LINE = regex(r"^[ \t]*(?:export[ \t]|[A-Za-z_]\w*\+?=|alias[ \t]+[\w-]+=|fi[ \t]*$|done[ \t]*$|esac\b)", re.M)
_OF_OTHERS = ("set ", "set-", "env:", "environment]", "setx")
_BATCH_LETTERS = frozenset("@:eErRsS")
_LOOKED_AT = 20_000  # characters that tell


def kind_by_name(base: str) -> Kind | None:
    """Return the kind that a file's name (in lower case, without its folders) tells."""
    if base in _FISH or base.endswith(".fish"):
        return Kind.FISH
    if _POWERSHELL.fullmatch(base):
        return Kind.POWERSHELL
    return Kind.CMD if _CMD.fullmatch(base) else None


def begins_as_batch(text: str) -> bool:
    """Tell whether a text begins as a batch file of Windows does: `@echo off`, `setlocal`, remarks above them."""
    return text.lstrip("\ufeff \t\r\n")[:1] in _BATCH_LETTERS and _BATCH_START.match(text) is not None


def kind_by_lines(text: str) -> Kind | None:
    """Return the kind of a text without a telling name; None where bash or zsh would read more of its lines."""
    text = text[:_LOOKED_AT]
    if (found := _SHEBANG.match(text)) is not None:
        return Kind.FISH if found["shell"] == "fish" else Kind.POWERSHELL
    if _STORE.match(text):
        return Kind.FISH
    counts = {
        Kind.FISH: _count(_FISH_LINE, text),
        Kind.POWERSHELL: _count(_POWERSHELL_LINE, text, _LIKE_POWERSHELL),
        Kind.CMD: _count(_CMD_LINE, text, _LIKE_CMD),
    }
    closes = _FISH_END.search(text) and not _BASH_END.search(text)
    if closes and (counts[Kind.FISH] or _FISH_BLOCK.search(text)):
        return Kind.FISH
    kind = max(counts, key=lambda one: counts[one])
    return kind if counts[kind] > _count(_OTHER_LINE, text) else None


def only_another_shells(text: str) -> Kind | None:
    """Return fish, PowerShell or the command prompt where only that shell reads the lines, and none is one of zsh's."""
    if not any(word in text.lower() for word in _OF_OTHERS) or _OTHER_LINE.search(text[:_LOOKED_AT]):
        return None
    return kind_by_lines(text)


def _count(sure: re.Pattern[str], text: str, likely: re.Pattern[str] | None = None) -> int:
    """Return how many lines are of a kind; those that are only likely count beside one that is sure."""
    found = sum(1 for _ in sure.finditer(text))
    return found + sum(1 for _ in likely.finditer(text)) if found and likely else found
