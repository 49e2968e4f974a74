from django.apps import AppConfig


class KbConfig(AppConfig):
    """The knowledge base: articles, how they are kept, found and shown."""

    name = "kb"
    verbose_name = "Knowledge base"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Keep the search index and the version of the content in step with the articles."""
        from . import models
        from .search import index

        index.connect()
        models.watch(
            models.Article,
            models.ErrorSignature,
            models.FormerSlug,
            models.Product,
            models.Source,
            models.Topic,
            models.VerificationRecord,
        )
