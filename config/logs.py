"""Log lines that hold nothing of what a person pasted."""

import logging
import traceback
from contextvars import ContextVar
from datetime import UTC, datetime

try:
    from diagnostics.engine.secrets import mask_text
except ImportError:  # the module is about to land

    def mask_text(text: str) -> str:
        return text


request_id: ContextVar[str] = ContextVar("request_id", default="-")


class RequestId(logging.Filter):
    """Put the number of the current request on each record."""

    def filter(self, record: logging.LogRecord) -> bool:
        record.request_id = request_id.get()
        return True


class DiscreetLogs(logging.Filter):
    """Mask secrets in the message; the arguments are folded in first, so that none is left behind."""

    def filter(self, record: logging.LogRecord) -> bool:
        record.msg = mask_text(record.getMessage())
        record.args = ()
        return True


class LineFormatter(logging.Formatter):
    """Write a record on one line: time, level, logger, request, message; then the places of an exception.

    An exception's own words may quote what was pasted (`KeyError: '…'`), so only its type and its places are written.
    """

    def format(self, record: logging.LogRecord) -> str:
        moment = datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds")
        words = " ".join(record.getMessage().split())
        line = f"{moment} {record.levelname} {record.name} {getattr(record, 'request_id', '-')} {words}"
        if record.exc_info and record.exc_info[1]:
            line += "\n" + places(record.exc_info[1])
        return line


def places(error: BaseException) -> str:
    """Return the types of an exception and its causes, and where each came from, without their messages."""
    lines: list[str] = []
    seen: set[int] = set()
    current: BaseException | None = error
    while current is not None and id(current) not in seen:
        seen.add(id(current))
        lines.append(f"  {type(current).__module__}.{type(current).__qualname__}")
        lines.extend(
            f"    {frame.filename}:{frame.lineno} in {frame.name}"
            for frame in traceback.extract_tb(current.__traceback__)
        )
        current = current.__cause__ or (None if current.__suppress_context__ else current.__context__)
    return "\n".join(lines)
