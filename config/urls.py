"""All addresses of the site. /healthz and /readyz are answered earlier, in config.middleware."""

from django.contrib import admin
from django.urls import include, path

admin.site.site_header = "Verdict"
admin.site.site_title = "Verdict"
admin.site.index_title = "Write and check"

urlpatterns = [
    path("admin/", admin.site.urls),
    path("", include("diagnostics.urls")),
    path("", include("kb.urls")),
]
