"""What holds for all tests: a test for the other database is left out, and in CI nothing else is."""

import os
from collections.abc import Generator

import pytest
from django.conf import settings
from hypothesis import HealthCheck
from hypothesis import settings as made_texts

# How long a made text takes says how busy the machine is; what is promised of time is measured by script/bench.
made_texts.register_profile("untimed", deadline=None, suppress_health_check=[HealthCheck.too_slow])
made_texts.load_profile("untimed")

IN_CI = os.environ.get("CI", "").lower() in {"1", "true", "yes"}
DATABASES = ("sqlite", "postgresql")


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out the tests for another database, then bring the long ones to the front."""
    leave_out_other_databases(config, items)
    begin_with_the_longest(config, items)


def leave_out_other_databases(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out the tests marked for a database that this run does not use; the other run takes them."""
    engine = str(settings.DATABASES["default"]["ENGINE"])
    others = [name for name in DATABASES if name not in engine]
    left_out = [item for item in items if any(item.get_closest_marker(mark) for mark in others)]
    if left_out:
        config.hook.pytest_deselected(items=left_out)
        items[:] = [item for item in items if item not in left_out]


def begin_with_the_longest(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Put what is marked as slow and needs no database first, dealt out to the processes, so that all end together.

    Each process is given as many tests as the others, in a row; when it has none left, it takes half of another's rest.
    A long test that comes last has nobody to share with. Tests with a database keep the order that pytest-django gives.
    """
    processes = int(getattr(config, "workerinput", {}).get("workercount", 1))
    slow = [item for item in items if item.get_closest_marker("slow") and not _uses_a_database(item)]
    rest = [item for item in items if item not in slow]
    items.clear()
    for number in range(processes):
        share = len(rest) // (processes - number)
        items += [*slow[number::processes], *rest[:share]]
        del rest[:share]


def _uses_a_database(item: pytest.Item) -> bool:
    from django.test import TransactionTestCase

    of = getattr(item, "cls", None)
    if of is not None and issubclass(of, TransactionTestCase):
        return True
    fixtures = getattr(item, "fixturenames", ())
    return item.get_closest_marker("django_db") is not None or bool(
        {"db", "transactional_db", "live_server"} & {*fixtures}
    )


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
