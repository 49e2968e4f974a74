"""What of articles and rules is an act for the audit trail: what readers may see, and what checks run."""

from diagnostics.models import Rule, Status
from kb.models import Article
from staff import trail
from staff.models import Act


def connect() -> None:
    """Follow articles and rules."""
    trail.follow(Article, ("audience", "confidence"), of_article)
    trail.follow(Rule, ("status",), of_rule)


def of_article(before: trail.State, after: trail.State) -> Act | None:
    """Return what a change of audience and confidence amounts to."""
    was, now = (Article(**state).is_published for state in (before, after))
    confidence = after["confidence"] if after["confidence"] != before.get("confidence") else ""
    if now and not was:
        return Act.PUBLISHED
    if confidence == Article.Confidence.ARCHIVED:
        return Act.ARCHIVED
    if was and not now:
        return Act.UNPUBLISHED
    return Act.VALIDATED if confidence == Article.Confidence.VALIDATED else None


def of_rule(before: trail.State, after: trail.State) -> Act | None:
    """Return what a change of status amounts to."""
    was, now = (state.get("status") == Status.ACTIVE for state in (before, after))
    if now and not was:
        return Act.ACTIVATED
    return Act.RETIRED if was and not now else None
