"""What Continue CLI (cn) sends. Measured on 1.5.47 with `cn -p` against a recording server.

Its config.yaml names provider, key and address; most providers are spoken to in OpenAI's style, and `localhost` is
looked for at 127.0.0.1. Only `${{ secrets.NAME }}` is filled in: from the shell, unless it is empty there, then from
.env of the working folder, ~/.continue/.env and .continue/.env. Without a config.yaml, ANTHROPIC_API_KEY alone is used.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from types import MappingProxyType
from urllib.parse import urljoin

from ..client import FileRead, Seen
from ..environment import Evaluation, State, Variable
from ..findings import Login, Mode, Request
from ..readers.configtree import ConfigFile, Path
from ..readers.dotenvdialects import node
from ..records import replace
from ..regexes import regex
from ..source import Document
from .continue_cli import CLIENT, CONFIG
from .files import env_files, env_variables, fills, lay_over, unseen
from .headers import unmasked
from .inputs import OPAQUE, Blocked, CannotTell, Inputs, dotted
from .nodeheaders import check_value, fault
from .sending import Sending, answered
from .urls import BadUrl, Target, UnknownScheme, WithUser, join, join_fetch
from .worlds import explore
from .yamlkeys import yaml_files

_ENV_FILES = (".env", "~/.continue/.env", ".continue/.env")  # strongest first
_SECRET = regex(r"\$\{\{\s*secrets\.(\w+)\s*\}\}")
_OF_THE_HUB = regex(r"(?![.~/])[\w.-]{1,80}/(?![\w.-]*\.ya?ml$)[\w.-]{1,80}")  # owner/name, and no path of a file
_TEXTS = ("name", "provider", "model", "apiBase", "apiKey")  # of a model; anything else there is refused (measured)
_NO_TEXT = regex(r"~|null|true|false|[+-]?\d{1,40}(?:\.\d{1,40})?", re.IGNORECASE)
_OPENAI = "https://api.openai.com/v1"
# Those that are spoken to in OpenAI's style, each with its own address; "" where it is one of this computer that was
# not measured. Moonshot's key goes to OpenAI where no address is given.
_STYLE_OF_OPENAI: Mapping[str, str] = MappingProxyType(
    {
        "openai": _OPENAI,
        "azure": _OPENAI,
        "moonshot": _OPENAI,
        "openrouter": "https://openrouter.ai/api/v1",
        "deepseek": "https://api.deepseek.com",
        "mistral": "https://api.mistral.ai/v1",
        "groq": "https://api.groq.com/openai/v1",
        "xAI": "https://api.x.ai/v1",
        "zAI": "https://api.z.ai/api/paas/v4",
        "minimax": "https://api.minimax.io/v1",
        "together": "https://api.together.xyz/v1",
        "fireworks": "https://api.fireworks.ai/inference/v1",
        "nvidia": "https://integrate.api.nvidia.com/v1",
        "cerebras": "https://api.cerebras.ai/v1",
        "deepinfra": "https://api.deepinfra.com/v1/openai",
        "sambanova": "https://api.sambanova.ai/v1",
        "novita": "https://api.novita.ai/v3/openai",
        "inception": "https://api.inceptionlabs.ai/v1",
        "scaleway": "https://api.scaleway.ai/v1",
        "nebius": "https://api.studio.nebius.ai/v1",
        "ovhcloud": "https://oai.endpoints.kepler.ai.cloud.ovh.net/v1",
        "kindo": "https://llm.kindo.ai/v1",
        "function-network": "https://api.function.network/v1",
        "ncompass": "https://api.ncompass.tech/v1",
        "ollama": "http://localhost:11434",
        "lmstudio": "http://localhost:1234",
        "llama.cpp": "",
        "vllm": "",
    }
)
_GOOGLE = "https://generativelanguage.googleapis.com/v1beta"
# Whose service it is in a report, where it is known as one.
_SERVICES = MappingProxyType({"openai": "openai", "openrouter": "openrouter"})
# Names of the editor's extension, or of nobody, at which cn stops.
_NOT_KNOWN = frozenset(
    {
        *("litellm", "openai-compatible", "siliconflow", "huggingface-tgi", "huggingface-inference-api", "docker"),
        *("venice", "textgen-webui", "replicate", "sagemaker", "cloudflare", "tars", "continue-proxy"),
    }
)


def view(shell: Evaluation, documents: Sequence[Document]) -> Seen:
    """Return what cn sees: .env files fill what the shell does not export, or exports as nothing."""
    evaluation = shell
    for document in env_files(documents, *_ENV_FILES):
        evaluation = lay_over(evaluation, env_variables(document, node), _fills_blanks)
    files = yaml_files(documents, "continue config")
    evaluation = lay_over(evaluation, unseen(_secrets(files), documents), fills)
    return Seen(evaluation, files)


def _fills_blanks(variable: Variable, below: Variable | None) -> bool:
    return fills(variable, below) or (below is not None and below.state is State.SET and not below.value)


def _secrets(files: Sequence[FileRead]) -> list[str]:
    """Return the names of the variables that secrets name."""
    return [
        found[1]
        for read in files
        for leaf in read.file.leaves.values()
        if (found := _SECRET.fullmatch(str(leaf.value).strip()))
    ]


def predict(seen: Seen, login: Login, mode: Mode) -> Request:
    """Return what the client sends with this environment and its files."""
    return explore(Inputs(CLIENT, seen, login, mode), lambda inputs: answered(inputs, "unknown", _work_out))


def _work_out(inputs: Inputs) -> Sending:
    if not inputs.seen.files:
        if _OF_THE_HUB.fullmatch(inputs.raw(CONFIG) or ""):
            raise CannotTell(
                f"`--config {inputs.raw(CONFIG)}` names an assistant of Continue's hub, whose models and keys decide "
                "what is sent (documented): they stand in no file of yours.",
                CONFIG,
            )
        if not inputs.text("ANTHROPIC_API_KEY"):
            raise CannotTell(
                "Without ~/.continue/config.yaml, what cn sends depends on the account it is signed in to."
            )
        check_value(inputs.raw("ANTHROPIC_API_KEY") or "", "ANTHROPIC_API_KEY")
        target = join("https://api.anthropic.com/v1", "/messages")
        return Sending("anthropic", target, {"x-api-key": "ANTHROPIC_API_KEY"}, "claude-sonnet-4-6")
    read = inputs.seen.files[-1]
    first = ("models", 0)
    _check_model(read.file, 0)
    provider = read.file.text(*first, "provider") or ""
    named = dotted((*first, "provider"))
    model = read.file.text(*first, "model")
    if provider in _NOT_KNOWN:
        raise Blocked("Failed to initialize LLM. Please check your configuration.", named)
    if provider == "gemini":
        return _gemini(inputs, read, model, named)
    if provider != "anthropic" and (provider not in _STYLE_OF_OPENAI or read.file.has(*first, "env")):
        raise CannotTell(
            f"What cn sends with the provider {provider or 'that the file does not show'} was not measured.", named
        )
    base = read.file.text(*first, "apiBase")
    address = dotted((*first, "apiBase")) if base is not None else None
    if provider == "anthropic":
        headers = {"x-api-key": source} if (source := _key(inputs, read, "")) else {}
        own = "https://api.anthropic.com/v1"
        return Sending(
            provider, _join(provider, own if base is None else base, "/messages", address), headers, model, address
        )
    if not base:
        base, address = _OPENAI if base == "" else _STYLE_OF_OPENAI[provider], None
    if not base:
        raise CannotTell(f"No apiBase says where {provider} listens.", named)
    headers = {"authorization": source} if (source := _key(inputs, read, "Bearer ")) else {}
    if provider == "azure" and not headers:
        if not inputs.raw("OPENAI_API_KEY"):
            raise Blocked("Missing credentials. Please pass an `apiKey`, or set the `OPENAI_API_KEY`", named)
        headers = {"authorization": "OPENAI_API_KEY"}
    if provider == "ollama" and base not in (OPAQUE, _OPENAI):
        base = base.rstrip("/").removesuffix("/v1") + "/v1"
    return Sending(
        _SERVICES.get(provider, "custom"), _join("openai", base, _path(model), address), headers, model, address
    )


def _check_model(file: ConfigFile, number: int) -> None:
    """Raise Blocked where a merge is to bring in what a model needs: YAML's `<<` is not filled in (measured)."""
    merge = ("models", number, "<<")
    if file.has(*merge) and not all(file.has("models", number, key) for key in ("name", "provider", "model")):
        raise Blocked(f"Failed to parse config: models.{number}: Invalid input", dotted(merge))
    for key in _TEXTS:
        if file.has("models", number, key) and not _is_text(file, ("models", number, key)):
            where = dotted(("models", number, key))
            raise Blocked(f"Failed to parse config: models.{number}: Invalid input", where)


def _is_text(file: ConfigFile, path: Path) -> bool:
    """Tell whether YAML takes a value for a text: `{api_key}` in braces, `[…]`, true, null and a number are none."""
    leaf = file.leaf(*path)
    if leaf is None:
        return False
    written = str(leaf.value)
    is_quoted = leaf.value_span.stop - leaf.value_span.begin > len(written)
    return is_quoted or not (written[:1] == "{" or _NO_TEXT.fullmatch(written))


def _gemini(inputs: Inputs, read: FileRead, model: str | None, named: str) -> Sending:
    """Return the request to Google, whatever apiBase says; without a key the credentials of the machine decide."""
    source = _key(inputs, read, "")
    if source is None:
        raise CannotTell("Without an apiKey cn asks Google with the credentials of the machine it runs on.", named)
    path = f"/models/{model}:streamGenerateContent" if model else "/models"
    return Sending("gemini", join(_GOOGLE, path), {"x-goog-api-key": source}, model)


def _key(inputs: Inputs, read: FileRead, start: str) -> str | None:
    """Return the source of the key: the variable that a secret names, else what is written, sent behind `start`."""
    path = ("models", 0, "apiKey")
    written = read.file.text(*path)
    if written is None:
        return None
    secret = _SECRET.fullmatch(written.strip())
    if secret and inputs.raw(secret[1]):
        value = inputs.raw(secret[1]) or ""
        if not start and fault(value) is not None:
            raise Blocked("Invalid character in header content", secret[1])
        check_value(f"{start}{value}" if value != OPAQUE else value, secret[1])
        return secret[1]
    return dotted(path)  # a secret that is not there goes out as the text that names it


def _path(model: str | None) -> str:
    return "/responses" if model and re.match(r"gpt-5|gpt-6|o\d", model) else "/chat/completions"


def _join(kind: str, base: str, path: str, source: str | None) -> Target | None:
    if base == OPAQUE:
        return None
    try:
        if path == "/messages" and re.search(r"[?#]", base):
            path = ""
            base = urljoin(unmasked(base), "messages")  # the last part of the path is replaced
        end = len(base) - len(base.rstrip(" "))  # a blank at the end is not cut before the path is appended
        target = join_fetch(unmasked(base.rstrip(" ")) + "%20" * end, path)
        if target.host == "localhost":
            target = replace(target, endpoint=target.endpoint.replace("localhost", "127.0.0.1"), host="127.0.0.1")
        return target
    except WithUser:
        said = "is an url with embedded credentials." if kind == "anthropic" else "Connection error."
        raise Blocked(said, *((source,) if source else ())) from None
    except BadUrl as bad:
        message = "Connection error." if isinstance(bad, UnknownScheme) else "Invalid URL"
        scheme, is_url, _ = base.partition("://")
        if kind == "anthropic" and isinstance(bad, UnknownScheme):
            message = f'URL scheme "{scheme.strip()}" is not supported.' if is_url else "Invalid URL"
        raise Blocked(message, *((source,) if source else ())) from None
