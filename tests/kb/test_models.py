"""What the tables promise, whoever writes to them."""

import datetime as dt
from unittest import mock

from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.test import TestCase
from django.utils import timezone

from kb.models import Article, ErrorSignature, FormerSlug, Topic, VerificationRecord, record_views

from .cast import TODAY, alice, article, product, topic, verified


class ConstraintTests(TestCase):
    def test_the_database_refuses_what_no_article_may_be(self):
        made = article()
        cases = {
            "unknown confidence": {"confidence": "sure"},
            "unknown audience": {"audience": "everybody"},
            "changed before it was made": {"updated": made.created - dt.timedelta(1)},
            "no address": {"slug": ""},
            "published without an issue": {"issue": ""},
            "published without a resolution": {"resolution": ""},
            "validated without a resolution": {"audience": "internal", "resolution": ""},
        }
        for name, fields in cases.items():
            with self.subTest(case=name), self.assertRaises(IntegrityError), transaction.atomic():
                Article.objects.filter(pk=made.pk).update(**fields)

    def test_a_draft_may_be_empty(self):
        Article.objects.create(slug="draft", title="A draft", audience="public")

    def test_two_articles_never_share_an_address(self):
        article("one")
        with self.assertRaises(IntegrityError), transaction.atomic():
            article("one")

    def test_a_verification_ends_after_it_was_made(self):
        with self.assertRaises(IntegrityError), transaction.atomic():
            verified(article(), until=TODAY - dt.timedelta(1))

    def test_a_verification_was_made_in_a_known_way(self):
        with self.assertRaises(IntegrityError), transaction.atomic():
            verified(article(), how="guessed")

    def test_an_article_has_a_signature_once_whatever_its_signs(self):
        made = article(signatures=("API Error: 402",))
        with self.assertRaises(IntegrityError), transaction.atomic():
            ErrorSignature.objects.create(article=made, text="api error 402")

    def test_a_signature_has_words(self):
        with self.assertRaises(ValidationError):
            ErrorSignature(article=article(), text="… !").full_clean()


class SaveTests(TestCase):
    def test_saving_renders_each_section(self):
        made = article(cause="Because of **that**.")
        made.refresh_from_db()
        self.assertEqual(made.cause_html, "<p>Because of <strong>that</strong>.</p>")
        self.assertTrue(made.rendered_with)

    def test_saving_counts_the_version_and_keeps_history(self):
        made = article()
        made.title = "Another title"
        made.save()
        self.assertEqual(made.version, 2)
        self.assertEqual([entry.version for entry in made.history.all()], [2, 1])

    def test_history_keeps_no_rendered_html(self):
        fields = {field.name for field in Article.history.model._meta.get_fields()}
        self.assertFalse({name for name in fields if name.endswith("_html")})

    def test_line_ends_of_browsers_are_made_uniform(self):
        self.assertEqual(article(cause="\r\nOne.\r\nTwo.  \r\n").cause, "One.\nTwo.")

    def test_the_day_of_publishing_is_kept(self):
        made = article(confidence="work in progress")
        self.assertIsNone(made.published)
        made.confidence = "validated"
        made.save()
        self.assertEqual(made.published, timezone.localdate())

    def test_a_new_address_leaves_a_redirect_at_the_old_one(self):
        made = article("old-name")
        made.slug = "new-name"
        made.save()
        self.assertEqual(FormerSlug.objects.get().slug, "old-name")
        self.assertEqual(FormerSlug.objects.get().article, made)

    def test_going_back_to_an_old_address_takes_its_redirect_away(self):
        made = article("old-name")
        for slug in ("new-name", "old-name"):
            made.slug = slug
            made.save()
        self.assertEqual([row.slug for row in made.former_slugs.all()], ["new-name"])

    def test_an_address_that_leads_elsewhere_is_refused(self):
        made = article("old-name")
        made.slug = "new-name"
        made.save()
        with self.assertRaisesMessage(ValidationError, "former address of another article"):
            Article(slug="old-name", title="Another").full_clean()

    def test_a_redirect_from_a_present_address_is_refused(self):
        made = article("one")
        article("two")
        with self.assertRaisesMessage(ValidationError, "present address"):
            FormerSlug(article=made, slug="two").full_clean()

    def test_text_that_no_file_could_hold_is_refused_with_its_field(self):
        for text in ("# Title", "## Cause", "```\nnever closed", "null \x01"):
            with self.subTest(text=text), self.assertRaises(ValidationError) as caught:
                Article(slug="a", title="A", cause=text).full_clean()
            self.assertIn("cause", caught.exception.message_dict)


class QuerySetTests(TestCase):
    def test_published_means_public_and_neither_draft_nor_archived(self):
        for number, (confidence, audience, found) in enumerate(
            (
                ("validated", "public", True),
                ("not validated", "public", True),
                ("work in progress", "public", False),
                ("archived", "public", False),
                ("validated", "internal", False),
            )
        ):
            with self.subTest(confidence=confidence, audience=audience):
                made = article(f"case-{number}", confidence=confidence, audience=audience)
                self.assertEqual(Article.objects.published().filter(pk=made.pk).exists(), found)
                self.assertEqual(made.is_published, found)

    def test_readers_open_archived_articles_and_staff_open_all(self):
        article("archived", confidence="archived")
        article("internal", audience="internal")
        read = Article.objects.readable_by(AnonymousUser()).values_list("slug", flat=True)
        self.assertEqual(list(read), ["archived"])
        self.assertEqual(Article.objects.readable_by(alice()).count(), 2)

    def test_topics_count_published_articles_and_hide_when_empty(self):
        article("one").topics.add(topic("gateways"))
        article("two").topics.add(topic("gateways"))
        article("three", audience="internal").topics.add(topic("gateways"), topic("models"))
        counted = [(row.slug, row.article_count) for row in Topic.objects.with_counts()]
        self.assertEqual(counted, [("gateways", 2)])
        self.assertEqual(Article.objects.published().for_topic(topic("gateways")).count(), 2)

    def test_latest_begins_with_the_last_change(self):
        article("old", created=TODAY - dt.timedelta(9), updated=TODAY - dt.timedelta(5))
        article("new", updated=TODAY)
        self.assertEqual([row.slug for row in Article.objects.latest()], ["new", "old"])

    def test_top_counts_readers_of_the_period_once(self):
        one, two, three = article("one"), article("two"), article("three")
        verified(one)
        verified(one)
        for day, made, times in ((TODAY, one, 2), (TODAY, two, 3), (TODAY - dt.timedelta(40), one, 9)):
            for _ in range(times):
                record_views(made.pk, day)
        month = [(row.slug, row.views) for row in Article.objects.for_lists().top(30, today=TODAY)]
        self.assertEqual(month, [("two", 3), ("one", 2), ("three", 0)])
        ever = [(row.slug, row.views) for row in Article.objects.for_lists().top(None)]
        self.assertEqual(ever, [("one", 11), ("two", 3), ("three", 0)])
        self.assertEqual(three.days.count(), 0)

    def test_a_lost_race_for_the_first_reading_of_a_day_counts_both(self):
        made = article()
        record_views(made.pk, TODAY)
        real, calls = QuerySet.update, []

        def update(rows, **fields):
            # The first look finds no row, because the other process makes it a moment later.
            calls.append(fields)
            return 0 if len(calls) == 1 else real(rows, **fields)

        with mock.patch.object(QuerySet, "update", update):
            record_views(made.pk, TODAY)
        self.assertEqual(made.days.get().views, 2)

    def test_stale_means_that_the_last_verification_ran_out(self):
        fresh, stale, archived, never = article("fresh"), article("stale"), article("archived"), article("never")
        stale.verifications.update(on=TODAY - dt.timedelta(400), until=TODAY - dt.timedelta(1))
        verified(fresh, on=TODAY - dt.timedelta(400), until=TODAY - dt.timedelta(1))
        archived.verifications.update(on=TODAY - dt.timedelta(400), until=TODAY - dt.timedelta(1))
        Article.objects.filter(pk=archived.pk).update(confidence="archived")
        never.verifications.all().delete()
        self.assertEqual([row.slug for row in Article.objects.stale(TODAY)], ["stale"])
        with mock.patch("django.utils.timezone.localdate", return_value=TODAY):
            for row in (*Article.objects.all(), *Article.objects.for_lists()):
                with self.subTest(slug=row.slug):
                    self.assertEqual(row.is_stale, row.slug == "stale")

    def test_the_last_day_of_a_verification_still_counts(self):
        record = VerificationRecord(on=TODAY, until=TODAY)
        with mock.patch("django.utils.timezone.localdate", return_value=TODAY):
            self.assertFalse(record.is_expired)
        with mock.patch("django.utils.timezone.localdate", return_value=TODAY + dt.timedelta(1)):
            self.assertTrue(record.is_expired)

    def test_related_articles_share_most_and_are_published(self):
        one, two, three, four = (article(slug) for slug in ("one", "two", "three", "four"))
        for made in (one, two, three, four):
            made.topics.add(topic("gateways"))
        for made in (one, three):
            made.products.add(product())
        Article.objects.filter(pk=four.pk).update(audience="internal")
        self.assertEqual([row.slug for row in one.related()], ["three", "two"])

    def test_related_articles_are_found_without_a_join_to_all_articles_of_a_topic(self):
        one = article("one")
        one.topics.add(topic("gateways"))
        self.assertEqual(str(one.related().query).count("JOIN"), 1, "the topics of each article, and nothing else")
        one.products.add(product())
        self.assertEqual(str(one.related().query).count("JOIN"), 2, "their products, too")

    def test_an_article_with_topics_alone_has_related_articles_and_one_with_no_label_has_none(self):
        one, two = article("one"), article("two")
        for made in (one, two):
            made.topics.add(topic("gateways"))
        self.assertEqual([row.slug for row in one.related()], ["two"])
        self.assertEqual(list(article("without-labels").related()), [])

    def test_lists_need_few_queries(self):
        for number in range(5):
            article(f"article-{number}").topics.add(topic(f"topic-{number}"))
        with self.assertNumQueries(3):
            for row in Article.objects.published().for_lists().latest():
                _ = row.title, row.is_stale, list(row.topics.all()), list(row.products.all())

    def test_the_short_answer_as_text_has_no_markup(self):
        self.assertEqual(article(short_answer="Set `A` & *stop* <now>.").short_answer_text, "Set A & stop <now>.")

    def test_the_words_of_the_short_answer_end_where_its_code_begins(self):
        cases = {
            "Take it out:\n\n```zsh\nunset A\n```\n\nThen `B` & all.": "Take it out. Then B & all.",
            "Read the text:\n\n| a | b |\n|---|---|\n| c | d |\n": "Read the text.",
            "One of two: this.": "One of two: this.",
        }
        for number, (text, words) in enumerate(cases.items()):
            with self.subTest(text):
                self.assertEqual(article(f"words-{number}", short_answer=text).short_answer_words, words)
