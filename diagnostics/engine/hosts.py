"""Whose address it is that a request goes to: a vendor's own, a cloud's, a known gateway's, this machine's."""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Collection, Mapping
from types import MappingProxyType
from urllib.parse import urlsplit

from .gateways import GATEWAYS, LITELLM, Gateway
from .records import dataclass
from .regexes import regex
from .values import ANTHROPIC_HOSTS, LOOPBACK_HOSTS, host_is, plain_host

# https://<server>/v1 · http://{my server}:8317/v1 · https://<>.openai.azure.com: no host's name holds such a sign.
HIDDEN_HOST = regex(
    r"[a-z]+://[^/?#\s]*?(?P<hidden><[^<>/]{0,60}>|\{[^{}/$:]{0,60}\}|\[[^\[\]/:]{1,60}\]|\*{2,60})"
    r"|(?P<bare><[^<>/]{0,60}>|\*{2,60})(?=[.:/]\w)"
    r"|(?P<whole><[^<>/]{1,60}>|\[[A-Za-z_ -]{3,40}\]|\*{2,60}|\.{3,6}|…|(?:[Mm]y|[Yy]our|MY|YOUR)"
    r"[-_ ]?(?:(?:base|api|server|proxy|gateway|relay|BASE|API)[-_ ]?)?(?:url|URL|endpoint|address|host))$"
)
# Addresses of vendors that serve pages for people, and no API.
WEBSITES = (
    *(
        "anthropic.com",
        "www.anthropic.com",
        "console.anthropic.com",
        "docs.anthropic.com",
        "claude.ai",
        "www.claude.ai",
    ),
    *("claude.com", "www.claude.com", "platform.claude.com", "code.claude.com", "docs.claude.com"),
    *("vercel.com", "www.vercel.com", "z.ai", "www.z.ai", "chat.z.ai", "bigmodel.cn", "www.bigmodel.cn"),
    *("platform.moonshot.ai", "platform.moonshot.cn", "kimi.com", "www.kimi.com", "platform.deepseek.com"),
    *("platform.minimax.io", "platform.minimaxi.com", "chat.deepseek.com", "www.deepseek.com", "dash.cloudflare.com"),
    *("app.portkey.ai", "app.requesty.ai"),
)


@dataclass(frozen=True, slots=True)
class Cloud:
    """A cloud that Claude Code can use: its name, who pays there, its own hosts, its switch."""

    name: str
    pays: str
    hosts: tuple[str, ...]
    flag: str


CLOUDS = MappingProxyType(
    {
        "bedrock": Cloud("Amazon Bedrock", "your AWS account", (".amazonaws.com",), "CLAUDE_CODE_USE_BEDROCK"),
        "mantle": Cloud("Amazon Bedrock (Mantle)", "your AWS account", (".api.aws",), "CLAUDE_CODE_USE_MANTLE"),
        "anthropic-aws": Cloud(
            "Claude Platform on AWS", "your AWS account", (".api.aws",), "CLAUDE_CODE_USE_ANTHROPIC_AWS"
        ),
        "vertex": Cloud(
            "Google Vertex AI", "your Google Cloud project", (".googleapis.com",), "CLAUDE_CODE_USE_VERTEX"
        ),
        "anthropic-gcp": Cloud(
            "Claude on Google Cloud",
            "your Google Cloud project",
            (".googleapis.com",),
            "CLAUDE_CODE_USE_ANTHROPIC_GOOGLE_CLOUD",
        ),
        "foundry": Cloud("Microsoft Foundry", "your Azure subscription", (".azure.com",), "CLAUDE_CODE_USE_FOUNDRY"),
    }
)

# The hosts of those who bill for a service themselves, by the provider in a request.
VENDOR_HOSTS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "anthropic": ANTHROPIC_HOSTS,
        "openai": ("api.openai.com",),
        "chatgpt": ("chatgpt.com",),
        "gemini": ("generativelanguage.googleapis.com",),
        "code-assist": ("cloudcode-pa.googleapis.com",),
        "github-copilot": (".githubcopilot.com", ".github.com"),
        "openrouter": ("openrouter.ai",),
        "opencode-zen": ("opencode.ai",),
        "bedrock": (".amazonaws.com",),
        "mantle": (".api.aws",),
        "anthropic-aws": (".api.aws",),
        "vertex": (".googleapis.com",),
        "anthropic-gcp": (".googleapis.com",),
        "foundry": (".azure.com",),
    }
)

# Programs that run a model on the person's own machine, by the port at which they listen.
OLLAMA, LM_STUDIO = "Ollama", "LM Studio"
LOCAL_MODELS = {11434: OLLAMA, 1234: LM_STUDIO}

# Programs that pass requests on to others, by the port at which they listen where nothing else is said.
LOCAL_PROXIES = {4000: "LiteLLM"}


def hostname(endpoint: str | None) -> str | None:
    """Return the host of an address, without the dot at its end, with which it is the same name."""
    host = (plain_host(endpoint) or urlsplit(endpoint).hostname) if endpoint else None
    return host.removesuffix(".") if host else None


def is_anthropic(endpoint: str | None) -> bool:
    """Tell whether requests go to Anthropic itself; a name that only begins like its own does not count."""
    return host_is(hostname(endpoint), ANTHROPIC_HOSTS)


def is_vendors(provider: str, endpoint: str | None) -> bool:
    """Tell whether requests for that provider go to its own vendor."""
    return host_is(hostname(endpoint), VENDOR_HOSTS.get(provider, ()))


def gateway_of(endpoint: str | None, headers: Collection[str], path: str | None = None) -> Gateway | None:
    """Return the known gateway at an address; LiteLLM, which has no fixed address, by its header."""
    host = hostname(endpoint)
    found = next(
        (gateway for gateway in GATEWAYS if host_is(host, gateway.hosts) and (path or "").startswith(gateway.path)),
        None,
    )
    if found is None and LITELLM.own_header in headers and not is_anthropic(endpoint):
        return LITELLM
    return found


def local_model(endpoint: str | None) -> str | None:
    """Return the program that runs a model on this machine, told by its usual port; None for anything else."""
    if endpoint is None or not is_this_machine(endpoint):
        return None
    return LOCAL_MODELS.get(urlsplit(endpoint).port or 0)


def is_cloud_model(model: str | None) -> bool:
    """Tell whether Ollama runs a model of that name on its own servers: `gpt-oss:120b-cloud`, `glm-4.6:cloud`."""
    return re.search(r"[:-]cloud$", model or "") is not None


def local_proxy(endpoint: str) -> str | None:
    """Return the proxy whose usual port an address on this machine or in a private network has."""
    return LOCAL_PROXIES.get(urlsplit(endpoint).port or 0)


def is_this_machine(endpoint: str | None) -> bool:
    """Tell whether requests stay on the person's own machine: its usual names, `x.localhost`, all of 127.0.0.0/8."""
    host = hostname(endpoint)
    address = _address(host)
    return host_is(host, (*LOOPBACK_HOSTS, ".localhost")) or (address is not None and address.is_loopback)


def is_private(endpoint: str) -> bool:
    """Tell whether an address lies in a private network: a range such as 10.0.0.0/8, a bare name, `.local`.

    100.64.0.0/10 and `.ts.net` are what Tailscale gives to the machines of one person or company.
    """
    host = hostname(endpoint) or ""
    address = _address(host)
    if address is not None:
        return address.is_private or address in _SHARED
    if not host.strip("x"):  # someone's mask of a name
        return False
    return "." not in host or host.endswith((".local", ".lan", ".internal", ".home.arpa", ".ts.net"))


def has_own_port(endpoint: str | None) -> bool:
    """Tell whether an address names a port that is not the usual one of http or https."""
    return endpoint is not None and urlsplit(endpoint).port not in (None, 80, 443)


_SHARED = ipaddress.ip_network("100.64.0.0/10")


def _address(host: str | None) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    if not host or not (host[0].isdigit() or ":" in host):
        return None
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        return None
    return (address.ipv4_mapped or address) if isinstance(address, ipaddress.IPv6Address) else address
