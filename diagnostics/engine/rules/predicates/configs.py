"""Predicates over the settings files of clients other than Claude Code: config.toml, opencode.json, settings.json."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from types import MappingProxyType

from ...environment import State
from ...facts import Facts
from ...hosts import HIDDEN_HOST
from ...readers.configfiles import FILES, is_file
from ...readers.configtree import ConfigFile, Leaf, Path
from ...regexes import regex
from ...source import Kind
from ...values import ANTHROPIC_HOSTS, LOOPBACK_HOSTS, MASK, host_is, host_of, is_for_the_reader, path_of
from .. import signs
from ..answers import NO, Answer, Line, Yes
from ..parameters import Arguments, Parameter, Type
from .shapes import is_inner
from .vocabulary import predicate

_SPOKEN = (
    ("codex config", "Codex's config.toml"),
    ("opencode config", "opencode.json"),
    ("gemini settings", "Gemini CLI's settings.json"),
    ("qwen settings", "Qwen Code's settings.json"),
    ("cline providers", "Cline CLI's providers.json"),
    ("vs code settings", "VS Code's settings.json"),
    ("continue config", "Continue's config.yaml"),
    ("aider config", ".aider.conf.yml"),
    ("goose config", "Goose's config.yaml"),
    ("litellm config", "LiteLLM's config.yaml"),
    ("github workflow", "a workflow of GitHub"),
    ("zed settings", "Zed's settings.json"),
)
FILE = Parameter("file", Type.TEXT, choices=FILES, spoken=_SPOKEN)
KEY = Parameter("key", Type.TEXTS)

_NAME = regex(r"[A-Za-z_][A-Za-z0-9_]*")
_ENDPOINT = regex(r"/(?:responses|completions|models|messages|embeddings)$")
_OPENAI = ("api.openai.com", ".openai.com", "chatgpt.com", ".chatgpt.com")
_HOST_FIRST = regex(r"(?:[\w-]+(?:\.[\w-]+)+|localhost|\[[0-9A-Fa-f:]+\])(?::\d+)?(?:/\S*)?")
_ENV = regex(r"\{env:([A-Za-z_]\w*)\}")


def _is_reference(text: str) -> bool:
    """`$NAME`, `${NAME}`, `{env:NAME}`, `${{ secrets.NAME }}`: what another program would replace."""
    return re.search(r"\$\{?\{?\s*[A-Za-z_]|\$\(|\{env:\w", MASK.sub("", text)) is not None


def _is_shell_reference(text: str) -> bool:
    """`$NAME`, `${NAME}`, `$(command)`, `${{ secrets.NAME }}`."""
    return re.search(r"\$\{?\{?\s*[A-Za-z_]|\$\(", MASK.sub("", text)) is not None


def _is_other_braces(text: str) -> bool:
    """`{cred:NAME}`, `{{NAME}}`, `{NAME}`: braces as a whole value, of another kind than env: and file:."""
    plain = MASK.sub("", text).strip()
    return re.fullmatch(r"\{(?!(?:env|file):)\{?[A-Za-z][\w.:/ -]{0,80}\}?\}", plain) is not None


def _is_bare_name(text: str) -> bool:
    """A whole value that looks like a variable's name: capitals with an underscore between them."""
    return re.fullmatch(r"[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+", text.strip()) is not None


def _is_no_name(text: str) -> bool:
    """What cannot be, or hardly is, the name of a variable: a key, a reference, a sentence."""
    plain = text.strip()
    if _NAME.fullmatch(plain) is None or len(plain) > 60:
        return bool(plain)
    return re.fullmatch(r"[0-9a-f]{24,}|[A-Za-z]{2,8}_[A-Za-z0-9]{20,}", plain) is not None


def _is_no_name_in_braces(text: str) -> bool:
    """`{env:sk-…}`: opencode looks for a variable that is called like the key, and finds none."""
    found = re.fullmatch(r"(?:Bearer )?\{env:([^}]*)\}", text.strip())
    return found is not None and _is_no_name(found[1])


def _has_endpoint(text: str) -> bool:
    """A base URL that goes on to an endpoint or carries a query."""
    return bool(_ENDPOINT.search(path_of(text))) or "?" in MASK.sub("", text)


def _is_bare_host(text: str) -> bool:
    """A URL without a path."""
    return host_of(text) is not None and path_of(text) == ""


def _is_without_scheme(text: str) -> bool:
    """`gateway.example.com/v1`, `localhost:4000`: an address that begins with its host."""
    return _HOST_FIRST.fullmatch(text.strip()) is not None


def _is_of_other_scheme(text: str) -> bool:
    """`htps://gateway.example.com`: no way in which a client could speak to a server."""
    scheme, is_url, _ = text.strip().partition("://")
    return bool(is_url) and scheme.isalnum() and scheme.lower() not in ("http", "https")


def _is_foreign(text: str) -> bool:
    """The address of somebody who is neither OpenAI nor on this machine."""
    host = host_of(text)
    return host is not None and not host_is(host, (*_OPENAI, *LOOPBACK_HOSTS))


def _is_not_openais(text: str) -> bool:
    """The address of anybody but OpenAI, this machine included."""
    host = host_of(text)
    return host is not None and not host_is(host, _OPENAI)


_UNFILLED = regex(
    r"\$\{?[A-Za-z_]\w*\}?$|\$\((?!\()|\{env:\w|process\.env\.|localEnv:\w"
    r"|\$\{\{[ \t]*(?!secrets\.|inputs\.)[A-Za-z_][\w.]*[ \t]*\}\}$"
)


def _is_unfilled_secret(text: str) -> bool:
    """`$NAME`, `{env:NAME}`, `${{ NAME }}`, `${{ env.NAME }}`: Continue fills in `${{ secrets.NAME }}` only.

    `inputs.` belongs to blocks that other files take in.
    """
    return _UNFILLED.match(text.strip()) is not None


def _is_without_name(text: str) -> bool:
    """A key where `provider=key` is wanted."""
    return "=" not in text and bool(text.strip())


def _is_address(text: str) -> bool:
    """`https://platform.openai.com/api-keys` where a key belongs."""
    return re.match(r"https?://\S+$", text.strip()) is not None


def _is_placeholder(text: str) -> bool:
    """`YOUR-API-KEY`, which a guide leaves for the reader to replace; a reference to a variable is none."""
    return is_for_the_reader(text) and re.search(r"[${}]", text) is None


def _is_without_vendor(text: str) -> bool:
    """`gpt-5.4` where a gateway wants `openai/gpt-5.4`."""
    return "/" not in text and bool(text.strip())


_VENDORS = (
    *_OPENAI,
    *LOOPBACK_HOSTS,
    *ANTHROPIC_HOSTS,
    "openrouter.ai",
    "ai-gateway.vercel.sh",
    ".googleapis.com",
    ".openai.azure.com",
)


def _is_no_vendors(text: str) -> bool:
    """The address of somebody who is no vendor of models that we know, and not in the own network."""
    host = host_of(text)
    return host is not None and not host_is(host, _VENDORS) and not is_inner(host)


def _is_of_own_network(text: str) -> bool:
    """The address of this machine or of one in the same network."""
    return is_inner(host_of(text))


FORMS: Mapping[str, Callable[[str], bool]] = MappingProxyType(
    {
        "a reference": _is_reference,
        "a shell's reference": _is_shell_reference,
        "braces that are not opencode's": _is_other_braces,
        "the bare name of a variable": _is_bare_name,
        "no name of a variable": _is_no_name,
        "env: with no name of a variable": _is_no_name_in_braces,
        "an address with an endpoint": _has_endpoint,
        "an address without a path": _is_bare_host,
        "an address without a scheme": _is_without_scheme,
        "an address with a scheme of its own": _is_of_other_scheme,
        "an address with words in place of its host": lambda text: HIDDEN_HOST.match(text) is not None,
        "somebody else's address": _is_foreign,
        "an address of the own network": _is_of_own_network,
        "somebody else's address or this machine's": _is_not_openais,
        "an address that is no vendor's": _is_no_vendors,
        "a secret that Continue does not fill in": _is_unfilled_secret,
        "a key without its provider": _is_without_name,
        "a model without its vendor": _is_without_vendor,
        "an address in place of a key": _is_address,
        "a guide's placeholder": _is_placeholder,
        "a guide's placeholder that is no variable's name": lambda text: (
            _is_placeholder(text) and not _is_bare_name(text)
        ),
    }
)


def _files(facts: Facts, given: Arguments) -> Iterator[ConfigFile]:
    return (file for file in facts.files if is_file(file, given.text("file")))


def _matches(path: Path, pattern: str) -> bool:
    """Tell whether a path is the dotted one; `*` stands for one key, or one item of a list."""
    parts = pattern.split(".")
    return len(parts) == len(path) and all(part in ("*", str(each)) for part, each in zip(parts, path, strict=True))


def _leaves(file: ConfigFile, given: Arguments) -> Iterator[tuple[str, Leaf]]:
    """Yield dotted name and value of all that stand at one of the keys."""
    for path, leaf in file.leaves.items():
        if any(_matches(path, pattern) for pattern in given.texts("key")):
            yield ".".join(map(str, path)), leaf


def _said(leaf: Leaf) -> str:
    """Return a value as a rule writes it: true and false are words."""
    return str(leaf.value).lower() if isinstance(leaf.value, bool) else "" if leaf.value is None else str(leaf.value)


@predicate(
    "file-sets",
    "{file} sets {key}{values}",
    "{file} does not set {key}{values}",
    FILE,
    KEY,
    Parameter("values", Type.TEXTS, required=False, framed=" to {}"),
    needs=signs.arguments("file", "file"),
)
def file_sets(facts: Facts, given: Arguments) -> Answer:
    """Match a value by its dotted key, `*` for any name in between; without `values`, any that is not empty."""
    wanted = given.texts("values")
    lines = [
        Line(leaf.span, "stands here", name, separate=True)
        for file in _files(facts, given)
        for name, leaf in _leaves(file, given)
        if (_said(leaf) in wanted if wanted else _said(leaf) != "")
    ]
    return Yes(tuple(lines)) if lines else NO


@predicate(
    "project-file-sets",
    "in a project's folder {file} sets {key}",
    "in no project's folder {file} sets {key}",
    FILE,
    KEY,
    needs=signs.arguments("file", "file"),
)
def project_file_sets(facts: Facts, given: Arguments) -> Answer:
    """Match a value, table or object in a file that lies in a project's folder and not below the home folder."""
    lines = []
    for file in _files(facts, given):
        if file.document.startswith(("~", "/", "$", "%")) or "/" not in file.document:
            continue
        places = [(path, leaf.span) for path, leaf in file.leaves.items()] + list(file.groups.items())
        lines += [
            Line(span, "is ignored in a project's file", ".".join(map(str, path)), separate=True)
            for path, span in places
            if any(_matches(path, pattern) for pattern in given.texts("key"))
        ]
    return Yes(tuple(lines)) if lines else NO


@predicate(
    "file-has-group",
    "{file} has a table {key}",
    "{file} has no table {key}",
    FILE,
    KEY,
    needs=signs.arguments("file", "file"),
)
def file_has_group(facts: Facts, given: Arguments) -> Answer:
    """Match a table, object or list by its dotted key, `*` for any name in between."""
    lines = [
        Line(span, "stands here", ".".join(map(str, path)), separate=True)
        for file in _files(facts, given)
        for path, span in file.groups.items()
        if any(_matches(path, pattern) for pattern in given.texts("key"))
    ]
    return Yes(tuple(lines)) if lines else NO


@predicate(
    "file-value-is",
    "{key} in {file} is {form}",
    "{key} in {file} is not {form}",
    FILE,
    KEY,
    Parameter("form", Type.TEXT, choices=tuple(FORMS)),
    needs=signs.arguments("file", "file"),
)
def file_value_is(facts: Facts, given: Arguments) -> Answer:
    """Match a text in a settings file by its form, such as `$NAME`, which these clients send as it stands."""
    holds = FORMS[given.text("form")]
    lines = [
        Line(leaf.span, f"is {given.text('form')}", name, separate=True)
        for file in _files(facts, given)
        for name, leaf in _leaves(file, given)
        if isinstance(leaf.value, str) and holds(leaf.value)
    ]
    return Yes(tuple(lines)) if lines else NO


@predicate(
    "file-host-in",
    "the host of {key} in {file} is {hosts}",
    "the host of {key} in {file} is not {hosts}",
    FILE,
    KEY,
    Parameter("hosts", Type.TEXTS),
    needs=signs.arguments("file", "file"),
)
def file_host_in(facts: Facts, given: Arguments) -> Answer:
    """Match an address in a settings file by its host; `.example.com` stands for every name below example.com."""
    wanted = given.texts("hosts")
    lines = [
        Line(leaf.span, "names the host here", name, separate=True)
        for file in _files(facts, given)
        for name, leaf in _leaves(file, given)
        if isinstance(leaf.value, str) and host_is(host_of(leaf.value), wanted)
    ]
    return Yes(tuple(lines)) if lines else NO


@predicate(
    "file-key-is-misplaced",
    "{key} stands within a table of {file}",
    "{key} stands at the top of {file}, or not at all",
    FILE,
    KEY,
    needs=signs.arguments("file", "file"),
)
def file_key_is_misplaced(facts: Facts, given: Arguments) -> Answer:
    """Match a key of the top level that stands below a `[table]`, where the client ignores it."""
    lines = [
        Line(leaf.span, "belongs to the table above it", str(path[-1]), separate=True)
        for file in _files(facts, given)
        for path, leaf in file.leaves.items()
        if len(path) > 1 and path[-1] in given.texts("key") and path[0] != "profiles"
    ]
    return Yes(tuple(lines)) if lines else NO


@predicate(
    "file-lacks-variable",
    "{file} asks for a variable that no line exports, in {key}",
    "every variable that {file} asks for in {key} is exported",
    FILE,
    KEY,
    needs=signs.arguments("file", "file"),
)
def file_lacks_variable(facts: Facts, given: Arguments) -> Answer:
    """Match `{env:NAME}` where a start-up file is given too, and none of its lines exports NAME.

    Without a start-up file nobody can see what is exported, and nothing is said.
    """
    if not any(document.kind in (Kind.ZSH, Kind.BASH, Kind.SH, Kind.FISH) for document in facts.documents):
        return NO
    lines = [
        Line(leaf.span, f"asks for {found[1]}", found[1], separate=True)
        for file in _files(facts, given)
        for _, leaf in _leaves(file, given)
        if isinstance(leaf.value, str) and (found := _ENV.search(leaf.value)) and _is_missing(facts, found[1])
    ]
    return Yes(tuple(lines)) if lines else NO


def _is_missing(facts: Facts, name: str) -> bool:
    """Tell whether no line gives programs a value for a name."""
    variable = facts.environment.get(name)
    if variable.state is State.UNKNOWN:
        return False
    return variable.state is State.UNSET or not variable.exported or not (variable.value or "").strip()


@predicate(
    "vscode-variables-are-no-list",
    "claudeCode.environmentVariables in the settings of VS Code is no list of names and values",
    "claudeCode.environmentVariables in the settings of VS Code is a list of names and values, or not set",
    needs=signs.always(f"file:{Kind.VSCODE_SETTINGS}"),
)
def vscode_variables_are_no_list(facts: Facts, given: Arguments) -> Answer:
    """Match `{"NAME": "value"}` where the extension of Claude Code wants `[{"name": "NAME", "value": "value"}]`."""
    lines = []
    for file in facts.files:
        for key in ("claudeCode.environmentVariables", "claude-code.environmentVariables"):
            span = file.groups.get((key,))
            inner = [path for path in (*file.leaves, *file.groups) if len(path) > 1 and path[0] == key]
            texts = [path for path in inner if isinstance(path[1], str)]
            bare = [path for path in file.leaves if len(path) == 2 and path[0] == key and isinstance(path[1], int)]
            nameless = [path for path in inner if len(path) == 2 and (*path, "name") not in file.leaves]
            if file.kind is Kind.VSCODE_SETTINGS and span is not None and (texts or bare or nameless):
                lines.append(Line(span, "is no list of names and values", key, separate=True))
    return Yes(tuple(lines)) if lines else NO


@predicate(
    "vscode-has-setting",
    "the settings of VS Code have {setting}",
    "no settings of VS Code have {setting}",
    Parameter("setting", Type.TEXTS),
    needs=signs.always(f"file:{Kind.VSCODE_SETTINGS}"),
)
def vscode_has_setting(facts: Facts, given: Arguments) -> Answer:
    """Match a key of an editor's settings.json, written in full with its dots, whatever its value."""
    lines = [
        Line(span, f"sets {setting} here", setting, separate=True)
        for file in facts.files
        if file.kind is Kind.VSCODE_SETTINGS
        for setting in given.texts("setting")
        if (span := file.groups.get((setting,)) or ((leaf := file.leaves.get((setting,))) and leaf.span))
    ]
    return Yes(tuple(lines)) if lines else NO
