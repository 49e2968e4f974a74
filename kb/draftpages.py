"""The addresses to which a form of staff sends what is typed, so that a lost session or window costs nothing."""

from typing import Any, ClassVar

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed, HttpResponseRedirect, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import get_object_or_404
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from simple_history.admin import SimpleHistoryAdmin

from . import drafts

RESTORE = "_draft"  # the field that asks for the form as a draft has it


class DraftPages(SimpleHistoryAdmin):
    """The drafts of a form, of the kind that the subclass names; the form is a DraftableForm."""

    drafts: ClassVar[drafts.Kind]

    def get_urls(self) -> list[URLPattern]:
        view, name = self.admin_site.admin_view, self._named
        return [
            path("add/draft/", view(self.draft_view), name=name("add_draft")),
            path("<int:pk>/draft/", view(self.draft_view), name=name("draft")),
            path("draft/<str:key>/discard/", view(self.discard_view), name=name("draft_discard")),
            *super().get_urls(),
        ]

    def _named(self, page: str) -> str:
        return f"{self.opts.app_label}_{self.opts.model_name}_{page}"

    def draft_view(self, request: HttpRequest, pk: int | None = None) -> HttpResponse:
        """POST: keep what the form holds, and say when. GET: the token of this session, as JSON.

        A log-in changes the token, so a form that was opened before it asks for the new one here.
        """
        thing = get_object_or_404(self.model, pk=pk) if pk else None
        if not (self.has_change_permission(request, thing) if thing else self.has_add_permission(request)):
            raise PermissionDenied
        if request.method == "GET":
            return JsonResponse({"token": get_token(request)})
        if request.method != "POST":
            return HttpResponseNotAllowed(["GET", "POST"])
        key = request.POST.get(drafts.KEY, "")
        if not drafts.is_key(key):
            return JsonResponse({"fault": "The form names no draft."}, status=400)
        draft = drafts.keep(self.drafts, request.user, thing, key, dict(request.POST.lists()))
        return JsonResponse({"saved": f"{timezone.localtime(draft.saved):%H:%M}"})

    def discard_view(self, request: HttpRequest, key: str) -> HttpResponse:
        """Delete a draft of one's own, and go back to the form."""
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        draft = get_object_or_404(self.drafts.table, user=request.user, key=key)
        pk = getattr(draft, f"{self.drafts.of}_id")
        draft.delete()
        page, args = ("change", (pk,)) if pk else ("add", ())
        return HttpResponseRedirect(reverse(f"admin:{self._named(page)}", args=args))

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """Offer the drafts that were left behind; filled with one, the form is shown and nothing is saved."""
        key = request.POST.get(drafts.KEY, "")
        if RESTORE in request.POST:
            key = request.POST[RESTORE]
            of = {self.drafts.of: object_id}
            draft = get_object_or_404(self.drafts.table, user=request.user, key=key, **of)
            request.POST = drafts.as_post(draft)  # type: ignore[assignment]
            request.restored_draft = draft  # type: ignore[attr-defined]
        thing = self.get_object(request, object_id) if object_id else None
        context = {
            "draft_key": key if drafts.is_key(key) else drafts.new_key(),
            "restored": is_restored(request),
            "offers": drafts.offers(self.drafts, request.user, thing) if request.method == "GET" else [],
        }
        return super().changeform_view(request, object_id, form_url, {**context, **(extra_context or {})})

    def save_related(self, request: HttpRequest, form: Any, formsets: list, change: bool) -> None:
        """What is saved needs no draft any more."""
        super().save_related(request, form, formsets, change)
        drafts.forget(self.drafts, request.user, request.POST.get(drafts.KEY, ""))

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        """Judge nothing in a draft that has only just been fetched."""
        if is_restored(request):
            context["errors"] = []
            for inline in context["inline_admin_formsets"]:
                inline.formset._errors = [{} for _ in inline.formset.forms]
                inline.formset._non_form_errors = []
                for form in inline.formset.forms:
                    form._errors = {}
        return super().render_change_form(request, context, *args, **kwargs)


def is_restored(request: HttpRequest) -> bool:
    """Tell whether the form is to show a draft."""
    return hasattr(request, "restored_draft")
