"""Addresses of the check and of the rules."""

from django.urls import URLPattern

app_name = "diagnostics"

urlpatterns: list[URLPattern] = []
