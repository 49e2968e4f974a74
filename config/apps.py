from django.apps import AppConfig


class ConfigConfig(AppConfig):
    """The site's own wiring; an app only so that its checks are found."""

    name = "config"
    verbose_name = "Site"

    def ready(self) -> None:
        """Register the checks of this installation, and what goes into the audit trail."""
        from . import checks, trail  # noqa: F401 -- importing the checks registers them

        trail.connect()
