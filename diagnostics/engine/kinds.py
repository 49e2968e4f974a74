"""Recognise how the text of a document is read: from its name first, then from what it holds."""

from __future__ import annotations

import re

from .source import Kind

_ZSH = frozenset({".zshrc", ".zshenv", ".zprofile", ".zlogin", ".zlogout", "zshrc", "zshenv", "zprofile", "zlogin"})
_BASH = frozenset({".bashrc", ".bash_profile", ".bash_login", ".bash_aliases", ".bash_logout", "bashrc", "bash.bashrc"})
_SH = frozenset({".profile", "profile", ".shrc", ".kshrc"})
_FISH = frozenset({"config.fish", "fish_variables"})
_POWERSHELL = re.compile(r".*\.ps[md]?1|\$profile(?:\..+)?", re.IGNORECASE)
_CMD = re.compile(r".*\.(?:bat|cmd)", re.IGNORECASE)
_STATE = frozenset({".claude.json", "claude.json"})
_SETTINGS = re.compile(r"(?:managed-)?settings(?:\.[\w-]+)?\.json|remote-settings\.json", re.IGNORECASE)
_DOTENV = re.compile(r"\.env(?:\.[\w.-]+)?|[\w-]+\.env|\.envrc\.local", re.IGNORECASE)

# Only ~/.claude.json holds these; a settings file never does.
_STATE_KEYS = re.compile(
    r'"(?:primaryApiKey|oauthAccount|customApiKeyResponses|numStartups|hasCompletedOnboarding)"\s*:'
)
_JSON_START = re.compile(r"\ufeff?\s*\{\s*(?:\"|\}|//|/\*|“)")
_ZSH_WORDS = re.compile(
    r"^\s*(?:setopt|unsetopt|autoload|bindkey|zstyle|compinit|typeset -U|plugins=\()|\boh-my-zsh\b", re.M
)
_BASH_WORDS = re.compile(r"^\s*(?:shopt|complete\s+-|PROMPT_COMMAND=|bind\s+['\"])", re.M)
_SHELL_LINE = re.compile(
    r"^\s*(?:export\s|alias\s|source\s|\.\s|eval\s|unset\s|typeset\s|declare\s|local\s|if\s|for\s|function\s|\[\[?\s|case\s"
    r"|[A-Za-z_]\w*\s?\+?=|[\w-]+\s*\(\)\s*\{)",
    re.M,
)


def recognise(name: str, text: str) -> Kind:
    """Return how a document is read.

    A document that calls itself a start-up file but holds a JSON object is a settings file: people leave the
    form's proposed name as it is. No start-up file begins with `{ "`.
    """
    base = re.split(r"[/\\]", name.strip())[-1].lower()
    if _JSON_START.match(text) and not _DOTENV.fullmatch(base):
        return _json_kind(base, text)
    by_name = _kind_by_name(base)
    return by_name if by_name is not None else _kind_by_text(text)


def _json_kind(base: str, text: str) -> Kind:
    if base in _STATE:
        return Kind.CLAUDE_STATE
    if _SETTINGS.fullmatch(base):
        return Kind.CLAUDE_SETTINGS
    if base.endswith(".json") and '"env"' not in text and '"apiKeyHelper"' not in text and not _STATE_KEYS.search(text):
        return Kind.TEXT  # package.json, tsconfig.json: nothing that a client reads
    return Kind.CLAUDE_STATE if _STATE_KEYS.search(text) else Kind.CLAUDE_SETTINGS


def _kind_by_name(base: str) -> Kind | None:
    if base in _ZSH or base.endswith(".zsh"):
        return Kind.ZSH
    if base in _BASH or base.endswith(".bash"):
        return Kind.BASH
    if base in _SH or base.endswith(".sh"):
        return Kind.SH
    if base in _FISH or base.endswith(".fish"):
        return Kind.FISH
    if _POWERSHELL.fullmatch(base):
        return Kind.POWERSHELL
    if _CMD.fullmatch(base):
        return Kind.CMD
    if _DOTENV.fullmatch(base):
        return Kind.DOTENV
    if base in _STATE:
        return Kind.CLAUDE_STATE
    return Kind.CLAUDE_SETTINGS if _SETTINGS.fullmatch(base) else None


def _kind_by_text(text: str) -> Kind:
    first = text.lstrip("\ufeff").split("\n", 1)[0]
    if first.startswith("#!"):
        if "zsh" in first:
            return Kind.ZSH
        return Kind.BASH if "bash" in first else Kind.SH
    if _ZSH_WORDS.search(text):
        return Kind.ZSH
    if _BASH_WORDS.search(text):
        return Kind.BASH
    return Kind.ZSH if _SHELL_LINE.search(text) else Kind.TEXT
