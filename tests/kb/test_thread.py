"""A forum thread is read whatever form it comes in, and becomes a draft that names nobody."""

import datetime as dt
import json
from pathlib import Path

from django.test import SimpleTestCase
from hypothesis import given
from hypothesis import strategies as st

from kb import articlefile
from kb.drafting import configurations, draft, figures, nameless, signatures, wants_subscription
from kb.thread import Block, Post, Thread, ThreadError, blocks, parts, read

FOUNDING = (Path(__file__).resolve().parents[1] / "threads" / "vercel-community-37001.md").read_text("utf-8")
TODAY = dt.date(2026, 11, 26)
BODY = (
    "## Bug\nIt bills me.\n\n## Steps\n1. Run it\n\n```sh\nexport ANTHROPIC_API_KEY=x1\n```\n\n## Expected\nThe plan."
)
DISCOURSE = {
    "title": "It bills me",
    "views": 40,
    "like_count": 1,
    "post_stream": {
        "posts": [
            {
                "username": "carol",
                "created_at": "2026-03-25T10:00:00.000Z",
                "cooked": "<h2>Steps</h2><ol><li>Run it</li></ol>"
                "<pre><code>export ANTHROPIC_API_KEY=x1\n# &lt;2&gt;</code></pre>",
                "actions_summary": [{"id": 2, "count": 3}],
            },
            {"username": "dave", "created_at": "2026-03-26T10:00:00.000Z", "raw": "Try again.", "cooked": "<p>Try</p>"},
        ]
    },
}
RAW = (
    "carol | 2026-03-25 10:00:00 UTC | #1\n\nIt bills me\n\n```\nA_NAME=1\n```\n\n-------------------------\n\n"
    "dave | 2026-03-26 09:00:00 UTC | #2\n\nTry again.\n\n-------------------------\n"
)
ISSUE = {
    "title": "It bills `me`",
    "body": BODY,
    "url": "https://github.com/a/b/issues/1",
    "createdAt": "2026-03-25T10:00:00Z",
    "author": {"login": "carol"},
    "comments": [{"author": {"login": "dave"}, "body": "Try again.", "createdAt": "2026-03-26T10:00:00Z"}],
}
API = [
    {"title": "It bills me", "body": BODY, "html_url": "https://github.com/a/b/issues/1", "user": {"login": "carol"}},
    {"body": "Try again.", "user": {"login": "dave"}},
]


class ReadingTests(SimpleTestCase):
    def test_each_form_gives_the_same_posts(self) -> None:
        forms = {
            "Discourse’s JSON": json.dumps(DISCOURSE),
            "Discourse’s raw text": RAW,
            "a GitHub issue": json.dumps(ISSUE),
            "a GitHub issue ": json.dumps(API),
            "a GitHub issue  ": json.dumps({"issue": API[0], "comments": API[1:]}),
        }
        for form, text in forms.items():
            with self.subTest(form):
                found = read(text)
                self.assertEqual((found.form, len(found.posts)), (form.strip(), 2))
                self.assertEqual(found.title, "It bills me")
                self.assertEqual((found.posts[0].author, found.posts[1].text), ("carol", "Try again."))
                self.assertEqual(len(blocks(found.posts[0].text)), 1)

    def test_html_becomes_markdown(self) -> None:
        post = read(json.dumps(DISCOURSE)).posts[0]
        self.assertEqual((post.day, post.likes), (dt.date(2026, 3, 25), 3))
        self.assertEqual(blocks(post.text), [Block("", "export ANTHROPIC_API_KEY=x1\n# <2>")])
        self.assertIn("## Steps", post.text)

    def test_the_founding_thread_is_read_whole(self) -> None:
        found = read(FOUNDING)
        self.assertEqual(figures(found), "40 views, 1 like, 3 posts")
        self.assertEqual([post.likes for post in found.posts], [0, 1, 0])
        self.assertEqual({post.day for post in found.posts}, {dt.date(2026, 3, 25)})
        self.assertTrue(found.title.startswith("Vercel AI Gateway billing credits"))

    def test_what_is_no_thread_is_refused_with_a_mend(self) -> None:
        cases = {
            "": "There is no text",
            "hello": "no line begins with “# ”",
            '{"a": ': "Line 1, column 6: this begins like JSON, but is none (Expecting value)",
            '{"title": "x",\n "body": }': "Line 2, column 10: this begins like JSON",
            '{"a":' * 100_000: "nested too deep",
            '{"a": 1}': "neither Discourse",
            "[{}]": "no post with text",
            '{"title": "x", "post_stream": {}}': "no post with text",
        }
        for text, words in cases.items():
            with self.subTest(text), self.assertRaises(ThreadError) as caught:
                read(text)
            self.assertIn(words, str(caught.exception))

    @given(st.text(max_size=300))
    def test_no_text_is_too_strange_to_be_read_or_refused(self, text: str) -> None:
        for strange in (text, f"# {text}", "{" + text, json.dumps({"title": text, "body": text, "comments": text})):
            try:
                found = read(strange)
            except ThreadError:
                continue
            made = draft(found, advice=[], products={}, today=TODAY)
            self.assertTrue(made.slug)

    def test_html_that_means_harm_or_is_broken_becomes_plain_words(self) -> None:
        cases = {
            "<script>alert(1)</script><p>Hi</p><style>p{}</style>": "Hi",
            "<p>a <b>b</b><p>c": "a b\n\nc",
            "<p>&amp;lt;b&amp;gt; &lt;i&gt;</p>": "&lt;b&gt; <i>",
            '<a href="https://a.example/x">x</a> <a href="javascript:alert(1)">y</a>': "[x](https://a.example/x) y",
            '<aside class="quote"><blockquote><pre>export A_KEY=1</pre></blockquote></aside><p>No.</p>': "No.",
            "<a <" * 20_000: "",
            "<!--" * 20_000: "",
            "<pre><code>" * 9_000 + "x": "x",
        }
        for text, words in cases.items():
            with self.subTest(text[:40]):
                data = {"title": "t", "post_stream": {"posts": [{"raw": "q"}, {"cooked": text}]}}
                found = read(json.dumps(data)).posts[1].text
                self.assertEqual(found.strip("`\n "), words)

    def test_what_a_post_quotes_of_another_is_not_its_own(self) -> None:
        quoted = '[quote="carol, post:1, topic:3"]\n```\nA_NAME=1\n```\n[/quote]\nMine.'
        for text, own in {
            quoted: "Mine.",
            f'[quote="x"]a {quoted} b[/quote]c': "c",
            "[quote] never closed": "",
            "a [/quote] b": "a  b",
        }.items():
            with self.subTest(text):
                data = {"title": "t", "post_stream": {"posts": [{"raw": "q"}, {"raw": text}]}}
                self.assertEqual(read(json.dumps(data)).posts[1].text, own)

    def test_texts_of_half_a_megabyte_that_repeat_one_thing_are_read_at_once(self) -> None:
        raw = "carol | 2026-03-25 10:00:00 UTC | #1\n\nx"
        for unit in (
            "\n",
            "[a](",
            "`*[",
            "```\n",
            "**a",
            "[quote]",
            "A (@a) · 2026-03-25\n\n",
            "1,",
            "@a",
            '"message":"',
        ):
            for head in ("# T\n\nA (@a) · 2026-03-25\n\n", "# ", raw):
                with self.subTest(unit=unit, head=head):
                    try:
                        found = read(head + unit * (500_000 // len(unit)) + "x")
                    except ThreadError:
                        continue
                    self.assertTrue(draft(found, advice=[], products={}, today=TODAY).slug)

    def test_of_very_many_replies_the_first_are_read(self) -> None:
        replies = [{"raw": f"No {number}."} for number in range(5_000)]
        data = {"title": "t", "post_stream": {"posts": [{"raw": "q"}, *replies]}}
        self.assertEqual(len(read(json.dumps(data)).posts), 200)

    def test_headings_cut_a_post_but_not_within_a_block(self) -> None:
        text = "Before\n## Steps ##\n1. x\n\n**Expected behaviour:**\ny\n\n```\n# no heading\n```"
        self.assertEqual(
            [(part.heading, part.text) for part in parts(text)],
            [("", "Before"), ("Steps", "1. x"), ("Expected behaviour", "y\n\n```\n# no heading\n```")],
        )

    def test_a_block_that_is_never_closed_goes_to_the_end(self) -> None:
        self.assertEqual(blocks("~~~toml\na = 1\nb"), [Block("toml", "a = 1\nb")])


class DraftingTests(SimpleTestCase):
    def made(self, **options: object) -> articlefile.ArticleFile:
        options = {"advice": [], "products": {}, "today": TODAY, **options}
        return draft(read(FOUNDING, "https://community.vercel.com/t/37001"), **options)

    def test_the_parts_of_the_founding_thread_are_in_their_places(self) -> None:
        made = self.made()
        self.assertTrue(made.sections["steps"].startswith("1. Set up my `.zshrc`"))
        self.assertIn("$15", made.sections["current_behaviour"])
        self.assertIn("should route through my Claude Max", made.sections["expected_behaviour"])
        self.assertIn("Also, I just tried again", made.sections["issue"], "its author's later post belongs to it")
        self.assertNotIn("ADALIGO", str(made.sections))

    def test_a_draft_is_nobodys_word_yet(self) -> None:
        made = self.made()
        self.assertEqual((made.confidence, made.audience, made.verifications), ("work in progress", "internal", ()))
        [source] = made.sources
        self.assertEqual((source.date, source.url), ("2026-03-25", "https://community.vercel.com/t/37001"))

    def test_it_can_be_written_to_a_file_and_read_again(self) -> None:
        made = self.made(advice=["- **“Set `X`” (post 3).** It does not."])
        self.assertEqual(articlefile.parse(articlefile.dump(made)), made)

    def test_error_messages_are_found_without_what_varies(self) -> None:
        self.assertEqual(
            signatures(read(FOUNDING)),
            [
                "Insufficient funds. Please add credits to your account to continue using AI services.",
                "insufficient_funds",
                "API Error: 402",
            ],
        )

    def test_nobody_is_named(self) -> None:
        profile = "**[dahlia](https://community.vercel.com/u/dahliawitt)**"
        text = f"Hi {profile}, as @bob said, npm i @scope/package and a@b.example"
        self.assertEqual(nameless(text), "Hi somebody, as somebody said, npm i @scope/package and a@b.example")

    def test_authors_are_not_named_in_prose_either_but_code_stays_as_it_was(self) -> None:
        posts = [
            {"username": "carol_x", "name": "Carol Xu", "raw": "I am Carol Xu.\n\n```\ncd /home/carol_x\n```"},
            {"username": "vercel", "name": "", "raw": "Hi carol_x."},
            {"username": "carol_x", "raw": "Thanks, vercel, says CAROL_X."},
        ]
        found = read(json.dumps({"title": "Vercel bills me", "post_stream": {"posts": posts}}))
        issue = draft(found, advice=[], products={}, today=TODAY).sections["issue"]
        self.assertEqual(issue, "I am somebody.\n\n```\ncd /home/carol_x\n```\n\nThanks, vercel, says somebody.")

    def test_configurations_are_told_from_errors(self) -> None:
        thread = read(FOUNDING)
        self.assertEqual([len(configurations(post)) for post in thread.posts], [0, 1, 1])

    def test_what_the_author_wants_is_known_only_where_it_is_said(self) -> None:
        self.assertTrue(wants_subscription(read(FOUNDING)))
        self.assertFalse(wants_subscription(Thread("A 404", (Post("The model is not found."),))))

    def test_products_are_those_that_are_named(self) -> None:
        products = {
            "Claude Code": "claude-code",
            "Code": "code",
            "Vercel AI Gateway": "vercel-ai-gateway",
            "Zed": "zed",
            "Continue": "continue",  # the thread has the verb
            "bash": "bash",  # and a block of code in that language
            "zsh": "zsh",  # and names .zshrc
        }
        self.assertEqual(self.made(products=products).products, ("claude-code", "code", "vercel-ai-gateway", "zsh"))

    def test_an_address_in_use_is_not_taken(self) -> None:
        slug = self.made().slug
        self.assertEqual(self.made(taken=[slug, f"{slug}-2"]).slug, f"{slug}-3")
