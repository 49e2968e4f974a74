from django.apps import AppConfig


class DiagnosticsConfig(AppConfig):
    """The rules, and the check that runs them."""

    name = "diagnostics"
    label = "diagnostics"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Mask secrets in what readers write to the knowledge base, and count rules among what readers see."""
        from kb import discretion
        from kb.models import watch

        from .dummies import without_published_keys
        from .engine.masking.secrets import mask_text
        from .models import Rule

        discretion.register(mask_text)
        discretion.register_keys(without_published_keys)
        watch(Rule)
