""".env files: recognised, so that people learn that Claude Code does not read them (measured on 2.1.330)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from .environment import Problem, ProblemKind
from .source import Document, Kind

_LINE = re.compile(r"^[ \t]*(?:export[ \t]+)?([A-Za-z_][A-Za-z0-9_]*)[ \t]*=.*$", re.MULTILINE)
_CLIENT_NAME = re.compile(r"(?:ANTHROPIC|CLAUDE|AWS|GOOGLE|CLOUD_ML|VERTEX|AI_GATEWAY)_\w+")


def dotenv_problems(documents: Sequence[Document]) -> tuple[Problem, ...]:
    """Return one problem for each line of a .env file that sets a variable meant for the client."""
    return tuple(
        problem for document in documents if document.kind is Kind.DOTENV for problem in _problems_of(document)
    )


def _problems_of(document: Document) -> Iterator[Problem]:
    for match in _LINE.finditer(document.text):
        name = match.group(1)
        if _CLIENT_NAME.fullmatch(name):
            yield Problem(
                ProblemKind.UNREAD_DOTENV,
                document.span(match.start(1), match.end()),
                f"Claude Code does not read .env files, so this line does not set {name}. "
                "It counts only if a program loads the file into the shell first.",
                name,
            )
