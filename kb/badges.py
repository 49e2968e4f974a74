"""The badge that says how far an article can be relied on; the same in every list."""

from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

STALE = mark_safe('<span class="badge badge--stale">↻ Check again</span>')
OF_CONFIDENCE = {
    "work in progress": mark_safe('<span class="badge badge--work-in-progress">Work in progress</span>'),
    "not validated": mark_safe('<span class="badge badge--not-validated">Not validated</span>'),
    "validated": mark_safe('<span class="badge badge--validated">✓ Validated</span>'),
    "archived": mark_safe('<span class="badge badge--archived">Archived</span>'),
}


def badge(confidence: str, *, fixed_in: str = "", is_stale: bool = False) -> SafeString:
    """Return the badge as HTML: where the cause is gone, else that the verification ran out, else the confidence."""
    if fixed_in:
        return format_html('<span class="badge badge--validated">✓ Fixed in {}</span>', fixed_in)
    if is_stale:
        return STALE
    # In a preview anything may have been typed.
    return OF_CONFIDENCE.get(confidence) or format_html('<span class="badge">{}</span>', confidence)
