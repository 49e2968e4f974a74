"""Pages that are not there: nothing at the address, or an article that was withdrawn. Each helps to go on."""

import re

from django.http import HttpRequest, HttpResponse

from .models import Article, Confidence
from .problems import Problem, answer
from .search.suggesting import suggest

MOST_WORDS = 8
WITHDRAWN = "This article is no longer maintained, and what it said may be wrong by now."
LONGEST = 200  # characters of an address that are looked at
# Parts of addresses that say nothing of what was wanted.
_IDLE = frozenset(
    ("articles", "errors", "rules", "topics", "check", "index", "html", "htm", "php", "md", "json", "www")
)
_WORD = re.compile(r"[^\W_]+")


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Say that nothing is there, and show the articles that the words of the address find. Nothing is recorded."""
    words = address_words(request.path)
    suggestions = suggest(f"{words} ") if words else ()
    detail = "The address may be mistyped, or the page was never here."
    instead = tuple((each.plain_title, each.get_absolute_url()) for each in suggestions)
    problem = Problem(404, "Nothing at this address", detail + (" Its words find these:" if instead else ""), instead)
    return answer(request, problem, "404.html", {"words": words, "suggestions": suggestions})


def address_words(path: str) -> str:
    """Return the words of an address: "vercel gateway 402" for `/articles/vercel-gateway-402/`."""
    words = [word for word in _WORD.findall(path[:LONGEST]) if word.lower() not in _IDLE]
    return " ".join(words[:MOST_WORDS])


def is_withdrawn(request: HttpRequest, article: Article) -> bool:
    """Tell whether readers get the reason in place of the article; staff go on reading it."""
    return article.confidence == Confidence.ARCHIVED and not request.user.is_staff


def gone(request: HttpRequest, article: Article) -> HttpResponse:
    """Say that an article was withdrawn, why, and what there is instead."""
    related = list(article.related()[:5])
    instead = tuple((other.title, other.get_absolute_url()) for other in related)
    problem = Problem(410, f"Withdrawn: {article.title}", article.withdrawn or WITHDRAWN, instead)
    return answer(request, problem, "410.html", {"article": article, "reason": problem.detail, "related": related})
