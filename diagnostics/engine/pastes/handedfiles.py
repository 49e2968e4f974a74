"""Files of pairs that another document hands to a program which reads them in its own way: docker, systemd."""

from __future__ import annotations

from collections.abc import Sequence

from ..readers.systemdunits import files_of, same_file
from ..records import replace
from ..regexes import regex
from ..source import Document, Kind, base_of
from .parts import SHELLS

_ENV_FILE = regex(
    r"\b(?:docker|podman)[ \t][^\n|;&]{0,300}?--env-file[= ](\"[^\"\n]{1,300}\"|'[^'\n]{1,300}'|[^\s\"']{1,300})"
)


def as_read_by_others(documents: Sequence[Document]) -> tuple[Document, ...]:
    """Return the documents; a .env file that `docker run` or a unit of systemd is given is read as that reads it."""
    if not any(document.kind is Kind.DOTENV for document in documents):
        return tuple(documents)
    handed = {
        base_of(found[1].strip("\"'"))
        for document in documents
        if document.kind in (Kind.TEXT, *SHELLS) and "--env-file" in document.text
        for found in _ENV_FILE.finditer(document.text)
    }
    named = [path for each in documents if each.kind is Kind.SYSTEMD_UNIT for path in files_of(each)]
    return tuple(_read_so(document, handed, named) for document in documents)


def _read_so(document: Document, handed: set[str], named: Sequence[str]) -> Document:
    if document.kind is not Kind.DOTENV:
        return document
    if document.base in handed:
        return replace(document, kind=Kind.DOCKER_ENV)
    if any(same_file(path, document.name) for path in named):
        return replace(document, kind=Kind.SYSTEMD_ENV)
    return document
