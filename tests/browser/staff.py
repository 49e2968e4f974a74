"""How staff come in, for the tests of their pages."""

from django.contrib.auth import get_user_model

from tests.secondfactor import code_of, device_of, sign_in

PASSWORD = "correct horse battery staple"


def editor(name: str = "alice") -> object:
    """Somebody who may do everything."""
    return get_user_model().objects.create_superuser(name, f"{name}@example.test", PASSWORD)


def log_in(page, url: str, path: str = "", name: str = "alice") -> None:
    """Log in by the form, and go to a page."""
    person = get_user_model().objects.get(username=name)
    sign_in(page, url, name, PASSWORD, device_of(person).key)
    if path:
        page.goto(url + path)


def log_in_again(page, name: str = "alice") -> None:
    """Fill the log-in's pages that are shown already; the code is that of the next half minute, none is taken twice."""
    person = get_user_model().objects.get(username=name)
    page.get_by_label("Username").fill(name)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Log in").click()
    page.get_by_label("Code").fill(code_of(device_of(person).key, steps=1))
    page.get_by_role("button", name="Log in").click()
    page.get_by_role("heading", name="Write and check").wait_for()
