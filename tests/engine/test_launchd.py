"""Jobs of launchd: the variables of their processes, and those that they set for all apps."""

from __future__ import annotations

import unittest

from hypothesis import given
from hypothesis import strategies as st

from diagnostics.engine.readers.entries import Entry
from diagnostics.engine.readers.launchd import read_launchd
from diagnostics.engine.source import Document, Kind
from tests.guards import it_ends

MASK = "‹anthropic-api-key, 108 characters, #1›"
HEAD = (
    '<?xml version="1.0" encoding="UTF-8"?>\n'
    '<!DOCTYPE plist PUBLIC "-//Apple//DTD PLIST 1.0//EN" "x">\n'
    '<plist version="1.0">\n'
)


def job(inner: str) -> str:
    return f"{HEAD}<dict>\n<key>Label</key><string>my.job</string>\n{inner}\n</dict>\n</plist>\n"


def read(text: str) -> dict[str, Entry]:
    return dict(read_launchd(Document("x.plist", text, Kind.LAUNCHD)).last())


class Jobs(unittest.TestCase):
    def test_the_variables_of_the_process_are_read_with_their_places(self) -> None:
        text = job(
            "<key>EnvironmentVariables</key>\n<dict>\n<key>A_B</key>\n<string>x &amp; y</string>\n"
            "<!-- <key>NO</key><string>no</string> -->\n"
            f"<key>C_D</key><string>{MASK}</string><key>E_F</key><string/>\n</dict>\n"
            "<key>Other</key><dict><key>NO</key><string>no</string></dict>"
        )
        found = read(text)
        self.assertEqual({name: entry.value for name, entry in found.items()}, {"A_B": "x & y", "C_D": MASK, "E_F": ""})
        self.assertEqual(found["A_B"].span.line, 8)
        self.assertEqual(read_launchd(Document("x", text, Kind.LAUNCHD)).owner, "the job my.job")

    def test_what_launchctl_sets_for_all_apps_is_read(self) -> None:
        for arguments, value in [
            (["launchctl", "setenv", "A_B", "x y"], "x y"),
            (["/bin/sh", "-c", "launchctl setenv A_B 'x y'; launchctl setenv C_D z"], "x y"),
            (["sh", "-c", "launchctl setenv A_B $(cat key)"], None),
            (["sh", "-c", 'launchctl setenv A_B "$HOME/x"'], None),
        ]:
            with self.subTest(arguments=arguments):
                items = "".join(f"<string>{each}</string>" for each in arguments)
                self.assertEqual(read(job(f"<key>ProgramArguments</key><array>{items}</array>"))["A_B"].value, value)

    @given(st.text(alphabet="<>/keystringdict &;!-\n", max_size=60))
    def test_no_text_stops_the_reader(self, text: str) -> None:
        read(HEAD + text)

    def test_hostile_text_is_read_in_time(self) -> None:
        for piece in ("<dict>", "<!--", "<key>a</key>", "<string>", "&amp;", "</dict>", "launchctl setenv A "):
            with it_ends():
                read(job("<key>ProgramArguments</key><array><string>" + piece * (250_000 // len(piece))))
