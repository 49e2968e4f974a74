"""Choose the words of a long text by which articles are looked for: those that our articles use, the most told first.

A post or a log is no question: most of it says nothing of the matter. Of what it says, words that are rare everywhere
lead astray, measured on posts; those that several articles use, and that the text says often or early, do not. And
what our articles use is nobody's name and nobody's secret, so it may stand in an address.
"""

from collections import Counter

from . import vocabulary
from .query import FILLERS
from .words import words

MOST = 12
LEAST_ARTICLES = 4
MAX_READ = 6_000  # characters
MAX_ASKED = 300  # different words
MIN_LETTERS = 3
# What stands in nearly all articles, and what the forms for reports ask for.
_FORMS = """
    actual additional anthropic behavior behaviour bug checklist claude code context describe description environment
    error expected feature happen happens issue log logs message messages model operating platform preflight regression
    report reproduce shell steps summary system terminal version wrong
"""
_IDLE = FILLERS | frozenset(_FORMS.split())


def telling_words(text: str) -> tuple[str, ...]:
    """Return up to twelve words of a text that at least four articles use, in the order of the text: one query."""
    said = Counter(
        word.text
        for word in words(text[:MAX_READ])
        if len(word.text) >= MIN_LETTERS and not word.text.isdigit() and word.text not in _IDLE
    )
    counts = vocabulary.counts(word for word, _ in said.most_common(MAX_ASKED))
    known = [word for word in said if counts.get(word, 0) >= LEAST_ARTICLES]
    chosen = set(sorted(known, key=said.__getitem__, reverse=True)[:MOST])
    return tuple(word for word in known if word in chosen)
