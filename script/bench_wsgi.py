"""The site with two addresses more, which only the measurement asks: a view without a query and one with a query.

They stand behind the whole middleware, like every page, and before all other addresses: nothing speaks against them.
"""

from django.http import HttpRequest, HttpResponse
from django.urls import clear_url_caches, path

from config.wsgi import application

# isort: split
# Only now are the applications there.
from config import urls
from kb.models import Topic

__all__ = ["application"]

WORDS = "A view of the measurement.\n"


def no_query(request: HttpRequest) -> HttpResponse:
    """Answer without the database."""
    return HttpResponse(WORDS, content_type="text/plain; charset=utf-8")


def one_query(request: HttpRequest) -> HttpResponse:
    """Answer with one row, fetched through the ORM."""
    topic = Topic.objects.order_by("pk").first()
    return HttpResponse(f"{WORDS}{topic}\n", content_type="text/plain; charset=utf-8")


urls.urlpatterns[:0] = [path("bench/no-query", no_query), path("bench/one-query", one_query)]
clear_url_caches()
