"""A key that the person crossed out before pasting counts as the key that it was, however it was crossed out."""

import re
from pathlib import Path
from unittest import TestCase

from diagnostics.engine.analysis import analyse
from diagnostics.engine.findings import Report
from diagnostics.engine.pastes.splitting import read_pastes
from diagnostics.engine.rules.examples import unmarked
from diagnostics.rulefile import load_rules
from diagnostics.shipped import shipped_rules

FOLDER = Path(__file__).parents[2] / "diagnostics" / "rules"
RULES = shipped_rules()
# An invented key of an example: how it begins, which tells whose it is, and the rest.
KEY = re.compile(
    r"((?:sk-ant-[a-z]+\d\d-|sk-or-v1-|vck_|sk-proj-|sk-sp-|AIzaSy|gh[op]_|gsk_|hf_|xai-|sk-|gw-)?)[\w-]*DUMMY[\w-]*"
)
CROSSES = ("REDACTED", "****", "…", "...", "xxxxxxxxxxxx", "••••••••", "████", "...AbCd", "********************")
# What the rest of a key decides: its length, a line break or a second word in it, whose it is if it begins as others.
# In Z.ai's a whole word stands before the crosses.
NEEDED = {"AI154", "CC130", "CC206", "SH416", "SH467", "CC103", "CC204", "CC205", "CC232"}
# Without quotes, where the signs themselves mean something to who reads the file.
BARE = {
    "~/.zshrc": 'export ANTHROPIC_BASE_URL="https://openrouter.ai/api"\nexport ANTHROPIC_AUTH_TOKEN={}\n',
    "~/.bashrc": 'export ANTHROPIC_AUTH_TOKEN={}  # mine\nexport ANTHROPIC_BASE_URL="https://openrouter.ai/api"\n',
    "~/.config/fish/config.fish": "set -gx ANTHROPIC_AUTH_TOKEN {}\nset -gx ANTHROPIC_BASE_URL https://openrouter.ai/api\n",
    "env.cmd": "set ANTHROPIC_AUTH_TOKEN={}\r\nset ANTHROPIC_BASE_URL=https://openrouter.ai/api\r\n",
    "~/.claude/settings.json": '{{"env": {{"ANTHROPIC_AUTH_TOKEN": {}, "ANTHROPIC_BASE_URL": "https://openrouter.ai/api"}}}}\n',
}


def _payers(*documents: tuple[str, str]) -> list[tuple[str, str, str]]:
    report: Report = analyse(read_pastes([(name, text, None) for name, text in documents]), rules=RULES)
    return [(each.client, each.outcome.value, each.payer.who) for each in report.requests]


class CrossedOutKeys(TestCase):
    def test_the_same_is_sent_and_the_same_one_pays(self) -> None:
        number = 0
        for rule in load_rules(FOLDER):
            for example in rule.examples:
                files = [(each.name, unmarked(each.text)[0]) for each in example.documents]
                if rule.code in NEEDED or not any(KEY.search(text) for _, text in files):
                    continue
                number += 1
                crosses = CROSSES[number % len(CROSSES)]  # each in turn: all of them for each example take too long
                hidden = [(name, KEY.sub(rf"\g<1>{crosses}", text)) for name, text in files]
                with self.subTest(f"{rule.code}: {example.title}", crosses=crosses):
                    self.assertEqual(_payers(*hidden), _payers(*files), hidden)

    def test_brackets_without_quotes_are_no_redirection_and_no_mistake(self) -> None:
        for name, form in BARE.items():
            for crosses in ("<redacted>", "<REDACTED API KEY>", "<removed>", "<my-key>"):
                with self.subTest(name, crosses=crosses):
                    self.assertEqual(
                        [who for _, _, who in _payers((name, form.format(crosses)))], ["your OpenRouter credits"]
                    )

    def test_a_guides_placeholder_in_brackets_is_what_the_shell_makes_of_it(self) -> None:
        self.assertNotIn("your OpenRouter credits", str(_payers(("~/.zshrc", BARE["~/.zshrc"].format("<your-key>")))))

    def test_an_ellipsis_behind_a_whole_key_is_a_part_of_it(self) -> None:
        [(_, outcome, who)] = _payers(("~/.zshrc", "export ANTHROPIC_API_KEY='THE-KEY-1234567890-ABC…'\n"))
        self.assertEqual((outcome, who), ("blocked", "nobody"))
