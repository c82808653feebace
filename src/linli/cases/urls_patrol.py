"""Addresses of the patrol's phone."""

from __future__ import annotations

from django.urls import path

from .views import patrol

urlpatterns = [
    path("patrol/", patrol.rounds_page, name="patrol"),
    path("patrol/report", patrol.report_page, name="patrol_report"),
    path("patrol/whistle", patrol.whistle_page, name="patrol_whistle"),
    path("patrol/closings", patrol.closings_page, name="patrol_closings"),
    path("patrol/cells.geojson", patrol.cells, name="patrol_cells"),
    path("patrol/entries", patrol.entries, name="patrol_entries"),
]
