"""Predicates over the way to a server: proxies, what is written in NO_PROXY, and localhost in a container."""

from __future__ import annotations

import re

from ...environment import Environment, State, Variable
from ...facts import Facts
from ...proxying import is_exempt
from ...regexes import regex
from ...source import Kind
from ...values import LOOPBACK_HOSTS, host_is, host_of
from .. import signs
from ..answers import NO, Answer, Line, Yes, some
from ..parameters import Arguments, Parameter, Type
from .shapes import is_inner
from .vocabulary import predicate

PROXIES = ("HTTPS_PROXY", "https_proxy", "HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy")
EXCEPTIONS = ("NO_PROXY", "no_proxy")
_SELF = tuple(name for name in LOOPBACK_HOSTS if not name.endswith(".internal"))
# An address at which models are asked; that of another program may well be its own, seen from outside.
_ADDRESSES = regex(
    r"(?:\w*_)?(?:OPENAI|ANTHROPIC|CLAUDE|CODEX|GEMINI|GOOGLE|OLLAMA|LITELLM|LLM|LM_?STUDIO|LOCALAI|VLLM|AZURE|OPENROUTER"
    r"|DEEPSEEK|MISTRAL|GROQ|XAI|AI|MODELS?|GATEWAY|COPILOT|DASHSCOPE|MOONSHOT|KIMI|ZAI)(?:_\w*)?(?:_BASE_URL|_API_BASE)"
)
_HOSTS_NETWORK = regex(r"^\s*network_mode\s*:\s*[\"']?(?:host|service:|container:)", re.MULTILINE)


def _known(environment: Environment, names: tuple[str, ...]) -> list[Variable]:
    """Return the variables of these names that are exported with a value that can be read."""
    found = (environment.get(name) for name in names)
    return [variable for variable in found if variable.state is State.SET and variable.exported and variable.value]


@predicate(
    "goes-through-proxy",
    "{var} names this machine or a private host, and a proxy is set that NO_PROXY does not except it from",
    "{var} names no private host that a proxy gets",
    Parameter("var", Type.NAMES),
    needs=signs.always(*PROXIES),
)
def goes_through_proxy(facts: Facts, given: Arguments) -> Answer:
    """Match a base URL on this machine or in a private network while a proxy is set and NO_PROXY leaves it out."""
    environment = facts.environment
    proxies = _known(environment, PROXIES)
    if not proxies or any(environment.is_unknown(name) for name in EXCEPTIONS):
        return NO
    excepted = _known(environment, EXCEPTIONS)

    def ask(variable: Variable) -> Answer:
        host = host_of(variable.value or "") if variable.state is State.SET and variable.exported else None
        if host is None or variable.set_at is None or not is_inner(host):
            return NO
        if any(is_exempt(host, each.value or "") for each in excepted):
            return NO
        proxy = proxies[0].set_at
        related = (Line(proxy, "sends it to this proxy", proxies[0].name),) if proxy else ()
        return Yes((Line(variable.set_at, "names a host that the proxy gets", variable.name, True, {}, related),))

    return some(ask(environment.get(name)) for name in given.texts("var"))


@predicate(
    "names-its-own-container",
    "a compose file gives a container an address of localhost",
    "no compose file gives a container an address of localhost",
    needs=signs.kinds(Kind.COMPOSE),
)
def names_its_own_container(facts: Facts, given: Arguments) -> Answer:
    """Match a base URL on localhost in a compose file whose services have no network of the host's."""
    lines = []
    for variable in facts.environment.variables.values():
        if variable.state is not State.SET or variable.set_at is None or not _ADDRESSES.fullmatch(variable.name):
            continue
        document = facts.document(variable.set_at.document)
        if document.kind is not Kind.COMPOSE or _HOSTS_NETWORK.search(document.text):
            continue
        if host_is(host_of(variable.value or ""), _SELF):
            lines.append(Line(variable.set_at, "names the container itself", variable.name, separate=True))
    return Yes(tuple(lines)) if lines else NO


@predicate(
    "has-url-in-no-proxy",
    "NO_PROXY has an entry with a scheme or a path",
    "NO_PROXY has names only",
    needs=signs.always(*EXCEPTIONS),
)
def has_url_in_no_proxy(facts: Facts, given: Arguments) -> Answer:
    """Match `http://localhost` or `host/path` in NO_PROXY: entries are names, and such a one matches nothing."""
    lines = [
        Line(variable.set_at, "has an entry that is no name", variable.name, separate=True)
        for variable in _known(facts.environment, EXCEPTIONS)
        if variable.set_at and re.search(r"://|[^,\s]/[A-Za-z]", variable.value or "")
    ]
    return Yes(tuple(lines)) if lines else NO


@predicate(
    "proxy-has-no-scheme",
    "a proxy is written without http:// in front",
    "every proxy has a scheme",
    needs=signs.always(*PROXIES),
)
def proxy_has_no_scheme(facts: Facts, given: Arguments) -> Answer:
    """Match `proxy.example:8080` in a proxy variable."""
    lines = [
        Line(variable.set_at, "has no scheme", variable.name, separate=True)
        for variable in _known(facts.environment, PROXIES)
        if variable.set_at and "://" not in (variable.value or "")
    ]
    return Yes(tuple(lines)) if lines else NO


_GATEWAYS = regex(r"litellm|openrouter|ai-gateway|llm|(?:^|\.)api\.|anthropic|openai|generativelanguage")


@predicate(
    "proxy-is-a-gateway",
    "a proxy variable holds the address of an API or an LLM gateway",
    "no proxy variable holds the address of an API",
    needs=signs.always(*PROXIES),
)
def proxy_is_a_gateway(facts: Facts, given: Arguments) -> Answer:
    """Match a proxy whose host is a gateway's or an API's by its name, or whose path is an API's, such as /v1."""

    def is_gateway(value: str) -> bool:
        host = host_of(value) or ""
        return bool(_GATEWAYS.search(host)) or re.search(r"/(?:v1|v1beta|api|anthropic)(?:/|$)", value) is not None

    lines = [
        Line(variable.set_at, "is the address of an API", variable.name, separate=True)
        for variable in _known(facts.environment, PROXIES)
        if variable.set_at and is_gateway(variable.value or "")
    ]
    return Yes(tuple(lines)) if lines else NO
