"""What an article must bring before readers may find it or it may call itself validated, and who may decide that.

The licences are those of KCS: a Candidate writes, a Contributor validates, a Publisher publishes, a Coach keeps
the house. Each is a group that a migration makes; what counts are the permissions, so groups may be cut otherwise.
"""

from django.contrib.auth.models import AbstractBaseUser, AnonymousUser

from .models import Article, Confidence

VALIDATE = "kb.validate_article"
PUBLISH = "kb.publish_article"


def missing_proof(article: Article, *, sources: int, verifications: int) -> dict[str, str]:
    """Return what is missing, by field (or `sources`, `verifications`), in words for the editor; empty if nothing is.

    The two numbers are given, because in a form the rows are not saved yet.
    """
    if not article.needs_proof:
        return {}
    what = "A published article" if article.is_published else "A validated article"
    found = {}
    if not article.issue.strip():
        found["issue"] = f"{what} says what the person sees."
    if not article.resolution.strip():
        found["resolution"] = f"{what} says what to change."
    if not sources:
        found["sources"] = f"{what} names at least one source."
    if not verifications:
        found["verifications"] = f"{what} has at least one verification record: who verified what, how and until when."
    return found


def not_licensed(user: "AbstractBaseUser | AnonymousUser", before: Article | None, after: Article) -> dict[str, str]:
    """Return what this person may not make of an article, by field, in words that say who may; empty if nothing.

    `before` is the article as it is kept, None for a new one.
    """
    may = user.has_perm  # type: ignore[union-attr]
    found = {}
    decided = (Confidence.VALIDATED, Confidence.ARCHIVED)
    if after.confidence in decided and (before is None or before.confidence != after.confidence) and not may(VALIDATE):
        found["confidence"] = "Validating and archiving is for Contributors. Save it as “not validated” and ask one."
    if after.audience == "public" and not may(PUBLISH):
        found["audience"] = "Making an article public is for Publishers. Save it as internal and ask one."
    return found


def may_change(user: "AbstractBaseUser | AnonymousUser", article: Article) -> bool:
    """Tell whether this person may change an article that readers may see already."""
    return article.audience != "public" or user.has_perm(PUBLISH)  # type: ignore[union-attr]
