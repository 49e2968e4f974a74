"""Who votes: a random token in a cookie that only voting sets, and a limit for each address and day."""

import datetime as dt
import secrets
from urllib.parse import urlsplit

from django.conf import settings
from django.db.models import F
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.crypto import salted_hmac

from .models import VoterDay

COOKIE = "verdict_voter"
COOKIE_AGE = 180 * 24 * 3600
MOST_A_DAY = 60  # votes from one address


def token_of(request: HttpRequest) -> str:
    """Return the voter's token: that of the cookie, else a new one."""
    token = request.COOKIES.get(COOKIE, "")
    return token if len(token) == 32 and token.isalnum() and token.isascii() else secrets.token_hex(16)


def digest_of(token: str) -> str:
    """Return what is kept of a token: without SECRET_KEY, nobody finds the cookie from the row."""
    return _digest("kb.voters", token)


def remember(response: HttpResponse, token: str) -> None:
    """Give the voter the token, so that a second vote changes the first."""
    response.set_cookie(
        COOKIE, token, max_age=COOKIE_AGE, httponly=True, samesite="Lax", secure=settings.SESSION_COOKIE_SECURE
    )


def may_vote(request: HttpRequest) -> bool:
    """Count one vote of the address that asks, and tell whether it is within the day's limit."""
    today = timezone.localdate()
    who = _digest(f"kb.voters.day {today}", request.META.get("REMOTE_ADDR", ""))
    row, made = VoterDay.objects.get_or_create(who=who, day=today)
    if made:
        VoterDay.objects.filter(day__lt=today - dt.timedelta(days=1)).delete()
    VoterDay.objects.filter(pk=row.pk).update(count=F("count") + 1)
    return row.count < MOST_A_DAY


def seconds_to_tomorrow() -> int:
    """Return how long the day's limit still holds."""
    now = timezone.localtime()
    midnight = (now + dt.timedelta(days=1)).replace(hour=0, minute=0, second=0, microsecond=0)
    return max(1, round((midnight - now).total_seconds()))


def is_from_this_site(request: HttpRequest) -> bool:
    """Tell whether a form of our own sent this: readers have no CSRF token, but browsers say whence a request is."""
    site, origin = request.headers.get("Sec-Fetch-Site", ""), request.headers.get("Origin", "")
    if site not in {"", "same-origin", "none"}:
        return False
    # From a page that hides its address (Referrer-Policy: no-referrer) browsers send “null”, also to its own site.
    if origin == "null":
        return site == "same-origin"
    return not origin or urlsplit(origin).netloc == request.get_host()


def _digest(salt: str, value: str) -> str:
    return salted_hmac(salt, value, secret=settings.SECRET_KEY, algorithm="sha256").hexdigest()
