"""The browser masks exactly as Python does: on the corpus, and on texts that are put together by lot."""

from unittest import TestCase

from hypothesis import given, settings
from hypothesis import strategies as st

from diagnostics.engine.masking.secrets import mask
from diagnostics.engine.source import Document, Kind

from . import test_login_files, test_refused_files, test_secrets
from .node import Node
from .secret_corpus import ordinary_lines, secret_lines
from .secret_pieces import texts
from .test_masked_places import places

names = st.sampled_from(
    ["~/.zshrc", "~/.claude/.credentials.json", "~/.codex/auth.json", "auth.json", "a/oauth_creds.json"]
)


class TwinTests(TestCase):
    @classmethod
    def setUpClass(cls) -> None:
        cls.node = Node()
        cls.addClassCleanup(cls.node.close)

    def same(self, *documents: Document) -> None:
        self.assertEqual([document.text for document in mask(documents)[0]], self.node.mask(documents))

    def test_each_line_of_the_corpus(self) -> None:
        for text in (*(line.text for line in secret_lines()), *ordinary_lines(), *(text for text, _ in places())):
            with self.subTest(text):
                self.same(Document("~/.zshrc", text, Kind.ZSH))

    def test_the_corpus_as_one_text_and_as_two_with_common_numbers(self) -> None:
        whole = "\n".join([*(line.text for line in secret_lines()), *ordinary_lines()])
        half = len(whole) // 2
        self.same(Document("~/.zshrc", whole, Kind.ZSH))
        self.same(
            Document("a", whole[:half], Kind.ZSH), Document("b", whole[half:], Kind.ZSH), Document("c", whole, Kind.ZSH)
        )

    def test_files_that_are_called_as_those_of_logins_are(self) -> None:
        for name, text, _ in test_login_files.LoginFileTests.CASES:
            with self.subTest(name):
                self.same(Document(name, text, Kind.TEXT))

    def test_stores_of_credentials(self) -> None:
        for name, text, _ in test_refused_files.RefusedFileTests.FILES:
            self.same(Document(name, text, Kind.CLAUDE_SETTINGS))
            self.same(Document("~/.zshrc", f"Mine:\n{name}\n```\n{text.strip()}\n```\nexport A=1\n", Kind.ZSH))

    def test_texts_with_too_many_places(self) -> None:
        for unit in test_secrets.TimeTests.WORST:
            with self.subTest(unit):
                self.same(Document("a", unit * 7_000, Kind.ZSH), Document("b", f"{unit * 4}\n" * 1_700, Kind.ZSH))

    @settings(max_examples=400, deadline=None)
    @given(st.lists(st.tuples(names, texts), min_size=1, max_size=3))
    def test_texts_put_together_by_lot(self, given_texts: list[tuple[str, str]]) -> None:
        self.same(*(Document(name, text, Kind.ZSH) for name, text in given_texts))

    @settings(max_examples=200, deadline=None)
    @given(
        st.text(st.characters(exclude_categories=["Cs"]), max_size=80), st.sampled_from(["A_KEY=", "sk-ant-api03-", ""])
    )
    def test_any_text(self, text: str, before: str) -> None:
        self.same(Document("~/.zshrc", f"{before}{text}", Kind.ZSH))
