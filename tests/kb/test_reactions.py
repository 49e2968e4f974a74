"""Readers say whether an article helped: one vote a revision, no cookie for those who do not vote, no key kept."""

from unittest import mock

from django.db import IntegrityError
from django.test import TestCase

from kb import discretion, voters
from kb.models import SameProblem, Vote, VoterDay
from kb.reactions import SHOWN_FROM

from .cast import article

KEY = "sk-ant-api03-" + "DUMMY" * 19


class ReactionTests(TestCase):
    def setUp(self) -> None:
        self.article = article("one")
        self.url = "/articles/one/helped/"

    def vote(self, word: str = "yes", **data: str) -> object:
        return self.client.post(self.url, {"helped": word, **data})

    def test_reading_sets_no_cookie_and_voting_sets_one_that_scripts_cannot_read(self) -> None:
        self.assertFalse(self.client.get("/articles/one/").cookies)
        cookie = self.vote().cookies[voters.COOKIE]
        self.assertTrue(cookie["httponly"])
        self.assertEqual(cookie["samesite"], "Lax")

    def test_yes_is_thanked_and_counted(self) -> None:
        self.assertContains(self.vote(), "Thank you.")
        self.assertEqual(Vote.objects.get().helped, True)

    def test_no_asks_why_and_the_reason_joins_the_vote(self) -> None:
        page = self.vote("no")
        for words in ("did not work", "not my case", "unclear", "out of date", "Leave out keys and names"):
            self.assertContains(page, words)
        self.assertContains(self.vote("no", reason="unclear", comment="Which file?"), "Staff read it")
        vote = Vote.objects.get()
        self.assertEqual((vote.helped, vote.reason, vote.comment), (False, "unclear", "Which file?"))

    def test_a_no_without_a_reason_is_not_asked_twice(self) -> None:
        self.assertContains(self.vote("no"), "What was wrong with it?")
        self.assertNotContains(self.vote("no", comment=""), "What was wrong with it?")

    def test_an_answer_leaves_only_what_the_reader_has_not_answered(self) -> None:
        def asked(page) -> list[str]:
            return [word for word in ('value="yes"', "I have this too") if word in page.content.decode()]

        self.assertEqual(asked(self.client.get("/articles/one/")), ['value="yes"', "I have this too"])
        self.assertEqual(asked(self.vote()), ["I have this too"])
        self.assertEqual(asked(self.client.post("/articles/one/same-problem/")), [])
        self.client.cookies.clear()
        self.assertEqual(asked(self.client.post("/articles/one/same-problem/")), ['value="yes"'])

    def test_a_vote_counts_for_the_revision_that_was_read(self) -> None:
        self.article.save()
        for said, revision in (("1", 1), ("2", 2), ("3", 2), ("0", 2), ("-1", 2), ("٢", 2), ("9" * 40, 2), ("", 2)):
            with self.subTest(said):
                Vote.objects.all().delete()
                self.assertContains(self.vote(revision=said), "Thank you.")
                self.assertEqual(Vote.objects.get().revision, revision)

    def test_the_reason_joins_the_vote_of_the_revision_that_was_read(self) -> None:
        self.article.save()
        self.assertContains(self.vote("no", revision="1"), '<input type="hidden" name="revision" value="1">')

    def test_a_second_vote_of_the_same_reader_replaces_the_first(self) -> None:
        self.vote("no", reason="unclear")
        self.vote("yes")
        vote = Vote.objects.get()
        self.assertEqual((vote.helped, vote.reason), (True, ""))

    def test_a_new_revision_may_be_voted_on_again(self) -> None:
        self.vote()
        self.article.save()
        self.vote()
        self.assertEqual(Vote.objects.count(), 2)

    def test_another_reader_is_another_vote(self) -> None:
        self.vote()
        self.client.cookies.clear()
        self.vote()
        self.assertEqual(Vote.objects.count(), 2)

    def test_the_row_does_not_hold_the_cookie(self) -> None:
        token = self.vote().cookies[voters.COOKIE].value
        self.assertNotIn(token, Vote.objects.get().voter)

    def test_a_forged_cookie_is_no_way_into_the_table(self) -> None:
        self.client.cookies[voters.COOKIE] = "'; DROP TABLE" + "x" * 500
        self.vote()
        self.assertEqual(len(Vote.objects.get().voter), 64)

    def test_a_key_in_a_comment_is_masked_before_it_is_kept(self) -> None:
        self.vote("no", reason="unclear", comment=f"I set ANTHROPIC_API_KEY={KEY} and nothing happened")
        comment = Vote.objects.get().comment
        self.assertNotIn("DUMMYDUMMY", comment)
        self.assertIn("nothing happened", comment)

    def test_without_a_masker_no_free_text_is_kept(self) -> None:
        with mock.patch.object(discretion, "_maskers", []):
            self.vote("no", reason="unclear", comment="Which file?")
        self.assertEqual(Vote.objects.get().comment, "")

    def test_what_is_no_vote_changes_nothing(self) -> None:
        for data in ({}, {"helped": "perhaps"}, {"helped": "no", "reason": "because"}):
            self.assertEqual(self.client.post(self.url, data).status_code, 422, data)
        self.assertEqual(self.client.get(self.url).status_code, 405)
        self.assertEqual(self.client.post("/articles/nothing/helped/", {"helped": "yes"}).status_code, 404)
        self.assertFalse(Vote.objects.exists())

    def test_a_form_on_another_site_cannot_vote(self) -> None:
        elsewhere = (
            {"Sec-Fetch-Site": "cross-site"},
            {"Origin": "https://evil.example"},
            {"Origin": "null"},
            {"Sec-Fetch-Site": "cross-site", "Origin": "null"},
            {"Sec-Fetch-Site": "none", "Origin": "null"},
            {"Sec-Fetch-Site": "same-origin", "Origin": "https://evil.example"},
        )
        for headers in elsewhere:
            response = self.client.post(self.url, {"helped": "yes"}, headers=headers)
            self.assertEqual(response.status_code, 403, headers)
        self.assertFalse(Vote.objects.exists())
        # The second is what Chromium sends from a page with Referrer-Policy: no-referrer.
        for origin in ("http://testserver", "null"):
            same = {"Sec-Fetch-Site": "same-origin", "Origin": origin}
            self.assertEqual(self.client.post(self.url, {"helped": "yes"}, headers=same).status_code, 200)

    def test_one_address_cannot_stuff_the_box(self) -> None:
        with mock.patch.object(voters, "MOST_A_DAY", 2):
            for status in (200, 200, 429):
                self.client.cookies.clear()
                self.assertEqual(self.vote().status_code, status)
        self.assertEqual(Vote.objects.count(), 2)
        self.assertNotIn("127.0.0.1", VoterDay.objects.get().who)

    def test_the_same_problem_is_counted_once_a_reader(self) -> None:
        for _ in range(2):
            self.assertContains(self.client.post("/articles/one/same-problem/"), "Counted.")
        self.assertEqual(SameProblem.objects.count(), 1)

    def test_readers_see_numbers_from_ten_votes_on(self) -> None:
        for number in range(SHOWN_FROM):
            self.assertNotContains(self.client.get("/articles/one/"), "It helped")
            Vote.objects.create(article=self.article, revision=1, voter=str(number), helped=number > 0)
        self.assertContains(self.client.get("/articles/one/"), "It helped 90 % of 10 readers")

    def test_htmx_gets_the_fragment_and_a_browser_the_page(self) -> None:
        fragment = self.client.post(self.url, {"helped": "yes"}, headers={"HX-Request": "true"})
        self.assertTrue(fragment.content.strip().startswith(b'<div id="_reactions"'))
        self.assertContains(self.vote(), "Back to the article")

    def test_the_database_keeps_a_reason_only_with_a_no(self) -> None:
        with self.assertRaises(IntegrityError):
            Vote.objects.create(article=self.article, revision=1, voter="x", helped=True, reason="unclear")
