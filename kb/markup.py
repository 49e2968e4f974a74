"""Turn an article's Markdown into safe HTML.

Two walls, each enough alone against a script: raw HTML is not read as HTML at all, and what Markdown gives passes an
allow list. Only staff write Markdown here. Python-Markdown takes a minute for 20,000 brackets (upstream #798), so
such text is refused, never tried.
"""

import re
import threading
from functools import lru_cache
from urllib.parse import urlsplit
from xml.etree.ElementTree import Element

import nh3
from markdown import Markdown
from markdown.extensions import Extension
from markdown.extensions.codehilite import CodeHiliteExtension
from markdown.extensions.fenced_code import FencedCodeExtension
from markdown.extensions.sane_lists import SaneListExtension
from markdown.extensions.tables import TableExtension
from markdown.extensions.toc import TocExtension, slugify
from markdown.treeprocessors import Treeprocessor
from pygments.token import STANDARD_TYPES

RENDERER_VERSION = "1"
MAX_BYTES = 64 * 1024
MAX_BRACKETS = 500
MAX_QUOTES = 20
EXTERNAL_REL = "nofollow noopener"

HEADINGS = frozenset({"h3", "h4", "h5", "h6"})
TAGS = HEADINGS | {
    *("p", "br", "hr", "em", "strong", "a", "ul", "ol", "li", "blockquote"),
    *("pre", "code", "div", "span"),
    *("table", "thead", "tbody", "tr", "th", "td"),
}
ATTRIBUTES = {
    "a": {"href", "title", "rel"},
    "ol": {"start"},
    "th": {"align"},
    "td": {"align"},
    **{heading: {"id"} for heading in HEADINGS},
}
CLASSES = {"div": {"codehilite"}, "span": {name for name in STANDARD_TYPES.values() if name}}
SCHEMES = {"http", "https", "mailto"}

_renderers = threading.local()
_BLANK = re.compile(r"^[ \t]*$")
_NESTED_QUOTE = re.compile(rf"^[ \t]*(?:>[ \t]*){{{MAX_QUOTES + 1}}}")


class MarkupError(ValueError):
    """A text that cannot be shown: `line` says where, the message says why."""

    def __init__(self, message: str, line: int = 1) -> None:
        super().__init__(f"Line {line}: {message}")
        self.line = line


@lru_cache(maxsize=64)  # an article that is saved was checked, and so rendered, the moment before
def render(text: str, *, prefix: str = "h") -> str:
    """Return safe HTML for Markdown; the ids of its headings begin with `prefix-`.

    Raises MarkupError for a text that is too large, too deeply nested or would take too long.
    """
    check(text)
    if not text.strip():
        return ""
    try:
        html = _markdown(prefix).reset().convert(text)
    except RecursionError:
        raise MarkupError("lists or quotes are nested too deeply") from None
    return nh3.clean(
        html,
        tags=set(TAGS),
        attributes=ATTRIBUTES,
        allowed_classes=CLASSES,
        url_schemes=SCHEMES,
        link_rel=None,
        attribute_filter=lambda tag, name, value: _filter(prefix, name, value),
    )


def check(text: str) -> None:
    """Raise MarkupError if the text is larger, or denser in brackets or quotes, than the renderer bears."""
    size = len(text.encode(errors="replace"))
    if size > MAX_BYTES:
        raise MarkupError(f"the text has {size // 1024} KB; at most {MAX_BYTES // 1024} KB can be shown")
    first, brackets = 1, 0
    for number, line in enumerate(text.split("\n"), 1):
        if _NESTED_QUOTE.match(line):
            raise MarkupError(f"more than {MAX_QUOTES} quotes inside one another", number)
        if _BLANK.match(line):
            first, brackets = number + 1, 0
        brackets += line.count("[")
        if brackets > MAX_BRACKETS:
            raise MarkupError(f"more than {MAX_BRACKETS} “[” in one paragraph; part it with blank lines", first)


def _markdown(prefix: str) -> Markdown:
    """Return the renderer for a prefix: one for each thread, since it keeps what it reads in itself."""
    found: dict[str, Markdown] = _renderers.__dict__
    if prefix not in found:
        found[prefix] = _made(prefix)
    return found[prefix]


def _made(prefix: str) -> Markdown:
    code = CodeHiliteExtension(css_class="codehilite", guess_lang=False, noclasses=False, linenums=False)
    contents = TocExtension(slugify=lambda value, separator: f"{prefix}-{slugify(value, separator)}", marker="")
    extensions = [FencedCodeExtension(), TableExtension(use_align_attribute=True), SaneListExtension(), code, contents]
    return Markdown(extensions=[*extensions, _SafeExtension()], output_format="html")


def _filter(prefix: str, name: str, value: str) -> str | None:
    allowed = {
        "id": value.startswith(f"{prefix}-"),
        "rel": value == EXTERNAL_REL,
        "align": value in {"left", "right", "center"},
    }
    return value if allowed.get(name, True) else None


class _SafeExtension(Extension):
    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802, the name is Python-Markdown's
        """Read no raw HTML; mend headings and links."""
        md.preprocessors.deregister("html_block")
        md.inlinePatterns.deregister("html")
        md.inlinePatterns.deregister("image_link")
        md.inlinePatterns.deregister("image_reference")
        md.inlinePatterns.deregister("short_image_ref")
        # After `inline` (20), which makes the links; before `toc` (5), which gives the headings their ids.
        md.treeprocessors.register(_Mender(md), "verdict", 10)


class _Mender(Treeprocessor):
    def run(self, root: Element) -> None:
        """Keep h1 and h2 for the page, and mark links that lead away."""
        for element in root.iter():
            if element.tag in {"h1", "h2"}:
                element.tag = "h3"
            elif element.tag == "a" and _leads_away(element.get("href", "")):
                element.set("rel", EXTERNAL_REL)


def _leads_away(href: str) -> bool:
    try:
        return bool(urlsplit(href.strip()).netloc)
    except ValueError:
        return True
