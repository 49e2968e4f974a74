"""Since which version an article gives the same advice, told from its history for those that readers voted on."""

from django.db import migrations, models

ADVICE = ("short_answer", "resolution")


def fill(apps, schema_editor):
    article, former = apps.get_model("kb", "Article"), apps.get_model("kb", "HistoricalArticle")
    for row in article.objects.filter(votes__isnull=False).distinct().only("pk", "version", *ADVICE).iterator(200):
        now = _advice(row)
        since = row.version
        entries = former.objects.filter(id=row.pk).only("version", *ADVICE).order_by("-version", "-history_id")
        for entry in entries.iterator(50):
            if _advice(entry) != now:
                break
            since = min(since, entry.version)
        article.objects.filter(pk=row.pk).update(advice_version=since)


def _advice(row):
    return [getattr(row, name).split() for name in ADVICE]


class Migration(migrations.Migration):
    dependencies = [("kb", "0013_search_for_most_words")]

    operations = [
        migrations.AddField(
            model_name="article",
            name="advice_version",
            field=models.PositiveIntegerField(default=1, editable=False),
        ),
        migrations.RunPython(fill, migrations.RunPython.noop),
    ]
