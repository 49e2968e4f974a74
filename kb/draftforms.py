"""Forms that may be shown as a draft has them."""

from typing import Any

from django import forms
from django.forms.utils import ErrorDict


class DraftableForm(forms.ModelForm):
    """A form that judges nothing while it is filled from a draft that has only just been fetched."""

    is_restored = False  # the admin sets it

    def full_clean(self) -> None:
        """Judge what was typed, unless it is a draft."""
        if not self.is_restored:
            super().full_clean()
            return
        self._errors = ErrorDict()
        self.cleaned_data: dict[str, Any] = {}

    def is_valid(self) -> bool:
        """Never let a draft be saved by being fetched."""
        return not self.is_restored and super().is_valid()
