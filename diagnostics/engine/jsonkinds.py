"""Recognise whose a file of JSON is: by its name, by keys that one client alone has, by what stands at its top."""

from __future__ import annotations

import re

from .ownkeys import holds_own_keys, json_by_keys
from .records import dataclass
from .regexes import regex
from .source import Kind
from .statusscreen import is_status
from .unreadfiles import is_read_elsewhere

LOGINS = frozenset({"auth.json", ".credentials.json", "oauth_creds.json"})
JSON_START = regex(r"\ufeff?\s*(?:(?://[^\n]*|/\*(?:[^*]|\*(?!/))*\*/)\s*){0,50}\{\s*(?:\"|\}|//|/\*|“|')", re.DOTALL)
_STATE = frozenset({".claude.json", "claude.json"})
_SETTINGS = regex(r"(?:managed-)?settings?(?:\.[\w-]+)?\.json|remote-settings\.json", re.IGNORECASE)
# A profile for --settings, and a piece of managed settings.
_OF_CLAUDE = regex(r"(?:^|/)(?:\.claude/[\w-]+|managed-settings\.d/[^/.][^/]*)\.json$")
# Only ~/.claude.json holds these; a settings file never does.
_STATE_KEYS = regex(r'"(?:primaryApiKey|oauthAccount|customApiKeyResponses|numStartups|hasCompletedOnboarding)"\s*:')
_CLAUDE_KEYS = regex(
    r'"(?:env|apiKeyHelper|awsAuthRefresh|awsCredentialExport|gcpAuthRefresh|permissions|hooks|statusLine|forceLoginMethod)"\s*:'
)
_CLAUDE_WORDS = regex(_CLAUDE_KEYS.pattern + r'|"(?:ANTHROPIC_\w+|model|availableModels)"\s*:')
# A server's answer, or another program's settings: no settings file of a client of ours has these.
_OTHER_JSON = regex(
    r'"(?:choices|error|errors|request_id|num_turns|duration_api_ms|total_cost_usd|session_id|providers|models|dependencies|compilerOptions)"\s*:|"object"\s*:\s*"'
    r'|"(?:created_at|created|usage|done_reason)"\s*:|"messages"\s*:\s*\[|"done"\s*:\s*(?:true|false)'
    r'|"status"\s*:\s*"(?:ok|healthy|up|running|success)"|"code"\s*:\s*[45]\d\d\b|"type"\s*:\s*"\w*error"|"\$schema"\s*:\s*"(?![^"]*claude)'
)
# What stands in a settings file of Claude Code, and in a part of one; a server's answer has none of it.
_SETTINGS_KEYS = regex(
    _CLAUDE_WORDS.pattern
    + r'|"(?:mcpServers|theme|\w*[a-z]*Approv\w*|includeCoAuthoredBy|enabledPlugins|[a-z]+Helper)"\s*:'
)
_CLAUDE_FOLDER = regex(r"\.|\.\.|~|(?:\.|dot_)?claude(?:-?code)?|managed-settings\.d")
_CONTAINER_KEYS = regex(r"\"(?:containerEnv|remoteEnv)\"[ \t]*:[ \t]*\{")
_VSCODE_KEYS = regex(r'"(?:terminal\.integrated|editor|workbench|files|claude-?[cC]ode|window)\.[\w.-]+"\s*:')
_OPENCODE_BASE = regex(r"\.?opencode\.jsonc?")
_VSCODE_PATH = regex(r"(?:\.vscode|/user|/machine|/profiles/[^/]+)/settings\.json$")
# Settings of editors and agents which no client of ours reads.
_OF_OTHER_TOOLS = regex(
    r"(?:^|/)\.?zed/settings\.json$|(?:^|/)\.(?:factory|cursor|windsurf|codeium|kiro|amp|roo|kilocode|augment|codebuddy"
    r"|trae|junie|iflow|crush|goose|continue|copilot|grok|droid|auggie|opencode)/settings(?:\.local)?\.json$"
)

_TOKEN = regex(r'"((?:[^"\\\n]|\\.)*)"(\s*:)?|//[^\n]*|/\*(?:[^*]|\*(?!/))*\*/|[{}\[\]]')
# Beside `env`, files of other programs hold these at their top: Devbox, nodemon, Vercel, ESLint, VS Code, pm2, Heroku.
_OTHERS = """
    packages shell watch exec ext build builds builder functions routes rewrites crons extends rules parser
    parserOptions overrides globals plugins apps tasks configurations dependencies devDependencies scripts
    addons formation buildpacks inputs stack image features containerDefinitions compilerOptions globalEnv
    agent_servers version nodeArgs runtimeArgs servers services jobs steps
"""
_OF_OTHERS = frozenset(_OTHERS.split())
# Settings of Claude Code by names that other programs have as well.
_COMMON = frozenset(
    (
        *("$schema", "agent", "attribution", "env", "hooks", "language", "model", "permissions", "remote", "sandbox"),
        *("tui", "verbose"),
    )
)


@dataclass(frozen=True, slots=True)
class _Top:
    """The keys at the top of an object, and whether `env` among them holds anything but plain values."""

    keys: frozenset[str]
    env_holds_objects: bool


def kind_of_json(path: str, base: str, text: str) -> Kind:
    """Return the kind of a text that begins as an object of JSON; path and base in small letters."""
    if path.startswith("--settings"):
        return Kind.CLAUDE_SETTINGS
    if is_state(path, base):
        return Kind.CLAUDE_STATE
    if base in LOGINS:
        return Kind.LOGIN_FILE
    if is_status(text):
        return Kind.STATUS
    if (by_path := kind_by_path(path, base)) is not None:
        return by_path
    if is_read_elsewhere(path):
        return Kind.TEXT
    if holds_own_keys(text) and (by_keys := json_by_keys(text)) is not None:
        return by_keys  # `env` stands in these, too
    if not _CLAUDE_KEYS.search(text):
        if _VSCODE_KEYS.search(text) or _CONTAINER_KEYS.search(text):
            return Kind.VSCODE_SETTINGS
        if (by_keys := json_by_keys(text)) is not None:
            return by_keys
        if not _SETTINGS.fullmatch(base) and "ANTHROPIC_" not in text and _OTHER_JSON.search(text):
            return Kind.TEXT
    if base.endswith((".yaml", ".yml", ".toml")):
        return Kind.TEXT  # an answer or a piece beside a file that is not written so
    if _SETTINGS.fullmatch(base):
        return Kind.CLAUDE_SETTINGS if _is_claudes(path, text) else Kind.TEXT
    if base.endswith(".json") and '"env"' not in text and '"apiKeyHelper"' not in text and not _STATE_KEYS.search(text):
        return Kind.TEXT  # tsconfig.json: nothing that a client reads
    if _STATE_KEYS.search(text):
        return Kind.CLAUDE_STATE
    if not _OF_CLAUDE.search(path) and _is_of_another(text):
        return Kind.TEXT
    return Kind.CLAUDE_SETTINGS if base or _SETTINGS_KEYS.search(text) or '":' not in text else Kind.TEXT


def kind_by_path(path: str, base: str) -> Kind | None:
    """Return the kind of a file of JSON by its name or its folder, in small letters; None where these do not tell."""
    if _OPENCODE_BASE.fullmatch(base) or path.endswith(("opencode/config.json", "opencode/config.jsonc")):
        return Kind.OPENCODE_CONFIG
    if path.endswith((".code-workspace", "devcontainer.json")) or _VSCODE_PATH.search(path):
        return Kind.VSCODE_SETTINGS
    if _OF_OTHER_TOOLS.search(path):
        return Kind.TEXT
    if path.endswith(".gemini/settings.json"):
        return Kind.GEMINI_SETTINGS
    if path.endswith(".cline/data/settings/providers.json"):
        return Kind.CLINE_PROVIDERS
    return Kind.QWEN_SETTINGS if path.endswith(".qwen/settings.json") else None


def is_state(path: str, base: str) -> bool:
    """Tell whether a file is the client's state, by its name; older versions had it in the folder of the settings."""
    return base in _STATE or (base == ".config.json" and "claude" in path.lower())


def is_settings_name(path: str, base: str) -> bool:
    """Tell whether a file is called as Claude Code's settings are, or stands in their folder."""
    return _SETTINGS.fullmatch(base) is not None or _OF_CLAUDE.search(path) is not None


def _is_claudes(path: str, text: str) -> bool:
    """Tell whether a settings.json is Claude Code's: by its folder, or by what it holds where that is another's."""
    folder = path.rpartition("/")[0].rpartition("/")[2]
    return not folder or bool(_CLAUDE_FOLDER.fullmatch(folder)) or bool(_CLAUDE_WORDS.search(text))


def _is_of_another(text: str) -> bool:
    """Tell whether an object is another program's, though `env` or another key of Claude Code's stands in it."""
    top = _top_of(text)
    if not top.keys:
        return False
    from .readers.settingsforms import FORMS  # a hundred settings, which a file of a known name does without

    if top.keys.isdisjoint(_OF_OTHERS) and not top.keys.isdisjoint(FORMS.keys() - _COMMON):
        return False
    if "env" in top.keys:
        return top.env_holds_objects or not top.keys.isdisjoint(_OF_OTHERS)
    return top.keys.isdisjoint(FORMS.keys() - {"$schema"}) or not top.keys.isdisjoint(_OF_OTHERS)


def _top_of(text: str) -> _Top:
    """Return the keys at the top of an object, which may hold mistakes: quotes and brackets alone are followed."""
    keys: set[str] = set()
    depth, key, holds_objects = 0, "", False
    for token in _TOKEN.finditer(text):
        sign = token.group()[0]
        if sign in "{[":
            depth += 1
            holds_objects = holds_objects or (key == "env" and (depth > 2 or sign == "["))
        elif sign in "}]":
            depth -= 1
        elif depth == 1 and token.group(2):
            key = token.group(1)
            keys.add(key)
    return _Top(frozenset(keys), holds_objects)
