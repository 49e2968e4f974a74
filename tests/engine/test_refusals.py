"""Who would pay for a request that a pasted message shows as refused."""

from __future__ import annotations

import unittest
from dataclasses import replace

from diagnostics.engine.findings import Certainty, Fit, Login, Mode, Payer, Reading, Request, Sent
from diagnostics.engine.refusals import as_refused, would_pay

PLAN = Payer("your Claude subscription", Certainty.MEASURED, "It is sent. Your Claude subscription pays.")
SENT = Request("claude-code", "2", Mode.PRINT, Login.SUBSCRIPTION, Sent.SENT, "anthropic", payer=PLAN)
REFUSED = Reading("401", "Anthropic", "…", Fit.FITS, "…", "claude-code", (Login.SUBSCRIPTION,), refuses=True)


class Refusals(unittest.TestCase):
    def test_who_is_named_would_pay(self) -> None:
        (request,) = as_refused([SENT], [REFUSED])
        self.assertTrue(request.payer.would_only)
        self.assertIn("Your Claude subscription would pay.", request.payer.sentence)
        self.assertIn("nobody pays as it stands", request.payer.sentence)
        self.assertEqual(as_refused([request], [REFUSED]), (request,))

    def test_only_a_fitting_refusal_of_that_request_counts(self) -> None:
        for reading in (
            replace(REFUSED, refuses=False),
            replace(REFUSED, fit=Fit.OPEN),
            replace(REFUSED, fit=Fit.CONFLICTS),
            replace(REFUSED, client="codex"),
            replace(REFUSED, logins=(Login.NONE,)),
        ):
            with self.subTest(reading=reading):
                self.assertEqual(as_refused([SENT], [reading]), (SENT,))

    def test_an_aliases_refusal_counts_for_what_it_sends_alone(self) -> None:
        typed = replace(REFUSED, typed=True)
        self.assertEqual(as_refused([SENT], [typed]), (SENT,))
        self.assertEqual(as_refused([SENT], [REFUSED], typed=True), (SENT,))
        self.assertTrue(as_refused([SENT], [typed], typed=True)[0].payer.would_only)

    def test_who_pays_nothing_already_is_not_named_again(self) -> None:
        for payer in (
            Payer("nobody", Certainty.MEASURED, "Nobody pays: it stops."),
            Payer("the account", Certainty.MEASURED, "The account would pay.", would_only=True),
        ):
            with self.subTest(payer=payer):
                self.assertEqual(would_pay(payer, "It is refused."), payer)

    def test_what_is_not_sent_stays_as_it_is(self) -> None:
        stopped = replace(SENT, outcome=Sent.BLOCKED)
        self.assertEqual(as_refused([stopped], [REFUSED]), (stopped,))

    def test_the_words_in_brackets_are_no_part_of_the_name(self) -> None:
        payer = Payer("the account (Console)", Certainty.MEASURED, "The account pays, not your plan.")
        (request,) = as_refused([replace(SENT, payer=payer)], [REFUSED])
        self.assertTrue(request.payer.sentence.startswith("The account would pay, not your plan. "))
