"""The providers that opencode 1.18.33 knows by itself, in the order in which it takes one where no model is named.

The order was measured by taking away the winner's key again and again. Where two variables can hold a provider's key,
the first that is set counts.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from ..records import dataclass

ZEN = "https://opencode.ai/zen/v1"
OPENROUTER = "@openrouter/ai-sdk-provider"  # comes with opencode, as do those of @ai-sdk


@dataclass(frozen=True, slots=True)
class Protocol:
    """How a provider is spoken to: what is appended to its base URL, the header of its key, where it is at home."""

    path: str  # MODEL stands for the model's name
    header: str = "authorization"
    base: str | None = None  # where a provider of opencode.json without a baseURL is looked for


@dataclass(frozen=True, slots=True)
class Provider:
    """One provider: whose service it is in a report, its variables, its address."""

    provider: str
    variables: tuple[str, ...]
    base: str
    protocol: Protocol
    model: str | None = None  # what is taken where none is named
    base_variable: str | None = None


_CHAT = Protocol("/chat/completions")
_RESPONSES = Protocol("/responses", base="https://api.openai.com/v1")
_MESSAGES = Protocol("/messages", "x-api-key", "https://api.anthropic.com/v1")
_GOOGLE = Protocol(
    "/models/MODEL:streamGenerateContent", "x-goog-api-key", "https://generativelanguage.googleapis.com/v1beta"
)
_OPENROUTER = Protocol("/chat/completions", base="https://openrouter.ai/api/v1")
_VERCEL = Protocol("/language-model")
_BY_MODEL = Protocol("")  # the model decides what is appended

# The packages that a provider in opencode.json may name.
PROTOCOLS: Mapping[str, Protocol] = MappingProxyType(
    {
        "@ai-sdk/openai-compatible": _CHAT,
        "@ai-sdk/openai": _RESPONSES,
        "@ai-sdk/anthropic": _MESSAGES,
        "@ai-sdk/google": _GOOGLE,
        OPENROUTER: _OPENROUTER,
    }
)

# Each of these makes the provider google a candidate, but only GOOGLE_GENERATIVE_AI_API_KEY is then sent.
NO_KEY_FOR_GOOGLE = ("GEMINI_API_KEY", "GOOGLE_API_KEY")

BUNDLED: Mapping[str, Provider] = MappingProxyType(
    {
        "groq": Provider("custom", ("GROQ_API_KEY",), "https://api.groq.com/openai/v1", _CHAT),
        "zai": Provider("custom", ("ZHIPU_API_KEY",), "https://api.z.ai/api/paas/v4", _CHAT),
        "anthropic": Provider(
            "anthropic",
            ("ANTHROPIC_API_KEY",),
            "https://api.anthropic.com/v1",
            _MESSAGES,
            "claude-sonnet-4-6",
            "ANTHROPIC_BASE_URL",
        ),
        "deepseek": Provider("custom", ("DEEPSEEK_API_KEY",), "https://api.deepseek.com", _CHAT),
        "minimax": Provider("custom", ("MINIMAX_API_KEY",), "https://api.minimax.io/anthropic/v1", _MESSAGES),
        "moonshotai": Provider("custom", ("MOONSHOT_API_KEY",), "https://api.moonshot.cn/v1", _CHAT),
        "openrouter": Provider("openrouter", ("OPENROUTER_API_KEY",), "https://openrouter.ai/api/v1", _CHAT),
        "alibaba": Provider(
            "custom", ("DASHSCOPE_API_KEY",), "https://dashscope-intl.aliyuncs.com/compatible-mode/v1", _CHAT
        ),
        "huggingface": Provider("custom", ("HF_TOKEN",), "https://router.huggingface.co/v1", _CHAT),
        "google": Provider(
            "gemini",
            ("GOOGLE_GENERATIVE_AI_API_KEY", "GEMINI_API_KEY", "GOOGLE_API_KEY"),
            "https://generativelanguage.googleapis.com/v1beta",
            _GOOGLE,
        ),
        "xai": Provider("custom", ("XAI_API_KEY",), "https://api.x.ai/v1", _BY_MODEL),
        "vercel": Provider("custom", ("AI_GATEWAY_API_KEY",), "https://ai-gateway.vercel.sh/v3/ai", _VERCEL),
        "github-copilot": Provider("github-copilot", ("GITHUB_TOKEN",), "https://api.githubcopilot.com", _BY_MODEL),
        "opencode": Provider("opencode-zen", ("OPENCODE_API_KEY",), "https://opencode.ai/zen/go/v1", _BY_MODEL),
        "mistral": Provider("custom", ("MISTRAL_API_KEY",), "https://api.mistral.ai/v1", _CHAT),
        "openai": Provider(
            "openai", ("OPENAI_API_KEY",), "https://api.openai.com/v1", _RESPONSES, None, "OPENAI_BASE_URL"
        ),
    }
)

# Further providers of its own list, which a model may name: as 1.18.33 holds them; zhipuai alone was seen on the wire.
FURTHER: Mapping[str, Provider] = MappingProxyType(
    {
        "zhipuai": Provider("custom", ("ZHIPU_API_KEY",), "https://open.bigmodel.cn/api/paas/v4", _CHAT),
        "zai-coding-plan": Provider("custom", ("ZHIPU_API_KEY",), "https://api.z.ai/api/coding/paas/v4", _CHAT),
        "zhipuai-coding-plan": Provider(
            "custom", ("ZHIPU_API_KEY",), "https://open.bigmodel.cn/api/coding/paas/v4", _CHAT
        ),
        "moonshotai-cn": Provider("custom", ("MOONSHOT_API_KEY",), "https://api.moonshot.cn/v1", _CHAT),
        "opencode-go": Provider("opencode-zen", ("OPENCODE_API_KEY",), "https://opencode.ai/zen/go/v1", _CHAT),
        "alibaba-coding-plan": Provider(
            "custom", ("ALIBABA_CODING_PLAN_API_KEY",), "https://coding-intl.dashscope.aliyuncs.com/v1", _CHAT
        ),
        "ollama-cloud": Provider("custom", ("OLLAMA_API_KEY",), "https://ollama.com/v1", _CHAT),
    }
)

# What the packages of these say without a key, also where opencode.json names another address for them.
_NAMES_OF_KEYS = MappingProxyType({"anthropic": "Anthropic", "openai": "OpenAI", "openrouter": "OpenRouter"})


def missing_key(provider: str) -> str | None:
    """Return the refusal where a provider has no key; None for one that was not measured."""
    name = _NAMES_OF_KEYS.get(provider)
    if name is None:
        return None
    variable = BUNDLED[provider].variables[0]
    return f"{name} API key is missing. Pass it using the 'apiKey' parameter or the {variable} environment variable."


# A cloud is a candidate as soon as one of these is set, a region too. It comes after anthropic and before openai;
# between those its place was not measured.
CLOUD_VARIABLES: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "Amazon Bedrock": ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_REGION", "AWS_BEARER_TOKEN_BEDROCK"),
        "Google Vertex AI": ("GOOGLE_VERTEX_PROJECT",),
        "Azure": ("AZURE_API_KEY", "AZURE_RESOURCE_NAME"),
    }
)
BEFORE_CLOUDS = ("groq", "zai", "anthropic")
