"""Gateways and clouds of which a text speaks that sets nothing: "I configured z.ai for Claude Code" without a line.

Who pays cannot be told then. But the article on that gateway explains what has to be set, and the verdict can say which
lines to give.
"""

from __future__ import annotations

from collections.abc import Sequence

from .records import dataclass
from .regexes import regex
from .source import Document, Kind

_MOST = 2  # gateways that are named; who lists more compares them


@dataclass(frozen=True, slots=True)
class Spoken:
    """A gateway, the article that explains how Claude Code is set up for it, and the variables that decide."""

    name: str
    slug: str
    variables: str = "ANTHROPIC_BASE_URL, ANTHROPIC_AUTH_TOKEN or ANTHROPIC_API_KEY"


# Words in small letters → what they mean. A name that is an ordinary word, too, is left out.
_SPOKEN = {
    "openrouter": Spoken("OpenRouter", "openrouter-address-and-own-keys"),
    "z.ai": Spoken("Z.ai", "vendor-base-url-lacks-anthropic"),
    "bigmodel": Spoken("Z.ai", "vendor-base-url-lacks-anthropic"),
    "glm": Spoken("Z.ai", "vendor-base-url-lacks-anthropic"),
    "litellm": Spoken("LiteLLM", "litellm-proxy-keys-and-models"),
    "vercel ai gateway": Spoken("Vercel AI Gateway", "vercel-ai-gateway-bills-credits-instead-of-claude-max"),
    "portkey": Spoken("Portkey", "portkey-404-or-provider-header-is-required"),
    "helicone": Spoken("Helicone", "helicone-401-or-404-with-claude-code"),
    "cloudflare ai gateway": Spoken("Cloudflare AI Gateway", "cloudflare-ai-gateway-401-token-in-the-wrong-place"),
    "requesty": Spoken("Requesty", "requesty-unknown-model"),
    "claude-code-router": Spoken("Claude Code Router", "error-from-provider-behind-a-router"),
    "ollama": Spoken("Ollama", "ollama-or-lm-studio-with-claude-code-404-or-not-logged-in"),
    "lm studio": Spoken("LM Studio", "ollama-or-lm-studio-with-claude-code-404-or-not-logged-in"),
    "deepseek": Spoken("DeepSeek", "vendor-base-url-lacks-anthropic"),
    "kimi": Spoken("Kimi", "vendor-base-url-lacks-anthropic"),
    "moonshot": Spoken("Moonshot", "vendor-base-url-lacks-anthropic"),
    "minimax": Spoken("MiniMax", "vendor-base-url-lacks-anthropic"),
    "bedrock": Spoken(
        "Amazon Bedrock",
        "cloud-variables-without-the-switch",
        "CLAUDE_CODE_USE_BEDROCK, AWS_REGION and ANTHROPIC_MODEL",
    ),
    "vertex": Spoken(
        "Google Vertex AI",
        "cloud-variables-without-the-switch",
        "CLAUDE_CODE_USE_VERTEX, CLOUD_ML_REGION and ANTHROPIC_VERTEX_PROJECT_ID",
    ),
    "foundry": Spoken(
        "Microsoft Foundry", "foundry-baseurl-and-resource", "CLAUDE_CODE_USE_FOUNDRY and ANTHROPIC_FOUNDRY_RESOURCE"
    ),
}
# Where the text tells of a refusal, the article on it comes before the one on the set-up.
_REFUSED = (
    (
        "bedrock",
        ("credentials expire", "token expire", "is expired", "has expired", "have expired", "session token"),
        "bedrock-works-in-the-morning-expired-token-later",
    ),
    (
        "bedrock",
        ("403", "not authorized", "access denied"),
        "bedrock-403-not-authorized-in-a-region-that-was-not-chosen",
    ),
)
# A form's list of platforms, of which none is ticked or all are named, speaks of none.
_UNTICKED = regex(r"(?m)^[ \t]*[-*]?[ \t]*\[[ ]?\][^\n]*$")
_CLIENT = regex(r"claude[ -]?code|\.claude/|`claude|(?<![\w/.-])claude (?:cli|-p)\b")
_APP = ("claude desktop", "desktop app")
_NAMES = "|".join(word.replace(".", "[.]") for word in _SPOKEN)
_WORD = regex(rf"(?<![a-z0-9])(?:{_NAMES})(?![a-z])")
# "I use Claude Code with OpenRouter", "set up LiteLLM", "配了deepseek"; not "was fixed for Bedrock".
_USED = regex(
    r"(?:\b(?:us(?:e|es|ed|ing)|with|through|via|behind|configur(?:e|ed|ing)|set(?:ting)? ?up|switch(?:ed)? to"
    r"|run(?:s|ning)? on|on|from|my|our|the)[ \t]+(?:[\w'-]+[ \t]+){0,2}"
    r"|(?:使用|配置|配|接入|换成|换到|切换到?|改用)了?[ \t]*)"
    rf"(?P<word>{_NAMES})(?![a-z])"
)


def spoken_gateways(documents: Sequence[Document]) -> tuple[Spoken, ...]:
    """Return the gateways of which the sentences speak, in order; none where they speak of many."""
    small = "\n".join(document.text.lower() for document in documents if document.kind is Kind.TEXT)
    if "claude" not in small or not any(word in small for word in _SPOKEN) or _CLIENT.search(small) is None:
        return ()
    if any(word in small for word in _APP):
        return ()  # the desktop app is not set up by these lines
    small = _UNTICKED.sub("", small)
    title = small.lstrip().partition("\n")[0]
    used = [found["word"] for found in _USED.finditer(small)]
    words = dict.fromkeys([*_WORD.findall(title), *used])
    found: dict[str, Spoken] = {}
    for word in words:
        found.setdefault(_SPOKEN[word].name, _with_refusal(word, small))
    return tuple(found.values()) if len(found) <= _MOST else ()


def _with_refusal(word: str, small: str) -> Spoken:
    spoken = _SPOKEN[word]
    for of, signs, slug in _REFUSED:
        if of == word and any(sign in small for sign in signs):
            return Spoken(spoken.name, slug, spoken.variables)
    return spoken


def asks_for(spoken: Sequence[Spoken]) -> str:
    """Return a sentence that says what of a gateway's set-up to give."""
    names = " and ".join(each.name for each in spoken)
    return (
        f"Your text speaks of {names}: the lines that decide set {spoken[0].variables} (cross out the keys); what "
        "`/status` shows tells it as well."
    )
