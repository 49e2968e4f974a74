"""Log lines that hold nothing of what a person pasted."""

import logging
import traceback
from contextvars import ContextVar
from datetime import UTC, datetime

from diagnostics.engine.masking.secrets import mask_text

request_id: ContextVar[str] = ContextVar("request_id", default="-")


class RequestId(logging.Filter):
    """Put the number of the current request on each record."""

    def filter(self, record: logging.LogRecord) -> bool:
        record.request_id = request_id.get()
        return True


class DiscreetLogs(logging.Filter):
    """Mask secrets in the message; the arguments are folded in first, so that none is left behind.

    A record that says `is_ours` holds no word of a stranger's and needs no looking through.
    """

    def filter(self, record: logging.LogRecord) -> bool:
        if getattr(record, "is_ours", False):
            return True
        record.msg = mask_text(record.getMessage())
        record.args = ()
        return True


class LineFormatter(logging.Formatter):
    """Write a record on one line: time, level, logger, request, message; then the places of an exception.

    An exception's own words may quote what was pasted (`KeyError: '…'`), so they are written only `with_words`: under
    DEBUG, on the developer's own machine.
    """

    def __init__(self, *, with_words: bool = False) -> None:
        super().__init__()
        self.with_words = with_words

    def format(self, record: logging.LogRecord) -> str:
        moment = datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds")
        words = " ".join(record.getMessage().split())
        line = f"{moment} {record.levelname} {record.name} {getattr(record, 'request_id', '-')} {words}"
        if record.exc_info and record.exc_info[1]:
            line += "\n" + places(record.exc_info[1], with_words=self.with_words)
        return line


def places(error: BaseException, *, with_words: bool) -> str:
    """Return the types of an exception and its causes, and where each came from; their words only if asked for."""
    lines: list[str] = []
    seen: set[int] = set()
    current: BaseException | None = error
    while current is not None and id(current) not in seen:
        seen.add(id(current))
        words = f": {mask_text(str(current))}" if with_words else ""
        lines.append(f"  {type(current).__module__}.{type(current).__qualname__}{words}")
        lines.extend(
            f"    {frame.filename}:{frame.lineno} in {frame.name}"
            for frame in traceback.extract_tb(current.__traceback__)
        )
        current = current.__cause__ or (None if current.__suppress_context__ else current.__context__)
    return "\n".join(lines)
