"""Gateways that people point Claude Code at: who is paid there, and by which header they take their own key.

Each row is what the vendor documents (`source`), not what a bill has shown; where bills have shown otherwise, payer.py
says so.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from urllib.parse import urlsplit

from .values import ANTHROPIC_HOSTS, LOOPBACK_HOSTS, host_is


@dataclass(frozen=True, slots=True)
class Gateway:
    """One gateway or vendor with an Anthropic-style address."""

    name: str
    hosts: tuple[str, ...]  # `.example.com` stands for every name below example.com
    pays: str  # who pays where the gateway's own credential is used
    accepts: tuple[str, ...]  # headers in which it documents its own credential
    source: str
    own_header: str | None = None  # a header of its own, beside which the Anthropic credential travels
    forwards: bool = False  # documents that it passes the Anthropic credential on

    @property
    def passes_key(self) -> bool:
        """Tell whether an Anthropic key is the documented credential there."""
        return self.forwards and self.accepts == ("x-api-key",)


VERCEL = Gateway(
    "Vercel AI Gateway",
    ("ai-gateway.vercel.sh",),
    "your Vercel AI Gateway credits",
    ("authorization",),
    "https://vercel.com/docs/ai-gateway/coding-agents/claude-code",
    own_header="x-ai-gateway-api-key",
    forwards=True,
)
LITELLM = Gateway(
    "LiteLLM",
    (),  # everybody runs it at an address of their own; its header tells
    "the owner of the provider key in the LiteLLM proxy",
    ("authorization", "x-api-key", "x-litellm-api-key"),
    "https://docs.litellm.ai/docs/tutorials/claude_code_max_subscription",
    own_header="x-litellm-api-key",
    forwards=True,
)
CLOUDFLARE = Gateway(
    "Cloudflare AI Gateway",
    ("gateway.ai.cloudflare.com",),
    "the Anthropic API account that owns the key",
    ("x-api-key",),
    "https://developers.cloudflare.com/ai-gateway/integrations/coding-agents/claude-code/",
    own_header="cf-aig-authorization",
    forwards=True,
)
HELICONE = Gateway(
    "Helicone",
    ("anthropic.helicone.ai", ".helicone.ai"),
    "the Anthropic API account that owns the key",
    ("x-api-key",),
    "https://docs.helicone.ai/integrations/anthropic/python",
    own_header="helicone-auth",
    forwards=True,
)
GATEWAYS = (
    VERCEL,
    CLOUDFLARE,
    HELICONE,
    Gateway(
        "OpenRouter",
        ("openrouter.ai",),
        "your OpenRouter credits",
        ("authorization",),
        "https://openrouter.ai/docs/guides/coding-agents/claude-code-integration",
    ),
    Gateway(
        "Portkey",
        ("api.portkey.ai",),
        "the provider account that is stored at Portkey",
        ("authorization",),
        "https://portkey.ai/docs/integrations/libraries/claude-code.md",
    ),
    Gateway(
        "Requesty",
        ("router.requesty.ai", ".requesty.ai"),
        "your Requesty balance",
        ("authorization",),
        "https://docs.requesty.ai/llms.txt",
    ),
    Gateway(
        "Z.ai",
        ("api.z.ai", "open.bigmodel.cn"),
        "your Z.ai GLM Coding Plan",
        ("authorization",),
        "https://docs.z.ai/devpack/faq",
    ),
    Gateway(
        "Kimi",
        ("api.kimi.com",),
        "your Kimi membership",
        ("x-api-key",),
        "https://www.kimi.com/code/docs/en/more/third-party-agents.html",
    ),
    Gateway(
        "Moonshot",
        ("api.moonshot.ai", "api.moonshot.cn"),
        "your Moonshot platform balance",
        ("authorization",),
        "https://www.developersdigest.tech/setup/moonshot",
    ),
    Gateway(
        "DeepSeek",
        ("api.deepseek.com",),
        "your DeepSeek balance",
        ("authorization", "x-api-key"),
        "https://api-docs.deepseek.com/guides/anthropic_api.md",
    ),
    Gateway(
        "MiniMax",
        ("api.minimax.io", "api.minimaxi.com"),
        "your MiniMax plan or balance",
        ("authorization",),
        "https://platform.minimax.io/docs/m-plan/claude-code",
    ),
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
LOCAL_MODELS = {11434: "Ollama", 1234: "LM Studio"}


def is_anthropic(endpoint: str | None) -> bool:
    """Tell whether requests go to Anthropic itself; a name that only begins like its own does not count."""
    return host_is(_host(endpoint), ANTHROPIC_HOSTS)


def is_vendors(provider: str, endpoint: str | None) -> bool:
    """Tell whether requests for that provider go to its own vendor."""
    return host_is(_host(endpoint), VENDOR_HOSTS.get(provider, ()))


def gateway_of(endpoint: str | None, headers: Collection[str]) -> Gateway | None:
    """Return the known gateway at an address; LiteLLM, which has no fixed address, by its header."""
    host = _host(endpoint)
    found = next((gateway for gateway in GATEWAYS if host_is(host, gateway.hosts)), None)
    if found is None and LITELLM.own_header in headers and not is_anthropic(endpoint):
        return LITELLM
    return found


def local_model(endpoint: str | None) -> str | None:
    """Return the program that runs a model on this machine, told by its usual port; None for anything else."""
    if endpoint is None or not is_this_machine(endpoint):
        return None
    return LOCAL_MODELS.get(urlsplit(endpoint).port or 0)


def is_this_machine(endpoint: str | None) -> bool:
    """Tell whether requests stay on the person's own machine."""
    return host_is(_host(endpoint), LOOPBACK_HOSTS)


def _host(endpoint: str | None) -> str | None:
    return urlsplit(endpoint).hostname if endpoint else None
