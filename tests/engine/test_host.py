"""What is known of the machine decides what a start-up file asks of it; what is not known stays open."""

from __future__ import annotations

import unittest
from collections.abc import Mapping

from diagnostics.engine.analysis import analyse
from diagnostics.engine.environment import State
from diagnostics.engine.host import Host, Place, System, host_of
from diagnostics.engine.kinds import recognise
from diagnostics.engine.source import Document
from diagnostics.engine.startfiles import evaluate

ANY, MACOS, LINUX, WSL = None, System.MACOS, System.LINUX, System.WSL

# file, text, what A is for: any system, macOS, Linux, WSL ("?": unknown, None: not set)
QUESTIONS = [
    ("~/.zshrc", "[[ $OSTYPE == darwin* ]] && export A=1", ("?", "1", None, None)),
    ("~/.bashrc", '[[ "$OSTYPE" == "darwin"* ]] && export A=1', ("?", "1", None, None)),
    ("~/.bashrc", 'if [ "$(uname)" = Darwin ]; then export A=1; else export A=2; fi', ("?", "1", "2", "2")),
    ("~/.zshrc", "case `uname -s` in Linux) export A=l;; Darwin) export A=d;; esac", ("?", "d", "l", "l")),
    ("~/.zshrc", "case $OSTYPE in (linux*) export A=l;; (darwin*) export A=d;; esac", ("?", "d", "l", "l")),
    ("~/.zshrc", "f() { [[ $OSTYPE =~ ^darwin ]] }; f && export A=1", ("?", "1", None, None)),
    ("~/.zshrc", "export A=${OSTYPE%%[0-9.]*}", ("?", "darwin", "?", "?")),
    ("~/.bashrc", "export A=$(uname -s | tr A-Z a-z)", ("?", "darwin", "linux", "linux")),
    ("~/.zshrc", "[[ $OSTYPE == darwin21* ]] && export A=1", ("?", "?", None, None)),
    ("~/.bashrc", "[ $(uname -m) = arm64 ] && export A=1", ("?", "?", None, None)),
    ("~/.bashrc", "[[ $(uname -a) == *Darwin* ]] && export A=1", ("?", "?", "?", "?")),
    ("~/.zshrc", "[[ -d /opt/homebrew ]] && export A=1", ("?", "?", None, None)),
    ("~/.zshrc", "(( $+commands[sw_vers] )) && export A=1", ("?", "1", None, None)),
    ("~/.bashrc", "command -v pbcopy > /dev/null && export A=1", ("?", "1", "?", "?")),
    ("~/.bashrc", "grep -qi microsoft /proc/version && export A=1", ("?", None, None, "1")),
    ("~/.bashrc", '[ -n "$WSL_DISTRO_NAME" ] && export A=1', ("?", None, None, "1")),
    ("~/.config/fish/config.fish", "if test (uname) = Darwin; set -gx A 1; end", ("?", "1", None, None)),
    ("~/.config/fish/config.fish", "switch (uname); case Linux; set -gx A l; end", ("?", None, "l", "l")),
    ("~/.config/fish/config.fish", "type -q launchctl; and set -gx A 1", ("?", "1", None, None)),
    ("~/profile.ps1", 'if ($IsMacOS) { $env:A = "1" }', ("?", "1", None, None)),
    ("~/profile.ps1", 'if ($IsWindows) { $env:A = "1" }', ("?", None, None, None)),
]


def answer(name: str, text: str, host: Host | None, given: Mapping[str, str] | None = None) -> str | None:
    """Return what a program finds in A: "?" where that is unknown."""
    document = Document(name, text + "\n", recognise(name, text))
    found = evaluate([document], given=given, host=host).environment.get("A")
    return "?" if found.state is State.UNKNOWN else found.value


class SystemTests(unittest.TestCase):
    def test_a_system_decides_what_is_the_same_on_each_of_its_machines(self) -> None:
        for name, text, expected in QUESTIONS:
            for system, value in zip((ANY, MACOS, LINUX, WSL), expected, strict=True):
                with self.subTest(text, system=system):
                    self.assertEqual(answer(name, text, Host(system)), value)

    def test_what_a_condition_sets_while_machines_are_tried_out_does_not_stay(self) -> None:
        text = "n=0; f() { n=$((n+1)); [[ $OSTYPE == darwin* ]]; }; f && export A=$n"
        self.assertEqual(answer("~/.bashrc", text, Host(MACOS)), "1")

    def test_a_home_below_users_is_one_on_macos(self) -> None:
        dump = Document(
            "env", "HOME=/Users/ada\nPATH=/bin\nTERM=xterm\n", recognise("env", "HOME=/Users/ada\nPATH=/bin\n")
        )
        self.assertIs(host_of(None, [dump], None).system, MACOS)
        self.assertIs(host_of(None, [], {"HOME": "/Users/ada"}).system, MACOS)
        self.assertIs(host_of(None, [], {"HOME": "/home/ada", "WSL_DISTRO_NAME": "Ubuntu"}).system, WSL)
        self.assertIsNone(host_of(None, [], {"HOME": "/home/ada"}).system)
        self.assertIs(host_of(Host(LINUX), [dump], None).system, LINUX, "what was said goes before")

    def test_the_report_names_the_system_it_was_read_for(self) -> None:
        document = Document("~/.zshrc", "export A=1\n", recognise("~/.zshrc", ""))
        self.assertIs(analyse([document], rules=(), host=Host(MACOS)).system, MACOS)
        self.assertIsNone(analyse([document], rules=()).system)


class FileTests(unittest.TestCase):
    FILES = Host(
        LINUX,
        {"~/.x": Place.FILE, "~/bin": Place.FOLDER, "~/none": Place.NOTHING, "/opt/run": Place.PROGRAM},
        {"git": "/usr/bin/git", "brew": ""},
    )

    def test_files_and_programs_that_were_told_decide(self) -> None:
        cases = [
            ("[ -f ~/.x ] && export A=1", "1"),
            ("[ -d ~/.x ] || export A=1", "1"),
            ("[ -d $HOME/bin ] && export A=1", "1"),
            ("[ -e ~/none ] || export A=1", "1"),
            ("[ -x /opt/run ] && export A=1", "1"),
            ("[ -x ~/.x ] || export A=1", "1"),
            ("[ -f ~/other ] && export A=1", "?"),
            ("source ~/none; export A=$?", "1"),
            ("source ~/none || export A=1", "1"),
            ("command -v git >/dev/null && export A=1", "1"),
            ("export A=$(command -v git)", "/usr/bin/git"),
            ("command -v brew >/dev/null || export A=1", "1"),
            ("export A=$(brew --prefix)/x", "/x"),
            ("hash brew 2>/dev/null || export A=1", "1"),
            ("type other >/dev/null && export A=1", "?"),
            ("which git >/dev/null && export A=$(which git)", "/usr/bin/git"),
            ("which brew >/dev/null || export A=x$(which brew)", "x"),
            ("which other >/dev/null && export A=1", "?"),
            (". ~/other; command -v brew >/dev/null || export A=1", "?"),  # it may be a function
        ]
        for text, expected in cases:
            with self.subTest(text):
                self.assertEqual(answer("~/.bashrc", text, self.FILES, {"HOME": "/home/u", "PATH": "/bin"}), expected)

    def test_a_path_that_zsh_takes_only_where_it_is_there_is_decided_by_what_was_told(self) -> None:
        for words, expected in (
            ("~/none(N) ~/.x(N) $HOME/bin(N-/)", "/home/u/.x /home/u/bin"),
            ("~/.x(N/) ~/.x(N-.) ~/{bin,none}(N/)", "/home/u/.x /home/u/bin"),
            ("~/other(N)", "?"),
            ("~/b*(N)", "?"),
        ):
            with self.subTest(words):
                text = f'a=({words}); export A="$a"'
                self.assertEqual(answer("~/.zshrc", text, self.FILES, {"HOME": "/home/u", "PATH": "/bin"}), expected)

    def test_a_pattern_below_a_folder_that_is_not_there_matches_nothing(self) -> None:
        """Measured with zsh 5.9 and bash 5.2 in a home folder without that folder."""
        for name, text, expected in (
            ("~/.zshrc", "for f (~/none/*.zsh(N)); do source $f; done; [[ -n $B ]] || export A=1", "1"),
            ("~/.zshrc", "a=(~/none/^x*(.N)); export A=${#a}", "0"),
            ("~/.zshrc", "setopt nullglob; a=(~/none/*); export A=${#a}", "0"),
            ("~/.zshrc", "setopt nonomatch; for f in ~/none/*; do export A=$f; done", "/home/u/none/*"),
            ("~/.zshrc", "export A=1; for f in ~/none/*; do source $f; done\nexport A=2", "1"),
            ("~/.zshrc", "export A=1; f() { source ~/none/*; }; f\nexport A=2", "1"),
            ("~/.zshrc", "setopt cshnullglob; export A=1; for f in ~/none/*; do :; done\nexport A=2", "?"),
            ("~/.zshrc", "path=(~/none/(s|)bin $path); export A=1", None),
            ("~/.zshrc", "ls ~/none/* | cat; export A=1", "1"),
            ("~/.bashrc", 'for f in ~/none/*.sh; do [ -r "$f" ] && . "$f"; done; [ -n "$B" ] || export A=1', "1"),
            ("~/.bashrc", 'for f in ~/none/"a b"*; do export A=$f; done', "/home/u/none/a b*"),
            ("~/.bashrc", "shopt -s nullglob; a=(~/none/*); export A=${#a[@]}", "0"),
            ("~/.bashrc", "shopt -s failglob; for f in ~/none/*; do :; done; export A=1", None),
            ("~/.bashrc", "[ -e ~/none/deep/er ] || export A=1", "1"),
            ("~/.bashrc", "git clone https://x.example ~/none; for f in ~/none/*; do export A=$f; done", "?"),
            ("~/.bashrc", "mkdir -p ~/none/sub; for f in ~/none/*; do export A=$f; done", "?"),
            ("~/.bashrc", "mkdir -p ~/none; touch ~/none/x; [ -e ~/none/x ] && export A=1", "?"),
            ("~/.bashrc", "mkdir -p ~/none/sub; [ -e ~/none/sub ] && export A=1", "1"),
            ("~/.bashrc", "for f in ~/bin/*; do export A=$f; done", "?"),
            (
                "~/.bashrc",
                f"[ -e ~/none/{'a/' * 100_000} ] && export A=1",
                "?",
            ),  # so long a path is not looked at folder by folder
        ):
            with self.subTest(text):
                self.assertEqual(answer(name, text, self.FILES, {"HOME": "/home/u", "PATH": "/bin"}), expected)

    def test_a_program_may_make_what_was_not_there(self) -> None:
        for text in ("mkdir ~/none", "git clone https://x.example ~/none", 'tar xf "$ARCHIVE"'):
            with self.subTest(text):
                self.assertEqual(answer("~/.bashrc", f"{text}; [ -d ~/none ] && export A=1", self.FILES), "?")

    def test_a_list_of_what_is_not_there_fails_and_prints_nothing(self) -> None:
        for text, expected in (
            ("if ls ~/none >/dev/null 2>&1; then export A=1; else export A=2; fi", "2"),
            ("export A=$(ls ~/none/*.sh 2>/dev/null | wc -l)", "0"),
            ('[ -z "$(ls -A ~/none)" ] && export A=1', "1"),
            ("export A=$(ls ~/none 2>&1)", "?"),
            ("ls ~/none; export A=$?", "?"),
            ("echo hi > ~/made; export A=$(ls ~/made)", "/home/u/made"),
            ("ls ~/perhaps >/dev/null && export A=1", "?"),
            ("compgen -G ~/none/'*' >/dev/null || export A=1", "1"),
            ("compgen -G '/etc/p*' >/dev/null || export A=1", "?"),
        ):
            with self.subTest(text):
                self.assertEqual(answer("~/.bashrc", text, self.FILES, {"HOME": "/home/u", "PATH": "/bin"}), expected)

    def test_a_file_that_is_not_there_sets_nothing(self) -> None:
        text = 'source ~/none\n[ -n "$B" ] || export A=1'
        self.assertEqual(answer("~/.bashrc", text, self.FILES, {"HOME": "/home/u"}), "1")
        self.assertEqual(answer("~/.bashrc", text, None, {"HOME": "/home/u"}), "?")


class PrintedTests(unittest.TestCase):
    def test_text_of_a_program_that_sets_nothing_else_leaves_other_names_alone(self) -> None:
        for program, expected in (("/opt/homebrew/bin/brew shellenv", "1"), ("ssh-agent -s", "1"), ("other", "?")):
            for name in ("~/.zshrc", "~/.bashrc"):
                with self.subTest(program, name=name):
                    text = f'eval "$({program})"\n[ -n "$B" ] || export A=1'
                    self.assertEqual(answer(name, text, None, {"HOME": "/home/u"}), expected)
