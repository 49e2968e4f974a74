"""Which articles speak of what is sent, and where: told by the words of their slugs.

Of some messages several articles know (13 of 424 in November 2026), and one of them is to come first. Their topics and
products do not part these, nor do the rules that name them, for some have none; the slugs do, which any caller has.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from .clients import DEFAULT_CLIENT
from .findings import Request
from .hosts import local_model
from .source import Document, Kind
from .values import host_of

_CLOUDS = ("bedrock", "vertex", "foundry", "mantle")
_LOGIN = "subscription-login"
_PLAN = (_LOGIN, "CLAUDE_CODE_OAUTH_TOKEN")
_OF_A_PLAN = "-with-a-plans-login"  # ends the slugs of articles about what only a plan's login meets
# What a text says that has its requests sent elsewhere than to Anthropic.
_ELSEWHERE = ("base_url", "base url", "baseurl", "gateway", "proxy", "localhost", "127.0.0.1", "ollama", "lm studio")
# Where a credential comes from → words in the slugs of articles about it.
_WORDS: Mapping[str, tuple[str, ...]] = {
    "CLAUDE_CODE_OAUTH_TOKEN": ("setup", "oauth"),
    "ANTHROPIC_AUTH_TOKEN": ("auth", "gateway"),
    "ANTHROPIC_API_KEY": ("api", "key"),
    "apiKeyHelper": ("apikeyhelper",),
    _LOGIN: ("login", "subscription"),
    "console-login": ("managed", "console"),
}
# How the slugs of articles about one client begin.
_OWNERS = {
    "codex-": "codex",
    "gemini-cli-": "gemini",
    "opencode-": "opencode",
    "aider-": "aider",
    "qwen-code-": "qwen-code",
    "copilot-cli-": "copilot-cli",
    "continue-": "continue-cli",
    "foundry-": DEFAULT_CLIENT,  # Anthropic's interface at Microsoft's, which no other client here speaks
}
# Of these articles, further clients that their products name. Products alone do not tell whom an article is not about:
# 20 that name a client or two hold for all of them (a tilde in quotes). A test holds this against the articles.
_OWNED_TOO = {
    "aider-errors-before-the-first-request": frozenset(("opencode",)),
    "gemini-cli-reads-another-env-file": frozenset(("qwen-code",)),
    "qwen-code-oauth-and-plan-endpoints": frozenset(("opencode", "cline-cli")),
}


_WITH_CLAUDE_CODE = "-with-claude-code-"  # an article on what this client alone makes of a server


def words_of_articles(requests: Sequence[Request], documents: Sequence[Document]) -> frozenset[str]:
    """Return words that the slug of an article has which speaks of these credentials, or of that host.

    Where no request is known, and no sentence speaks of another address, a plan's login is as likely as anything.
    """
    if not any(request.endpoint or request.headers for request in requests):
        texts = [document.text.lower() for document in documents if document.kind is Kind.TEXT]
        if not any(word in text for text in texts for word in _ELSEWHERE):
            return frozenset(("plans", "login"))
    words = [word for request in requests for source in request.headers.values() for word in _WORDS.get(source, ())]
    for request in requests:
        host = host_of(request.endpoint or "") or ""
        words += [word for word in host.split(".") if len(word) > 3]
        if host and host != "api.anthropic.com" and _LOGIN in request.headers.values():
            words += ("gateway", "without", "credential")
        words += (local_model(request.endpoint) or "").lower().split()
    return frozenset(words)


def speaks_of_another_cloud(slug: str, requests: Sequence[Request]) -> bool:
    """Tell whether an article is about one cloud, and all requests go to another one."""
    cloud = slug.partition("-")[0]
    providers = {request.provider for request in requests}
    return cloud in _CLOUDS and bool(providers) and cloud not in providers and providers.issubset(_CLOUDS)


def speaks_of_another_client(slug: str, requests: Sequence[Request]) -> bool:
    """Tell whether an article is about one client, and the requests are those of others.

    Claude Code is asked about where nothing speaks of any client: then it counts only where its request is known.
    """
    asked = {request.client for request in requests}
    if not asked or (DEFAULT_CLIENT in asked and not any(request.endpoint for request in requests)):
        return False
    if _WITH_CLAUDE_CODE in slug:
        return DEFAULT_CLIENT not in asked
    owner = next((client for start, client in _OWNERS.items() if slug.startswith(start)), None)
    return owner is not None and owner not in asked and asked.isdisjoint(_OWNED_TOO.get(slug, ()))


def needs_a_plan(slug: str, requests: Sequence[Request]) -> bool:
    """Tell whether an article is about a plan's login, and all requests are known to carry something else."""
    known = [request.headers for request in requests if request.headers]
    if not slug.endswith(_OF_A_PLAN) or not known:
        return False
    return not any(source in headers.values() for headers in known for source in _PLAN)
