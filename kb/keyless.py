"""Forms of staff that take no real key: what is saved is published sooner or later."""

from typing import Any

from django import forms
from django.views.decorators.debug import sensitive_variables

from .discretion import without_keys


class KeylessForm(forms.ModelForm):
    """A form that refuses a text with a real key in it, and gives the text back with that key masked."""

    @sensitive_variables()
    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        for name, value in list(cleaned.items()):
            masked, lines = without_keys(value) if isinstance(value, str) else ("", ())
            if not lines:
                continue
            self.data = self.data.copy()  # type: ignore[attr-defined]
            self.data[self.add_prefix(name)] = masked  # type: ignore[index]
            where = f"Line {lines[0]} holds" if len(lines) == 1 else f"The lines {', '.join(map(str, lines))} hold"
            self.add_error(
                name,
                f"{where} what may be a real key. It is masked below and stored nowhere; if it was real, revoke it. "
                "Write a dummy of the same form instead, with REDACTED or DUMMY in it: sk-ant-api03-REDACTED",
            )
        return cleaned
