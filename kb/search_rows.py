"""Write what a search found as HTML, in plain Python: Django's templates would take longer than the search.

What a search comes to otherwise is said in `kb/_results.html`.
"""

import datetime as dt
from functools import lru_cache
from html import escape
from urllib.parse import quote

from django.urls import get_script_prefix, reverse
from django.utils import timezone
from django.utils.dateformat import format as format_date
from django.utils.safestring import SafeString, mark_safe
from django.utils.text import Truncator

from .badges import badge
from .search import Hit, SearchResults

EXACT = '<span class="badge badge--notice">= This exact message</span>'

LONGEST_SHOWN = 120  # characters of a question, as it is repeated above the results


def found(results: SearchResults, items: SafeString, pages: SafeString) -> SafeString:
    """Return the results that were simply found: how many, the items, and the links to more."""
    return mark_safe(  # noqa: S308, all safe
        f'<div id="_results">\n<p role="status">{count(results)}</p>\n'
        f'<ol class="article-list">\n{items}</ol>\n{pages}\n</div>'
    )


def count(results: SearchResults) -> SafeString:
    """Return how many articles were found for what."""
    query = results.query if len(results.query) <= LONGEST_SHOWN else Truncator(results.query).chars(LONGEST_SHOWN)
    least, many = "At least " if results.is_cut else "", "" if results.total == 1 else "s"
    return mark_safe(f"{least}{results.total} article{many} for “{escape(query)}”")  # noqa: S308, escaped


def rows(hits: tuple[Hit, ...], marks: str) -> SafeString:
    """Return the items of the list of results; `marks` is the query by which an article's page marks what was asked."""
    today = timezone.localdate()
    before, after = _around_slugs(get_script_prefix())
    items = []
    marks = escape(f"?{marks}") if marks else ""
    for hit in hits:
        query = f"?mark=%22{quote(hit.signature, safe='')}%22" if hit.is_exact else marks
        is_stale = hit.verified_until is not None and hit.verified_until < today
        facts = _facts(hit.confidence, hit.fixed_in, is_stale, hit.topics, hit.verified_on)
        if hit.is_exact:
            facts = f"{EXACT} {facts}"
        items.append(
            f'<li><p class="article-list__title">'
            f'<a data-step href="{before}{hit.slug}{after}{query}">{hit.title}</a></p>'
            f'<p>{hit.excerpt}</p><div class="article-list__facts">{facts}</div></li>\n'
        )
    # A slug is letters, digits and hyphens; title and excerpt are safe; what else there is was escaped.
    return mark_safe("".join(items))  # noqa: S308


@lru_cache
def _around_slugs(prefix: str) -> tuple[str, str]:
    """Return what stands before and after the slug in the address of an article, for a site below this path."""
    before, _, after = reverse("kb:article", kwargs={"slug": "-"}).rpartition("-")  # the path may have hyphens, too
    return before, after


@lru_cache(maxsize=1000)
def _facts(confidence: str, fixed_in: str, is_stale: bool, topics: str, verified_on: dt.date | None) -> str:
    facts: list[str] = [badge(confidence, fixed_in=fixed_in, is_stale=is_stale)]
    if topics:
        facts.append(f"<span>{escape(topics)}</span>")
    if verified_on:
        day = format_date(verified_on, "j M Y")
        facts.append(f'<span>verified <time datetime="{verified_on:%Y-%m-%d}">{day}</time></span>')
    return " ".join(facts)
