"""The knowledge base's tables."""

from .articles import Article, Audience, Confidence, FormerSlug, Product, Topic
from .finding import SearchDocument, SearchMiss, SearchVariant, SearchWord
from .proof import ErrorSignature, Source, VerificationRecord
from .reactions import SameProblem, Vote, VoterDay
from .readers import ArticleDay, record_checks, record_view

__all__ = [
    "Article",
    "ArticleDay",
    "Audience",
    "Confidence",
    "ErrorSignature",
    "FormerSlug",
    "Product",
    "SameProblem",
    "SearchDocument",
    "SearchMiss",
    "SearchVariant",
    "SearchWord",
    "Source",
    "Topic",
    "VerificationRecord",
    "Vote",
    "VoterDay",
    "record_checks",
    "record_view",
]
