"""From a forum thread to a draft in the admin, with the engine's word on each piece of advice."""

from __future__ import annotations

import html
import re
from pathlib import Path

from django.contrib.auth import get_user_model
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from diagnostics import threads
from kb import thread
from kb.models import Article

from .seed import KEY, SeededTestCase, alice

FOUNDING = (Path(__file__).resolve().parents[1] / "threads" / "vercel-community-37001.md").read_text("utf-8")
URL = reverse("article_from_thread")
GOOD_ADVICE = "unset ANTHROPIC_API_KEY\nunset ANTHROPIC_BASE_URL\nexport ANTHROPIC_MODEL=opus"


def with_reply(block: str) -> thread.Thread:
    asked = "# My Max plan is not used\n\nCarol (@carol) · 2026-03-25\n\nHelp"
    text = f"{asked}\n\nDave (@dave) · 2026-03-25\n\n```bash\n{block}\n```\n"
    return thread.read(text)


class AssessingTests(SeededTestCase):
    def test_the_founding_threads_reply_fails_for_the_right_reason(self) -> None:
        question, reply = threads.assess(thread.read(FOUNDING))
        self.assertEqual((question.post, question.is_reply, question.fails), (2, False, False))
        self.assertEqual([finding.rule for finding in question.report.findings], ["CC104"])
        self.assertEqual((reply.post, reply.is_reply, reply.fails), (3, True, True))
        self.assertIn("not your Claude subscription", reply.reason)
        self.assertIn("CC101", reply.reason)

    def test_advice_that_keeps_the_fault_of_the_question_fails_and_a_mere_repetition_does_not(self) -> None:
        question = "export ANTHROPIC_BASE_URL=https://gateway.example/v1"
        better = "export ANTHROPIC_BASE_URL=https://gateway.example"
        post = "{} (@{}) · 2026-03-25\n\n```\n{}\n```\n\n"
        for name, advice, fails in (
            ("the same fault", question + "\nexport ANTHROPIC_MODEL=opus", True),
            ("a repetition", question, False),
            ("another way", better, False),
        ):
            with self.subTest(name):
                own, reply = threads.assess(
                    thread.read(
                        "# Requests fail\n\n"
                        + post.format("Carol", "carol", question)
                        + post.format("Dave", "dave", advice)
                    )
                )
                self.assertIn("CC107", [one.rule for one in own.report.findings])
                self.assertEqual(reply.fails, fails, reply.reason)
                self.assertEqual("keeps what is wrong in the question" in reply.reason, fails)

    def test_of_very_many_configurations_the_first_hundred_are_checked(self) -> None:
        blocks = "".join(f"```\nexport A_NAME={number}\n```\n\n" for number in range(300))
        asked = f"# T\n\nCarol (@carol) · 2026-03-25\n\n{blocks}"
        self.assertEqual(len(threads.assess(thread.read(asked))), 100)

    def test_advice_that_leaves_the_plan_paying_does_not_fail(self) -> None:
        [reply] = threads.assess(with_reply(GOOD_ADVICE))
        self.assertFalse(reply.fails)

    def test_advice_of_which_nothing_certain_is_known_does_not_fail(self) -> None:
        [reply] = threads.assess(
            with_reply('export ANTHROPIC_BASE_URL="https://gateway.example"\nexport ANTHROPIC_API_KEY=$(cat k)')
        )
        self.assertFalse(reply.fails)

    def test_where_nobody_wants_a_plan_nothing_fails(self) -> None:
        text = FOUNDING.replace("Max", "X").replace("subscription", "account").replace("Claude account", "account")
        self.assertFalse(any(one.fails for one in threads.assess(thread.read(text))))

    def test_a_key_in_a_thread_is_masked_before_anything_else(self) -> None:
        found = threads.masked(with_reply(f"export ANTHROPIC_API_KEY={KEY}"))
        self.assertNotIn(KEY, str(found))


class AdminTests(SeededTestCase):
    @classmethod
    def setUpTestData(cls) -> None:
        super().setUpTestData()
        cls.alice = alice()

    def setUp(self) -> None:
        self.client.force_login(self.alice)

    def test_reading_shows_everything_and_keeps_nothing(self) -> None:
        before = Article.objects.count()
        page = self.client.post(URL, {"text": FOUNDING, "_read": "1"})
        for words in (
            "40 views, 1 like, 3 posts",
            "does not do what the thread wants",
            "CC101",
            "CC104",
            "API Error: 402",
        ):
            self.assertContains(page, words)
        self.assertEqual(Article.objects.count(), before)

    def test_the_draft_opens_in_the_admin_ready_for_its_prose(self) -> None:
        address = "https://community.vercel.com/t/37001"
        response = self.client.post(URL, {"text": FOUNDING, "url": address, "_make": "1"}, follow=True)
        made = Article.objects.get(sources__url=address)
        self.assertRedirects(response, reverse("admin:kb_article_change", args=(made.pk,)))
        self.assertEqual((made.confidence, made.audience), ("work in progress", "internal"))
        self.assertIn("not your Claude subscription", made.wrong_advice)
        self.assertIn("- Post 2: ", made.cause)
        self.assertIn("(CC104)", made.cause)
        self.assertEqual(self.client.get(made.get_absolute_url()).status_code, 200)
        self.client.logout()
        self.assertEqual(self.client.get(made.get_absolute_url()).status_code, 404)

    def test_a_file_is_read_and_given_back_in_the_box_masked(self) -> None:
        text = FOUNDING.replace("[REDACTED :)]", KEY)
        page = self.client.post(URL, {"file": SimpleUploadedFile("thread.md", text.encode())})
        box = html.unescape(re.search(r"<textarea.*?>\n?(.*?)</textarea>", page.content.decode(), re.DOTALL)[1])
        self.assertIn("Steps to Reproduce", box)
        self.assertNotIn(KEY, page.content.decode())

    def test_what_is_no_thread_is_said_and_the_text_stays(self) -> None:
        page = self.client.post(URL, {"text": "just words"})
        self.assertContains(page, "no line begins with")
        self.assertContains(page, "just words")
        self.assertContains(self.client.post(URL, {}), "There is no text")
        self.assertContains(self.client.post(URL, {"file": SimpleUploadedFile("x", b"\xff\xfe")}), "not text in UTF-8")
        self.assertContains(self.client.post(URL, {"text": "# x\n" + "a" * 1_100_000}), "more than 1 MB")

    def test_only_who_may_add_articles_gets_there(self) -> None:
        self.assertContains(self.client.get(reverse("admin:kb_article_changelist")), URL)
        charlie = get_user_model().objects.create_user("charlie", is_staff=True)
        self.client.force_login(charlie)
        self.assertEqual(self.client.get(URL).status_code, 403)
        self.client.logout()
        self.assertEqual(self.client.get(URL).status_code, 302)
