"""What sentences beside code tell of it: the file in which it stands, or that it is a process's environment."""

import unittest

from diagnostics.engine.pastes.splitting import read_paste
from diagnostics.engine.source import Kind


class NamedBelow(unittest.TestCase):
    SAID = (
        ("I put this in ~/.bash_profile on Ubuntu. In .bashrc there is nothing.", "~/.bash_profile"),
        ("These are in my .zshenv", ".zshenv"),
        ("Should this be in ~/.zshenv?", "code on line 3"),
        ("This is not in ~/.zshenv.", "code on line 3"),
        ("In ~/.zshenv it works.", "code on line 3"),
    )

    def test_a_sentence_below_the_one_block_says_where_it_stands(self) -> None:
        for sentence, name in self.SAID:
            with self.subTest(sentence):
                paste = f"My gateway does not get any request from the client.\n\nexport A_B=1\n\n{sentence}\n"
                names = [part.name for part in read_paste("pasted", paste) if part.kind is not Kind.TEXT]
                self.assertEqual(names, [name])


class Announced(unittest.TestCase):
    PAIRS = (
        "ANTHROPIC_BASE_URL=https://a.example\nANTHROPIC_AUTH_TOKEN=xx\n\nI want my plan back, and the login fails.\n"
    )
    HEADS = (
        ("Output of env | grep ANTHROPIC:", Kind.DUMP),
        ("- `env | grep -i anthropic` gives:", Kind.DUMP),
        ("Environment:\n- WSL2 Ubuntu\n- `env | grep -i anthropic` gives:", Kind.DUMP),
        ("When I run `env | grep ANTHROPIC` I get this:", Kind.DUMP),
        ("My environment:", Kind.DUMP),
        ("printenv output:", Kind.DUMP),
        ("I added these variables to my .zshrc:", Kind.ZSH),
        ("# my env vars:", Kind.ZSH),
    )

    def test_pairs_under_a_line_that_announces_an_environment_are_one(self) -> None:
        for head, kind in self.HEADS:
            with self.subTest(head):
                parts = read_paste("pasted", f"{head}\n{self.PAIRS}")
                [found] = [part for part in parts if part.kind is not Kind.TEXT]
                self.assertEqual(found.kind, kind)
