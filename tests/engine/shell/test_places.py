"""Assignments say exactly where they and their values stand; losing lines are kept; documents run in order."""

from __future__ import annotations

import unittest

from diagnostics.engine.environment import Act, State
from diagnostics.engine.host import Host, System
from diagnostics.engine.shell import evaluate
from diagnostics.engine.source import Document, Kind

from .reading import GIVEN, read

# (text, [(name, act, the assignment, the value as written)])
PLACES = [
    ("export A='x y' # c\n", [("A", Act.EXPORT, "export A='x y'", "'x y'")]),
    ("A=$HOME/x\n", [("A", Act.ASSIGN, "A=$HOME/x", "$HOME/x")]),
    ('export A=1 B="2"\n', [("A", Act.EXPORT, "A=1", "1"), ("B", Act.EXPORT, 'B="2"', '"2"')]),
    ("if true; then export A=1; fi\n", [("A", Act.EXPORT, "export A=1", "1")]),
    ("f() { export A=1; }\nf\n", [("A", Act.EXPORT, "export A=1", "1")]),
    ("A=1\nexport A\n", [("A", Act.ASSIGN, "A=1", "1"), ("A", Act.EXPORT, "export A", None)]),
    ("export A=1; unset A\n", [("A", Act.EXPORT, "export A=1", "1"), ("A", Act.UNSET, "unset A", None)]),
    ("export A=1; typeset +x A\n", [("A", Act.EXPORT, "export A=1", "1"), ("A", Act.UNEXPORT, "typeset +x A", None)]),
    ("export A=\n", [("A", Act.EXPORT, "export A=", "")]),
    ("alias e='export A=1'\ne\n", [("A", Act.EXPORT, "e", "e")]),
    ("eval 'export A=1'\n", [("A", Act.EXPORT, "eval 'export A=1'", "eval 'export A=1'")]),
    ('export "A=1"\n', [("A", Act.EXPORT, 'export "A=1"', None)]),
    ("(export A=1)\nx=$(export B=1)\n", [("x", Act.ASSIGN, "x=$(export B=1)", "$(export B=1)")]),
    ("A=1 true\n", []),
]


class Places(unittest.TestCase):
    def test_an_assignment_and_its_value_are_where_they_were_written(self) -> None:
        for text, expected in PLACES:
            with self.subTest(text=text):
                found = [
                    (
                        one.name,
                        one.act,
                        text[one.span.begin : one.span.stop],
                        text[one.value_span.begin : one.value_span.stop] if one.value_span else None,
                    )
                    for one in read(text).assignments
                ]
                self.assertEqual(found, expected)

    def test_the_winner_is_named_and_the_losers_are_kept_in_order(self) -> None:
        found = read("export A=1\nA=2\nexport A=3\n").environment.get("A")
        self.assertEqual(found.set_at and found.set_at.line, 3)
        self.assertEqual([span.line for span in found.overrides], [1, 2])

    def test_an_unset_variable_says_which_line_removed_it(self) -> None:
        found = read("export A=1\nunset A\n").environment.get("A")
        self.assertEqual((found.state, found.set_at and found.set_at.line), (State.UNSET, 2))
        self.assertEqual([span.line for span in found.overrides], [1])


class Documents(unittest.TestCase):
    def evaluate(self, *files: tuple[str, str, Kind]) -> dict[str, str | None]:
        """Evaluate several files; return every known value."""
        documents = [Document(name, text, kind) for name, text, kind in files]
        return {one.name: one.value for one in evaluate(documents, given={"HOME": "/home/u"}).environment}

    def test_zsh_files_run_in_the_order_of_zsh(self) -> None:
        found = self.evaluate(
            ("~/.zshrc", "export A=${A}rc\n", Kind.ZSH),
            ("~/.zlogin", "export A=${A}login\n", Kind.ZSH),
            ("~/.zshenv", "export A=env\n", Kind.ZSH),
            ("~/.zprofile", "export A=${A}profile\n", Kind.ZSH),
        )
        self.assertEqual(found["A"], "envprofilerclogin")

    def test_a_login_bash_reads_one_login_file_and_bashrc_only_where_that_sources_it(self) -> None:
        for sources, expected in (("[ -f ~/.bashrc ] && . ~/.bashrc\n", "profilerc"), ("", "profile")):
            with self.subTest(sources=sources):
                documents = [
                    Document("~/.bashrc", "export A=${A}rc\n", Kind.BASH),
                    Document("~/.bash_profile", f"export A=profile\n{sources}", Kind.BASH),
                    Document("~/.profile", "export B=never\n", Kind.SH),
                ]
                found = evaluate(documents, given={"HOME": "/home/u"}, host=Host(System.MACOS)).environment
                self.assertEqual((found.exported_value("A"), found.get("B").state), (expected, State.UNSET))

    def test_what_a_login_bash_and_another_one_agree_on_is_certain(self) -> None:
        for profile, rc in (
            ("[ -f ~/.bashrc ] && . ~/.bashrc\n", "export A=1\n"),
            ("export A=1\n", "export A=1\n"),
            ('export B=2\nif [ -n "$BASH_VERSION" ]; then . ~/.bashrc; fi\n', "export A=1\n"),
        ):
            for login in ("~/.bash_profile", "~/.bash_login", "~/.profile"):
                with self.subTest(profile=profile, rc=rc, login=login):
                    documents = [Document(login, profile, Kind.BASH), Document("~/.bashrc", rc, Kind.BASH)]
                    environment = evaluate(documents, given=None).environment
                    self.assertEqual(environment.exported_value("A"), "1")

    def test_where_a_login_bash_and_another_one_differ_the_lines_of_each_are_named(self) -> None:
        documents = [
            Document("~/.bash_profile", "export A=1\nexport C=3\n", Kind.BASH),
            Document("~/.bashrc", "export B=2\nexport C=4\n", Kind.BASH),
        ]
        login = "a login shell (any terminal of macOS)"
        other = "a shell that is none (most terminals of Linux)"
        neither = "a shell that is none and was not started below one"
        environment = evaluate(documents, given=None, host=Host(System.LINUX)).environment
        for name, why in (
            ("A", f"set for {login} on line 1 of ~/.bash_profile; not set for {neither}"),
            ("B", f"not set for {login}; set for {other} on line 1 of ~/.bashrc"),
            ("C", f"set for {login} on line 2 of ~/.bash_profile; set for {other} on line 2 of ~/.bashrc"),
        ):
            with self.subTest(name):
                self.assertEqual((environment.get(name).state, environment.get(name).why), (State.UNKNOWN, why))
        values = {one.value for one in environment.get("C").alternatives}
        self.assertEqual(values, {"3", "4"})

    def test_whether_the_shell_is_a_login_shell_is_known_for_each_way_to_start_it(self) -> None:
        text = "shopt -q login_shell && export A=1 || export A=2\n"
        documents = [Document("~/.bash_profile", text, Kind.BASH), Document("~/.bashrc", text, Kind.BASH)]
        values = [one.value for one in evaluate(documents, given={}).environment.get("A").alternatives]
        self.assertEqual(values, ["1", "2"])

    def test_of_several_files_of_a_name_the_shell_reads_the_one_where_it_looks(self) -> None:
        for env, name in (("ZDOTDIR=~/z\n", "~/z/.zshrc"), ("", "~/.zshrc")):
            documents = [
                Document("~/.zshenv", env, Kind.ZSH),
                *(Document(one, f"export A={one[1:]}\n", Kind.ZSH) for one in ("~/.zshrc", "~/z/.zshrc", "~/x/.zshrc")),
            ]
            self.assertEqual(evaluate(documents, given=GIVEN).environment.get("A").value, name[1:])
        documents = [Document(one, f"export A={one[1:]}\n", Kind.BASH) for one in ("~/.bashrc", "~/work/.bashrc")]
        self.assertEqual(evaluate(documents, given=GIVEN).environment.get("A").value, "/.bashrc")

    def test_a_sourced_document_is_read_where_it_is_sourced(self) -> None:
        for given in ({"HOME": "/home/u"}, None):
            documents = [
                Document("~/.zshrc", 'export A=1\n[[ -r ~/.secrets ]] && source "$HOME/.secrets"\n', Kind.ZSH),
                Document("~/.secrets", "export A=2\nreturn\nexport A=3\n", Kind.SH),
            ]
            found = evaluate(documents, given=given).environment.get("A")
            self.assertEqual((found.value, found.set_at and found.set_at.document), ("2", "~/.secrets"))

    def test_a_file_that_is_never_sourced_does_nothing(self) -> None:
        found = self.evaluate(("~/.zshrc", "export A=1\n", Kind.ZSH), ("~/other.sh", "export A=2\n", Kind.SH))
        self.assertEqual(found["A"], "1")

    def test_a_file_on_its_own_is_read_whatever_it_is_called(self) -> None:
        self.assertEqual(self.evaluate(("exports.sh", "export A=1\n", Kind.SH))["A"], "1")

    def test_what_runs_before_the_first_prompt_counts(self) -> None:
        self.assertEqual(read("precmd() { export A=1; }\n").environment.exported_value("A"), "1")
        self.assertEqual(
            read("f() { export A=1; }\nautoload -Uz add-zsh-hook\nadd-zsh-hook precmd f\n").environment.exported_value(
                "A"
            ),
            "1",
        )
        self.assertEqual(read("PROMPT_COMMAND='export A=1'\n", "bash").environment.exported_value("A"), "1")

    def test_no_documents_give_an_empty_answer(self) -> None:
        self.assertEqual(list(evaluate([], given=GIVEN).environment.variables), sorted(GIVEN))
