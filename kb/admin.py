"""How staff write: articles in reading order, with preview, publishing rules, history and restore."""

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import models, transaction
from django.db.models import QuerySet
from django.forms import BaseInlineFormSet
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from simple_history.admin import SimpleHistoryAdmin

from . import articlefile
from .forms import ArticleForm
from .history import changes_of, record_snapshot
from .importing import write_article
from .models import Article, ErrorSignature, FormerSlug, Product, SearchMiss, Source, Topic, VerificationRecord, Vote
from .preview import preview_context
from .publishing import may_change
from .search.signatures import normalise


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


class SignatureFormSet(BaseInlineFormSet):
    """The signatures of an article."""

    def clean(self) -> None:
        """Refuse two that are the same but for signs and capitals: what they are compared by."""
        super().clean()
        seen: set[str] = set()
        for form in self.forms:
            words = normalise(form.cleaned_data.get("text") or "") if form.is_valid() else ""
            if words and not form.cleaned_data.get("DELETE"):
                if words in seen:
                    form.add_error("text", "This message stands here twice; signs and capitals make no difference.")
                seen.add(words)


class SignatureInline(admin.TabularInline):
    model = ErrorSignature
    formset = SignatureFormSet
    extra = 1
    fields = ("text", "position")


class SourceInline(admin.StackedInline):
    model = Source
    extra = 0
    formfield_overrides = {models.URLField: {"assume_scheme": "https"}}  # noqa: RUF012
    fields = ("what", "url", ("date", "archived"), "position")


class VerificationInline(admin.StackedInline):
    model = VerificationRecord
    extra = 0
    fields = (("by", "how", "version"), ("on", "until", "position"), "what")


class FormerSlugInline(admin.TabularInline):
    model = FormerSlug
    extra = 0
    fields = ("slug",)


@admin.register(Article)
class ArticleAdmin(SimpleHistoryAdmin):
    """The editor's desk."""

    form = ArticleForm
    change_form_template = "admin/kb/article/change_form.html"
    object_history_list_template = "admin/kb/article/history_list.html"
    inlines = (SignatureInline, SourceInline, VerificationInline, FormerSlugInline)
    list_display = ("title", "confidence", "audience", "updated", "verified_until", "is_stale")
    list_filter = ("confidence", "audience", FreshnessFilter, "topics", "products")
    search_fields = ("title", "slug", "signatures__text", "short_answer")
    search_help_text = "Title, address, error signature or short answer"
    readonly_fields = ("created", "updated", "published")
    save_on_top = True
    fieldsets = (
        (None, {"fields": ("title", "slug", "short_answer", "seen_version")}),
        ("What happens", {"fields": ("issue", "environment", "steps", "current_behaviour", "expected_behaviour")}),
        ("Why, and what to do", {"fields": ("cause", "resolution", "verification_steps")}),
        ("What to beware of", {"fields": ("cannot_be_seen", "wrong_advice")}),
        ("Where it stands", {"fields": ("topics", "products")}),
        (
            "Publishing",
            {
                "fields": (("confidence", "audience"), ("created", "updated", "published")),
                "description": "Published or validated: with issue, resolution, a source and a verification record.",
            },
        ),
    )

    @admin.display(description="verified until", ordering="verified_until")
    def verified_until(self, article: Article) -> object:
        return article.verified_until

    @admin.display(description="fresh", boolean=True)
    def is_stale(self, article: Article) -> bool | None:
        return None if article.verified_until is None else not article.is_stale

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        return super().get_queryset(request).with_verified_until()

    def get_form(self, request: HttpRequest, obj: Article | None = None, change: bool = False, **kwargs: Any) -> Any:
        """Let the form know who edits: not everybody may validate or publish."""
        form = super().get_form(request, obj, change, **kwargs)
        return type("ArticleForm", (form,), {"user": request.user})

    def has_change_permission(self, request: HttpRequest, obj: Article | None = None) -> bool:
        """Show a public article to who may not publish, without letting it be changed."""
        return super().has_change_permission(request, obj) and (obj is None or may_change(request.user, obj))

    def get_prepopulated_fields(self, request: HttpRequest, obj: Article | None = None) -> dict[str, Iterable[str]]:
        return {} if obj else {"slug": ("title",)}

    def view_on_site(self, obj: Article) -> str:
        return obj.get_absolute_url()

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view
        return [
            path("add/preview/", view(self.preview_view), name="kb_article_add_preview"),
            path("<int:pk>/preview/", view(self.preview_view), name="kb_article_preview"),
            path("<int:pk>/restore/<int:entry>/", view(self.restore_view), name="kb_article_restore"),
            *super().get_urls(),
        ]

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

    def preview_view(self, request: HttpRequest, pk: int | None = None) -> HttpResponse:
        """Show what is in the form as the reader would see it; saves nothing."""
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        article = get_object_or_404(Article, pk=pk) if pk else Article()
        if not (self.has_change_permission(request, article) if pk else self.has_add_permission(request)):
            raise PermissionDenied
        form = self.get_form(request, article if pk else None)(request.POST, instance=article)
        formsets, _ = self._create_formsets(request, article, change=bool(pk))
        return never_cache(render)(request, "admin/kb/article/preview.html", preview_context(form, formsets))

    def history_form_view(
        self, request: HttpRequest, object_id: str, version_id: str, extra_context: dict[str, object] | None = None
    ) -> HttpResponse:
        """Show a former version, what it changed, and the button that restores it."""
        article = get_object_or_404(Article, pk=object_id)
        if not self.has_view_or_change_permission(request, article):
            raise PermissionDenied
        entry = get_object_or_404(article.history, pk=version_id)
        context = {
            **self.admin_site.each_context(request),
            "title": f"Version {entry.version}: {entry.title}",
            "opts": self.opts,
            "original": article,
            "entry": entry,
            "difference": changes_of(entry),
            "may_restore": self.has_change_permission(request, article) and entry.version != article.version,
            **(extra_context or {}),
        }
        return TemplateResponse(request, "admin/kb/article/version.html", context)

    def restore_view(self, request: HttpRequest, pk: int, entry: int) -> HttpResponse:
        """Make a former version, sources and records included, the newest one; nothing of the history is lost."""
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        article = get_object_or_404(Article, pk=pk)
        if not self.has_change_permission(request, article):
            raise PermissionDenied
        former = get_object_or_404(article.history, pk=entry)
        try:
            file = articlefile.parse(former.snapshot)
            file = replace(file, updated=max(timezone.localdate(), file.created))
            with transaction.atomic():
                article = Article.objects.select_for_update().get(pk=pk)
                write_article(file, article, reason=f"version {former.version} restored", keep_aliases=True)
        except (articlefile.ArticleFileError, ValidationError) as error:
            self.message_user(request, f"Version {former.version} could not be restored: {error}", messages.ERROR)
        else:
            self.log_change(request, article, f"Restored version {former.version}.")
            self.message_user(request, f"Version {former.version} is restored.", messages.SUCCESS)
        return HttpResponseRedirect(reverse("admin:kb_article_change", args=(pk,)))

    def set_history_delta_changes(
        self, request: HttpRequest, historical_records: Any, foreign_keys_are_objs: bool = True
    ) -> None:
        """Give each entry of the history its diff of the whole article, instead of a list of columns."""
        for entry in historical_records:
            entry.difference = changes_of(entry)


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

    list_display = ("day", "article", "revision", "helped", "reason", "comment")
    list_filter = ("helped", "reason", "day")
    list_select_related = ("article",)
    search_fields = ("article__title", "article__slug", "comment")
    ordering = ("-day", "-pk")

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Vote | None = None) -> bool:
        return False
