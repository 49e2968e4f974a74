"""Mark on an article's page what somebody had searched for: in the text, never within a tag."""

import html
import re

from django.utils.safestring import SafeString, mark_safe

from .search.marks import marked
from .search.query import Term, read

LONGEST = 300  # characters of a search
_TAG = re.compile(r"(<[^>]*>)")


def terms_of(searched: str) -> tuple[Term, ...]:
    """Return what is to be marked; nothing for a search without words."""
    return read(searched[:LONGEST]).terms


def marked_html(text: str, terms: tuple[Term, ...]) -> SafeString:
    """Return rendered, safe HTML with `<mark>` around the terms. Words that a tag parts are not seen as one."""
    parts = _TAG.split(text)
    parts[::2] = [marked(html.unescape(part), terms) if part.strip() else part for part in parts[::2]]
    return mark_safe("".join(parts))  # noqa: S308 -- tags as they were, each text escaped by `marked`
