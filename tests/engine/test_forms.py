"""What is sent and who pays hangs on what is set, and not on how it is written or pasted."""

from __future__ import annotations

import unittest
from collections.abc import Iterator, Sequence

from diagnostics.engine.analysis import analyse
from diagnostics.engine.findings import Login, Request, Sent
from diagnostics.engine.intake import documents_of
from diagnostics.engine.pastes.splitting import read_pastes
from diagnostics.engine.source import Document

from .fileforms import FILES, SHOWN
from .forms import EXPORTS, FORMS, OTHERS, PASTES, SETTINGS, for_other

_CLAUDES = ("Claude Code's settings",)  # no other client reads them
PROPOSED = "~/.zshrc"  # the name that the form has for whatever is pasted


def sent(text: str, name: str = PROPOSED) -> list[Request]:
    """Return the requests of a paste; where names are typed, what is sent under those."""
    return _sent_by(read_pastes([(name, text, None)]))


def masked_and_sent(text: str) -> list[Request]:
    """Return the same of a text as the site and the command read it: masked first."""
    return _sent_by(documents_of([(PROPOSED, text, None)], reveal=False))


def _sent_by(documents: Sequence[Document]) -> list[Request]:
    report = analyse(documents, rules=(), login=Login.SUBSCRIPTION)
    return [each for each in report.requests if each.typed] or list(report.requests)


def told(requests: list[Request]) -> set[tuple[object, ...]]:
    """Return what the requests come to, without the names of lines and files."""
    return {
        (one.client, one.outcome, one.endpoint, one.path, tuple(sorted(one.headers.items())), one.model, one.payer.who)
        for one in requests
    }


class FormTests(unittest.TestCase):
    def differing(self, paste: str, *, name: str = PROPOSED) -> Iterator[tuple[str, str]]:
        for what, given in SETTINGS.items():
            meant = told(sent(FORMS[EXPORTS](given)))
            for form, write in FORMS.items():
                if told(sent(PASTES[paste](write(given)), name)) != meant:
                    yield what, form

    def test_what_is_compared_is_a_request(self) -> None:
        for what, given in SETTINGS.items():
            with self.subTest(what):
                self.assertEqual({each.outcome for each in sent(FORMS[EXPORTS](given))}, {Sent.SENT})

    def test_every_form_says_the_same_however_it_is_pasted(self) -> None:
        for paste in PASTES:
            with self.subTest(paste):
                self.assertEqual(list(self.differing(paste)), [])

    def test_a_key_that_is_masked_before_the_text_is_split_says_the_same(self) -> None:
        given = {"ANTHROPIC_BASE_URL": "https://openrouter.ai/api", "ANTHROPIC_AUTH_TOKEN": f"sk-or-v1-{'DUMMY' * 8}"}
        meant = told(masked_and_sent(FORMS[EXPORTS](given)))
        self.assertEqual({payer for *_, payer in meant}, {"your OpenRouter credits"})
        for paste, around in PASTES.items():
            for form, write in FORMS.items():
                with self.subTest(paste, form=form):
                    self.assertEqual(told(masked_and_sent(around(write(given)))), meant)

    def test_a_paste_without_a_name_says_the_same(self) -> None:
        self.assertEqual(list(self.differing("between sentences", name="")), [])

    def test_every_form_says_the_same_of_the_other_clients(self) -> None:
        for client, (_, _, _, settings) in OTHERS.items():
            for given in settings:
                meant = told(sent(for_other(PASTES["in a fence"](FORMS["typed"](given)), client)))
                self.assertEqual({each[:2] for each in meant}, {(client, Sent.SENT)})
                for paste in ("in a fence", "between sentences"):
                    with self.subTest(client, paste=paste, given=list(given)):
                        forms = {form: for_other(PASTES[paste](write(given)), client) for form, write in FORMS.items()}
                        differing = [form for form, text in forms.items() if told(sent(text)) != meant]
                        self.assertEqual([form for form in differing if form not in _CLAUDES], [])

    def test_a_clients_own_file_says_the_same_however_it_is_shown(self) -> None:
        for what, (name, text, client) in FILES.items():
            meant = told(sent(text, name))
            for how, show in SHOWN.items():
                with self.subTest(what, how=how):
                    self.assertEqual(told(sent(show(name, text, client))), meant)


if __name__ == "__main__":
    unittest.main()
