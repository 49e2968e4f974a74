"""Of a file that is a store of credentials, nothing is read."""

from unittest import TestCase

from diagnostics.engine.analysis import analyse
from diagnostics.engine.findings import Login
from diagnostics.engine.limits import InputError, Reason
from diagnostics.engine.masking.secretpatterns import revoke_page, title_of
from diagnostics.engine.masking.secrets import mask, mask_text, refused_file
from diagnostics.engine.source import Document, Kind

BODY = "DUMMYdummy0123456789" * 5
KEY = f"sk-ant-api03-{BODY}"
MASKED = f"‹anthropic-api-key, {len(KEY)} characters, #1›"


class RefusedFileTests(TestCase):
    FILES = (
        (
            "~/.claude/.credentials.json",
            '{"claudeAiOauth": {"accessToken": "a", "refreshToken": "b"}}',
            "claude-code-login-file",
        ),
        ("paste", '\n{"claudeAiOauth": {"accessToken": "a"}}\n', "claude-code-login-file"),
        ("~/.codex/auth.json", '{"OPENAI_API_KEY": null, "last_refresh": "x"}', "codex-login-file"),
        ("paste", '{"tokens": {"id_token": "a", "refresh_token": "b"}}', "codex-login-file"),
        ("~/.local/share/opencode/auth.json", '{"anthropic": {"type": "api", "key": "a"}}', "login-file"),
        ("key.json", '{"private_key": "x", "client_email": "y"}', "google-service-account-file"),
        ("~/.ssh/id_rsa", "-----BEGIN RSA PRIVATE KEY-----\nabc\n-----END RSA PRIVATE KEY-----\n", "private-key-file"),
    )

    def test_of_a_store_of_credentials_one_mask_remains(self) -> None:
        for name, text, kind in self.FILES:
            with self.subTest(name):
                documents, masks = mask((Document(name, text, Kind.CLAUDE_SETTINGS),))
                self.assertEqual(documents[0].text, f"‹{kind}, {len(text)} characters, #1›")
                self.assertEqual([each.kind for each in masks], [kind])
                self.assertIsNotNone(refused_file(documents[0]))

    def test_what_was_masked_in_a_store_before_counts_as_long_as_it_was(self) -> None:
        text = '{"claudeAiOauth": {"accessToken": "‹secret, 100 characters, #3›"}}'
        self.assertEqual(mask_text(text), f"‹claude-code-login-file, {38 + 100} characters, #1›")

    def test_of_a_store_in_a_text_that_holds_more_one_mask_remains_and_the_lines_keep_their_numbers(self) -> None:
        for name, text, kind in self.FILES:
            file = text.strip()
            named = f"{name}:\n" if name != "paste" else ""
            for before, after in (
                (f"Mine:\n\n{named}```json\n", "\n```\nexport A=1\n"),
                (f"export A=1\n{named}", "\nexport B=2\n"),
                (f"$ cat {name}\n", "\n$ echo hello\n"),
                (f"==> {name} <==\n", "\n\n==> ~/.zshrc <==\nexport A=1\n"),
            ):
                with self.subTest(name, before=before):
                    (masked,), masks = mask((Document("~/.zshrc", f"{before}{file}{after}", Kind.ZSH),))
                    breaks = "\n" * file.count("\n")
                    self.assertEqual(masked.text, f"{before}‹{kind}, {len(file)} characters, #1›{breaks}{after}")
                    self.assertEqual([each.kind for each in masks], [kind])

    def test_a_store_over_several_lines_is_found_by_its_braces(self) -> None:
        store = '{\n  "tokens": {\n    "id_token": "a",\n    "refresh_token": "b"\n  }\n}'
        for quote in ("", "> ", "    "):
            quoted = "\n".join(quote + line for line in store.split("\n"))
            with self.subTest(quote=quote):
                self.assertEqual(
                    mask_text(f"Hello\n{quoted}\nbye"),
                    f"Hello\n{quote}‹codex-login-file, {len(quoted) - len(quote)} characters, #1›\n\n\n\n\n\nbye",
                )

    def test_the_length_of_a_store_is_its_own_whatever_was_masked_in_it_before(self) -> None:
        store = f'{{"claudeAiOauth": {{"accessToken": "{KEY}"}}}}'
        (piecewise,), _ = mask((Document("paste", f"A\n{store}\nB", Kind.TEXT),), refuses=False)
        self.assertIn(MASKED, piecewise.text)
        self.assertIn(f"‹claude-code-login-file, {len(store)} characters, #2›", mask_text(piecewise.text))

    def test_offline_a_store_in_a_text_is_masked_piece_by_piece(self) -> None:
        text = f'A\n{{"claudeAiOauth": {{"accessToken": "{KEY}"}}}}\nB'
        (masked,), _ = mask((Document("paste", text, Kind.TEXT),), refuses=False)
        self.assertEqual(masked.text, text.replace(KEY, MASKED))

    def test_functions_and_settings_between_braces_stay(self) -> None:
        for text in (
            'f()\n{\n  curl -d \'{"refresh_token": "$A", "client_secret": "$B"}\'\n}\n',
            'See ~/.codex/auth.json\n\n~/.claude/settings.json:\n{\n  "env": {"A": "1"}\n}\n',
            '{\n  "env": {"A": "auth.json"}\n}\n{\n  "b": 1\n}\n',
        ):
            with self.subTest(text):
                self.assertEqual(mask_text(text), text)

    def test_settings_are_no_store_of_credentials(self) -> None:
        for text in ('{"env": {"ANTHROPIC_API_KEY": ""}}', '{"apiKeyHelper": "x"}', "export A=1", '{"refresh": 5}'):
            with self.subTest(text):
                documents, _ = mask((Document("~/.claude/settings.json", text, Kind.CLAUDE_SETTINGS),))
                self.assertIsNone(refused_file(documents[0]))

    def test_beside_a_start_up_file_it_is_left_out_and_the_rest_is_read(self) -> None:
        files = (
            Document("~/.claude/.credentials.json", self.FILES[0][1], Kind.CLAUDE_SETTINGS),
            Document("~/.zshrc", "export ANTHROPIC_BASE_URL=https://gw.example\n", Kind.ZSH),
        )
        report = analyse(files, rules=())
        self.assertEqual(report.documents[0].text, f"‹claude-code-login-file, {len(self.FILES[0][1])} characters, #1›")
        self.assertEqual(report.requests[0].endpoint, "https://gw.example")

    def test_offline_a_stored_login_is_read_beside_other_files_and_masked_piece_by_piece(self) -> None:
        tokens = '{"id_token": "hunter22", "access_token": "hunter24", "refresh_token": "hunter23"}'
        login = f'{{"auth_mode": "chatgpt", "tokens": {tokens}}}'
        files = (Document("~/.zshrc", "export A=1\n", Kind.ZSH), Document("~/.codex/auth.json", login, Kind.LOGIN_FILE))
        report = analyse(files, rules=(), login=Login.NONE, clients=("codex",), offline=True)
        self.assertNotIn("hunter", report.documents[1].text)
        self.assertEqual(report.requests[0].endpoint, "https://chatgpt.com")
        with self.assertRaises(InputError):
            analyse(files[1:], rules=(), offline=True)

    def test_alone_it_is_refused_with_the_reason_and_the_page_to_revoke_it(self) -> None:
        for name, text, kind in self.FILES:
            with self.subTest(name), self.assertRaises(InputError) as caught:
                analyse((Document(name, text, Kind.CLAUDE_SETTINGS),), rules=())
            self.assertIs(caught.exception.reason, Reason.CREDENTIALS)
            self.assertIn(title_of(kind), caught.exception.message)
            self.assertIn(revoke_page(kind), caught.exception.message)
            self.assertIn("revoke", caught.exception.message)

    def test_a_key_that_was_cut_off_is_hidden_with_the_one_below_it(self) -> None:
        begins, ends = "-----BEGIN PRIVATE KEY-----\n", "-----END PRIVATE KEY-----\n"
        masked = mask_text(f"first\n{begins}abc def\n{begins}ghi jkl\n{ends}last\n")
        self.assertNotIn("abc def", masked)
        self.assertNotIn("ghi jkl", masked)
        self.assertEqual((masked.split("\n")[0], masked.split("\n")[-2]), ("first", "last"))
        self.assertEqual(mask_text(masked), masked)
