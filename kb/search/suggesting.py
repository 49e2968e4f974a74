"""What is offered while somebody types: articles whose words begin so, and the article of a whole message.

Nothing is corrected and nothing recorded here: the search itself does that, once the question is asked.
"""

from dataclasses import dataclass, replace

from django.urls import reverse
from django.utils.safestring import SafeString

from . import by_signature, by_words, cards
from .marks import Marker
from .query import STOP_WORDS, Query, Term, read

MOST = 7
SHORTEST = 2  # characters


@dataclass(frozen=True, slots=True)
class Suggestion:
    """An article to go to; `title` is safe HTML with what was typed marked."""

    slug: str
    title: SafeString
    plain_title: str
    is_exact: bool

    def get_absolute_url(self) -> str:
        """Return the address of the article."""
        return reverse("kb:article", kwargs={"slug": self.slug})


def suggest(text: str) -> tuple[Suggestion, ...]:
    """Return the articles to offer for what was typed so far, the best first; nothing for less than two characters."""
    asked = read(text) if text[-1:].isspace() else _open_ended(read(text))
    if len(asked.text) < SHORTEST or not asked.terms or _says_nothing(asked):
        return ()
    exact = by_signature(asked.text, None)
    found = by_words(asked, None, enough=MOST, shown=range(MOST))
    chosen = list(dict.fromkeys([*exact, *found.ids]))[:MOST]
    known = {**found.cards, **cards.fetch([key for key in chosen if key not in found.cards])}
    marker = Marker(found.terms)
    return tuple(
        Suggestion(card.slug, marker.marked(card.title), card.title, card.article in exact)
        for card in (known[key] for key in chosen if key in known)
    )


def _open_ended(query: Query) -> Query:
    """Return the query with its last word open: it is still being typed, so `ga` means every word that begins so.

    A single letter after other words says too little yet: it is left out, so that what is offered stays.
    """
    if not query.terms or not query.words or query.words[-1].start in query.quoted:
        return query
    *before, last = query.terms
    typed = query.words[-1].text
    if last.words[-1:] != (typed,) or last.is_open:
        return query
    if len(typed) >= SHORTEST:
        return replace(query, terms=(*before, Term(last.words, is_open=True)))
    rest = (Term(last.words[:-1], is_open=True),) if len(last.words) > 1 else ()
    return replace(query, terms=(*before, *rest) or query.terms)


def _says_nothing(query: Query) -> bool:
    """Tell whether there are but words that stand everywhere; one alone may be the beginning of another."""
    return len(query.words) > 1 and not query.quoted and all(word.text in STOP_WORDS for word in query.words)
