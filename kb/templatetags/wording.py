"""How words of articles are shown where there is little room."""

import re

from django import template
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString, mark_safe

register = template.Library()
# What has a shape of its own: ANTHROPIC_API_KEY, --api-key.
_NAME = re.compile(r"\w*_\w+|(?<![\w-])--?[A-Za-z][\w-]*")
_SPACES = re.compile(r"(\s+)")
_JOINTS = re.compile(r"(?<==)(?=.{4})|(?<=\w)(?=/)|(?<=[a-z])(?=[A-Z])")
FITS = 18  # characters that a phone's line takes in a heading: ANTHROPIC_BASE_URL
_SENTENCE = re.compile(r"[.!?](?= [A-Z])")
LEAST = 0.5  # of the room; a sentence that ends earlier says too little


@register.filter
def breakable(text: object) -> SafeString:
    """Show a heading whose names stay whole; what is longer than a phone's line breaks at its joints.

    The joints are behind an underscore or "=", before a slash, and where a small letter meets a capital one.
    """
    return mark_safe("".join(_word(word) for word in _SPACES.split(str(text))))  # noqa: S308 - escaped piece by piece


def _word(word: str) -> str:
    return "<wbr>".join(_part(part) for part in (_JOINTS.split(word) if len(word) > FITS else [word]))


def _part(text: str) -> str:
    return _NAME.sub(_whole if len(text) <= FITS else _in_parts, conditional_escape(text))


def _whole(found: re.Match[str]) -> str:
    return f'<span class="name">{found[0]}</span>'


def _in_parts(found: re.Match[str]) -> str:
    return f'<span class="name name--long">{found[0].replace("_", "_<wbr>")}</span>'


@register.filter
def shortened(text: object, most: int) -> str:
    """Return a text of at most so many characters: whole, or its first sentences, or up to a word's end and "…"."""
    whole = str(text)
    if len(whole) <= most:
        return whole
    ends = [found.end() for found in _SENTENCE.finditer(whole, 0, most)]
    if ends and ends[-1] >= most * LEAST:
        return whole[: ends[-1]]
    words, _, _ = whole[:most].rpartition(" ")
    return (words or whole[: most - 1]).rstrip(" ,;:–-(") + "…"
