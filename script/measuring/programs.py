"""How each client is run to be measured: its command, what stands for its login, which of its requests counts."""

from __future__ import annotations

import base64
import contextlib
import json
import re
import tomllib
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

from recorder import Seen

# Enter is the answer that a question proposes; what comes too early is lost, so it is said twice.
_TYPED = (b"\r", b"hi", b"\r", b"hi", b"\r")
LOGIN, CONSOLE = "sk-ant-oat01-DUMMY-LOGIN", "sk-ant-api03-DUMMY-CONSOLE"
Case = dict[str, Any]
# Headers that a client or its runtime sends whatever is set.
_RUNTIME = (
    r"accept.*|(?:proxy-)?connection|content-(?:length|type|encoding)|proxy-authorization|host|user-agent"
    r"|transfer-encoding|sec-fetch-mode|x-stainless-.*"
)
_CLAUDE_OWN = re.compile(
    rf"{_RUNTIME}|anthropic-(?:beta|version|workspace-id|dangerous-direct-browser-access)|x-app|x-client-request-id"
    r"|x-claude-.*|x-amz.*|amz-sdk-.*|x-goog-.*"
)


@dataclass(frozen=True)
class Program:
    """A client as it is run."""

    command: tuple[str, ...]
    inference: re.Pattern[str]  # matches the path of a request that asks a model
    environment: Mapping[str, str] = field(default_factory=dict)
    without: frozenset[str] = frozenset()
    screen: tuple[str, ...] = ()
    typed: tuple[bytes, ...] = ()
    seconds: float = 20
    own_headers: re.Pattern[str] = re.compile(_RUNTIME)
    custom: str = ""  # the variable that adds headers
    tries_again: str = ""  # what it prints when it has failed, and will go on trying
    neutral: frozenset[str] = frozenset(("PWD", "OLDPWD", "HOME", "PATH", "TERM", "LANG", "SHLVL", "_"))

    def is_inference(self, seen: Seen) -> bool:
        """Tell whether a request asks a model."""
        return seen.method == "POST" and self.inference.search(seen.path + "?" + seen.query) is not None

    def counts(self, seen: Seen) -> bool:
        """Tell whether it is what the person asked, and no probe before that."""
        return True

    def chosen(self, sent: list[Seen]) -> Seen:
        """Return the request that counts."""
        return next((seen for seen in sent if self.counts(seen)), sent[-1])

    def answer(self, method: str, url: str) -> tuple[int, str] | None:
        """Return what the stand-in says; None for a refusal."""
        return None

    def login(self, login: str) -> Mapping[str, str]:
        """Return the files in which a login is stored."""
        return {}

    def joined(self, name: str, text: str, login: str | None) -> str:
        """Return a document's text where the login is stored in the same file."""
        return text

    def values(self, case: Case) -> Iterator[tuple[str, str]]:
        """Yield what a case's own files hold, with its source."""
        yield from ()


class ClaudeCode(Program):
    def counts(self, seen: Seen) -> bool:
        return bool(seen.body.get("stream")) or "stream" in seen.path.lower()

    def chosen(self, sent: list[Seen]) -> Seen:
        # What comes before the first prompt asks a cloud for one word of each model, from the chosen one down.
        return next((seen for seen in sent if self.counts(seen)), sent[0])

    def answer(self, method: str, url: str) -> tuple[int, str] | None:
        if "oauth2.googleapis.com" in url:
            return 200, '{"access_token":"DUMMY-GCP","expires_in":3600,"token_type":"Bearer"}'
        return None if method == "POST" and self.inference.search(url) else (404, "{}")

    def login(self, login: str) -> Mapping[str, str]:
        trusted = {"hasTrustDialogAccepted": True, "hasCompletedProjectOnboarding": True}
        state: Case = {
            "hasCompletedOnboarding": True,
            "theme": "dark",
            "projects": {"/home/u/projects/app": trusted},
        }
        texts = {}
        if login == "subscription":
            stored = {
                "accessToken": LOGIN,
                "refreshToken": "r",
                "expiresAt": 99999999999999,
                "scopes": ["user:inference", "user:profile"],
                "subscriptionType": "max",
            }
            texts["~/.claude/.credentials.json"] = json.dumps({"claudeAiOauth": stored})
        if login == "console":
            state["primaryApiKey"] = CONSOLE
        texts["~/.claude.json"] = json.dumps(state)
        return texts

    def joined(self, name: str, text: str, login: str | None) -> str:
        if login is None or name != "~/.claude.json":
            return text
        try:
            given = json.loads(text.removeprefix("\ufeff"))
            return json.dumps({**json.loads(login), **given}) if isinstance(given, dict) else text
        except ValueError:
            return text

    def values(self, case: Case) -> Iterator[tuple[str, str]]:
        yield "subscription-login", LOGIN
        yield "console-login", CONSOLE
        yield "gcp-credentials", "DUMMY-GCP"
        yield "CLAUDE_CODE_SKIP_FOUNDRY_AUTH", "skip-foundry-auth"
        for document in case["documents"]:
            try:
                data = json.loads(document["text"].removeprefix("\ufeff"))
            except ValueError:
                continue
            if not isinstance(data, dict):
                continue
            block = data.get("env")
            for name, value in (block if isinstance(block, dict) else {}).items():
                yield f"{name}", _as_javascript(value)
            if isinstance(data.get("apiKeyHelper"), str):
                printed = re.search(r"(?:echo|printf) .*?([\w.-]{5,})", data["apiKeyHelper"])
                yield "apiKeyHelper", printed[1] if printed else ""
            if isinstance(data.get("primaryApiKey"), str):
                yield "console-login", data["primaryApiKey"]


def _as_javascript(value: object) -> str:
    """Return a value of JSON as JavaScript makes a text of it."""
    if isinstance(value, list):
        return ",".join("" if each is None else _as_javascript(each) for each in value)
    if isinstance(value, dict):
        return "[object Object]"
    return "null" if value is None else str(value).lower() if isinstance(value, bool) else str(value)


_OTHERS_OWN = re.compile(
    rf"{_RUNTIME}|anthropic-.*|openai-beta|x-api-client.*|x-goog-api-client|x-app|x-codex-.*|session[_-]id|originator|version"
    r"|conversation_id|thread[_-]id|copilot-.*|x-github-.*|x-interaction-.*|x-initiator|editor-.*|x-request-id|http-referer"
    r"|x-title|x-opencode-.*|x-session-.*|x-dashscope-.*|x-amz.*|traceparent|tracestate|priority|x-client-.*|sec-.*"
    r"|x-cline-.*|x-platform.*|x-core-.*|x-is-.*|x-task-.*|x-privileged-user-agent|x-goog-user-project|openai-intent"
    r"|x-oai-.*|x-openai-internal-.*|x-gemini-.*|x-responsesapi-.*|x-agent-.*|copilot.*|x-parent-.*|x-stats.*|x-continue.*|x-hook.*|x-retry.*|cookie|pragma"
    r"|cache-control|keep-alive|x-prompt-.*|x-turn-.*|baggage|openai-model"
)


@dataclass(frozen=True)
class Other(Program):
    """A client whose logins and answers are plain data."""

    logins: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    tokens: tuple[tuple[str, str], ...] = ()  # source and value of what a login stores
    answers: tuple[tuple[str, int, str], ...] = ()
    own_headers: re.Pattern[str] = _OTHERS_OWN
    main: Callable[[Seen], bool] = lambda seen: True

    def is_inference(self, seen: Seen) -> bool:
        # Behind an address with `#` or `?` there is no path by which one could tell.
        asks = isinstance(seen.body.get("model"), str) and not seen.body.keys().isdisjoint(("messages", "input"))
        return super().is_inference(seen) or (seen.method == "POST" and asks)

    def counts(self, seen: Seen) -> bool:
        return self.main(seen)

    def answer(self, method: str, url: str) -> tuple[int, str] | None:
        return next(
            ((status, text) for wanted, status, text in self.answers if re.search(wanted, f"{method} {url}")), None
        )

    def login(self, login: str) -> Mapping[str, str]:
        return self.logins.get(login, {})

    def values(self, case: Case) -> Iterator[tuple[str, str]]:
        yield from self.tokens
        for document in case["documents"]:
            yield from _leaves_of(document["name"], document["text"])


def _leaves_of(name: str, text: str) -> Iterator[tuple[str, str]]:
    """Yield the texts in a file of settings with their dotted names."""
    if name.endswith("auth.json"):
        yield from ((_STORED.get(path.rpartition(".")[2], path), value) for path, value in _leaves_of("json", text))
    elif name.endswith(("json", "jsonc")):
        try:
            # What stands in a settings file's `env` is a variable for everyone.
            for path, value in _walk("", json.loads(re.sub(r",(\s*[}\]])", r"\1", text))):
                yield path.removeprefix("env."), value
        except ValueError:
            return
    elif name.endswith(".toml"):
        with contextlib.suppress(tomllib.TOMLDecodeError):
            yield from _walk("", tomllib.loads(text))
    elif name.endswith((".yaml", ".yml")):
        for found in re.finditer(r"^\s*(?:- )?([\w-]+):[ ]*(.+)$", text, re.MULTILINE):
            text = found[2].strip("\"' ")
            if "continue" in name:
                yield f"models.0.{found[1]}", text
                text = text.replace("secrets.", "secrets.//")  # so a secret goes out that is not there
            yield f"models.0.{found[1]}" if "continue" in name else found[1], text
        yield from (("api-key.0", found) for found in re.findall(r"^\s*- \w+=(.+)$", text, re.MULTILINE))
    elif name.endswith(".env"):
        for found in re.finditer(r"^(?:export )?(\w+)=(.*)$", text, re.MULTILINE):
            yield found[1], found[2].strip("\"'")


_STORED = MappingProxyType(
    {
        "OPENAI_API_KEY": "console-login",
        "access_token": "subscription-login",
        "account_id": "subscription-login",
        "access": "subscription-login",
        "accountId": "subscription-login",
        "key": "opencode-auth",
    }
)


def _walk(path: str, value: object) -> Iterator[tuple[str, str]]:
    if isinstance(value, dict):
        items: Iterable[tuple[object, object]] = value.items()
    elif isinstance(value, list):
        items = enumerate(value)
    else:
        yield path, str(value)
        return
    for key, inner in items:
        yield from _walk(f"{path}.{key}" if path else str(key), inner)


_NO_MODEL = r"/(?:messages|responses|completions)(?:\?|$)|GenerateContent|:generateContent"
_CHATGPT = {
    "auth_mode": "chatgpt",
    "tokens": {
        # A token with a plan and an account in it, and no signature.
        "id_token": "e30."
        + base64.urlsafe_b64encode(
            json.dumps(
                {
                    "email": "a@b.test",
                    "exp": 4102444800,
                    "https://api.openai.com/auth": {"chatgpt_account_id": "ACCOUNT-DUMMY", "chatgpt_plan_type": "plus"},
                }
            ).encode()
        )
        .decode()
        .rstrip("=")
        + ".eA",
        "access_token": "ACCESS-DUMMY",
        "refresh_token": "REFRESH-DUMMY",
        "account_id": "ACCOUNT-DUMMY",
    },
    "last_refresh": "2026-11-26T00:00:00Z",
}
_READABLE = ("-c", "features.enable_request_compression=false")  # the recorder reads no zstd
# Without its account in this answer Codex sends nothing: "selected workspace missing from routing discovery".
_WORKSPACES = {
    "accounts": [
        {
            "id": account,
            "structure": "personal",
            "workspace_backend_origin": "NO_CONSTRAINT",
            "account_routing_override": "NO_CONSTRAINT",
        }
        for account in ("ACCOUNT-DUMMY", "acc")
    ],
    "account_ordering": ["ACCOUNT-DUMMY"],
    "default_account_id": "ACCOUNT-DUMMY",
}
_TRUSTED = {"~/.gemini/trustedFolders.json": '{"/home/u/projects/app": "TRUST_FOLDER"}'}
_GOOGLE = {"access_token": "GOOGLE-DUMMY", "refresh_token": "r", "token_type": "Bearer", "expiry_date": 4102444800000}
_GOOGLE_ANSWERS = (
    (r"tokeninfo", 200, '{"email":"a@b.test","expires_in":3000,"aud":"x","scope":"openid"}'),
    (r"oauth2.*/token|accounts\.google\.com/o/oauth2", 200, '{"access_token":"GCP-DUMMY","expires_in":3600}'),
    (r"userinfo", 200, '{"email":"a@b.test"}'),
    (r":loadCodeAssist", 200, '{"currentTier":{"id":"free-tier"},"cloudaicompanionProject":"p"}'),
    (r":onboardUser", 200, '{"done":true,"response":{"cloudaicompanionProject":{"id":"p"}}}'),
    (r":(?:retrieveUserQuota|fetchAdminControls|listExperiments)", 200, "{}"),
)

PROGRAMS: Mapping[str, Program] = MappingProxyType(
    {
        "claude-code": ClaudeCode(
            command=("claude", "-p", "hi"),
            screen=("claude",),
            typed=_TYPED,
            inference=re.compile(r"/messages\b|/invoke|RawPredict"),
            environment={
                "CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC": "1",
                "DISABLE_TELEMETRY": "1",
                "DISABLE_AUTOUPDATER": "1",
                "DISABLE_ERROR_REPORTING": "1",
                "CLAUDE_CODE_MAX_RETRIES": "1",
                "IS_SANDBOX": "1",
            },
            own_headers=_CLAUDE_OWN,
            custom="ANTHROPIC_CUSTOM_HEADERS",
        ),
        "codex": Other(
            command=("codex", "exec", *_READABLE, "--skip-git-repo-check", "hi"),
            screen=("codex",),
            typed=_TYPED,
            inference=re.compile(r"/responses(?:\?|$)"),
            seconds=45,
            without=frozenset({"REQUESTS_CA_BUNDLE"}),
            logins={
                "subscription": {"~/.codex/auth.json": json.dumps(_CHATGPT)},
                "console": {"~/.codex/auth.json": '{"OPENAI_API_KEY": "STORED-DUMMY"}'},
            },
            tokens=(
                ("subscription-login", "ACCESS-DUMMY"),
                ("subscription-login", "ACCOUNT-DUMMY"),
                ("console-login", "STORED-DUMMY"),
            ),
            answers=(
                (r"accounts/check", 200, json.dumps(_WORKSPACES)),
                (r"/wham/", 200, "{}"),
                (r"/models\?", 200, '{"models":[]}'),
                (r"GET .*/responses", 426, "{}"),  # no WebSocket
            ),
        ),
        "gemini": Other(
            command=("gemini", "--skip-trust", "-p", "hi"),
            inference=re.compile(r"[gG]enerateContent"),
            environment={"NO_BROWSER": "true"},
            logins={
                "none": _TRUSTED,
                "console": _TRUSTED,
                "subscription": {
                    **_TRUSTED,
                    "~/.gemini/oauth_creds.json": json.dumps(_GOOGLE),
                    "~/.gemini/google_accounts.json": '{"active": "a@b.test", "old": []}',
                },
            },
            tokens=(("subscription-login", "GOOGLE-DUMMY"), ("gcp-credentials", "GCP-DUMMY")),
            answers=_GOOGLE_ANSWERS,
            custom="GEMINI_CLI_CUSTOM_HEADERS",
            main=lambda seen: "stream" in seen.path,
        ),
        "opencode": Other(
            command=("opencode", "run", "hi"),
            inference=re.compile(_NO_MODEL + r"|/converse-stream|/invoke|/language-model"),
            environment={"OPENCODE_DISABLE_AUTOUPDATE": "1", "OPENCODE_DISABLE_MODELS_FETCH": "1"},
            tokens=(("opencode-public", "public"),),
            main=lambda seen: bool(seen.body.get("tools")),
            seconds=45,
        ),
        "qwen-code": Other(
            command=("qwen", "-p", "hi"),
            inference=re.compile(_NO_MODEL),
            seconds=45,
        ),
        "copilot-cli": Other(
            command=("copilot", "-p", "hi", "--allow-all-tools"),
            custom="COPILOT_PROVIDER_HEADERS",
            inference=re.compile(_NO_MODEL + r"|/chat/completions"),
        ),
        "continue-cli": Other(
            command=("cn", "-p", "hi"),
            inference=re.compile(_NO_MODEL),
        ),
        "cline-cli": Other(
            command=("cline", "say hello to me"),
            inference=re.compile(_NO_MODEL),
        ),
        "aider": Other(
            command=(
                *("aider", "--no-git", "--yes", "--no-check-update", "--no-show-release-notes", "--no-analytics"),
                *("--message", "hi"),
            ),
            inference=re.compile(_NO_MODEL + r"|/api/(?:chat|generate)(?:\?|$)"),
            environment={"LITELLM_LOCAL_MODEL_COST_MAP": "True"},
            tries_again="Retrying in ",
            seconds=40,
        ),
    }
)
