"""What programs read: feeds, sitemap, robots.txt, llms.txt, OpenSearch, JSON-LD, OpenGraph."""

import datetime as dt
import html
import json
import re
import xml.etree.ElementTree as ET

from django.test import TestCase
from django.utils import timezone

from .cast import article, product, topic

ATOM = {"a": "http://www.w3.org/2005/Atom"}
SITEMAP = {"s": "http://www.sitemaps.org/schemas/sitemap/0.9"}
JSON_LD = re.compile(r'<script type="application/ld\+json">(.*?)</script>', re.DOTALL)


class MachineTests(TestCase):
    @classmethod
    def setUpTestData(cls) -> None:
        cls.topic = topic("gateways", summary="Base URLs & headers.")
        cls.old = article("old", updated=dt.date(2026, 11, 25), title='Old </script><b>"quoted"</b> & more')
        cls.new = article(
            "new", updated=dt.date(2026, 11, 26), created=dt.date(2026, 11, 1), signatures=("Some error",)
        )
        cls.new.topics.add(cls.topic)
        cls.new.products.add(product("claude-code"))
        article("internal", audience="internal")
        draft = article("draft", confidence="work in progress", updated=dt.date(2026, 11, 30))
        draft.topics.add(cls.topic)

    def xml(self, address: str) -> ET.Element:
        response = self.client.get(address)
        self.assertEqual(response.status_code, 200)
        return ET.fromstring(response.content)

    def test_the_feed_has_the_published_articles_newest_first_with_their_dates(self) -> None:
        feed = self.xml("/latest.atom")
        self.assertEqual(
            next(entry.findtext("a:title", namespaces=ATOM) for entry in feed.findall("a:entry", ATOM)), "New"
        )
        self.assertEqual(len(feed.findall("a:entry", ATOM)), 2)
        entry = feed.find("a:entry", ATOM)
        self.assertEqual(entry.findtext("a:updated", namespaces=ATOM), "2026-11-26T00:00:00+00:00")
        self.assertTrue(entry.find("a:link", ATOM).get("href").endswith("/articles/new/"))

    def test_two_changes_on_one_day_are_two_moments_in_every_feed(self) -> None:
        def moments() -> list[str]:
            addresses = ("/latest.atom", "/errors.atom", "/topics/gateways.atom")
            return [self.xml(each).findtext("a:entry/a:updated", namespaces=ATOM) for each in addresses]

        seen = []
        for title in ("Newer", "Newest"):
            self.new.title, self.new.updated = title, timezone.localdate()
            self.new.save()
            seen.append(moments())
            self.assertEqual(len(set(seen[-1])), 1)
            self.assertTrue(seen[-1][0].startswith(f"{timezone.localdate()}T"))
        self.assertLess(seen[0], seen[1])

    def test_a_topic_has_a_feed_and_an_unknown_one_is_not_found(self) -> None:
        self.assertEqual(len(self.xml("/topics/gateways.atom").findall("a:entry", ATOM)), 1)
        self.assertEqual(self.client.get("/topics/nothing.atom").status_code, 404)

    def test_each_feed_names_what_the_format_asks_for(self) -> None:
        for address in ("/latest.atom", "/top.atom", "/errors.atom", "/topics/gateways.atom", "/live.atom"):
            with self.subTest(address):
                feed = self.xml(address)
                for name in ("id", "title", "updated", "author/a:name"):
                    self.assertTrue(feed.findtext(f"a:{name}", namespaces=ATOM), name)
                entries = feed.findall("a:entry", ATOM)
                names = [entry.findtext("a:id", namespaces=ATOM) for entry in entries]
                self.assertEqual(len(names), len(set(names)))
                self.assertTrue(all(entry.findtext("a:updated", namespaces=ATOM) for entry in entries))

    def test_the_sitemap_names_every_page_for_readers_with_its_true_date(self) -> None:
        found = {
            url.findtext("s:loc", namespaces=SITEMAP): url.findtext("s:lastmod", namespaces=SITEMAP)
            for url in self.xml("/sitemap.xml").findall("s:url", SITEMAP)
        }
        host = "http://testserver"
        self.assertEqual(found[f"{host}/articles/old/"], "2026-11-25")
        self.assertEqual(found[f"{host}/articles/new/"], "2026-11-26")
        self.assertEqual(found[f"{host}/topics/gateways/"], "2026-11-26")
        self.assertEqual(found[f"{host}/errors/some-error/"], "2026-11-26")
        for page in ("/", "/check/", "/rules/"):
            self.assertIn(f"{host}{page}", found)
        self.assertFalse([address for address in found if "internal" in address or "draft" in address])
        for address in found:
            self.assertEqual(self.client.get(address.removeprefix(host)).status_code, 200, address)

    def test_robots_txt_names_the_sitemap_and_closes_what_is_no_ones_business(self) -> None:
        text = self.client.get("/robots.txt").content.decode()
        self.assertIn("Sitemap: http://testserver/sitemap.xml\n", text)
        for path in ("/admin/", "/search/?", "/check/r/"):
            self.assertIn(f"Disallow: {path}\n", text)

    def test_llms_txt_leads_to_the_markdown_of_each_article(self) -> None:
        text = self.client.get("/llms.txt").content.decode()
        self.assertTrue(text.startswith("# Verdict\n"))
        [address] = re.findall(r"\[New\]\(http://testserver(/articles/new\.md)\)", text)
        self.assertEqual(self.client.get(address)["Content-Type"], "text/markdown; charset=utf-8")

    def test_who_asks_for_the_usual_icon_is_led_to_the_mark(self) -> None:
        self.assertRegex(self.client.get("/favicon.ico")["Location"], r"^/static/img/mark\b.*svg$")

    def test_a_browser_may_add_the_search(self) -> None:
        description = self.client.get("/opensearch.xml")
        self.assertEqual(description["Content-Type"], "application/opensearchdescription+xml; charset=utf-8")
        self.assertContains(description, 'template="http://testserver/search/?q={searchTerms}"')
        self.assertRegex(description.content.decode(), r"<Image .*>http://testserver/static/img/mark\b.*svg</Image>")
        self.assertContains(self.client.get("/"), 'href="/opensearch.xml"')

    def test_an_article_describes_itself_and_nothing_in_it_can_end_the_script(self) -> None:
        page = self.client.get("/articles/old/").content.decode()
        [text] = JSON_LD.findall(page)
        self.assertNotIn("<", text)
        kinds = {entry["@type"]: entry for entry in json.loads(text)["@graph"]}
        self.assertEqual(kinds["TechArticle"]["headline"], self.old.title)
        self.assertEqual(kinds["TechArticle"]["dateModified"], "2026-11-25")
        for key in ("author", "publisher"):
            self.assertEqual(kinds["TechArticle"][key]["name"], "Verdict")
        self.assertRegex(kinds["TechArticle"]["image"], r"^http://.*/card.*png$")
        names = [item["name"] for item in kinds["BreadcrumbList"]["itemListElement"]]
        self.assertEqual(names, ["Verdict", self.old.title])
        [title] = re.findall(r'<meta property="og:title" content="(.*?)">', page)
        self.assertEqual(html.unescape(title), self.old.title)

    def test_lists_are_json_too(self) -> None:
        for address, count in (("/latest.json", 2), ("/top.json", 2), ("/topics/gateways.json", 1)):
            entries = self.client.get(address).json()["articles"]
            self.assertEqual(len(entries), count, address)
        self.assertEqual(entries[0]["products"], ["claude-code"])
        self.assertEqual(entries[0]["verified_until"], "2099-01-01")
