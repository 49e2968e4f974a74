"""How staff write: articles in reading order, with preview, publishing rules, history and restore."""

from collections.abc import Iterable
from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.template.defaultfilters import date
from django.utils import timezone

from .articleinlines import INLINES
from .articlepages import ArticlePages
from .discretion import without_keys
from .draftpages import DraftPages, is_restored
from .drafts import Kind
from .figures import COUNTS, OF_PRESENT_ADVICE
from .flagging import FlagAdmin, FlagPages
from .forms import ArticleForm
from .formtext import data_of, text_of
from .history import record_snapshot
from .models import Article, ArticleDraft, Product, SearchMiss, Topic, Vote
from .models.articles import RENDERED
from .publishing import may_change
from .querysets import LONG_FIELDS

__all__ = ["ArticleAdmin", "FlagAdmin"]

DAY = "j M Y"
LATELY = 30  # days over which use is counted


class FreshnessFilter(admin.SimpleListFilter):
    """Which articles are to be checked again."""

    title = "verification"
    parameter_name = "verification"

    def lookups(self, request: HttpRequest, model_admin: admin.ModelAdmin) -> list[tuple[str, str]]:
        return [("stale", "Check again"), ("never", "Never verified")]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        if self.value() == "stale":
            return queryset.stale()  # type: ignore[attr-defined]
        return queryset.filter(verifications=None) if self.value() == "never" else queryset


class AdviceFilter(admin.SimpleListFilter):
    """Whether what was said was said of the advice that the article gives now."""

    title = "advice"
    parameter_name = "advice"

    def lookups(self, request: HttpRequest, model_admin: admin.ModelAdmin) -> Iterable[tuple[str, str]]:
        return (("present", "Present"), ("former", "Changed since"))

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        if self.value() == "present":
            return queryset.filter(OF_PRESENT_ADVICE)
        return queryset.exclude(OF_PRESENT_ADVICE) if self.value() == "former" else queryset


@admin.register(Article)
class ArticleAdmin(DraftPages, FlagPages, ArticlePages):
    """The editor's desk."""

    form = ArticleForm
    drafts = Kind(ArticleDraft, "article", data_of, text_of, lambda text: without_keys(text)[0])
    change_form_template = "admin/kb/article/change_form.html"
    inlines = INLINES
    list_display = (
        *("title", "confidence", "audience", "read_lately", "reused_lately"),
        *("changed", "check_again"),
    )
    list_filter = ("confidence", "audience", FreshnessFilter, "topics", "products")
    search_fields = ("title", "slug", "signatures__text", "short_answer")
    search_help_text = "Title, address, error signature or short answer"
    readonly_fields = ("created", "updated", "published", "helped")
    fieldsets = (
        (None, {"fields": ("title", "slug", "short_answer", "seen_version")}),
        ("What happens", {"fields": ("issue", "environment", "steps", "current_behaviour", "expected_behaviour")}),
        ("Why, and what to do", {"fields": ("cause", "resolution", "verification_steps")}),
        ("What to beware of", {"fields": ("cannot_be_seen", "wrong_advice")}),
        ("Where it stands", {"fields": ("topics", "products")}),
        (
            "Publishing",
            {
                "fields": (
                    ("confidence", "audience"),
                    ("fixed_in", "withdrawn"),
                    ("created", "updated", "published"),
                    "helped",
                ),
                "description": "Published or validated: with issue, resolution, a source and a verification record.",
            },
        ),
    )

    @admin.display(description="changed", ordering="updated")
    def changed(self, article: Article) -> str:
        return date(article.updated, DAY)

    @admin.display(description="check again", ordering="verified_until")
    def check_again(self, article: Article) -> str:
        """By when; of what is late, since when."""
        day = article.verified_until
        if day is None:
            return "never verified"
        return f"late since {date(day, DAY)}" if article.is_stale else date(day, DAY)

    @admin.display(description="helped")
    def helped(self, article: Article) -> str:
        """Say what readers said of its advice of today and, apart from it, of what it advised before."""
        votes = article.votes.aggregate(**COUNTS) if article.pk else {"all": 0}
        if not votes["all"]:
            return "Nobody has said yet."
        said = f"{votes['yes']} of {votes['now']} readers"
        if votes["all"] == votes["now"]:
            return said
        before = f"{votes['all_yes'] - votes['yes']} of {votes['all'] - votes['now']}"
        return f"{said} since its advice was changed in version {article.advice_version}; {before} before"

    @admin.display(description=f"read ({LATELY} d)", ordering="views")
    def read_lately(self, article: Article) -> int:
        return article.views  # type: ignore[attr-defined]

    @admin.display(description=f"reused ({LATELY} d)", ordering="checks")
    def reused_lately(self, article: Article) -> int:
        """Reports that led to it: what KCS calls reuse."""
        return article.checks  # type: ignore[attr-defined]

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        found = super().get_queryset(request).with_verified_until()
        is_list = request.resolver_match is not None and request.resolver_match.url_name == "kb_article_changelist"
        # A list shows no long text; sorting ten thousand of them would move megabytes.
        return found.defer(*LONG_FIELDS, *RENDERED).with_use(LATELY) if is_list else found

    def get_form(self, request: HttpRequest, obj: Article | None = None, change: bool = False, **kwargs: Any) -> Any:
        """Let the form know who edits: not everybody may validate or publish."""
        form = super().get_form(request, obj, change, **kwargs)
        return type("ArticleForm", (form,), {"user": request.user, "is_restored": is_restored(request)})

    def has_change_permission(self, request: HttpRequest, obj: Article | None = None) -> bool:
        """Show a public article to who may not publish, without letting it be changed."""
        return super().has_change_permission(request, obj) and (obj is None or may_change(request.user, obj))

    def get_prepopulated_fields(self, request: HttpRequest, obj: Article | None = None) -> dict[str, Iterable[str]]:
        return {} if obj else {"slug": ("title",)}

    def view_on_site(self, obj: Article) -> str:
        return obj.get_absolute_url()

    def save_model(self, request: HttpRequest, obj: Article, form: ArticleForm, change: bool) -> None:
        """Save the article with today's date, unless nothing in it was changed."""
        if not change or form.has_changed():
            obj.updated = max(timezone.localdate(), obj.created)
            super().save_model(request, obj, form, change)

    def save_related(self, request: HttpRequest, form: ArticleForm, formsets: list, change: bool) -> None:
        """Save what belongs to it; a changed source is a new version of the article too, so history shows it."""
        super().save_related(request, form, formsets, change)
        around = any(formset.has_changed() for formset in formsets)
        if around and change and not form.has_changed():
            form.instance.updated = max(timezone.localdate(), form.instance.created)
            super().save_model(request, form.instance, form, change)
        if around or not change or form.has_changed():
            record_snapshot(form.instance)


@admin.register(Topic)
class TopicAdmin(admin.ModelAdmin):
    list_display = ("title", "slug", "position")
    prepopulated_fields = {"slug": ("title",)}  # noqa: RUF012


@admin.register(Product)
class ProductAdmin(admin.ModelAdmin):
    list_display = ("title", "slug", "position")
    prepopulated_fields = {"slug": ("title",)}  # noqa: RUF012


@admin.register(SearchMiss)
class SearchMissAdmin(admin.ModelAdmin):
    """What readers looked for in vain; an entry is deleted once it is dealt with."""

    list_display = ("query", "count", "first_seen", "last_seen")
    ordering = ("-count", "-last_seen")
    search_fields = ("query",)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: SearchMiss | None = None) -> bool:
        return False


@admin.register(Vote)
class VoteAdmin(admin.ModelAdmin):
    """What readers said of articles; read, and deleted once it is dealt with."""

    list_display = ("day", "article", "read", "helped", "reason", "comment")
    list_filter = (AdviceFilter, "helped", "reason", "day")
    search_fields = ("article__title", "article__slug", "comment")
    ordering = ("-day", "-pk")

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        """Fetch of an article its title: its texts would be sorted along with the votes."""
        own = [field.name for field in Vote._meta.concrete_fields]
        shown = ("article__title", "article__advice_version")
        return super().get_queryset(request).select_related("article").only(*own, *shown)

    @admin.display(description="revision", ordering="revision")
    def read(self, vote: Vote) -> str:
        """The revision that was read, and whether it gave another advice than the article gives now."""
        is_present = vote.revision >= vote.article.advice_version
        return str(vote.revision) if is_present else f"{vote.revision} (former)"

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Vote | None = None) -> bool:
        return False
