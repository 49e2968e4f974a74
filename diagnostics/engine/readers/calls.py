"""Where a line of a file that starts programs calls a client by its command."""

from __future__ import annotations

from ..regexes import regex

CALL = regex(r"(?<![\w.-])(?:claude|codex|gemini|opencode|aider|copilot|qwen|cline|cn)(?![\w./-])")
