"""Choose between a whole page and a fragment: the only place that reads htmx's headers."""

from collections.abc import Mapping

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.cache import patch_vary_headers

HTMX_HEADERS = ("HX-Request", "HX-Boosted", "HX-History-Restore-Request")
_AS_RECEIVED = tuple(f"HTTP_{name.upper().replace('-', '_')}" for name in HTMX_HEADERS)


def is_from_htmx(request: HttpRequest) -> bool:
    """Say whether htmx sent this, before its middleware has looked; such an answer is its own."""
    return any(name in request.META for name in _AS_RECEIVED)


def wants_fragment(request: HttpRequest) -> bool:
    """Say whether htmx will swap the answer into a page that is already shown."""
    htmx = request.htmx  # type: ignore[attr-defined]
    return bool(htmx) and not htmx.boosted and not htmx.history_restore_request


def page_or_fragment(
    request: HttpRequest, page: str, fragment: str, context: Mapping[str, object], *, status: int = 200
) -> HttpResponse:
    """Render `fragment` for an htmx swap and `page` for everything else; caches keep the two apart."""
    template = fragment if wants_fragment(request) else page
    response = render(request, template, dict(context), status=status)
    patch_vary_headers(response, HTMX_HEADERS)
    return response
