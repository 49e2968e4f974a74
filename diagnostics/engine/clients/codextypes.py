"""Which type each setting of config.toml must have: Codex refuses the whole file for one that has another.

Measured on 0.171.0, setting by setting; a key that Codex does not know is passed over, whatever it holds.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from types import MappingProxyType

from ..masking.secretpatterns import MASK_RE
from ..readers.configtree import ConfigFile, Path
from ..regexes import regex
from .inputs import Blocked, dotted

_TEXT, _PATH, _FLAG, _WHOLE, _COUNT = "a string", "path string", "a boolean", "i64", "u64"
_LIST, _MAP = "a sequence", "a map"
_WIRE = ("responses",)
_Type = str | tuple[str, ...]  # the words that a setting may have, where it is one of few


def _each(kind: _Type, *names: str) -> dict[str, _Type]:
    return dict.fromkeys(names, kind)


# `*` stands for any key. What lies below a path that is not here is not looked at.
_TYPES: Mapping[str, _Type] = MappingProxyType(
    {
        **_each(_TEXT, "model", "model_provider", "profile", "openai_base_url", "chatgpt_base_url", "oss_provider"),
        **_each(_TEXT, "review_model", "instructions", "developer_instructions", "model_reasoning_effort"),
        **_each(_PATH, "model_instructions_file"),
        **_each(_FLAG, "hide_agent_reasoning", "show_raw_agent_reasoning", "check_for_update_on_startup"),
        **_each(_WHOLE, "model_context_window", "model_auto_compact_token_limit"),
        **_each(_LIST, "notify"),
        **_each(_MAP, "model_providers"),
        "approval_policy": ("untrusted", "on-failure", "on-request", "granular", "never"),
        "sandbox_mode": ("read-only", "workspace-write", "danger-full-access"),
        "forced_login_method": ("chatgpt", "api"),
        "model_verbosity": ("low", "medium", "high"),
        "model_reasoning_summary": ("auto", "concise", "detailed", "none"),
        "web_search": ("disabled", "cached", "indexed", "live"),
        "personality": ("none", "friendly", "pragmatic"),
        "cli_auth_credentials_store": ("file", "keyring", "auto", "ephemeral"),
        "file_opener": ("vscode", "vscode-insiders", "windsurf", "cursor", "none"),
        **_each("struct ModelProviderInfo", "model_providers.*"),
        **_each("struct ModelProviderAuthInfo", "model_providers.*.auth"),
        **_each(_TEXT, "model_providers.*.name", "model_providers.*.base_url", "model_providers.*.env_key"),
        **_each(_TEXT, "model_providers.*.env_key_instructions", "model_providers.*.experimental_bearer_token"),
        **_each(_FLAG, "model_providers.*.requires_openai_auth", "model_providers.*.supports_websockets"),
        **_each(_COUNT, "model_providers.*.request_max_retries", "model_providers.*.stream_max_retries"),
        **_each(_COUNT, "model_providers.*.stream_idle_timeout_ms"),
        **_each(_MAP, "model_providers.*.http_headers", "model_providers.*.env_http_headers"),
        **_each(_MAP, "model_providers.*.query_params"),
        **_each(_TEXT, "model_providers.*.http_headers.*", "model_providers.*.env_http_headers.*"),
        **_each(_TEXT, "model_providers.*.query_params.*"),
        "model_providers.*.wire_api": _WIRE,
        "projects.*.trust_level": ("trusted", "untrusted"),
        "otel.exporter": ("none", "statsig", "otlp-http", "otlp-grpc"),
        **_each(_TEXT, "profiles.*.model", "mcp_servers.*.command", "mcp_servers.*.env.*", "tui.theme"),
        **_each(_LIST, "mcp_servers.*.args"),
        **_each(_FLAG, "features.*", "sandbox_workspace_write.network_access", "analytics.enabled"),
        "shell_environment_policy.inherit": ("core", "all", "none"),
        "history.persistence": ("save-all", "none"),
    }
)
_ANY_KEY_BELOW = frozenset({"model_providers", "profiles", "mcp_servers", "features", "projects"})
_ANY_KEY_AT = frozenset({"http_headers", "env_http_headers", "query_params", "env"})
_WITHOUT_KEY = frozenset({"features"})  # of these the message names the table alone
_WORD = regex(r"-?[0-9.]{1,7}|[A-Za-z]{1,10}")
_OLD_WIRE = "chat"  # has a refusal of its own


def check_types(file: ConfigFile) -> None:
    """Raise Blocked for the first setting that has another type, or another word, than Codex takes."""
    for path, fault in _faults(file):
        shown = path[:1] if path[0] in _WITHOUT_KEY else path
        raise Blocked(f"Error loading config.toml: {fault} in `{dotted(shown)}`", dotted(path))


def _faults(file: ConfigFile) -> Iterator[tuple[Path, str]]:
    for path, leaf in file.leaves.items():
        wanted = _TYPES.get(_pattern(path))
        if wanted is None or (isinstance(leaf.value, str) and MASK_RE.search(leaf.value)):
            continue
        fault = _fault(leaf.value, wanted)
        if fault:
            yield path, fault
    for path in file.groups:
        wanted = _TYPES.get(_pattern(path)) if path else None
        is_list = (*path, 0) in file.leaves or (*path, 0) in file.groups
        has = "sequence" if is_list else "map" if file.keys(*path) else ""
        is_right = wanted == _LIST if has == "sequence" else wanted == _MAP or str(wanted).startswith("struct")
        if has and isinstance(wanted, str) and not is_right:
            yield path, f"invalid type: {has}, expected {wanted}"


def _pattern(path: Path) -> str:
    """Return the path as the table has it: any key's name as `*`."""
    parts = [str(part) for part in path]
    for place in range(1, len(parts)):
        above = parts[place - 1]
        if (place == 1 and above in _ANY_KEY_BELOW) or (place == 3 and above in _ANY_KEY_AT):
            parts[place] = "*"
    return ".".join(parts)


def _fault(value: str | float | bool | None, wanted: _Type) -> str | None:
    """Return what is wrong with a value, in the client's words; None where nothing is."""
    if isinstance(wanted, tuple):
        if not isinstance(value, str):
            return _fault(value, _TEXT) if wanted == _WIRE else "invalid type: unit variant, expected string only"
        if value in wanted or (wanted == _WIRE and value == _OLD_WIRE):
            return None
        return f"unknown variant `{_shown(value)}`, expected {_listed(wanted)}"
    if isinstance(value, bool):
        return None if wanted == _FLAG else f"invalid type: boolean `{str(value).lower()}`, expected {wanted}"
    if isinstance(value, int):
        if wanted == _COUNT and value < 0:
            return f"invalid value: integer `{_shown(str(value))}`, expected u64"
        return (
            None if wanted in (_WHOLE, _COUNT) else f"invalid type: integer `{_shown(str(value))}`, expected {wanted}"
        )
    if isinstance(value, float):
        return f"invalid type: floating point `{_shown(str(value))}`, expected {wanted}"
    if isinstance(value, str):
        return None if wanted in (_TEXT, _PATH) else f'invalid type: string "{_shown(value)}", expected {wanted}'
    return None


def _shown(value: str) -> str:
    """Return a value as a message may repeat it: a short word or number, for anything else could be a secret."""
    return value if _WORD.fullmatch(value) else "…"


def _listed(words: tuple[str, ...]) -> str:
    quoted = [f"`{word}`" for word in words]
    return " or ".join(quoted) if len(quoted) < 3 else f"one of {', '.join(quoted)}"
