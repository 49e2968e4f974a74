"""What the text does not show is unknown, with the line that makes it so; what it shows is not."""

from __future__ import annotations

import unittest

from diagnostics.engine.environment import State
from diagnostics.engine.shell import evaluate
from diagnostics.engine.source import Document, Kind

from .reading import GIVEN, read, variable

# Each: the text, a name in it, why its value is unknown.
UNKNOWN = [
    ("export A=$(op read x)\n", "A", "line 1 runs a command"),
    ("\nexport A=`pass show x`\nexport B=x$A\n", "B", "line 2 runs a command"),
    ("export A=$(cat ~/.key)\n", "A", "line 1 reads a file"),
    ("export A=$(<~/.key)\n", "A", "line 1 reads a file"),
    ("export A=1\nif [ -f ~/.x ]; then export A=2; fi\n", "A", "set on line 1 or on line 2, depending on line 2"),
    (
        "if command -v x; then\nexport A=1\nelse\nexport A=2\nfi\n",
        "A",
        "set on line 2 or on line 4, depending on line 1",
    ),
    ("[[ -r ~/.x ]] && export A=1\n", "A", "set on line 1 or not, depending on line 1"),
    (
        "case $OSTYPE in\nd*) export A=1;;\n*) export A=2;;\nesac\n",
        "A",
        "set on line 2 or on line 3, depending on line 1",
    ),
    ("[ -f ~/.x ] && return\nexport A=1\n", "A", "set on line 2 or not, depending on line 1"),
    ("echo *.x\nexport A=1\necho *.y\n", "A", "set on line 2 or not, depending on line 1"),
    ("echo *.x\nexport A=1\ntrue\necho *.y; echo *.z\n", "A", "set on line 2 or not, depending on line 1"),
    (". ~/.x\nexport A=${A:-1}\n", "A", "line 1 reads a file that was not given"),
    ("while read -r l; do export A=$l; done < ~/.env\n", "A", "set on line 1 or not, depending on line 1"),
    ("export A=~root/x\n", "A", "line 1 uses the home directory of another user"),
    ("export A=$RANDOM\n", "A", "line 1 uses RANDOM, which the shell sets"),
    ("export A=$((2**$(nproc)))\n", "A", "line 1 runs a command"),
    ("A=1; (( A += $(nproc) )); export A\n", "A", "line 1 runs a command"),
    ("(( A = RANDOM % 3 )); export A\n", "A", "line 1 uses RANDOM, which the shell sets"),
    ("A=1; B=$(( A = $(nproc) )); export A\n", "A", "line 1 runs a command"),
    ('export A=1\neval "$(brew shellenv)"; export B=$HOMEBREW_PREFIX\n', "B", "line 2 runs text that is not known"),
    ("[ -f x ] && set -a\nA=1\n", "A", "exported or not, depending on line 1"),
    ("export A=x$(. ~/.x)\n", "A", "line 1 reads a file that was not given"),
    ("B=$(eval echo $(git config x)); export A=$B\n", "A", "line 1 runs text that is not known"),
    ("autoload -Uz f; export A=x$(f)\n", "A", "line 1 calls a function that is not in the text"),
    ("f() { A=1; [ -f $1 ] && f $2; }; f x; export A\n", "A", "line 1 calls itself, and how often is not known"),
    ("typeset -U fpath; fpath+=/x; export FPATH\n", "FPATH", "line 1 uses FPATH, which the shell sets"),
    ("for f in *(N); do export A=$f; done\n", "A", "set on line 1 or not, depending on line 1"),
]

# A condition, a file or a command that cannot matter to the value leaves it known.
KNOWN = [
    ("if [ -f ~/.x ]; then export A=1; else export A=1; fi\n", "1"),
    ("source ~/.x\nexport A=1\n", "1"),
    ("export A=1\nsource ~/.x\n", "1"),
    ('eval "$(brew shellenv)"\nexport A=1\n', "1"),
    ("[ -f ~/.x ] && B=2\nexport A=1\n", "1"),
    ("x=$(date)\nexport A=${x:+1}\nexport A=1\n", "1"),
    ("[ -d ~ ] && export A=1\n", "1"),
    ("command -v ls >/dev/null && export A=1\n", "1"),
    ("[[ $- == *i* ]] || return\nexport A=1\n", "1"),
    ('[ -n "$ZSH_VERSION$BASH_VERSION" ] && export A=1\n', "1"),
    ("export A=1; make || exit_code=$?\n", "1"),
    ("nvm use 18; export A=1\n", "1"),
]


class Unknowns(unittest.TestCase):
    def test_it_says_which_line_makes_a_value_unknown(self) -> None:
        for text, name, why in UNKNOWN:
            with self.subTest(text=text):
                found = variable(text, name)
                self.assertEqual((found.state, found.why), (State.UNKNOWN, why))

    def test_what_cannot_matter_leaves_the_value_known(self) -> None:
        for text, value in KNOWN:
            for shell in ("zsh", "bash"):
                with self.subTest(shell=shell, text=text):
                    found = variable(text, "A", shell)
                    self.assertEqual((found.state, found.value, found.why), (State.SET, value, None))

    def test_without_a_given_environment_inherited_values_are_unknown(self) -> None:
        for text in ("export A=$HOME/x\n", "export A=~/x\n", "export A=${FOO:-d}\n", "export A=$A:x\n"):
            self.assertEqual(variable(text, "A", given=None).state, State.UNKNOWN, text)
        self.assertEqual(variable("export A=1 B=${A}2\nexport B=${A}2\n", "B", given=None).value, "12")
        self.assertEqual(variable("A=1\n", "A", given=None).exported, False)
        self.assertEqual(variable("PATH=/x\n", "PATH", given=None).exported, True)

    def test_a_name_that_nothing_mentions_is_absent(self) -> None:
        environment = read("source ~/.x\nexport A=1\n", given={}).environment
        self.assertEqual(set(environment.variables), {"A"})

    def test_an_uncertain_path_marks_its_assignments(self) -> None:
        found = read("export A=1\n[ -f x ] && export A=2\n[ -f y ] && return\nexport A=3\n").assignments
        self.assertEqual([one.certain for one in found], [True, False, False])


class Lists(unittest.TestCase):
    """A list that programs share is not known behind code that was not given; other names keep what the text says."""

    TEXT = 'export PATH="$HOME/bin:$PATH" EDITOR=vim JAVA_HOME=/java LSCOLORS=x\n'
    # Each: what stands below, and the names that are then unknown.
    BELOW = (
        (". ~/.nope\n", "PATH"),
        ('[ -f ~/.nope ] && source "$HOME/.nope"\n', "PATH"),
        ('eval "$(some-tool init)"\n', "PATH"),
        ("$SOME_COMMAND x\n", ""),
        ("$(some-tool name) x\n", "PATH"),
        ("~/bin/some-tool x\n", ""),
        ("some-tool x\n", ""),
        (". ~/.nope\nPATH=/x\nsome_function x\n", "PATH"),
        (". ~/.nope\nPATH=/x\nstty -ixon\ngit --version\n", ""),
        ('. "$HOME/.cargo/env"\n', "PATH"),
        (". ~/.sdkman/bin/sdkman-init.sh\n", "JAVA_HOME PATH"),
        ("[ -r /etc/bash_completion ] && . /etc/bash_completion\n", ""),
        ('. "$(brew --prefix)/etc/bash_completion.d/git-prompt.sh"\n', ""),
        ("source <(kubectl completion x)\n", ""),
        ('eval "$(zoxide init x)"\n', ""),
        ('eval "$(direnv hook x)"\n', ""),
        ('eval "$(pyenv init -)"\n', "PATH"),
        ('eval "$(/opt/homebrew/bin/brew shellenv)"\n', "PATH"),
    )
    ZSH = (
        ("plugins=(git)\nsource ~/.oh-my-zsh/oh-my-zsh.sh\n", "LSCOLORS"),
        ("plugins=(git pyenv)\nsource ~/.oh-my-zsh/oh-my-zsh.sh\n", "LSCOLORS PATH"),
        ("plugins=($(cat ~/.plugins))\nsource $ZSH/oh-my-zsh.sh\n", "LSCOLORS PATH"),
        ("source ~/.p10k.zsh; source /x/zsh-autosuggestions/zsh-autosuggestions.zsh\n", ""),
        ("autoload -Uz nowhere; nowhere\n", "PATH"),
        ("autoload -Uz compinit; compinit\n", ""),
    )

    def test_only_what_the_code_may_change_is_unknown_behind_it(self) -> None:
        below = [(shell, *one) for one in self.BELOW for shell in ("zsh", "bash")] + [("zsh", *one) for one in self.ZSH]
        for shell, text, names in below:
            with self.subTest(shell=shell, text=text):
                environment = read(self.TEXT + text, shell).environment
                told = ("PATH", "EDITOR", "JAVA_HOME", "LSCOLORS")
                self.assertEqual({name for name in told if environment.is_unknown(name)}, set(names.split()))

    def test_it_shows_what_the_list_was_and_why_it_may_be_another(self) -> None:
        found = variable("export PATH=/a\n[ -f ~/.nope ] && . ~/.nope\n", "PATH")
        self.assertEqual(found.why, "line 2 reads a file that was not given")
        self.assertEqual([one.value for one in found.alternatives], ["/a", None])

    def test_a_list_that_is_set_anew_or_given_and_untouched_is_known(self) -> None:
        self.assertEqual(variable(". ~/.nope\nexport PATH=/a\n", "PATH").value, "/a")
        text = "source /x/oh-my-zsh.sh\nexport PATH=/a:$PATH\n"
        self.assertEqual(variable(text, "PATH").value, f"/a:{GIVEN['PATH']}")

    def test_what_only_brings_completions_makes_no_name_unknown(self) -> None:
        for text in (". /etc/bash_completion\n", "source <(gh completion -s x)\n", 'eval "$(starship init x)"\n'):
            for shell in ("zsh", "bash"):
                with self.subTest(shell=shell, text=text):
                    self.assertEqual(variable(text + "export A=${A:-1}\n", "A", shell).value, "1")


class Failures(unittest.TestCase):
    """`set -e` in a .bashrc ends the shell at the first command that fails; zsh reads its files on."""

    def test_bash_ends_where_a_command_fails(self) -> None:
        for text in ("set -e\nfalse\nexport A=1\n", "set -o errexit\n(exit 3)\nexport A=1\n"):
            self.assertEqual(variable(text, "A", "bash").state, State.UNSET)
            self.assertEqual(variable(text, "A", "zsh").value, "1")

    def test_a_command_that_may_fail_leaves_the_rest_unknown(self) -> None:
        found = variable("set -e\nnvm use 18\nexport A=1\n", "A", "bash")
        self.assertEqual((found.state, found.why), (State.UNKNOWN, "set on line 3 or not, depending on line 2"))

    def test_what_is_only_asked_may_fail(self) -> None:
        for test in ("false || true", "! true", "if false; then :; fi", "x=$(false; echo y)", "[ -n '' ] && y=1"):
            self.assertEqual(variable(f"set -e\n{test}\nexport A=1\n", "A", "bash").value, "1", test)


class Masks(unittest.TestCase):
    MASK = "‹anthropic-api-key, 108 characters, #1›"

    def test_a_mask_is_one_literal_in_and_out_of_quotes(self) -> None:
        for shell in ("zsh", "bash"):
            for form in ("{}", '"{}"', "'{}'", '"$X"', "${{NOPE:-{}}}", "$(echo {})", "$X"):
                with self.subTest(shell=shell, form=form):
                    text = f"X={self.MASK}\nexport A={form.format(self.MASK)}\n"
                    self.assertEqual(variable(text, "A", shell).value, self.MASK)

    def test_a_mask_is_not_split(self) -> None:
        text = f'X="{self.MASK} b"\nset -- $X\nexport A=$1 N=$#\n'
        self.assertEqual(variable(text, "A", "bash").value, self.MASK)
        self.assertEqual(variable(text, "N", "bash").value, "2")

    def test_what_needs_its_characters_is_unknown(self) -> None:
        for form in ("${#X}", "${X#sk-}", "${X%x}", "${X/a/b}", "${X:0:3}", "$(( X ))"):
            for shell in ("zsh", "bash"):
                with self.subTest(shell=shell, form=form):
                    found = variable(f"X={self.MASK}\nexport A={form}\n", "A", shell)
                    self.assertEqual((found.state, found.why), (State.UNKNOWN, "the value is masked"))
        self.assertEqual(variable(f"X={self.MASK}\nexport A=${{(U)X}}\n", "A").why, "the value is masked")

    def test_a_mask_is_set_and_not_empty(self) -> None:
        text = f'X={self.MASK}\n[ -n "$X" ] && export A=1\n[[ -z $X ]] || export B=1\nexport C=${{X:+1}}\n'
        found = read(text, given=GIVEN).environment
        self.assertEqual([found.get(name).value for name in "ABC"], ["1", "1", "1"])


class Alternatives(unittest.TestCase):
    """An unknown value shows what it is on each way, with the lines."""

    def _ways(self, text: str, name: str = "A", shell: str = "zsh") -> list[tuple[str, str | None, int | None]]:
        found = variable(text, name, shell).alternatives
        return [(one.state.value, one.value, one.set_at.line if one.set_at else None) for one in found]

    def test_both_branches_are_shown_with_their_lines(self) -> None:
        text = "if command -v x; then\nexport A=1\nelse\nexport A=2\nfi\n"
        for shell in ("zsh", "bash"):
            self.assertEqual(self._ways(text, shell=shell), [("set", "1", 2), ("set", "2", 4)])

    def test_a_way_on_which_it_is_not_set_is_shown_too(self) -> None:
        self.assertEqual(self._ways("[ -f x ] && export A=1\n"), [("unset", None, None), ("set", "1", 1)])
        self.assertEqual(self._ways("A=0\n[ -f x ] && return\nexport A=1\n"), [("set", "0", 1), ("set", "1", 3)])

    def test_every_way_of_a_longer_choice_is_shown_once(self) -> None:
        text = "case $OSTYPE in\nd*) export A=1;;\nl*) export A=2;;\nf*) export A=1;;\nesac\n"
        self.assertEqual(self._ways(text), [("unset", None, None), ("set", "1", 2), ("set", "2", 3), ("set", "1", 4)])

    def test_a_way_may_be_unknown_itself_and_says_why(self) -> None:
        first, second = variable("export A=$(cmd)\n[ -f x ] && export A=2\n", "A").alternatives
        self.assertEqual((first.state, first.why), (State.UNKNOWN, "line 1 runs a command"))
        self.assertEqual((second.state, second.value), (State.SET, "2"))

    def test_a_value_made_of_an_unknown_one_has_no_ways_of_its_own(self) -> None:
        found = variable("[ -f x ] && A=1\nexport B=$A:x\n", "B")
        self.assertEqual((found.alternatives, found.why), ((), "A is set on line 1 or not, depending on line 1"))

    def test_a_known_value_has_none(self) -> None:
        self.assertEqual(self._ways("[ -f x ] && export A=1\nexport A=3\n"), [])

    def test_there_are_never_more_than_a_few(self) -> None:
        text = "".join(f"[ -f {n} ] && export A={n}\n" for n in range(50))
        self.assertEqual(len(self._ways(text)), 8)


class Login(unittest.TestCase):
    ZSH = "[[ -o login ]] && export A=1 || export A=2\n"
    BASH = "shopt -q login_shell && export A=1 || export A=2\n"

    def test_a_login_file_among_the_documents_makes_a_login_shell(self) -> None:
        documents = [Document("~/.zprofile", "", Kind.ZSH), Document("~/.zshrc", self.ZSH, Kind.ZSH)]
        self.assertEqual(evaluate(documents, given=None).environment.get("A").value, "1")
        self.assertEqual(
            evaluate([Document("~/.profile", self.BASH, Kind.BASH)], given={}).environment.get("A").value, "1"
        )

    def test_with_a_given_environment_the_documents_are_all_that_was_read(self) -> None:
        self.assertEqual(variable(self.ZSH, "A", "zsh").value, "2")
        self.assertEqual(variable(self.BASH, "A", "bash").value, "2")

    def test_else_it_depends_on_how_the_terminal_starts_the_shell(self) -> None:
        for text, shell in ((self.ZSH, "zsh"), (self.BASH, "bash")):
            self.assertEqual(variable(text, "A", shell, given=None).state, State.UNKNOWN)
