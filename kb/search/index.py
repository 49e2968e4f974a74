"""Keep the search's tables in step with the published articles.

`SearchDocument` holds an article's words; the databases derive their own index from that table (triggers on SQLite, a
generated column on PostgreSQL). `SearchCard` holds what results show of it. Signals are used here and nowhere else, so
that no way of saving an article, or what belongs to it, misses them.
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from django.db import transaction
from django.db.models import F
from django.db.models.signals import m2m_changed, post_delete, post_save, pre_delete

from . import cards
from .passages import of_section, passages, without_marks
from .statements import COUNT_WORDS, KNOWN_WORDS, ask, order
from .words import joined

MIN_CORRECTED = 4
# The sections of an article in the order in which excerpts are sought in them.
BY_INTEREST = (
    *("short_answer", "issue", "cause", "resolution", "current_behaviour", "expected_behaviour", "steps"),
    *("environment", "verification_steps", "cannot_be_seen", "wrong_advice"),
)

_waiting: ContextVar[dict[int, Any] | None] = ContextVar("waiting", default=None)


def connect() -> None:
    """Listen to what is saved; called once, when the app is ready."""
    from ..models import Article, ErrorSignature, Topic, VerificationRecord

    post_save.connect(_article_saved, sender=Article, dispatch_uid="kb-index-article")
    pre_delete.connect(_article_deleted, sender=Article, dispatch_uid="kb-unindex-article")
    post_save.connect(_signature_changed, sender=ErrorSignature, dispatch_uid="kb-index-signature")
    post_delete.connect(_signature_changed, sender=ErrorSignature, dispatch_uid="kb-unindex-signature")
    post_save.connect(_verification_changed, sender=VerificationRecord, dispatch_uid="kb-card-verification")
    post_delete.connect(_verification_changed, sender=VerificationRecord, dispatch_uid="kb-card-no-verification")
    m2m_changed.connect(_topics_changed, sender=Article.topics.through, dispatch_uid="kb-card-topics")
    post_save.connect(_topic_saved, sender=Topic, dispatch_uid="kb-card-topic")
    pre_delete.connect(_topic_going, sender=Topic, dispatch_uid="kb-card-topic-going")
    post_delete.connect(_topic_gone, sender=Topic, dispatch_uid="kb-card-no-topic")


@contextmanager
def postponed() -> Iterator[None]:
    """Index each article that is saved within once, at the end: its signatures are saved one by one.

    For the inside of a transaction. After an error nothing is indexed, since nothing was saved either.
    """
    if _waiting.get() is not None:
        yield
        return
    waiting: dict[int, Any] = {}
    token = _waiting.set(waiting)
    try:
        yield
    finally:
        _waiting.reset(token)
    for article in waiting.values():
        reindex(article)


def reindex(article: Any) -> None:
    """Write the words of a published article to the index, or take those of any other out of it."""
    from ..articlefile import SECTIONS
    from ..models import SearchDocument

    if not article.is_published:
        remove(article.pk)
        return
    sections = {key: of_section(getattr(article, f"{key}_html")) for key, _ in SECTIONS}
    messages = list(article.signatures.values_list("text", flat=True))
    text = passages((sections[key] for key in BY_INTEREST), messages)
    answer = sections.pop("short_answer")
    fields = {
        "title": joined(f"{article.title} {article.slug}"),
        "signatures": joined(" ".join(messages)),
        "answer": joined(without_marks(answer)),
        "body": joined(without_marks("\n".join(sections.values()))),
    }
    with transaction.atomic():
        old = SearchDocument.objects.filter(pk=article.pk).first()
        new = SearchDocument(article_id=article.pk, **fields)
        SearchDocument.objects.bulk_create(
            [new], update_conflicts=True, update_fields=[*fields], unique_fields=["article"]
        )
        cards.write(article, text)
        _count_words(_words_of(old), _words_of(new))


def remove(article_id: int) -> None:
    """Take an article out of the index."""
    from ..models import SearchCard, SearchDocument

    with transaction.atomic():
        SearchCard.objects.filter(pk=article_id).delete()
        old = SearchDocument.objects.filter(pk=article_id).first()
        if old is not None:
            old.delete()
            _count_words(_words_of(old), set())


def variants(word: str) -> set[str]:
    """Return the word and every form of it with one letter left out."""
    return {word, *(word[:at] + word[at + 1 :] for at in range(len(word)))}


def _words_of(document: Any) -> set[str]:
    if document is None:
        return set()
    return set(f"{document.title} {document.signatures} {document.answer} {document.body}".split())


def _count_words(old: set[str], new: set[str]) -> None:
    from ..models import SearchVariant, SearchWord

    added, gone = new - old, old - new
    if added:
        known = {word for (word,) in ask(KNOWN_WORDS, added)}
        order(COUNT_WORDS, known)
        fresh = [SearchWord(word=word, documents=1) for word in sorted(added - known)]
        SearchWord.objects.bulk_create(fresh, ignore_conflicts=True)
        correctable = [word for word in added - known if len(word) >= MIN_CORRECTED and not word.isdigit()]
        rows = SearchWord.objects.filter(word__in=correctable)
        made = [SearchVariant(word=row, variant=variant) for row in rows for variant in variants(row.word)]
        SearchVariant.objects.bulk_create(made, ignore_conflicts=True)
    if gone:
        SearchWord.objects.filter(word__in=gone).update(documents=F("documents") - 1)
        SearchWord.objects.filter(word__in=gone, documents__lte=0).delete()


def _article_saved(instance: Any, raw: bool = False, **kwargs: Any) -> None:
    if not raw:
        (_waiting.get() or {}).pop(instance.pk, None)  # what was saved last is what counts
        _changed(instance)


def _article_deleted(instance: Any, **kwargs: Any) -> None:
    (_waiting.get() or {}).pop(instance.pk, None)
    remove(instance.pk)


def _signature_changed(instance: Any, raw: bool = False, **kwargs: Any) -> None:
    from ..models import SearchDocument

    if not raw and SearchDocument.objects.filter(pk=instance.article_id).exists():
        _changed(instance.article)


def _changed(article: Any) -> None:
    waiting = _waiting.get()
    if waiting is None:
        reindex(article)
    else:
        waiting.setdefault(article.pk, article)


def _verification_changed(instance: Any, raw: bool = False, **kwargs: Any) -> None:
    if not raw:
        _refresh([instance.article_id])


def _topics_changed(instance: Any, action: str, reverse: bool, pk_set: set[int] | None, **kwargs: Any) -> None:
    """Follow topics given to articles, and articles to topics; a topic is told before that it loses them all."""
    if not reverse:
        _refresh([instance.pk] if action.startswith("post") else [])
    elif action == "pre_clear":
        _topic_going(instance)
    elif action == "post_clear":
        _topic_gone(instance)
    elif action.startswith("post"):
        _refresh(pk_set or ())


def _topic_saved(instance: Any, created: bool, raw: bool = False, **kwargs: Any) -> None:
    if not created and not raw:
        _refresh(instance.articles.values_list("pk", flat=True))


def _topic_going(instance: Any, **kwargs: Any) -> None:
    instance.articles_before = list(instance.articles.values_list("pk", flat=True))


def _topic_gone(instance: Any, **kwargs: Any) -> None:
    _refresh(instance.articles_before)


def _refresh(articles: Iterable[int]) -> None:
    """Write the cards anew, except of articles that wait for it anyway."""
    waiting = _waiting.get() or {}
    if keys := [key for key in articles if key not in waiting]:
        cards.refresh(keys)
