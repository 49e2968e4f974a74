"""How staff come in, for the tests of their pages."""

from django.conf import settings
from django.contrib.auth import get_user_model
from django.test import Client

from tests.secondfactor import code_of, device_of

PASSWORD = "correct horse battery staple"


def editor(name: str = "alice") -> object:
    """Somebody who may do everything."""
    return get_user_model().objects.create_superuser(name, f"{name}@example.test", PASSWORD)


def log_in(page, url: str, path: str = "/admin/", name: str = "alice") -> None:
    """Give the browser a session, and go to a page; no code is used up, so a test may do so as often as it likes."""
    client = Client()
    client.force_login(get_user_model().objects.get(username=name))
    session = client.cookies[settings.SESSION_COOKIE_NAME].value
    page.context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": url}])
    page.goto(url + path)


def log_in_again(page, name: str = "alice") -> None:
    """Fill the log-in's pages, which are shown already."""
    person = get_user_model().objects.get(username=name)
    page.get_by_label("Username").fill(name)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Log in").click()
    page.get_by_label("Code").fill(code_of(device_of(person).key))
    page.get_by_role("button", name="Log in").click()
    page.get_by_role("heading", name="Write and check").wait_for()
