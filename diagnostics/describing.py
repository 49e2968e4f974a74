"""The description of what programs may ask for: `/api/openapi.json`, the file openapi.json beside this module."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path

from django.http import HttpRequest, JsonResponse
from django.views.decorators.http import require_safe

_FILE = Path(__file__).with_name("openapi.json")


@require_safe
def openapi(request: HttpRequest) -> JsonResponse:
    """Give the description, with this site's own address in it."""
    described = _description() | {"servers": [{"url": request.build_absolute_uri("/").rstrip("/")}]}
    return JsonResponse(described, json_dumps_params={"ensure_ascii": False, "indent": 1})


@cache
def _description() -> dict[str, object]:
    return dict(json.loads(_FILE.read_text("utf-8")))
