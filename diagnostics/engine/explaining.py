"""Which articles explain a report: those of its rules, those that know the message, those on what sentences name."""

from __future__ import annotations

from collections.abc import Sequence

from .facts import Facts
from .findings import ArticleRef, Finding, Outcome, Request, Severity
from .source import Document

SPOKEN = "spoken of"  # why an article is named that no rule and no message leads to
_SEVERITIES = tuple(Severity)


def articles_for(
    findings: Sequence[Finding],
    error: str,
    signatures: Sequence[tuple[str, str]],
    requests: Sequence[Request],
    documents: Sequence[Document],
) -> tuple[ArticleRef, ...]:
    """Return the articles that explain what was found, gravest first, then those that know the message."""
    found: dict[str, ArticleRef] = {}
    for finding in sorted(findings, key=lambda finding: _SEVERITIES.index(finding.severity)):
        if finding.outcome is Outcome.FOUND and finding.article:
            found.setdefault(finding.article, ArticleRef(finding.article, f"rule {finding.rule}"))
    if error:
        from .meant import needs_a_plan, speaks_of_another_client, speaks_of_another_cloud, words_of_articles
        from .signatures import match, normalise

        meant = words_of_articles(requests, documents)
        # Of those that know a message equally well, the one that speaks of what is sent, and where.
        knowing = sorted(
            match(error, signatures), key=lambda each: (-each.words, -len(meant.intersection(each.slug.split("-"))))
        )
        # Where several articles know one message, a rule that found something tells which of them is meant.
        knowing = [
            known
            for known in knowing
            if not speaks_of_another_cloud(known.slug, requests)
            and not needs_a_plan(known.slug, requests)
            and not speaks_of_another_client(known.slug, requests)
        ]
        told_apart = {normalise(known.signature) for known in knowing if known.slug in found}
        for known in knowing:
            if normalise(known.signature) not in told_apart:
                found.setdefault(known.slug, ArticleRef(known.slug, "signature"))
    return tuple(found.values())


def with_spoken(articles: tuple[ArticleRef, ...], facts: Facts) -> tuple[ArticleRef, ...]:
    """Return the articles, and those on the gateways and the names of which a text without any settings speaks."""
    from .spokenarticles import spoken_articles
    from .spokengateways import spoken_gateways

    known = {each.slug for each in articles}
    slugs = dict.fromkeys(each.slug for each in spoken_gateways(facts.documents))
    clients = tuple(dict.fromkeys(request.client for request in facts.requests))
    slugs |= dict.fromkeys(spoken_articles(clients, facts.documents))
    return (*articles, *(ArticleRef(slug, SPOKEN) for slug in slugs if slug not in known))


def with_others(articles: tuple[ArticleRef, ...], others: Sequence[str], facts: Facts) -> tuple[ArticleRef, ...]:
    """Return the articles, and where there are none those on a program that is spoken of and is not modelled here."""
    if articles:
        return articles
    from .spokenarticles import articles_on_others

    return tuple([ArticleRef(slug, SPOKEN) for slug in articles_on_others(others, facts.documents)])


def knows_message(articles: Sequence[ArticleRef]) -> bool:
    """Tell whether an article knows the message that was pasted."""
    return any(each.why == "signature" for each in articles)
