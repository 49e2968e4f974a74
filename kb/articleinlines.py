"""What belongs to an article, as rows of its form: messages, sources, verification records, former addresses."""

from typing import Any, ClassVar

from django import forms
from django.contrib import admin
from django.db import models
from django.forms import BaseInlineFormSet

from .explained import ExplainedForm
from .formrows import without_gone_rows
from .models import ErrorSignature, FormerSlug, Source, VerificationRecord
from .search.signatures import normalise

ORDER = "Small numbers come first."


class DayInput(forms.DateInput):
    """A browser's own field for a day: by keyboard as well as by mouse, written as each reader writes days."""

    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


class RowFormSet(BaseInlineFormSet):
    """Rows of an article; one that somebody else deleted meanwhile is a new row, so nothing typed is lost."""

    def __init__(self, data: Any = None, *args: Any, **kwargs: Any) -> None:
        if data is not None:
            instance, prefix = kwargs.get("instance"), kwargs.get("prefix") or self.get_default_prefix()
            rows = getattr(instance, prefix) if instance is not None and instance.pk else None
            data = without_gone_rows(data, prefix, set(rows.values_list("pk", flat=True)) if rows else set())
        super().__init__(data, *args, **kwargs)


class SignatureFormSet(RowFormSet):
    """The signatures of an article."""

    def clean(self) -> None:
        """Refuse two that are the same but for signs and capitals: what they are compared by."""
        super().clean()
        seen: set[str] = set()
        for form in self.forms:
            words = normalise(form.cleaned_data.get("text") or "") if form.is_valid() else ""
            if words and not form.cleaned_data.get("DELETE"):
                if words in seen:
                    form.add_error("text", "This message stands here twice; signs and capitals make no difference.")
                seen.add(words)


class SignatureForm(ExplainedForm):
    """An error message."""

    helps: ClassVar = {"position": ORDER}
    examples: ClassVar = {
        "text": "API Error: 402 Insufficient funds. Please add credits to your account …",
        "position": "0",
    }


class SourceForm(ExplainedForm):
    """A page."""

    helps: ClassVar = {
        "url": "The page itself, with the fragment that leads to the place.",
        "archived": "A copy that stays when the page goes.",
        "position": ORDER,
    }
    examples: ClassVar = {
        "what": "Vercel's page on Claude Code Max: the header x-ai-gateway-api-key beside the plan's login",
        "url": "https://code.claude.com/docs/en/authentication#precedence",
        "date": "2026-08-22",
        "archived": "https://web.archive.org/web/20260822/https://code.claude.com/docs/en/authentication",
        "position": "0",
    }


class VerificationForm(ExplainedForm):
    """A record of who verified what."""

    helps: ClassVar = {"position": ORDER}
    examples: ClassVar = {
        "by": "Support team, Alice",
        "how": "Measured",
        "version": "Claude Code 2.1.330, zsh 5.9",
        "on": "26 November 2026",
        "until": "26 February 2027",
        "what": "With both lines set the request goes to the gateway and carries the gateway's key only.",
        "position": "0",
    }


class FormerSlugForm(ExplainedForm):
    """A former address."""

    helps: ClassVar = {"slug": "An address that shall lead here. A change of the slug above makes one by itself."}
    examples: ClassVar = {"slug": "vercel-gateway-uses-credits"}


class SignatureInline(admin.StackedInline):
    model = ErrorSignature
    form = SignatureForm
    formset = SignatureFormSet
    extra = 1
    fields = (("text", "position"),)


class SourceInline(admin.StackedInline):
    model = Source
    form = SourceForm
    formset = RowFormSet
    extra = 0
    formfield_overrides = {models.URLField: {"assume_scheme": "https"}}  # noqa: RUF012
    fields = ("what", "url", ("date", "archived", "position"))


class VerificationInline(admin.StackedInline):
    model = VerificationRecord
    form = VerificationForm
    formset = RowFormSet
    extra = 0
    formfield_overrides = {models.DateField: {"widget": DayInput}}  # noqa: RUF012
    fields = ("what", ("how", "by", "version"), ("on", "until", "position"))


class FormerSlugInline(admin.StackedInline):
    model = FormerSlug
    form = FormerSlugForm
    formset = RowFormSet
    extra = 0
    fields = ("slug",)


INLINES = (SignatureInline, SourceInline, VerificationInline, FormerSlugInline)
