"""What `type claude`, `which claude`, `alias` and their kin print of aliases and functions, as lines of a shell.

The forms are those of zsh 5.9 and bash 5.2: `claude: aliased to …`, `claude is an alias for …`, `claude is aliased to
`…'`, a list of `name=value` (zsh) or `alias name='value'` (bash), and functions as they are written.
"""

from __future__ import annotations

import re

from ..regexes import regex
from ..source import Kind
from .parts import Part

_ALIAS = regex(
    r"[ \t]*(?P<name>[\w-]{1,60})(?:: aliased to | is an alias for | is aliased to [`‘'])(?P<text>[^\n]*?)['’]?[ \t]*$"
)
_LISTED = regex(r"[ \t]*(?P<name>[\w-]{1,60})=(?P<text>'[^\n]*'|[^\s'\"]+)[ \t]*$")
_ABOUT = regex(r"[ \t]*[\w-]{1,60} is (?:a|an|the|/)[^\n]*$")  # claude is a function · claude is /usr/bin/claude
_FUNCTION = regex(r"^[ \t]*(?:function[ \t]+)?[\w-]+[ \t]*(?:\(\))?[ \t]*\n?[ \t]*\{", re.MULTILINE)


def defined(output: Part, command: str) -> Part:
    """Return what such a command printed: a part of code where it defines something, text where it does not."""
    is_list = command.startswith("alias")
    lines = [_as_code(line, is_list=is_list) for line in output.lines]
    code = "".join(lines)
    if not _FUNCTION.search(code) and not any(line.startswith("alias ") for line in lines):
        output.kind = Kind.TEXT
        return output
    is_bash = any(line.rstrip().endswith("is a function") for line in output.lines)
    return Part(output.first, lines, command, Kind.BASH if is_bash else Kind.ZSH)


def is_about(line: str) -> bool:
    """Tell whether a line says of what kind a word is, and nothing of what it does: `claude is a function`."""
    return _ABOUT.match(line.rstrip("\r\n")) is not None


def _as_code(line: str, *, is_list: bool) -> str:
    ended = line.rstrip("\r\n")
    if found := _ALIAS.match(ended):
        quoted = found["text"].replace("'", "'\\''")
        return f"alias {found['name']}='{quoted}'\n"
    if is_list and (found := _LISTED.match(ended)):
        return f"alias {found['name']}={found['text']}\n"
    return "\n" if is_about(ended) else line
