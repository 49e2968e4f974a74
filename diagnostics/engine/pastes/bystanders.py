"""Commands of a post beside a file that starts programs: `docker compose up`, `kubectl apply`. They set nothing."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from ..clientcalls import COMMAND
from ..records import replace
from ..regexes import regex
from ..source import Document, Kind
from ..starters import STARTERS
from .parts import SHELLS

# What sets a variable, hands one over, or starts a client.
_MATTERS = regex(
    rf"(?<![\w-])(?:export|alias|set|setenv|setx|source|eval|unset)(?![\w-])|\$env:|^[ \t]*[A-Za-z_]\w*\+?="
    rf"|(?:^|[ \t])(?:-e|--env(?:-file)?)(?![\w-])"
    rf"|(?:^|[;&|$(])[ \t]*(?:sudo[ \t]+|npx[ \t]+|[$❯%][ \t]+)*{COMMAND}(?![\w./-])",
    re.MULTILINE,
)


def without_bystanders(documents: Sequence[Document]) -> Iterator[Document]:
    """Yield the documents; commands that set nothing are text, where a file beside them starts what is asked about."""
    starts = any(document.kind in STARTERS for document in documents)
    for document in documents:
        is_bystander = document.kind in SHELLS and document.name.startswith("code on ")
        if starts and is_bystander and not _MATTERS.search(document.text):
            yield replace(document, kind=Kind.TEXT)
        else:
            yield document
