"""The few articles that the tests of the search look for, one of which only staff may see."""

from django.test import TestCase

from kb.search import search

from .cast import article, product, topic


def slugs(query: str, **filters) -> list[str]:
    return [hit.article.slug for hit in search(query, **filters).hits]


class SearchTestCase(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.base = article(
            "base-url-ends-in-v1",
            title="Every model fails: ANTHROPIC_BASE_URL ends in /v1",
            signatures=("There's an issue with the selected model",),
            cause="The client adds `/v1/messages` itself.",
        )
        cls.credits = article(
            "gateway-bills-credits",
            title="The gateway bills credits instead of the plan",
            signatures=("insufficient_funds", "API Error: 402 Insufficient funds."),
            cause="The balance is checked before routing; it ends in 402.",
            resolution="```sh\nexport ANTHROPIC_CUSTOM_HEADERS='x-api-key: …'\n```",
        )
        cls.quotes = article(
            "typographic-quotes",
            title="Curly quotes around a value",
            short_answer="Write straight quotes.",
            cause="A gateway's guide in a word processor.",
            confidence="not validated",
        )
        cls.hidden = article(
            "secret-gateway", title="Internal gateway notes", audience="internal", signatures=("zebra stripes fail",)
        )
        cls.credits.topics.add(topic("gateways"))
        cls.quotes.topics.add(topic("shells-and-files"))
        cls.quotes.products.add(product("zsh"))
