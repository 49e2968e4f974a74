"""What Qwen Code sends. Measured on 0.24.4 with `qwen -p` against a recording server.

Without a chosen type of sign-in it takes one only where key, address and model are all set. With the type `openai`
and no address, the key goes to Alibaba, whoever made it. An entry of `modelProviders` for the model beats the
environment's address and key. A key of the type `anthropic` is `x-api-key` at Anthropic's
own hosts and a bearer token elsewhere; version 0.15.10 sent it as `x-api-key` everywhere.
"""

from __future__ import annotations

from collections.abc import Sequence

from ..client import FileRead, Seen
from ..environment import Evaluation, State, Variable
from ..findings import Login, Mode, Request
from ..hosts import hostname
from ..readers.dotenvdialects import node
from ..regexes import regex
from ..source import Document, Kind
from ..values import host_is
from .aboutscreens import from_screens
from .files import env_files, env_variables, fills, fills_empty, json_files, lay_over, unseen
from .headers import unmasked
from .inputs import OPAQUE, Blocked, CannotTell, Inputs, dotted
from .nodeheaders import check_value, fault
from .qwen_code import ADDRESS_OPTION, CLIENT, KEY_OPTION, OPTIONS
from .sending import Sending, answered
from .urls import BadUrl, Target, UnknownScheme, WithUser, join_fetch
from .worlds import explore

SELECTED = "security.auth.selectedType"
_SETTINGS = regex(r"(?:^|/)\.qwen/settings\.json$")
_PROJECTS_ENV, _OWN_ENV = (".qwen/.env", ".env"), ("~/.qwen/.env", "~/.env")
_OPENAI_MODELS = ("modelProviders", "openai")
_ANTHROPIC_BASE = "ANTHROPIC_BASE_URL"
_DASHSCOPE = "https://dashscope.aliyuncs.com/compatible-mode/v1"
_PROXIES = ("HTTPS_PROXY", "https_proxy", "HTTP_PROXY", "http_proxy")
_NO_URL = "Invalid URL"
_MODEL = "qwen3.7-max"  # 0.15.10: qwen3.5-plus
_NO_TYPE = (
    "No auth type is selected. Please configure an auth type (e.g. via settings or `--auth-type`) before running in "
    "non-interactive mode."
)


def view(shell: Evaluation, documents: Sequence[Document]) -> Seen:
    """Return what Qwen Code sees: the shell first, then a project's .env file, the person's, and `env` of its settings.

    Each fills what is not set or set to nothing. Of a project's two .env files one is read (measured on 0.24.4).
    """
    evaluation = shell
    for document in (*env_files(documents, *_PROJECTS_ENV)[:1], *env_files(documents, *_OWN_ENV)):
        evaluation = lay_over(evaluation, env_variables(document, node), fills_empty)
    files = tuple(
        sorted(json_files(documents, _SETTINGS, Kind.QWEN_SETTINGS), key=lambda read: not read.path.startswith("~"))
    )
    if not files:
        variables, shown = from_screens(documents, Kind.QWEN_SETTINGS, "openai")
        evaluation = lay_over(evaluation, variables, fills) if variables else evaluation
        files = tuple(shown)
    # A project's settings win over the person's before they fill anything, also with an empty text.
    block = {variable.name: variable for read in files for variable in _env_block(read)}
    evaluation = lay_over(evaluation, block.values(), fills_empty)
    evaluation = lay_over(evaluation, unseen(_named_keys(files), documents), fills)
    return Seen(evaluation, files)


def _named_keys(files: Sequence[FileRead]) -> list[str]:
    """Return the names of the variables that providers name for their keys."""
    return [
        str(leaf.value)
        for read in files
        for path, leaf in read.file.leaves.items()
        if path[:1] == ("modelProviders",) and path[-1] == "envKey" and str(leaf.value).isidentifier()
    ]


def _env_block(read: FileRead) -> list[Variable]:
    """Return the variables in `env` of a settings file."""
    found = []
    for path, leaf in read.file.leaves.items():
        if path[:1] == ("env",) and len(path) == 2 and isinstance(leaf.value, str):
            name = str(path[1])
            found.append(Variable(name, State.SET, True, leaf.value, leaf.span, leaf.value_span))
    return found


def predict(seen: Seen, login: Login, mode: Mode) -> Request:
    """Return what the client sends with this environment and its files; its own login was switched off in April."""
    return explore(Inputs(CLIENT, seen, login, mode), lambda inputs: answered(inputs, "unknown", _work_out))


def _check_proxy(inputs: Inputs) -> None:
    """Raise Blocked for a proxy that is none for http, before all else; NO_PROXY does not help, ALL_PROXY is unread."""
    name = next((name for name in _PROXIES if inputs.raw(name)), None)
    scheme, is_url, _ = (inputs.raw(name) or "").strip().lower().partition("://") if name else ("", "", "")
    if name and is_url and scheme not in ("http", "https"):
        raise Blocked("SOCKS proxy is not supported." if scheme.startswith("socks") else "invalid url", name)


def _work_out(inputs: Inputs) -> Sending:
    _check_proxy(inputs)
    selected = _setting(inputs, SELECTED)
    because = (SELECTED,) if selected else ()
    match selected or _type(inputs):
        case "openai":
            return _openai(inputs, because)
        case "anthropic":
            return _anthropic(inputs, because)
        case "gemini":
            return _gemini(inputs, because)
        case "qwen-oauth":
            raise Blocked("Qwen OAuth free tier was discontinued on 2026-04-15.", SELECTED)
    raise Blocked(_NO_TYPE, *because)


def _type(inputs: Inputs) -> str | None:
    """Return the type that the environment implies; the first whose variables are all there.

    A blank one is there, though later it counts as none.
    """
    if all(inputs.raw(name) for name in ("OPENAI_API_KEY", "OPENAI_BASE_URL", "OPENAI_MODEL")):
        return "openai"
    if all(inputs.raw(name) for name in ("ANTHROPIC_API_KEY", "ANTHROPIC_BASE_URL", "ANTHROPIC_MODEL")):
        return "anthropic"
    return "gemini" if inputs.raw("GEMINI_API_KEY") and inputs.raw("GEMINI_MODEL") else None


def _setting(inputs: Inputs, name: str) -> str | None:
    for read in reversed(inputs.seen.files):
        found = read.file.text(*name.split("."))
        if found:
            return found
    return None


def _from_providers(inputs: Inputs, because: tuple[str, ...]) -> Sending | None:
    """Return the request to the entry of `modelProviders` that the model names, else to the first; None without one.

    Its variable holds the key, else OPENAI_API_KEY does; its address beats OPENAI_BASE_URL.
    """
    for read in reversed(inputs.seen.files):
        numbers = [path[2] for path in read.file.leaves if path[:2] == _OPENAI_MODELS and path[3:] == ("id",)]
        if not numbers:
            continue
        if option := inputs.first(*OPTIONS):
            raise CannotTell(f"What {option} changes beside modelProviders was not measured.", option)
        if inputs.text("OPENAI_MODEL"):
            if inputs.text("OPENAI_API_KEY") and inputs.text("OPENAI_BASE_URL"):
                return None  # the environment's three are taken
            raise CannotTell("What OPENAI_MODEL changes beside modelProviders was not measured.", "OPENAI_MODEL")
        named = _setting(inputs, "model.name")
        number = next((one for one in numbers if read.file.text(*_OPENAI_MODELS, one, "id") == named), None)
        entry = (*_OPENAI_MODELS, numbers[0] if number is None else number)
        variable = read.file.text(*entry, "envKey") or "OPENAI_API_KEY"
        source = inputs.first(variable, "OPENAI_API_KEY")
        if source is None:
            said = f"Missing API key for OpenAI-compatible auth. Set the '{variable}' environment variable."
            raise Blocked(said, dotted((*entry, "envKey")), *because)
        key = inputs.text(source) or ""
        check_value(f"Bearer {key}" if key != OPAQUE else key, source)
        base, address = read.file.text(*entry, "baseUrl"), dotted((*entry, "baseUrl"))
        target = _join(base or _DASHSCOPE, "/chat/completions", address)
        model = None if number is None else named
        headers = {"authorization": source}
        return Sending("openai" if base else "custom", target, headers, model, address if base else None, because)
    return None


def _openai(inputs: Inputs, because: tuple[str, ...]) -> Sending:
    if (sending := _from_providers(inputs, because)) is not None:
        return sending
    source = inputs.first(KEY_OPTION) or "OPENAI_API_KEY"
    key = inputs.text(source)
    if key is None:
        key, source = _setting(inputs, "security.auth.apiKey"), "security.auth.apiKey"
    if key is None and inputs.raw("OPENAI_API_KEY"):
        raise Blocked("Missing API key for openai auth.", "OPENAI_API_KEY", *because)
    if key is None:
        raise Blocked(
            "Missing API key for OpenAI-compatible auth. Set settings.security.auth.apiKey, or set the "
            "'OPENAI_API_KEY' environment variable.",
            *because,
        )
    address = inputs.first(ADDRESS_OPTION) or "OPENAI_BASE_URL"
    base = inputs.raw(address)
    if not inputs.text(address):
        base, address = _setting(inputs, "security.auth.baseUrl"), "security.auth.baseUrl"
    if base and base != OPAQUE:  # a blank at the end is not cut before the path is appended
        base = base.rstrip(" ") + "%20" * (len(base) - len(base.rstrip(" ")))
    option = inputs.first("--model", "-m", "OPENAI_MODEL")
    model = (inputs.text(option) if option else _setting(inputs, "model.name")) or _MODEL
    named = address if base else None
    bearer = f"Bearer {key}" if key != OPAQUE else key
    try:
        target = _join(base or _DASHSCOPE, "/chat/completions", address)
    except Blocked as blocked:
        if blocked.message != _NO_URL:  # which is told before a key that cannot go out
            check_value(bearer, source)
        raise
    check_value(bearer, source)
    return Sending("openai" if base else "custom", target, {"authorization": source}, _known(model), named, because)


def _key(inputs: Inputs, prefix: str, because: tuple[str, ...]) -> tuple[str, str]:
    """Return the key of Anthropic's or Google's style and its source; raise Blocked where there is none."""
    for key, source in (
        (inputs.text(f"{prefix}_API_KEY"), f"{prefix}_API_KEY"),
        (_setting(inputs, "security.auth.apiKey"), "security.auth.apiKey"),
    ):
        if key is not None:
            return key, source
    if inputs.raw(f"{prefix}_API_KEY"):
        raise Blocked(f"Missing API key for {prefix.lower()} auth.", f"{prefix}_API_KEY", *because)
    raise Blocked(
        f"{prefix}_API_KEY environment variable not found (or set settings.security.auth.apiKey). Please set it in "
        "your .env file or environment variables.",
        *because,
    )


def _anthropic(inputs: Inputs, because: tuple[str, ...]) -> Sending:
    """Return the request in Anthropic's style: to the address that is set, for there is no other."""
    key, source = _key(inputs, "ANTHROPIC", because)
    base = inputs.text(_ANTHROPIC_BASE)
    if base is None:
        raise Blocked(f"{_ANTHROPIC_BASE} environment variable not found.", *because)
    if fault(key) is not None:
        raise Blocked("Connection error.", source)
    model = _known(inputs.text("ANTHROPIC_MODEL") or _setting(inputs, "model.name") or "coder-model")
    target = _join(base, "/v1/messages", _ANTHROPIC_BASE)
    if target is None:
        raise CannotTell(f"{_ANTHROPIC_BASE} decides where the key goes, and in which header.", _ANTHROPIC_BASE)
    header = "x-api-key" if host_is(hostname(target.endpoint), (".anthropic.com",)) else "authorization"
    return Sending("anthropic", target, {header: source}, model, _ANTHROPIC_BASE, because)


def _gemini(inputs: Inputs, because: tuple[str, ...]) -> Sending:
    """Return the request in Google's style."""
    key, source = _key(inputs, "GEMINI", because)
    model = _known(inputs.text("GEMINI_MODEL") or _setting(inputs, "model.name") or "coder-model")
    base, address = _setting(inputs, "security.auth.baseUrl"), "security.auth.baseUrl"
    if base is None:
        base, address = inputs.text("GOOGLE_GEMINI_BASE_URL"), "GOOGLE_GEMINI_BASE_URL"
    path = f"/v1beta/models/{model}:streamGenerateContent" if model else "/v1beta/models"
    check_value(key, source)
    said = "Request cannot be constructed from a URL that includes credentials"
    target = _join(base or "https://generativelanguage.googleapis.com", path, address, said)
    return Sending("gemini", target, {"x-goog-api-key": source}, model, address if base else None, because)


def _known(model: str | None) -> str | None:
    return None if model == OPAQUE else model


def _join(base: str, path: str, source: str | None, said: str = "Connection error.") -> Target | None:
    """Return where a request goes; `said` is what the client says of an address that has a user's name in it."""
    if base == OPAQUE:
        return None
    because = (source,) if source else ()
    try:
        return join_fetch(unmasked(base), path)
    except WithUser:
        raise Blocked(said, *because) from None
    except UnknownScheme:
        raise Blocked("Connection error.", *because) from None
    except BadUrl:
        raise Blocked(_NO_URL, *because) from None
