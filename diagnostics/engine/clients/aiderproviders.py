"""The providers to which aider speaks through LiteLLM: their keys and addresses, measured on 0.86.2."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from ..records import dataclass


@dataclass(frozen=True, slots=True)
class Provider:
    """How LiteLLM speaks to one provider."""

    provider: str
    keys: tuple[str, ...]
    bases: tuple[str, ...]
    own: str
    path: str
    header: str
    model: str | None = None  # what aider takes where none is named
    needs_key: bool = True
    also: tuple[str, ...] = ()  # headers that carry the key besides


_CHAT = "/chat/completions"

# In the order in which aider looks for a key where no model is named.
PROVIDERS: Mapping[str, Provider] = MappingProxyType(
    {
        "openrouter": Provider(
            "openrouter",
            ("OPENROUTER_API_KEY",),
            ("OPENROUTER_API_BASE",),
            "https://openrouter.ai/api/v1",
            "/chat/completions",
            "authorization",
        ),
        "anthropic": Provider(
            "anthropic",
            ("ANTHROPIC_API_KEY",),
            ("ANTHROPIC_API_BASE", "ANTHROPIC_BASE_URL"),
            "https://api.anthropic.com",
            "/v1/messages",
            "x-api-key",
            "claude-sonnet-4-5",
        ),
        "deepseek": Provider(
            "custom",
            ("DEEPSEEK_API_KEY",),
            ("DEEPSEEK_API_BASE",),
            "https://api.deepseek.com/beta",
            "/chat/completions",
            "authorization",
            "deepseek-chat",
        ),
        "openai": Provider(
            "openai",
            ("OPENAI_API_KEY",),
            ("OPENAI_BASE_URL", "OPENAI_API_BASE"),
            "https://api.openai.com/v1",
            "/chat/completions",
            "authorization",
            "gpt-4o",
        ),
        "gemini": Provider(
            "gemini",
            ("GOOGLE_API_KEY", "GEMINI_API_KEY"),
            ("GEMINI_API_BASE",),
            "https://generativelanguage.googleapis.com/v1beta",
            "/models/MODEL:streamGenerateContent",
            "?key",  # in the address, not in a header
            "gemini-2.5-pro-exp-03-25",
        ),
    }
)
# The prefixes that LiteLLM 1.81.10 takes for a provider, from its own list; any other is “LLM Provider NOT provided”.
_NAMES = """
    a2a a2a_agent abliteration ai21 ai21_chat aiml aiohttp_openai amazon_nova anthropic anthropic_text apertis
    assemblyai auto_router aws_polly azure azure_ai azure_text baseten bedrock bytez cerebras chatgpt chutes
    clarifai cloudflare codestral cohere cohere_chat cometapi compactifai custom custom_openai dashscope
    databricks datarobot deepgram deepinfra deepseek docker_model_runner dotprompt elevenlabs empower fal_ai
    featherless_ai fireworks_ai friendliai galadriel gemini gigachat github github_copilot gmi gradient_ai groq
    helicone heroku hosted_vllm huggingface humanloop hyperbolic infinity jina_ai lambda_ai langfuse langgraph
    lemonade litellm_proxy llamafile llamagate lm_studio manus maritalk meta_llama milvus minimax mistral
    moonshot morph nano-gpt nebius nlp_cloud novita nscale nvidia_nim oci ollama ollama_chat oobabooga openai
    openai_like openrouter ovhcloud perplexity petals pg_vector poe predibase publicai ragflow recraft replicate
    runwayml s3_vectors sagemaker sagemaker_chat sambanova sap sarvam snowflake stability synthetic
    text-completion-codestral text-completion-openai together_ai topaz triton v0 veniceai vercel_ai_gateway
    vertex_ai vertex_ai_beta vllm volcengine voyage wandb watsonx watsonx_text xai xiaomi_mimo xinference zai
"""
PREFIXES = frozenset(_NAMES.split())
# Those that only a model's prefix names: none of their keys decides by itself.
NAMED: Mapping[str, Provider] = MappingProxyType(
    {
        "ollama": Provider(
            "custom",
            ("OLLAMA_API_KEY",),
            ("OLLAMA_API_BASE",),
            "http://localhost:11434",
            "/api/generate",
            "authorization",
            needs_key=False,
        ),
        "ollama_chat": Provider(
            "custom",
            ("OLLAMA_API_KEY",),
            ("OLLAMA_API_BASE",),
            "http://localhost:11434",
            "/api/chat",
            "authorization",
            needs_key=False,
        ),
        "lm_studio": Provider(
            "custom", ("LM_STUDIO_API_KEY",), ("LM_STUDIO_API_BASE",), "", "/chat/completions", "authorization"
        ),
        "xai": Provider(
            "custom", ("XAI_API_KEY",), ("XAI_API_BASE",), "https://api.x.ai/v1", "/chat/completions", "authorization"
        ),
        "groq": Provider(
            "custom",
            ("GROQ_API_KEY",),
            ("GROQ_API_BASE",),
            "https://api.groq.com/openai/v1",
            "/chat/completions",
            "authorization",
        ),
        "azure": Provider(
            "custom",
            ("AZURE_API_KEY",),
            ("AZURE_API_BASE",),
            "",
            "/openai/deployments/MODEL/chat/completions",
            "authorization",
            also=("api-key",),
        ),
        # Of these, the variable of an address has no effect, or was not measured.
        **{
            name: Provider("custom", (key,), (), home, path, "authorization")
            for name, key, home, path in (
                ("mistral", "MISTRAL_API_KEY", "https://api.mistral.ai/v1", _CHAT),
                ("cohere", "COHERE_API_KEY", "https://api.cohere.com/v2", "/chat"),
                ("together_ai", "TOGETHERAI_API_KEY", "https://api.together.xyz/v1", _CHAT),
                ("vercel_ai_gateway", "VERCEL_AI_GATEWAY_API_KEY", "https://ai-gateway.vercel.sh/v1", _CHAT),
                ("dashscope", "DASHSCOPE_API_KEY", "https://dashscope.aliyuncs.com/compatible-mode/v1", _CHAT),
                ("zai", "ZAI_API_KEY", "https://api.z.ai/api/paas/v4", _CHAT),
                ("huggingface", "HUGGINGFACE_API_KEY", "https://router.huggingface.co/v1", _CHAT),
                ("perplexity", "PERPLEXITYAI_API_KEY", "https://api.perplexity.ai", _CHAT),
                ("cerebras", "CEREBRAS_API_KEY", "https://api.cerebras.ai/v1", _CHAT),
                ("nvidia_nim", "NVIDIA_NIM_API_KEY", "https://integrate.api.nvidia.com/v1", _CHAT),
                ("sambanova", "SAMBANOVA_API_KEY", "https://api.sambanova.ai/v1", _CHAT),
                ("deepinfra", "DEEPINFRA_API_KEY", "https://api.deepinfra.com/v1/openai", _CHAT),
                ("github", "GITHUB_API_KEY", "https://models.inference.ai.azure.com", _CHAT),
            )
        },
        **{
            name: Provider("custom", (f"{start}_API_KEY",), (f"{start}_API_BASE",), home, _CHAT, "authorization")
            for name, start, home in (
                ("moonshot", "MOONSHOT", "https://api.moonshot.ai/v1"),
                ("hosted_vllm", "HOSTED_VLLM", ""),
                ("litellm_proxy", "LITELLM_PROXY", ""),
            )
        },
    }
)
