"""What Codex CLI sends. Measured on 0.171.0 with `codex exec` against a recording server, and in its terminal mode.

The active provider decides: the built-in one takes CODEX_API_KEY (`codex exec` only) or the stored login, never
OPENAI_API_KEY or OPENAI_BASE_URL from the environment; a provider of config.toml takes what its table says. Version
0.169.0 differs in nothing but the model that it names by itself, gpt-6.1-sol.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from types import MappingProxyType

from ..client import FileRead, Seen
from ..environment import Evaluation, Variable
from ..findings import Login, Mode, Request
from ..masking.secretpatterns import MASK_RE
from ..regexes import regex
from ..source import Document, Kind, base_of
from .calls import Calls
from .codex import AWS, CLIENT, LOGIN, STORED_KEY, USERINFO
from .codexconfig import BEDROCK, CONFIG, Config, ProviderTable, check, config_of, own_config
from .codexlogins import ACCESS, AUTH, KEY, check_action, check_forced, check_token, stored_login
from .codexoptions import COMMAND_LINE, LOCAL, MODEL, OPTIONS, OSS, PROFILE, profile_of, with_options
from .files import env_files, env_variables, json_files, lay_over, toml_files, unseen
from .headers import unmasked
from .inputs import OPAQUE, Blocked, CannotTell, Inputs
from .proxies import socks_in_the_way
from .sending import Sending, answered
from .urls import BadUrl, Target, join, join_web
from .worlds import explore

_DIRECT = "https://api.openai.com/v1"
_CHATGPT = "https://chatgpt.com/backend-api/codex"
_PATH = "/responses"
_MODEL = "gpt-6.2-sol"  # what the client names where nothing else is said
_OSS_PORT = "CODEX_OSS_PORT"
_PORT = regex(r"[0-9]{1,5}")
_LOCAL = MappingProxyType({"ollama": "http://localhost:11434/v1", "lmstudio": "http://localhost:1234/v1"})
_LOCAL_MODELS = MappingProxyType({"ollama": "gpt-oss:20b", "lmstudio": "openai/gpt-oss-20b"})  # of --oss
_HOME = "CODEX_HOME"
_USUAL_HOME = regex(r"(?:/(?:home|Users)/[^/]+|/root)/\.codex/?")
_USUAL_CONFIG = regex(r"^(?:~|/home/[^/]+|/Users/[^/]+|/root)/\.codex/config\.toml$")
_WORKSPACES = "chatgpt_base_url"
_WEB = regex(r"https?://(?P<host>[^/?#]+)", re.IGNORECASE)


def view(shell: Evaluation, documents: Sequence[Document]) -> Seen:
    """Return what Codex sees: ~/.codex/.env beats the shell, except for names that begin with CODEX_."""
    evaluation = shell
    for document in env_files(documents, "~/.codex/.env"):
        evaluation = lay_over(evaluation, env_variables(document), _dotenv_wins)
    reads = (*toml_files(documents, CONFIG, Kind.CODEX_CONFIG), *json_files(documents, AUTH, last_comma=False))
    reads = _with_call(reads, documents, evaluation)
    evaluation = lay_over(evaluation, unseen(_named_keys(reads), documents), _is_unseen)
    return Seen(evaluation, reads)


def _with_call(reads: tuple[FileRead, ...], documents: Sequence[Document], shell: Evaluation) -> tuple[FileRead, ...]:
    """Return the files with what the command line gives over them, where a text shows one."""
    if not any("codex" in each.text and any(f" {option}" in each.text for option in OPTIONS) for each in documents):
        return reads
    call = Calls(documents, shell).of("codex")
    own = own_config(reads)
    if call is None:
        return reads
    profile = _profile(reads, profile_of(call))
    file = with_options(own.file if own else None, call, profile.file if profile else None)
    if file is None:
        return reads
    mistake = (own.mistake if own else None) or (profile.mistake if profile else None)
    made = FileRead("~/.codex/config.toml", file, mistake)
    return (*(each for each in reads if each is not own), made)


def _profile(reads: Sequence[FileRead], name: str | None) -> FileRead | None:
    """Return the file of a profile that was given, ~/.codex/NAME.config.toml."""
    return next((read for read in reads if name and base_of(read.path) == f"{name}.config.toml"), None)


def _named_keys(reads: Sequence[FileRead]) -> Iterator[str]:
    """Yield the names of the variables that providers name for their keys."""
    for read in reads:
        for path, leaf in read.file.leaves.items():
            is_key = path[:1] == ("model_providers",) and path[2:] == ("env_key",)
            if is_key and str(leaf.value).isidentifier():
                yield str(leaf.value)


def _is_unseen(_variable: Variable, below: Variable | None) -> bool:
    return below is None


def _dotenv_wins(variable: Variable, _below: Variable | None) -> bool:
    return not variable.name.startswith("CODEX_")


def predict(seen: Seen, login: Login, mode: Mode) -> Request:
    """Return what the client sends with this environment, its files and this login."""
    return explore(Inputs(CLIENT, seen, login, mode), lambda inputs: answered(inputs, "openai", _through_proxy))


def _through_proxy(inputs: Inputs) -> Sending:
    """Return the request; at a SOCKS proxy 0.171.0 was seen to wait for a network, and it was not settled why."""
    sending = _work_out(inputs)
    socks = socks_in_the_way(inputs, sending.target)
    if socks:
        raise CannotTell(
            f"{socks} names a SOCKS proxy, at which Codex was seen to print “waiting for network” and to send nothing. "
            "Whether a proxy of yours changes that was not settled; one for http works.",
            socks,
            provider=sending.provider,
        )
    return sending


def _check_profile_alone(inputs: Inputs, config: Config) -> None:
    """Raise CannotTell where nothing was given but a profile that chooses the provider: it counts with -p alone."""
    if config.is_given:
        return
    for read in inputs.seen.files:
        name = base_of(read.path).removesuffix(".config.toml")
        if name != base_of(read.path) and read.file.text("model_provider"):
            raise CannotTell(
                f"{read.path} is the profile that `codex -p {name}` lays over ~/.codex/config.toml, which was not "
                "given; without -p Codex passes it over.",
                "model_provider",
                provider="custom",
            )


def _work_out(inputs: Inputs) -> Sending:
    check_action(inputs)
    config = config_of(inputs)
    _check_home(inputs, config)
    check(config)
    if profile := config.text(PROFILE):
        raise CannotTell(
            f"The command line chooses the profile {profile}. Its file, ~/.codex/{profile}.config.toml, beats "
            "config.toml and was not given; without such a file Codex passes it over.",
            PROFILE,
        )
    _check_profile_alone(inputs, config)
    named = _local_provider(inputs, config) or config.text("model_provider") or "openai"
    if named not in ("openai", *_LOCAL, BEDROCK):
        config.provider(named)
    login = stored_login(inputs)
    key = inputs.mode is Mode.PRINT and bool(inputs.text(KEY))
    check_forced(config, login, has_key=key)
    check_token(inputs, config, has_key=key)
    if config.file is not None and config.file.text("model") == "":
        raise Blocked(
            "thread/start failed: No models are available. Set `model` explicitly or check your model catalog "
            "configuration.",
            "model",
        )
    model = config.text("model") or _MODEL
    if config.text(OSS):
        model = config.text(MODEL) or _LOCAL_MODELS.get(named, _MODEL)
    if named == "openai":
        return _built_in(inputs, config, login, model, has_key=key)
    if named in _LOCAL:
        return _local(inputs, named, model)
    if named == BEDROCK:
        if config.file is not None and config.file.has("model_providers", named):
            because = f"model_providers.{named}"
            raise CannotTell(f"{because} changes how Codex goes to Amazon Bedrock.", because, provider="mantle")
        return _bedrock(inputs, config.text("model") or f"openai.{_MODEL}")
    return _custom(inputs, config.provider(named), login, model, has_key=key)


def _local_provider(inputs: Inputs, config: Config) -> str | None:
    """Return the provider of `--oss`; None without that option, Blocked or CannotTell where no provider is named."""
    if not config.text(OSS):
        return None
    named = config.text(LOCAL) or config.text("oss_provider")
    if named is None and config.file is not None and config.file.word == COMMAND_LINE:
        raise CannotTell(
            "With --oss Codex goes to a server on this machine and sends it no login. Which one, oss_provider in "
            "~/.codex/config.toml says, and that file was not given; where nothing says it, `codex exec` stops.",
            OSS,
        )
    if named is None and inputs.mode is Mode.INTERACTIVE:
        raise CannotTell("With --oss Codex asks which server of this machine is meant, unless it is named.", OSS)
    if named is None:
        raise Blocked(
            "Error: No default OSS provider configured. Use --local-provider=provider or set oss_provider to one of: "
            "lmstudio, ollama in config.toml",
            OSS,
        )
    return named


def _check_home(inputs: Inputs, config: Config) -> None:
    """Raise Blocked for a CODEX_HOME that cannot exist, CannotTell for one whose files were not given."""
    home = inputs.raw("CODEX_HOME")
    if not home or _USUAL_HOME.fullmatch(home):
        return
    if home.startswith(("~", "$")):
        raise Blocked(f'Error finding codex home: CODEX_HOME points to "{home}", but that path does not exist', _HOME)
    is_usual = config.file is not None and _USUAL_CONFIG.search(config.file.document.replace("\\", "/"))
    if not config.is_given or (is_usual and not home.rstrip("/").endswith("/.codex")):
        raise CannotTell(
            "CODEX_HOME moves Codex to another folder, which has a configuration and a login of its own.", _HOME
        )


def _built_in(inputs: Inputs, config: Config, login: Login, model: str, *, has_key: bool) -> Sending:
    """Return the request of the built-in provider; without any credential it goes out all the same (measured)."""
    if inputs.mode is Mode.INTERACTIVE and login not in (Login.SUBSCRIPTION, Login.CONSOLE):
        raise Blocked("Sign in with ChatGPT", provider="openai")
    headers = _login_headers(inputs, login, has_key=has_key)
    for header, name in (("openai-organization", "OPENAI_ORGANIZATION"), ("openai-project", "OPENAI_PROJECT")):
        if inputs.text(name):
            headers[header] = name
    with_plan = headers.get("authorization") == LOGIN
    base = config.text("openai_base_url")
    note = _unread(inputs)
    if base:
        provider, target = "chatgpt" if with_plan else "openai", _join(base, "openai_base_url")
        return Sending(provider, target, _signed(headers, target), model, "openai_base_url", note=note)
    if with_plan:
        asked = _other_host(config)
        if asked:
            note = (
                f"Codex first asks {asked} which address serves your workspace, with the same token, and goes where "
                "the answer says."
            )
            return Sending("chatgpt", None, headers, model, _WORKSPACES, note=note)
        return Sending("chatgpt", join(_CHATGPT, _PATH), headers, model, note=note)
    return Sending("openai", join(_DIRECT, _PATH), headers, model, note=note)


def _other_host(config: Config) -> str | None:
    """Return the host that is asked which address serves the workspace, where it is not ChatGPT's own.

    Raise Blocked for an address that is none: without an answer Codex sends nothing.
    """
    base = config.file.text(_WORKSPACES) if config.file else None
    if base is None:
        return None
    found = _WEB.match(base.strip())
    if found is None:
        raise Blocked("workspace routing discovery failed", _WORKSPACES, provider="chatgpt")
    host = unmasked(found["host"]).rpartition("@")[2].lower()
    return None if host == "chatgpt.com" else host


def _unread(inputs: Inputs) -> str | None:
    """Name the variables that people set for Codex and that it does not read."""
    environment = inputs.evaluation.environment
    names = [name for name in ("OPENAI_API_KEY", "OPENAI_BASE_URL") if environment.get(name).exported]
    return f"Codex does not read {' and '.join(names)} from the environment." if names else None


def _login_headers(inputs: Inputs, login: Login, *, has_key: bool) -> dict[str, str]:
    if has_key:
        return {"authorization": KEY}
    token = inputs.text(ACCESS)
    if token and (token == OPAQUE or MASK_RE.search(token) or token.count(".") == 2):
        raise CannotTell(
            f"{ACCESS} takes the place of the login that is stored. One that Codex cannot read makes it send no "
            "credential; what it sends with a good one was not measured.",
            ACCESS,
            provider="openai",
        )
    if token:
        return {}
    if login is Login.SUBSCRIPTION:
        return {"authorization": LOGIN, "chatgpt-account-id": LOGIN}
    return {"authorization": STORED_KEY} if login is Login.CONSOLE else {}


def _local(inputs: Inputs, named: str, model: str) -> Sending:
    variable = "CODEX_OSS_BASE_URL"
    base = inputs.text(variable)
    if base:
        target = None if base == OPAQUE else _join(base, variable)
        return Sending("custom", target, _signed({}, target), model, variable, ("model_provider",))
    port = inputs.raw(_OSS_PORT) or ""
    if port == OPAQUE:
        return Sending("custom", None, {}, model, _OSS_PORT, ("model_provider",))
    if _PORT.fullmatch(port) and 0 < int(port) < 65536:
        return Sending("custom", join(f"http://localhost:{port}/v1", _PATH), {}, model, _OSS_PORT, ("model_provider",))
    return Sending("custom", join(_LOCAL[named], _PATH), {}, model, None, ("model_provider",))


def _bedrock(inputs: Inputs, model: str) -> Sending:
    """Return the request to Amazon Bedrock: neither a key of OpenAI's nor the login counts there."""
    region, bearer = inputs.text("AWS_REGION"), "AWS_BEARER_TOKEN_BEDROCK"
    because = ("model_provider",)
    has_keys = inputs.text("AWS_ACCESS_KEY_ID") and inputs.text("AWS_SECRET_ACCESS_KEY")
    if not region or not (inputs.text(bearer) or has_keys) or inputs.text("AWS_PROFILE"):
        missing = "credential" if region else "region"
        raise CannotTell(
            f"Codex is set to Amazon Bedrock, and none of these files settles the {missing}: ~/.aws, a single sign-on "
            "or a role of this machine may.",
            *because,
            provider="mantle",
        )
    headers = {"authorization": bearer if inputs.text(bearer) else AWS}
    if region == OPAQUE:
        return Sending("mantle", None, headers, model, None, because)
    target = join(f"https://bedrock-mantle.{region}.api.aws/openai/v1", _PATH)
    return Sending("mantle", target, headers, model, None, because)


def _custom(inputs: Inputs, table: ProviderTable, login: Login, model: str, *, has_key: bool) -> Sending:
    """Return the request to a provider of config.toml: its key, its token, the login, or what its headers hold."""
    headers = dict(table.headers())
    for name, variable in table.headers_from_variables():
        if inputs.text(variable):
            headers[name] = variable
    env_key = table.file.text("model_providers", table.id, "env_key")
    if env_key is not None:
        value = inputs.raw(env_key)
        if value is None or not value.strip():
            instructions = table.text("env_key_instructions")
            more = f" {instructions}" if instructions else ""
            is_name = env_key.isidentifier() or not env_key.strip() or MASK_RE.search(env_key)
            shown = env_key if is_name else "…"  # it may be the key itself
            raise Blocked(
                f"Missing environment variable: `{shown}`.{more}", table.name("env_key"), env_key, provider="custom"
            )
        if value.endswith(("\r", "\n")):
            headers.pop("authorization", None)  # such a value is left out without a word
        else:
            headers["authorization"] = env_key
    elif table.has_command:
        headers["authorization"] = table.name("auth", "command")
    elif table.text("experimental_bearer_token"):
        headers["authorization"] = table.name("experimental_bearer_token")
    elif table.flag("requires_openai_auth"):
        headers.update(_login_headers(inputs, login, has_key=has_key))
    address = table.name("base_url")
    base = table.file.text("model_providers", table.id, "base_url")
    if base is not None:
        target = _join(base, address)
        return Sending("custom", target, _signed(headers, target), model, address, ("model_provider",))
    # Without an address it is OpenAI's: that of the login, even where the login itself is not sent.
    has_own = env_key is not None or table.has_command or table.text("experimental_bearer_token")
    with_plan = login is Login.SUBSCRIPTION and not has_own and not has_key
    target = join(_CHATGPT if with_plan else _DIRECT, _PATH)
    return Sending("chatgpt" if with_plan else "openai", target, headers, model, None, ("model_provider",))


def _signed(headers: dict[str, str], target: Target | None) -> dict[str, str]:
    """Return the headers with what a user's name in the address adds where nothing else signs in."""
    return {"authorization": USERINFO, **headers} if target is not None and target.has_userinfo else headers


def _join(base: str, source: str) -> Target:
    """Return where a request goes; without http: or https: in front there is none."""
    if not re.match(r"https?:", base.strip(), re.IGNORECASE):
        raise Blocked("stream disconnected before completion: builder error", source)
    try:
        # A blank at the end is not cut before the path is appended.
        end = len(base) - len(base.rstrip(" "))
        return join_web(unmasked(base.rstrip(" ")) + "%20" * end, _PATH, every_slash=True)
    except BadUrl:
        raise Blocked("stream disconnected before completion: builder error", source) from None
