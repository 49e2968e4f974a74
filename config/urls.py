"""All addresses of the site. /healthz and /readyz are answered earlier, in config.middleware."""

from django.contrib import admin
from django.contrib.sitemaps.views import sitemap
from django.urls import include, path

from diagnostics.contenthealth import content_health
from diagnostics.sitemaps import CheckSitemap, RuleSitemap
from diagnostics.threadpages import from_thread
from kb.sitemaps import SITEMAPS

admin.site.site_header = "Verdict"
admin.site.site_title = "Verdict"
admin.site.index_title = "Write and check"

handler400 = "kb.refusals.not_understood"
handler403 = "kb.refusals.forbidden"
handler404 = "kb.missing.not_found"
handler500 = "kb.refusals.failed"

urlpatterns = [
    path("admin/kb/article/from-thread/", admin.site.admin_view(from_thread), name="article_from_thread"),
    path("admin/content-health/", admin.site.admin_view(content_health), name="content_health"),
    path("admin/", admin.site.urls),
    path(
        "sitemap.xml",
        sitemap,
        {"sitemaps": {**SITEMAPS, "check": CheckSitemap, "rules": RuleSitemap}},
        name="sitemap",
    ),
    path("", include("diagnostics.urls")),
    path("", include("kb.urls")),
]
