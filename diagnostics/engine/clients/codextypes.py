"""Which type each setting of config.toml must have: Codex refuses the whole file for one that has another.

Measured on 0.171.0, setting by setting; a key that Codex does not know is passed over, whatever it holds.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from types import MappingProxyType

from ..masking.secretpatterns import MASK_RE
from ..readers.configtree import ConfigFile, Path
from ..regexes import regex
from .inputs import Blocked, dotted

_TEXT, _PATH, _FLAG, _WHOLE, _COUNT = "a string", "path string", "a boolean", "i64", "u64"
_SIZE, _PORT, _SECONDS = "usize", "u16", "f64"
_LIST, _MAP = "a sequence", "a map"
_WIRE = ("responses",)
_Type = str | tuple[str, ...]  # the words that a setting may have, where it is one of few


def _each(kind: _Type, *names: str) -> dict[str, _Type]:
    return dict.fromkeys(names, kind)


_APPROVAL = ("untrusted", "on-failure", "on-request", "granular", "never")

# `*` stands for any key, `[]` for what a list holds. What lies below a path that is not here is not looked at.
_TYPES: Mapping[str, _Type] = MappingProxyType(
    {
        **_each(_TEXT, "model", "model_provider", "profile", "openai_base_url", "chatgpt_base_url", "oss_provider"),
        **_each(_TEXT, "review_model", "instructions", "developer_instructions", "model_reasoning_effort"),
        **_each(_TEXT, "service_tier", "compact_prompt", "default_permissions", "notify.[]", "otel.environment"),
        **_each(_PATH, "model_instructions_file", "model_catalog_json", "log_dir", "js_repl_node_path", "sqlite_home"),
        **_each(_PATH, "sandbox_workspace_write.writable_roots.[]"),
        **_each(_FLAG, "hide_agent_reasoning", "show_raw_agent_reasoning", "check_for_update_on_startup"),
        **_each(_FLAG, "allow_login_shell", "disable_paste_burst", "suppress_unstable_features_warning"),
        **_each(
            _FLAG, "experimental_use_unified_exec_tool", "include_permissions_instructions", "otel.log_user_prompt"
        ),
        **_each(_FLAG, "features.*", "analytics.enabled", "feedback.enabled", "memories.use_memories"),
        **_each(_FLAG, "ghost_snapshot.disable_warnings", "notice.hide_full_access_warning"),
        **_each(_FLAG, "tui.animations", "tui.show_tooltips", "tui.raw_output_mode", "tui.vim_mode_default"),
        **_each(_FLAG, "sandbox_workspace_write.network_access", "sandbox_workspace_write.exclude_slash_tmp"),
        **_each(_FLAG, "shell_environment_policy.ignore_default_excludes"),
        **_each(_FLAG, "shell_environment_policy.experimental_use_profile"),
        **_each(_WHOLE, "model_context_window", "model_auto_compact_token_limit"),
        **_each(_COUNT, "background_terminal_max_timeout"),
        **_each(_SIZE, "tool_output_token_limit", "project_doc_max_bytes", "history.max_bytes", "agents.max_threads"),
        **_each(_PORT, "mcp_oauth_callback_port"),
        **_each(_LIST, "notify", "project_doc_fallback_filenames", "project_root_markers", "skills.config"),
        **_each(_LIST, "tui.status_line", "tui.terminal_title", "sandbox_workspace_write.writable_roots"),
        **_each(_LIST, "shell_environment_policy.exclude", "shell_environment_policy.include_only"),
        **_each(_TEXT, "tui.status_line.[]", "shell_environment_policy.set.*", "tui.theme"),
        **_each(_MAP, "model_providers", "mcp_servers", "profiles", "projects", "marketplaces"),
        **_each(_MAP, "shell_environment_policy.set"),
        "approval_policy": _APPROVAL,
        "approvals_reviewer": ("user", "auto_review", "guardian_subagent"),
        "sandbox_mode": ("read-only", "workspace-write", "danger-full-access"),
        "forced_login_method": ("chatgpt", "api"),
        "model_verbosity": ("low", "medium", "high"),
        "model_reasoning_summary": ("auto", "concise", "detailed", "none"),
        "web_search": ("disabled", "cached", "indexed", "live"),
        "personality": ("none", "friendly", "pragmatic"),
        "cli_auth_credentials_store": ("file", "keyring", "auto", "ephemeral"),
        "mcp_oauth_credentials_store": ("auto", "file", "keyring"),
        "file_opener": ("vscode", "vscode-insiders", "windsurf", "cursor", "none"),
        "windows.sandbox": ("elevated", "unelevated", "mxc"),
        "tui.alternate_screen": ("auto", "always", "never"),
        "tui.notification_method": ("auto", "osc9", "osc777", "bel"),
        "tui.notification_condition": ("unfocused", "always"),
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
        **_each(_TEXT, "profiles.*.model", "profiles.*.model_reasoning_effort"),
        "profiles.*.approval_policy": _APPROVAL,
        **_each(_TEXT, "mcp_servers.*.command", "mcp_servers.*.cwd", "mcp_servers.*.bearer_token_env_var"),
        **_each(_TEXT, "mcp_servers.*.args.[]", "mcp_servers.*.env.*", "mcp_servers.*.http_headers.*"),
        **_each(_LIST, "mcp_servers.*.args", "mcp_servers.*.enabled_tools", "mcp_servers.*.env_vars"),
        **_each(_MAP, "mcp_servers.*.env"),
        **_each(_FLAG, "mcp_servers.*.enabled", "mcp_servers.*.required"),
        **_each(_SECONDS, "mcp_servers.*.startup_timeout_sec", "mcp_servers.*.tool_timeout_sec"),
        "shell_environment_policy.inherit": ("core", "all", "none"),
        "history.persistence": ("save-all", "none"),
        "tools": "struct ToolsToml",
        "tools.experimental_request_user_input": "struct ExperimentalRequestUserInput",
        "tui": "struct Tui",
        "history": "struct History",
        "sandbox_workspace_write": "struct SandboxWorkspaceWrite",
        "shell_environment_policy": "struct ShellEnvironmentPolicyTomlRaw",
        "analytics": "struct AnalyticsConfigToml",
        "feedback": "struct FeedbackConfigToml",
        "otel": "struct OtelConfigToml",
        "memories": "struct MemoriesToml",
        "skills": "struct SkillsConfig",
        "plugins": "struct PluginsConfigToml",
        "hooks": "struct HooksToml",
        "agents": "struct AgentsToml",
        "permissions": "struct PermissionsToml",
        "ghost_snapshot": "struct GhostSnapshotToml",
        "audio": "struct RealtimeAudioToml",
        "apps": "struct AppsConfigToml",
        "windows": "struct WindowsToml",
        "notice": "struct Notice",
    }
)
# Of these Codex says only that none of several forms fits.
_FORMS: Mapping[str, tuple[str, Callable[[object], bool]]] = MappingProxyType(
    {
        "tools.web_search": ("WebSearchToolConfigInput", lambda value: isinstance(value, bool)),
        "tools.web_search.context_size": ("WebSearchToolConfigInput", lambda value: value in ("low", "medium", "high")),
        "tools.web_search.allowed_domains": ("WebSearchToolConfigInput", lambda _value: False),
        "tui.notifications": ("Notifications", lambda value: isinstance(value, bool)),
        "tui.notifications.[]": ("Notifications", lambda value: isinstance(value, str)),
        "forced_chatgpt_workspace_id": ("Repr", lambda value: isinstance(value, str)),
    }
)
_ANY_KEY_BELOW = frozenset({"model_providers", "profiles", "mcp_servers", "features", "projects"})
_ANY_KEY_AT = frozenset({"http_headers", "env_http_headers", "query_params", "env"})
_WITHOUT_KEY = frozenset({"features"})  # of these the message names the table alone
# Of these it names the table `tui` alone.
_IN_TUI = frozenset({"notifications", "notification_method", "notification_condition"})
_SIZES = (_COUNT, _SIZE, _PORT)
_WORD = regex(r"-?[0-9.]{1,7}|[A-Za-z]{1,10}")
_OLD_WIRE = "chat"  # has a refusal of its own


def check_types(file: ConfigFile) -> None:
    """Raise Blocked for the first setting that has another type, or another word, than Codex takes."""
    for path, fault in _faults(file):
        shown = path[:1] if path[0] in _WITHOUT_KEY or (path[0] == "tui" and path[1:] and path[1] in _IN_TUI) else path
        shown = shown[:-1] if isinstance(shown[-1], int) else shown
        raise Blocked(f"Error loading config.toml: {fault} in `{dotted(shown)}`", dotted(path))


def _faults(file: ConfigFile) -> Iterator[tuple[Path, str]]:
    for path, leaf in file.leaves.items():
        pattern = _pattern(path)
        wanted, form = _TYPES.get(pattern), _FORMS.get(pattern)
        if (wanted is None and form is None) or (isinstance(leaf.value, str) and MASK_RE.search(leaf.value)):
            continue
        if wanted is not None:
            fault = _fault(leaf.value, wanted)
        elif form is not None and not form[1](leaf.value):
            fault = f"data did not match any variant of untagged enum {form[0]}"
        else:
            fault = None
        if fault:
            yield path[:2] if path[0] == "tools" else path, fault
    for path in file.groups:
        wanted = _TYPES.get(_pattern(path)) if path else None
        is_list = (*path, 0) in file.leaves or (*path, 0) in file.groups
        has = "sequence" if is_list else "map" if file.keys(*path) else ""
        is_right = wanted == _LIST if has == "sequence" else wanted == _MAP or str(wanted).startswith("struct")
        if has and isinstance(wanted, str) and not is_right:
            yield path, f"invalid type: {has}, expected {wanted}"


def _pattern(path: Path) -> str:
    """Return the path as the table has it: any key's name as `*`."""
    parts = [str(part) if isinstance(part, str) else "[]" for part in path]
    for place in range(1, len(parts)):
        above = parts[place - 1]
        if (place == 1 and above in _ANY_KEY_BELOW) or (place == 3 and above in _ANY_KEY_AT) or above == "set":
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
        if wanted in _SIZES and value < 0:
            return f"invalid value: integer `{_shown(str(value))}`, expected {wanted}"
        is_number = wanted in (_WHOLE, _SECONDS, *_SIZES)
        return None if is_number else f"invalid type: integer `{_shown(str(value))}`, expected {wanted}"
    if isinstance(value, float):
        if wanted == _SECONDS:
            return None
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
