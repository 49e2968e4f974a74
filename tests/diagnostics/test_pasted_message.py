"""A pasted error message on the report's page: whose words it is, and whether the files can produce it."""

from .seed import FOUNDING_CASE, SeededTestCase

PAID = "API Error: 402 Insufficient funds. Please add credits to your account to continue using AI services."


class PastedMessageTests(SeededTestCase):
    def post(self, text: str, error: str) -> str:
        return self.client.post("/check/", {"text": text, "login": "subscription", "error": error}).content.decode()

    def test_a_message_that_fits_is_explained(self) -> None:
        page = self.post(FOUNDING_CASE, PAID)
        self.assertIn("Vercel AI Gateway’s words, which fit these files", page)

    def test_a_message_of_another_vendor_is_said_to_be_one_with_the_way_to_find_out(self) -> None:
        page = self.post("export ANTHROPIC_MODEL=sonnet", PAID)
        self.assertIn("which these files cannot produce", page)
        self.assertIn("claude auth status --text", page)
        self.assertIn("These files do not decide alone", page)

    def test_without_a_message_nothing_is_said_of_one(self) -> None:
        self.assertNotIn("Your error message</h2>", self.post(FOUNDING_CASE, ""))

    def test_markup_in_a_message_is_not_obeyed(self) -> None:
        page = self.post("export A=1", f"<script>alert(1)</script> {PAID}")
        self.assertNotIn("<script>alert(1)", page)
