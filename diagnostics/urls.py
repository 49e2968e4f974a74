"""Addresses of the check and of the rules."""

from django.urls import path

from . import api, case_pages, describing, live_pages, mended_pages, shared_pages, views
from .mcp.door import mcp

app_name = "diagnostics"

urlpatterns = [
    path("check/", views.check_page, name="check"),
    path("check/mended/", mended_pages.mended_page, name="mended"),
    path("check/share/", shared_pages.share_report, name="share"),
    path("check/cases/", case_pages.submit, name="case"),
    path("check/cases/<slug:reference>/delete/", case_pages.delete_case, name="case_delete"),
    path("check/r/<str:key>/", shared_pages.shared, name="shared"),
    path("check/r/<str:key>/delete/", shared_pages.shared_delete, name="shared_delete"),
    path("rules/", views.rules, name="rules"),
    path("rules/<slug:code>/", views.rule, name="rule"),
    path("rules/<slug:code>.toml", views.rule_file, name="rule_file"),
    path("live/", live_pages.live, name="live"),
    path("live.atom", live_pages.SpikeFeed(), name="live_feed"),
    path("live.json", live_pages.live_json, name="live_json"),
    path("api/check", api.check_api, name="api_check"),
    path("api/check/", api.check_api),  # typed with the slash that the pages have
    path("api/openapi.json", describing.openapi, name="openapi"),
    path("mcp", mcp, name="mcp"),
]
