"""Each error message gets an address of its own."""

from django.db import migrations, models

from kb.search.signatures import slug


def fill(apps, schema_editor):
    for signature in apps.get_model("kb", "ErrorSignature").objects.all():
        signature.slug = slug(signature.normalised)
        signature.save(update_fields=["slug"])


class Migration(migrations.Migration):
    dependencies = [("kb", "0002_search_index")]

    operations = [
        migrations.AddField(
            model_name="errorsignature",
            name="slug",
            field=models.CharField(db_index=True, default="", editable=False, max_length=100),
        ),
        migrations.RunPython(fill, migrations.RunPython.noop),
    ]
