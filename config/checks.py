"""Checks of this installation that Django does not make; `manage.py check --deploy` runs them."""

from collections.abc import Sequence
from typing import Any

from django.apps import AppConfig
from django.conf import settings
from django.core.checks import CheckMessage, Tags, Warning, register


@register(Tags.security, deploy=True)
def check_database(app_configs: Sequence[AppConfig] | None, **options: object) -> list[CheckMessage]:
    """Warn when a production PostgreSQL on another host is reached without encryption."""
    found: dict[str, Any] = settings.DATABASES["default"]
    host = found.get("HOST", "")
    is_remote = bool(host) and not host.startswith("/") and host not in {"localhost", "127.0.0.1", "::1"}
    is_encrypted = found.get("OPTIONS", {}).get("sslmode") in {"require", "verify-ca", "verify-full"}
    if not is_remote or is_encrypted:
        return []
    message = "DATABASE_URL names another host without sslmode=require, verify-ca or verify-full."
    return [Warning(message, hint="Add ?sslmode=verify-full to DATABASE_URL.", id="config.W001")]


@register(Tags.security, deploy=True)
def check_policy(app_configs: Sequence[AppConfig] | None, **options: object) -> list[CheckMessage]:
    """Warn when the content security policy lets inline code in."""
    directives = settings.CONTENT_SECURITY_POLICY["DIRECTIVES"]
    allowed = {word for words in directives.values() if isinstance(words, list) for word in words}
    loose = allowed & {"'unsafe-inline'", "'unsafe-eval'", "*", "data:", "https:", "http:"}
    if not loose:
        return []
    return [Warning(f"The content security policy allows {', '.join(sorted(loose))}.", id="config.W002")]
