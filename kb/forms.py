"""The form by which staff edit an article: its rules for publishing, and for two people editing at once."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.html import format_html

from .history import changes_since
from .models import Article
from .publishing import missing_proof, not_licensed

SHORT, LONG = 4, 10
ROWS = {"short_answer": SHORT, "environment": SHORT, "expected_behaviour": SHORT}


class ArticleForm(forms.ModelForm):
    """An article's own fields; the sources and records that it needs stand in the formsets beside it."""

    seen_version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    user: Any = None  # who edits; the admin sets it

    class Meta:
        model = Article
        fields = (
            *("title", "slug", "topics", "products", "short_answer", "issue", "environment", "steps"),
            *("current_behaviour", "expected_behaviour", "cause", "resolution", "verification_steps"),
            *("cannot_be_seen", "wrong_advice", "confidence", "audience"),
        )
        widgets = {"topics": forms.CheckboxSelectMultiple, "products": forms.CheckboxSelectMultiple}  # noqa: RUF012

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["seen_version"] = self.instance.version
        for name, field in self.fields.items():
            if isinstance(field.widget, forms.Textarea):
                field.widget.attrs.update({"rows": ROWS.get(name, LONG), "cols": 100, "spellcheck": "true"})

    def clean(self) -> dict[str, Any]:
        """Refuse what would overwrite another's change, and what may not be published yet."""
        cleaned = super().clean() or self.cleaned_data
        self._refuse_overwriting()
        probe = Article(**{key: cleaned.get(key, "") for key in ("issue", "resolution", "confidence", "audience")})
        numbers = {"sources": self._rows("sources", "url"), "verifications": self._rows("verifications", "by")}
        for field, text in missing_proof(probe, **numbers).items():
            # A fault that the field has anyway (too large, a wrong heading) is enough for one field.
            if field not in self.errors:
                self.add_error(field if field in self.fields else None, text)
        if self.user is not None:
            before = Article.objects.get(pk=self.instance.pk) if self.instance.pk else None
            for field, text in not_licensed(self.user, before, probe).items():
                self.add_error(field, text)
        return cleaned

    def _refuse_overwriting(self) -> None:
        """Compare the version that this form was filled from with the one in the database.

        The row is locked until this request is done, so of two people who press Save together one is told. The form
        keeps what was typed; sent again, it counts as made on top of what is shown here.
        """
        if not self.instance.pk:
            return
        current = Article.objects.select_for_update().get(pk=self.instance.pk)
        seen = self.cleaned_data.get("seen_version") or 0
        if current.version == seen:
            return
        self.data = self.data.copy()  # type: ignore[attr-defined]
        self.data[self.add_prefix("seen_version")] = str(current.version)  # type: ignore[index]
        diff = changes_since(current, seen)
        raise ValidationError(
            format_html(
                "Somebody changed this article while you were editing it. Nothing of yours is lost: it stands below. "
                "Take from the other's change what should stay, then press Save again; that saves yours."
                '<pre class="difference">{}</pre>',
                diff or "The texts are the same.",
            ),
            code="changed meanwhile",
        )

    def _rows(self, prefix: str, field: str) -> int:
        """Return how many rows a formset of this page will leave; without that formset, how many are saved."""
        total = self.data.get(f"{prefix}-TOTAL_FORMS", "")
        if not total.isdigit():
            return getattr(self.instance, prefix).count() if self.instance.pk else 0
        rows = range(min(int(total), 1_000))
        return sum(
            bool(self.data.get(f"{prefix}-{row}-{field}", "").strip()) and not self.data.get(f"{prefix}-{row}-DELETE")
            for row in rows
        )
