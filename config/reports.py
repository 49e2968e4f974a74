"""Error reports (mails, and pages under DEBUG) that hold nothing of what a person pasted."""

from collections.abc import ItemsView
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.views.debug import ExceptionReporter, SafeExceptionReporterFilter

KEPT_META = {"REQUEST_METHOD", "PATH_INFO", "CONTENT_TYPE", "CONTENT_LENGTH", "SERVER_NAME", "SERVER_PORT", "HTTP_HOST"}


class DiscreetFilter(SafeExceptionReporterFilter):
    """Drop form fields and the variables of frames; keep the few headers that carry no text of a person."""

    def is_active(self, request: HttpRequest | None) -> bool:
        return True

    def get_post_parameters(self, request: HttpRequest | None) -> dict[str, Any]:
        return {}

    def get_safe_request_meta(self, request: HttpRequest) -> dict[str, Any]:
        return {key: value for key, value in request.META.items() if key in KEPT_META}

    def get_safe_cookies(self, request: HttpRequest) -> dict[str, Any]:
        return {}

    def get_traceback_frame_variables(self, request: HttpRequest | None, tb_frame: Any) -> ItemsView[str, Any]:
        return {}.items()


class DiscreetReporter(ExceptionReporter):
    """Report the type of an exception and its places; its words (but for DEBUG), the query and the body stay out."""

    def get_traceback_data(self) -> dict[str, Any]:
        data = super().get_traceback_data()
        dropped = ("request_GET_items", "request_COOKIES_items", "request_FILES_items", "filtered_POST_items")
        data.update(dict.fromkeys(dropped, ()))
        data["unicode_hint"] = ""
        if "exception_value" in data and not settings.DEBUG:
            data["exception_value"] = "(its words are left out: they may quote what a person sent)"
        for frame in data["frames"]:
            # The chain of causes is told by type, for the same reason.
            frame["exc_cause"] = type(frame["exc_cause"]).__name__ if frame.get("exc_cause") else None
        if self.request is not None:
            data["request_insecure_uri"] = self.request.path
        return data
