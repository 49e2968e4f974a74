"""Whatever form a secret is pasted in, neither the masked text nor the report has a part of it."""

from __future__ import annotations

import unittest

from diagnostics.engine.analysis import analyse
from diagnostics.engine.masking.secrets import mask_text
from diagnostics.engine.pastes.splitting import read_pastes
from diagnostics.engine.rendering import as_json, as_text
from diagnostics.shipped import shipped_rules

from .forms import FORMS, PASTES

ONE, OTHER = "q7Xk2Lm9", "Tz4Vb8Nc"  # of each secret; nobody's
SECRETS = {
    "ANTHROPIC_AUTH_TOKEN": f"{ONE}{OTHER}",
    "ANTHROPIC_API_KEY": f"sk-ant-api03-{ONE}{OTHER}Q1",
    "ANTHROPIC_CUSTOM_HEADERS": f"x-ai-gateway-api-key: Bearer vck_{ONE}{OTHER}",
    "CLAUDE_CODE_OAUTH_TOKEN": f"sk-ant-oat01-{ONE}{OTHER}",
    "AWS_BEARER_TOKEN_BEDROCK": f"ABSK{ONE}{OTHER}",
    "AWS_SECRET_ACCESS_KEY": f"{ONE}{OTHER}{ONE}{OTHER}",
    "GITHUB_TOKEN_ACME": f"{ONE}{OTHER}",
    "MY_PASSWORD": f"{ONE}!{OTHER}",
}


class HiddenTests(unittest.TestCase):
    def shows(self, text: str) -> bool:
        return ONE in text or OTHER in text

    def test_no_form_keeps_a_secret_from_being_masked(self) -> None:
        for paste, around in PASTES.items():
            shown = [
                (form, name)
                for form, write in FORMS.items()
                for name, secret in SECRETS.items()
                if self.shows(mask_text(around(write({name: secret}))))
            ]
            with self.subTest(paste):
                self.assertEqual(shown, [])

    def test_no_report_shows_a_part_of_one(self) -> None:
        rules = shipped_rules()
        for form, write in FORMS.items():
            with self.subTest(form):
                pasted = PASTES["between sentences"]("".join(write({name: SECRETS[name]}) for name in SECRETS))
                report = analyse(read_pastes([("~/.zshrc", pasted, None)]), rules=rules)
                self.assertFalse(self.shows(as_text(report)) or self.shows(as_json(report)))

    def test_a_secret_is_seen_where_nothing_masks_it(self) -> None:
        self.assertTrue(self.shows(PASTES["quoted"](FORMS["PowerShell"](SECRETS))))


if __name__ == "__main__":
    unittest.main()
