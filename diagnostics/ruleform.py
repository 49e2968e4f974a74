"""The form by which staff edit a rule: try-out without saving, no real keys, two people editing at once."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.html import format_html

from kb.differences import difference
from kb.draftforms import DraftableForm

from . import rulefile
from .casework import with_example
from .dummies import without_real_keys
from .engine.rules.conditions import Sentence, describe
from .engine.rules.rule import Rule as EngineRule
from .models import Rule, Status, SubmittedCase, explained, tidy

ACTIVATE = "diagnostics.activate_rule"
TRY_OUT = "_try"  # the name of the submit button that runs the examples and saves nothing


class RuleForm(DraftableForm):
    """A rule's status and its text; everything else follows from the text."""

    seen_version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    case = forms.CharField(widget=forms.HiddenInput, required=False)  # the number of the case that became an example
    user: Any = None  # who edits; the admin sets it
    given: tuple[SubmittedCase, str] | None = None  # a case to begin with, and whether it is a bad or a good example

    class Meta:
        model = Rule
        fields = ("status", "source")
        widgets = {  # noqa: RUF012
            "source": forms.Textarea(
                attrs={"rows": 40, "cols": 120, "wrap": "off", "spellcheck": "false", "class": "rule-source"}
            )
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["seen_version"] = self.instance.version
        if self.given:
            case, kind = self.given
            self.initial.update(source=with_example(self.instance.source, case, kind), case=case.reference)
        self.failures: list[str] | None = None  # of a try-out

    @property
    def is_trial(self) -> bool:
        """Whether the examples are to be run and nothing saved."""
        return TRY_OUT in self.data

    @property
    def passed(self) -> bool:
        """Whether this was a try-out and everything came out as marked."""
        return self.is_trial and not self.errors

    def is_valid(self) -> bool:
        """Never let a try-out be saved, however well it went."""
        return super().is_valid() and not self.is_trial

    def clean_source(self) -> str:
        """Refuse a key that is no dummy, and give the text back with that key masked: it must not be stored here."""
        text = tidy(self.cleaned_data["source"])
        masked, lines = without_real_keys(text)
        if not lines:
            return text
        self.data = self.data.copy()  # type: ignore[attr-defined]
        self.data[self.add_prefix("source")] = masked  # type: ignore[index]
        where = f"Line {lines[0]} holds" if len(lines) == 1 else f"The lines {', '.join(map(str, lines))} hold"
        raise ValidationError(
            f"{where} what may be a real key. It is masked below and stored nowhere. "
            "Write a dummy of the same form instead, with the word DUMMY in it: sk-ant-api03-DUMMY000…",
            code="real key",
        )

    def clean(self) -> dict[str, Any]:
        """Refuse what would overwrite another's change."""
        cleaned = super().clean() or self.cleaned_data
        if self.user is not None and cleaned.get("status") == Status.ACTIVE and not self.user.has_perm(ACTIVATE):
            self.add_error("status", "Making a rule active is for Publishers. Save it as a draft and ask one.")
        self._refuse_overwriting()
        return cleaned

    def _post_clean(self) -> None:
        """Let the model check the text; in a try-out run the examples whatever the status."""
        if "source" not in self.cleaned_data:
            return  # it holds a real key: nothing else is said about it
        super()._post_clean()  # type: ignore[misc]
        if self.is_trial and not self.errors and self.instance.status != Status.ACTIVE:
            for text in self.instance.failures(self.instance.parsed()):
                self.add_error("source", explained(text))

    def _refuse_overwriting(self) -> None:
        """Compare the version that this form was filled from with the one in the database.

        The row is locked until this request is done, so of two people who press Save together one is told. The form
        keeps what was typed; sent again, it counts as made on top of what is shown here.
        """
        if not self.instance.pk:
            return
        current = Rule.objects.select_for_update().get(pk=self.instance.pk)
        seen = self.cleaned_data.get("seen_version") or 0
        if current.version == seen:
            return
        then = current.history.filter(version=seen).order_by("-history_date", "-history_id").first()
        names = (f"version {seen}", f"version {current.version}")
        diff = difference(_whole(then) if then else "", _whole(current), *names)
        self.data = self.data.copy()  # type: ignore[attr-defined]
        self.data[self.add_prefix("seen_version")] = str(current.version)  # type: ignore[index]
        raise ValidationError(
            format_html(
                "Somebody changed this rule while you were editing it. Nothing of yours is lost: it stands below. "
                "Take from the other's change what should stay, then press Save again; that saves yours."
                '<pre class="difference" tabindex="0">{}</pre>',
                diff or "The texts are the same.",
            ),
            code="changed meanwhile",
        )


def english(text: str) -> tuple[Sentence, ...]:
    """Return what the rule with this text waits for, in English; nothing while it cannot be read."""
    try:
        rule: EngineRule = rulefile.parse(tidy(text))
    except rulefile.RuleFileError:
        return ()
    return tuple(describe(condition) for condition in (rule.applies, rule.when) if condition)


def _whole(row: Any) -> str:
    """Return a version of a rule as one text, its status first, for a diff."""
    return f"# status: {row.status}\n{row.source}"
