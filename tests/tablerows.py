"""The rows of the site's tables as the database holds them: read, compared, put back."""

import json
from collections.abc import Mapping

from django.apps import apps
from django.core.management.color import no_style
from django.db import connection

# The rows of each table: on SQLite as they come, on PostgreSQL as JSON, which keeps what every type is written as.
Rows = Mapping[str, tuple]
_COUNTED = "kb_contentversion"  # one row that is raised, whatever else is done


def read() -> Rows:
    """Return the rows of every table that a model of the site owns."""
    with connection.cursor() as cursor:
        return {table: _rows(cursor, table) for table in _tables()}


def added(before: Rows, after: Rows) -> Rows:
    """Return the tables that were filled; nothing where one held rows before, for those could not be put back alone."""
    filled = {table: rows for table, rows in after.items() if rows != before[table]}
    return {} if any(before[table] for table in filled) else filled


def are_empty(tables: Rows) -> bool:
    """Tell whether none of the tables holds anything."""
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(f"SELECT 1 FROM (SELECT 1 FROM {table} LIMIT 1) held" for table in tables))
        return cursor.fetchone() is None


def put_back(tables: Rows) -> None:
    """Insert the rows into their tables, which are empty; triggers fill what hangs on them."""
    with connection.cursor() as cursor:
        for table, rows in tables.items():
            if connection.vendor == "sqlite":
                marks = ", ".join(["%s"] * len(rows[0]))
                cursor.executemany(f"INSERT INTO {table} VALUES ({marks})", rows)
            else:
                columns = ", ".join(f'"{name}"' for name in json.loads(rows[0]))
                sql = (
                    f"INSERT INTO {table} ({columns}) SELECT {columns} FROM json_populate_recordset(NULL::{table}, %s)"
                )
                cursor.execute(sql, [f"[{','.join(rows)}]"])
        models = [model for model in apps.get_models(include_auto_created=True) if model._meta.db_table in tables]
        for statement in connection.ops.sequence_reset_sql(no_style(), models):
            cursor.execute(statement)


def _tables() -> list[str]:
    owned = [model._meta for model in apps.get_models(include_auto_created=True) if model._meta.managed]
    return sorted({meta.db_table for meta in owned if not meta.proxy} - {_COUNTED})


def _rows(cursor, table: str) -> tuple:
    if connection.vendor == "sqlite":
        cursor.execute(f"SELECT * FROM {table}")
        return tuple(cursor.fetchall())
    cursor.execute(
        "SELECT string_agg(format('%%I', column_name), ', ') FROM information_schema.columns "
        "WHERE table_schema = current_schema() AND table_name = %s AND is_generated = 'NEVER'",
        [table],
    )
    [columns] = cursor.fetchone()
    cursor.execute(f"SELECT row_to_json(held)::text FROM (SELECT {columns} FROM {table}) held")
    return tuple(row for [row] in cursor.fetchall())
