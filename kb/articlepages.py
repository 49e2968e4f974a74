"""What staff see of an article beside its form: the preview, former versions, any two compared, one restored."""

from dataclasses import replace
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from simple_history.admin import SimpleHistoryAdmin

from . import articlefile
from .articlefile import ArticleFile
from .differences import difference
from .history import change_between, changes_of, with_former
from .importing import write_article
from .models import Article
from .preview import preview_context
from .publishing import not_licensed

WHOLE, BESIDE = "admin/kb/article/preview.html", "admin/kb/article/_beside.html"


class ArticlePages(SimpleHistoryAdmin):
    """The pages around an article's form."""

    object_history_list_template = "admin/kb/article/history_list.html"

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view
        beside = {"template": BESIDE}
        return [
            path("add/preview/", view(self.preview_view), name="kb_article_add_preview"),
            path("add/preview/beside/", view(self.preview_view), beside, name="kb_article_add_beside"),
            path("<int:pk>/preview/", view(self.preview_view), name="kb_article_preview"),
            path("<int:pk>/preview/beside/", view(self.preview_view), beside, name="kb_article_beside"),
            path("<int:pk>/compare/", view(self.compare_view), name="kb_article_compare"),
            path("<int:pk>/restore/<int:entry>/", view(self.restore_view), name="kb_article_restore"),
            *super().get_urls(),
        ]

    def preview_view(self, request: HttpRequest, pk: int | None = None, template: str = WHOLE) -> HttpResponse:
        """Show what is in the form as the reader would see it, as a page or to stand beside it; saves nothing."""
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        article = get_object_or_404(Article, pk=pk) if pk else Article()
        if not (self.has_change_permission(request, article) if pk else self.has_add_permission(request)):
            raise PermissionDenied
        form = self.get_form(request, article if pk else None)(request.POST, instance=article)
        formsets, _ = self._create_formsets(request, article, change=bool(pk))
        return never_cache(render)(request, template, preview_context(form, formsets))

    def history_form_view(
        self, request: HttpRequest, object_id: str, version_id: str, extra_context: dict[str, object] | None = None
    ) -> HttpResponse:
        """Show a former version, what it changed, and the button that restores it."""
        article = self._viewed(request, object_id)
        entry = get_object_or_404(article.history, pk=version_id)
        context = {
            "title": f"Version {entry.version}: {entry.title}",
            "entry": entry,
            "difference": changes_of(entry),
            **(extra_context or {}),
        }
        return self._page(request, article, "admin/kb/article/version.html", context)

    def compare_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Show how any two versions differ, whichever was named first."""
        article = self._viewed(request, pk)
        keys = [request.GET.get(name, "") for name in ("from", "to")]
        if not all(key.isascii() and key.isdigit() and len(key) < 12 for key in keys):
            return HttpResponseRedirect(reverse("admin:kb_article_history", args=(pk,)))
        old, new = sorted((get_object_or_404(article.history, pk=key) for key in keys), key=lambda entry: entry.pk)
        names = (f"version {old.version}", f"version {new.version}")
        context = {
            "title": f"Versions {old.version} and {new.version} compared",
            "old": old,
            "new": new,
            "entries": (new, old),
            "difference": difference(old.snapshot, new.snapshot, *names),
        }
        return self._page(request, article, "admin/kb/article/compare.html", context)

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
            with transaction.atomic():
                article = Article.objects.select_for_update().get(pk=pk)
                self._require_licence(request, article, file)
                file = replace(file, updated=max(timezone.localdate(), file.created))
                write_article(file, article, reason=f"version {former.version} restored", keep_aliases=True)
        except (articlefile.ArticleFileError, ValidationError) as error:
            said = " ".join(error.messages) if isinstance(error, ValidationError) else str(error)
            self.message_user(request, f"Version {former.version} could not be restored: {said}", messages.ERROR)
        else:
            self.log_change(request, article, f"Restored version {former.version}.")
            self.message_user(request, f"Version {former.version} is restored.", messages.SUCCESS)
        return HttpResponseRedirect(reverse("admin:kb_article_change", args=(pk,)))

    def set_history_delta_changes(
        self, request: HttpRequest, historical_records: Any, foreign_keys_are_objs: bool = True
    ) -> None:
        """Give each entry of the history its diff of the whole article, instead of a list of columns."""
        for entry, before in with_former(historical_records):
            entry.difference = change_between(before, entry)

    def history_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """List the versions; whoever may change the article finds the button that restores one."""
        article = self.get_object(request, object_id)
        may = article is not None and self.has_change_permission(request, article)
        return super().history_view(request, object_id, {"may_restore": may, **(extra_context or {})})

    def _viewed(self, request: HttpRequest, pk: object) -> Article:
        article = get_object_or_404(Article, pk=pk)
        if not self.has_view_or_change_permission(request, article):
            raise PermissionDenied
        return article

    def _page(self, request: HttpRequest, article: Article, template: str, context: dict[str, Any]) -> HttpResponse:
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "original": article,
            "may_restore": self.has_change_permission(request, article),
            **context,
        }
        return TemplateResponse(request, template, context)

    @staticmethod
    def _require_licence(request: HttpRequest, before: Article, file: ArticleFile) -> None:
        """Refuse a restoration that would publish or validate what this person may not."""
        after = Article(confidence=file.confidence, audience=file.audience)
        if refused := not_licensed(request.user, before, after):
            raise ValidationError(list(refused.values()))
