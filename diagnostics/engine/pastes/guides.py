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
# "This is my colleague's ~/.zshrc, it works for him:", and nobody says that the writer has the same.
_OF_ANOTHER = regex(
    r"\b(?:colleague|co-?worker|friend|team-?mate|boss|brother|room-?mate)(?:['’]?s)?\b[^\n]{0,160}:\W{0,4}$"
    r"|\bworks? for (?:him|her|them)\b[^\n]{0,80}:\W{0,4}$",
    re.IGNORECASE,
)
_SAME = regex(r"\b(?:same|copied|copy|identical|took over|pasted|mine too|as well)\b", re.IGNORECASE)
_OF_A_COLLEAGUE = "what somebody else has on line"
_NAME = "what a guide says on line"


_LONGEST = 300


def without_guides(documents: Sequence[Document]) -> list[Document]:
    """Return the documents of a paste, code of a guide as text where the sentences say that it was not done."""
    texts = [document for document in documents if document.kind is Kind.TEXT]
    if not any(_SAME.search(document.text) for document in texts):
        documents = [
            replace(each, name=f"{_OF_A_COLLEAGUE} {each.first_line}", kind=Kind.TEXT)
            if each.kind in (*SHELLS, *JSON) and each.paste and _OF_ANOTHER.search(_above(each, texts))
            else each
            for each in documents
        ]
    if not any(_NOT_DONE.search(document.text) for document in texts):
        return list(documents)
    return [_as_text(document) if _is_guides(document, texts) else document for document in documents]


def _above(document: Document, texts: Sequence[Document]) -> str:
    """Return the last line of the sentences above a block."""
    above = [each for each in texts if each.first_line < document.first_line]
    said = max(above, key=lambda each: each.first_line).text if above else ""
    return next((line for line in reversed(said.split("\n")) if line.strip()), "")[:_LONGEST]


def _is_guides(document: Document, texts: Sequence[Document]) -> bool:
    if document.kind not in (*SHELLS, *JSON) or not document.paste or " on line" not in document.name:
        return False
    return _OF_A_GUIDE.search(_above(document, texts)) is not None


def _as_text(document: Document) -> Document:
    return replace(document, name=f"{_NAME} {document.first_line}", kind=Kind.TEXT)
