"""What a document may be: text in UTF-8, at most 256 KB and 5,000 lines. Everything else is refused with a mend."""

from __future__ import annotations

from enum import StrEnum

MAX_BYTES = 256 * 1024
MAX_LINES = 5_000


class Reason(StrEnum):
    """Why a document cannot be read, in one word."""

    EMPTY = "empty"
    TOO_LARGE = "too large"
    NOT_TEXT = "not text"


class InputError(ValueError):
    """A document that cannot be read: which, why, and what to do. Contains nothing of its text."""

    def __init__(self, message: str, line: int | None = None, reason: Reason = Reason.NOT_TEXT) -> None:
        super().__init__(message)
        self.message = message
        self.reason = reason
        self.line = line


def read_bytes(name: str, data: bytes) -> str:
    """Return the text of a document, or raise InputError.

    A byte order mark stays in the text: the shell reads it as part of the first word, and the report says so.
    """
    if len(data) > MAX_BYTES:
        raise InputError(
            f"{name} has {_size(len(data))}; the limit is 256 KB. Give only the part that sets variables: "
            f"grep -nE 'export|ANTHROPIC|CLAUDE' {name}",
            reason=Reason.TOO_LARGE,
        )
    if not data.strip():
        raise InputError(
            f"{name} is empty. Give a file that has at least one line, or paste its text.", reason=Reason.EMPTY
        )
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise InputError(
            f"{name} is written in UTF-16, which no Unix shell reads. Save it as UTF-8: "
            f"iconv -f UTF-16 -t UTF-8 {name} > {name}.utf8",
            1,
        )
    if (nul := data.find(b"\0")) != -1:
        line = data.count(b"\n", 0, nul) + 1
        raise InputError(f"{name} is no text: line {line} holds a NUL byte. Give a text file, such as ~/.zshrc.", line)
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise InputError(
            f"{name} is not valid UTF-8: line {line} has a byte that belongs to another encoding. Retype that line, "
            f"or convert the file: iconv -f LATIN1 -t UTF-8 {name}",
            line,
        ) from None
    return read_text(name, text)


def read_text(name: str, text: str) -> str:
    """Return a text that keeps within the limits, or raise InputError; for what arrived decoded, as a form does."""
    if not text.strip():
        raise InputError(
            f"{name} is empty. Give a file that has at least one line, or paste its text.", reason=Reason.EMPTY
        )
    if (nul := text.find("\0")) != -1:
        line = text.count("\n", 0, nul) + 1
        raise InputError(f"{name} is no text: line {line} holds a NUL byte. Give a text file, such as ~/.zshrc.", line)
    if (size := len(text.encode("utf-8", "surrogatepass"))) > MAX_BYTES:
        raise InputError(
            f"{name} has {_size(size)}; the limit is 256 KB. Give only the part that sets variables.",
            reason=Reason.TOO_LARGE,
        )
    lines = text.count("\n") + (0 if text.endswith("\n") else 1)
    if lines > MAX_LINES:
        raise InputError(
            f"{name} has {lines:,} lines; the limit is {MAX_LINES:,}. Give only the part that sets variables.",
            MAX_LINES,
            Reason.TOO_LARGE,
        )
    return text


def _size(count: int) -> str:
    """Return a number of bytes for people; a size just above the limit does not round down to it."""
    return f"{count:,} bytes" if count < MAX_BYTES + 10_240 else f"{count / 1024:,.0f} KB"
