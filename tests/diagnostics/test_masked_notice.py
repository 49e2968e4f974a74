"""Every report says what was masked, where it stood, and where it is revoked."""

from .seed import SeededTestCase

KEY = "sk-ant-api03-" + "DUMMYkey0123456789" * 4
OTHER = "ghp_" + "DUMMYkey0123456789" * 2
STORE = '{"claudeAiOauth": {"accessToken": "sk-ant-oat01-DUMMYkey0123456789"}}'
TEXT = f"export ANTHROPIC_API_KEY={KEY}\nexport GITHUB_TOKEN={OTHER}\nexport B_KEY={KEY}\nexport C_KEY=***\n"


class MaskedNoticeTests(SeededTestCase):
    def test_the_page_names_each_value_once_with_its_lines_and_the_vendors_page(self) -> None:
        page = self.client.post("/check/", {"text": TEXT})
        self.assertContains(page, f'what">Anthropic API key, {len(KEY)} characters</span>', count=1)
        self.assertContains(page, 'href="https://platform.claude.com/settings/keys"')
        self.assertContains(page, 'href="https://github.com/settings/tokens"')
        self.assertContains(page, '<a href="#L1-1">line 1</a>, <a href="#L1-3">line 3</a>')
        self.assertContains(page, "was public for a minute")
        self.assertContains(page, 'Redacted by you, and read as values that are set: <a href="#L1-4">line 4</a>')

    def test_without_masks_the_page_says_that_masking_does_not_know_everything(self) -> None:
        self.assertContains(self.client.post("/check/", {"text": "export A=1"}), "Masking does not know every secret")

    def test_text_and_markdown_say_the_same(self) -> None:
        for wanted in ("text", "markdown"):
            with self.subTest(wanted):
                answer = self.client.post(f"/api/check?format={wanted}", TEXT, content_type="text/plain")
                self.assertContains(answer, "What was masked")
                self.assertContains(answer, "https://github.com/settings/tokens")
                self.assertContains(answer, "/.zshrc:1, ")
                self.assertContains(answer, "/.zshrc:3)")

    def test_a_store_of_credentials_beside_the_file_is_named_and_not_read(self) -> None:
        page = self.client.post("/check/", {"text": TEXT, "settings": STORE})
        self.assertEqual(page.status_code, 200)
        self.assertContains(page, "It holds credentials and no settings.")
        self.assertContains(page, 'href="https://claude.ai/settings/claude-code"')

    def test_a_store_of_credentials_alone_is_refused_on_page_and_by_curl(self) -> None:
        page = self.client.post("/check/", {"text": STORE})
        self.assertContains(page, "so there is nothing to check", status_code=422)
        self.assertContains(page, "https://claude.ai/settings/claude-code", status_code=422)
        self.assertNotContains(page, "DUMMYkey", status_code=422)
        answer = self.client.post("/api/check", STORE, content_type="text/plain")
        self.assertContains(answer, "revoke what it holds", status_code=422)
