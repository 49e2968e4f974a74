"""The four licences of KCS as groups; running it again adds what is missing and takes nothing away."""

from django.contrib.auth.management import create_permissions
from django.db import migrations

READ = (
    *("kb.view_article", "kb.view_topic", "kb.view_product", "kb.view_searchmiss", "kb.view_vote"),
    *("kb.view_errorsignature", "kb.view_source", "kb.view_verificationrecord", "kb.view_formerslug"),
    "diagnostics.view_rule",
)
PARTS = tuple(
    f"kb.{action}_{model}"
    for model in ("errorsignature", "source", "verificationrecord", "formerslug")
    for action in ("add", "change", "delete")
)
CANDIDATE = (*READ, *PARTS, "kb.add_article", "kb.change_article")
CONTRIBUTOR = (*CANDIDATE, "kb.validate_article", "diagnostics.add_rule", "diagnostics.change_rule")
PUBLISHER = (*CONTRIBUTOR, "kb.publish_article", "kb.delete_searchmiss", "kb.delete_vote", "diagnostics.activate_rule")
COACH = (
    *PUBLISHER,
    *("kb.delete_article", "diagnostics.delete_rule", "auth.view_user", "auth.view_group"),
    *(f"kb.{action}_{model}" for model in ("topic", "product") for action in ("add", "change", "delete")),
)
GROUPS = {"Candidate": CANDIDATE, "Contributor": CONTRIBUTOR, "Publisher": PUBLISHER, "Coach": COACH}


def make_groups(apps, schema_editor):
    """Make the groups."""
    give(apps, GROUPS)


def give(apps, groups):
    """Give each group its permissions; later migrations call it, too.

    Django makes permissions only after all migrations, so it is asked to make them now.
    """
    for label in ("auth", "kb", "diagnostics"):
        config = apps.get_app_config(label)
        config.models_module = getattr(config, "models_module", None) or True
        create_permissions(config, apps=apps, verbosity=0)
    permissions = {
        f"{one.content_type.app_label}.{one.codename}": one
        for one in apps.get_model("auth", "Permission").objects.select_related("content_type")
    }
    for name, codes in groups.items():
        group, _ = apps.get_model("auth", "Group").objects.get_or_create(name=name)
        group.permissions.add(*(permissions[code] for code in codes))


class Migration(migrations.Migration):
    dependencies = [
        ("auth", "0012_alter_user_first_name_max_length"),
        ("contenttypes", "0002_remove_content_type_name"),
        ("kb", "0007_licences"),
        ("diagnostics", "0004_licences"),
    ]

    operations = [migrations.RunPython(make_groups, migrations.RunPython.noop)]
