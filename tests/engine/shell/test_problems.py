"""What people get wrong is reported, under the right name, at the right place."""

from __future__ import annotations

import unittest

from diagnostics.engine.environment import ProblemKind as P

from .reading import read

# (shell, text, kind, name, the words underlined)
PROBLEMS = [
    ("zsh", "export A = 1\n", P.SPACE_AROUND_EQUALS, "A", "export A = 1"),
    ("bash", "export A= sk-1\n", P.SPACE_AROUND_EQUALS, "A", "export A= sk-1"),
    ("bash", "export A =1\n", P.SPACE_AROUND_EQUALS, "A", "export A =1"),
    ("bash", "A = 1\n", P.SPACE_AROUND_EQUALS, "A", "A = 1"),
    ("bash", "A= 'x y'\n", P.SPACE_AROUND_EQUALS, "A", "A= 'x y'"),
    ("zsh", "export A = 1\n", P.ABORTS_FILE, None, "export A = 1"),
    ("zsh", "export A+=x\n", P.ABORTS_FILE, "A", "export A+=x"),
    ("zsh", "export A-B=1\n", P.ABORTS_FILE, "A", "export A-B=1"),
    ("zsh", "readonly A=1; A=2\n", P.ABORTS_FILE, "A", "A=2"),
    ("zsh", "for f in ~/x/*.zsh; do :; done\n", P.ABORTS_FILE, None, "~/x/*.zsh"),
    ("bash", "exit 0\n", P.ABORTS_FILE, None, "exit 0"),
    ("bash", "fi\nexport A=1\n", P.SYNTAX_ERROR, None, "fi"),
    ("bash", "f() {\n  f\n}\nf\n", P.READER_LIMIT, None, "f() {"),  # bash goes on until its own limit
    ("zsh", "export A=1\nif true; then\n", P.SYNTAX_ERROR, None, "if true; then"),
    ("zsh", 'export A="x\nexport B=1\n', P.UNTERMINATED_QUOTE, "A", '"x'),
    ("bash", "export A='x\n", P.UNTERMINATED_QUOTE, "A", "'x"),
    ("zsh", "export A=“x”\n", P.TYPOGRAPHIC_QUOTE, "A", "A=“x”"),
    ("bash", "export A='‘x’'\n", P.TYPOGRAPHIC_QUOTE, "A", "A='‘x’'"),
    ("zsh", "export\u00a0A=1\n", P.INVISIBLE_CHARACTER, "A", "export\u00a0A=1"),
    ("zsh", "export A=sk-1\u200b\n", P.INVISIBLE_CHARACTER, "A", "A=sk-1\u200b"),
    ("bash", "\ufeffexport A=1\n", P.INVISIBLE_CHARACTER, "A", "\ufeffexport A=1"),
    ("zsh", "export A=1\r\n", P.CARRIAGE_RETURN, "A", "A=1\r"),
    ("bash", "if true; then\r\nexport A=1\r\nfi\r\n", P.CARRIAGE_RETURN, None, "if true; then\r"),
    ("zsh", "export A=https://h/?a=1&b=2\n", P.BACKGROUND_ASSIGNMENT, "A", "export A=https://h/?a=1&"),
    ("zsh", "setenv A 1\n", P.UNKNOWN_COMMAND, "A", "setenv A 1"),
    ("bash", "Export A=1\n", P.UNKNOWN_COMMAND, "A", "Export A=1"),
    ("bash", "exprot A=1\n", P.UNKNOWN_COMMAND, "A", "exprot A=1"),
    ("bash", "$A=1\n", P.UNKNOWN_COMMAND, "A", "$A=1"),
    ("zsh", "set -gx A 1\n", P.FOREIGN_SYNTAX, "A", "set -gx A 1"),
    ("bash", "set A=1\n", P.FOREIGN_SYNTAX, "A", "set A=1"),
    ("zsh", "$Env:A='1'\n", P.FOREIGN_SYNTAX, "A", "$Env:A='1'"),
    ("bash", 'set "A=1"\n', P.FOREIGN_SYNTAX, "A", 'set "A=1"'),
    ("zsh", "setx A 1\n", P.UNKNOWN_COMMAND, "A", "setx A 1"),
    ("bash", '$env:A = "1"\n', P.FOREIGN_SYNTAX, "A", '$env:A = "1"'),
    ("bash", "export A: 1\n", P.FOREIGN_SYNTAX, "A", "export A: 1"),
    ("zsh", "source ~/.secrets\n", P.READS_OTHER_FILE, None, "source ~/.secrets"),
    ("bash", "[ -f ~/.x ] && . ~/.x\n", P.READS_OTHER_FILE, None, ". ~/.x"),
    ("zsh", 'eval "$(jenv init -)"\n', P.RUNS_COMMAND, None, 'eval "$(jenv init -)"'),
]

FINE = [
    "export A=1 B='x y'\n",
    "IFS= read -r x <<< y\n",
    'PS1="don’t mind"\n',
    "[ a = b ] || true\n",
    "export A=x=y\n",
    "set -e -x\nset -- a b\n",
    "expr 1 = 1\n",
    "sleep 1 &\n",
    "# export A = “1”\n",
]


class Problems(unittest.TestCase):
    def test_each_mistake_is_reported_where_it_stands(self) -> None:
        for shell, text, kind, name, words in PROBLEMS:
            with self.subTest(shell=shell, text=text, kind=kind):
                found = [one for one in read(text, shell).problems if one.kind is kind]
                self.assertTrue(found, read(text, shell).problems)
                self.assertEqual((found[0].name, text[found[0].span.begin : found[0].span.stop]), (name, words))

    def test_nothing_is_reported_about_what_is_fine(self) -> None:
        for text in FINE:
            for shell in ("zsh", "bash"):
                with self.subTest(shell=shell, text=text):
                    self.assertEqual(read(text, shell).problems, ())

    def test_a_problem_says_nothing_of_a_value(self) -> None:
        for shell, text, *_ in PROBLEMS:
            for problem in read(text.replace("1", "hunter2"), shell).problems:
                self.assertNotIn("hunter2", problem.text)
