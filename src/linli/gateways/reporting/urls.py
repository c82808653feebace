"""Addresses of health reports: two for peers, and the desk."""

from __future__ import annotations

from django.urls import path

from .views import desk, peers

app_name = "reporting"

urlpatterns = [
    path("exchange/v1/reports", peers.reports, name="take_report"),
    path("exchange/v1/reports/known", peers.reports_known, name="known_reports"),
    path("desk/reporting", desk.sent, name="sent"),
    path("desk/reporting/prepare", desk.prepare, name="prepare"),
    path("desk/reporting/ask", desk.ask, name="ask"),
    path("desk/reporting/received", desk.came, name="came"),
    path("desk/reporting/received/<uuid:key>.json", desk.download, name="download"),
    path("desk/reporting/received/<slug:code>/<slug:kind>/<slug:period>", desk.came_of, name="came_of"),
    path("desk/reporting/<uuid:key>/<str:name>", desk.move, name="move"),
]
