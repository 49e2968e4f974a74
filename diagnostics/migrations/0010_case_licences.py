"""Who may read submitted cases, who may handle them, and who may delete one; adds what is missing, takes nothing away."""

from importlib import import_module

from django.db import migrations

CANDIDATE = ("diagnostics.view_submittedcase",)
CONTRIBUTOR = (*CANDIDATE, "diagnostics.change_submittedcase")
PUBLISHER = CONTRIBUTOR
COACH = (*PUBLISHER, "diagnostics.delete_submittedcase")
GROUPS = {"Candidate": CANDIDATE, "Contributor": CONTRIBUTOR, "Publisher": PUBLISHER, "Coach": COACH}


def add_cases(apps, schema_editor):
    """Give the groups their permissions for cases."""
    import_module("diagnostics.migrations.0005_groups").give(apps, GROUPS)


class Migration(migrations.Migration):
    dependencies = [("diagnostics", "0009_submitted_cases")]

    operations = [migrations.RunPython(add_cases, migrations.RunPython.noop)]
