"""What stands around the lines of a paste, in the order in which it is taken off: margins, rulers, a page's tags."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from ..records import dataclass
from .diffs import with_changes
from .gutters import (
    EMPHASISED,
    FRAMED,
    RULERS,
    TAGS,
    moved_left,
    unquoted,
    with_fences,
    without_emphasis,
    without_frame,
    without_gutter,
    without_margins,
    without_numbers_within,
    without_rulers,
)
from .history import REMEMBERED, with_prompts
from .inlinecode import rejoined
from .parts import first_filled
from .screens import ELBOW, without_elbows
from .sentences import is_prose
from .undecorated import with_traces_typed, without_struck, without_times


@dataclass(slots=True)
class Paste:
    """A paste while what stands around its lines is taken off."""

    text: str  # as it came
    lines: list[str]
    first: str  # its first filled line, and its last one
    last: str
    _is_post: bool | None = None

    @property
    def is_post(self) -> bool:
        """Tell whether the first line is a sentence: what only people write around code then counts."""
        if self._is_post is None:
            self._is_post = is_prose(self.first)
        return self._is_post

    def take_off(self, steps: Sequence[_Step]) -> None:
        """Take off what the steps know, in their order."""
        for is_there, without, is_before_first in steps:
            if is_there(self):
                self.lines = without(self.lines)
                if is_before_first:
                    self.first, self._is_post = first_filled(self.lines), None


# What tells that it is there, what takes it off, and whether it stands before the first line, so that only then it is
# seen what this is. Other steps leave the first line that of the paste as it came.
_Step = tuple[Callable[[Paste], bool], Callable[[list[str]], list[str]], bool]


def _is_quoted(paste: Paste) -> bool:
    """Tell whether a post is quoted, or quotes: a file that holds a document begins otherwise."""
    return paste.first.startswith(">") or ("\n>" in paste.text and paste.is_post)


def _is_of_a_page(paste: Paste) -> bool:
    """Tell whether a post has code between tags of HTML."""
    if not any(tag in paste.text for tag in TAGS):
        return False
    return paste.is_post or paste.first.lstrip().startswith((*TAGS, "<p>", "<p ", "<div"))


# A diff may be set in, and stand between rulers.
AROUND_DIFFS: tuple[_Step, ...] = (
    (lambda paste: paste.first[:1] in (" ", "\t"), moved_left, True),
    (lambda paste: paste.first[:3] in RULERS or paste.last[:3] in RULERS, without_rulers, True),
)
AROUND_OTHERS: tuple[_Step, ...] = (
    (lambda paste: "\n+" in paste.text and "\n-" in paste.text and paste.is_post, with_changes, False),
    (lambda paste: "│" in paste.text and paste.is_post, without_numbers_within, False),
    (lambda paste: "~~" in paste.text and paste.is_post, without_struck, False),
    (lambda paste: paste.first[:2] == "20", without_times, True),
    (lambda paste: "+ export " in paste.text or "+ unset " in paste.text, with_traces_typed, False),
    (lambda paste: FRAMED in paste.text, without_frame, False),
    (_is_quoted, unquoted, False),
    (lambda paste: ("\n    " in paste.text or "\n\t" in paste.text) and paste.is_post, without_margins, False),
    (lambda paste: any(mark in paste.text for mark in EMPHASISED), without_emphasis, False),
    (_is_of_a_page, with_fences, False),
    (lambda paste: ELBOW in paste.text, without_elbows, False),
    (lambda paste: "`" in paste.text and paste.is_post, rejoined, False),
    (lambda _: True, lambda lines: without_gutter(lines) or lines, False),
    (lambda paste: REMEMBERED.search(paste.text) is not None, with_prompts, False),
)
