"""Let a Coach read the audit trail and reset the second factor of another person."""

from django.contrib.auth.management import create_permissions
from django.db import migrations

COACH = ("view_auditentry", "reset_second_factor")


def give(apps, schema_editor):
    """Give the two rights. Django makes permissions only after all migrations, so it is asked to make them now."""
    config = apps.get_app_config("staff")
    config.models_module = getattr(config, "models_module", None) or True
    create_permissions(config, apps=apps, verbosity=0)
    rights = apps.get_model("auth", "Permission").objects.filter(content_type__app_label="staff", codename__in=COACH)
    group, _ = apps.get_model("auth", "Group").objects.get_or_create(name="Coach")
    group.permissions.add(*rights)


class Migration(migrations.Migration):
    dependencies = [("diagnostics", "0005_groups"), ("staff", "0001_initial")]

    operations = [migrations.RunPython(give, migrations.RunPython.noop)]
