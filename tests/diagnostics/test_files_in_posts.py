"""A file says the same in a post as by itself: under its name, behind `cat`, in a fence, between sentences, quoted."""

import re
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from unittest import TestCase

import pytest

from diagnostics.engine.analysis import analyse
from diagnostics.engine.findings import Report
from diagnostics.engine.pastes.splitting import read_pastes
from diagnostics.engine.rules.examples import unmarked
from diagnostics.engine.source import Document, Kind, base_of
from diagnostics.rulefile import load_rules
from diagnostics.shipped import shipped_rules

FOLDER = Path(__file__).parents[2] / "diagnostics" / "rules"
RULES = shipped_rules()
# How people put a file into a post. In front of each stands what the form proposes as the name of a paste.
FRAMES: dict[str, Callable[[str, str], str]] = {
    "under its name": lambda name, text: f"{name}:\n{text}",
    "behind cat": lambda name, text: f"$ cat {name}\n{text}",
    "in a fence": lambda name, text: f"This is my {name}:\n\n```\n{text}\n```\n\nWhat is wrong?\n",
    "between sentences": lambda name, text: f"Hi all,\n\nthis is my {name}:\n\n{text}\n\nWhat is wrong? Thanks!\n",
    "quoted": lambda name, text: f"Here is {name}\n\n" + re.sub("^", "> ", text, flags=re.M) + "\n",
}
# How they put several into one: what stands before each, and behind it.
SEVERAL: dict[str, tuple[str, str]] = {
    "under their names": ("{name}:\n", "\n\n"),
    "between arrows": ("==> {name} <==\n", "\n\n"),
    "behind cat": ("$ cat {name}\n", "\n"),
    "in fences": ("My {name}:\n\n```\n", "\n```\n\n"),
    "in fences under their names in bold": ("**{name}**\n\n```\n", "\n```\n\n"),
    "between sentences": ("and this is my {name}:\n\n", "\n\n"),
}
# Kinds that a post shows as they are; what a program prints and lines for docker have their own forms there.
KINDS = (
    *(Kind.ZSH, Kind.BASH, Kind.FISH, Kind.CLAUDE_SETTINGS, Kind.CODEX_CONFIG, Kind.OPENCODE_CONFIG, Kind.TEXT),
    *(Kind.GEMINI_SETTINGS, Kind.QWEN_SETTINGS, Kind.VSCODE_SETTINGS, Kind.COMPOSE, Kind.DOCKERFILE, Kind.DOTENV),
)


def files() -> list[tuple[str, Document]]:
    """Return the files of the rules' examples that stand by themselves, with the rule and the title of each."""
    found: dict[tuple[str, str], tuple[str, Document]] = {}
    for rule in load_rules(FOLDER):
        for example in rule.examples:
            name, text = example.documents[0].name, unmarked(example.documents[0].text)[0]
            read = _read(name, text)
            if len(example.documents) == len(read) == 1 and read[0].kind in KINDS and base_of(name) not in text:
                found.setdefault((name, text), (f"{rule.code}: {example.title}", read[0]))
    return list(found.values())


def sets() -> dict[tuple[tuple[str, str], ...], str]:
    """Return the sets of files of the rules' examples, names and texts, with the rule and the title of each."""
    found: dict[tuple[tuple[str, str], ...], str] = {}
    for rule in load_rules(FOLDER):
        for example in rule.examples:
            several = tuple((each.name, unmarked(each.text)[0].rstrip("\n")) for each in example.documents)
            are_files = all(name.startswith(("~", ".", "/")) for name, _ in several)
            is_apart = not any(base_of(name) in text for name, _ in several for _, text in several)
            if len(several) > 1 and are_files and is_apart:
                found.setdefault(several, f"{rule.code}: {example.title}")
    return found


def _two_of(number: int) -> Iterator[tuple[str, Callable[[str, str], str]]]:
    """Yield two of the frames in turn: all of them for each of a thousand files take too long."""
    frames = list(FRAMES.items())
    yield frames[number % len(frames)]
    yield frames[(number + 2) % len(frames)]


def _read(name: str, text: str) -> Sequence[Document]:
    return read_pastes([(name, text, None)])


def _said(documents: Sequence[Document]) -> tuple[list[str], list[tuple[str, str, str]]]:
    """Return the rules that found something, and what each client sends and who pays."""
    report: Report = analyse(documents, rules=RULES)
    rules = sorted(finding.rule for finding in report.findings if finding.outcome.value == "found")
    return rules, [(each.client, each.outcome.value, each.payer.who) for each in report.requests]


class FilesInPosts(TestCase):
    @pytest.mark.once
    @pytest.mark.slow
    def test_a_file_says_the_same_in_a_post_as_by_itself(self) -> None:
        for number, (title, document) in enumerate(files()):
            alone = _said(_read(document.name, document.text))
            for frame, framed in _two_of(number):
                with self.subTest(title, frame=frame):
                    post = framed(document.name, document.text.rstrip("\n"))
                    self.assertEqual(_said(_read("~/.zshrc", post)), alone, post)

    def test_several_files_say_the_same_in_one_post_as_apart(self) -> None:
        for several, title in sets().items():
            apart = _said(read_pastes([(name, text, None) for name, text in several]))
            for frame, (before, behind) in SEVERAL.items():
                with self.subTest(title, frame=frame):
                    files = "".join(f"{before.format(name=name)}{text}{behind}" for name, text in several)
                    post = f"Hi,\n\n{files}What is wrong?\n" if " " in before and before[0] != "$" else files
                    self.assertEqual(_said(_read("~/.zshrc", post)), apart, post)
