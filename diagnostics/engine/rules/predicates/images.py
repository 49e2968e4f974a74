"""Predicates over Dockerfiles: what stays in the image that is built of them."""

from __future__ import annotations

from collections.abc import Iterator

from ...facts import Facts
from ...masking.secretpatterns import Judgement, is_secret_name, judge
from ...readers.dockerlines import Instruction, Word, instructions, stage_of, words
from ...readers.shadow import shadow
from ...regexes import regex
from ...source import Document, Kind
from .. import signs
from ..answers import NO, Answer, Line, Yes
from ..parameters import Arguments
from .vocabulary import predicate

_INSERTED = regex(r"\$\{?([A-Za-z_]\w*)")


@predicate(
    "is-built-into-an-image",
    "a Dockerfile writes a secret into the image that is built of it",
    "no secret is written into the image that is built of a Dockerfile",
    needs=signs.kinds(Kind.DOCKERFILE),
)
def is_built_into_an_image(facts: Facts, given: Arguments) -> Answer:
    """Match `ENV` and `ARG` of the last stage that give a secret's name a value, or that of a build's argument.

    Docker keeps both with the image (https://docs.docker.com/reference/build-checks/secrets-used-in-arg-or-env/, read
    2026-11-27).
    """
    dockerfiles = [document for document in facts.documents if document.kind is Kind.DOCKERFILE]
    lines = [line for document in dockerfiles for line in _kept(document)]
    return Yes(tuple(lines)) if lines else NO


def _kept(document: Document) -> list[Line]:
    """Return the secrets that the last stage of a Dockerfile keeps, those of the stages below it first."""
    text = shadow(document.text)
    stages: dict[str, tuple[list[Line], set[str]]] = {}
    lines: list[Line] = []
    arguments: set[str] = set()
    for each in instructions(text.text):
        if each.name == "FROM":
            base, name = stage_of(each)
            below, known = stages.get(base, ([], set()))
            lines, arguments = list(below), set(known)
            if name:
                stages[name] = (lines, arguments)
        elif each.name in ("ENV", "ARG"):
            for key, value in _pairs(each):
                if each.name == "ARG":
                    arguments.add(key.text)
                if _is_secret(key.text, value, arguments - {key.text} if each.name == "ARG" else arguments, document):
                    span = document.span(key.begin, max(key.stop, value.stop))
                    lines.append(Line(span, "is kept in the image", key.text, separate=True))
    return lines


def _pairs(each: Instruction) -> Iterator[tuple[Word, Word]]:
    """Yield names and values of an instruction, in both of its forms; an argument without a value is empty."""
    parts = words(each.rest)
    if each.name == "ENV" and parts and "=" not in parts[0].text:
        yield parts[0], each.rest.after(len(parts[0].text)).stripped()
        return
    for part in parts:
        name, _, _ = part.text.partition("=")
        yield Word(name, part.places[: len(name)], part.escape), part.after(min(len(name) + 1, len(part.text)))


def _is_secret(name: str, value: Word, arguments: set[str], document: Document) -> bool:
    if not value.text or not is_secret_name(name):
        return False
    inserted = _INSERTED.findall(value.text)
    if inserted:
        return any(each in arguments for each in inserted)
    written = document.text[value.begin : value.stop].strip("\"'")
    return bool(written) and ("‹" in written or judge(written) is not Judgement.ORDINARY)
