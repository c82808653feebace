"""Addresses of the portal, but for the tree of channels and articles."""

from __future__ import annotations

from django.urls import path

from .views import feeds, figures, files, handbook, policies, short

app_name = "portal"

urlpatterns = [
    path("files/<path:name>", files.file, name="file"),
    # The desk first: its first word is no district's name.
    path("desk/publishing", figures.desk, name="publishing_desk"),
    path("desk/publishing/import", figures.import_table, name="publishing_import"),
    path("desk/publishing/articles/<int:key>", figures.article, name="publishing_article"),
    path("<slug:district>/publishing", figures.page, name="publishing"),
    path("<slug:district>/feed", feeds.all_articles, name="feed"),
    path("<slug:district>/feed/policies", feeds.policies, name="feed_policies"),
    path("<slug:district>/feed/<slug:channel>", feeds.one_channel, name="feed_channel"),
    # No district's name has one letter.
    path("s/<str:code>.svg", short.svg, name="short_svg"),
    path("s/<str:code>.png", short.png, name="short_png"),
    path("s/<str:code>/poster.pdf", short.poster, name="short_poster"),
    path("s/<str:code>", short.go, name="short"),
    path("<slug:district>/policies", policies.station, name="station"),
    path("<slug:district>/policies/handbook", handbook.choose, name="handbook"),
    path("<slug:district>/policies/handbook.pdf", handbook.book, name="handbook_pdf"),
    path("<slug:district>/policies/subscribe", policies.subscribe, name="subscribe"),
    path("<slug:district>/policies/subscribe/<uuid:key>/end", policies.unsubscribe, name="unsubscribe"),
    path("<slug:district>/policies/<uuid:key>", policies.page, name="policy"),
    path("sitemap.xml", feeds.sitemaps, name="sitemaps"),
    path("<slug:district>/sitemap.xml", feeds.sitemap, name="sitemap"),
]
