"""Addresses of the web room; included last, for `<district>/` takes any single word."""

from __future__ import annotations

from django.urls import path

from linli.web import health, mine, neighbours, search_page, views

app_name = "web"

urlpatterns = [
    path("", views.home, name="home"),
    path("my", mine.mine, name="my"),
    path("desk/neighbours", neighbours.desk, name="desk_neighbours"),
    path("type", views.type_size, name="type_size"),
    path("offline", views.offline, name="offline"),
    path("sw.js", views.service_worker, name="service_worker"),
    path("manifest.webmanifest", views.manifest, name="manifest"),
    path("robots.txt", views.robots, name="robots"),
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
    path("<slug:district>/neighbours", neighbours.front, name="neighbours"),
    path("<slug:district>/search", search_page.search_page, name="search"),
    path("<slug:district>/", views.district_home, name="district_home"),
]
