"""The options that aider 0.86.2 knows, and the models that its old switches stand for; from its own parser.

A key of .aider.conf.yml is an option without its hyphens; aider refuses to start with one that it does not know.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

_NAMES = """
    3 35-turbo 35turbo 4 4-turbo 4o add-gitignore-files aiderignore alias analytics analytics-disable
    analytics-log analytics-posthog-host analytics-posthog-project-api-key anthropic-api-key api-key apply
    apply-clipboard-edits architect assistant-output-color attribute-author attribute-co-authored-by
    attribute-commit-message-author attribute-commit-message-committer attribute-committer auto-accept-architect
    auto-commits auto-lint auto-test browser cache-keepalive-pings cache-prompts chat-history-file chat-language
    chat-mode check-model-accepts-settings check-update code-theme commit commit-language commit-prompt
    completion-menu-bg-color completion-menu-color completion-menu-current-bg-color
    completion-menu-current-color config copy-paste dark-mode deepseek detect-urls dirty-commits
    disable-playwright dry-run edit-format editor editor-edit-format editor-model encoding env-file exit
    fancy-input file git git-commit-verify gitignore gui haiku help input-history-file install-main-branch
    just-check-update light-mode line-endings lint lint-cmd list-models llm-history-file load
    map-multiplier-no-files map-refresh map-tokens max-chat-history-tokens message message-file mini model
    model-metadata-file model-settings-file models msg multiline notifications notifications-command o1-mini
    o1-preview openai-api-base openai-api-deployment-id openai-api-key openai-api-type openai-api-version
    openai-organization-id opus pretty read reasoning-effort restore-chat-history set-env shell-completions
    show-diffs show-model-warnings show-prompts show-release-notes show-repo-map skip-sanity-check-repo sonnet
    stream subtree-only suggest-shell-commands test test-cmd thinking-tokens timeout tool-error-color
    tool-output-color tool-warning-color update upgrade user-input-color verbose verify-ssl version vim
    voice-format voice-input-device voice-language watch-files weak-model yes-always
"""
OPTIONS = frozenset(_NAMES.split())
# Measured: aider prints what matches, or that nothing does, and ends.
LISTS_MODELS = ("models", "list-models")

# Deprecated: --model says it. Measured: `sonnet: true` asks for claude-3-7-sonnet-20250219.
SWITCHES: Mapping[str, str] = MappingProxyType(
    {
        "opus": "claude-3-opus-20240229",
        "sonnet": "anthropic/claude-3-7-sonnet-20250219",
        "haiku": "claude-3-5-haiku-20241022",
        "4": "gpt-4-0613",
        "4o": "gpt-4o",
        "mini": "gpt-4o-mini",
        "4-turbo": "gpt-4-1106-preview",
        "35turbo": "gpt-3.5-turbo",
        "deepseek": "deepseek/deepseek-chat",
        "o1-mini": "o1-mini",
        "o1-preview": "o1-preview",
    }
)


def is_option(key: str) -> bool:
    """Tell whether a key of the settings file is an option."""
    name = key.removeprefix("--")
    return name in OPTIONS or name.removeprefix("no-") in OPTIONS
