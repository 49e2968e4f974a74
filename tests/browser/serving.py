"""A live server that can be waited for: a page that is closed may have asked for something that is still being made.

The editor asks for its preview half a second after the last key. A test that ends then empties the database beneath
the answer: SQLite in memory, one connection for all threads, says that the table is locked, and the next test finds
what this one left.
"""

from __future__ import annotations

import threading
import time
from typing import Any

from django.core.servers.basehttp import ThreadedWSGIServer
from django.db import connection

PATIENCE = 20.0  # seconds
_connections: set[threading.Thread] = set()


class WatchedServer(ThreadedWSGIServer):
    """Django's live server, which also knows the connections that are open."""

    def set_app(self, application: Any) -> None:
        """Serve an application; on SQLite in memory one request after the other.

        There all threads have one connection, as nowhere else, and the savepoints of two requests lie in each other.
        """
        shares = connection.vendor == "sqlite" and connection.is_in_memory_db()
        super().set_app(_one_at_a_time(application) if shares else application)

    def process_request_thread(self, request: Any, client_address: Any) -> None:
        """Serve one connection until it is closed, in a thread of its own."""
        _connections.add(threading.current_thread())
        try:
            super().process_request_thread(request, client_address)
        finally:
            _connections.discard(threading.current_thread())


def _one_at_a_time(application: Any) -> Any:
    turn = threading.Lock()

    def served(environ: Any, start_response: Any) -> Any:
        with turn:
            return application(environ, start_response)

    return served


def wait_until_idle() -> None:
    """Return when no connection is open; raises TimeoutError where one stays open."""
    until = time.monotonic() + PATIENCE
    while _connections:
        if time.monotonic() > until:
            raise TimeoutError(f"{len(_connections)} connections are still open {PATIENCE:g} s after the test.")
        time.sleep(0.005)
