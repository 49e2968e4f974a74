"""What code that was not given may have done in fish: lists that programs share are unknown behind it."""

from __future__ import annotations

import unittest

from diagnostics.engine.environment import State
from diagnostics.engine.fish import evaluate
from diagnostics.engine.source import Document, Kind

GIVEN = {"HOME": "/home/u", "PATH": "/usr/bin:/bin"}
SET = "set -gx PATH /a $PATH\nset -gx MANPATH /m\nset -gx EDITOR vim\n"
# What stands below, and the names that may be others behind it. The first ones print or hold what changes PATH.
BELOW = {
    "source ~/.config/fish/extra.fish": "PATH MANPATH",
    "source $XDG_CONFIG_HOME/fish/extra.fish": "PATH MANPATH",
    "brew shellenv | source": "PATH MANPATH",
    "eval (/opt/homebrew/bin/brew shellenv)": "PATH MANPATH",
    "some-tool env | source": "PATH MANPATH",
    "eval (some-tool env)": "PATH MANPATH",
    "fnm env --use-on-cd | source": "PATH",
    "pyenv init - fish | source": "PATH",
    "mise activate fish | source": "PATH",
    "source ~/.cargo/env.fish": "PATH",
    'source "$HOME/.cargo/env.fish"': "PATH",
    "source ~/.config/fish/extra.fish\nset -gx PATH /z $PATH\nset -gx MANPATH /z": "PATH",
    "zoxide init fish | source\nstarship init fish | source\nfzf --fish | source\natuin init fish | source": "",
    "nvm use lts": "",
    "tty | read -l name": "",
    "starship init fish | source\neval (some-tool env)": "PATH MANPATH",
    "direnv hook fish | source\nnvm use lts": "PATH MANPATH",
    "direnv hook fish | source\ngit status\nfish_vi_key_bindings\ncommand nvm": "",
}


class UnseenTests(unittest.TestCase):
    """Each statement below lines that set a list, and another name."""

    def test_lists_that_programs_share_are_unknown_behind_code_that_was_not_given(self) -> None:
        for below, changed in BELOW.items():
            with self.subTest(below):
                document = Document("~/.config/fish/config.fish", f"{SET}{below}\n", Kind.FISH)
                found = evaluate([document], given=GIVEN).environment
                names = [name for name in ("PATH", "MANPATH", "EDITOR") if found.get(name).state is State.UNKNOWN]
                self.assertEqual(" ".join(names), changed)
                self.assertTrue(all(found.get(name).exported for name in ("PATH", "MANPATH", "EDITOR")))

    def test_what_fish_sets_at_the_start_is_not_known_and_not_empty(self) -> None:
        names = ("PWD", "SHLVL", "USER", "COLUMNS", "LINES")
        text = "".join(f"set -gx X_{name} $PWD/${name}\n" for name in names)
        document = Document("~/.config/fish/config.fish", text, Kind.FISH)
        found = evaluate([document], given=GIVEN).environment
        for name in names:
            self.assertEqual(found.get(f"X_{name}").state, State.UNKNOWN, name)
