"""Lighthouse gives the main pages 100 for performance, accessibility, best practices and search engines."""

import json
import os
import shutil
import subprocess

import pytest

from tests.nodetools import node_tool
from tests.pages import ARTICLE
from tests.seeding import seed

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]

CATEGORIES = ("performance", "accessibility", "best-practices", "seo")
# The performance score is computed from measured times, and other tests run beside this one: a page is as quick as the best
# of a few runs shows it. The other three scores do not vary.
RUNS = 4
CHROME = (
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


@pytest.fixture
def content(transactional_db):
    """Some shipped rules and their articles."""
    seed()


@pytest.mark.parametrize("path", ["/", f"/articles/{ARTICLE}/", "/search/", "/check/"])
def test_lighthouse_gives_full_marks(live_server, content, tmp_path, path):
    for _ in range(RUNS):
        scores, faults = measured(live_server.url + path, tmp_path)
        others = {name: score for name, score in scores.items() if name != "performance"}
        assert set(others.values()) == {100}, (scores, faults)
        if scores["performance"] == 100:
            return
    raise AssertionError((scores, faults))


def measured(address: str, folder) -> tuple[dict[str, int], list[str]]:
    """Return the scores by category, 0 to 100, and the audits that took something off."""
    chromium = shutil.which("chromium") or shutil.which("chromium-browser")
    if chromium is None:
        pytest.skip("CHROMIUM IS MISSING: Lighthouse did not run. Install Debian's package `chromium`.")
    answer = folder / "lighthouse.json"
    command = [
        *(node_tool("lighthouse"), address, "--quiet", "--output=json", f"--output-path={answer}"),
        *("--no-enable-error-reporting", f"--only-categories={','.join(CATEGORIES)}"),
        f"--chrome-flags={' '.join(CHROME)}",
    ]
    subprocess.run(command, env={**os.environ, "CHROME_PATH": chromium}, check=True, timeout=180)
    report = json.loads(answer.read_bytes())
    assert report.get("runtimeError") is None, report["runtimeError"]
    scores = {name: round(100 * report["categories"][name]["score"]) for name in CATEGORIES}
    weighed = {one["id"] for name in CATEGORIES for one in report["categories"][name]["auditRefs"] if one["weight"]}
    faults = [
        f"{name}: {audit['title']} {audit.get('displayValue', '')}"
        for name, audit in report["audits"].items()
        if name in weighed and audit["score"] is not None and audit["score"] < 1
    ]
    return scores, faults
