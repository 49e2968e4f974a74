"""What staff see of an article beside its form: the preview, and its versions as files."""

from dataclasses import replace
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import get_object_or_404, render
from django.urls import URLPattern, path
from django.utils import timezone
from django.views.decorators.cache import never_cache

from . import articlefile
from .importing import write_article
from .models import Article
from .preview import preview_context
from .publishing import not_licensed
from .versions import VersionPages

WHOLE, BESIDE = "admin/kb/article/preview.html", "admin/kb/article/_beside.html"


class ArticlePages(VersionPages):
    """The pages around an article's form."""

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view
        beside = {"template": BESIDE}
        return [
            path("add/preview/", view(self.preview_view), name="kb_article_add_preview"),
            path("add/preview/beside/", view(self.preview_view), beside, name="kb_article_add_beside"),
            path("<int:pk>/preview/", view(self.preview_view), name="kb_article_preview"),
            path("<int:pk>/preview/beside/", view(self.preview_view), beside, name="kb_article_beside"),
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

    def text_of(self, entry: Any) -> str:
        """Return a version as the article's file, sources and records included."""
        return entry.snapshot

    def restore(self, request: HttpRequest, thing: Any, former: Any) -> None:
        """Write the former file into the article, if this person may publish or validate what it says."""
        try:
            file = articlefile.parse(former.snapshot)
        except articlefile.ArticleFileError as error:
            raise ValidationError(str(error)) from None
        with transaction.atomic():
            article = Article.objects.select_for_update().get(pk=thing.pk)
            after = Article(confidence=file.confidence, audience=file.audience)
            if refused := not_licensed(request.user, article, after):
                raise ValidationError(list(refused.values()))
            file = replace(file, updated=max(timezone.localdate(), file.created))
            write_article(file, article, reason=f"version {former.version} restored", keep_aliases=True)
