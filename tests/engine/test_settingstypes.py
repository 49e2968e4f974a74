"""What Claude Code makes of each setting in another form: every line of the data is what 2.1.332 said of it."""

import json
from pathlib import Path
from unittest import TestCase

from diagnostics.engine.readers.settingstypes import wrong_setting

MEASURED = Path(__file__).parents[1] / "cases" / "settings_forms.jsonl"


class Forms(TestCase):
    def test_each_value_is_refused_or_taken_as_the_client_does(self) -> None:
        for line in MEASURED.read_text(encoding="utf-8").splitlines():
            case = json.loads(line)
            for word in ("refused", "taken"):
                for value in case[word]:
                    with self.subTest(setting=case["setting"], value=value):
                        found = wrong_setting({case["setting"]: value})
                        self.assertEqual("taken" if found is None else "refused", word)

    def test_the_keys_lead_to_what_is_wrong(self) -> None:
        for text, path, says in (
            ('{"hooks": {"PreToolUse": [{"matcher": "Bash", "command": "x"}]}}', "hooks.PreToolUse.0", '"hooks"'),
            ('{"permissions": {"allow": [], "defaultMode": "yolo"}}', "permissions.defaultMode", "must be one of"),
            ('{"verbose": "true"}', "verbose", "must be true or false"),
        ):
            with self.subTest(text=text):
                found = wrong_setting(json.loads(text))
                assert found
                self.assertEqual(".".join(found[0]), path)
                self.assertIn(says, found[1])

    def test_what_somebody_has_crossed_out_is_not_judged(self) -> None:
        for value in ("***", "…", "<>"):
            self.assertIsNone(wrong_setting({"verbose": value, "cleanupPeriodDays": value}))
