"""Predicates over places, shapes and commands: each answers yes with its lines, no, or that nobody can tell."""

from __future__ import annotations

import unittest

from diagnostics.engine.factsof import facts_of
from diagnostics.engine.findings import Login, Mode
from diagnostics.engine.kinds import recognise
from diagnostics.engine.masking.secrets import mask
from diagnostics.engine.rules.answers import Maybe, No, Yes
from diagnostics.engine.rules.conditions import ask, parse_condition, sentence
from diagnostics.engine.rules.predicates import PREDICATES
from diagnostics.engine.rules.predicates.shapes import is_inner
from diagnostics.engine.source import Document

KEY = "sk-ant-api03-DUMMY0000000000000000000000"
USER, PROJECT, LOCAL, STATE = (
    "~/.claude/settings.json",
    ".claude/settings.json",
    ".claude/settings.local.json",
    "~/.claude.json",
)
BASE, HEADERS = "ANTHROPIC_BASE_URL", "ANTHROPIC_CUSTOM_HEADERS"


def answer(data: dict[str, object], *documents: tuple[str, str], login: Login = Login.SUBSCRIPTION):
    """Return what the condition answers about documents, masked as on the site."""
    read = [Document(name, text, recognise(name, text)) for name, text in documents]
    masked, _ = mask(read)
    return ask(parse_condition(data), facts_of(masked, login=login, mode=Mode.PRINT))


def env(name: str, **values: str) -> tuple[str, str]:
    """Return a settings file with these values in `env`."""
    inner = ", ".join(f'"{key}": "{value}"' for key, value in values.items())
    return name, f'{{"env": {{{inner}}}}}\n'


def shell(text: str) -> tuple[str, str]:
    return "~/.zshrc", text


URL = {"var": BASE}
HEADER_LINE = f"export {HEADERS}="

# condition, documents, the (document, line) pairs of a yes (None: no)
CASES = (
    (URL | {"is": "stands-in", "places": "user"}, [env(USER, ANTHROPIC_BASE_URL="x")], [(USER, 1)]),
    (URL | {"is": "stands-in", "places": ["project", "local"]}, [env(USER, ANTHROPIC_BASE_URL="x")], None),
    (URL | {"is": "stands-in", "places": "project"}, [env(PROJECT, ANTHROPIC_BASE_URL="x")], [(PROJECT, 1)]),
    (URL | {"is": "stands-in", "places": "local", "filled": True}, [env(LOCAL, ANTHROPIC_BASE_URL="")], None),
    (URL | {"is": "stands-in", "places": "shell"}, [shell(f"export {BASE}=x\n")], [("~/.zshrc", 1)]),
    (URL | {"is": "stands-in", "places": "shell"}, [shell(f"{BASE}=x\n")], None),
    (URL | {"is": "stands-in", "places": "state"}, [env(STATE, ANTHROPIC_BASE_URL="x")], [(STATE, 1)]),
    (
        {"is": "setting-stands-in", "setting": "apiKeyHelper", "places": "project"},
        [(PROJECT, '{"apiKeyHelper": "get-key"}')],
        [(PROJECT, 1)],
    ),
    (
        {"is": "setting-stands-in", "setting": "apiKeyHelper", "places": "project"},
        [(USER, '{"apiKeyHelper": "get-key"}')],
        None,
    ),
    (
        URL | {"is": "replaces-a-value"},
        [shell(f"export {BASE}=x\n"), env(LOCAL, ANTHROPIC_BASE_URL="")],
        [(LOCAL, 1), ("~/.zshrc", 1)],
    ),
    (URL | {"is": "replaces-a-value"}, [shell(f"export {BASE}=\n"), env(LOCAL, ANTHROPIC_BASE_URL="x")], None),
    ({"is": "names-another-variable"}, [env(USER, ANTHROPIC_AUTH_TOKEN="${MY_KEY}")], [(USER, 1)]),
    ({"is": "names-another-variable"}, [env(USER, ANTHROPIC_AUTH_TOKEN="$(pass show key)")], [(USER, 1)]),
    ({"is": "names-another-variable"}, [env(USER, ANTHROPIC_AUTH_TOKEN="%MY_KEY%")], [(USER, 1)]),
    ({"is": "names-another-variable"}, [env(USER, ANTHROPIC_AUTH_TOKEN=KEY)], None),
    ({"is": "names-another-variable"}, [shell("export ANTHROPIC_AUTH_TOKEN='$MY_KEY'\n")], None),
    ({"var": "A", "is": "ends-with", "text": "[1M]"}, [shell("export A='opus[1m] '\n")], [("~/.zshrc", 1)]),
    ({"var": "A", "is": "ends-with", "text": "[1m]"}, [shell("export A=opus\n")], None),
    (URL | {"is": "path-is", "text": "/api"}, [shell(f"export {BASE}=https://a.example/api/\n")], [("~/.zshrc", 1)]),
    (URL | {"is": "path-is", "text": "/"}, [shell(f"export {BASE}=https://a.example\n")], [("~/.zshrc", 1)]),
    (URL | {"is": "path-is", "text": "/api"}, [shell(f"export {BASE}=https://a.example/api/v1\n")], None),
    (
        URL | {"is": "path-includes", "text": "/compat"},
        [shell(f"export {BASE}=a.example/compat/v1\n")],
        [("~/.zshrc", 1)],
    ),
    (URL | {"is": "path-includes", "text": "/compat"}, [shell(f"export {BASE}=https://compat.example/v1\n")], None),
    ({"var": "A", "is": "is-below", "number": 1000}, [shell("export A=300\n")], [("~/.zshrc", 1)]),
    ({"var": "A", "is": "is-below", "number": 1000}, [shell("export A=1000\n")], None),
    ({"var": "A", "is": "is-below", "number": 1000}, [shell("export A=30s\n")], None),
    (URL | {"is": "host-is-inner"}, [shell(f"export {BASE}=http://10.0.0.7:4000\n")], [("~/.zshrc", 1)]),
    (URL | {"is": "host-is-inner"}, [shell(f"export {BASE}=http://gateway.example.com\n")], None),
    (
        {"is": "header-starts-with", "header": "CF-Aig-Authorization", "text": "bearer "},
        [shell(f'{HEADER_LINE}"cf-aig-authorization: Bearer x"\n')],
        [("~/.zshrc", 1)],
    ),
    (
        {"is": "header-starts-with", "header": "cf-aig-authorization", "text": "bearer "},
        [shell(f'{HEADER_LINE}"cf-aig-authorization: x"\n')],
        None,
    ),
    ({"is": "has-line-without-colon"}, [shell(f"{HEADER_LINE}x-team=tools\n")], [("~/.zshrc", 1)]),
    ({"is": "has-line-without-colon"}, [shell(f"{HEADER_LINE}$'x-team: a\\nx-title: b'\n")], None),
    ({"is": "joins-headers"}, [shell(f'{HEADER_LINE}"x-a: 1, x-b: 2"\n')], [("~/.zshrc", 1)]),
    ({"is": "joins-headers"}, [shell(f'{HEADER_LINE}"x-tags: a, b; c"\n')], None),
    ({"is": "joins-headers"}, [shell(f"{HEADER_LINE}$'x-a: 1\\nx-b: 2'\n")], None),
    ({"is": "is-called-with", "option": "--bare"}, [shell('claude --bare -p "x"\n')], [("~/.zshrc", 1)]),
    ({"is": "is-called-with", "option": "-p"}, [shell("alias ask='claude --model opus -p'\n")], [("~/.zshrc", 1)]),
    (
        {"is": "is-called-with", "option": "--bare"},
        [shell("# claude --bare\nmyclaude --bare\nclaude; x --bare\n")],
        None,
    ),
    ({"is": "is-called-as", "text": "claude config"}, [shell("cd x && claude  config list\n")], [("~/.zshrc", 1)]),
    ({"is": "is-called-as", "text": "claude config"}, [shell("alias x='claude config'\n")], [("~/.zshrc", 1)]),
    (
        {"is": "is-called-as", "text": "claude config"},
        [shell("if claude config list; then :; fi\n")],
        [("~/.zshrc", 1)],
    ),
    (
        {"is": "is-called-as", "text": "claude config"},
        [shell('claude -p "explain claude config"\n# claude config\nclaude configure\nmyclaude config\n')],
        None,
    ),
    (
        {"var": "A", "is": "is-cleared-by-alias-only"},
        [shell("export A=1\nalias claude='A= claude'\n")],
        [("~/.zshrc", 2), ("~/.zshrc", 1)],
    ),
    (
        {"var": "A", "is": "is-cleared-by-alias-only"},
        [shell("export A=1\nclaude() { env -u A command claude; }\n")],
        [("~/.zshrc", 2), ("~/.zshrc", 1)],
    ),
    ({"var": "A", "is": "is-cleared-by-alias-only"}, [shell("A=1\nalias claude='A= claude'\n")], None),
    ({"var": "A", "is": "is-cleared-by-alias-only"}, [shell("export A=1\nalias claude='claude --resume'\n")], None),
    ({"is": "setting-is-secret", "setting": "apiKeyHelper"}, [(USER, f'{{"apiKeyHelper": "{KEY}"}}')], [(USER, 1)]),
    ({"is": "setting-is-secret", "setting": "apiKeyHelper"}, [(USER, f'{{"apiKeyHelper": "echo {KEY}"}}')], None),
    (
        {"is": "setting-contains", "setting": "model", "text": "[1M]"},
        [(USER, '{"model": "sonnet[1m]"}')],
        [(USER, 1)],
    ),
    (
        {"is": "setting-prints-first", "setting": "apiKeyHelper"},
        [(USER, '{"apiKeyHelper": "echo hello; cat key"}')],
        [(USER, 1)],
    ),
    (
        {"is": "setting-prints-first", "setting": "apiKeyHelper"},
        [(USER, '{"apiKeyHelper": "echo hello >&2; cat key"}')],
        None,
    ),
    ({"is": "setting-contains", "setting": "model", "text": "x"}, [(USER, '{"model": "sonnet"}')], None),
    ({"is": "stops-with", "text": "invalid url"}, [shell(f"export {BASE}=gateway.example.com\n")], [("~/.zshrc", 1)]),
    ({"is": "stops-with", "text": "invalid url"}, [shell(f"export {BASE}=https://gateway.example.com\n")], None),
)

UNDECIDED = (
    (URL | {"is": "ends-with", "text": "x"}, f"export {BASE}=$(cat file)\n"),
    ({"is": "has-line-without-colon"}, f"{HEADER_LINE}$(cat file)\n"),
    ({"var": "A", "is": "is-cleared-by-alias-only"}, "export A=$(cat file)\nalias claude='A= claude'\n"),
    (URL | {"is": "replaces-a-value"}, f"export {BASE}=x\nexport {BASE}=$(cat file)\n"),
    ({"is": "stops-with", "text": "Not logged in"}, "export ANTHROPIC_AUTH_TOKEN=$(cat file)\n"),
)


class PredicateTests(unittest.TestCase):
    def test_each_answers_with_the_lines_that_made_it_true(self):
        for data, documents, lines in CASES:
            with self.subTest(data=data, documents=documents):
                found = answer(data, *documents)
                if lines is None:
                    self.assertIsInstance(found, No)
                else:
                    self.assertIsInstance(found, Yes)
                    self.assertEqual([(line.span.document, line.span.line) for line in found.lines], lines)

    def test_a_value_that_is_not_shown_cannot_be_told(self):
        for data, text in UNDECIDED:
            with self.subTest(data=data):
                self.assertIsInstance(answer(data, shell(text), login=Login.NONE), Maybe)

    def test_places_and_problems_are_told_in_words(self):
        for data, words in (
            (URL | {"is": "stands-in", "places": ["project", "local"]}, ".claude/settings.json of a project or"),
            ({"is": "has-problem", "kind": "ignored-setting"}, "a variable outside env"),
        ):
            with self.subTest(data=data):
                self.assertIn(words, sentence(parse_condition(data)))

    def test_every_place_and_problem_has_words(self):
        for name, parameter in (("stands-in", "places"), ("has-problem", "kind")):
            [found] = [each for each in PREDICATES[name].parameters if each.name == parameter]
            self.assertEqual({word for word, _ in found.spoken}, set(found.choices))

    def test_an_inner_host_is_one_that_the_internet_does_not_know(self):
        for host in ("localhost", "127.0.0.1", "192.168.1.4", "::1", "litellm", "proxy.corp", "nas.local"):
            self.assertTrue(is_inner(host), host)
        for host in ("gateway.example.com", "8.8.8.8", "corp.example.com", None):
            self.assertFalse(is_inner(host), host)


class WindowsOpenedLater(unittest.TestCase):
    def test_what_setx_keeps_is_not_called_exported(self) -> None:
        for text, words in (
            ("setx OPENAI_API_KEY x\n", "is kept for windows opened later"),
            ("set OPENAI_API_KEY=x\n", "is exported here"),
        ):
            with self.subTest(text):
                found = answer({"var": "OPENAI_API_KEY", "is": "is-exported"}, ("x.bat", text))
                assert isinstance(found, Yes)
                self.assertEqual([line.text for line in found.lines], [words])
