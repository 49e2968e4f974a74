"""What other apps' pages show of the rules, and how a rule's words are shown."""

import time
from collections.abc import Iterable
from urllib.parse import urlsplit

from django import template
from django.db.models import OuterRef, Subquery, Sum
from django.template import Context
from django.utils.safestring import SafeString, mark_safe

from kb.models import Article

from ..engine.findings import Report
from ..engine.notices import NOTHING_MASKED, PUBLIC, masked_values, redacted_places, sentence
from ..engine.source import Span, where
from ..linehtml import code_html, lines_html
from ..models import HitHour, Rule
from ..rulefile import RuleFileError
from ..rulepage import short_context
from ..showndiffs import becomes, only_removes
from ..shownlines import Fold, ShownLine

register = template.Library()
HITS_HOURS = 24 * 30
MOST_MASKED = 100
MOST_PLACES = 12


@register.inclusion_tag("diagnostics/_rules_of.html")
def rules_of(article: Article) -> dict[str, object]:
    """Show the active rules that lead to an article, each with an example, and the way to the check."""
    if not article.pk:
        return {"rules": []}
    shown = []
    for row in Rule.objects.active().filter(article=article):
        try:
            shown.append(short_context(row.parsed(), row))
        except RuleFileError:
            continue  # the log has it already: every check says so
    return {"rules": shown, "article": article}


@register.inclusion_tag("admin/diagnostics/rule/_of_article.html", takes_context=True)
def rules_for_staff(context: Context, article: Article) -> dict[str, object]:
    """Show in an article's form the rules that lead to it, whatever their status, and how often each was found."""
    since = int(time.time()) // 3600 - HITS_HOURS
    hits = HitHour.objects.filter(code=OuterRef("code"), hour__gte=since).order_by().values("code")
    found = Subquery(hits.annotate(total=Sum("count")).values("total"))
    rules = Rule.objects.filter(article=article).annotate(hits=found).order_by("code")
    may_write = context["request"].user.has_perm("diagnostics.add_rule")
    return {"rules": rules, "article": article, "may_write": may_write}


@register.simple_tag
def code_lines(lines: Iterable[ShownLine | Fold], *, labels: bool = True) -> SafeString:
    """Show lines of a text with their numbers, underlines and what is said about them."""
    return mark_safe(lines_html(lines, labels=labels))  # noqa: S308 - everything is escaped there


@register.inclusion_tag("diagnostics/_masked.html")
def masked_notice(report: Report) -> dict[str, object]:
    """Say on a report's page what was masked, where it stood, and where it is revoked."""
    numbers = {document.name: number for number, document in enumerate(report.documents, 1)}

    def linked(spans: tuple[Span, ...]) -> list[dict[str, str]]:
        first = {(span.document, span.line): span for span in reversed(spans)}
        return [
            {"text": where(span, report.documents), "href": f"#L{numbers.get(span.document, 1)}-{span.line}"}
            for span in list(first.values())[::-1][:MOST_PLACES]
        ]

    values = masked_values(report)
    return {
        "values": [
            {
                "sentence": sentence(value),
                "is_file": value.is_file,
                "places": linked(value.places),
                "revoke": value.revoke,
            }
            for value in values[:MOST_MASKED]
        ],
        "more": max(0, len(values) - MOST_MASKED),
        "redacted": linked(redacted_places(report)),
        "public": PUBLIC,
        "nothing": NOTHING_MASKED,
    }


register.filter(becomes)
register.filter(only_removes)


@register.filter
def host(address: str) -> str:
    """Name the site of an address: "docs.example.com" says more than "the page"."""
    return (urlsplit(address).hostname or address).removeprefix("www.")


@register.filter
def code_spans(text: object) -> SafeString:
    """Show what stands between backticks as code; everything is escaped first."""
    return mark_safe(code_html(text))  # noqa: S308 - everything is escaped there
