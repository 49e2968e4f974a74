"""Django's admin site with a second step at log-in, and the pages of one's own log-in."""

from __future__ import annotations

from typing import Any

from django.contrib.admin import AdminSite, ShowFacets
from django.contrib.auth import REDIRECT_FIELD_NAME
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, URLResolver, path, reverse
from django.utils.decorators import method_decorator
from django.views.decorators.cache import never_cache


class StaffSite(AdminSite):
    """The admin. `staff.middleware` keeps out whose second factor is owed; this leads them to where it is given."""

    def register(self, *args: Any, **options: Any) -> None:
        """Register as usual, but offer no counts beside filters: each costs a query over the whole table."""
        super().register(*args, **options)
        for registered in self._registry.values():
            registered.show_facets = ShowFacets.NEVER  # type: ignore[misc]

    def get_urls(self) -> list[URLPattern | URLResolver]:
        from . import pages  # it needs models, and the admin is imported before them

        return [
            path("your-log-in/", self.admin_view(pages.your_log_in), name="your_log_in"),
            path("your-log-in/codes/", self.admin_view(pages.new_codes), name="second_factor_codes"),
            path("your-log-in/remove/", self.admin_view(pages.remove_factor), name="second_factor_remove"),
            path("your-log-in/end-sessions/", self.admin_view(pages.end_other_sessions), name="end_sessions"),
            # Also for who is only half logged in.
            path("login/set-up/", pages.set_up, name="second_factor_set_up"),
            path("login/verify/", pages.verify, name="second_factor_verify"),
            path("login/cancel/", pages.cancel, name="second_factor_cancel"),
            *super().get_urls(),
        ]

    @method_decorator(never_cache)
    def login(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """Ask for the password, or, of who gave it already, for the second factor."""
        from .middleware import half_logged_in
        from .pages import second_step

        if request.method == "GET" and (person := half_logged_in(request)):
            target = request.GET.get(REDIRECT_FIELD_NAME, "")
            return second_step(person, target or reverse("admin:index"))
        return super().login(request, extra_context)
