from django.apps import AppConfig


class KbConfig(AppConfig):
    """The knowledge base: articles, how they are kept, found and shown."""

    name = "kb"
    verbose_name = "Knowledge base"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Keep the search index in step with the articles."""
        from .search import index

        index.connect()
