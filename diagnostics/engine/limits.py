"""What a document may be: text in UTF-8, at most 256 KB and 15,000 lines, and no store of credentials.

Everything else is refused with a mend.
"""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum

from .kinds import recognise
from .plaintext import plain
from .regexes import regex
from .source import Document, Kind

_IN_UTF16 = (Kind.POWERSHELL, Kind.DUMP, Kind.TEXT)  # read so by PowerShell, or by nobody but a person
MAX_BYTES = 256 * 1024
MAX_LINES = 15_000


# What Linux shows in /proc/1234/environ, perhaps behind the command that printed it: pairs with NUL between them.
_ENVIRON = regex(r"(?:[^\0\n]{0,300}\n){0,3}[A-Za-z_]\w*=[^\0]*+(?:\0[A-Za-z_]\w*=[^\0]*+)++\0?\n?")


class Reason(StrEnum):
    """Why a document cannot be read, in one word."""

    EMPTY = "empty"
    TOO_LARGE = "too large"
    NOT_TEXT = "not text"
    CREDENTIALS = "credentials"


class InputError(ValueError):
    """A document that cannot be read: which, why, and what to do. Contains nothing of its text."""

    def __init__(self, message: str, reason: Reason, line: int | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.reason = reason
        self.line = line


def read_bytes(name: str, data: bytes) -> str:
    """Return the text of a document, or raise InputError.

    A byte order mark stays in the text: the shell reads it as part of the first word, and the report says so.
    """
    if len(data) > MAX_BYTES:
        raise _too_large(name, f"has {_size(len(data))}", "256 KB")
    if not data.strip():
        raise _empty(name)
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        if recognise(name, "") in _IN_UTF16:
            return read_text(name, _from_utf16(name, data))
        mend = f"Save it as UTF-8: iconv -f UTF-16 -t UTF-8 {name}"
        raise InputError(f"{name} is written in UTF-16, which no Unix shell reads. {mend}", Reason.NOT_TEXT, 1)
    if (nul := data.find(b"\0")) != -1 and _ENVIRON.fullmatch(data.decode("utf-8", "replace")) is None:
        raise _binary(name, data.count(b"\n", 0, nul) + 1)
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise InputError(
            f"Line {line} of {name} is not text in UTF-8: it holds a byte of another encoding. Retype that line, or "
            f"convert the file: iconv -f LATIN1 -t UTF-8 {name}",
            Reason.NOT_TEXT,
            line,
        ) from None
    return read_text(name, text)


def _from_utf16(name: str, data: bytes) -> str:
    """Return what PowerShell wrote, which its own `>` does in UTF-16."""
    try:
        return data.decode("utf-16")
    except UnicodeDecodeError:
        raise InputError(f"{name} is no text in UTF-16, as its first bytes say.", Reason.NOT_TEXT, 1) from None


def read_text(name: str, text: str) -> str:
    """Return a text that keeps within the limits, or raise InputError; for what arrived decoded, as a form does.

    What a terminal or a web page put into it is taken off.
    """
    if not text.strip("\ufeff \t\r\n\f\v"):
        raise _empty(name)
    if "\0" in text and _ENVIRON.fullmatch(text) is not None:
        text = text.replace("\0", "\n")
    if (nul := text.find("\0")) != -1:
        raise _binary(name, text.count("\n", 0, nul) + 1)
    if (size := len(text.encode("utf-8", "surrogatepass"))) > MAX_BYTES:
        raise _too_large(name, f"has {_size(size)}", "256 KB")
    lines = text.count("\n") + (0 if text.endswith("\n") else 1)
    if lines > MAX_LINES:
        raise _too_large(name, f"has {lines:,} lines", f"{MAX_LINES:,} lines", MAX_LINES + 1)
    return plain(text)


def check_documents(documents: Sequence[Document], *, may_be_empty: bool = False) -> None:
    """Raise InputError unless every document, and all of them together, keep within the limits.

    An empty document beside one with text is fine: an empty ~/.zprofile is an answer.
    """
    if not documents:
        raise InputError("There is nothing to check. Give a file, or paste its text.", Reason.EMPTY)
    filled = [document for document in documents if document.text.strip("\ufeff \t\r\n\f\v")]
    if not filled and not may_be_empty:
        raise _empty(documents[0].name)
    for document in filled:
        read_text(document.name, document.text)
    # What sentences tell is told again out of a text that is among them.
    own = [document.text for document in documents if document.kind is not Kind.TOLD]
    size = sum(len(text.encode("utf-8", "surrogatepass")) for text in own)
    if size > MAX_BYTES:
        raise _too_large("All files together", f"have {_size(size)}", "256 KB")
    if (lines := _lines_of(documents)) > MAX_LINES:
        raise _too_large("All files together", f"have {lines:,} lines", f"{MAX_LINES:,} lines")


def _lines_of(documents: Sequence[Document]) -> int:
    """Return how many lines were given: those of a paste once, though several of its parts may stand over them."""
    ends: dict[str, int] = {}
    for document in documents:
        if document.paste:
            last = document.first_line + document.line_count - 1
            ends[document.paste] = max(ends.get(document.paste, 0), last)
    return sum(document.line_count for document in documents if not document.paste) + sum(ends.values())


def credentials_only(name: str, title: str, revoke: str) -> InputError:
    """Return the refusal of a check of nothing but stored credentials, which hold no settings."""
    where = f" (there: {revoke})" if revoke else ""
    return InputError(
        f"{name} was not read: it is {title}. It holds credentials and no settings, so there is nothing to check. "
        f"If it was posted anywhere, or sent by mistake, revoke what it holds{where} and log in anew.",
        Reason.CREDENTIALS,
    )


def _empty(name: str) -> InputError:
    return InputError(f"{name} is empty. Give a file that has at least one line, or paste its text.", Reason.EMPTY)


def _binary(name: str, line: int) -> InputError:
    return InputError(
        f"{name} is no text: line {line} holds a NUL byte. Give a text file, such as ~/.zshrc.", Reason.NOT_TEXT, line
    )


def _too_large(name: str, has: str, limit: str, line: int | None = None) -> InputError:
    mend = "Give only the part that sets variables, for example the lines with “export”."
    return InputError(f"{name} {has}; the limit is {limit}. {mend}", Reason.TOO_LARGE, line)


def _size(count: int) -> str:
    """Return a number of bytes for people; a size just above the limit does not round down to it."""
    return f"{count:,} bytes" if count < MAX_BYTES + 10_240 else f"{count / 1024:,.0f} KB"
