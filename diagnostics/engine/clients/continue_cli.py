"""What Continue CLI (cn) sends. Measured on 1.5.47 with `cn -p` against a recording server.

Its config.yaml names provider, key and address. Only `${{ secrets.NAME }}` is filled in: from the shell, unless it is
empty there, then from .env of the working folder, ~/.continue/.env and .continue/.env. Without a config.yaml,
ANTHROPIC_API_KEY alone is used.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from types import MappingProxyType
from urllib.parse import urljoin

from ..client import Client, Concern, FileRead, Seen
from ..environment import Evaluation, State, Variable
from ..findings import Login, Mode, Request
from ..readers.dotenvdialects import node
from ..regexes import regex
from ..source import Document, Kind
from .files import env_files, env_variables, fills, lay_over
from .headers import unmasked
from .inputs import OPAQUE, Blocked, CannotTell, Inputs, dotted
from .nodeheaders import check_value
from .sending import Sending, answered
from .urls import BadUrl, Target, UnknownScheme, WithUser, join, join_fetch
from .worlds import explore
from .yamlkeys import yaml_files

_ENV_FILES = (".env", "~/.continue/.env", ".continue/.env")  # strongest first
_NO_ENVIRONMENT = (Kind.TEXT, Kind.DOTENV)  # an .env file that cn does not read is none
_SECRET = regex(r"\$\{\{\s*secrets\.(\w+)\s*\}\}")
_PROVIDERS = MappingProxyType(
    {
        "openai": ("openai", "https://api.openai.com/v1", "authorization"),
        "anthropic": ("anthropic", "https://api.anthropic.com/v1", "x-api-key"),
    }
)


def view(shell: Evaluation, documents: Sequence[Document]) -> Seen:
    """Return what cn sees: .env files fill what the shell does not export, or exports as nothing."""
    evaluation = shell
    for document in env_files(documents, *_ENV_FILES):
        evaluation = lay_over(evaluation, env_variables(document, node), _fills_blanks)
    files = yaml_files(documents, "continue config")
    if all(document.kind in _NO_ENVIRONMENT for document in documents):
        evaluation = lay_over(evaluation, _secrets(files), fills)
    return Seen(evaluation, files)


def _fills_blanks(variable: Variable, below: Variable | None) -> bool:
    return fills(variable, below) or (below is not None and below.state is State.SET and not below.value)


def _secrets(files: Sequence[FileRead]) -> list[Variable]:
    """Return the variables that secrets name, as unknown: config.yaml alone shows none of them."""
    return [
        Variable(found[1], State.UNKNOWN, True, why="no file of a shell was given")
        for read in files
        for leaf in read.file.leaves.values()
        if (found := _SECRET.fullmatch(str(leaf.value).strip()))
    ]


def predict(seen: Seen, login: Login, mode: Mode) -> Request:
    """Return what the client sends with this environment and its files."""
    return explore(Inputs(CLIENT, seen, login, mode), lambda inputs: answered(inputs, "unknown", _work_out))


def _work_out(inputs: Inputs) -> Sending:
    if not inputs.seen.files:
        if not inputs.text("ANTHROPIC_API_KEY"):
            raise CannotTell(
                "Without ~/.continue/config.yaml, what cn sends depends on the account it is signed in to."
            )
        check_value(inputs.raw("ANTHROPIC_API_KEY") or "", "ANTHROPIC_API_KEY")
        target = join("https://api.anthropic.com/v1", "/messages")
        return Sending("anthropic", target, {"x-api-key": "ANTHROPIC_API_KEY"}, "claude-sonnet-4-6")
    read = inputs.seen.files[-1]
    first = ("models", 0)
    provider = read.file.text(*first, "provider") or ""
    if provider not in _PROVIDERS:
        raise CannotTell(
            f"What cn sends with the provider {provider or 'that the file does not show'} was not measured.",
            dotted((*first, "provider")),
        )
    kind, own, header = _PROVIDERS[provider]
    base = read.file.text(*first, "apiBase")
    if base == "" and kind != "anthropic":  # with Anthropic's provider an empty address is an address
        base = None
    address = dotted((*first, "apiBase")) if base is not None else None
    start = "Bearer " if header == "authorization" else ""
    headers = {header: source} if (source := _key(inputs, read, start)) else {}
    model = read.file.text(*first, "model")
    sent_to = _join(kind, own if base is None else base, _path(kind, model), address)
    return Sending(kind, sent_to, headers, model, address)


def _key(inputs: Inputs, read: FileRead, start: str) -> str | None:
    """Return the source of the key: the variable that a secret names, else what is written, sent behind `start`."""
    path = ("models", 0, "apiKey")
    written = read.file.text(*path)
    if written is None:
        return None
    secret = _SECRET.fullmatch(written.strip())
    if secret and inputs.raw(secret[1]):
        value = inputs.raw(secret[1]) or ""
        check_value(f"{start}{value}" if value != OPAQUE else value, secret[1])
        return secret[1]
    return dotted(path)  # a secret that is not there goes out as the text that names it


def _path(kind: str, model: str | None) -> str:
    if kind == "anthropic":
        return "/messages"
    return "/responses" if model and re.match(r"gpt-5|gpt-6|o\d", model) else "/chat/completions"


def _join(kind: str, base: str, path: str, source: str | None) -> Target | None:
    if base == OPAQUE:
        return None
    try:
        if path == "/messages" and re.search(r"[?#]", base):
            path = ""
            base = urljoin(unmasked(base), "messages")  # the last part of the path is replaced
        return join_fetch(unmasked(base), path)
    except WithUser:
        said = "is an url with embedded credentials." if kind == "anthropic" else "Connection error."
        raise Blocked(said, *((source,) if source else ())) from None
    except BadUrl as bad:
        message = "Connection error." if isinstance(bad, UnknownScheme) else "Invalid URL"
        raise Blocked(message, *((source,) if source else ())) from None


CLIENT = Client(
    id="continue-cli",
    name="Continue CLI",
    version="1.5.47",
    as_of="2026-11-27",
    predict=predict,
    view=view,
    concern=Concern(
        yaml="continue config",
        own=regex(r"CONTINUE_(?:API_KEY|GLOBAL_DIR)"),
        files=regex(r"(?:^|/)\.continue/"),
        words=regex(r"\bContinue CLI\b|\bcn -p\b|`cn`"),
    ),
    logins=MappingProxyType({}),
    asked=(),
    commands=MappingProxyType({Mode.PRINT: "cn -p", Mode.INTERACTIVE: "cn"}),
    shows_login="cn, then /whoami",
    main_file="~/.continue/config.yaml",
)
