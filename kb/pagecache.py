"""Keep whole pages for anonymous readers, exact at once after an edit.

A page is kept under its address, what the client accepts, the static files to which it links, and the content version,
which every edit raises in its own transaction: an edited page is simply another entry. The store is shared by the
processes of a host; hosts share the version through the database. What changes without an edit (counts of readers,
days of verification) is at most five minutes old.
"""

import gzip
import hashlib
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache, lru_cache
from urllib.parse import urlencode

from django.conf import settings
from django.contrib.staticfiles.storage import staticfiles_storage
from django.core.cache import caches
from django.http import HttpRequest, HttpResponse, HttpResponseNotModified
from django.http.response import HttpResponseBase, ResponseHeaders
from django.urls import Resolver404, resolve
from django.utils.cache import get_conditional_response, patch_vary_headers

from config.fragments import HTMX_HEADERS, is_from_htmx

from .models import content_version, count_view

SECONDS = 300
LEAST_COMPRESSED = 500  # bytes
LONGEST_QUERY = 150
QUERIES = frozenset(("page", "period", "by", "product"))  # an address with another parameter is not kept
SEARCH = "/search/"
# How the addresses of the kept views begin: whatever else is asked for, files above all, comes without a query, and
# comes also where the database does not answer.
BEGINNINGS = ("/topics/", "/latest", "/top/", "/top.", "/articles/", "/errors", "/rules/", "/llms.txt", "/sitemap.xml")
SEARCH_QUERIES = frozenset(("q", "topic", "product", "confidence", "page"))
VIEWS = frozenset(
    f"kb:{name}"
    for name in (
        "home",
        "topics",
        "topic",
        "latest",
        "top",
        "article",
        "article_markdown",
        "article_json",
        "errors",
        "error",
        "errors_json",
        "latest_feed",
        "top_feed",
        "errors_feed",
        "topics_json",
        "latest_json",
        "top_json",
        "topic_feed",
        "topic_json",
        "llms",
        "search",
    )
) | frozenset(("diagnostics:rules", "diagnostics:rule", "diagnostics:rule_file", "sitemap"))

MOST_ASKED_ONCE = 5_000

_asked_once: set[str] = set()

GetResponse = Callable[[HttpRequest], HttpResponseBase]


@dataclass(frozen=True, slots=True)
class Kept:
    """A page as it was answered."""

    body: bytes
    is_packed: bool  # the body is in gzip, which nearly every client takes
    headers: ResponseHeaders
    etag: str
    article: int  # whose view is counted; 0 for none
    is_private: bool  # nobody else may keep it


def pages(get_response: GetResponse) -> GetResponse:
    """Answer from the store where that is the same answer; else answer, and keep it."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        key = _key(request)
        kept = caches["pages"].get(key) if key else None
        if kept is None:
            response = get_response(request)
            _count(request, getattr(response, "viewed_article", 0))
            kept = _kept(request, response) if key else None
            if kept is None:
                return response
            if not kept.is_private or _is_asked_again(key):
                caches["pages"].set(key, kept, SECONDS)
        else:
            _count(request, kept.article)
        return _answer(request, kept)

    return middleware


def _is_asked_again(key: str) -> bool:
    """Tell whether this process was asked the same before, as far as it remembers, and remember it.

    Most questions are asked once: to write their answers to a file would take longer than to find them, and push
    articles out of the store.
    """
    if key in _asked_once:
        return True
    if len(_asked_once) >= MOST_ASKED_ONCE:
        _asked_once.clear()
    _asked_once.add(key)
    return False


def _count(request: HttpRequest, article: int) -> None:
    if article and request.method == "GET":
        count_view(article)


def _key(request: HttpRequest) -> str:
    """Return what the answer depends on, or nothing where each request needs its own."""
    path = request.path_info
    if not (path.startswith(BEGINNINGS) or path in {"/", SEARCH}):
        return ""
    if request.method not in {"GET", "HEAD"} or is_from_htmx(request):
        return ""
    if settings.SESSION_COOKIE_NAME in request.COOKIES:  # no page depends on another cookie
        return ""
    address = _address(request)
    if not address:
        return ""
    host = request.get_host()  # refuses what ALLOWED_HOSTS does not name
    kind = _preferred(request.META.get("HTTP_ACCEPT", "*/*"))
    parts = (host, request.scheme or "", address, kind, str(version_for(request)), _static_files())
    return hashlib.sha256("\0".join((*parts, str(int(time.time()) // SECONDS))).encode()).hexdigest()


def version_for(request: HttpRequest) -> int:
    """Return the content version, asked once a request: what is rendered later is as new or newer."""
    found: int | None = getattr(request, "content_version", None)
    if found is None:
        found = request.content_version = content_version()  # type: ignore[attr-defined]
    return found


@cache
def _static_files() -> str:
    """Return what tells one collection of static files from the next, which has other names: a page links to them."""
    return str(getattr(staticfiles_storage, "manifest_hash", ""))


@lru_cache(maxsize=100)
def _preferred(accept: str) -> str:
    """Return the form that a client wants; clients are many, their kinds few."""
    request = HttpRequest()
    request.META["HTTP_ACCEPT"] = accept
    return request.get_preferred_type(["text/html", "text/markdown"]) or ""


def _address(request: HttpRequest) -> str:
    """Return the address by which a page is kept, or nothing for one with a parameter that no page has."""
    query = request.META.get("QUERY_STRING", "")
    if not query:
        return request.path
    if len(query) > LONGEST_QUERY:
        return ""
    if request.path_info != SEARCH:
        return request.get_full_path() if QUERIES.issuperset(request.GET) else ""
    if not SEARCH_QUERIES.issuperset(request.GET):
        return ""
    # The form sends the filters that were not chosen, too; a link does not.
    return f"{request.path}?{urlencode(sorted((key, value) for key, value in request.GET.items() if value))}"


def _kept(request: HttpRequest, response: HttpResponseBase) -> Kept | None:
    """Return the page to keep, or nothing: an error, a page that sets a cookie or says that nothing may keep it.

    A search says so of every answer, since people paste keys. The view tells which hold no word but our articles' own:
    those are kept here, and by nobody else.
    """
    if response.status_code != 200 or response.streaming or response.cookies or not isinstance(response, HttpResponse):
        return None
    is_private = "no-store" in response.get("Cache-Control", "")
    if (is_private and not getattr(response, "holds_nothing_foreign", False)) or not _is_kept_view(request):
        return None
    patch_vary_headers(response, ["Accept", "Accept-Encoding", *HTMX_HEADERS])
    if not is_private:
        response["Cache-Control"] = "no-cache"
    body = response.content
    is_packed = len(body) >= LEAST_COMPRESSED
    etag = f'W/"{hashlib.sha256(body).hexdigest()[:32]}"'
    own = {"Content-Length", "X-Request-ID"}
    headers = ResponseHeaders({name: value for name, value in response.items() if name not in own} | {"ETag": etag})
    # Few ask the same question, many read the same article: what packing well saves, a search may never give back.
    kept = gzip.compress(body, 1 if is_private else 6, mtime=0) if is_packed else body
    return Kept(kept, is_packed, headers, etag, getattr(response, "viewed_article", 0), is_private)


def _is_kept_view(request: HttpRequest) -> bool:
    match = request.resolver_match
    if match is None:
        try:
            match = resolve(request.path_info)
        except Resolver404:
            return False
    return match.view_name in VIEWS


def _answer(request: HttpRequest, kept: Kept) -> HttpResponseBase:
    wanted = request.META.get("HTTP_IF_NONE_MATCH", "")
    response: HttpResponseBase
    if wanted == kept.etag:  # so it is with a browser that comes again; what else a client may ask is left to Django
        response = HttpResponseNotModified()
        for name in ("Cache-Control", "ETag", "Vary"):
            response[name] = kept.headers[name]
    else:
        response = _whole(request, kept)
        if wanted:
            response = get_conditional_response(request, etag=kept.etag, response=response) or response
    response.is_kept = True  # type: ignore[attr-defined]  # the log reads it
    return response


def _whole(request: HttpRequest, kept: Kept) -> HttpResponse:
    as_packed = kept.is_packed and "gzip" in request.META.get("HTTP_ACCEPT_ENCODING", "")
    response = HttpResponse(gzip.decompress(kept.body) if kept.is_packed and not as_packed else kept.body)
    response.headers = kept.headers  # the store gives each answer its own
    if as_packed:
        response["Content-Encoding"] = "gzip"
    response["Content-Length"] = str(len(response.content))
    return response
