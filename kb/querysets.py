"""The words for states of articles, each defined once: published, stale, top."""

import datetime as dt
from typing import TYPE_CHECKING, Self

from django.apps import apps
from django.db.models import Count, F, Max, OuterRef, Q, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce
from django.utils import timezone

if TYPE_CHECKING:
    from django.contrib.auth.models import AbstractBaseUser, AnonymousUser

    from .models import Article, Product, Topic  # noqa: F401

PUBLISHED = Q(audience="public", confidence__in=("not validated", "validated"))
LONG_FIELDS = (
    "issue",
    "environment",
    "steps",
    "current_behaviour",
    "expected_behaviour",
    "cause",
    "resolution",
    "verification_steps",
    "cannot_be_seen",
    "wrong_advice",
)


class ArticleQuerySet(QuerySet["Article"]):
    """Articles by who may read them, how fresh they are and how much they are read."""

    def published(self) -> Self:
        """Keep what readers may find: public, neither work in progress nor archived."""
        return self.filter(PUBLISHED)

    def readable_by(self, user: "AbstractBaseUser | AnonymousUser") -> Self:
        """Keep what this person may open by its address: staff everything, others what is or was published."""
        if user.is_active and getattr(user, "is_staff", False):
            return self
        return self.filter(PUBLISHED | Q(audience="public", confidence="archived"))

    def for_topic(self, topic: "Topic") -> Self:
        """Keep the articles of one topic."""
        return self.filter(topics=topic)

    def for_lists(self) -> Self:
        """Fetch what a list shows (topics, how long verified) in two queries, without the long texts."""
        long = [name for field in LONG_FIELDS for name in (field, f"{field}_html")]
        return self.with_verified_until().defer(*long).prefetch_related("topics", "products")

    def with_everything(self) -> Self:
        """Fetch all that belongs to an article: for export, index and the article page."""
        return self.prefetch_related("topics", "products", "signatures", "sources", "verifications", "former_slugs")

    def with_verified_until(self) -> Self:
        """Add `verified_until`: the last day of the longest-lasting verification, or None."""
        records = apps.get_model("kb", "VerificationRecord").objects.filter(article=OuterRef("pk")).order_by()
        last = records.values("article").annotate(last=Max("until")).values("last")
        return self.annotate(verified_until=Subquery(last))

    def with_verified_on(self) -> Self:
        """Add `verified_on`: the day of the last verification, or None."""
        records = apps.get_model("kb", "VerificationRecord").objects.filter(article=OuterRef("pk")).order_by()
        return self.annotate(verified_on=Subquery(records.values("article").annotate(last=Max("on")).values("last")))

    def latest(self) -> Self:  # type: ignore[override]
        """Order by last change, the newest first."""
        return self.order_by("-updated", "-created", "title")

    def top(self, days: int | None = 30, today: dt.date | None = None, by: str = "views") -> Self:
        """Order by readers (`views`), checks that led there (`checks`), help (`helped`) or who has it too (`same`).

        Counts the last so many days (None: ever) and adds the number under the name of what it counts; the most first.
        Help is that of the advice that an article gives now.
        """
        model = {"helped": "Vote", "same": "SameProblem"}.get(by, "ArticleDay")
        counted = apps.get_model("kb", model).objects.filter(article=OuterRef("pk")).order_by()
        if days is not None:
            counted = counted.filter(day__gt=(today or timezone.localdate()) - dt.timedelta(days=days))
        if by == "helped":
            counted = counted.filter(revision__gte=OuterRef("advice_version"))
        numbers = {
            "helped": Count("pk", filter=Q(helped=True)) - Count("pk", filter=Q(helped=False)),
            "same": Count("pk"),
        }
        total = counted.values("article").annotate(total=numbers.get(by) or Sum(by)).values("total")
        return self.annotate(**{by: Coalesce(Subquery(total), 0)}).order_by(f"-{by}", "-updated", "title")

    def with_use(self, days: int, today: dt.date | None = None) -> Self:
        """Add `views` and `checks`: how often it was read, and how many reports led to it, in the last so many days."""
        since = (today or timezone.localdate()) - dt.timedelta(days=days)
        rows = apps.get_model("kb", "ArticleDay").objects.filter(article=OuterRef("pk"), day__gt=since).order_by()
        grouped = rows.values("article")
        return self.annotate(
            **{
                name: Coalesce(Subquery(grouped.annotate(total=Sum(name)).values("total")), 0)
                for name in ("views", "checks")
            }
        )

    def stale(self, today: dt.date | None = None) -> Self:
        """Keep the articles whose last verification has run out; one that was never verified is not stale."""
        day = today or timezone.localdate()
        return self.exclude(confidence="archived").with_verified_until().filter(verified_until__lt=day)


class LabelQuerySet(QuerySet):
    """Topics or products, with how much stands under each."""

    def with_counts(self) -> Self:
        """Keep those with a published article; adds `article_count`."""
        published = Q(**{f"articles__{name}": value for name, value in PUBLISHED.children})  # type: ignore[misc]
        return self.annotate(article_count=Count("articles", filter=published)).filter(article_count__gt=0)


class SearchMissQuerySet(QuerySet):
    """Searches that found nothing."""

    def most_wanted(self) -> Self:
        """Order by how often somebody asked, the latest first among equals."""
        return self.order_by(F("count").desc(), F("last_seen").desc())
