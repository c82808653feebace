"""Addresses of the directory room: the address book, and who answers for a building."""

from __future__ import annotations

from django.urls import path

from .views import public

app_name = "directory"

urlpatterns = [
    path("<slug:district>/directory", public.listed, name="directory"),
    path("<slug:district>/directory/who", public.who, name="who"),
    path("<slug:district>/directory/points.geojson", public.points, name="points"),
    path("<slug:district>/directory/buildings/<uuid:key>", public.building, name="building"),
    path("<slug:district>/directory/<str:code>", public.page, name="entry"),
]
