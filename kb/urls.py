"""Addresses of the reader's pages."""

from django.urls import path

from . import views

app_name = "kb"

urlpatterns = [
    path("", views.home, name="home"),
    path("search/", views.search_page, name="search"),
    path("topics/", views.topics, name="topics"),
    path("topics/<slug:slug>/", views.topic, name="topic"),
    path("latest/", views.latest, name="latest"),
    path("top/", views.top, name="top"),
    path("articles/<slug:slug>/", views.article, name="article"),
    path("articles/<slug:slug>.md", views.article_markdown, name="article_markdown"),
    path("articles/<slug:slug>.json", views.article_json, name="article_json"),
]
