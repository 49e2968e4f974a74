"""Pages of which only a few places differ from request to request: rendered once, kept, then filled.

A skeleton is kept under the version that the content had before it was rendered. So it is never older than the content,
and an edit makes another one.
"""

import hashlib
import re
import secrets
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from django.core.cache import caches
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils.html import conditional_escape

from .pagecache import version_for

_TOKEN = secrets.token_hex(8)  # so nobody can write a hole into a text
_HOLE = re.compile(rf"hole-{_TOKEN}-(\w+);")


@dataclass(frozen=True, slots=True)
class Skeleton:
    """A page with holes: `pieces` are text and the name of a hole in turn."""

    pieces: tuple[str, ...]

    def filled(self, **parts: str) -> str:
        """Return the page with these parts in its holes, each escaped unless it is safe HTML."""
        safe = {name: conditional_escape(part) for name, part in parts.items()}
        return "".join(safe[piece] if at % 2 else piece for at, piece in enumerate(self.pieces))


def skeleton(
    request: HttpRequest,
    template: str,
    holes: Iterable[str],
    *,
    follows_from: tuple[object, ...],
    context: Callable[[], Mapping[str, object]],
) -> Skeleton:
    """Return the template rendered with holes of these names in the place of variables.

    All else that it shows must follow from the content, the address and `follows_from`.
    """
    seen = (template, request.scheme, request.get_host(), request.path, version_for(request), *follows_from)
    key = hashlib.sha256(repr(seen).encode()).hexdigest()
    kept = caches["skeletons"].get(key)
    if kept is None:
        places = {name: f"hole-{_TOKEN}-{name};" for name in holes}
        page = render_to_string(template, {**context(), **places}, request)
        kept = Skeleton(tuple(_HOLE.split(page)))
        caches["skeletons"].set(key, kept)
    return kept
