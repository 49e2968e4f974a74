"""What Claude Code sends when an alias or a function of the person's starts it, and what rules find in its lines."""

import unittest

from diagnostics.engine.analysis import analyse
from diagnostics.engine.findings import Fit, Login, Status
from diagnostics.engine.kinds import recognise
from diagnostics.engine.source import Document
from diagnostics.shipped import shipped_rules

ROUTER = "ANTHROPIC_BASE_URL=https://openrouter.ai/api ANTHROPIC_AUTH_TOKEN=sk-or-v1-DUMMY ANTHROPIC_API_KEY="
PAYS = "so your OpenRouter credits pay"
PLAN = "our Claude subscription pays"
SCRIPTS = "Claude Code: Your Claude subscription pays"
NOT = "is not worked out here"
KEY = "export ANTHROPIC_API_KEY=sk-ant-api03-DUMMYDUMMYDUMMY\n"
FISH_KEY = "set -gx ANTHROPIC_API_KEY sk-ant-api03-DUMMYDUMMYDUMMY\n"
# A start-up file, and what is said of who pays, and what not.
CALLS = (
    (
        "an alias",
        ".zshrc",
        f"alias claude='{ROUTER} claude'\n",
        [PAYS, SCRIPTS],
        [NOT],
    ),
    ("an alias of bash", ".bashrc", f'alias claude="{ROUTER} command claude"\n', [PAYS], [NOT]),
    ("an alias of fish", "config.fish", f"alias claude '{ROUTER} command claude'\n", [PAYS], [NOT]),
    ("a function", ".zshrc", f'claude() {{\n  {ROUTER} command claude "$@"\n}}\n', [PAYS], [NOT]),
    (
        "a function over several lines",
        ".zshrc",
        "claude() {\n  ANTHROPIC_BASE_URL=https://openrouter.ai/api \\\n    ANTHROPIC_AUTH_TOKEN=sk-or-v1-DUMMY \\\n"
        '    command claude "$@"\n}\n',
        [PAYS],
        [NOT],
    ),
    (
        "a function that exports",
        ".zshrc",
        "claude() {\n  export ANTHROPIC_BASE_URL=https://openrouter.ai/api\n"
        '  export ANTHROPIC_AUTH_TOKEN=sk-or-v1-DUMMY\n  command claude "$@"\n}\n',
        [PAYS],
        [NOT],
    ),
    *(
        (
            f"a function of fish that takes the key away: {taken}",
            "config.fish",
            f"{FISH_KEY}function claude\n  {taken}\n  command claude $argv\nend\n",
            ["What you type as claude is the function on line 2, which takes ANTHROPIC_API_KEY away", PLAN],
            [NOT],
        )
        for taken in (
            "set -lx ANTHROPIC_API_KEY",
            'set -lx ANTHROPIC_API_KEY ""',
            "set --local --export ANTHROPIC_API_KEY",
            "set -l -x ANTHROPIC_API_KEY ''",
            "set -e ANTHROPIC_API_KEY",
            "set --erase ANTHROPIC_API_KEY",
        )
    ),
    (
        "a function of fish with long options",
        "config.fish",
        f"{FISH_KEY}function claude\n  set --local --export ANTHROPIC_BASE_URL https://openrouter.ai/api\n"
        "  set -l -x ANTHROPIC_AUTH_TOKEN sk-or-v1-DUMMY\n  set -lx ANTHROPIC_API_KEY\n  command claude $argv\nend\n",
        [PAYS],
        [NOT],
    ),
    (
        "a function that chooses by its first word",
        ".zshrc",
        'cc() {\n  case "$1" in\n    glm) shift; ANTHROPIC_BASE_URL=https://api.z.ai/api/anthropic claude "$@" ;;\n'
        '    *) claude "$@" ;;\n  esac\n}\n',
        [PLAN, "Typed as cc (line 1): it sets ANTHROPIC_BASE_URL for itself under a condition, which " + NOT],
        [],
    ),
    (
        "a function of fish that chooses",
        "config.fish",
        "function cc\n  if test $argv[1] = glm\n    set -lx ANTHROPIC_AUTH_TOKEN k\n    claude\n  end\nend\n",
        [PLAN, "Typed as cc (line 1): it sets ANTHROPIC_AUTH_TOKEN for itself under a condition"],
        [],
    ),
    (
        "a function that chooses and sets nothing",
        ".zshrc",
        'cc() {\n  if [ -n "$1" ]; then claude -c; else claude; fi\n}\n',
        [PLAN],
        [NOT],
    ),
    (
        "a variable of the function's own",
        ".zshrc",
        "export key=\nglm() {\n  local key=$(pass zai)\n  echo 'now with GLM'\n"
        '  ANTHROPIC_BASE_URL=https://api.z.ai/api/anthropic ANTHROPIC_AUTH_TOKEN=$key claude "$@"\n}\n',
        [PLAN, "Typed as glm (line 2): who pays cannot be told"],
        [NOT],
    ),
    (
        "a value of another variable",
        ".zshrc",
        "export OPENROUTER_API_KEY=sk-or-v1-DUMMY\n"
        "alias claude='ANTHROPIC_BASE_URL=https://openrouter.ai/api ANTHROPIC_AUTH_TOKEN=$OPENROUTER_API_KEY claude'\n",
        [PAYS],
        [NOT],
    ),
    (
        "a key that a program puts out",
        ".zshrc",
        'claude() { ANTHROPIC_API_KEY=$(pass show k) command claude "$@"; }\n',
        ["which sets ANTHROPIC_API_KEY for itself. Who pays cannot be told."],
        [NOT],
    ),
    (
        "another name, with such a key",
        ".zshrc",
        'paid() { ANTHROPIC_API_KEY="$(op read "op://vault/a key")" command claude "$@"; }\n',
        [PLAN, "Typed as paid (line 1): who pays cannot be told"],
        [],
    ),
    ("quotes within a value", ".zshrc", "alias claude='ANTHROPIC_API_KEY=a\"b\" claude'\n", ["owns the key"], [NOT]),
    ("a key is taken away", ".zshrc", f"{KEY}alias claude='env -u ANTHROPIC_API_KEY claude'\n", [PLAN], [NOT]),
    (
        "the later of two",
        ".zshrc",
        f"alias claude='{ROUTER} claude'\nalias claude='{KEY[7:-1]} claude'\n",
        ["so the Anthropic API account"],
        [PAYS],
    ),
    (
        "another name",
        ".zshrc",
        f"alias orc='{ROUTER} claude'\n",
        [PLAN, "Typed as orc (line 1): your OpenRouter credits pay"],
        [NOT],
    ),
    (
        "the later of two cannot be read",
        ".zshrc",
        f'claude() {{\n  {ROUTER} command claude "$@"\n}}\nclaude() {{\n  . ~/.env\n  {ROUTER} command claude\n}}\n',
        [NOT],
        [PAYS],
    ),
    (
        "the later of two has a branch",
        ".zshrc",
        f"claude() {{\n  {ROUTER} command claude\n}}\nclaude() {{\n  if a; then {ROUTER} command claude; fi\n}}\n",
        [NOT],
        [PAYS],
    ),
    (
        "a name that is given to something else later",
        ".zshrc",
        f"orc() {{\n  {ROUTER} command claude\n}}\norc() {{\n  echo gone\n}}\n",
        [PLAN],
        ["Typed as orc"],
    ),
    (
        "another name, whose text runs the alias of the client's own",
        ".zshrc",
        f"alias claude='{ROUTER} claude'\nalias plain='ANTHROPIC_BASE_URL=https://api.anthropic.com claude'\n",
        [PAYS],
        ["Typed as plain"],
    ),
    (
        "another name, past the alias of the client's own",
        ".zshrc",
        f"alias claude='{ROUTER} claude'\nalias plain='env ANTHROPIC_BASE_URL=https://api.anthropic.com claude'\n",
        [PAYS, "Typed as plain (line 2): your Claude subscription pays"],
        [],
    ),
    (
        "what hangs on its arguments",
        ".zshrc",
        f'claude() {{\n  if [ "$1" = or ]; then {ROUTER} command claude; else command claude "$@"; fi\n}}\n',
        [NOT],
        [PAYS],
    ),
    ("a file is read first", ".zshrc", f'claude() {{\n  . ~/.env\n  {ROUTER} command claude "$@"\n}}\n', [NOT], [PAYS]),
    ("a settings file of its own", ".zshrc", f"alias claude='{ROUTER} claude --settings ~/or.json'\n", [NOT], [PAYS]),
)


def report(name, text, **more):
    return analyse([Document(name, text, recognise(name, text))], rules=[], login=Login.SUBSCRIPTION, **more)


class TypedCallTests(unittest.TestCase):
    def test_it_is_said_who_pays_for_what_is_typed(self):
        for title, name, text, said, not_said in CALLS:
            with self.subTest(title):
                sentence = report(name, text).verdict.sentence
                for words in said:
                    self.assertIn(words, sentence)
                for words in not_said:
                    self.assertNotIn(words, sentence)

    def test_what_is_worked_out_and_faultless_is_clear_and_the_rest_cannot_be_told(self):
        for title, name, text, said, _ in CALLS:
            with self.subTest(title):
                status = report(name, text).verdict.status
                untold = NOT in said or any("for itself. Who pays cannot be told" in each for each in said)
                self.assertIs(status, Status.CANNOT_TELL if untold else Status.CLEAR)

    def test_powershell_takes_a_variable_away_in_ways_of_its_own(self):
        for taken in (
            "$env:ANTHROPIC_API_KEY = $null",
            "$Env:ANTHROPIC_API_KEY=''",
            "Remove-Item Env:ANTHROPIC_API_KEY",
            "ri env:\\ANTHROPIC_API_KEY -ErrorAction SilentlyContinue",
        ):
            with self.subTest(taken):
                text = (
                    '$env:ANTHROPIC_API_KEY = "sk-ant-api03-DUMMYDUMMYDUMMY"\n'
                    f"function claude {{\n  {taken}\n  claude.exe @args\n}}\n"
                )
                sentence = report("Microsoft.PowerShell_profile.ps1", text).verdict.sentence
                self.assertIn("claude is the function on line 2, which takes ANTHROPIC_API_KEY away", sentence)

    def test_a_settings_file_beats_what_a_call_gives(self):
        settings = '{"env": {"ANTHROPIC_BASE_URL": "https://api.z.ai/api/anthropic"}}'
        documents = [
            Document(name, text, recognise(name, text))
            for name, text in (("~/.zshrc", f"alias claude='{ROUTER} claude'\n"), ("~/.claude/settings.json", settings))
        ]
        self.assertNotIn(PAYS, analyse(documents, rules=[], login=Login.SUBSCRIPTION).verdict.sentence)

    def test_rules_look_at_what_a_call_gives_and_promise_no_fix(self):
        text = "alias glm='ANTHROPIC_BASE_URL=https://api.z.ai/api/paas/v4 ANTHROPIC_AUTH_TOKEN=k1234567 claude'\n"
        made = analyse(
            [Document("~/.zshrc", text, recognise("~/.zshrc", text))], rules=shipped_rules(), login=Login.SUBSCRIPTION
        )
        [finding] = [each for each in made.findings if each.rule == "CC204"]
        self.assertEqual((finding.primary.span.line, finding.fix), (1, None))
        self.assertNotIn("CC204", (*made.passed, *made.not_applicable))

    def test_each_fault_is_found_once_though_it_stands_in_a_call(self):
        text = f"{KEY}alias claude='ANTHROPIC_MODEL=opus claude'\n"
        made = analyse(
            [Document("~/.zshrc", text, recognise("~/.zshrc", text))], rules=shipped_rules(), login=Login.SUBSCRIPTION
        )
        places = [(each.rule, each.primary.span) for each in made.findings if each.primary]
        self.assertEqual(len(places), len(set(places)))
        self.assertIn("CC101", [rule for rule, _ in places])

    def test_a_message_is_held_against_what_is_typed(self):
        alias = "alias claude='ANTHROPIC_BASE_URL=https://ai-gateway.vercel.sh ANTHROPIC_AUTH_TOKEN=vck_DUMMY claude'\n"
        error = 'API Error: 402 {"error":{"message":"Insufficient funds","type":"insufficient_funds"}}'
        made = report("~/.zshrc", alias, error=error)
        self.assertEqual([each.fit for each in made.readings], [Fit.FITS])
        self.assertNotIn("would pay", made.requests[0].payer.sentence)  # what a script sends is not refused
        self.assertIn("so your Vercel AI Gateway credits", made.verdict.sentence)
