"""Four texts to try the check with. Every key in them is a dummy."""

from __future__ import annotations

from dataclasses import dataclass

from .engine.findings import Login

KEY = "sk-ant-api03-DUMMY" + "0" * 75 + "-DUMMYAAA"
GATEWAY_KEY = "vck_DUMMY" + "0" * 51


@dataclass(frozen=True, slots=True)
class Sample:
    """One text to load into the form."""

    slug: str
    title: str
    text: str
    login: Login = Login.UNKNOWN
    name: str = "~/.zshrc"
    settings: str = ""


SAMPLES = (
    Sample(
        "two-accounts",
        "Two accounts at once",
        'export ANTHROPIC_BASE_URL="https://ai-gateway.vercel.sh"\n'
        'export ANTHROPIC_CUSTOM_HEADERS="x-ai-gateway-api-key: Bearer [REDACTED :)]"\n',
        Login.SUBSCRIPTION,
    ),
    Sample(
        "key-set-twice",
        "Key set twice",
        "# ~/.zshrc\n"
        'export PATH="$HOME/bin:$PATH"\n'
        "source ~/.secrets\n"
        "\n"
        "# Claude Code through our gateway\n"
        'export ANTHROPIC_BASE_URL="https://ai-gateway.vercel.sh/v1"\n'
        f'ANTHROPIC_AUTH_TOKEN="{GATEWAY_KEY}"\n'
        "export ANTHROPIC_MODEL=“claude-opus-4-8”\n"
        "\n"
        "# last year's key\n"
        'export ANTHROPIC_API_KEY="your-api-key-here"\n'
        f"export ANTHROPIC_API_KEY={KEY}\n",
    ),
    Sample(
        "empty-key",
        "Empty key",
        "# Claude Code through the gateway\n"
        'export ANTHROPIC_BASE_URL="https://ai-gateway.vercel.sh"\n'
        'export ANTHROPIC_AUTH_TOKEN=""\n'
        'export ANTHROPIC_API_KEY=""\n'
        "\n"
        "alias c=claude\n",
    ),
    Sample(
        "all-fine",
        "All fine",
        'export PATH="$HOME/.local/bin:$PATH"\n'
        "export EDITOR=vim\n"
        "\n"
        "setopt HIST_IGNORE_SPACE\n"
        "alias gs='git status'\n",
        Login.SUBSCRIPTION,
    ),
)


def sample(slug: str) -> Sample | None:
    """Return the sample of that name, or None."""
    return next((entry for entry in SAMPLES if entry.slug == slug), None)
