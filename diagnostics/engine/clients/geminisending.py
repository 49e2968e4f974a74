"""What Gemini CLI sends. Measured on 0.61.0 with `gemini -p` against a recording server.

The type of sign-in decides: the one that settings.json has chosen, else what the environment asks for. It then tells
which credential is read; a key for another type is passed over.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from urllib.parse import quote

from ..client import FileRead, Seen
from ..environment import Evaluation, State
from ..findings import Login, Mode, Request
from ..readers.dotenvdialects import node
from ..regexes import regex
from ..source import Document, Kind
from ..values import trim
from .aboutscreens import from_screens
from .files import env_files, env_variables, fills, json_files, lay_over, unseen
from .gemini import CLIENT, CLOUD_KEY, GCP, LOGIN, OPTIONS
from .headers import unmasked
from .inputs import OPAQUE, Blocked, CannotTell, Inputs
from .nodeheaders import check_value
from .sending import Sending, answered
from .urls import BadUrl, Target, UnknownScheme, WithUser, join_fetch
from .worlds import explore

KEY = "GEMINI_API_KEY"
_CUSTOM = "GEMINI_CLI_CUSTOM_HEADERS"
_NAME = regex(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")  # of a header
_ACCESS = "GOOGLE_CLOUD_ACCESS_TOKEN"
_MECHANISM = "GEMINI_API_KEY_AUTH_MECHANISM"
BASE = "GOOGLE_GEMINI_BASE_URL"
VERTEX_BASE = "GOOGLE_VERTEX_BASE_URL"
CODE_ASSIST = "CODE_ASSIST_ENDPOINT"
SELECTED = "security.auth.selectedType"
ENFORCED = "security.auth.enforcedType"
_PROXIES = ("HTTPS_PROXY", "https_proxy", "HTTP_PROXY", "http_proxy")
_USUAL_HOME = regex(r"(?:/(?:home|Users)/[^/]+|/root)/?")
_VERSION = "GOOGLE_GENAI_API_VERSION"
_MACHINE = ("CLOUD_SHELL", "GEMINI_CLI_USE_COMPUTE_ADC")  # `true` makes it take the credentials of its machine
# Vertex AI's addresses for a whole continent; every other location is a part of the host's name.
_MULTI_REGIONS = {
    "us": "https://aiplatform.us.rep.googleapis.com",
    "eu": "https://aiplatform.eu.rep.googleapis.com",
}
_SETTINGS = regex(r"(?:^|/)\.gemini/settings\.json$|/gemini-cli/settings\.json$|/GeminiCli/settings\.json$")
_ENV_FILES = (".gemini/.env", ".env", "~/.gemini/.env", "~/.env")  # the first that is there is the only one read
# Names behind which a small model chooses for each prompt, and names of which the client makes others (measured).
_CHOOSING = frozenset({"", "auto", "auto-gemini-3", "auto-gemini-2.5"})
_RENAMED = {
    **dict.fromkeys(("pro", "gemini-3-pro-preview"), "gemini-3.1-pro-preview"),
    **dict.fromkeys(("flash", "gemini-3-flash", "gemini-3.5-flash"), "gemini-3.8-flash"),
    **dict.fromkeys(("flash-lite", "gemini-3.1-flash-lite", "none"), "gemini-3.5-flash-lite"),
}
_CLOUD = ("GOOGLE_CLOUD_PROJECT", "GOOGLE_CLOUD_LOCATION")
_NEEDED = {"gemini-api-key": (KEY,), "vertex-ai": (CLOUD_KEY, *_CLOUD)}  # what a chosen type asks the environment for
_TYPES = ("oauth-personal", "gemini-api-key", "vertex-ai", "compute-default-credentials")


def view(shell: Evaluation, documents: Sequence[Document]) -> Seen:
    """Return what Gemini CLI sees: a .env file fills what the shell does not export, also not as nothing."""
    evaluation = shell
    for document in env_files(documents, *_ENV_FILES)[:1]:
        evaluation = lay_over(evaluation, env_variables(document, node), fills)
    files = tuple(sorted(json_files(documents, _SETTINGS, Kind.GEMINI_SETTINGS, last_comma=False), key=_rank))
    if not files:
        variables, shown = from_screens(documents, Kind.GEMINI_SETTINGS, *_TYPES)
        evaluation = lay_over(evaluation, variables, fills) if variables else evaluation
        files = tuple(shown)
    chosen = next((found for read in reversed(files) if (found := read.file.text(*SELECTED.split(".")))), "")
    evaluation = lay_over(evaluation, unseen(_NEEDED.get(chosen, ()), documents), fills)
    return Seen(evaluation, files)


def _rank(read: FileRead) -> int:
    """Return how strong a settings file is: the person's, then the project's, then the machine's."""
    if read.path.startswith(("/etc/", "/Library/")) or "ProgramData" in read.path:
        return 2
    return 0 if read.path.startswith("~") or not read.path.endswith(".gemini/settings.json") else 1


def predict(seen: Seen, login: Login, mode: Mode) -> Request:
    """Return what the client sends with this environment, its files and this login."""
    return explore(Inputs(CLIENT, seen, login, mode), lambda inputs: answered(inputs, "gemini", _work_out))


def _work_out(inputs: Inputs) -> Sending:
    for read in inputs.seen.files:
        if read.mistake is not None:
            raise Blocked(
                f"Error in {read.path}: line {read.mistake.span.line}: {read.mistake.reason}. "
                "Please fix the configuration file(s) and try again.",
                read.mistake.document,
            )
    _check_proxy(inputs)
    _check_home(inputs)
    chosen, because = _type(inputs)
    enforced = _setting(inputs, ENFORCED)
    if enforced and enforced != chosen:
        raise Blocked(
            f"The enforced authentication type is '{enforced}', but the current type is '{chosen}'. "
            "Please re-authenticate with the correct type.",
            ENFORCED,
            *because,
        )
    match chosen:
        case "gemini-api-key":
            return _key(inputs, because)
        case "vertex-ai":
            return _vertex(inputs, because)
        case "oauth-personal":
            return _google_login(inputs, because)
        case "compute-default-credentials":
            raise CannotTell(
                "Gemini CLI takes the credentials of the Google Cloud machine that it runs on, whatever key is set, "
                "and goes to Gemini Code Assist with them.",
                *because,
                provider="code-assist",
            )
    raise Blocked("Invalid auth method selected.", *because)


def _check_proxy(inputs: Inputs) -> None:
    """Raise Blocked where the first proxy that is set is none for http; NO_PROXY does not help."""
    name = next((name for name in _PROXIES if inputs.raw(name)), None)
    text = unmasked(inputs.raw(name) or "") if name else ""
    if name and text != OPAQUE and not re.match(r"[\x00-\x20]*https?:[/\\]*[^\s/\\]", text, re.IGNORECASE):
        raise Blocked("Invalid proxy configuration detected. Check debug drawer for more details (F12)", name)


def _check_home(inputs: Inputs) -> None:
    """Raise CannotTell where the client's folder lies elsewhere: what is in it was not given under that name."""
    home = inputs.raw("GEMINI_CLI_HOME")
    if home and not _USUAL_HOME.fullmatch(home):
        raise CannotTell(
            "GEMINI_CLI_HOME moves Gemini CLI to another folder, which has settings and a login of its own.",
            "GEMINI_CLI_HOME",
        )


def _setting(inputs: Inputs, name: str) -> str | None:
    """Return a text of the strongest settings file that has it; `$NAME` and `${NAME}` are expanded."""
    for read in reversed(inputs.seen.files):
        found = read.file.text(*name.split("."))
        if found:
            variable = re.fullmatch(r"\$(?:(\w+)|\{(\w+)\})", found)
            return inputs.raw(variable[1] or variable[2]) if variable else found
    return None


def _type(inputs: Inputs) -> tuple[str, tuple[str, ...]]:
    """Return the type of sign-in, and what decided it; raise Blocked where there is none."""
    selected = _setting(inputs, SELECTED)
    if selected and selected != "cloud-shell":
        return selected, (SELECTED,)
    machine = next((name for name in _MACHINE if inputs.raw(name) in ("true", OPAQUE)), None)
    if machine:  # it writes this type into the settings file, so that it stays chosen
        return "compute-default-credentials", (machine,)
    if selected:
        return selected, (SELECTED,)
    if inputs.mode is Mode.INTERACTIVE:
        raise CannotTell(
            f"On a terminal Gemini CLI asks how to sign in until {SELECTED} is chosen in ~/.gemini/settings.json.",
            *(name for name in (KEY, "GOOGLE_GENAI_USE_VERTEXAI", "GOOGLE_GENAI_USE_GCA") if inputs.raw(name)),
        )
    # Only the word `true` counts, in small letters.
    if inputs.raw("GOOGLE_GENAI_USE_GCA") in ("true", OPAQUE):
        return "oauth-personal", ("GOOGLE_GENAI_USE_GCA",)
    if inputs.raw("GOOGLE_GENAI_USE_VERTEXAI") in ("true", OPAQUE):
        return "vertex-ai", ("GOOGLE_GENAI_USE_VERTEXAI",)
    if inputs.raw(BASE):
        return "gateway", (BASE,)  # which the client itself then refuses
    if inputs.raw(KEY):
        return "gemini-api-key", (KEY,)
    named = tuple(name for name in (CLOUD_KEY, "GOOGLE_GENAI_USE_VERTEXAI") if inputs.raw(name))
    raise Blocked(
        "Please set an Auth method in your ~/.gemini/settings.json or specify one of the following environment "
        "variables before running: GEMINI_API_KEY, GOOGLE_GENAI_USE_VERTEXAI, GOOGLE_GENAI_USE_GCA",
        *named,
    )


def _key(inputs: Inputs, because: tuple[str, ...]) -> Sending:
    """Return the request with a key of AI Studio; GOOGLE_API_KEY is no such key, whatever the client prints."""
    key = inputs.raw(KEY)
    if not key:
        raise Blocked("When using Gemini API, you must specify the GEMINI_API_KEY environment variable.", *because)
    _check_key(inputs, key, KEY)
    custom = _custom_headers(inputs)
    # Of a blank one, nothing is left in the header.
    headers = _with(custom, x_goog_api_key=KEY) if trim(key) else _with(custom)
    if inputs.raw(_MECHANISM) == "bearer":
        headers["authorization"] = KEY
    model = _model(inputs)
    base = inputs.raw(BASE)
    path = _path(_version(inputs, "v1beta"), model)
    target = _join(base or "https://generativelanguage.googleapis.com", path, BASE)
    return Sending("gemini", target, headers, model, BASE if base else None, because, _both_keys(inputs))


def _check_key(inputs: Inputs, key: str, source: str) -> None:
    """Raise Blocked for a key that no header can hold; as a bearer token it is put behind a word first."""
    is_bearer = inputs.raw(_MECHANISM) == "bearer" and key != OPAQUE
    check_value(f"Bearer {key}" if is_bearer else key, source)


def _both_keys(inputs: Inputs) -> str | None:
    if not inputs.raw(CLOUD_KEY):
        return None
    return (
        "Gemini CLI prints “Both GOOGLE_API_KEY and GEMINI_API_KEY are set. Using GOOGLE_API_KEY.”, but it sends "
        "GEMINI_API_KEY."
    )


def _vertex(inputs: Inputs, because: tuple[str, ...]) -> Sending:
    """Return the request to Vertex AI: with GOOGLE_API_KEY, else with the credentials of Google Cloud."""
    model, custom, base = _model(inputs), _custom_headers(inputs), inputs.raw(VERTEX_BASE)
    address = VERTEX_BASE if base else None
    variables = inputs.evaluation.environment
    if not inputs.assumed and all(variables.get(name).state is State.UNKNOWN for name in (CLOUD_KEY, *_CLOUD)):
        raise CannotTell(
            "Vertex AI is chosen, and nothing that was given shows with which project, location and credential.",
            *because,
            provider="vertex",
        )
    key = inputs.raw(CLOUD_KEY)
    project = inputs.raw("GOOGLE_CLOUD_PROJECT") or inputs.raw("GOOGLE_CLOUD_PROJECT_ID")
    location = inputs.raw("GOOGLE_CLOUD_LOCATION")
    if key:
        _check_key(inputs, key, CLOUD_KEY)
        path = _path(f"{_version(inputs, 'v1beta1')}/publishers/google", model)
        own = _MULTI_REGIONS.get(location or "", "https://aiplatform.googleapis.com")
        target = _join(base or own, path, VERTEX_BASE)
        headers = _with(custom, x_goog_api_key=CLOUD_KEY)
        if inputs.raw(_MECHANISM) == "bearer":
            headers["authorization"] = CLOUD_KEY
        return Sending("vertex", target, headers, model, address, because)
    if not (project and location):
        raise Blocked(
            "When using Vertex AI, you must specify either: GOOGLE_CLOUD_PROJECT and GOOGLE_CLOUD_LOCATION environment "
            "variables, or GOOGLE_API_KEY environment variable (if using express mode).",
            *because,
            provider="vertex",
        )
    if not inputs.text("GOOGLE_APPLICATION_CREDENTIALS"):
        raise CannotTell(
            "Vertex AI is chosen, and none of these files holds a credential for it. It may come from gcloud's own "
            "login or a service account of this machine.",
            *because,
            provider="vertex",
        )
    headers = _with(custom, authorization=GCP)
    if OPAQUE in (project, location):
        return Sending("vertex", None, headers, model, address, because)
    region = f"{location}-" if location != "global" else ""
    own = _MULTI_REGIONS.get(location) or f"https://{region}aiplatform.googleapis.com"
    path = _path(f"{_version(inputs, 'v1beta1')}/projects/{project}/locations/{location}/publishers/google", model)
    return Sending("vertex", _join(base or own, path, VERTEX_BASE), headers, model, address, because)


def _google_login(inputs: Inputs, because: tuple[str, ...]) -> Sending:
    """Return the request with the Google login; a key beside it is not used, nor is GOOGLE_GEMINI_BASE_URL.

    An access token of a variable takes the place of a login that is stored, where GOOGLE_GENAI_USE_GCA holds anything.
    """
    is_given = bool(inputs.raw("GOOGLE_GENAI_USE_GCA") and inputs.raw(_ACCESS))
    if not is_given and inputs.login is not Login.SUBSCRIPTION:
        if inputs.mode is Mode.INTERACTIVE:
            raise Blocked("Waiting for authentication…", *because, provider="code-assist")
        raise Blocked(
            "Manual authorization is required but the current session is non-interactive. Please run the Gemini CLI in "
            "an interactive terminal to log in, provide a GEMINI_API_KEY, or ensure Application Default Credentials "
            "are configured.",
            *because,
            provider="code-assist",
        )
    if is_given and inputs.raw(_ACCESS) != OPAQUE:
        check_value(f"Bearer {inputs.raw(_ACCESS)}", _ACCESS)
    base = inputs.raw(CODE_ASSIST)
    target = _join(base or "https://cloudcode-pa.googleapis.com", "/v1internal:streamGenerateContent", CODE_ASSIST)
    # A custom header goes along, but the login's own stays (measured).
    headers = {**_with(_custom_headers(inputs)), "authorization": _ACCESS if is_given else LOGIN}
    return Sending("code-assist", target, headers, _model_of_login(inputs), CODE_ASSIST if base else None, because)


def _model(inputs: Inputs) -> str | None:
    """Return the model that a key is sent for; without one named, a small model chooses it for each prompt."""
    named = _named_model(inputs)
    return None if named in _CHOOSING else _RENAMED.get(named, named)


def _model_of_login(inputs: Inputs) -> str | None:
    """Return the model behind the Google login, whose server decides which of the newer ones the account has."""
    named = _named_model(inputs)
    return None if named in _CHOOSING or named in _RENAMED or named.startswith("gemini-3") else named


def _named_model(inputs: Inputs) -> str:
    option = inputs.first(*OPTIONS)
    named = inputs.text(option) if option else inputs.raw("GEMINI_MODEL") or _setting(inputs, "model.name")
    return "" if named in (None, OPAQUE) else trim(named or "")


def _version(inputs: Inputs, usual: str) -> str:
    """Return the first part of a path, which a variable may change."""
    named = inputs.raw(_VERSION)
    return f"/{usual if named in (None, '', OPAQUE) else quote(named or '')}"


def _path(start: str, model: str | None) -> str:
    """Return the path of a request; up to the model where the client chooses that itself."""
    return f"{start}/models/{model}:streamGenerateContent" if model else f"{start}/models"


def _custom_headers(inputs: Inputs) -> dict[str, str]:
    """Return the headers of GEMINI_CLI_CUSTOM_HEADERS, which are separated by commas, with their values.

    One that is named there takes the place of the key or of Google Cloud's token, also without a value (measured).
    """
    text = inputs.raw(_CUSTOM)
    if not text or text == OPAQUE:
        return {}
    pairs = (part.partition(":") for part in re.split(r",(?=[^,:]+:)", unmasked(text)))
    named = {name.strip(): value.strip() for name, colon, value in pairs if colon and name.strip()}
    for name, value in named.items():
        if not _NAME.fullmatch(name):
            raise Blocked(f'Headers.append: "{name}" is an invalid header name.', _CUSTOM)
        check_value(value, _CUSTOM)
    return {name.lower(): value for name, value in named.items()}


def _with(custom: Mapping[str, str], **own: str) -> dict[str, str]:
    """Return the headers with their sources: a client's own where none of that name is among the custom ones."""
    sent = {name: _CUSTOM for name, value in custom.items() if value}
    return sent | {header: source for name, source in own.items() if (header := name.replace("_", "-")) not in custom}


def _join(base: str, path: str, source: str) -> Target | None:
    if base == OPAQUE:
        return None
    try:
        return join_fetch(unmasked(base), path)
    except WithUser:
        raise Blocked("Request cannot be constructed from a URL that includes credentials", source) from None
    except UnknownScheme:
        raise Blocked("exception TypeError: fetch failed sending request", source) from None
    except BadUrl:
        raise Blocked("Invalid custom base URL", source) from None
