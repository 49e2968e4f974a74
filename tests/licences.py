"""The groups of the licences as the migrations leave them; a test that emptied the database took them away."""

from importlib import import_module

from django.apps import apps


def make_licences() -> None:
    """Run again what the migrations do to the groups."""
    import_module("diagnostics.migrations.0005_groups").make_groups(apps, None)
    import_module("diagnostics.migrations.0006_audit_licences").give(apps, None)
    import_module("diagnostics.migrations.0007_flag_licences").add_flags(apps, None)
    import_module("diagnostics.migrations.0010_case_licences").add_cases(apps, None)
