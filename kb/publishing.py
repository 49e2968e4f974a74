"""What an article must bring before readers may find it or it may call itself validated."""

from .models import Article


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
