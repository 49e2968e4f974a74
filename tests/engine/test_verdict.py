"""The verdict is clear only where nothing else may decide: each reason to say less, with nothing found by any rule."""

from __future__ import annotations

import unittest
from dataclasses import replace

from diagnostics.engine.factsof import facts_of
from diagnostics.engine.findings import (
    Certainty,
    Confidence,
    Finding,
    Fit,
    Login,
    Mode,
    Outcome,
    Payer,
    Reading,
    Request,
    Sent,
    Severity,
    Status,
    Undecided,
    Verdict,
)
from diagnostics.engine.kinds import recognise
from diagnostics.engine.source import Document
from diagnostics.engine.typedcalls import typed_calls
from diagnostics.engine.verdict import verdict
from diagnostics.engine.whopays import in_full

KEY = "export ANTHROPIC_API_KEY=sk-ant-api03-DUMMY\n"
PLAIN = (("~/.zshrc", "export ANTHROPIC_MODEL=opus\n"),)
PLAIN_TOO = ((".env", "A=1\n"),)
MODEL = "alias claude='claude --model opus'\n"
FROM_ALIAS = "The model is that of your alias or function"
WARNING = Finding("XX101", "x", Outcome.FOUND, Severity.WARNING, Confidence.CERTAIN, "A thing. More.", "", None)
REFUSED = Reading("401", "Anthropic", "…", Fit.OPEN, "…", "claude-code", (Login.SUBSCRIPTION,), refuses=True)
CONFLICT = Reading("402", "Anthropic", "…", Fit.CONFLICTS, "…", "claude-code", (Login.SUBSCRIPTION,))


def said(*files: tuple[str, str], findings=(), clients=(), login=Login.SUBSCRIPTION, **more) -> Verdict:
    documents = [Document(name, text, recognise(name, text)) for name, text in files]
    facts = facts_of(documents, login=login, mode=Mode.PRINT, clients=clients)
    return verdict(facts, findings, rule_count=0, typed=typed_calls(facts), **more)


# Nothing is found, and yet it is not clear: what is given, and a part of the sentence.
UNCLEAR = (
    (
        "nobody pays as it stands",
        {"files": (("~/.zshrc", f"{KEY}export ANTHROPIC_BASE_URL=https://api.anthropic.com/v1\n"),)},
        "would pay",
    ),
    ("a message that refuses, though it may be another's", {"readings": [REFUSED]}, "error message says stands below"),
    ("a message that these files cannot produce", {"readings": [CONFLICT]}, "These files do not decide alone"),
    ("a message that is known", {"in_trouble": True}, "Nothing found"),
    ("programs that are not worked out", {"others": ("Zed", "Goose")}, "your text speaks of Zed and Goose,"),
    ("every client stops", {"files": (("~/.zshrc", "export ANTHROPIC_BASE_URL=nonsense\n"),)}, "Nobody pays"),
    (
        "another user runs it, and what is typed is worked out",
        {"files": (("~/.zshrc", "alias claude='ANTHROPIC_API_KEY=DUMMY claude'\nsudo claude\n"),)},
        "sudo",
    ),
    ("another user runs it", {"files": (("~/.zshrc", f"{KEY}sudo claude\n"),)}, "sudo"),
    (
        "a plug-in loads what decides",
        {"files": (("~/.zshrc", "plugins=(git dotenv)\n"), (".env", "ANTHROPIC_API_KEY=DUMMY\n"))},
        "lets the plug-in dotenv load a .env file",
    ),
    (
        "text that was not read seems to set what decides",
        {"files": (*PLAIN, ("notes.txt", "ANTHROPIC_API_KEY | DUMMY\n"))},
        "Nothing found",
    ),
)


# A client that finds no credential, the files besides, and whether its own is asked for.
NOT_GIVEN = (
    ("gemini", (), True),
    ("gemini", (("~/.gemini/settings.json", "{}"),), False),
    ("gemini", (("settings.json", '{"theme": "x"}'),), False),
    ("aider", (), True),
    ("aider", ((".aider.conf.yml", "dark-mode: true\n"),), False),
    ("opencode", (), False),  # a store of logins, which nobody should give
    ("copilot-cli", (), False),
    ("claude-code", (), False),
)
BELOW = "What your error message says stands below."


class VerdictTests(unittest.TestCase):
    def test_nothing_found_and_nothing_else_is_clear(self) -> None:
        self.assertIs(said(*PLAIN).status, Status.CLEAR)

    def test_what_may_decide_besides_is_not_clear(self) -> None:
        for title, given, words in UNCLEAR:
            with self.subTest(title):
                more = dict(given)
                found = said(*more.pop("files", PLAIN), **more)
                self.assertIs(found.status, Status.CANNOT_TELL, found.sentence)
                self.assertIn(words, found.sentence)

    def test_a_client_that_may_go_on_by_a_file_of_its_own_leaves_the_others_open(self) -> None:
        found = said(*PLAIN, clients=("gemini", "claude-code"))
        self.assertIn("which was not given, may say otherwise.", found.sentence)
        self.assertIs(found.status, Status.CANNOT_TELL)
        self.assertNotIn("which was not given", said(*PLAIN, clients=("gemini",), others=("Zed",)).sentence)

    def test_a_file_that_may_say_otherwise_is_named_where_it_was_not_given(self) -> None:
        for client, files, is_named in NOT_GIVEN:
            with self.subTest(client=client, files=files):
                found = said(*PLAIN, *files, clients=(client,), login=Login.NONE)
                self.assertEqual("which was not given, may say otherwise." in found.sentence, is_named, found.sentence)

    def test_the_alias_that_names_the_model_is_told_where_that_model_is_shown(self) -> None:
        self.assertIn(FROM_ALIAS, said(("~/.zshrc", MODEL)).sentence)
        self.assertNotIn(FROM_ALIAS, said(("~/.zshrc", MODEL), others=("Zed",)).sentence)
        self.assertNotIn(FROM_ALIAS, said(("~/.zshrc", MODEL), clients=("aider",)).sentence)
        self.assertNotIn(FROM_ALIAS, said(("~/.zshrc", f"{MODEL}sudo claude\n")).sentence)

    def test_what_was_left_out_is_told_where_nothing_was_found(self) -> None:
        files = (("~/.zshrc", "export EDITOR=vim\n"), ("~/.bashrc", KEY))
        self.assertIn("was left out", said(*files).sentence)
        self.assertIs(said(*files).status, Status.CANNOT_TELL)
        self.assertNotIn("was left out", said(*files, findings=(WARNING,)).sentence)

    def test_what_a_finding_takes_for_granted_stands_before_who_pays(self) -> None:
        notice = replace(WARNING, severity=Severity.NOTICE)
        given = said(*PLAIN, findings=[notice, replace(notice, rule="XX102", premise="Without it:")])
        self.assertEqual(given.status, Status.CANNOT_TELL)
        self.assertTrue(given.sentence.startswith("Without it: your Claude subscription pays"), given.sentence)

    def test_what_may_stand_for_something_else_leaves_it_open(self) -> None:
        notice = replace(WARNING, severity=Severity.NOTICE)
        reading = replace(REFUSED, refuses=False)
        for is_open, status in ((False, Status.CLEAR), (True, Status.CANNOT_TELL)):
            finding = replace(notice, is_open=is_open)
            self.assertEqual(said(*PLAIN, findings=[finding]).status, status)
            self.assertIn(f"{BELOW} XX101: A thing.", said(*PLAIN, findings=[finding], readings=[reading]).sentence)

    def test_a_message_is_spoken_of_before_a_notice_and_not_before_anything_graver(self) -> None:
        reading = replace(REFUSED, refuses=False)
        for severity in (Severity.WARNING, Severity.ERROR):
            finding = replace(WARNING, severity=severity)
            self.assertNotIn(BELOW, said(*PLAIN, findings=[finding], readings=[reading]).sentence)

    def test_what_was_found_is_the_status(self) -> None:
        found = said(*PLAIN, findings=(WARNING,))
        self.assertIs(found.status, Status.WARNING)
        self.assertIn("XX101: A thing.", found.sentence)
        self.assertNotIn("Nothing found", found.sentence)

    def test_only_what_was_found_counts_and_a_rule_that_crashed_leaves_it_open(self) -> None:
        for outcome, status in (
            (Outcome.CLEAR, Status.CLEAR),
            (Outcome.NOT_APPLICABLE, Status.CLEAR),
            (Outcome.CRASHED, Status.CANNOT_TELL),
        ):
            with self.subTest(outcome=outcome):
                finding = replace(WARNING, severity=Severity.ERROR, outcome=outcome)
                self.assertIs(said(*PLAIN, findings=(finding,)).status, status)

    def test_the_first_sentence_of_the_gravest_is_told_and_how_many_more_there_are(self) -> None:
        for message, first in (("One thing. More.", "One thing."), ("One thing", "One thing"), ("One.", "One.")):
            for more, words in ((0, ""), (1, " 1 more finding below."), (2, " 2 more findings below.")):
                with self.subTest(message=message, more=more):
                    findings = (replace(WARNING, message=message), *[WARNING] * more)
                    self.assertTrue(said(*PLAIN, findings=findings).sentence.endswith(f"XX101: {first}{words}"))

    def test_what_was_looked_at_is_counted(self) -> None:
        self.assertIn("Nothing found in 1 line by 0 rules. That", said(*PLAIN).sentence)
        self.assertIn("in 2 lines by 0 rules, besides 1 finding that", said(*PLAIN, *PLAIN_TOO, silenced=1).sentence)
        self.assertIn("in 2 lines by 0 rules, besides 2 findings that", said(*PLAIN, *PLAIN_TOO, silenced=2).sentence)

    def test_a_message_rules_out_the_logins_that_it_cannot_come_from(self) -> None:
        both = said(*PLAIN, login=Login.UNKNOWN).sentence
        fits = replace(REFUSED, fit=Fit.FITS, refuses=False, logins=(Login.NONE,))
        self.assertIn("If you are", both)
        alone = said(*PLAIN, login=Login.UNKNOWN, readings=[fits]).sentence
        self.assertNotIn("If you are", alone)
        self.assertIn("Nobody pays", alone)
        for other in (
            replace(fits, fit=Fit.OPEN),
            replace(fits, typed=True),
            replace(fits, client="codex"),
            replace(fits, logins=()),  # none is left then, so that all are
        ):
            with self.subTest(other=other):
                self.assertIn("If you are", said(*PLAIN, login=Login.UNKNOWN, readings=[other]).sentence)

    def test_one_program_is_named_without_an_and(self) -> None:
        self.assertIn("your text speaks of Zed, and what it", said(*PLAIN, others=("Zed",)).sentence)
        self.assertIn("speaks of Zed, Goose and Cursor, and", said(*PLAIN, others=("Zed", "Goose", "Cursor")).sentence)

    def test_a_payer_with_a_comma_is_disputed_or_depends(self) -> None:
        header = "export ANTHROPIC_CUSTOM_HEADERS="
        vercel = (
            "export ANTHROPIC_BASE_URL=https://ai-gateway.vercel.sh\n" + header + "'x-ai-gateway-api-key: Bearer d'\n"
        )
        proxy = "export ANTHROPIC_BASE_URL=https://gw.example.test\n" + header + "'x-litellm-api-key: Bearer d'\n"
        self.assertIn("Who pays is disputed: ", said(("~/.zshrc", vercel)).sentence)
        self.assertIn("Who pays depends: ", said(("~/.zshrc", proxy)).sentence)


ON = Undecided("ANTHROPIC_API_KEY", "X is not known.", "holds a value", "is empty", "the key goes out", "the plan pays")


def undecided(on: Undecided | None, login: Login, sentence: str = "") -> Request:
    """Return a request that hangs on a variable, with nothing more to say of who pays, unless a sentence does."""
    message = f"It hangs on the login {login}."
    payer = Payer("cannot tell", Certainty.CANNOT_TELL, sentence or f"Who pays cannot be told. {message}")
    return Request(
        "claude-code", "1", Mode.PRINT, login, Sent.CANNOT_TELL, "anthropic", message=message, payer=payer, undecided=on
    )


class UndecidedTests(unittest.TestCase):
    def test_one_reason_for_both_logins_is_said_once(self) -> None:
        told = in_full([undecided(ON, Login.SUBSCRIPTION), undecided(replace(ON, does_off="it stops"), Login.NONE)])
        self.assertEqual(
            told,
            "Who pays cannot be told. X is not known. If it holds a value, the key goes out; if it is empty and you "
            "are logged in with a Claude subscription, the plan pays; if it is empty and you are not "
            "logged in, it stops.",
        )

    def test_where_that_is_not_all_both_are_saidin_full(self) -> None:
        other = replace(ON, does_off="it stops")
        one, two = Login.SUBSCRIPTION, Login.NONE
        for title, pair in (
            ("nothing of the first", (undecided(None, one), undecided(ON, two))),
            ("nothing of the second", (undecided(ON, one), undecided(None, two))),
            ("another reason", (undecided(ON, one), undecided(replace(other, reason="Y is not known."), two))),
            ("no word for a value", (undecided(replace(ON, on=""), one), undecided(replace(other, on=""), two))),
            ("the first does the same", (undecided(replace(ON, does_off=ON.does_on), one), undecided(other, two))),
            ("the second does the same", (undecided(ON, one), undecided(replace(ON, does_off=ON.does_on), two))),
            ("more of the first", (undecided(ON, one, "Who pays is open."), undecided(other, two))),
            ("more of the second", (undecided(ON, one), undecided(other, two, "Who pays is open."))),
        ):
            with self.subTest(title):
                self.assertEqual(in_full(pair).lower().count("if you are "), 2, in_full(pair))

    def test_of_three_logins_it_is_said_in_short(self) -> None:
        three = [undecided(ON, login) for login in (Login.SUBSCRIPTION, Login.NONE, Login.CONSOLE)]
        payers = [replace(each, payer=replace(each.payer, who=str(number))) for number, each in enumerate(three)]
        self.assertTrue(in_full(payers).startswith("Claude Code: "), in_full(payers))
