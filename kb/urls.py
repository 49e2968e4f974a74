"""Addresses of the reader's pages."""

from django.urls import path

from . import error_pages, feeds, list_pages, machine_pages, reactions, search_pages, views

app_name = "kb"

urlpatterns = [
    path("", views.home, name="home"),
    path("search/", search_pages.search_page, name="search"),
    path("search/suggest/", search_pages.suggest_page, name="suggest"),
    path("topics/", list_pages.topics, name="topics"),
    path("topics/<slug:slug>/", list_pages.topic, name="topic"),
    path("latest/", list_pages.latest, name="latest"),
    path("top/", list_pages.top, name="top"),
    path("latest.atom", feeds.LatestFeed(), name="latest_feed"),
    path("latest.json", machine_pages.latest_json, name="latest_json"),
    path("top.atom", feeds.TopFeed(), name="top_feed"),
    path("topics.json", machine_pages.topics_json, name="topics_json"),
    path("errors.atom", feeds.ErrorFeed(), name="errors_feed"),
    path("top.json", machine_pages.top_json, name="top_json"),
    path("topics/<slug:slug>.atom", feeds.TopicFeed(), name="topic_feed"),
    path("topics/<slug:slug>.json", machine_pages.topic_json, name="topic_json"),
    path("errors/", error_pages.errors, name="errors"),
    path("errors.json", error_pages.errors_json, name="errors_json"),
    path("errors/<slug:slug>/", error_pages.error, name="error"),
    path("favicon.ico", machine_pages.favicon, name="favicon"),
    path("robots.txt", machine_pages.robots, name="robots"),
    path("llms.txt", machine_pages.llms, name="llms"),
    path("opensearch.xml", machine_pages.opensearch, name="opensearch"),
    path("articles/<slug:slug>/", views.article, name="article"),
    path("articles/<slug:slug>/helped/", reactions.helped, name="helped"),
    path("articles/<slug:slug>/same-problem/", reactions.same_problem, name="same_problem"),
    path("articles/<slug:slug>.md", views.article_markdown, name="article_markdown"),
    path("articles/<slug:slug>.json", views.article_json, name="article_json"),
]
