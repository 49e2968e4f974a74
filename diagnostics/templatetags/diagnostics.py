"""What other apps' pages show of the rules, and how a rule's words are shown."""

import re

from django import template
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString, mark_safe

from kb.models import Article

from ..models import Rule
from ..rulefile import RuleFileError
from ..rulepage import short_context

register = template.Library()


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


@register.inclusion_tag("diagnostics/_lines.html")
def code_lines(lines: object, *, labels: bool = True) -> dict[str, object]:
    """Show lines of a text with their numbers, underlines and what is said about them."""
    return {"lines": lines, "labels": labels}


@register.filter
def code_spans(text: object) -> SafeString:
    """Show what stands between backticks as code; everything is escaped first."""
    return mark_safe(re.sub(r"`([^`\n]+)`", r"<code>\1</code>", conditional_escape(text)))  # noqa: S308 - escaped above
