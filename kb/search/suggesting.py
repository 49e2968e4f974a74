"""What is offered while somebody types: articles whose words begin so, and the article of a whole message.

Nothing is corrected and nothing recorded here: the search itself does that, once the question is asked.
"""

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from django.utils.safestring import SafeString

from . import by_signature, by_words
from .excerpts import marked
from .query import Query, Term, read

if TYPE_CHECKING:
    from ..models import Article

MOST = 7
SHORTEST = 2  # characters


@dataclass(frozen=True, slots=True)
class Suggestion:
    """An article to go to; `title` is safe HTML with what was typed marked."""

    article: "Article"
    title: SafeString
    is_exact: bool


def suggest(text: str) -> tuple[Suggestion, ...]:
    """Return the articles to offer for what was typed so far, the best first; nothing for less than two characters."""
    from ..models import Article

    asked = read(text) if text[-1:].isspace() else _open_ended(read(text))
    if len(asked.text) < SHORTEST or not asked.terms:
        return ()
    exact = by_signature(asked.text, None)
    found = by_words(asked, None, enough=MOST, shown=MOST)
    chosen = list(dict.fromkeys([*exact, *found.ids]))[:MOST]
    rows = Article.objects.filter(pk__in=chosen).only("title", "slug").in_bulk()
    return tuple(Suggestion(rows[pk], marked(rows[pk].title, found.terms), pk in exact) for pk in chosen if pk in rows)


def _open_ended(query: Query) -> Query:
    """Return the query with its last word open: it is still being typed, so `ga` means every word that begins so."""
    if not query.terms or not query.words or query.words[-1].start in query.quoted:
        return query
    last = query.terms[-1]
    typed = query.words[-1].text
    if last.words[-1:] != (typed,) or last.is_open or len(typed) < SHORTEST:
        return query
    return replace(query, terms=(*query.terms[:-1], Term(last.words, is_open=True)))
