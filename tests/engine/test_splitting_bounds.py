"""Whatever is pasted: parts never overlap, keep their lines when masked, leave stores of secrets out, come in time."""

from __future__ import annotations

import unittest

import pytest
from hypothesis import given
from hypothesis import strategies as st

from diagnostics.engine.masking.secrets import mask, refused_file
from diagnostics.engine.pastes.splitting import TYPED, read_paste
from diagnostics.engine.source import Document, Kind
from tests.guards import it_ends


class Robust(unittest.TestCase):
    @given(
        st.lists(
            st.sampled_from(
                [
                    *(
                        "```",
                        "```json",
                        "~~~",
                        "$ cat ~/.zshrc",
                        "$ env",
                        "$ export A=1",
                        "# ~/.zshrc",
                        "==> .env <==",
                        "",
                    ),
                    *(
                        "export A=1",
                        "Here is my file.",
                        "{",
                        '{"env": {}}',
                        "::::::::::::",
                        "=== x ===",
                        "fi",
                        "\r",
                        "\x0c",
                    ),
                ]
            ),
            max_size=12,
        ),
        st.sampled_from(["\n", "\r\n"]),
    )
    def test_parts_never_overlap_and_keep_their_lines(self, lines: list[str], end: str) -> None:
        text = end.join(lines) + end
        taken: set[int] = set()
        for document in read_paste("~/.zshrc", text):
            if document.name.startswith(TYPED):
                continue
            self.assertFalse(taken & set(document.lines))
            taken |= set(document.lines)
            if document.paste and document.text.strip():  # else a command printed nothing, which is an answer
                for number in document.lines:
                    self.assertEqual(document.line_text(number), text.split("\n")[number - 1].removesuffix("\r"))

    def test_masking_keeps_where_a_part_stands(self) -> None:
        key = "sk-ant-api03-" + "aB3dE5fG7h" * 9
        documents, masks = mask(read_paste("post.md", f"My zshrc:\n```\nexport ANTHROPIC_API_KEY={key}\n```\n"))
        self.assertEqual((documents[1].first_line, documents[1].paste), (3, "post.md"))
        self.assertEqual((masks[0].span.document, masks[0].span.line), ("~/.zshrc", 3))

    def test_a_store_of_credentials_is_a_part_of_its_own_and_the_rest_keeps_its_lines(self) -> None:
        store = '{"claudeAiOauth": {"accessToken": "x"}}'
        key = "-----BEGIN RSA PRIVATE KEY-----\nabc\n-----END RSA PRIVATE KEY-----"
        first, second = ("credentials on line 1", 1), ("credentials on line 2", 2)
        for text, wanted in (
            (store, [("~/.zshrc", 1)]),
            (f"export A=1\n{store}\nexport B=2\n", [("~/.zshrc", 1), second]),
            (f"{key}\nexport A=1\n", [("~/.zshrc", 1), first]),
            (f"{store}\n{key}\n", [first, second]),
            (f"> {store}\n> export A=1\n", [("~/.zshrc", 1), first]),
            (f"Hi there, my file is this:\n{store}\n", [("text on line 1", 1), second]),
            (
                f"==> ~/.claude/.credentials.json <==\n{store}\n\n==> ~/.zshrc <==\nexport A=1\n",
                [("~/.claude/.credentials.json", 2), ("~/.zshrc", 5)],
            ),
            (
                'u@h:~$ cat ~/.codex/auth.json\n{"OPENAI_API_KEY": "sk-abcdefghijk"}\nu@h:~$ export A=1\n',
                [("~/.codex/auth.json", 2), (TYPED, 1)],
            ),
            (
                f"Hi, it is in ~/.claude/.credentials.json:\n```json\n{store}\n```\n```zsh\nexport A=1\n```\n",
                [("text on line 1", 1), ("~/.claude/.credentials.json", 3), ("code on line 6", 6)],
            ),
        ):
            with self.subTest(text):
                (masked,), _ = mask((Document("~/.zshrc", text, Kind.TEXT),))
                found = read_paste("~/.zshrc", masked.text)
                self.assertEqual(sorted((each.name, each.first_line) for each in found), sorted(wanted))
                refused = [each for each in found if refused_file(each)]
                self.assertEqual(len(refused), masked.text.count("-file, "))
                for document in found:
                    if document not in refused:
                        self.assertNotIn("‹", document.text)

    @pytest.mark.once
    def test_hostile_text_is_split_in_time(self) -> None:
        for line in (
            "```",
            "$ cat ~/.zshrc",
            "# ~/.zshrc",
            "I am a line of prose.",
            "a@" * 25,
            "=" * 50,
            "`" * 50,
            "==> a <==",
            "A" + ",-" * 25 + " =",
            "\nThis is a sentence, and no code follows.\n",
            "$ x\n\nThis is a sentence of words.",
            'docker run --env-file "',
            '{"model":"a "model":"b',  # each line opens an object, and none closes one
            'model = "a" ，改成 model',
            "in ~/.codex/config.toml\n\n```\nx\n```",
            "I ran this:\n\n```bash\ncat >> ~/.zshrc <<A",  # here-documents that nothing ends
            "I ran this:\n\n```bash\necho 'export A=1' >> ~/.zshrc\n```",
            "docker run -e A=b \\\n",
            "env -u A \\\n",
            "I run `env -u A claude` ",
            "\n    export A=b\n\nthis is what I have in the file.\n",
        ):
            for count in (5_000, 1):
                text = "\n".join([line * (250_000 // count // (len(line) + 1))] * count)
                with it_ends():
                    read_paste("~/.zshrc", text)
