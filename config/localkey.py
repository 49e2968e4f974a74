"""Keep one secret key for development in a file of this checkout."""

import os
import secrets
from pathlib import Path


def local_key(file: Path) -> str:
    """Return the key kept in `file`, which is made on first use and readable by its owner only."""
    try:
        key = file.read_text(encoding="ascii").strip()
    except FileNotFoundError:
        key = ""
    return key if len(key) >= 50 else _write(file)


def _write(file: Path) -> str:
    """Write a new key under another name, then move it: two processes that start together read one whole key."""
    file.parent.mkdir(exist_ok=True)
    draft = file.with_name(f"{file.name}.{os.getpid()}")
    draft.unlink(missing_ok=True)
    with os.fdopen(os.open(draft, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "w", encoding="ascii") as handle:
        handle.write(secrets.token_urlsafe(50) + "\n")
    try:
        # A link fails where the name exists, so the first writer wins.
        file.hardlink_to(draft)
    except FileExistsError:
        if len(file.read_text(encoding="ascii").strip()) < 50:
            draft.replace(file)
    finally:
        draft.unlink(missing_ok=True)
    return file.read_text(encoding="ascii").strip()
