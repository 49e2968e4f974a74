"""Read the environment: five readers, each of which stops the start when a value makes no sense."""

from __future__ import annotations

import os
from pathlib import Path
from urllib.parse import parse_qsl, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

TRUE = {"1", "true", "yes", "on"}
FALSE = {"0", "false", "no", "off"}


def text(name: str, default: str = "") -> str:
    """Return the variable without outer blanks; an empty one counts as absent."""
    return os.environ.get(name, "").strip() or default


def boolean(name: str, default: bool = False) -> bool:
    """Return the variable as true or false; `bool("False")` is true, so the words are listed."""
    value = text(name).lower()
    if not value:
        return default
    if value in TRUE:
        return True
    if value in FALSE:
        return False
    raise ImproperlyConfigured(f"{name} must be one of 1, true, yes, on, 0, false, no, off.")


def integer(name: str, default: int, *, least: int = 0, most: int = 2**31) -> int:
    """Return the variable as a whole number between `least` and `most`."""
    value = text(name)
    if not value:
        return default
    if not (value.isascii() and value.isdigit() and least <= int(value) <= most):
        raise ImproperlyConfigured(f"{name} must be a whole number from {least} to {most}.")
    return int(value)


def words(name: str) -> list[str]:
    """Return the parts of the variable, which commas or blanks separate."""
    return text(name).replace(",", " ").split()


def database(name: str, *, sqlite: Path, threads: int) -> dict[str, object]:
    """Return Django's database entry for the URL in the variable; without one, SQLite in the file `sqlite`.

    `postgresql://user:password@host:5432/verdict?sslmode=require`; a host that begins with `/` (percent-encoded,
    or as `?host=/run/postgresql`) is a socket's folder. `sqlite:///relative.db` and `sqlite:////absolute.db` are read
    too. The password never appears in a message.
    """
    url = text(name)
    if not url:
        return _sqlite(str(sqlite))
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        raise ImproperlyConfigured(f"{name} is not a URL: its host or port cannot be read.") from None
    path = unquote(parts.path)
    if parts.scheme == "sqlite":
        if parts.netloc or len(path) < 2:
            raise ImproperlyConfigured(f"{name} must be sqlite:///relative/path or sqlite:////absolute/path.")
        return _sqlite(str(sqlite.parent / path[1:]))
    if parts.scheme not in {"postgresql", "postgres"}:
        raise ImproperlyConfigured(f"{name} must begin with postgresql:// or sqlite:///.")
    if len(path) < 2 or "/" in path[1:]:
        raise ImproperlyConfigured(f"{name} must name one database after the host, as in postgresql://host/verdict.")
    options = dict(parse_qsl(parts.query, keep_blank_values=True))
    socket = options.pop("host", "")
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": path[1:],
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": unquote(parts.hostname or "") or socket,
        "PORT": str(port or ""),
        # The pool belongs to a process; one connection for each of its threads. Django refuses a pool together with
        # persistent connections.
        "CONN_MAX_AGE": 0,
        "OPTIONS": {**options, "pool": {"min_size": 1, "max_size": threads, "timeout": 5}},
    }


def _sqlite(file: str) -> dict[str, object]:
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": file,
        # A connection that stays open saves more than half of a request's processor time.
        "CONN_MAX_AGE": 60,
        "OPTIONS": {
            # Take the write lock when a transaction begins: a later upgrade would fail at once, without waiting.
            "transaction_mode": "IMMEDIATE",
            "timeout": 5,
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA busy_timeout=5000;",
        },
    }
