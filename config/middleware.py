"""What happens around every request: health, addresses, one log line, headers."""

import logging
import secrets
import time
from collections.abc import Callable
from ipaddress import ip_address

from django.conf import settings
from django.http import HttpRequest, HttpResponseForbidden
from django.http.response import HttpResponseBase

from .health import healthz, readyz
from .logs import request_id

GetResponse = Callable[[HttpRequest], HttpResponseBase]
HEALTH = {"/healthz": healthz, "/readyz": readyz}
# Features that no page uses.
PERMISSIONS = "camera=(), geolocation=(), microphone=(), payment=(), usb=(), interest-cohort=(), browsing-topics=()"

requests = logging.getLogger("verdict.requests")


def health(get_response: GetResponse) -> GetResponse:
    """Answer /healthz and /readyz before anything else: a probe comes by address, without a host name or HTTPS."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        view = HEALTH.get(request.path)
        return view(request) if view else get_response(request)

    return middleware


def forwarded(get_response: GetResponse) -> GetResponse:
    """Put the reader's address into REMOTE_ADDR when trusted proxies stand in front.

    With PROXIES = n, the n-th address from the right of X-Forwarded-For was written by a proxy of ours; what stands
    left of it was sent by the reader and may be made up.
    """

    def middleware(request: HttpRequest) -> HttpResponseBase:
        if settings.PROXIES:
            chain = [part.strip() for part in request.META.get("HTTP_X_FORWARDED_FOR", "").split(",")]
            if len(chain) >= settings.PROXIES and _is_address(chain[-settings.PROXIES]):
                request.META["REMOTE_ADDR"] = chain[-settings.PROXIES]
        return get_response(request)

    return middleware


def this_machine_only(get_response: GetResponse) -> GetResponse:
    """Refuse other machines in development, whatever host name they claim."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        address = request.META.get("REMOTE_ADDR", "")
        # A Unix socket has no address; who can open it is on this machine.
        if address and not (_is_address(address) and ip_address(address.partition("%")[0]).is_loopback):
            return HttpResponseForbidden(
                "This is a development server: it answers to its own machine only.\n"
                "Set SECRET_KEY and ALLOWED_HOSTS to serve others (README.md, Deploy).\n",
                content_type="text/plain; charset=utf-8",
            )
        return get_response(request)

    return middleware


def request_log(get_response: GetResponse) -> GetResponse:
    """Write one line a request: method, path, status, time; never the query or the body, where people paste keys."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        token = request_id.set(secrets.token_hex(4))
        began = time.perf_counter()
        try:
            response = get_response(request)
            response["X-Request-ID"] = request_id.get()
            spent = (time.perf_counter() - began) * 1000
            # The address of a kept page is our own: it was found before, with nothing foreign in it.
            ours = {"is_ours": getattr(response, "is_kept", False)}
            requests.info("%s %s %d %.0f ms", request.method, request.path, response.status_code, spent, extra=ours)
            return response
        finally:
            request_id.reset(token)

    return middleware


def security_headers(get_response: GetResponse) -> GetResponse:
    """Add the two security headers that Django does not set."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        response = get_response(request)
        response.setdefault("Permissions-Policy", PERMISSIONS)
        response.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        return response

    return middleware


def _is_address(text: str) -> bool:
    try:
        ip_address(text.partition("%")[0])
    except ValueError:
        return False
    return True
