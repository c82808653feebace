"""Addresses of bulletins: for everyone, and the desk."""

from __future__ import annotations

from django.urls import path

from .views import desk, public

app_name = "bulletins"

# The desk first: its first word is no district's name.
urlpatterns = [
    path("desk/bulletins", desk.listed, name="desk_bulletins"),
    path("desk/bulletins/make", desk.make, name="desk_make"),
    path("desk/bulletins/<uuid:key>", desk.page, name="desk_bulletin"),
    path("desk/bulletins/<uuid:key>/paper.pdf", desk.paper, name="desk_paper"),
    path("desk/bulletins/<uuid:key>/<str:name>", desk.move, name="desk_move"),
    path("<slug:district>/health/bulletins", public.listed, name="bulletins"),
    path("<slug:district>/health/bulletins/<slug:code>", public.page, name="bulletin"),
    path("<slug:district>/health/bulletins/<slug:code>/<int:at>", public.page, name="version"),
    path("<slug:district>/health/bulletins/<slug:code>/<int:at>/bulletin.pdf", public.paper, name="paper"),
    path("<slug:district>/health/bulletins/<slug:code>/<int:at>/tables.csv", public.tables, name="tables"),
    path("<slug:district>/health/bulletins/<slug:code>/<int:at>/content.json", public.content, name="content"),
]
