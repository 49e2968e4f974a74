"""End the sessions of a person. Only staff have sessions, so all of them are few enough to be looked through."""

from __future__ import annotations

from typing import Any

from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.models import Session
from django.utils import timezone


def end_sessions(person: Any, *, but: str | None = None) -> int:
    """Log the person out everywhere, except in the session with the key `but`; return how many sessions that were."""
    own = [
        session.session_key
        for session in Session.objects.filter(expire_date__gt=timezone.now()).iterator()
        if session.session_key != but and session.get_decoded().get(SESSION_KEY) == str(person.pk)
    ]
    Session.objects.filter(session_key__in=own).delete()
    return len(own)
