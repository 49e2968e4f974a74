"""Links to the pages of a list, as HTML."""

from html import escape

from django.core.paginator import Page, Paginator
from django.utils.safestring import SafeString, mark_safe


def links(page: Page, prefix: str = "") -> SafeString:
    """Return the links to a list's pages, some left out where they are many; nothing for one page.

    `prefix` is the query, urlencoded, that the pages have in common.
    """
    if page.paginator.num_pages < 2:
        return mark_safe("")
    query = escape(f"?{prefix}&" if prefix else "?")
    items = [_item(number, page.number, query) for number in page.paginator.get_elided_page_range(page.number)]
    items_html = "".join(f"<li>{item}</li>" for item in items)
    return mark_safe(f'<nav class="pagination" aria-label="Pages"><ul>{items_html}</ul></nav>')  # noqa: S308, all escaped


def _item(number: int | str, current: int, query: str) -> str:
    if number == current:
        return f'<span aria-current="page">{number}</span>'
    if number == Paginator.ELLIPSIS:
        return f'<span aria-hidden="true">{number}</span>'
    return f'<a href="{query}page={number}" aria-label="Page {number}">{number}</a>'
