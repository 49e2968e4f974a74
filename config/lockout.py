"""What somebody gets who typed too many wrong passwords: how long it lasts, for people and programs."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def paused(request: HttpRequest, *args: object) -> HttpResponse:
    """Answer 429; Retry-After is the whole pause, because how much of it is over concerns nobody."""
    context = {"failures": settings.AXES_FAILURE_LIMIT}
    response = render(request, "429.html", context, status=settings.AXES_HTTP_RESPONSE_CODE)
    response["Retry-After"] = str(round(settings.AXES_COOLOFF_TIME.total_seconds()))
    return response
