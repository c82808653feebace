"""Addresses of the room: the kiosk, health points for everyone, and the physician's desk."""

from __future__ import annotations

from django.urls import path

from .views import curve, desk, desk_devices, importing, kiosk, points, privacy

app_name = "health"
urlpatterns = [
    path("kiosk", kiosk.page, name="kiosk"),
    path("kiosk/sign-in", kiosk.sign_in, name="kiosk_sign_in"),
    path("kiosk/sign-out", kiosk.sign_out, name="kiosk_sign_out"),
    path("kiosk/find", kiosk.find, name="kiosk_find"),
    path("kiosk/people", kiosk.people, name="kiosk_people"),
    path("kiosk/journal", kiosk.journal, name="kiosk_journal"),
    path("kiosk/told", kiosk.told, name="kiosk_told"),
    # The desk and a person's own before the districts: their first word is no district's name.
    path("desk/health", desk.front, name="desk"),
    path("desk/health/devices", desk_devices.listed, name="desk_devices"),
    path("desk/health/devices/journal", desk_devices.bring, name="desk_journal"),
    path("desk/health/devices/<slug:code>/secret", desk_devices.make_secret, name="desk_secret"),
    path("desk/health/patients", desk.panel, name="desk_panel"),
    path("desk/health/patients/new", desk.new, name="desk_new"),
    path("desk/health/patients/<str:code>", desk.page, name="desk_patient"),
    path("desk/health/patients/<str:code>/edit", desk.edit, name="desk_edit"),
    path("desk/health/patients/<str:code>/phone", desk.phone, name="desk_phone"),
    path("desk/health/patients/<str:code>/advise", desk.advise, name="desk_advise"),
    path("desk/health/patients/<str:code>/alerts/<uuid:key>/see", desk.see, name="desk_see"),
    path("desk/health/patients/<str:code>/alerts/<uuid:key>/close", desk.close, name="desk_close"),
    path("desk/health/patients/<str:code>/values/<uuid:key>/decide", desk.decide, name="desk_decide"),
    # A person's own
    path("my/health", curve.page, name="curve"),
    path("my/health/print.pdf", curve.on_paper, name="curve_pdf"),
    path("my/health/link/<uuid:key>", curve.link, name="link_file"),
    path("my/health/family", privacy.family, name="family"),
    path("my/health/family/<uuid:key>/end", privacy.end, name="end_grant"),
    path("my/health/looks", privacy.looks, name="looks"),
    # Tables of devices that speak nothing else
    path("desk/health/import", importing.page, name="import_table"),
    path("<slug:district>/health", points.listed, name="points"),
    path("<slug:district>/health/points.geojson", points.as_geojson, name="points_geojson"),
]
