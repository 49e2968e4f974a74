"""What holds for all tests: a test for the other database is left out, and in CI nothing else is."""

import os
from collections.abc import Generator

import pytest
from django.conf import settings

IN_CI = os.environ.get("CI", "").lower() in {"1", "true", "yes"}
DATABASES = ("sqlite", "postgresql")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out the tests marked for a database that this run does not use; the other run takes them."""
    engine = str(settings.DATABASES["default"]["ENGINE"])
    others = [name for name in DATABASES if name not in engine]
    left_out = [item for item in items if any(item.get_closest_marker(mark) for mark in others)]
    if left_out:
        config.hook.pytest_deselected(items=left_out)
        items[:] = [item for item in items if item not in left_out]


@pytest.fixture(scope="session", autouse=True)
def logged_in_means_wholly() -> Generator[None, None, None]:
    """Let `client.force_login` skip the second factor as it skips the password; tests/staff/ looks at both."""
    from django.test import Client

    from .secondfactor import wholly

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Client, "force_login", wholly)
        yield


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: "pytest.CallInfo[None]"
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Turn a skip into a failure when CI is set: there every tool is installed, so a skip hides something."""
    report = yield
    if IN_CI and report.skipped and not hasattr(report, "wasxfail"):
        reason = report.longrepr[2] if isinstance(report.longrepr, tuple) else str(report.longrepr)
        report.outcome = "failed"
        report.longrepr = f"CI skips no test, but this one was skipped. {reason}"
    return report
