"""Addresses of residents' pages."""

from __future__ import annotations

from django.urls import path

from .views import nearby, report, report_where, resident, resident_papers

urlpatterns = [
    path("follow", resident.follow, name="follow"),
    path("c/<str:code>", resident.case, name="case"),
    path("c/<str:code>/received", resident.received, name="received"),
    path("c/<str:code>/moves/<str:name>", resident.move, name="case_move"),
    path("c/<str:code>/follow", resident.me_too, name="me_too"),
    path("c/<str:code>/photos", resident.add_photos, name="case_photos"),
    path("c/<str:code>/papers/<uuid:key>", resident_papers.paper, name="case_paper"),
    path("c/<str:code>/papers/<uuid:key>/small", resident_papers.thumbnail, name="case_thumbnail"),
    path("<slug:district>/report", report.say, name="report"),
    path("<slug:district>/report/where", report_where.where, name="report_where"),
    path("<slug:district>/report/place", report_where.place_found, name="report_place"),
    path("<slug:district>/report/reach", report.reach, name="report_reach"),
    path("<slug:district>/report/photos/<uuid:key>", report.photo, name="report_photo"),
    path("<slug:district>/nearby", nearby.page, name="nearby"),
    path("<slug:district>/nearby.geojson", nearby.points, name="nearby_geojson"),
    path("<slug:district>/cells.geojson", nearby.cells, name="nearby_cells"),
]
