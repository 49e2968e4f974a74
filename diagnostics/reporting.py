"""From a report to what the page's template needs: titles and links of rules and articles, and the other formats."""

from __future__ import annotations

from collections.abc import Iterable
from urllib.parse import urlencode

from django.urls import reverse

from kb.models import Article
from kb.search.telling import telling_words
from kb.search_pages import FROM_REPORT

from .carrying import carried
from .engine.findings import Report
from .engine.rendering import as_json, as_markdown, as_text
from .engine.source import Kind
from .engine.values import MASK
from .loading import active_rules
from .presenting import Presenter, Titled

MOST_COPIED = 100_000  # characters; a longer version is got by curl


def report_context(report: Report, *, login: str, mode: str, error: str = "") -> dict[str, object]:
    """Return the report for the page, its text, JSON and Markdown versions, and what its forms carry.

    `login`, `mode` and `error` are what was asked beside the text, masked.
    """
    slugs = {finding.article for finding in report.findings} | {entry.slug for entry in report.articles}
    shown = Presenter(report, rule_titles(), article_titles(slugs)).present()
    return {
        "shown": shown,
        "report": report,
        "copies": _copies(report),
        "carried": carried(report, login=login, mode=mode, error=error),
        "sought": sought(report, error),
    }


def sought(report: Report, error: str) -> dict[str, str] | None:
    """Return the words of prose about which the report found nothing, and the address that searches for them.

    That whole search would show the right article among three for half of such posts, so it is a link and no list.
    """
    if report.findings or report.articles:
        return None
    prose = [error, *(document.text for document in report.documents if document.kind is Kind.TEXT)]
    words = telling_words(MASK.sub(" ", "\n".join(prose)))
    query = urlencode({"q": " ".join(words), "from": FROM_REPORT})
    return {"words": ", ".join(words), "href": f"{reverse('kb:search')}?{query}"} if words else None


def rule_titles() -> dict[str, Titled]:
    """Return the title and address of each active rule by its code."""
    return {
        rule.code: Titled(rule.title, reverse("diagnostics:rule", kwargs={"code": rule.code}))
        for rule in active_rules().rules
    }


def article_titles(slugs: Iterable[str]) -> dict[str, Titled]:
    """Return the title and address of those articles that readers may find."""
    found = Article.objects.published().filter(slug__in=set(slugs)).values_list("slug", "title")
    return {slug: Titled(title, reverse("kb:article", kwargs={"slug": slug})) for slug, title in found}


def _copies(report: Report) -> list[dict[str, str]]:
    """Return the versions to copy; one that is too long to be carried twice is left to curl."""
    made = (
        ("markdown", "Markdown, for a forum", as_markdown(report)),
        ("text", "Plain text", as_text(report)),
        ("json", "JSON", as_json(report)),
    )
    return [{"id": key, "title": title, "text": text if len(text) <= MOST_COPIED else ""} for key, title, text in made]
