from django.apps import AppConfig


class DiagnosticsConfig(AppConfig):
    """The rules, and the check that runs them."""

    name = "diagnostics"
    label = "diagnostics"
    default_auto_field = "django.db.models.BigAutoField"
