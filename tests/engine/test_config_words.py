"""The words about other clients' settings files: real texts, the lines that are found."""

from __future__ import annotations

import unittest

from diagnostics.engine.factsof import facts_of
from diagnostics.engine.findings import Login, Mode
from diagnostics.engine.fixing.filesteps import STEPS
from diagnostics.engine.fixing.fixes import FixPlan, apply, parse_steps, plan_fix
from diagnostics.engine.kinds import recognise
from diagnostics.engine.rules.answers import Line, No, Yes
from diagnostics.engine.rules.conditions import ask, parse_condition
from diagnostics.engine.rules.predicates import configs, envfiles
from diagnostics.engine.rules.predicates.vocabulary import Predicate
from diagnostics.engine.source import Document

DOTENV = "~/.codex/.env"
VSCODE = "~/.config/Code/User/settings.json"
CODEX, OPENCODE, ZSH = "~/.codex/config.toml", "~/.config/opencode/opencode.json", "~/.zshrc"
PROVIDER = '[model_providers.gw]\nname = "GW"\nbase_url = "{}"\nenv_key = "{}"\n'


def codex(url: str = "https://gw.example/v1", key: str = "GW_KEY") -> list[tuple[str, str]]:
    return [(CODEX, PROVIDER.format(url, key))]


def opencode(key: str, *more: tuple[str, str]) -> list[tuple[str, str]]:
    return [(OPENCODE, f'{{"provider": {{"gw": {{"options": {{"apiKey": "{key}"}}}}}}}}'), *more]


def continued(key: str) -> list[tuple[str, str]]:
    return [("~/.continue/config.yaml", f"models:\n  - name: m\n    provider: openai\n    apiKey: {key}\n")]


YAML, AIDER, CONF = {"file": "continue config"}, {"file": "aider config"}, "~/.aider.conf.yml"
UNFILLED, NAMELESS = "a secret that Continue does not fill in", "a key without its provider"
NOT_OPENAIS, AS_KEY = "somebody else's address or this machine's", "an address in place of a key"
LEFT, LEFT_NAMELESS = "a guide's placeholder", "a guide's placeholder that is no variable's name"
IN_BRACES = "env: with no name of a variable"
BRACES = "braces that are not opencode's"
BARE_MODEL = "a model without its vendor"
OTHER_SCHEME = "an address with a scheme of its own"
WITHOUT_HOST = "an address with words in place of its host"
SCHEMELESS = "an address without a scheme"
FILE, OTHER = {"file": "codex config"}, {"file": "opencode config"}
URL, API_KEY, NAME = "model_providers.*.base_url", "provider.*.options.apiKey", "model_providers.*.env_key"

# condition, documents, lines of the yes (None: no)
HOLDS = {"is": "env-file-holds", "var": "A", "kinds": "openrouter-api-key", "without": ["B"]}
DIFFERS = {"is": "project-env-file-differs", "path": "~/.gemini/.env", "text": ["GEMINI_", "GOOGLE_"]}
PASSED_OVER = {"is": "env-file-is-passed-over", "path": "~/.gemini/.env", "text": ["GEMINI_", "GOOGLE_"]}
CASES = (
    (HOLDS, [(".env", "X=1\nA=sk-or-v1-...\n")], [2]),
    (HOLDS, [("app/.env.local", 'A="sk-or-v1-xxxx"\n')], [1]),
    (HOLDS, [(".env", "A=sk-or-v1-...\nB=https://gw.example\n")], None),
    (HOLDS, [(".env", "A=sk-proj-...\n")], None),
    (HOLDS, [("~/.zshrc", "export A=sk-or-v1-...\n")], None),
    ({"is": "file-value-is", **YAML, "key": "models.*.apiKey", "form": LEFT}, continued("YOUR_API_KEY"), [4]),
    ({"is": "file-value-is", **YAML, "key": "models.*.apiKey", "form": LEFT}, continued("${YOUR_API_KEY}"), None),
    ({"is": "file-value-is", **YAML, "key": "models.*.apiKey", "form": LEFT_NAMELESS}, continued("<your-key>"), [4]),
    ({"is": "file-value-is", **YAML, "key": "models.*.apiKey", "form": LEFT_NAMELESS}, continued("YOUR_API_KEY"), None),
    ({"is": "file-sets", **FILE, "key": URL}, codex(), [3]),
    ({"is": "file-sets", **FILE, "key": URL, "values": "https://gw.example/v1"}, codex(), [3]),
    ({"is": "file-sets", **FILE, "key": URL, "values": "x"}, codex(), None),
    ({"is": "file-sets", **FILE, "key": "base_url"}, codex(), None),
    ({"is": "file-sets", **OTHER, "key": URL}, codex(), None),
    ({"is": "file-sets", **FILE, "key": "a", "values": "true"}, [(CODEX, "a = true\n")], [1]),
    (
        {"is": "project-file-sets", **FILE, "key": "model_provider"},
        [("./.codex/config.toml", 'model_provider = "x"\n')],
        [1],
    ),
    ({"is": "project-file-sets", **FILE, "key": "model_provider"}, [(CODEX, 'model_provider = "x"\n')], None),
    ({"is": "env-file-sets", "path": DOTENV, "text": "CODEX_"}, [(DOTENV, "A=1\nCODEX_API_KEY=x\n")], [2]),
    ({"is": "env-file-sets", "path": DOTENV, "text": "CODEX_"}, [(".codex/.env", "CODEX_API_KEY=x\n")], [1]),
    ({"is": "env-file-sets", "path": DOTENV, "text": "CODEX_"}, [("./.env", "CODEX_API_KEY=x\n")], None),
    ({"is": "env-file-differs", "path": DOTENV}, [(DOTENV, "GW_KEY=old\n"), (ZSH, "export GW_KEY=new\n")], [1]),
    (DIFFERS, [("web/.env", "A=1\nGEMINI_API_KEY=y\n"), ("~/.gemini/.env", "GEMINI_API_KEY=x\n")], [2]),
    (DIFFERS, [("web/.env", "GEMINI_API_KEY=x\nA=1\n"), ("~/.gemini/.env", "A=2\nGEMINI_API_KEY=x\n")], None),
    (DIFFERS, [("~/.env", "GEMINI_API_KEY=y\n"), ("~/.gemini/.env", "GEMINI_API_KEY=x\n")], None),
    (PASSED_OVER, [(".env", "A=1\n"), ("~/.gemini/.env", "B=1\nGEMINI_API_KEY=x\n")], [2]),
    (PASSED_OVER, [("web/.env", "GEMINI_API_KEY=y\n"), ("~/.gemini/.env", "GEMINI_API_KEY=x\n")], None),
    (PASSED_OVER, [("~/.env", "A=1\n"), ("~/.gemini/.env", "GEMINI_API_KEY=x\n")], None),
    (
        PASSED_OVER,
        [(".env", "A=1\n"), ("~/.gemini/.env", "GEMINI_API_KEY=x\n"), (ZSH, "export GEMINI_API_KEY=z\n")],
        None,
    ),
    ({"is": "env-file-differs", "path": DOTENV}, [(DOTENV, "GW_KEY=old\n"), (ZSH, "GW_KEY=new\n")], None),
    ({"is": "vscode-variables-are-no-list"}, [(VSCODE, '{"claudeCode.environmentVariables": {"A": "b"}}')], [1]),
    ({"is": "vscode-variables-are-no-list"}, [(VSCODE, '{"claudeCode.environmentVariables": ["A=b"]}')], [1]),
    ({"is": "vscode-variables-are-no-list"}, [(VSCODE, '{"claudeCode.environmentVariables": [{"A": "b"}]}')], [1]),
    ({"is": "vscode-has-setting", "setting": "claudeCode.env"}, [(VSCODE, '{"claudeCode.env": {"A": "b"}}')], [1]),
    ({"is": "vscode-has-setting", "setting": "claudeCode.x"}, [(VSCODE, '{"claudeCode.x": true}')], [1]),
    ({"is": "vscode-has-setting", "setting": "claudeCode.env"}, [(VSCODE, '{"claudeCode": {"env": {}}}')], None),
    (
        {"is": "vscode-variables-are-no-list"},
        [(VSCODE, '{"claudeCode.environmentVariables": [{"name": "A", "value": "b"}]}')],
        None,
    ),
    ({"is": "file-has-group", **FILE, "key": "model_providers.*"}, codex(), [1]),
    ({"is": "file-has-group", **FILE, "key": "profiles.*"}, codex(), None),
    ({"is": "file-value-is", **FILE, "key": NAME, "form": "no name of a variable"}, codex(key="sk-abc-12"), [4]),
    ({"is": "file-value-is", **FILE, "key": NAME, "form": "no name of a variable"}, codex(), None),
    (
        {"is": "file-value-is", **FILE, "key": URL, "form": "an address with an endpoint"},
        codex("https://h/v1/responses"),
        [3],
    ),
    (
        {"is": "file-value-is", **FILE, "key": URL, "form": "an address with an endpoint"},
        codex("https://h/v1?a=b"),
        [3],
    ),
    ({"is": "file-value-is", **FILE, "key": URL, "form": "an address with an endpoint"}, codex(), None),
    ({"is": "file-value-is", **FILE, "key": URL, "form": "an address without a path"}, codex("https://h/"), [3]),
    ({"is": "file-value-is", **FILE, "key": URL, "form": "an address without a path"}, codex(), None),
    ({"is": "file-value-is", **FILE, "key": URL, "form": OTHER_SCHEME}, codex("htps://gw.example/v1"), [3]),
    ({"is": "file-value-is", **FILE, "key": URL, "form": OTHER_SCHEME}, codex("HTTP://gw.example/v1"), None),
    ({"is": "file-value-is", **FILE, "key": URL, "form": WITHOUT_HOST}, codex("https://<my server>/v1"), [3]),
    ({"is": "file-value-is", **FILE, "key": URL, "form": WITHOUT_HOST}, codex("https://gw.example/v1"), None),
    ({"is": "file-value-is", **FILE, "key": URL, "form": SCHEMELESS}, codex("gw.example/v1"), [3]),
    ({"is": "file-value-is", **FILE, "key": URL, "form": SCHEMELESS}, codex("localhost:4000"), [3]),
    ({"is": "file-value-is", **FILE, "key": URL, "form": SCHEMELESS}, codex("[::1]:4000/v1"), [3]),
    ({"is": "file-value-is", **FILE, "key": URL, "form": SCHEMELESS}, codex(), None),
    ({"is": "file-value-is", **FILE, "key": URL, "form": SCHEMELESS}, codex("$GW_URL/v1"), None),
    ({"is": "file-value-is", **FILE, "key": URL, "form": "somebody else's address"}, codex(), [3]),
    (
        {"is": "file-value-is", **FILE, "key": URL, "form": "somebody else's address"},
        codex("http://localhost:4000/v1"),
        None,
    ),
    ({"is": "file-value-is", **FILE, "key": URL, "form": "a reference"}, codex("{env:URL}"), [3]),
    (
        {"is": "file-value-is", **FILE, "key": URL, "form": "an address of the own network"},
        codex("http://10.0.0.2/v1"),
        [3],
    ),
    ({"is": "file-value-is", **FILE, "key": URL, "form": "an address of the own network"}, codex(), None),
    ({"is": "file-value-is", **FILE, "key": URL, "form": NOT_OPENAIS}, codex("http://localhost:1234/v1"), [3]),
    ({"is": "file-value-is", **FILE, "key": URL, "form": NOT_OPENAIS}, codex("https://api.openai.com/v1"), None),
    ({"is": "file-value-is", **FILE, "key": "model", "form": BARE_MODEL}, [(CODEX, 'model = "gpt-5.4"\n')], [1]),
    (
        {"is": "file-value-is", **FILE, "key": "model", "form": BARE_MODEL},
        [(CODEX, 'model = "openai/gpt-5.4"\n')],
        None,
    ),
    ({"is": "file-value-is", **OTHER, "key": API_KEY, "form": AS_KEY}, opencode("https://a.example/keys"), [1]),
    ({"is": "file-value-is", **OTHER, "key": API_KEY, "form": AS_KEY}, opencode("sk-x"), None),
    ({"is": "file-value-is", **OTHER, "key": API_KEY, "form": IN_BRACES}, opencode("{env:gw-1f2e3d}"), [1]),
    ({"is": "file-value-is", **OTHER, "key": API_KEY, "form": IN_BRACES}, opencode("Bearer {env:sk-x}"), [1]),
    ({"is": "file-value-is", **OTHER, "key": API_KEY, "form": IN_BRACES}, opencode("{env:GW_KEY}"), None),
    ({"is": "file-value-is", **OTHER, "key": API_KEY, "form": IN_BRACES}, opencode("gw-1f2e3d"), None),
    ({"is": "file-value-is", **YAML, "key": "models.*.apiKey", "form": UNFILLED}, continued("$KEY"), [4]),
    (
        {"is": "file-value-is", **YAML, "key": "models.*.apiKey", "form": UNFILLED},
        continued("${{ secrets.KEY }}"),
        None,
    ),
    ({"is": "file-value-is", **AIDER, "key": "api-key", "form": NAMELESS}, [(CONF, "api-key: abc\n")], [1]),
    ({"is": "file-value-is", **AIDER, "key": "api-key", "form": NAMELESS}, [(CONF, "api-key: openrouter=abc\n")], None),
    ({"is": "env-file-differs", "path": ".env", "shell-wins": True}, [("./.env", "K=1\n"), (ZSH, "export K=2\n")], [1]),
    ({"is": "file-value-is", **FILE, "key": URL, "form": "an address that is no vendor's"}, codex(), [3]),
    (
        {"is": "file-value-is", **FILE, "key": URL, "form": "an address that is no vendor's"},
        codex("http://10.0.0.2"),
        None,
    ),
    ({"is": "file-value-is", **FILE, "key": URL, "form": "a reference"}, codex(), None),
    ({"is": "file-value-is", **OTHER, "key": API_KEY, "form": "a shell's reference"}, opencode("$GW_KEY"), [1]),
    ({"is": "file-value-is", **OTHER, "key": API_KEY, "form": "a shell's reference"}, opencode("{env:GW_KEY}"), None),
    ({"is": "file-value-is", **OTHER, "key": API_KEY, "form": BRACES}, opencode("{cred:a}"), [1]),
    ({"is": "file-value-is", **OTHER, "key": API_KEY, "form": BRACES}, opencode("{env:A}"), None),
    ({"is": "file-value-is", **OTHER, "key": API_KEY, "form": "the bare name of a variable"}, opencode("GW_KEY"), [1]),
    ({"is": "file-value-is", **OTHER, "key": API_KEY, "form": "the bare name of a variable"}, opencode("public"), None),
    ({"is": "file-host-in", **FILE, "key": URL, "hosts": ".example"}, codex(), [3]),
    ({"is": "file-host-in", **FILE, "key": URL, "hosts": "example"}, codex(), None),
    ({"is": "file-key-is-misplaced", **FILE, "key": "model_provider"}, [(CODEX, '[a]\nmodel_provider = "x"\n')], [2]),
    ({"is": "file-key-is-misplaced", **FILE, "key": "model_provider"}, [(CODEX, 'model_provider = "x"\n')], None),
    ({"is": "file-lacks-variable", **OTHER, "key": API_KEY}, opencode("{env:GW_KEY}", (ZSH, "export A=1\n")), [1]),
    (
        {"is": "file-lacks-variable", **OTHER, "key": API_KEY},
        opencode("{env:GW_KEY}", (ZSH, "export GW_KEY=1\n")),
        None,
    ),
    (
        {"is": "file-lacks-variable", **OTHER, "key": API_KEY},
        opencode("{env:GW_KEY}", (ZSH, "export GW_KEY=$(x)\n")),
        None,
    ),
    ({"is": "file-lacks-variable", **OTHER, "key": API_KEY}, opencode("{env:GW_KEY}"), None),
)


# step, document, text, mended text (None: no fix)
STEPS_TRIED = (
    (
        {"do": "set-file-text", "value": "responses"},
        CODEX,
        'wire_api = "chat" # old\n',
        'wire_api = "responses" # old\n',
    ),
    ({"do": "set-file-text", "value": "x"}, OPENCODE, '{"model": "a", "b": 1}', '{"model": "x", "b": 1}'),
    ({"do": "cut-endpoint"}, CODEX, 'u = "https://h/v1/chat/completions/"\n', 'u = "https://h/v1"\n'),
    ({"do": "cut-endpoint"}, CODEX, 'u = "https://h/v1?x=1"\n', None),
    ({"do": "end-address-with", "text": "/v1"}, OPENCODE, '{"u": "https://h/"}', '{"u": "https://h/v1"}'),
    ({"do": "quote-for-toml"}, CODEX, 'u = "a b"\n', None),
    ({"do": "name-for-reference", "form": "{env:NAME}"}, OPENCODE, '{"k": "${A_B}"}', '{"k": "{env:A_B}"}'),
    ({"do": "name-for-reference", "form": "{env:NAME}"}, OPENCODE, '{"k": "a $A"}', None),
    ({"do": "name-the-table"}, CODEX, '[p.gw] # mine\nu = "h"\n', '[p.gw] # mine\nname = "gw"\nu = "h"\n'),
    ({"do": "name-the-table"}, CODEX, '[p.gw]\nname = ""\n', '[p.gw]\nname = "gw"\n'),
    ({"do": "spell-option"}, OPENCODE, '{"base_url": "https://h"}', '{"baseURL": "https://h"}'),
    ({"do": "spell-option"}, OPENCODE, '{"apiKey": "x"}', None),
    ({"do": "name-the-table"}, CODEX, 'p = { gw = { u = "h" } }\n', None),
)


class FileStepTests(unittest.TestCase):
    def test_each_step_changes_exactly_what_it_says(self):
        for step, name, text, expected in STEPS_TRIED:
            with self.subTest(step=step, text=text):
                document = Document(name, text, recognise(name, text))
                facts = facts_of([document], login=Login.NONE, mode=Mode.PRINT)
                tables = [span for path, span in facts.files[0].groups.items() if path]
                primary = Line((tables or [next(iter(facts.files[0].leaves.values())).span])[-1], "is meant")
                fix = plan_fix(FixPlan(parse_steps([step]), "because"), facts, primary)
                self.assertEqual(apply(facts.documents, [fix]).documents[0].text if fix else None, expected)

    def test_every_step_has_a_case_and_help(self):
        self.assertEqual({step["do"] for step, _, _, _ in STEPS_TRIED}, set(STEPS))
        self.assertTrue(all(step.help for step in STEPS.values()))


class ConfigWordTests(unittest.TestCase):
    def test_each_word_finds_its_lines_and_no_others(self):
        for condition, documents, expected in CASES:
            with self.subTest(condition=condition, documents=documents):
                given = [Document(name, text, recognise(name, text)) for name, text in documents]
                facts = facts_of(given, login=Login.NONE, mode=Mode.PRINT)
                answer = ask(parse_condition(condition), facts)
                if expected is None:
                    self.assertIsInstance(answer, No)
                else:
                    self.assertIsInstance(answer, Yes)
                    self.assertEqual([line.span.line for line in answer.lines], expected)

    def test_every_word_and_form_is_tried_both_ways(self):
        words = {
            word.name for module in (configs, envfiles) for word in vars(module).values() if isinstance(word, Predicate)
        }
        forms = {(choice,) for choice in configs.FORMS}
        for hits in (True, False):
            tried = [case[0] for case in CASES if (case[2] is not None) is hits]
            with self.subTest(hits=hits):
                self.assertEqual(words - {condition["is"] for condition in tried}, set())
                self.assertEqual(forms - {(condition.get("form"),) for condition in tried}, set())
