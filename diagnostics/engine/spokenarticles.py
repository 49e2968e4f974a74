"""Articles on what a text speaks of that sets nothing: a client, and a variable or a file of which sentences tell.

Who pays cannot be told then, and no rule says anything. Where the sentences name a client and what people commonly get
wrong about it, the article on that may help.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from .source import Document, Kind

# The client → what its sentences hold in small letters, and the article; all words of one tuple must be there.
_ARTICLES: dict[str, tuple[tuple[tuple[str, ...], str], ...]] = {
    "claude-code": (
        ((".claude/setting.json",), "settings-file-in-the-wrong-place"),
        (("only available for subscription plans",), "api-key-used-instead-of-subscription"),
        (("aws sso",), "could-not-load-aws-credentials"),
        (("aws_profile",), "could-not-load-aws-credentials"),
        (("settings.json", "anthropic_", "overrid"), "settings-json-beats-the-shell"),
        (("settings.json", "anthropic_", "takes precedence"), "settings-json-beats-the-shell"),
        (("settings file wins",), "settings-json-beats-the-shell"),
        (("claude-code-action", "anthropic_api_key"), "claude-code-in-github-actions"),
        (("claude-code-action", "claude_code_oauth_token"), "claude-code-in-github-actions"),
        (("forceloginmethod",), "managed-settings-require-a-first-party-login"),
        (("anthropic_api_key", "anthropic_auth_token", "401"), "key-and-token-both-sent"),
        (("primaryapikey",), "old-console-key-used-after-logout-primary-api-key"),
        (("use api key", "new api key"), "old-console-key-used-after-logout-primary-api-key"),
        (("extra usage",), "charged-beyond-the-plan-usage-credits"),
        (("claude_config_dir", "account"), "claude-config-dir-switches-the-account"),
        (("two accounts",), "claude-config-dir-switches-the-account"),
        (("wsl", "environment variable"), "wsl-and-windows-have-two-environments"),
        (("wsl", "claude.cmd"), "wsl-and-windows-have-two-environments"),
        (("account a", "account b"), "claude-config-dir-switches-the-account"),
        (("switch", "accounts"), "claude-config-dir-switches-the-account"),
        (("two", "max accounts"), "claude-config-dir-switches-the-account"),
        (("weekly limit",), "rate-limit-429-plan-gateway-or-server"),
        (("wrong account",), "claude-config-dir-switches-the-account"),
        (("litellm", "subscription"), "litellm-claude-max-virtual-key-in-auth-token"),
        (("litellm", "max plan"), "litellm-claude-max-virtual-key-in-auth-token"),
        (("x-api-key: ‹anthropic-api-key", "claude-cli/"), "api-key-used-instead-of-subscription"),
        (("claude_code_key_",), "api-key-used-instead-of-subscription"),  # as the Console calls the key of its login
        (("usage credits",), "charged-beyond-the-plan-usage-credits"),
    ),
    "codex": (
        ((".codex/config.yaml",), "codex-legacy-profile-and-removed-settings"),
        ((".codex/config.json",), "codex-legacy-profile-and-removed-settings"),
        (("logged in using an api key",), "codex-uses-the-chatgpt-plan-or-an-old-key"),
        (("openai_api_key",), "codex-ignores-openai-api-key"),
        (("preferred_auth_method",), "codex-uses-the-chatgpt-plan-or-an-old-key"),
        (("api key", "chatgpt", "billed"), "codex-uses-the-chatgpt-plan-or-an-old-key"),
        (("api key", "chatgpt", "charged"), "codex-uses-the-chatgpt-plan-or-an-old-key"),
        (("api key", "charges", "plus"), "codex-uses-the-chatgpt-plan-or-an-old-key"),
        (("api key", "quota"), "codex-uses-the-chatgpt-plan-or-an-old-key"),
        (("api key", "no credit"), "codex-uses-the-chatgpt-plan-or-an-old-key"),
        (("api credit", "plus"), "codex-uses-the-chatgpt-plan-or-an-old-key"),
        (("api credit", "chatgpt"), "codex-uses-the-chatgpt-plan-or-an-old-key"),
        (("auth.json", "plan"), "codex-uses-the-chatgpt-plan-or-an-old-key"),
        (("openai_base_url", "environment"), "codex-ignores-openai-base-url"),
        (("export openai_base_url",), "codex-ignores-openai-base-url"),
        (("wire_api", "chat"), "codex-wire-api-chat-no-longer-supported"),
        (("responses api", "chat completions"), "codex-wire-api-chat-no-longer-supported"),
        (("requires_openai_auth",), "codex-sends-the-openai-login-to-a-relay"),
        (("refresh token",), "codex-refresh-token-was-already-used"),
        (("auth.json", "copy"), "codex-refresh-token-was-already-used"),
        (("auth.json", "copied"), "codex-refresh-token-was-already-used"),
        (("--oss",), "codex-oss-does-not-reach-the-local-server"),
        (("profile", "config.toml"), "codex-legacy-profile-and-removed-settings"),
        (("custom", "model_provider"), "codex-custom-provider-sends-no-key"),
        (("custom", "model provider"), "codex-custom-provider-sends-no-key"),
    ),
    "gemini": (
        (("google_api_key",), "gemini-cli-does-not-accept-google-api-key"),
        (("gemini_api_key", "login"), "gemini-cli-ignores-the-key-because-a-login-is-chosen"),
        (("google_cloud_project",), "gemini-cli-google-cloud-project"),
        (("gemini_api_key", ".env"), "gemini-cli-reads-another-env-file"),
        (("vertex", "location"), "gemini-cli-vertex-needs-project-and-location"),
        (("selectedauthtype",), "gemini-cli-does-not-read-selectedauthtype"),
        (("google_gemini_base_url",), "gemini-cli-invalid-auth-method-with-a-base-url"),
        (("free tier", "quota"), "gemini-cli-quota-exceeded-or-an-unexpected-bill"),
        (("bill",), "gemini-cli-quota-exceeded-or-an-unexpected-bill"),
        (("charged",), "gemini-cli-quota-exceeded-or-an-unexpected-bill"),
        (("selectedtype",), "gemini-cli-ignores-the-key-because-a-login-is-chosen"),
    ),
    "opencode": (
        (("anthropic oauth",), "third-party-client-with-a-claude-plan"),
        (("${env:",), "opencode-sends-the-variable-name-or-no-key"),
        (("{env:",), "opencode-sends-the-variable-name-or-no-key"),
        (("auth.js",), "opencode-uses-the-stored-key"),  # and auth.json
        (("auth login",), "opencode-uses-the-stored-key"),
        (("auth list",), "opencode-uses-the-stored-key"),
        (("api key", "opencode.json"), "opencode-uses-the-stored-key"),
        (("vertex", "project"), "opencode-vertex-project-and-location"),
        (("vertex", "location"), "opencode-vertex-project-and-location"),
        (("zen", "balance"), "opencode-zen-free-usage-exceeded"),
        (("zen", "credits"), "opencode-zen-free-usage-exceeded"),
        (("zen", "free"), "opencode-zen-free-usage-exceeded"),
        (("opencode zen",), "opencode-zen-free-usage-exceeded"),
        (("claude max",), "third-party-client-with-a-claude-plan"),
        (("claude pro",), "third-party-client-with-a-claude-plan"),
        (("gemini_api_key",), "opencode-says-the-google-key-is-missing"),
    ),
    "aider": (
        ((".env", "openai_api_key", "home directory"), "aider-uses-the-project-env-file"),
        (("ollama_api_base",), "aider-errors-before-the-first-request"),
        (("api-key", ".aider.conf.yml"), "aider-errors-before-the-first-request"),
        (("litellm", "authentication"), "aider-errors-before-the-first-request"),
        (("custom_openai",), "aider-errors-before-the-first-request"),
    ),
    "qwen-code": (
        (("openai_api_key",), "qwen-code-does-not-see-the-openai-variables"),
        (("openai_base_url",), "qwen-code-does-not-see-the-openai-variables"),
        (("qwen oauth",), "qwen-code-oauth-and-plan-endpoints"),
        (("coding plan",), "qwen-code-oauth-and-plan-endpoints"),
        (("modelproviders",), "qwen-code-does-not-see-the-openai-variables"),
        (("openai api",), "qwen-code-does-not-see-the-openai-variables"),
        (("openai compatible",), "qwen-code-does-not-see-the-openai-variables"),
        (("openai-compatible",), "qwen-code-does-not-see-the-openai-variables"),
    ),
    "copilot-cli": (
        (("github_token",), "copilot-cli-github-token-from-the-shell"),
        (("gh_token",), "copilot-cli-github-token-from-the-shell"),
        (("fine-grained", "token"), "copilot-cli-github-token-from-the-shell"),
        (("copilot_provider_",), "copilot-cli-own-provider-sends-no-key"),
        (("byok",), "copilot-cli-own-provider-sends-no-key"),
        (("custom provider",), "copilot-cli-own-provider-sends-no-key"),
        (("policy", "model"), "copilot-cli-no-model-available"),
    ),
    "cline-cli": (
        (("cline auth",), "cline-cli-uses-what-cline-auth-has-stored"),
        (("provider", "configure"), "cline-cli-uses-what-cline-auth-has-stored"),
        (("api key",), "cline-cli-uses-what-cline-auth-has-stored"),
    ),
    "continue-cli": (
        (("secrets.",), "continue-secrets-notation"),
        (("apikey", "environment variable"), "continue-secrets-notation"),
        (("login",), "continue-cli-asks-for-an-anthropic-key"),
        (("log in",), "continue-cli-asks-for-an-anthropic-key"),
        (("account",), "continue-cli-asks-for-an-anthropic-key"),
        (("credits",), "continue-cli-asks-for-an-anthropic-key"),
    ),
}
# Programs that are not modelled here, by what a report calls them → the same.
_ON_KEYS = "cline-roo-kilo-do-not-read-the-shell"
_OTHERS: dict[str, tuple[tuple[tuple[str, ...], str], ...]] = {
    **dict.fromkeys(
        ("Cline in VS Code", "Roo Code", "Kilo Code"),
        (
            (("openai compatible", "url"), "openai-compatible-base-url-404"),
            (("environment variable",), _ON_KEYS),
            (("api key",), _ON_KEYS),
            (("apikey",), _ON_KEYS),
        ),
    ),
    "Continue in an editor": (
        (("apikey",), "continue-secrets-notation"),
        (("api key",), "continue-secrets-notation"),
        (("config.yaml",), "continue-secrets-notation"),
    ),
}
_MOST = 2  # articles that are named


def spoken_articles(clients: Sequence[str], documents: Sequence[Document]) -> Iterator[str]:
    """Yield the articles on what the sentences say of these clients, by their ids; none where they speak of several."""
    if len(clients) != 1 or clients[0] not in _ARTICLES:
        return
    yield from _named(_ARTICLES[clients[0]], documents)


def articles_on_others(others: Sequence[str], documents: Sequence[Document]) -> Iterator[str]:
    """Yield the articles on what the sentences say of a program that is not modelled here; none of several programs."""
    if len(others) == 1 and others[0] in _OTHERS:
        yield from _named(_OTHERS[others[0]], documents)


def _named(known: Sequence[tuple[tuple[str, ...], str]], documents: Sequence[Document]) -> list[str]:
    small = "\n".join(document.text.lower() for document in documents if document.kind is Kind.TEXT)
    found = (slug for words, slug in known if all(word in small for word in words))
    return list(dict.fromkeys(found))[:_MOST]
