"""What runs behind the first prompt, and what `exec` hands over: each held against the real shell at a terminal.

`show` prints ANTHROPIC_API_KEY. What is written behind each text is what zsh 5.9, bash 5.2 and fish 3.6 said: at the
first command that is typed, and after what runs later (None: they say the same).
"""

from __future__ import annotations

import unittest

from diagnostics.engine.environment import Environment, State
from diagnostics.engine.factsof import facts_of
from diagnostics.engine.findings import Login, Mode
from diagnostics.engine.kinds import recognise
from diagnostics.engine.source import Document
from tests.guards import it_ends

ZSH, BASH, FISH = "~/.zshrc", "~/.bashrc", "~/.config/fish/config.fish"
PS1 = "Microsoft.PowerShell_profile.ps1"
NAME = "ANTHROPIC_API_KEY"
SETS, FISH_SETS = f"export {NAME}=abc", f"set -gx {NAME} abc"
# It is there for the first command.
AT_FIRST = (
    (ZSH, f"precmd() {{ {SETS} }}\n"),
    (ZSH, f"preexec() {{ {SETS} }}\n"),
    (ZSH, f"zle-line-init() {{ {SETS} }}\nzle -N zle-line-init\n"),
    (ZSH, f"f() {{ {SETS} }}\nzle -N zle-line-finish f\n"),
    (ZSH, f"zshaddhistory() {{ {SETS} }}\n"),
    (ZSH, f"TRAPDEBUG() {{ {SETS} }}\n"),
    (BASH, f"trap '{SETS}' DEBUG\n"),
    (FISH, f"function fish_prompt\n  {FISH_SETS}\n  echo '> '\nend\n"),
    (FISH, f"function fish_greeting\n  {FISH_SETS}\nend\n"),
    (FISH, f"function fish_right_prompt\n  {FISH_SETS}\nend\n"),
    (FISH, f"function fish_mode_prompt\n  {FISH_SETS}\nend\n"),
    (FISH, f"function fish_title\n  {FISH_SETS}\nend\n"),
    (PS1, f"function prompt {{ $env:{NAME} = 'abc'; 'PS> ' }}\n"),  # about_Prompts
    (ZSH, f"if [[ -o login ]]; then :; fi\nexec env X=1 {NAME}=abc zsh -i\n"),
    (ZSH, f"{NAME}=abc exec zsh -i\n"),
    (BASH, f"{NAME}=abc exec bash -i\n"),
    (BASH, f"exec sh -c '{SETS}; exec bash -i'\n"),
    (BASH, f"{SETS}\nexec zsh\n"),
)
# It is not there for the first command, and there after the folder was changed, a signal, a key, a failed command.
AFTERWARDS = (
    (ZSH, f"chpwd() {{ {SETS} }}\n", "line 1 changes it when the folder changes"),
    (ZSH, f"f() {{ {SETS} }}\nchpwd_functions+=(f)\n", "line 1 changes it when the folder changes"),
    (ZSH, f"f() {{ {SETS} }}\nautoload -U add-zsh-hook\nadd-zsh-hook chpwd f\n", "when the folder changes"),
    (ZSH, f"TRAPUSR1() {{ {SETS} }}\n", "line 1 changes it at a signal"),
    (ZSH, f"trap '{SETS}' USR1\nls\n", "line 1 changes it at a signal"),
    (ZSH, f"zmodload zsh/sched\nsched +0:00:01 {SETS}\n", "line 2 changes it at a time that sched keeps"),
    (ZSH, f"f() {{ {SETS} }}\nzle -N f\nbindkey '^G' f\n", "line 1 changes it when a key is pressed"),
    (BASH, f'cd() {{ builtin cd "$@" && {SETS}; }}\n', "set on line 1 or not"),
    (BASH, f'alias cd=go\ngo() {{ builtin cd "$@"; {SETS}; }}\n', "line 2 changes it when cd is called"),
    (BASH, f'PROMPT_COMMAND="load; $PROMPT_COMMAND"\nload() {{ {SETS}; }}\n', "line 2 changes it at the prompt"),
    (BASH, f"trap '{SETS}' ERR\n", "line 1 changes it when a command fails"),
    (BASH, f"trap '{SETS}' USR1\n", "line 1 changes it at a signal"),
    (BASH, f"bind -x '\"\\C-g\": {SETS}'\n", "line 1 changes it when a key is pressed"),
    (FISH, f"function f --on-variable PWD\n  {FISH_SETS}\nend\n", "line 2 changes it when the folder changes"),
    (FISH, f"function f --on-event fish_postexec\n  {FISH_SETS}\nend\n", "line 2 changes it behind a command"),
    (FISH, f"function f --on-signal USR1\n  {FISH_SETS}\nend\n", "line 2 changes it at a signal"),
    (FISH, f"function cd\n  builtin cd $argv\n  {FISH_SETS}\nend\n", "line 3 changes it when cd is called"),
    (FISH, f"bind \\cg '{FISH_SETS}'\n", "line 1 changes it when a key is pressed"),
    (PS1, f"function Set-Location {{ $env:{NAME} = 'abc' }}\n", "line 1 changes it when the folder changes"),
)
# It is never there.
NEVER = (
    (ZSH, f"{SETS}\npreexec() {{ unset {NAME} }}\n"),
    (BASH, f"env X=1 {NAME}=abc exec bash -i\n"),  # `exec` is no program
    (BASH, f"{SETS}\nexec env -i X=1 HOME=$HOME PATH=$PATH bash -i\n"),
    (BASH, f"{SETS}\nexec env -u {NAME} bash -i\n"),
    (ZSH, f"f() {{ exec env {NAME}=abc zsh; }}\n"),
    (ZSH, f"(exec env {NAME}=abc zsh)\n"),
    (ZSH, f"trap '{SETS}' EXIT\n"),
    (ZSH, f"f() {{ {SETS} }}\nadd-zsh-hook chpwd f\nadd-zsh-hook -d chpwd f\n"),
    (FISH, f"function f --on-event fish_exit\n  {FISH_SETS}\nend\n"),
)


def variables(name: str, text: str) -> Environment:
    """Return the environment that the text leaves."""
    return facts_of((Document(name, text, recognise(name, text)),), login=Login.UNKNOWN, mode=Mode.PRINT).environment


class LaterTests(unittest.TestCase):
    def test_what_runs_before_the_first_command_counts(self) -> None:
        for name, text in AT_FIRST:
            with self.subTest(text):
                self.assertEqual(variables(name, text).exported_value(NAME), "abc")

    def test_what_runs_later_leaves_a_clients_variable_unknown_and_says_when(self) -> None:
        for name, text, words in AFTERWARDS:
            with self.subTest(text):
                found = variables(name, text).get(NAME)
                self.assertIs(found.state, State.UNKNOWN)
                self.assertIn(words, found.why or "")

    def test_what_never_runs_or_is_taken_away_sets_nothing(self) -> None:
        for name, text in NEVER:
            with self.subTest(text):
                self.assertIsNone(variables(name, text).exported_value(NAME))
                self.assertFalse(variables(name, text).is_unknown(NAME))

    def test_other_variables_are_told_as_they_are_at_the_first_prompt(self) -> None:
        for name, text in (
            (ZSH, f"export A=1\nchpwd() {{ A=2; {SETS} }}\n"),
            (FISH, f"set -gx A 1\nfunction f --on-variable PWD\n  set -gx A 2\n  {FISH_SETS}\nend\n"),
        ):
            with self.subTest(text):
                self.assertEqual(variables(name, text).exported_value("A"), "1")
                self.assertTrue(variables(name, text).is_unknown(NAME))

    def test_a_hook_that_changes_nothing_leaves_the_value_known(self) -> None:
        text = f"load() {{ {SETS} }}\nchpwd_functions=(load)\nload\n"
        self.assertEqual(variables(ZSH, text).exported_value(NAME), "abc")

    def test_many_hooks_are_read_quickly(self) -> None:
        text = "".join(f"f{number}() {{ {SETS}; f{number}; }}\nzle -N f{number}\n" for number in range(2_000))
        with it_ends():
            variables(ZSH, text)
