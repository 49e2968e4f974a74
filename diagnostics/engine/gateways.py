"""Gateways and vendors that people point a client at: who is paid there, and in which header they take their own key.

Each row is what the vendor documents (`source`, read on `read`), not what a bill has shown; where bills have shown
otherwise, payer.py says so. Where the vendor has no page on it, the row says whose guide it is.
"""

from __future__ import annotations

from .records import dataclass


@dataclass(frozen=True, slots=True)
class Gateway:
    """One gateway, or one vendor's address."""

    name: str
    hosts: tuple[str, ...]  # `.example.com` stands for every name below example.com
    pays: str  # who pays where the gateway's own credential is used
    accepts: tuple[str, ...]  # headers in which it documents its own credential to Claude Code
    source: str
    read: str = "2026-11-24"
    own_header: str | None = None  # a header of its own, beside which the vendor's credential travels
    forwards: bool = False  # documents that it passes the vendor's credential on
    issuers: tuple[str, ...] = ()  # issuers of keys that it takes, as `credentialkinds` names them; (): not known
    path: str = ""  # counts only for paths that begin so
    guide: str = ""  # whose guide `source` is, where it is not the vendor's own: then it is reported, not documented

    @property
    def passes_key(self) -> bool:
        """Tell whether the vendor's own key is the documented credential there."""
        return self.forwards and self.accepts == ("x-api-key",)


_BEARER = ("authorization",)
_EITHER = ("authorization", "x-api-key")

VERCEL = Gateway(
    "Vercel AI Gateway",
    ("ai-gateway.vercel.sh",),
    "your Vercel AI Gateway credits",
    _EITHER,
    "https://vercel.com/docs/ai-gateway/coding-agents/claude-code",  # x-api-key too: …/ai-gateway/anthropic-compat
    own_header="x-ai-gateway-api-key",
    forwards=True,
    issuers=("vercel",),
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
    "the API account that owns the key",
    ("x-api-key",),
    "https://developers.cloudflare.com/ai-gateway/integrations/coding-agents/claude-code/",
    own_header="cf-aig-authorization",
    forwards=True,
)
HELICONE = Gateway(
    "Helicone",
    ("anthropic.helicone.ai", "oai.helicone.ai", ".helicone.ai"),
    "the API account that owns the key",
    ("x-api-key",),
    "https://docs.helicone.ai/integrations/anthropic/python",
    own_header="helicone-auth",
    forwards=True,
)
PORTKEY = Gateway(
    "Portkey",
    ("api.portkey.ai",),
    "the provider account that is stored at Portkey",
    _BEARER,
    "https://portkey.ai/docs/integrations/libraries/claude-code.md",
    own_header="x-portkey-api-key",
    forwards=True,
    issuers=("portkey",),
)
TRUEFOUNDRY = Gateway(
    "TrueFoundry",
    ("gateway.truefoundry.ai", ".truefoundry.ai", ".truefoundry.cloud", "llm-gateway.truefoundry.com"),
    "the provider account that is stored at TrueFoundry",
    _BEARER,
    "https://www.truefoundry.com/docs/ai-gateway/claude-code",
    read="2026-11-26",
    forwards=True,
)
# A row with a path comes before the same host's row without one.
GATEWAYS = (
    VERCEL,
    CLOUDFLARE,
    HELICONE,
    PORTKEY,
    TRUEFOUNDRY,
    Gateway(
        "OpenRouter",
        ("openrouter.ai",),
        "your OpenRouter credits",
        _BEARER,
        "https://openrouter.ai/docs/guides/coding-agents/claude-code-integration",
        issuers=("openrouter",),
    ),
    Gateway(
        "Requesty",
        ("router.requesty.ai", ".requesty.ai"),
        "your Requesty balance",
        _BEARER,
        "https://docs.requesty.ai/llms.txt",
    ),
    Gateway(
        "Z.ai (general address)",
        ("api.z.ai", "open.bigmodel.cn"),
        "your Z.ai balance (pay as you go)",
        _BEARER,
        "https://docs.z.ai/devpack/faq",
        issuers=("zai",),
        path="/api/paas/",
    ),
    Gateway(
        "Z.ai",
        ("api.z.ai", "open.bigmodel.cn"),
        "your Z.ai GLM Coding Plan",
        _BEARER,
        "https://docs.z.ai/devpack/faq",
        issuers=("zai",),
    ),
    Gateway(
        "Kimi",
        ("api.kimi.com",),
        "your Kimi membership",
        ("x-api-key",),
        "https://www.kimi.com/code/docs/en/more/third-party-agents.html",
        issuers=("kimi",),
    ),
    Gateway(
        "Moonshot",
        ("api.moonshot.ai", "api.moonshot.cn"),
        "your Moonshot platform balance",
        _BEARER,
        "https://www.developersdigest.tech/setup/moonshot",
        guide="Developers Digest",
    ),
    Gateway(
        "DeepSeek",
        ("api.deepseek.com",),
        "your DeepSeek balance",
        _EITHER,
        "https://api-docs.deepseek.com/guides/anthropic_api.md",
    ),
    Gateway(
        "MiniMax",
        ("api.minimax.io", "api.minimaxi.com"),
        "your MiniMax plan or balance",
        _BEARER,
        "https://platform.minimax.io/docs/m-plan/claude-code",
    ),
    Gateway(
        "Alibaba Coding Plan",
        ("coding.dashscope.aliyuncs.com", "coding-intl.dashscope.aliyuncs.com"),
        "your Alibaba Coding Plan",
        _EITHER,
        "https://help.aliyun.com/en/model-studio/more-tools",
        read="2026-11-26",
        issuers=("alibaba-plan",),
    ),
    Gateway(
        "Alibaba Token Plan",
        ("token-plan.cn-beijing.maas.aliyuncs.com", "token-plan.ap-southeast-1.maas.aliyuncs.com"),
        "your Alibaba Token Plan",
        _EITHER,
        "https://help.aliyun.com/en/model-studio/more-tools",
        read="2026-11-26",
    ),
    Gateway(
        "Alibaba Model Studio",
        (
            "dashscope.aliyuncs.com",
            "dashscope-intl.aliyuncs.com",
            "dashscope-us.aliyuncs.com",
            ".dashscope.aliyuncs.com",
            ".maas.aliyuncs.com",
        ),
        "your Alibaba Cloud account (pay as you go)",
        _EITHER,
        "https://www.alibabacloud.com/help/en/model-studio/claude-code",
        read="2026-11-26",
    ),
    Gateway(
        "Ollama",
        ("ollama.com",),
        "your Ollama account",
        _BEARER,
        "https://docs.ollama.com/integrations/claude-code",
        read="2026-11-27",
    ),
    Gateway(
        "Azure",
        (".openai.azure.com", ".services.ai.azure.com", ".cognitiveservices.azure.com"),
        "your Azure subscription",
        ("authorization", "x-api-key", "api-key"),
        "https://code.claude.com/docs/en/microsoft-foundry",
    ),
)
