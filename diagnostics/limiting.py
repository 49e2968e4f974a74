"""Keep one address from taking all of the server's time: a counter a minute, in the database, for all processes."""

from __future__ import annotations

import time
from ipaddress import ip_address, ip_network

from django.conf import settings
from django.db import connection
from django.http import HttpRequest
from django.utils.crypto import salted_hmac

from .checking import RefusedError
from .models import CheckMinute

PER_MINUTE = 60
CASES_A_DAY = 10
KEPT_MINUTES = 10


def seconds_to_wait(request: HttpRequest) -> int:
    """Count one check for the address that asks; return 0 if it may go on, else how long it should wait."""
    now = int(time.time())
    if _count(_who(request.META.get("REMOTE_ADDR", ""), now // 86_400), now // 60) <= PER_MINUTE:
        return 0
    return 60 - now % 60


def refusal(wait: int) -> RefusedError:
    """Return what is said to whoever has to wait so many seconds."""
    seconds = "1 second" if wait == 1 else f"{wait} seconds"
    return RefusedError(
        429,
        f"More than {PER_MINUTE} checks came from your address within a minute. Wait {seconds}, then send it again.",
        wait=wait,
    )


def too_many_cases() -> RefusedError:
    """Return what is said to whoever has sent the day's number of cases."""
    message = f"That is more than {CASES_A_DAY} cases in a day. Please send the rest tomorrow."
    return RefusedError(429, message, wait=86_400 - int(time.time()) % 86_400)


def may_send_case(request: HttpRequest) -> bool:
    """Count one case sent by the address that asks, and tell whether it is within the day's limit."""
    day = int(time.time()) // 86_400
    # Counted under the day's end, which comes after all of its minutes, so that it is kept as long as the day lasts.
    return _count(_who(request.META.get("REMOTE_ADDR", ""), day, "cases "), (day + 1) * 1_440) <= CASES_A_DAY


def _who(address: str, day: int, what: str = "") -> str:
    """Return the address hashed with the day's salt; the addresses of one IPv6 network count as one."""
    try:
        found = ip_address(address.partition("%")[0])
    except ValueError:
        network = address  # a Unix socket has none
    else:
        network = str(ip_network((found, 64), strict=False)) if found.version == 6 else str(found)
    return salted_hmac(f"diagnostics.limiting {what}{day}", network, secret=settings.SECRET_KEY).hexdigest()[:32]


def _count(who: str, minute: int) -> int:
    """Add one to the counter in one statement, which two processes cannot do at the same time, and return it."""
    table = connection.ops.quote_name(CheckMinute._meta.db_table)
    statement = (
        f"INSERT INTO {table} (who, minute, count) VALUES (%s, %s, 1) "  # noqa: S608 -- the table's own name
        f"ON CONFLICT (who, minute) DO UPDATE SET count = {table}.count + 1 RETURNING count"
    )
    with connection.cursor() as cursor:
        cursor.execute(statement, [who, minute])
        count = int(cursor.fetchone()[0])
    if count == 1:
        CheckMinute.objects.filter(minute__lt=int(time.time()) // 60 - KEPT_MINUTES).delete()
    return count
