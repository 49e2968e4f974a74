"""Every kind of page is valid HTML, as html-validate with its standard and accessibility rules sees it."""

import json
import subprocess
import tempfile
from pathlib import Path

from django.test import TestCase

from diagnostics.samples import SAMPLES
from tests.nodetools import ROOT, node_tool
from tests.pages import FAULTY_EXAMPLE, PAGES
from tests.seeding import seed


class HtmlTests(TestCase):
    @classmethod
    def setUpTestData(cls) -> None:
        seed()

    def test_no_page_has_an_error(self) -> None:
        pages = {path: self.client.get(path).content for path in PAGES}
        faulty = next(sample for sample in SAMPLES if sample.slug == FAULTY_EXAMPLE)
        pages["report"] = self.client.post("/check/", {"text": faulty.text, "login": faulty.login}).content
        pages["refused paste"] = self.client.post("/check/", {"text": ""}).content
        for name, errors in errors_of(pages).items():
            with self.subTest(page=name):
                self.assertEqual(errors, [])

    def test_an_error_would_be_seen(self) -> None:
        found = errors_of({"/": b"<!DOCTYPE html><html lang='en'><title>x</title><p><div>block in a paragraph</div>"})
        self.assertTrue(found["/"])


def errors_of(pages: dict[str, bytes]) -> dict[str, list[str]]:
    """Return html-validate's complaints for each page: line, rule and message."""
    with tempfile.TemporaryDirectory(prefix="verdict-html-") as folder:
        names = {str(Path(folder, f"{number}.html")): name for number, name in enumerate(pages)}
        for file, name in names.items():
            Path(file).write_bytes(pages[name])
        command = [node_tool("html-validate"), "--config", str(ROOT / ".htmlvalidate.json"), "--formatter", "json"]
        # To a file: the program exits without waiting for a pipe to take more than 64 KB.
        answer = Path(folder, "answer.json")
        with answer.open("wb") as output:
            run = subprocess.run(
                [*command, *names], stdout=output, stderr=subprocess.PIPE, encoding="utf-8", timeout=120, check=False
            )
        assert run.returncode in {0, 1}, run.stderr
        found: dict[str, list[str]] = {name: [] for name in pages}
        for result in json.loads(answer.read_bytes()):
            found[names[result["filePath"]]] = [
                f"{one['line']}:{one['column']} {one['ruleId']}: {one['message']}" for one in result["messages"]
            ]
        return found
