"""What a field must be so that the article's file can hold it."""

from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator, URLValidator

from .articlefile import CONTROL

slug = RegexValidator(r"^[a-z0-9]+(?:-[a-z0-9]+)*\Z", "Use small letters, digits and single hyphens.")
web_address = URLValidator(schemes=("http", "https"), message="Give an address that begins with https://.")


def one_line(value: str) -> None:
    """Refuse line breaks and signs that no editor shows."""
    if CONTROL.search(value) or "\n" in value or "\r" in value:
        raise ValidationError("This is one line of text: delete line breaks and control characters.")
