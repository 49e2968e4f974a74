"""Read what pam_env gives to every session: `/etc/environment`, plain pairs in which nothing is expanded, and
`pam_env.conf` (5), whose lines read `NAME DEFAULT=value OVERRIDE=value`.
"""

from __future__ import annotations

import re

from ..regexes import regex
from ..source import Document
from .entries import Entry, EnvFile
from .shadow import shadow

_PAIR = regex(r"[ \t]*(?:export )?(?P<name>[A-Za-z_]\w*)=(?P<value>[^\n]*)", re.ASCII)
# Of the two values the one that overrides counts where both are written; one alone may be any of them.
_CONF = regex(
    r"[ \t]*(?P<name>[A-Za-z_]\w*)[ \t]+(?:DEFAULT=(?:\"[^\"]*\"|[^\s\"]*)[ \t]+(?=OVERRIDE=))?"
    r"(?:DEFAULT|OVERRIDE)=(?P<value>\"[^\"]*\"|[^\s\"]*)[ \t]*",
    re.ASCII,
)
_QUOTED = regex(r"([\"'])([^\"'#\\$]*)\1")
_PLAIN = regex(r"[^\"'#\\$]*")


def read_pam_env(document: Document) -> EnvFile:
    """Return the variables of the file; a value that is not plain is unknown, for pam_env's versions differ on it."""
    text = shadow(document.text)
    entries = []
    begin = 0
    for line in text.text.split("\n"):
        found = _PAIR.fullmatch(line.rstrip("\r")) or _CONF.fullmatch(line.rstrip("\r"))
        if found is not None:
            written = found["value"].rstrip()
            start = begin + found.start("value")
            span = document.span(begin + found.start("name"), start + len(written))
            quoted = _QUOTED.fullmatch(written)
            plain = quoted[2] if quoted else written if _PLAIN.fullmatch(written) else None
            plain = None if "@{" in written else plain  # @{HOME}
            why = (
                None
                if plain is not None
                else f"line {span.line} holds quotes or signs that pam_env reads in its own way"
            )
            value = text.restore(plain, start) if plain is not None else None
            entries.append(Entry(found["name"], value, span, document.span(start, start + len(written)), why))
        begin += len(line) + 1
    return EnvFile(document.name, document.kind, tuple(entries))
