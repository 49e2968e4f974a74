"""What somebody has typed into a form and not saved yet: it outlives a lost session and a closed window."""

from django.conf import settings
from django.db import models

from .articles import Article


class FormDraft(models.Model):
    """One form as it was typed; only its author sees it. Its table names who that is, and what the form was about."""

    key = models.CharField(max_length=32, help_text="Drawn for each opened form, so that two tabs are two drafts.")
    data = models.JSONField(default=dict, help_text="The form's fields: a name and its values.")
    saved = models.DateTimeField(auto_now=True)

    class Meta:
        abstract = True
        ordering = ("-saved", "-pk")

    def __str__(self) -> str:
        return f"draft of {self.saved:%-d %b %Y, %H:%M}"


class ArticleDraft(FormDraft):
    """The form of an article; `article` is empty for a new one."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="article_drafts")
    article = models.ForeignKey(Article, on_delete=models.CASCADE, null=True, blank=True, related_name="drafts")

    class Meta(FormDraft.Meta):
        constraints = (models.UniqueConstraint(fields=("user", "key"), name="article_draft_once"),)
