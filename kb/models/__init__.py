"""The knowledge base's tables."""

from .articles import Article, Audience, Confidence, FormerSlug, Product, Topic
from .drafts import ArticleDraft
from .finding import SearchCard, SearchDocument, SearchMiss, SearchVariant, SearchWord
from .flags import Flag
from .proof import ErrorSignature, Source, VerificationRecord
from .reactions import SameProblem, Vote, VoterDay
from .readers import ArticleDay, count_view, record_checks, record_views
from .version import ContentVersion, content_version, raise_content_version, raised_once, watch

__all__ = [
    "Article",
    "ArticleDay",
    "ArticleDraft",
    "Audience",
    "Confidence",
    "ContentVersion",
    "ErrorSignature",
    "Flag",
    "FormerSlug",
    "Product",
    "SameProblem",
    "SearchCard",
    "SearchDocument",
    "SearchMiss",
    "SearchVariant",
    "SearchWord",
    "Source",
    "Topic",
    "VerificationRecord",
    "Vote",
    "VoterDay",
    "content_version",
    "count_view",
    "raise_content_version",
    "raised_once",
    "record_checks",
    "record_views",
    "watch",
]
