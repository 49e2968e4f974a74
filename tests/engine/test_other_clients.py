"""What the other clients send: measured runs of each, and which of them a report speaks of."""

from __future__ import annotations

import unittest

from hypothesis import given
from hypothesis import strategies as st

from diagnostics.engine.client import Seen
from diagnostics.engine.clients import CLIENTS, concerned, requests
from diagnostics.engine.environment import Environment, Evaluation, State, Variable
from diagnostics.engine.findings import Certainty, Login, Mode, Request, Sent
from diagnostics.engine.shell import evaluate
from tests.engine.client_cases import Case, cases, document, evaluation, evaluation_of_shell, predicted, shell

FILES = ("codex", "gemini", "opencode", "further_clients")


class MeasuredRuns(unittest.TestCase):
    def check(self, case: Case) -> None:
        found = predicted(case)
        if case.blocked:
            self.assertEqual(found.outcome, Sent.BLOCKED, found)
            self.assertTrue((found.message or "").startswith(case.message), found.message)
            return
        self.assertEqual(found.outcome, Sent.SENT, found)
        self.assertEqual((found.endpoint, found.path), (case.endpoint, case.path))
        self.assertEqual(dict(found.headers), case.headers)
        if case.model:
            self.assertEqual(found.model, case.model)

    def test_every_run_is_predicted(self) -> None:
        for name in FILES:
            for case in cases(f"{name}.jsonl"):
                with self.subTest(case=case.id, client=case.client):
                    self.check(case)


class CodexWorkspaces(unittest.TestCase):
    def of(self, address: str, login: Login = Login.SUBSCRIPTION) -> Request:
        config = document("~/.codex/config.toml", f'chatgpt_base_url = "{address}"\n')
        (found,) = requests(Evaluation(), login=login, mode=Mode.PRINT, documents=[config])
        return found

    def test_another_host_is_asked_with_the_login_and_its_answer_decides(self) -> None:
        for address in (
            "https://gw.example.test/backend-api/",
            "https://u:p@gw.example.test",
            "HTTP://gw.example.test?x",
        ):
            with self.subTest(address=address):
                found = self.of(address)
                self.assertEqual((found.outcome, found.endpoint), (Sent.SENT, None))
                self.assertEqual(found.headers["authorization"], "subscription-login")
                self.assertIn("asks gw.example.test which address serves your workspace", found.message or "")
                self.assertEqual(found.payer.certainty, Certainty.CANNOT_TELL)
                self.assertIn("chatgpt_base_url", found.evidence)

    def test_it_does_not_matter_for_a_stored_key(self) -> None:
        self.assertEqual(self.of("https://gw.example.test", Login.CONSOLE).endpoint, "https://api.openai.com")


class WhatWasNotSettled(unittest.TestCase):
    def of(self, **variables: str) -> Request:
        given = shell(**variables)
        (found,) = requests(
            evaluation_of_shell(given), login=Login.NONE, mode=Mode.PRINT, documents=[given], asked=("codex",)
        )
        return found

    def test_codex_at_a_socks_proxy(self) -> None:
        for proxy in ({"ALL_PROXY": "socks5://127.0.0.1:1080"}, {"https_proxy": "socks5h://127.0.0.1:1080"}):
            self.assertEqual(self.of(CODEX_API_KEY="DUMMY", **proxy).outcome, Sent.CANNOT_TELL)
            self.assertEqual(self.of(CODEX_API_KEY="DUMMY", NO_PROXY="openai.com", **proxy).outcome, Sent.SENT)

    def test_codex_with_a_token_that_it_could_read(self) -> None:
        for token, outcome in (("eyJhbGciOi.eyJzdWIi.c2ln", Sent.CANNOT_TELL), ("no-token", Sent.SENT)):
            found = self.of(CODEX_ACCESS_TOKEN=token)
            self.assertEqual(found.outcome, outcome)
            self.assertEqual(dict(found.headers), {})


def reported(*names: str, text: str = "", login: Login = Login.UNKNOWN) -> list[str]:
    """Return the clients that a report on a .zshrc speaks of, which exports these names and holds this text besides."""
    document = shell(**dict.fromkeys(names, "DUMMY"))
    document = type(document)(document.name, document.text + text, document.kind)
    shown = evaluation_of_shell(document)
    return list(
        dict.fromkeys(item.client for item in requests(shown, login=login, mode=Mode.PRINT, documents=[document]))
    )


class Concerns(unittest.TestCase):
    CASES = (
        ((), "", ["claude-code"]),
        (("EDITOR",), "alias a=aider\n", ["claude-code"]),
        (("ANTHROPIC_API_KEY",), "", ["claude-code"]),
        (("OPENAI_API_KEY",), "", ["codex"]),
        (("OPENAI_BASE_URL",), "", ["codex", "opencode"]),
        (("OPENAI_API_KEY", "OPENAI_BASE_URL"), "alias oc=opencode\n", ["opencode"]),
        (("OPENAI_API_KEY", "AIDER_MODEL"), "", ["aider"]),
        (("OPENAI_API_KEY", "GEMINI_API_KEY"), "", ["codex", "gemini"]),
        (("OPENAI_API_KEY", "CURSOR_API_KEY"), "", ["claude-code"]),
        (("EDITOR",), "alias oc='OPENAI_API_KEY=x opencode'\n", ["opencode"]),
        (("CODEX_HOME",), "", ["codex"]),
        (("GEMINI_API_KEY",), "", ["gemini"]),
        (("ANTHROPIC_API_KEY", "GEMINI_API_KEY"), "", ["claude-code", "gemini"]),
        (("ANTHROPIC_API_KEY",), "alias oc=opencode\n", ["claude-code", "opencode"]),
        (("GITHUB_TOKEN", "OPENROUTER_API_KEY"), "", ["claude-code"]),
        (("OPENROUTER_API_KEY",), "opencode\n", ["opencode"]),
        (("OPENROUTER_API_KEY",), "source ~/.opencode/env; x-opencode y\n", ["claude-code"]),
    )

    def test_a_client_is_reported_for_its_own_names_or_where_the_text_names_it(self) -> None:
        for names, text, clients in self.CASES:
            with self.subTest(names=names, text=text):
                self.assertEqual(reported(*names, text=text), clients)

    def test_its_own_file_is_enough(self) -> None:
        for name, text, client in (
            ("~/.codex/config.toml", 'model = "x"\n', "codex"),
            ("~/.gemini/settings.json", "{}", "gemini"),
            ("opencode.json", "{}", "opencode"),
        ):
            with self.subTest(name=name):
                found = concerned(Evaluation(), [document(name, text)])
                self.assertEqual([one.id for one in found], [client])

    def test_another_clients_settings_do_not_count(self) -> None:
        settings = document("~/.claude/settings.json", '{"env": {"OPENAI_API_KEY": "DUMMY", "CODEX_API_KEY": "DUMMY"}}')
        shown = evaluation(settings)
        (only,) = requests(shown, login=Login.NONE, mode=Mode.PRINT, shell=Evaluation(), documents=[settings])
        self.assertEqual(only.client, "claude-code")


class Logins(unittest.TestCase):
    def test_an_unknown_login_gives_an_answer_for_each_that_the_client_can_store(self) -> None:
        found = requests(evaluation_of_shell(shell(CODEX_HOME="")), login=Login.UNKNOWN, mode=Mode.PRINT)
        self.assertEqual([one.login for one in found], [Login.SUBSCRIPTION, Login.CONSOLE, Login.NONE])
        self.assertEqual(
            [one.payer.who for one in found],
            ["your ChatGPT plan", "the OpenAI API account that owns the key", "nobody"],
        )

    def test_a_login_that_does_not_matter_gives_one_answer(self) -> None:
        (only,) = requests(evaluation_of_shell(shell(CODEX_API_KEY="k")), login=Login.UNKNOWN, mode=Mode.PRINT)
        self.assertEqual((only.login, only.outcome), (Login.UNKNOWN, Sent.SENT))

    def test_the_login_that_is_told_belongs_to_the_first_client_of_the_report(self) -> None:
        shown = evaluation_of_shell(shell(ANTHROPIC_MODEL="opus", CODEX_HOME=""))
        found = requests(shown, login=Login.SUBSCRIPTION, mode=Mode.PRINT)
        self.assertEqual(
            [(one.client, one.login) for one in found],
            [("claude-code", Login.SUBSCRIPTION), *(("codex", login) for login in CLIENTS["codex"].asked)],
        )


class UnknownValues(unittest.TestCase):
    def test_what_decides_is_named_with_what_follows(self) -> None:
        shown = evaluation_of_shell(unknown=("CODEX_API_KEY",))
        (found,) = requests(shown, login=Login.NONE, mode=Mode.PRINT)
        self.assertEqual(found.outcome, Sent.CANNOT_TELL)
        self.assertIn("If it holds a value, Codex CLI sends the key in CODEX_API_KEY", found.message or "")

    def test_what_does_not_decide_does_not_matter(self) -> None:
        shown = evaluation_of_shell(shell(CODEX_API_KEY="k"), unknown=("OPENAI_API_KEY", "OPENAI_BASE_URL"))
        self.assertEqual(requests(shown, login=Login.NONE, mode=Mode.PRINT)[0].outcome, Sent.SENT)


_TEXTS = st.one_of(
    st.text(max_size=20),
    st.lists(
        st.sampled_from(["http://", "a.b", "/v1", "?", "“", "$X", "{env:X}", "true", "\r", ":", "]"]), max_size=6
    ).map("".join),
)


_STATES = st.sampled_from([State.SET, State.SET, State.UNKNOWN, State.UNSET])
_PIECES = st.lists(
    st.sampled_from(
        [
            'model_provider = "gw"\n',
            "[model_providers.gw]\n",
            'base_url = "http://a.b/v1?x"\n',
            'env_key = "OPENAI_API_KEY"\n',
            '{"security": {"auth": {"selectedType": "openai"',
            '{"provider": {"gw": {"options": {"apiKey": "{env:X}"',
            "}}}",
            "models:\n  - provider: openai\n    apiKey: ${{ secrets.X }}\n",
            "api-key: x=y\n",
            "‹secret, 9 characters, #1›",
            "“",
            ": - [",
            "\ufeff",
        ]
    ),
    max_size=6,
).map("".join)
_OWN_FILES = st.sampled_from(
    [
        "~/.codex/config.toml",
        "~/.codex/auth.json",
        "~/.codex/.env",
        "~/.gemini/settings.json",
        "~/.qwen/settings.json",
        "~/.config/opencode/opencode.json",
        "~/.local/share/opencode/auth.json",
        "~/.aider.conf.yml",
        "~/.continue/config.yaml",
        ".env",
    ]
)


class AnyText(unittest.TestCase):
    NAMES = st.sampled_from(
        sorted({name for one in CLIENTS.values() for name in (*one.concern.first, *one.concern.shared)})
    )

    @given(
        st.dictionaries(NAMES, st.tuples(_TEXTS, _STATES), max_size=5),
        st.dictionaries(_OWN_FILES, _PIECES, max_size=3),
        st.sampled_from(list(Login)),
        st.sampled_from(list(Mode)),
    )
    def test_nothing_makes_a_client_crash(
        self, variables: dict[str, tuple[str, State]], files: dict[str, str], login: Login, mode: Mode
    ) -> None:
        values = {
            name: Variable(name, state, True, value if state is State.SET else None)
            for name, (value, state) in variables.items()
        }
        shown = Evaluation(Environment(values))
        documents = [document(name, text) for name, text in files.items()]
        for client in CLIENTS.values():
            seen = client.view(shown, documents) if client.view else Seen(shown)
            self.assertEqual(client.predict(seen, login, mode).client, client.id)
        found = requests(shown, login=login, mode=mode, documents=documents)
        self.assertTrue(all(one.payer.sentence for one in found))


class Folders(unittest.TestCase):
    def outcome(self, text: str) -> tuple[str, Sent]:
        shown = document("~/.zshrc", text)
        (found, *_) = requests(
            evaluate([shown], given=None), login=Login.SUBSCRIPTION, mode=Mode.PRINT, documents=[shown]
        )
        return found.client, found.outcome

    def test_the_usual_folder_below_an_unknown_home_is_the_usual_folder(self) -> None:
        for text, outcome in (
            ('export CODEX_HOME="$HOME/.codex"\n', Sent.SENT),
            ("export CODEX_HOME=~/.codex\n", Sent.SENT),
            ('export CODEX_HOME="$HOME/.codex-work"\n', Sent.CANNOT_TELL),
            ('export CODEX_HOME="~/.codex"\n', Sent.BLOCKED),
            ('export CODEX_HOME="$X/.codex"\n', Sent.CANNOT_TELL),
        ):
            with self.subTest(text=text):
                self.assertEqual(self.outcome(text), ("codex", outcome))

    def test_a_file_of_the_usual_folder_says_nothing_of_another(self) -> None:
        for text, name, settings in (
            ("CODEX_HOME=/srv/other", "~/.codex/config.toml", 'model = "m"\n'),
            ("GEMINI_CLI_HOME=/srv/other", "~/.gemini/settings.json", "{}"),
        ):
            with self.subTest(text=text):
                shown = [document("~/.zshrc", f"export {text}\n"), document(name, settings)]
                found = requests(evaluate(shown[:1], given=None), login=Login.NONE, mode=Mode.PRINT, documents=shown)
                self.assertEqual({one.outcome for one in found}, {Sent.CANNOT_TELL})

    def test_so_it_is_for_claude_code(self) -> None:
        self.assertEqual(self.outcome('export CLAUDE_CONFIG_DIR="$HOME/.claude"\n'), ("claude-code", Sent.SENT))
        self.assertEqual(self.outcome('export CLAUDE_CONFIG_DIR="$HOME/x"\n'), ("claude-code", Sent.CANNOT_TELL))


class Secrets(unittest.TestCase):
    def test_a_key_in_the_place_of_a_name_is_not_repeated(self) -> None:
        config = document(
            "~/.codex/config.toml",
            'model_provider = "gw"\n[model_providers.gw]\nname = "gw"\nenv_key = "3cm-CANARY"\n',
        )
        (found,) = requests(Evaluation(), login=Login.NONE, mode=Mode.PRINT, documents=[config])
        self.assertEqual(found.message, "Missing environment variable: `…`.")
        self.assertNotIn("CANARY", found.payer.sentence)

    def test_no_value_of_a_wrong_type_or_proxy_gets_into_a_message(self) -> None:
        for setting in (
            'http_headers = "x CANARY"',
            "experimental_bearer_token = 31415926535",
            'wire_api = "a-CANARY"',
        ):
            text = f'model_provider = "gw"\n[model_providers.gw]\nname = "gw"\n{setting}\n'
            config = document("~/.codex/config.toml", text)
            (found,) = requests(Evaluation(), login=Login.NONE, mode=Mode.PRINT, documents=[config])
            with self.subTest(setting=setting):
                self.assertEqual(found.outcome, Sent.BLOCKED)
                self.assertNotRegex(found.message or "", "CANARY|31415926535")
        shown = evaluation_of_shell(shell(HTTP_PROXY="user:CANARY@proxy.test:8080", ANTHROPIC_MODEL="opus"))
        (found,) = requests(shown, login=Login.NONE, mode=Mode.PRINT)
        self.assertNotIn("CANARY", found.message or "")

    def test_no_value_of_a_variable_gets_into_a_message(self) -> None:
        for name in ("OPENAI_API_KEY", "CODEX_API_KEY", "GEMINI_API_KEY", "AIDER_API_KEY", "COPILOT_GITHUB_TOKEN"):
            for value in ("CANARY", "“CANARY”", "CANARY\n"):
                shown = evaluation_of_shell(shell(**{name: value, "AIDER_MODEL": "openai/gpt-5"}))
                for found in requests(shown, login=Login.UNKNOWN, mode=Mode.PRINT):
                    with self.subTest(name=name, client=found.client):
                        self.assertNotIn("CANARY", f"{found.message}{found.payer.sentence}{found.payer.settles}")
