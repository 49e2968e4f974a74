"""The commands of the clients, and a line that starts one of them: typed at a prompt, or in a script of Windows."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from .regexes import regex

# The word for a client in a rule or a report → its command.
COMMANDS: Mapping[str, str] = MappingProxyType(
    {
        "claude-code": "claude",
        "codex": "codex",
        "gemini": "gemini",
        "opencode": "opencode",
        "aider": "aider",
        "qwen-code": "qwen",
        "copilot-cli": "copilot",
        "cline-cli": "cline",
        "continue-cli": "cn",
    }
)
ANY = "|".join(COMMANDS.values())
COMMAND = rf"(?:{ANY}|goose)(?:\.exe|\.cmd)?"
# What an image is called that starts a client: paulgauthier/aider, ghcr.io/acme/claude-code:latest, my-codex. Not its
# kin (claude-code-router, codex-universal), which start something else.
_IMAGE_NAMES = MappingProxyType(
    {
        "claude": "claude",
        "codex": "codex",
        "gemini": "gemini-cli",
        "opencode": "opencode",
        "aider": "aider",
        "qwen": "qwen-?code",
        "copilot": "copilot-cli",
        "cline": "cline-cli",
        "cn": "continue-cli",
    }
)
_NO_OPTION = "".join(f"(?<!{option} )" for option in ("--name", "--hostname", "--network", "--user", "-v", "-w", "-h"))
_KIND_OF_IMAGE = r"(?:[-_.]?(?:code|cli|box|sandbox|dev|container|docker|image|full|latest|ai)){0,3}"


def image_of(command: str) -> str:
    """Return the expression for an image, or a package for npx, that starts the client with this command."""
    name = rf"(?:[\w.]{{1,30}}[-_])?(?:{_IMAGE_NAMES[command]}){_KIND_OF_IMAGE}"
    place = r"@?(?:[\w.-]{1,60}(?::\d{1,5})?/){0,4}"
    return rf"{_NO_OPTION}{place}{name}(?:/[\w.-]{{1,40}})?(?:[:@][\w.-]{{1,60}})?(?=\s|$)"


ANY_IMAGE = rf"(?:{'|'.join(map(image_of, _IMAGE_NAMES))})"
# A value and, behind it, the client that gets it, or what fetches and runs one.
IN_FRONT = regex(rf"\S+[ \t]+(?:{COMMAND}(?:[ \t]|$)|(?:npx|bunx|pnpx|(?:pnpm|yarn)[ \t]+dlx)[ \t]+\S)")
# Where a command begins that is not the first of its line: behind another, in a loop, in the text for a shell.
BEHIND_ANOTHER = r"(?<=[;&|(])[ \t]*|(?<=[ \t][\"'])|(?<=\bdo)[ \t]+|(?<=\bthen)[ \t]+"
TYPED_CLIENT = regex(rf"(?:sudo (?:-[\w=]+ )*)?{COMMAND}(?: |$)")
WITH_OPTION = regex(rf"(?:[$❯%] )?(?:npx (?:-y )?)?{COMMAND}(?:[ \t]+(?:exec|e|run|auth|chat|login))?[ \t]+--?\w")
SCRIPT_CLIENT = regex(rf"[ \t]*(?:call[ \t]+|&[ \t]*)?{COMMAND}(?:\s|$)")


def calls_client(text: str, after: int) -> bool:
    """Tell whether a script of Windows starts a client on a line below its line number `after`, counted from 0."""
    return any(SCRIPT_CLIENT.match(line) for line in text.split("\n")[after + 1 :])
