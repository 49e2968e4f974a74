"""A line that starts a client by its command: typed at a prompt, or in a script of Windows."""

from __future__ import annotations

from .regexes import regex

COMMAND = r"(?:claude|codex|gemini|opencode|aider|copilot|qwen|cline|cn|goose)(?:\.exe|\.cmd)?"
IN_FRONT = regex(rf"\S+[ \t]+(?:npx[ \t]+)?{COMMAND}(?:[ \t]|$)")  # a value and, behind it, the client that gets it
TYPED_CLIENT = regex(rf"{COMMAND}(?: |$)")
WITH_OPTION = regex(rf"(?:[$❯%] )?{COMMAND}[ \t]+-")
SCRIPT_CLIENT = regex(rf"[ \t]*(?:call[ \t]+|&[ \t]*)?{COMMAND}(?:\s|$)")


def calls_client(text: str, after: int) -> bool:
    """Tell whether a script of Windows starts a client on a line below its line number `after`, counted from 0."""
    return any(SCRIPT_CLIENT.match(line) for line in text.split("\n")[after + 1 :])
