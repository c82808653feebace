"""Addresses of the people room."""

from __future__ import annotations

from django.urls import path

from .views import absence, signing_in

app_name = "people"

urlpatterns = [
    path("sign-in", signing_in.sign_in, name="sign_in"),
    path("sign-out", signing_in.leave, name="sign_out"),
    path("staff/sign-in", signing_in.staff_sign_in, name="staff_sign_in"),
    path("staff/sign-out", signing_in.leave, name="staff_sign_out"),
    path("desk/absence", absence.page, name="absence"),
    path("desk/absence/<uuid:key>/end", absence.end, name="absence_end"),
    path("staff/sessions", signing_in.sessions, name="sessions"),
    path("staff/sessions/<str:key>/end", signing_in.end_session, name="session_end"),
]
