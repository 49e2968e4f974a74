from django.apps import AppConfig
from django.contrib.admin.apps import AdminConfig


class StaffConfig(AppConfig):
    """The people who write here: their second factor, and the trail of what they decided."""

    name = "staff"
    verbose_name = "Staff"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Note from now on who gave whom which rights."""
        from . import rights

        rights.connect()


class StaffAdminConfig(AdminConfig):
    """Django's admin, with a log-in that asks for the second factor."""

    default_site = "staff.sites.StaffSite"
