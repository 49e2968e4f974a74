"""The form by which staff edit an article: its rules for publishing, and for two people editing at once."""

from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.utils.html import format_html

from .draftforms import DraftableForm
from .explained import ExplainedForm
from .history import changes_since
from .models import Article
from .publishing import missing_proof, not_licensed

SHORT, LONG = 3, 6
ROWS = {"short_answer": SHORT, "environment": SHORT, "expected_behaviour": SHORT, "cannot_be_seen": SHORT}


class LabelChoices(forms.CheckboxSelectMultiple):
    """Boxes in columns; where there are many, a script adds a field that filters them."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.attrs = {"class": "label-choices", **self.attrs}


class ArticleForm(DraftableForm, ExplainedForm):
    """An article's own fields; the sources and records that it needs stand in the formsets beside it."""

    helps: ClassVar = {
        "topics": "Where readers browse to it; the first one is its place in the breadcrumbs.",
        "products": "The clients, gateways, shells and services that it is about.",
    }
    examples: ClassVar = {
        "title": "Vercel AI Gateway bills credits instead of Claude Max",
        "slug": "vercel-ai-gateway-bills-credits-instead-of-claude-max",
        "short_answer": "Remove both lines and open a new terminal: then only the subscription can pay.",
        "issue": "I followed the guide for Claude Max, and every request fails with `402 insufficient_funds`.",
        "environment": "- Claude Code 2.1.330, zsh on macOS\n- a Max plan, logged in with `/login`",
        "steps": "1. `export ANTHROPIC_BASE_URL=https://ai-gateway.vercel.sh`\n2. `claude -p hi`",
        "current_behaviour": "The request carries the gateway's key, and credits pay.",
        "expected_behaviour": "The plan pays, as [the vendor's page](https://example.com/) says.",
        "cause": "The gateway bills the key in `x-ai-gateway-api-key` (documented).",
        "resolution": "1. Delete the line that sets `ANTHROPIC_CUSTOM_HEADERS`.\n2. Open a new terminal.",
        "verification_steps": "`claude -p /status` names the plan, and the gateway's log shows no request.",
        "cannot_be_seen": "Whether you are logged in: `claude auth status` tells.",
        "wrong_advice": "- **“Set an empty key.”** The header is sent all the same.",
        "topics": "Billing and credentials",
        "products": "Claude Code, Vercel AI Gateway, zsh",
        "confidence": "Not validated, until somebody of us has seen it happen",
        "audience": "Internal, while it is being written",
        "fixed_in": "Claude Code 2.1.400",
        "withdrawn": "The vendor took the option away; see the article on settings files.",
    }
    seen_version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    user: Any = None  # who edits; the admin sets it

    class Meta:
        model = Article
        fields = (
            *("title", "slug", "topics", "products", "short_answer", "issue", "environment", "steps"),
            *("current_behaviour", "expected_behaviour", "cause", "resolution", "verification_steps"),
            *("cannot_be_seen", "wrong_advice", "confidence", "audience", "fixed_in", "withdrawn"),
        )
        widgets = {"topics": LabelChoices, "products": LabelChoices}  # noqa: RUF012

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
                # A code that names the rows lets the summary of the errors lead there.
                self.add_error(field if field in self.fields else None, ValidationError(text, code=field))
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
                '<pre class="difference" tabindex="0">{}</pre>',
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
