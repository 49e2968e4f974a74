"""Forms whose every field says what it is for and shows an example."""

from collections.abc import Mapping
from typing import Any, ClassVar

from django.utils.html import format_html

from .keyless import KeylessForm


class ExplainedForm(KeylessForm):
    """A form that adds an example to the help of each field that it names; `helps` takes the place of a help."""

    helps: ClassVar[Mapping[str, str]] = {}
    examples: ClassVar[Mapping[str, str]] = {}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            told = self.helps.get(name, field.help_text)
            if name in self.examples:
                told = format_html('{} <span class="example">Example: <q>{}</q></span>', told, self.examples[name])
            field.help_text = told
