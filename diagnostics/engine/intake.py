"""What arrives: texts held against the limits, masked, and split into the documents that they are made of."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeAlias

from .findings import Mask
from .limits import check_documents, credentials_only
from .masking.secrets import is_secret_file, mask, refused_file
from .pastes.splitting import read_pastes
from .source import Document, Kind

Paste: TypeAlias = "tuple[str, str, Kind | None]"  # its name, its text, and its kind where that is given


class AnalysisError(RuntimeError):
    """A stage without which nothing may be said: masking. Names the stage and the exception's type only."""


def masked(documents: Sequence[Document], *, refuses: bool = True) -> tuple[tuple[Document, ...], tuple[Mask, ...]]:
    """Return the documents masked, and their masks, or raise AnalysisError: without masks nothing may be shown."""
    try:
        return mask(documents, refuses=refuses)
    except Exception as error:  # its text may hold a secret, so neither it nor its traceback goes on
        name = type(error).__name__
    raise AnalysisError(f"Masking stopped with {name}, so nothing was read. That is our fault, not your file's.")


def documents_of(pastes: Sequence[Paste], *, reveal: bool, may_be_empty: bool = False) -> tuple[Document, ...]:
    """Return the documents of pastes of the person's own machine: held against the limits, masked, then split.

    What a text is must not hang on the letters of a key: `sk-or-…` has a word of a sentence in it. Of a client's stored
    login beside other files the pieces are masked (see `analyse`). With `reveal` nothing is masked. Raises InputError
    where a text cannot be read, AnalysisError where masking stopped.
    """
    read = [Document(name, text) for name, text, _ in pastes]
    check_documents(read, may_be_empty=may_be_empty)
    shown = read if reveal else masked(read, refuses=all(map(is_secret_file, read)))[0]
    return read_pastes([(each.name, each.text, kind) for each, (*_, kind) in zip(shown, pastes, strict=True)])


def readable(documents: Sequence[Document]) -> tuple[Document, ...]:
    """Return the documents without stores of credentials; raise InputError where nothing else was given."""
    refused = {document.name: file for document in documents if (file := refused_file(document))}
    if refused and len(refused) == len(documents):
        name, file = next(iter(refused.items()))
        raise credentials_only(name, file.title, file.revoke)
    return tuple(document for document in documents if document.name not in refused)
