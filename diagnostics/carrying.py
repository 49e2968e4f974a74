"""What a report's page carries in a form: its masked documents, so that the report is made again, and kept nowhere.

One form carries them for all buttons, since the box of the paste form cannot: its text may have been changed since, it
has no file that was uploaded, and of a line's end it says nothing. Long documents are packed, for browsers send a form
as it is, and each button sends it.
"""

from __future__ import annotations

import base64
import json
import zlib
from collections.abc import Mapping, Sequence

from django.conf import settings
from django.views.decorators.debug import sensitive_variables

from .asking import read_json
from .checking import Pasted, RefusedError, check, masked_text
from .engine.findings import Login, Mode, Report
from .engine.host import System
from .engine.kinds import kind_of
from .engine.limits import MAX_LINES
from .engine.masking.secrets import mask_text
from .engine.source import Document

MAX_DOCUMENTS = 80  # parts of a paste are documents
MAX_ERROR = 8_000
MAX_WORD = 254
LONG = 20_000  # characters: what is longer stands on a page as seldom as can be
PACKED = "packed:"  # no JSON begins so
MAX_SENT_AGAIN = 500_000  # characters; a longer report is made again from its file


def carried(report: Report, *, login: str, mode: str, error: str) -> dict[str, str]:
    """Return the fields of the form; all of them are masked already."""
    documents = _written([entry(document) for document in report.documents])
    system = report.system.value if report.system else ""
    return {"documents": documents, "login": login, "mode": mode, "system": system, "error": error}


def entry(document: Document) -> dict[str, str | int]:
    """Return a masked document as it is carried or kept: with its kind, and where in a paste it stood."""
    entry: dict[str, str | int] = {"name": document.name, "text": document.text, "kind": document.kind.value}
    return entry | ({"paste": document.paste, "first_line": document.first_line} if document.paste else {})


@sensitive_variables()
def check_again(fields: Mapping[str, str]) -> tuple[Report, Login, Mode, str]:
    """Check, and mask, once more what `carried` gave; return the report, the login, the mode and the message.

    A login, mode or system that is not known counts as not given. Raises RefusedError where it is no such text.
    """
    login = Login(value) if (value := fields.get("login", "")) in list(Login) else Login.UNKNOWN
    mode = Mode(value) if (value := fields.get("mode", "")) in list(Mode) else Mode.PRINT
    system = System(value) if (value := fields.get("system", "")) in list(System) else None
    error = fields.get("error", "")[:MAX_ERROR]
    documents = _pasted(fields.get("documents", ""))
    report = check(documents, login=login, mode=mode, error=error, system=system, counted=False)
    return report, login, mode, error


@sensitive_variables()
def sent_again(fields: Mapping[str, str]) -> dict[str, str]:
    """Return the fields of a form that sends the same once more, masked, whatever arrived; none if it is no report."""
    try:
        documents = _unpacked(fields.get("documents", ""))
        if len(documents) > MAX_SENT_AGAIN:
            return {}
        pasted = _pasted(documents)
    except RefusedError:
        return {}
    entries = [_masked(each) for each in pasted]
    words = {key: mask_text(fields[key][:MAX_ERROR]) for key in ("error", "words") if fields.get(key)}
    others = ("login", "mode", "system", "rule", "email")
    choices = {key: mask_text(fields[key][:MAX_WORD]) for key in others if fields.get(key)}
    return {"documents": _written(entries), **choices, **words}


@sensitive_variables()
def _masked(pasted: Pasted) -> dict[str, str | int]:
    """Return what `entry` writes of a document, with nothing in it that was not masked or is not one of our words."""
    written: dict[str, str | int] = {
        "name": mask_text(pasted.name),
        "text": masked_text(pasted.name, str(pasted.content)),
    }
    written |= {"kind": pasted.kind.value} if pasted.kind else {}
    return written | ({"paste": mask_text(pasted.paste), "first_line": pasted.first_line} if pasted.paste else {})


@sensitive_variables()
def _written(entries: Sequence[Mapping[str, str | int]]) -> str:
    text = json.dumps(entries, ensure_ascii=False)
    if len(text) <= LONG:
        return text
    # Of letters that a form sends as they are: others would take three each.
    return PACKED + base64.urlsafe_b64encode(zlib.compress(text.encode())).decode("ascii")


@sensitive_variables()
def _unpacked(documents: str) -> str:
    """Return the JSON, never more of it than a form may send unpacked. Raises RefusedError."""
    if not documents.startswith(PACKED):
        return documents
    reader = zlib.decompressobj()
    try:
        packed = base64.b64decode(documents.removeprefix(PACKED), altchars=b"-_", validate=True)
        text = reader.decompress(packed, settings.DATA_UPLOAD_MAX_MEMORY_SIZE)
        if not reader.eof:
            raise _no_report()
        return text.decode()
    except (ValueError, zlib.error):
        raise _no_report() from None


@sensitive_variables()
def _pasted(documents: str) -> Sequence[Pasted]:
    try:
        entries = read_json(_unpacked(documents))
    except (ValueError, RecursionError):
        raise _no_report() from None
    if not isinstance(entries, list) or not 0 < len(entries) <= MAX_DOCUMENTS:
        raise _no_report()
    found = []
    for each in entries:
        if not isinstance(each, dict) or not all(isinstance(each.get(key), str) for key in ("name", "text")):
            raise _no_report()
        found.append(of_entry(each))
    return found


def _no_report() -> RefusedError:
    return RefusedError(422, "This is no report. Check the file again, then go on from its report.")


@sensitive_variables()
def of_entry(entry: Mapping[str, object]) -> Pasted:
    """Return a document that `entry` wrote; what is no kind or no number counts as not given."""
    kind, paste, line = entry.get("kind"), entry.get("paste"), entry.get("first_line")
    return Pasted(
        str(entry["name"]),
        str(entry["text"]),
        kind_of(kind) if isinstance(kind, str) else None,
        paste if isinstance(paste, str) else "",
        line if isinstance(line, int) and 0 < line <= MAX_LINES else 1,
    )
