"""What a text cannot show comes with a command that can be copied whole, or with a sentence that says what to do."""

import unittest

from diagnostics.engine.analysis import analyse
from diagnostics.engine.findings import Login
from diagnostics.engine.kinds import recognise
from diagnostics.engine.rendering import as_markdown
from diagnostics.engine.source import Document, Kind

TEXTS = (
    'export ANTHROPIC_BASE_URL="https://ai-gateway.vercel.sh"\nexport ANTHROPIC_AUTH_TOKEN=x\n',
    'export ANTHROPIC_BASE_URL="https://unheard-of.example"\nexport ANTHROPIC_API_KEY="$(op read op://a/b/c)"\n',
    "source ~/.secrets\nexport OPENAI_API_KEY=sk-x\n",
    'export OPENAI_BASE_URL="http://localhost:11434/v1"\nexport GEMINI_API_KEY=\n',
)

AT_A_GATEWAY = "export ANTHROPIC_BASE_URL=https://unheard-of.example\nexport ANTHROPIC_API_KEY=k\n"
KEY = "export ANTHROPIC_API_KEY=k\n"
COMPOSE = "services:\n  a:\n    image: node\n    command: claude -p x\n    environment:\n      ANTHROPIC_API_KEY: k\n"
CODEX = 'model = "gpt-5"\n'
SETTINGS = "what Claude Code's settings files set"
LOGIN = "whether Claude Code is logged in, and with what"
CODEX_LOGIN = "whether Codex CLI is logged in, and with what"
# What was given, and each question that it leaves open, what decides first.
QUESTIONS = (
    ("a key alone", [("~/.zshrc", KEY)], [SETTINGS]),
    ("with the settings", [("~/.zshrc", KEY), ("~/.claude/settings.json", "{}")], []),
    (
        "a gateway that is not known",
        [("~/.zshrc", AT_A_GATEWAY)],
        ["whose account unheard-of.example charges", SETTINGS],
    ),
    ("a file is read", [("~/.zshrc", KEY + ". ~/.secrets\n")], ["what else is set when a terminal opens", SETTINGS]),
    (
        "a command's output is run",
        [("~/.zshrc", KEY + 'eval "$(tool env)"\n')],
        ["what else is set when a terminal opens", SETTINGS],
    ),
    (
        "a value comes from a command",
        [("~/.zshrc", "export ANTHROPIC_API_KEY=$(op read x)\n")],
        [LOGIN, "the value of ANTHROPIC_API_KEY", SETTINGS],
    ),
    (
        "what starts a process of its own, beside a shell",
        [("~/.zshrc", KEY), ("compose.yaml", COMPOSE)],
        [SETTINGS, "what a client sends that compose.yaml starts"],
    ),
    ("what starts a process of its own", [("compose.yaml", COMPOSE)], [SETTINGS]),
    (
        "a .bashrc beside a .zshrc",
        [("~/.bashrc", KEY), ("~/.zshrc", "export A=1\n")],
        [LOGIN, SETTINGS, "whether your shell reads ~/.bashrc"],
    ),
    ("a .zshrc that sets nothing itself", [("~/.zshrc", "f() {\n  A=1\n}\n")], [LOGIN, SETTINGS]),
    ("a login file alone", [("~/.bash_profile", KEY)], [SETTINGS, "whether a terminal reads ~/.bash_profile"]),
    ("zsh's login file alone", [("~/.zprofile", KEY)], [SETTINGS, "whether a terminal reads ~/.zprofile"]),
    ("zsh's login file beside the other", [("~/.zprofile", KEY), ("~/.zshrc", "A=1\n")], [SETTINGS]),
    ("a login file that sets nothing of a client", [("~/.bash_profile", "export A=1\n")], [LOGIN, SETTINGS]),
    (
        "a table",
        [("pasted", "| name | value |\n|---|---|\n| ANTHROPIC_BASE_URL | https://a.example |\n")],
        [LOGIN, SETTINGS, "whether ANTHROPIC_BASE_URL is set as it stands there"],
    ),
    (
        "Codex, without its file",
        [("~/.zshrc", "export OPENAI_API_KEY=k\nalias codex=codex\n")],
        [CODEX_LOGIN, "what ~/.codex/config.toml says"],
    ),
    *(
        (f"Codex, its file as {name}", [(name, CODEX), ("~/.zshrc", "export OPENAI_API_KEY=k\n")], [CODEX_LOGIN])
        for name in ("~/.codex/config.toml", "/Users/jo/.codex/config.toml", "C:\\Users\\jo\\.codex\\config.toml")
    ),
    (
        "Codex, a project's file",
        [("work/.codex/config.toml", CODEX), ("~/.zshrc", "export OPENAI_API_KEY=k\n")],
        [CODEX_LOGIN, "what ~/.codex/config.toml says"],
    ),
    ("Codex, its file by what it holds", [("config.toml", f"model_provider = 'openai'\n{CODEX}")], [CODEX_LOGIN]),
    ("Gemini, without its file", [("~/.zshrc", "export GEMINI_API_KEY=k\n")], ["what ~/.gemini/settings.json says"]),
    (
        "Gemini, with it",
        [("~/.gemini/settings.json", '{"selectedAuthType": "gemini-api-key"}'), ("~/.env", "GEMINI_API_KEY=k\n")],
        [],
    ),
)

SET_THERE = "whether ANTHROPIC_BASE_URL is set as it stands there"
VALUE = "the value of ANTHROPIC_API_KEY"
ELSE = "what else is set when a terminal opens"
# What was given, a question, and the command that answers it.
LOOKS = (
    (
        "a table",
        [("pasted", "| ANTHROPIC_BASE_URL | https://a.example |\n")],
        SET_THERE,
        "give the file by itself, or put its lines into a code block with the file's name above",
    ),
    (
        "a shell that is not read",
        [("config.nu", '$env.ANTHROPIC_BASE_URL = "https://a.example"\n')],
        SET_THERE,
        "env | cut -d= -f1 | grep -iE 'anthropic|claude'",
    ),
    ("zsh", [("~/.zshrc", "export ANTHROPIC_API_KEY=$(op read x)\n")], VALUE, "printenv ANTHROPIC_API_KEY | wc -c"),
    (
        "PowerShell",
        [("profile.ps1", "$env:ANTHROPIC_API_KEY = (op read x)\n")],
        VALUE,
        '"$env:ANTHROPIC_API_KEY".Length',
    ),
    (
        "a file that zsh reads",
        [("~/.zshrc", KEY + ". ~/.x\n")],
        ELSE,
        "env | cut -d= -f1 | grep -iE 'anthropic|claude'",
    ),
)


class UnknownTests(unittest.TestCase):
    def test_what_can_be_copied_is_a_command_and_what_is_read_is_a_sentence(self):
        seen = set()
        for text in TEXTS:
            for login in (Login.UNKNOWN, Login.SUBSCRIPTION):
                report = analyse([Document("~/.zshrc", text, Kind.ZSH)], rules=[], login=login)
                for each in report.unknowns:
                    with self.subTest(what=each.what, command=each.command):
                        seen.add(each.is_sentence)
                        first = each.command.split()[0]
                        self.assertEqual("`" in each.command or first in {"send", "write", "give"}, each.is_sentence)
                        self.assertEqual(each.command.count("`") % 2, 0)
                        self.assertNotIn(",", first)
        self.assertEqual(seen, {True, False})

    def test_each_question_that_decides_is_put_and_no_other(self):
        for title, documents, questions in QUESTIONS:
            with self.subTest(title):
                given = [Document(name, text, recognise(name, text)) for name, text in documents]
                self.assertEqual([each.what for each in analyse(given, rules=[]).unknowns], questions)

    def test_the_look_is_one_for_what_was_given(self):
        for title, documents, what, command in LOOKS:
            with self.subTest(title):
                given = [Document(name, text, recognise(name, text)) for name, text in documents]
                [look] = [each.command for each in analyse(given, rules=[]).unknowns if each.what == what]
                self.assertEqual(look.partition("    #")[0], command)

    def test_markdown_shows_the_commands_of_a_sentence_as_code(self):
        report = analyse([Document("~/.zshrc", TEXTS[0], Kind.ZSH)], rules=[], login=Login.SUBSCRIPTION)
        self.assertIn("start `claude` and type `/status`, which names the files that were read.", as_markdown(report))

    def test_a_model_server_on_this_machine_is_asked_for_the_model_where_nothing_names_one(self):
        base = "export ANTHROPIC_BASE_URL=http://localhost:{}\nexport ANTHROPIC_AUTH_TOKEN=local\n"
        for title, port, more, command in (
            ("Ollama", 11434, "", "ollama list"),
            ("LM Studio", 1234, "", "lms ls"),
            ("a model is named", 11434, "export ANTHROPIC_MODEL=qwen3-coder\n", None),
            ("the name of the client's own", 11434, "export ANTHROPIC_MODEL=claude-opus-5-5\n", None),
            ("a family's name", 11434, "export ANTHROPIC_DEFAULT_OPUS_MODEL=qwen3-coder\n", None),
            ("in an alias", 11434, "alias claude='claude --model qwen3-coder'\n", None),
            ("a proxy, which may map the names", 4000, "", None),
        ):
            with self.subTest(title):
                report = analyse([Document("~/.zshrc", base.format(port) + more, Kind.ZSH)], rules=[])
                asked = [each.command for each in report.unknowns if each.what == "which model is asked for"]
                self.assertEqual([each.partition("    #")[0] for each in asked], [command] if command else [])
