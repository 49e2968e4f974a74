"""How words of articles are shown where there is little room."""

import re

from django import template
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString, mark_safe

register = template.Library()
# What has a shape of its own: ANTHROPIC_API_KEY, --api-key.
_NAME = re.compile(r"\w*_\w+|(?<![\w-])--?[A-Za-z][\w-]*")
_SENTENCE = re.compile(r"[.!?](?= [A-Z])")
LEAST = 0.5  # of the room; a sentence that ends earlier says too little


@register.filter
def breakable(text: object) -> SafeString:
    """Show a heading whose names stay whole; one that is wider than its line breaks behind an underscore."""
    return mark_safe(_NAME.sub(_name, conditional_escape(str(text))))  # noqa: S308 - escaped


def _name(found: re.Match[str]) -> str:
    return f'<span class="name">{found[0].replace("_", "_<wbr>")}</span>'


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
