"""Pastes that mix several things, with the parts that they hold, and files that hold what looks like a part."""

from __future__ import annotations

from diagnostics.engine.pastes.splitting import TYPED
from diagnostics.engine.source import Kind

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

# name of the paste, its text, and the parts: name, kind, first line, first words
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
    ("~/.zshrc", "API Error: 402 Insufficient funds.\n", [("pasted text", Kind.TEXT, 1, "API")]),
    ("~/.zshrc", "Why does claude bill the wrong account?\nI use Max.\n", [("pasted text", Kind.TEXT, 1, "Why")]),
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
    ("~/.zshrc", "if false; then export A=1; elif true; then export A=2; fi; export B=$?\n"),
    ("~/.bashrc", "for ((i=0; i<3; i++)); do S=$S$i; done; export S I=$i\n"),
    ("~/.bashrc", "for (( i=0; i<9; i++ )); do\n  (( i == 2 )) && continue\n  A=$A$i\ndone\nexport A\n"),
]
