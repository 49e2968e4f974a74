"""What aider sends. Measured on 0.86.2 with `aider --message` against a recording server.

The model names the provider, as LiteLLM reads it; without a model the first key in aider's own order does. A .env
file beats the shell, and ~/.aider.conf.yml beats both.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType

from ..client import FileRead, Seen
from ..environment import Evaluation, State, Variable
from ..findings import Login, Mode, Request
from ..masking.secretpatterns import MASK_RE
from ..readers.dotenvdialects import python
from ..regexes import regex
from ..source import Document
from .aider import ALL, CLIENT
from .aideroptions import LISTS_MODELS, SWITCHES, is_option
from .aiderproviders import NAMED, PREFIXES, PROVIDERS, Provider
from .files import env_files, env_variables, lay_over
from .headers import unmasked
from .inputs import OPAQUE, Blocked, CannotTell, Inputs, dotted
from .pythonheaders import check_letters, check_value
from .sending import Sending, answered
from .urls import INVALID, BadUrl, Target, join_web
from .worlds import explore
from .yamlkeys import yaml_files

_WITHOUT_DOT = regex(r"(?:^|/)aider\.conf\.ya?ml$")  # measured on 0.86.2: not read
_ALIASES = MappingProxyType(
    {
        "sonnet": "anthropic",
        "opus": "anthropic",
        "haiku": "anthropic",
        "4o": "openai",
        "mini": "openai",
        "flash": "gemini",
        "gemini": "gemini",
        "deepseek": "deepseek",
        "r1": "deepseek",
    }
)
# How models begin that LiteLLM's own list has without a prefix; measured: gemini-2.5-pro goes to Vertex AI, whatever
# key and address are set.
_FAMILIES: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "gemini-": ("Google Cloud's Vertex AI, and only gemini/ in front asks AI Studio with a Gemini key", "vertex"),
        "command-": ("Cohere's", ""),
        "jamba-": ("AI21's", ""),
        **{f"{maker}.": ("Amazon Bedrock's", "bedrock") for maker in ("anthropic", "amazon", "meta", "mistral")},
    }
)
_ON, _OFF = ("true", "yes", "on", "1"), ("false", "no", "off", "0")  # of the variable of a switch
_SENT_WITHOUT = frozenset({"gemini", "deepseek", "groq", "xai"})  # asked without a key
_SENT_WITH_EMPTY = frozenset({"gemini", "openai", "anthropic"})
_SCHEME, _WEB = regex(r"[A-Za-z][A-Za-z0-9+.-]*://"), regex(r"(?i:https?)://")
_OF_PROXIES = frozenset({"http://", "https://", "socks5://", "socks5h://"})
_NO_PROVIDER = "litellm.BadRequestError: LLM Provider NOT provided."
_REPLICATE = 64  # digits behind the colon of a model of Replicate's, which needs no prefix
_NO_PROTOCOL = "Request URL is missing an 'http://' or 'https://' protocol."
USERINFO = "base-url-userinfo"
_MISSING = MappingProxyType(
    {
        "openrouter": "Waiting up to 5 minutes for you to finish in the browser...",
        "anthropic": "litellm.AuthenticationError: Missing Anthropic API Key",
        "openai": "litellm.AuthenticationError: AuthenticationError: OpenAIException - The api_key client option must "
        "be set either by passing api_key to the client or by setting the OPENAI_API_KEY environment variable",
    }
)


def view(shell: Evaluation, documents: Sequence[Document]) -> Seen:
    """Return what aider sees: .env files over the shell, the one in the working folder last, and its own settings."""
    evaluation = shell
    for document in env_files(documents, "~/.env", ".env"):
        evaluation = lay_over(evaluation, env_variables(document, python), _always)
    files = tuple(sorted(yaml_files(documents, "aider config"), key=lambda read: not read.path.startswith("~")))
    for read in files:
        evaluation = lay_over(evaluation, _set_env(read), _always)
    return Seen(evaluation, files)


def _set_env(read: FileRead) -> list[Variable]:
    """Return the variables that `set-env` of a settings file sets, each written NAME=value."""
    found = []
    for path, leaf in read.file.leaves.items():
        name, equals, value = str(leaf.value).partition("=")
        if path[:1] == ("set-env",) and equals:
            found.append(Variable(name.strip(), State.SET, True, value.strip(), leaf.span, leaf.value_span))
    return found


def _always(_variable: Variable, _below: Variable | None) -> bool:
    return True


def predict(seen: Seen, login: Login, mode: Mode) -> Request:
    """Return what the client sends with this environment and its files; it stores no login."""
    return explore(Inputs(CLIENT, seen, login, mode), lambda inputs: answered(inputs, "unknown", _work_out))


# Of the prefixes of clouds only who is billed is known, as LiteLLM's pages have it.
_CLOUDS = MappingProxyType({"vertex_ai": "vertex", "vertex_ai_beta": "vertex", "bedrock": "bedrock"})


def _work_out(inputs: Inputs) -> Sending:
    for read in inputs.seen.files:
        if _WITHOUT_DOT.search(read.path) and not inputs.text("--config"):
            raise CannotTell(
                f"aider does not look for a file called {read.path.rpartition('/')[2]}: the name begins with a dot, "
                "~/.aider.conf.yml. Rename it, and check it again under that name."
            )
    _check_options(inputs)
    _named_keys(inputs)  # a malformed one stops aider before all else
    named, source = _option(inputs, "model", "AIDER_MODEL")
    if named is None:
        named, source = _switched_on(inputs)
    if named is None:
        for name in PROVIDERS:
            if _key(inputs, name) is not None:
                return _send(inputs, name, None, ())
        raise Blocked("No LLM model was specified and no API keys were provided.")
    if named == OPAQUE:
        raise CannotTell(f"Which model {source} names is not shown, and it decides whose key is sent.", source)
    prefix, slash, short = named.partition("/")
    if slash and prefix in ALL:
        return _send(inputs, prefix, short, (source,))
    if slash and prefix not in PREFIXES and len(short.partition(":")[2]) != _REPLICATE:
        raise Blocked(_NO_PROVIDER, source)
    if slash:
        said = f"aider speaks to {prefix} with that model; what it sends there was not measured."
        raise CannotTell(said, source, provider=_CLOUDS.get(prefix, ""))
    provider = _ALIASES.get(named) or _by_name(named)
    if provider is None:
        _check_family(named, source)
        raise Blocked(_NO_PROVIDER, source)
    return _send(inputs, provider, None if named in _ALIASES else named, (source,))


def _check_options(inputs: Inputs) -> None:
    """Raise Blocked for a key of the settings file that is no option."""
    for read in inputs.seen.files:
        for key in read.file.keys(*()):
            if not is_option(key):
                raise Blocked(f"aider: error: unrecognized arguments: --{key}", key)
            if key in LISTS_MODELS:
                raise Blocked("No models match", key)
    for switch in SWITCHES:
        name = _variable_of(switch)
        if (inputs.text(name) or "off").lower() not in (*_ON, *_OFF):
            raise Blocked(f"aider: error: Unexpected value for {name}", name)


def _variable_of(switch: str) -> str:
    return f"AIDER_{switch.upper().replace('-', '_')}"


def _switched_on(inputs: Inputs) -> tuple[str | None, str]:
    """Return the model of an old switch such as `sonnet: true` or AIDER_SONNET, and the switch."""
    for switch, model in SWITCHES.items():
        if (inputs.text(_variable_of(switch)) or "off").lower() in _ON:
            return model, _variable_of(switch)
    for read in reversed(inputs.seen.files):
        for switch, model in SWITCHES.items():
            leaf = read.file.leaf(switch)
            if leaf is not None and str(leaf.value).lower() == "true":
                return model, switch
    return None, ""


def _check_family(model: str, source: str) -> None:
    """Raise CannotTell for a model without a prefix that LiteLLM's own list has under a cloud or another vendor."""
    for start, (vendor, cloud) in _FAMILIES.items():
        if model.startswith(start) or (cloud == "bedrock" and f".{start}" in model):
            said = f"Without a prefix aider takes that model for one of {vendor}; what it sends there was not measured."
            raise CannotTell(said, source, provider=cloud)


def _by_name(model: str) -> str | None:
    """Return the provider of a model that is named without one."""
    starts = (("claude", "anthropic"), *((start, "openai") for start in ("gpt-", "chatgpt-", "o1", "o3", "o4")))
    return next((provider for start, provider in starts if model.startswith(start)), None)


def _option(inputs: Inputs, setting: str, variable: str) -> tuple[str | None, str]:
    """Return an option from the command line, its variable or the settings file, with the source that gave it."""
    if inputs.text(f"--{setting}"):
        return inputs.text(f"--{setting}"), f"--{setting}"
    if inputs.text(variable):
        return inputs.text(variable), variable
    for read in reversed(inputs.seen.files):
        found = read.file.text(setting)
        if found:
            return found, setting
    return None, variable


def _named_keys(inputs: Inputs) -> dict[str, str]:
    """Return the keys of `api-key`, which are written `provider=key`: provider → source."""
    given = [(name, inputs.text(name) or "") for name in ("AIDER_API_KEY", "--api-key")]
    for read in inputs.seen.files:
        given += [
            (dotted(path), leaf.value)
            for path, leaf in read.file.leaves.items()
            if path[:1] == ("api-key",) and isinstance(leaf.value, str)
        ]
    found: dict[str, str] = {}
    for source, text in given:
        name, equals, _ = text.partition("=")
        if equals:
            found[name.strip().lower()] = source
        elif text == OPAQUE or MASK_RE.search(text):
            found[_meant(inputs, source)] = source
        elif text:
            raise Blocked("Invalid --api-key format", source)
    return found


def _meant(inputs: Inputs, source: str) -> str:
    """Return for which provider a key is that is hidden whole, name and all: who names a model gives the key for it."""
    model = _option(inputs, "model", "AIDER_MODEL")[0] or ""
    prefix, slash, _ = model.partition("/")
    provider = prefix if slash else _ALIASES.get(model) or _by_name(model)
    if not provider:
        raise CannotTell(f"Which provider the key in {source} is for is not shown.", source)
    return provider


def _key(inputs: Inputs, provider: str) -> str | None:
    """Return the source of a provider's key: aider's own option, else the variable."""
    named = _named_keys(inputs).get(provider)
    if named:
        return named
    if provider in ("openai", "anthropic"):
        found, source = _option(inputs, f"{provider}-api-key", f"AIDER_{provider.upper()}_API_KEY")
        if found:
            return source
    return next((name for name in ALL[provider].keys if inputs.raw(name)), None)


def _send(inputs: Inputs, name: str, model: str | None, because: tuple[str, ...]) -> Sending:
    provider = ALL[name]
    key = _key(inputs, name)
    headers = dict.fromkeys((provider.header, *provider.also), key) if key else {}
    if key is None and provider.needs_key:
        _check_without_key(inputs, name, because)
    base, address = _base(inputs, name, provider)
    if not base:
        said = f": {provider.bases[0]} is not set" if provider.bases else ""
        raise CannotTell(f"Where {name} listens is not said{said}.", *because)
    model = model or (provider.model if not because else None)
    path = provider.path.replace("MODEL", model or "")
    if "MODEL" in provider.path and not model:
        path = "/models"
    _check_proxy(inputs)
    if key and provider.header != "?key" and not _is_malformed(base):
        check_letters(inputs.raw(key) or OPAQUE, key)  # before the scheme is looked at
    target = None if base == OPAQUE else _target(name, unmasked(base), path, address)
    is_replaced = target is not None and target.has_userinfo and provider.header == "authorization"
    if key:
        _check_key(inputs.raw(key) or OPAQUE, key, provider, is_replaced=is_replaced)
    if target is not None and target.has_userinfo:
        headers["authorization"] = USERINFO  # the library puts it there, over a key
    return Sending(provider.provider, target, headers, model, address, because)


def _check_without_key(inputs: Inputs, name: str, because: tuple[str, ...]) -> None:
    """Raise what aider does without a key; some providers are asked all the same, and an empty variable is not none."""
    is_empty = any(inputs.raw(variable) == "" for variable in ALL[name].keys)
    if name in (_SENT_WITH_EMPTY if is_empty else _SENT_WITHOUT):
        return
    if name == "deepseek":
        raise Blocked("Illegal header value b'Bearer '", *because)
    if name in NAMED:
        missing = f"{ALL[name].keys[0]}, which holds its key, is set in none of these files"
        raise CannotTell(f"aider speaks to {name} with that model, and {missing}.", *because)
    raise Blocked(_MISSING[name], *because)


def _check_key(value: str, source: str, provider: Provider, *, is_replaced: bool) -> None:
    """Raise Blocked for a key that cannot go out; in an address, blanks around it can."""
    if provider.header == "x-api-key" and value != value.strip(" \t"):
        raise Blocked("Illegal header value", source)
    has_room = provider.header == "?key" or is_replaced
    check_value(value.strip(" \t") if has_room else value, source)


def _is_malformed(base: str) -> bool:
    """Tell whether an address cannot be read at all, for its port or its brackets."""
    if base == OPAQUE or not _WEB.match(base):
        return False
    try:
        join_web(unmasked(base), "/")
    except BadUrl as bad:
        return str(bad) == INVALID
    return False


def _target(name: str, base: str, path: str, source: str | None) -> Target:
    """Return where a request goes: Anthropic's path is put behind the base as it stands, OpenAI's behind one slash."""
    because = (source,) if source else ()
    is_plain = name == "anthropic" or not ALL[name].needs_key
    said = "Connection error."
    if is_plain:
        scheme = _SCHEME.match(base)
        said = f"Request URL has an unsupported protocol '{scheme[0]}'" if scheme else _NO_PROTOCOL
        path = "" if name == "anthropic" and base.endswith(path) else path
    elif base != base.strip():
        raise Blocked(said, *because)
    if not _WEB.match(base):
        raise Blocked(said, *because)
    if not is_plain:
        base = base.partition("#")[0]
    slashes = len(base) - len(base.rstrip("/"))
    end = len(base) - len(base.rstrip(" "))
    try:
        own = "/" * (slashes if is_plain else max(0, slashes - 1))
        found = join_web(base.rstrip(" ") + "%20" * end, own + path, every_slash=True)
    except BadUrl:
        raise Blocked("Invalid IPv6 URL" if "[" in base else said, *because) from None
    return found


def _check_proxy(inputs: Inputs) -> None:
    """Raise Blocked for a proxy whose scheme is none for one: the library stops when it reads the variables."""
    for name in ("HTTPS_PROXY", "https_proxy"):
        scheme = _SCHEME.match(inputs.raw(name) or "")
        if scheme and scheme[0].lower() not in _OF_PROXIES:
            raise Blocked("Unknown scheme for proxy URL", name)


def _base(inputs: Inputs, name: str, provider: Provider) -> tuple[str, str | None]:
    """Return the base URL, and the source that names it."""
    own = "OPENAI_BASE_URL"
    if name == "openai" and not inputs.raw(own):
        found, source = _option(inputs, "openai-api-base", "AIDER_OPENAI_API_BASE")
        if found:
            return found, source
    variable = next((each for each in provider.bases if inputs.raw(each)), None)
    return (inputs.raw(variable) or provider.own, variable) if variable else (provider.own, None)
