"""Who may flag an article, and who may take a flag and resolve it; it adds what is missing and takes nothing away."""

from importlib import import_module

from django.db import migrations

CANDIDATE = ("kb.view_flag", "kb.add_flag")
CONTRIBUTOR = (*CANDIDATE, "kb.change_flag")
PUBLISHER = CONTRIBUTOR
COACH = (*PUBLISHER, "kb.delete_flag")
GROUPS = {"Candidate": CANDIDATE, "Contributor": CONTRIBUTOR, "Publisher": PUBLISHER, "Coach": COACH}


def add_flags(apps, schema_editor):
    """Give the groups their permissions for flags."""
    import_module("diagnostics.migrations.0005_groups").give(apps, GROUPS)


class Migration(migrations.Migration):
    dependencies = [("kb", "0008_drafts_and_flags"), ("diagnostics", "0006_audit_licences")]

    operations = [migrations.RunPython(add_flags, migrations.RunPython.noop)]
