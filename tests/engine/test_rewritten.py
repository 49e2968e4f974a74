"""What a start-up file comes to does not hang on how the same lines are put: in a block, a loop, a function, a text."""

from __future__ import annotations

import re
import unittest
from collections.abc import Callable, Iterator, Mapping
from itertools import islice
from pathlib import Path

from diagnostics.engine.analysis import analyse
from diagnostics.engine.findings import Login
from diagnostics.engine.intake import documents_of
from diagnostics.engine.rules.examples import unmarked
from diagnostics.rulefile import load_rules

RULES = load_rules(Path(__file__).parents[2] / "diagnostics" / "rules")
EVERY = 4  # of the examples that are start-up files of zsh or bash, so many make one test
START_UP = re.compile(r"(?:^|/)\.(?:zshrc|bashrc|zshenv|zprofile|bash_profile|profile)$")
# What means something else within a block: an alias counts from the next line that is read, a text ends where it says.
HANGS_ON_ITS_PLACE = re.compile(r"\\$|<<|\balias[ \t]|^[ \t]*#!", re.MULTILINE)
IN_A_FUNCTION = re.compile(r"\b(?:local|typeset|declare|return)\b|\$[1-9@*#]")  # means something else there

AROUND: Mapping[str, Callable[[str], str]] = {
    "in a condition that holds": lambda text: f"if true; then\n{text}\nfi\n",
    "in braces": lambda text: f"{{\n{text}\n}}\n",
    "behind a command that succeeds": lambda text: f"true && {{\n{text}\n}}\n",
    "in a loop that runs once": lambda text: f"for _ in once; do\n{text}\ndone\n",
    "where a case is met": lambda text: f"case x in\n  x)\n{text}\n  ;;\nesac\n",
    "in a function that is called": lambda text: f"set_up() {{\n{text}\n}}\nset_up\n",
}
BESIDE: Mapping[str, Callable[[str], str]] = {
    "behind a subshell": lambda text: f"(cd /tmp; export ANTHROPIC_API_KEY=sk-ant-api03-DUMMY; unset PATH)\n{text}",
    "behind a text that nobody reads": lambda text: (
        f": <<'NOTE'\nexport ANTHROPIC_API_KEY=sk-ant-api03-DUMMY\nNOTE\n{text}"
    ),
    "above a function that nobody calls": lambda text: f"{text}\nunused() {{\n  local a=1\n  echo $a\n}}\n",
    "between lines of other things": lambda text: f"export LANG=C\nalias ll='ls -la'\n{text}\nexport EDITOR=vi\n",
}


def sent(name: str, text: str, login: Login) -> set[tuple[object, ...]]:
    """Return what the requests come to."""
    report = analyse(documents_of([(name, text, None)], reveal=False), rules=(), login=login)
    return {
        (
            *(one.client, one.mode, one.login, one.outcome, one.endpoint, one.path, one.model, one.payer.who),
            *sorted(one.headers.items()),
        )
        for one in report.requests
    }


def start_up_files() -> Iterator[tuple[str, str, str, Login]]:
    """Yield some of the rules' examples: what it is, the file's name, its text, and the login."""
    found = (
        (f"{rule.code} {example.title}", document.name, unmarked(document.text)[0], example.login)
        for rule in RULES
        for example in rule.examples
        for document in example.documents
        if len(example.documents) == 1 and START_UP.search(document.name)
    )
    return islice(found, 0, None, EVERY)


class RewrittenTests(unittest.TestCase):
    @classmethod
    def setUpClass(cls) -> None:
        cls.files = [(*each, sent(*each[1:])) for each in start_up_files()]

    def test_enough_is_rewritten(self) -> None:
        plain = [text for _, _, text, _, _ in self.files if not HANGS_ON_ITS_PLACE.search(text)]
        self.assertGreater(len(plain), 100)

    def test_what_runs_as_before_sends_the_same(self) -> None:
        for title, name, text, login, meant in self.files:
            for how, write in AROUND.items():
                if HANGS_ON_ITS_PLACE.search(text) or ("function" in how and IN_A_FUNCTION.search(text)):
                    continue
                with self.subTest(title, how=how):
                    self.assertEqual(sent(name, write(text), login), meant)

    def test_what_nobody_runs_changes_nothing(self) -> None:
        for title, name, text, login, meant in self.files:
            for how, write in BESIDE.items():
                with self.subTest(title, how=how):
                    self.assertEqual(sent(name, write(text), login), meant)


if __name__ == "__main__":
    unittest.main()
