"""A paste that mixes several things is split into named parts; a file that is only itself stays whole."""

from __future__ import annotations

import time
import unittest

from hypothesis import given
from hypothesis import strategies as st

from diagnostics.engine.analysis import analyse
from diagnostics.engine.findings import Outcome
from diagnostics.engine.masking.secrets import mask, refused_file
from diagnostics.engine.pastes.splitting import TYPED, read_paste, read_pastes
from diagnostics.engine.source import Document, Kind
from diagnostics.rulefile import load_rules
from diagnostics.shipped import RULES

POST = """\
Hi, I set up the gateway like the docs say.
This is my `~/.zshrc`:

```bash
export A=1
```

and settings.json:

~~~json
{"env": {"A": "2"}}
~~~

I get:

```
API Error: 402 Insufficient funds.
```
Any ideas?
"""
HEADINGS = """\
==> /home/u/.zshrc <==
export A=1

==> /home/u/.claude/settings.json <==
{"env": {}}
"""
COMMENTS = """\
# ~/.zshrc
export A=1
// ~/.claude/settings.json
{"env": {"B": "1"}}
# .env
C=1
"""
TRANSCRIPT = """\
u@host:~$ cat ~/.bashrc
export A=1
u@host:~$ env | grep -i anthropic
ANTHROPIC_MODEL=opus
u@host:~$ export B=2
u@host:~$ echo $ANTHROPIC_BASE_URL
https://x.example
u@host:~$ claude -p hi
API Error: 402 Insufficient funds.
u@host:~$
"""
COLLECTED = """\
=== system ===
Darwin 24
=== env ===
HOME=/Users/x
=== ~/.zshrc ===
export A=1
--- ~/.claude/settings.json ---
{}
"""
MORE = """\
::::::::::::::
/home/u/.zshenv
::::::::::::::
export A=1
"""
UNFENCED = """\
I have these in my zshrc:

# gateway
export A=1
export B=2

and claude says Not logged in. What is wrong?
"""

# name of the paste, its text, and the parts: name, kind, first line, first words
# What people write around code when they use no fences, and blocks that hold another language.
WITHOUT_FENCES = """\
I set up our gateway, curl works:

$ curl https://gw.example.com/v1/messages -H "Authorization: Bearer x"
{"type": "message"}

but claude says: API Error: 401 Invalid bearer token

my ~/.zshrc (relevant part)

export A=1

any idea?
"""
INTERRUPTED = """\
export A=1

A short test passes, but as soon as it reads files:

API Error: 403 <html>
<head><title>403 Forbidden</title></head>
"""
PROGRAM = """\
My code:

```ts
import { query } from "sdk";
const A = 1
```

and the environment of the service:

```
PORT=8080
A=1
```
"""
WORKFLOW = """\
The job stops. `.github/workflows/claude.yml`:

```yaml
jobs:
  a:
    env:
      A: 1
```
"""


PASTES = [
    (
        "~/.zshrc",
        WITHOUT_FENCES,
        [
            ("text on line 1", Kind.TEXT, 1, "I set"),
            ("text on line 4", Kind.TEXT, 4, '{"type"'),
            ("text on lines 6–8", Kind.TEXT, 6, "but claude"),
            ("~/.zshrc", Kind.ZSH, 10, "export A=1"),
            ("text on line 12", Kind.TEXT, 12, "any idea"),
        ],
    ),
    (
        "~/.zshrc",
        INTERRUPTED,
        [
            ("code on line 1", Kind.ZSH, 1, "export A=1"),
            ("text on lines 3–5", Kind.TEXT, 3, "A short"),
            ("text on line 6", Kind.TEXT, 6, "<head>"),
        ],
    ),
    (
        "~/.zshrc",
        PROGRAM,
        [
            ("text on line 1", Kind.TEXT, 1, "My code"),
            ("text on lines 4–5", Kind.TEXT, 4, "import"),
            ("text on line 8", Kind.TEXT, 8, "and the"),
            ("code on lines 11–12", Kind.DUMP, 11, "PORT=8080"),
        ],
    ),
    (
        "~/.zshrc",
        WORKFLOW,
        [
            ("text on line 1", Kind.TEXT, 1, "The job"),
            (".github/workflows/claude.yml", Kind.WORKFLOW, 4, "jobs:"),
        ],
    ),
    (
        "post.md",
        POST,
        [
            ("text on lines 1–2", Kind.TEXT, 1, "Hi, I"),
            ("~/.zshrc", Kind.ZSH, 5, "export A=1"),
            ("text on line 8", Kind.TEXT, 8, "and"),
            ("settings.json", Kind.CLAUDE_SETTINGS, 11, '{"env"'),
            ("text on line 14", Kind.TEXT, 14, "I get"),
            ("text on line 17", Kind.TEXT, 17, "API Error"),
            ("text on line 19", Kind.TEXT, 19, "Any"),
        ],
    ),
    (
        "~/.zshrc",
        HEADINGS,
        [
            ("/home/u/.zshrc", Kind.ZSH, 2, "export A"),
            ("/home/u/.claude/settings.json", Kind.CLAUDE_SETTINGS, 5, "{"),
        ],
    ),
    (
        "~/.zshrc",
        COMMENTS,
        [
            ("~/.zshrc", Kind.ZSH, 2, "export A"),
            ("~/.claude/settings.json", Kind.CLAUDE_SETTINGS, 4, "{"),
            (".env", Kind.DOTENV, 6, "C=1"),
        ],
    ),
    (
        "~/.zshrc",
        TRANSCRIPT,
        [
            ("~/.bashrc", Kind.BASH, 2, "export A=1"),
            ("env | grep -i anthropic", Kind.DUMP, 4, "ANTHROPIC_MODEL"),
            ("echo $ANTHROPIC_BASE_URL", Kind.DUMP, 7, "https"),
            ("text on line 9", Kind.TEXT, 9, "API Error"),
            (TYPED, Kind.BASH, 1, "\n\n\n\nexport B=2"),
        ],
    ),
    (
        "collected.txt",
        COLLECTED,
        [
            ("text on line 2", Kind.TEXT, 2, "Darwin"),
            ("env", Kind.DUMP, 4, "HOME="),
            ("~/.zshrc", Kind.ZSH, 6, "export"),
            ("~/.claude/settings.json", Kind.CLAUDE_SETTINGS, 8, "{}"),
        ],
    ),
    ("~/.zshrc", MORE, [("/home/u/.zshenv", Kind.ZSH, 4, "export")]),
    (
        "~/.zshrc",
        UNFENCED,
        [
            ("text on line 1", Kind.TEXT, 1, "I have"),
            ("~/.zshrc", Kind.ZSH, 3, "# gateway"),
            ("text on line 7", Kind.TEXT, 7, "and claude"),
        ],
    ),
    ("~/.zshrc", "API Error: 402 Insufficient funds.\n", [("~/.zshrc", Kind.TEXT, 1, "API")]),
    ("~/.zshrc", "Why does claude bill the wrong account?\nI use Max.\n", [("~/.zshrc", Kind.TEXT, 1, "Why")]),
    ("paste", "```\nA=1\nexport A\n", [("code on lines 2–3", Kind.ZSH, 2, "A=1")]),
    (
        "paste",
        "Look:\n```toml\n[model_providers.x]\n```\n",
        [("text on line 1", Kind.TEXT, 1, "Look"), ("code on line 3", Kind.CODEX_CONFIG, 3, "[")],
    ),
    (
        "paste",
        "$ printenv\nA=1\n$ cat a b\nexport B=1\n",
        [("printenv", Kind.DUMP, 2, "A=1"), ("code on line 4", Kind.ZSH, 4, "export")],
    ),
    ("paste", "PS C:\\x> gci env:\nName Value\n---- -----\nA    1\n", [("gci env:", Kind.DUMP, 2, "Name")]),
    ("~/.zshrc", "# ~/.bashrc\nexport A=1\n", [("~/.bashrc", Kind.BASH, 2, "export")]),
    ("p", "```bash ~/.zshrc\nexport A=1\n```\n", [("~/.zshrc", Kind.ZSH, 2, "export")]),
    ("p", '```sh title="~/.bashrc"\nexport A=1\n```\n', [("~/.bashrc", Kind.BASH, 2, "export")]),
    ("p", "```powershell\n$env:A = 1\n```\n", [("code on line 2", Kind.POWERSHELL, 2, "$env")]),
    (
        "~/.zshrc",
        "环境变量配置出错\n\nexport A=1\n\n请教一下可能是什么原因呢？\n",
        [
            ("text on line 1", Kind.TEXT, 1, "环境"),
            ("code on line 3", Kind.ZSH, 3, "export"),
            ("text on line 5", Kind.TEXT, 5, "请教"),
        ],
    ),
    (
        "p",
        "> my settings:\n> ```json\n> {}\n> ```\nTry that.\n```text\nHOME=/h\nUSER=u\nPWD=/\n```\n",
        [
            ("text on line 1", Kind.TEXT, 1, "my"),
            ("code on line 3", Kind.CLAUDE_SETTINGS, 3, "{}"),
            ("text on line 5", Kind.TEXT, 5, "Try"),
            ("code on lines 7–9", Kind.DUMP, 7, "HOME"),
        ],
    ),
    ("p", "```fish\nset -gx A 1\n```\n", [("code on line 2", Kind.FISH, 2, "set")]),
]

# Files that hold what looks like a part but are one file.
WHOLE = [
    ("~/.zshrc", "# ~/.zshrc\nexport A=1\n# see ~/.zshenv\n"),
    ("~/.bashrc", "# ~/.bashrc: executed by bash(1) for non-login shells.\n# ~/.bash_aliases, instead\nexport A=1\n"),
    ("~/.zshrc", "export A=1\ncat <<EOF\nHow to use this file:\n```bash\nx\n```\nEOF\n"),
    ("~/.zshrc", "export A=1\n\necho '\n\nThis is a long sentence within quotes.\n'\n"),
    ("~/.zshrc", "export A=1\n# ~/.zshenv\n. ~/.zshenv\n# ~/.bashrc\n. ~/.bashrc\n"),
    ("~/.zshrc", "neofetch\n"),
    ("~/.zshrc", "export A='\nThis is a sentence of some words.\n'\nexport B=1\n"),
    ("~/.zshrc", "#### aliases ####\nalias a=b\n=== x ===\n"),
    ("~/.claude/settings.json", '{\n"env": {"A": "$ cat ~/.zshrc"}\n}\n'),
    (".env", "# .env\nA=1\n"),
    ("~/.zshrc", "# ~/.zshrc\nexport A=1\n# ~/.env\n[ -f ~/.env ] && . ~/.env\n"),
    ("~/.zshrc", "# prompt.zsh\nexport A=1\n"),
    ("setup.sh", 'echo a\nsay "Installation finished successfully."\n'),
    ("~/.bashrc", "#!/bin/bash\nif true; then\nexport A=1\nfi\nThis is not a command.\n"),
    ("~/.zshrc", "###############\n## .zshrc\n## A basic and clean configuration\n###############\nexport A=1\n"),
    ("~/.zshrc", "# --- ~/.zshrc ---\nexport A=1\nPROMPT='\n$ '\n"),
]


class Parts(unittest.TestCase):
    def test_each_part_gets_its_name_kind_and_lines(self) -> None:
        for name, text, wanted in PASTES:
            with self.subTest(text=text):
                found = read_paste(name, text)
                self.assertEqual([(d.name, d.kind, d.first_line) for d in found], [each[:3] for each in wanted])
                for document, (*_, words) in zip(found, wanted, strict=True):
                    self.assertTrue(document.text.startswith(words))

    def test_the_lines_of_a_part_are_those_of_the_paste(self) -> None:
        for name, text, _ in PASTES:
            lines = text.split("\n")
            for document in read_paste(name, text):
                for number in document.lines if not document.name.startswith(TYPED) else ():
                    self.assertTrue(lines[number - 1].endswith(document.line_text(number)))  # a quotation's mark is cut
                self.assertEqual(document.span(0, 1).line, document.first_line)

    def test_a_file_that_is_only_itself_stays_whole(self) -> None:
        for name, text in WHOLE:
            with self.subTest(text=text):
                (document,) = read_paste(name, text)
                self.assertEqual((document.name, document.text, document.paste), (name, text, ""))
                self.assertIsNot(document.kind, Kind.TEXT)

    def test_a_given_kind_overrules_name_and_text(self) -> None:
        for text in (POST, TRANSCRIPT, "export A=1\n"):
            (document,) = read_paste("~/.zshrc", text, Kind.SH)
            self.assertEqual((document.kind, document.text), (Kind.SH, text))

    def test_no_two_documents_have_the_same_name(self) -> None:
        found = read_pastes([("post.md", POST + POST, None), ("settings.json", "{}", None), ("~/.zshrc", "A=1", None)])
        names = [document.name for document in found]
        self.assertEqual(len(set(names)), len(names))
        self.assertIn("settings.json (again)", names)

    def test_a_secret_in_a_command_does_not_get_into_a_name(self) -> None:
        key = "sk-ant-api03-" + "aB3dE5fG7h" * 9
        found = read_paste("x", f"$ env | grep {key}\nA=1\n")
        self.assertNotIn(key, found[0].name)


class Reports(unittest.TestCase):
    def test_every_shipped_rule_answers_for_parts(self) -> None:
        rules = load_rules(RULES)
        for name, text, _ in PASTES:
            with self.subTest(text=text):
                report = analyse(read_paste(name, text), rules=rules)
                self.assertEqual([each.message for each in report.findings if each.outcome is Outcome.CRASHED], [])
                for found in report.findings:
                    span = found.primary.span if found.primary else None
                    document = next((each for each in report.documents if span and each.name == span.document), None)
                    if span is not None and document is not None:
                        self.assertIn(span.line, document.lines)


class Grepped(unittest.TestCase):
    def test_what_grep_prints_is_of_the_files_that_it_names(self):
        for output, wanted in (
            ("12:export A=1\n", [("~/.zshrc", Kind.ZSH, "export A=1\n")]),
            ("12:  export A=1\n", [("~/.zshrc", Kind.TEXT, "  export A=1\n")]),  # within a block that is not shown
            ("export A=1\n--\nexport B=2\n", [("~/.zshrc", Kind.ZSH, "export A=1\n\nexport B=2\n")]),
            ("7:# A\n8-export A=1\n", [("~/.zshrc", Kind.ZSH, "# A\nexport A=1\n")]),
            ('3:export A="one\n4-two"\n', [("~/.zshrc", Kind.ZSH, 'export A="one\ntwo"\n')]),
        ):
            with self.subTest(output):
                found = read_paste("pasted", f"$ grep -n -A1 A ~/.zshrc\n{output}$\n")
                self.assertEqual([(each.name, each.kind, each.text) for each in found], wanted)

    def test_lines_of_several_files_are_parted(self):
        text = "$ grep -rn A ~/.zshenv ~/.bashrc\n/h/.zshenv:1:export A=1\n/h/.bashrc:9:export A=2\n$\n"
        found = read_paste("pasted", text)
        self.assertEqual(
            [(each.name, each.kind, each.first_line) for each in found],
            [("/h/.zshenv", Kind.ZSH, 2), ("/h/.bashrc", Kind.BASH, 3)],
        )


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
        ):
            for count in (5_000, 1):
                text = "\n".join([line * (250_000 // count // (len(line) + 1))] * count)
                started = time.process_time()
                read_paste("~/.zshrc", text)
                self.assertLess(time.process_time() - started, 2)
