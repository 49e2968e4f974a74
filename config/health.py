"""Answer the probes of whoever runs the site: is the process alive, and can it serve?"""

import logging

from django.db import DEFAULT_DB_ALIAS, DatabaseError, connections
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponse

logger = logging.getLogger("verdict.health")


def healthz(request: HttpRequest) -> HttpResponse:
    """Say that the process answers; touches nothing else, so that a slow database never restarts it."""
    return _plain("ok", 200)


def readyz(request: HttpRequest) -> HttpResponse:
    """Say whether the database answers and every migration is applied; 503 keeps traffic away until then."""
    try:
        connection = connections[DEFAULT_DB_ALIAS]
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
            cursor.fetchone()
        executor = MigrationExecutor(connection)
        missing = executor.migration_plan(executor.loader.graph.leaf_nodes())
    except DatabaseError as error:
        logger.error("The database does not answer: %s", type(error).__name__)
        return _plain("the database does not answer", 503)
    if missing:
        return _plain(f"{len(missing)} migrations are not applied", 503)
    return _plain("ready", 200)


def _plain(words: str, status: int) -> HttpResponse:
    return HttpResponse(f"{words}\n", status=status, content_type="text/plain; charset=utf-8", headers=NEVER_KEEP)


NEVER_KEEP = {"Cache-Control": "no-store"}
