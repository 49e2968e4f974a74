"""Predicates over the files of services between a person and a vendor: LiteLLM's, claude-code-router's, workflows."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ...clientnames import meant_for_others
from ...facts import Facts
from ...names import meant, one_slip
from ...readers.configfiles import is_file
from ...readers.configtree import ConfigFile, Leaf, Path
from ...regexes import regex
from ...routerfiles import FORWARDS, providers, router_files
from ...source import Kind
from ...values import ANTHROPIC_HOSTS, host_is, host_of
from .. import signs
from ..answers import NO, Answer, Line, Yes
from ..parameters import Arguments
from .shapes import is_inner
from .vocabulary import predicate

_CREDENTIALS = ("ANTHROPIC_API_KEY", "CLAUDE_CODE_OAUTH_TOKEN")
_SECRET = regex(r"\$\{\{\s*secrets\.(\w+)\s*\}\}")
_MOUNT = regex(
    r"^[ \t]*-[ \t]+([\"']?(?:~|\$HOME|\$\{HOME\}|/Users/[^/:\s]+|/home/[^/:\s]+)/\.claude/?:[^\s#]*)", re.MULTILINE
)
_BASE = regex(r"https?://[^/\s]+(?:/(?:api/)?(?:v\d+|api))?/?")
# Other ways in which the action is let in: a cloud, or a federated identity.
_OTHER_WAYS = regex(r"use_(?:bedrock|vertex|foundry)|.*(?:federation|workload|role).*", re.IGNORECASE)


def _files(facts: Facts, word: str) -> Iterator[ConfigFile]:
    return (file for file in facts.files if is_file(file, word))


def _models(file: ConfigFile) -> Iterator[dict[str, Leaf]]:
    """Yield the parameters of each model of a LiteLLM proxy that is Anthropic's by its prefix."""
    items: dict[object, dict[str, Leaf]] = {}
    for path, leaf in file.leaves.items():
        if len(path) == 4 and path[0] == "model_list" and path[2] == "litellm_params":
            items.setdefault(path[1], {})[str(path[3])] = leaf
    for item in items.values():
        if "model" in item and str(item["model"].value).startswith("anthropic/"):
            yield item


@predicate(
    "litellm-sends-plans-elsewhere",
    "a model of LiteLLM with the prefix anthropic/ has somebody else's address",
    "every model of LiteLLM with the prefix anthropic/ is at Anthropic or in the own network",
    needs=signs.always("file:litellm config"),
)
def litellm_sends_plans_elsewhere(facts: Facts, given: Arguments) -> Answer:
    """Match an `anthropic/` model whose api_base is neither Anthropic's nor an address of the own network."""
    lines = [
        Line(item["api_base"].span, "gets what the client sends", "api_base", separate=True)
        for file in _files(facts, "litellm config")
        for item in _models(file)
        if "api_base" in item
        and (host := host_of(str(item["api_base"].value))) is not None
        and not host_is(host, (*ANTHROPIC_HOSTS, ".anthropic.com"))
        and not is_inner(host)
    ]
    return Yes(tuple(lines)) if lines else NO


@predicate(
    "litellm-key-defeats-pass-through",
    "LiteLLM is to pass the client's headers on, and an anthropic/ model has a key of its own",
    "no anthropic/ model of LiteLLM has a key of its own, or headers are not passed on",
    needs=signs.always("file:litellm config"),
)
def litellm_key_defeats_pass_through(facts: Facts, given: Arguments) -> Answer:
    """Match `forward_client_headers_to_llm_api: true` together with `api_key` on an `anthropic/` model."""
    lines = []
    for file in _files(facts, "litellm config"):
        forward = file.leaf("general_settings", FORWARDS)
        if forward is None or str(forward.value).lower() != "true":
            continue
        related = (Line(forward.span, "passes the client's headers on"),)
        lines += [
            Line(item["api_key"].span, "is the key that pays", "api_key", True, {}, related)
            for item in _models(file)
            if "api_key" in item
        ]
    return Yes(tuple(lines)) if lines else NO


@predicate(
    "litellm-keeps-the-login",
    "LiteLLM does not pass the client's headers on, and an anthropic/ model has a key of its own",
    "LiteLLM passes the client's headers on, or no anthropic/ model has a key of its own",
    needs=signs.always("file:litellm config"),
)
def litellm_keeps_the_login(facts: Facts, given: Arguments) -> Answer:
    """Match `api_key` on an `anthropic/` model where nothing says `forward_client_headers_to_llm_api: true`.

    LiteLLM takes that switch for the whole proxy, or for groups of models in `model_group_settings`.
    """
    lines = []
    for file in _files(facts, "litellm config"):
        if any(FORWARDS in map(str, path) for path in (*file.groups, *_switched_on(file))):
            continue
        lines += [
            Line(item["api_key"].span, "is the key that pays", "api_key", separate=True)
            for item in _models(file)
            if "api_key" in item
        ]
    return Yes(tuple(lines)) if lines else NO


@predicate(
    "mounts-the-login",
    "a compose file mounts ~/.claude of the machine into a container",
    "no compose file mounts ~/.claude of the machine into a container",
    needs=signs.kinds(Kind.COMPOSE),
)
def mounts_the_login(facts: Facts, given: Arguments) -> Answer:
    """Match the short form of a volume, `~/.claude:/home/node/.claude`; the whole line is the evidence."""
    lines = [
        Line(document.span(found.start(1), found.end(1)), "is mounted from the machine", "~/.claude", separate=True)
        for document in facts.documents
        if document.kind is Kind.COMPOSE
        for found in _MOUNT.finditer(document.text)
    ]
    return Yes(tuple(lines)) if lines else NO


def _switched_on(file: ConfigFile) -> Iterator[Path]:
    return (path for path, leaf in file.leaves.items() if str(leaf.value).lower() != "false")


def _steps(file: ConfigFile) -> Iterator[Path]:
    """Yield the path of each step that uses the action of Claude Code."""
    from ...readers.workflow import ACTION  # which is loaded for workflows alone

    for path, leaf in file.leaves.items():
        if path and path[-1] == "uses" and isinstance(leaf.value, str) and ACTION.match(leaf.value):
            yield path[:-1]


def _given(file: ConfigFile, path: Path) -> str:
    """Return what a key holds, or nothing."""
    leaf = file.leaf(*path)
    return str(leaf.value).strip() if leaf is not None and leaf.value is not None else ""


@predicate(
    "action-has-two-credentials",
    "a step of Claude Code's action has a key and a plan's token",
    "no step of Claude Code's action has a key and a plan's token",
    needs=signs.always("file:github workflow"),
)
def action_has_two_credentials(facts: Facts, given: Arguments) -> Answer:
    """Match `anthropic_api_key` beside `claude_code_oauth_token`: the key is used, and billed."""
    lines = []
    for file in _files(facts, "github workflow"):
        for step in _steps(file):
            key = file.leaf(*step, "with", "anthropic_api_key")
            token = file.leaf(*step, "with", "claude_code_oauth_token")
            if key is not None and token is not None and key.value and token.value:
                related = (Line(token.span, "is not used"),)
                lines.append(Line(key.span, "is used, and billed", "anthropic_api_key", True, {}, related))
    return Yes(tuple(lines)) if lines else NO


@predicate(
    "action-lacks-credential",
    "a step of Claude Code's action has only ANTHROPIC_AUTH_TOKEN",
    "every step of Claude Code's action has a credential that it accepts",
    needs=signs.always("file:github workflow"),
)
def action_lacks_credential(facts: Facts, given: Arguments) -> Answer:
    """Match a step with ANTHROPIC_AUTH_TOKEN in an `env` around it, and nothing that the action asks for."""
    lines = []
    for file in _files(facts, "github workflow"):
        for step in _steps(file):
            around = [(*step[:length], "env") for length in range(len(step) + 1)]
            inputs = {str(path[-1]): leaf for path, leaf in file.leaves.items() if path[:-1] == (*step, "with")}
            accepted = any(_given(file, (*place, name)) for place in around for name in _CREDENTIALS)
            accepted |= any(leaf.value for name, leaf in inputs.items() if name.upper() in _CREDENTIALS)
            accepted |= any(_OTHER_WAYS.fullmatch(name) for name in inputs)
            tokens = [leaf for place in around if (leaf := file.leaf(*place, "ANTHROPIC_AUTH_TOKEN")) is not None]
            if tokens and not accepted:
                lines.append(Line(tokens[-1].span, "is not looked at before the start", "ANTHROPIC_AUTH_TOKEN", True))
    return Yes(tuple(lines)) if lines else NO


@predicate(
    "action-empties-variable",
    "Claude Code's action empties a variable that stands around its step",
    "Claude Code's action empties no variable that stands around its step",
    needs=signs.always("file:github workflow"),
)
def action_empties_variable(facts: Facts, given: Arguments) -> Answer:
    """Match a cloud's switch in an `env` while its input is not given; of the base action, a key or a token too.

    Both have their own `env` line for each, made of the input alone (action.yml and base-action/action.yml).
    """
    from ...readers.workflow import BASE_ACTION, INPUTS, OF_BASE, SWITCHES

    lines = []
    for file in _files(facts, "github workflow"):
        for step in _steps(file):
            names = {name: key for key, name in SWITCHES.items()}
            if BASE_ACTION.match(_given(file, (*step, "uses"))):
                names |= {INPUTS[key]: key for key in OF_BASE}
            around = [(*step[:length], "env") for length in range(len(step), -1, -1)]
            for name, wanted in names.items():
                set_here = next((leaf for place in around if (leaf := file.leaf(*place, name)) is not None), None)
                if set_here is None or not set_here.value or _given(file, (*step, "with", wanted)):
                    continue
                words = {"nearest": wanted}
                lines.append(Line(set_here.span, "is emptied for the action", name, True, words))
    return Yes(tuple(lines)) if lines else NO


@predicate(
    "secret-name-is-misspelt",
    "a workflow names a secret whose name only looks like one that is read",
    "no workflow names a secret whose name only looks like one that is read",
    needs=signs.always("file:github workflow"),
)
def secret_name_is_misspelt(facts: Facts, given: Arguments) -> Answer:
    """Match `secrets.ANTROPIC_API_KEY`: GitHub replaces a secret that does not exist by nothing.

    Whoever stores a secret names it: CLAUDE_API_KEY is none of the variable's names, and no slip either.
    """
    lines = []
    for file in _files(facts, "github workflow"):
        for leaf in file.leaves.values():
            for found in _SECRET.finditer(leaf.value) if isinstance(leaf.value, str) else ():
                nearest = meant(found[1]) or meant_for_others(found[1])
                if nearest and one_slip(found[1].upper(), nearest):
                    words = {"nearest": nearest}
                    lines.append(Line(leaf.span, "names this secret", found[1], separate=True, words=words))
    return Yes(tuple(lines)) if lines else NO


@predicate(
    "router-names-nobody",
    "Router.default of claude-code-router names none of its providers",
    "Router.default of claude-code-router names one of its providers",
    needs=signs.always("file:claude code router config"),
)
def router_names_nobody(facts: Facts, given: Arguments) -> Answer:
    """Match a file whose Router has no default, or one whose provider is not in the list."""
    lines = []
    for file in router_files(facts):
        default = file.leaf("Router", "default")
        names = [each.name for each in providers(file)]
        if default is None and names:
            span = file.groups.get(("Router",)) or file.groups.get(("Providers",))
            lines += [Line(span, "Router has no default", "Router.default", separate=True)] if span else []
        elif default is not None and str(default.value).partition(",")[0].strip() not in names:
            lines.append(
                Line(default.span, "names a provider that is not in Providers", "Router.default", separate=True)
            )
    return Yes(tuple(lines)) if lines else NO


@predicate(
    "router-address-is-not-whole",
    "an api_base_url of claude-code-router lacks the path of the interface",
    "every api_base_url of claude-code-router has the path of an interface",
    needs=signs.always("file:claude code router config"),
)
def router_address_is_not_whole(facts: Facts, given: Arguments) -> Answer:
    """Match an address that ends where an SDK's base URL would: at the host, or in /v1."""
    lines = [
        Line(each.address.span, "is asked as it stands", "api_base_url", separate=True)
        for file in router_files(facts)
        for each in providers(file)
        if each.address is not None and _BASE.fullmatch(str(each.address.value))
    ]
    return Yes(tuple(lines)) if lines else NO
