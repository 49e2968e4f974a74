"""Did this help? Two real buttons; No asks why. And "I have this too". All of it works as pages of its own."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_POST

from config.fragments import page_or_fragment

from .discretion import discreet
from .figures import SHOWN_FROM, Figures, figures_of
from .models import Article, SameProblem, Vote
from .voters import digest_of, is_from_this_site, may_vote, remember, seconds_to_tomorrow, token_of

LONGEST_COMMENT = 1000


# Readers get no cookie before they vote, so there is no CSRF token; `is_from_this_site` stands in its place.
@csrf_exempt
@require_POST
@sensitive_post_parameters("comment")
@sensitive_variables("comment")
def helped(request: HttpRequest, slug: str) -> HttpResponse:
    """Keep a vote: `helped` is yes or no; with no, `reason` and `comment` may come with it or later."""
    article = get_object_or_404(Article.objects.published(), slug=slug)
    word = request.POST.get("helped", "")
    reason = request.POST.get("reason", "")
    if word not in {"yes", "no"} or (reason and reason not in Vote.Reason.values):
        return _answer(request, article, "unknown", status=422)
    if refusal := _refused(request, article):
        return refusal
    token = token_of(request)
    voter = digest_of(token)
    comment = discreet(request.POST.get("comment", "")[:LONGEST_COMMENT].strip())[:LONGEST_COMMENT]
    is_no = word == "no"
    Vote.objects.update_or_create(
        article=article,
        revision=_revision_read(request, article),
        voter=voter,
        defaults={"helped": not is_no, "reason": reason if is_no else "", "comment": comment if is_no else ""},
    )
    # The form that asks why always sends its comment, if only an empty one.
    state = "thanks" if not is_no else "noted" if reason or "comment" in request.POST else "why"
    response = _answer(request, article, state, voter)
    remember(response, token)
    return response


@csrf_exempt
@require_POST
def same_problem(request: HttpRequest, slug: str) -> HttpResponse:
    """Count one more person with the problem, each once."""
    article = get_object_or_404(Article.objects.published(), slug=slug)
    if refusal := _refused(request, article):
        return refusal
    token = token_of(request)
    voter = digest_of(token)
    SameProblem.objects.get_or_create(article=article, voter=voter)
    response = _answer(request, article, "counted", voter)
    remember(response, token)
    return response


def reaction_context(article: Article) -> dict[str, object]:
    """Return what the article page shows of its readers' votes; numbers only where there are enough."""
    figures = figures_of([article])[article.pk] if article.pk else Figures()
    same = article.same_problems.count() if article.pk else 0
    return {
        "article": article,
        "figures": figures,
        "same_count": same if same >= SHOWN_FROM else 0,
        "reasons": Vote.Reason.choices,
        "longest": LONGEST_COMMENT,
    }


def _refused(request: HttpRequest, article: Article) -> HttpResponse | None:
    if not is_from_this_site(request):
        return _answer(request, article, "elsewhere", status=403)
    if not may_vote(request):
        response = _answer(request, article, "too many", status=429)
        response["Retry-After"] = str(seconds_to_tomorrow())
        return response
    return None


def _revision_read(request: HttpRequest, article: Article) -> int:
    """Return the revision that the form stood on: the article may have been edited since; what it cannot be is now."""
    said = request.POST.get("revision", "")
    is_one = said.isascii() and said.isdecimal() and len(said) < 10
    return int(said) if is_one and 1 <= int(said) <= article.version else article.version


def _answer(request: HttpRequest, article: Article, state: str, voter: str = "", status: int = 200) -> HttpResponse:
    """Say what became of the answer, and ask what this voter has not answered yet."""
    revision = _revision_read(request, article)
    context = {
        **reaction_context(article),
        "state": state,
        "revision": revision,
        "has_voted": bool(voter) and article.votes.filter(voter=voter, revision=revision).exists(),
        "has_it_too": bool(voter) and article.same_problems.filter(voter=voter).exists(),
    }
    response = page_or_fragment(request, "kb/reaction.html", "kb/_reactions.html", context, status=status)
    response["Cache-Control"] = "no-store"
    return response
