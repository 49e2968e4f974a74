"""What may hold the key that is sent, and was not given: a file of keys that is read, a store that is asked."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import islice

from .environment import Problem, ProblemKind
from .envloaders import store_called
from .facts import Facts
from .findings import Request, Sent
from .process import SHELLS
from .regexes import regex
from .sources import credentials_of

# ~/.secrets, ~/.config/zsh/tokens.zsh, "$HOME/.api_keys", .env.local
_NAME = regex(
    r"[\"']?(?P<path>[\w~$./{}+-]*(?:secrets?|tokens?|credentials?|creds|api[_-]?keys?|private|passwords?"
    r"|(?<![\w-])keys|(?<=[/ ])\.env)(?:[._-][\w.-]*)?)[\"']?(?=$|[\s;&|)])",
    re.IGNORECASE,
)
_LOGINS = frozenset({"subscription-login", "console-login"})
_LONGEST = 300
_MOST = 50  # lines that read files


def said_of_key_file(facts: Facts, requests: Sequence[Request]) -> str:
    """Say that a key in what was not given, a file or a store, would count where no line holds one; else ""."""
    if not requests or any(request.outcome is Sent.CANNOT_TELL for request in requests):
        return ""
    if any(source not in _LOGINS for request in requests for source in credentials_of(request.headers)):
        return ""
    read = islice((problem for problem in facts.problems if problem.kind is ProblemKind.READS_OTHER_FILE), _MOST)
    found = next(filter(None, (_file_of(facts, problem) for problem in read)), None)
    if found is None:
        return _said_of_store(facts)
    path, problem = found
    where = facts.where(problem.span)
    return f"That holds only if {path}, which {where} reads and which was not given, sets no key and no address."


def _said_of_store(facts: Facts) -> str:
    called = store_called(facts.documents)
    if called is None:
        return ""
    program, span = called
    where = facts.where(span)
    return f"That holds only if {program} on {where} gives it no key and no address; what it has was not given."


def _file_of(facts: Facts, problem: Problem) -> tuple[str, Problem] | None:
    """Return the file of keys that a line of a shell reads and nobody gave."""
    document = facts.document(problem.span.document)
    if document.kind not in SHELLS:
        return None
    begin = problem.span.begin
    named = _NAME.search(" " + document.text[begin : min(problem.span.stop, begin + _LONGEST)])
    return (named["path"], problem) if named else None
