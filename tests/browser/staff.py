"""How staff come in, for the tests of their pages."""

from django.contrib.auth import get_user_model

PASSWORD = "correct horse battery staple"


def editor(name: str = "alice") -> object:
    """Somebody who may do everything."""
    return get_user_model().objects.create_superuser(name, f"{name}@example.test", PASSWORD)


def log_in(page, url: str, path: str = "/admin/", name: str = "alice") -> None:
    """Log in by the form, and go to a page."""
    page.goto(f"{url}/admin/login/")
    page.get_by_label("Username").fill(name)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Log in").click()
    page.wait_for_url("**/admin/")
    page.goto(url + path)
