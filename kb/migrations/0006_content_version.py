"""The number that changes with every change of what readers see."""

from django.db import migrations, models


def first(apps, schema_editor):
    apps.get_model("kb", "ContentVersion").objects.get_or_create(pk=1, defaults={"number": 1})


class Migration(migrations.Migration):
    dependencies = [("kb", "0005_article_checks")]

    operations = [
        migrations.CreateModel(
            name="ContentVersion",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.PositiveBigIntegerField(default=0)),
            ],
        ),
        migrations.RunPython(first, migrations.RunPython.noop),
    ]
