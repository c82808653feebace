"""Addresses of the registries: all at the desk."""

from __future__ import annotations

from django.urls import path

from .views import cards, codes, duplicates, figures, tables

app_name = "registries"

urlpatterns = [
    path("desk/registries", cards.listed, name="desk"),
    path("desk/registries/codes.json", codes.found, name="codes"),
    path("desk/registries/new/<str:name>", cards.new, name="new"),
    path("desk/registries/cards/<str:code>", cards.page, name="card"),
    path("desk/registries/cards/<str:code>/edit", cards.edit, name="edit"),
    path("desk/registries/cards/<str:code>/<str:name>", cards.move, name="move"),
    path("desk/registries/import", tables.page, name="import"),
    path("desk/registries/import/<str:name>/template.csv", tables.template, name="template"),
    path("desk/registries/import/<uuid:key>/report.csv", tables.report, name="report"),
    path("desk/registries/duplicates", duplicates.listed, name="duplicates"),
    path("desk/registries/duplicates/<uuid:key>", duplicates.page, name="pair"),
    path("desk/registries/figures", figures.page, name="figures"),
    path("desk/registries/figures.csv", figures.download, name="figures_download"),
    path("desk/registries/population", figures.population, name="population"),
    path("desk/registries/lists", figures.lists, name="lists"),
]
