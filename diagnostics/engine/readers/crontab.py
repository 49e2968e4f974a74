"""Read a table of cron: the variables that it gives to the commands below them, without any shell's start-up file.

From crontab(5): `name = value`, blanks around the sign or not, one pair of quotes around the value taken off, nothing
expanded, and a `#` behind a value is a part of it. A line counts for the commands that stand after it.
"""

from __future__ import annotations

from collections.abc import Iterator

from ..environment import Problem
from ..kinds import is_cron_job
from ..regexes import regex
from ..source import Document
from .calls import CALL, read_in_front, set_in_front
from .entries import Entry, EnvFile
from .shadow import shadow

_PAIR = regex(r"[ \t]*(?P<name>[A-Za-z_]\w*)[ \t]*=[ \t]*(?P<value>[^\n]*)")
_QUOTES = "\"'"


def read_crontab(document: Document) -> EnvFile:
    """Return the variables of the last command that is a client's, or of the last of all where none is."""
    text = shadow(document.text)
    lines = text.text.split("\n")
    jobs = [number for number, line in enumerate(lines) if is_cron_job(line)]
    called = [number for number in jobs if CALL.search(lines[number])]
    last = (called or jobs or [len(lines)])[-1]
    entries = []
    begin = 0
    for line in lines[:last]:
        found = _PAIR.fullmatch(line.rstrip("\r")) if not is_cron_job(line) else None
        if found is not None:
            written = found["value"].rstrip()
            start = begin + found.start("value")
            quoted = len(written) > 1 and written[0] in _QUOTES and written[-1] == written[0]
            value = text.restore(written[1:-1] if quoted else written, start)
            span = document.span(begin + found.start("name"), start + len(written))
            entries.append(Entry(found["name"], value, span, document.span(start, start + len(written))))
        begin += len(line) + 1
    if called and (call := CALL.search(lines[last])):
        entries += set_in_front(document, text, begin, begin + call.end())
    return EnvFile(document.name, document.kind, tuple(entries))


def files_of_jobs(document: Document) -> Iterator[Problem]:
    """Yield what a client's job reads before it starts the client: `. $HOME/.profile; claude …`."""
    text = shadow(document.text)
    for number in document.lines:
        line = document.line_text(number)
        call = CALL.search(line) if is_cron_job(line) else None
        if call is not None:
            begin = document.line_start(number)
            yield from read_in_front(document, text, begin, begin + call.end())
