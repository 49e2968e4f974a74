"""Former versions of a thing that staff write: each shown, any two compared, one restored with one click.

What django-simple-history offers instead saves a form that it fills from a former version, and asks on that way only
whether somebody may see the thing, not whether they may change it.
"""

from typing import Any

from django.contrib import messages
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import models
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from simple_history.admin import SimpleHistoryAdmin

from .differences import difference
from .history import with_former


class VersionPages(SimpleHistoryAdmin):
    """The versions of a model whose history counts them in `version`."""

    object_history_template = "admin/versions/history.html"
    object_history_list_template = "admin/versions/list.html"

    def text_of(self, entry: Any) -> str:
        """Return a version as one text; empty where it was kept without one."""
        raise NotImplementedError

    def restore(self, request: HttpRequest, thing: Any, former: Any) -> None:
        """Make the thing what a former version was; raise ValidationError with the reason where it may not be that."""
        raise NotImplementedError

    def get_urls(self) -> list[URLPattern]:
        view, name = self.admin_site.admin_view, f"{self.opts.app_label}_{self.opts.model_name}"
        return [
            path("<int:pk>/compare/", view(self.compare_view), name=f"{name}_compare"),
            path("<int:pk>/restore/<int:entry>/", view(self.restore_view), name=f"{name}_restore"),
            *super().get_urls(),
        ]

    def history_form_view(
        self, request: HttpRequest, object_id: str, version_id: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Show a former version, what it changed, and the button that restores it."""
        thing = self._viewed(request, self._key(object_id))
        entry = get_object_or_404(thing.history, pk=self._key(version_id))
        before = entry.prev_record
        context = {
            "title": f"Version {entry.version}: {entry.title}",
            "entries": (entry,),
            "difference": difference(self.text_of(before) if before else "", self.text_of(entry), "before", "after"),
            "whole": self.text_of(entry),
            **(extra_context or {}),
        }
        return self._page(request, thing, "admin/versions/version.html", context)

    def compare_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Show how any two versions differ, whichever was named first."""
        thing = self._viewed(request, pk)
        keys = [request.GET.get(name, "") for name in ("from", "to")]
        if not all(key.isascii() and key.isdigit() and len(key) < 12 for key in keys):
            return HttpResponseRedirect(reverse(f"admin:{self._name}_history", args=(pk,)))
        old, new = sorted((get_object_or_404(thing.history, pk=key) for key in keys), key=lambda entry: entry.pk)
        names = (f"version {old.version}", f"version {new.version}")
        context = {
            "title": f"Versions {old.version} and {new.version} compared",
            "entries": (new, old),
            "difference": difference(self.text_of(old), self.text_of(new), *names),
        }
        return self._page(request, thing, "admin/versions/version.html", context)

    def restore_view(self, request: HttpRequest, pk: int, entry: int) -> HttpResponse:
        """Make a former version the newest one, and say so; nothing of the history is lost."""
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        thing = get_object_or_404(self.model, pk=pk)
        if not self.has_change_permission(request, thing):
            raise PermissionDenied
        former = get_object_or_404(thing.history, pk=entry)
        try:
            self.restore(request, thing, former)
        except ValidationError as error:
            said = " ".join(error.messages)
            self.message_user(request, f"Version {former.version} could not be restored: {said}", messages.ERROR)
        else:
            self.log_change(request, thing, f"Restored version {former.version}.")
            self.message_user(request, f"Version {former.version} is restored.", messages.SUCCESS)
        return HttpResponseRedirect(reverse(f"admin:{self._name}_change", args=(pk,)))

    def history_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """List the versions; whoever may change the thing finds the button that restores one."""
        self._key(object_id)  # for its refusal
        thing = self.get_object(request, object_id)
        may = thing is not None and self.has_change_permission(request, thing)
        compare = reverse(f"admin:{self._name}_compare", args=(object_id,)) if thing is not None else ""
        context = {"may_restore": may, "compare_url": compare, **(extra_context or {})}
        return super().history_view(request, object_id, context)

    def set_history_delta_changes(
        self, request: HttpRequest, historical_records: Any, foreign_keys_are_objs: bool = True
    ) -> None:
        """Give each entry of the history the diff of its text, instead of a list of columns, and its way back."""
        for entry, before in with_former(historical_records):
            entry.difference = difference(
                self.text_of(before) if before else "", self.text_of(entry), "before", "after"
            )
            self._lead_back(entry)

    @property
    def _name(self) -> str:
        return f"{self.opts.app_label}_{self.opts.model_name}"

    def _lead_back(self, entry: Any) -> None:
        """Give an entry the address that restores it, if there is something to restore."""
        has_text = bool(self.text_of(entry))
        address = reverse(f"admin:{self._name}_restore", args=(entry.id, entry.pk)) if has_text else ""
        entry.restore_url = address

    def _key(self, text: str) -> Any:
        """Return the key that an address names, or raise Http404: django-simple-history would raise ValueError."""
        try:
            return self.opts.pk.to_python(unquote(text))
        except ValidationError as error:
            raise Http404 from error

    def _viewed(self, request: HttpRequest, pk: object) -> Any:
        thing: models.Model = get_object_or_404(self.model, pk=pk)
        if not self.has_view_or_change_permission(request, thing):
            raise PermissionDenied
        return thing

    def _page(self, request: HttpRequest, thing: Any, template: str, context: dict[str, Any]) -> HttpResponse:
        for entry in context["entries"]:
            self._lead_back(entry)
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "original": thing,
            "may_restore": self.has_change_permission(request, thing),
            **context,
        }
        return TemplateResponse(request, template, context)
