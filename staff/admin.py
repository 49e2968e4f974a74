"""People and the audit trail in the admin."""

from __future__ import annotations

from typing import Any

from django.contrib import admin, messages
from django.contrib.auth import get_user_model
from django.contrib.auth.admin import UserAdmin
from django.core.exceptions import PermissionDenied
from django.db.models import Exists, OuterRef, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django_otp.plugins.otp_static.models import StaticDevice
from django_otp.plugins.otp_totp.models import TOTPDevice

from . import secondfactor
from .models import AuditEntry

# Their own admin pages show secrets, and let a device be changed without a word in the trail.
for device in (TOTPDevice, StaticDevice):
    if admin.site.is_registered(device):
        admin.site.unregister(device)
if admin.site.is_registered(get_user_model()):
    admin.site.unregister(get_user_model())


@admin.register(get_user_model())
class PersonAdmin(UserAdmin):
    """Django's page of a user, with the second factor."""

    change_form_template = "admin/staff/person_change_form.html"
    list_display = ("username", "email", "is_active", "is_staff", "is_superuser", "has_second_factor")
    # Facts, not for editing; and Django gives the boxes of a day and a time no label of their own.
    readonly_fields = ("last_login", "date_joined")

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        device = TOTPDevice.objects.filter(user=OuterRef("pk"), confirmed=True)
        return super().get_queryset(request).annotate(has_device=Exists(device))

    @admin.display(description="second factor", boolean=True, ordering="has_device")
    def has_second_factor(self, person: Any) -> bool:
        return bool(person.has_device)

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(self.reset_view)
        return [path("<int:pk>/reset-second-factor/", view, name="reset_second_factor"), *super().get_urls()]

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        person = kwargs.get("obj")
        may = person is not None and person.has_device and secondfactor.may_reset(request.user, person)
        return super().render_change_form(request, context | {"may_reset": may}, *args, **kwargs)

    def reset_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Ask, then take somebody's second factor away; it stands in the audit trail."""
        person = get_object_or_404(get_user_model(), pk=pk)
        if not secondfactor.may_reset(request.user, person):
            raise PermissionDenied
        if request.method == "POST":
            if secondfactor.reset(person):
                messages.success(request, f"{person} sets up a new second factor at the next log-in.")
            return HttpResponseRedirect(reverse("admin:auth_user_change", args=(pk,)))
        context = {
            **self.admin_site.each_context(request),
            "title": "Reset the second factor",
            "opts": self.opts,
            "original": person,
        }
        return TemplateResponse(request, "admin/staff/reset_second_factor.html", context)


@admin.register(AuditEntry)
class AuditEntryAdmin(admin.ModelAdmin):
    """What was decided, by whom and when; to be read only."""

    list_display = ("at", "who", "act", "kind", "subject", "before", "after")
    list_display_links = None
    list_filter = ("act", "kind", "at")
    search_fields = ("actor", "subject", "before", "after")
    search_help_text = "Who, of what, before or after"
    list_per_page = 50
    show_full_result_count = False

    @admin.display(description="who", ordering="actor")
    def who(self, entry: AuditEntry) -> str:
        return entry.actor or "a command"

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: AuditEntry | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: AuditEntry | None = None) -> bool:
        return False
