"""What a post quotes from a guide and nobody has done yet: "The docs say:", code, "I have not set any of this yet"."""

from __future__ import annotations

import re
from collections.abc import Sequence

from ..records import replace
from ..regexes import regex
from ..source import Document, Kind
from .endings import JSON
from .parts import SHELLS

_OF_A_GUIDE = regex(
    r"^\W{0,4}(?:(?:but|so|and|here|this is what|what|according to|from|in|as per|per) )?(?:the |their |your |its )?"
    r"(?:official |\w{2,20}(?:['’]s)? ){0,2}(?:docs?|documentation|readme|guide|manual|tutorial|wiki|instructions?)\b"
    r"[^\n]{0,80}:\W{0,4}$",
    re.IGNORECASE,
)
_NOT_DONE = regex(
    r"\b(?:(?:have|had|did|do) not|(?:have|had|did|do)n['’]t) (?:yet )?(?:set|done|tried|added|applied|changed|followed"
    r"|do|try|use|used)\b"
    r"|\bnot (?:yet )?(?:set|done|tried|added|applied) (?:any|it|this|that|them)\b"
    r"|\b(?:before i|should i|do i need|do i have to|must i|is (?:this|that) (?:right|safe|ok|needed))\b",
    re.IGNORECASE,
)
_NAME = "what a guide says on line"


def without_guides(documents: Sequence[Document]) -> list[Document]:
    """Return the documents of a paste, code of a guide as text where the sentences say that it was not done."""
    texts = [document for document in documents if document.kind is Kind.TEXT]
    if not any(_NOT_DONE.search(document.text) for document in texts):
        return list(documents)
    return [_as_text(document) if _is_guides(document, texts) else document for document in documents]


def _is_guides(document: Document, texts: Sequence[Document]) -> bool:
    if document.kind not in (*SHELLS, *JSON) or not document.paste or " on line" not in document.name:
        return False
    above = [each for each in texts if each.first_line < document.first_line]
    said = max(above, key=lambda each: each.first_line).text if above else ""
    last = next((line for line in reversed(said.split("\n")) if line.strip()), "")
    return len(last) < 300 and _OF_A_GUIDE.search(last) is not None


def _as_text(document: Document) -> Document:
    return replace(document, name=f"{_NAME} {document.first_line}", kind=Kind.TEXT)
