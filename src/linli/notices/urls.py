"""Addresses of the notices room."""

from __future__ import annotations

from django.urls import path

from . import views

app_name = "notices"

urlpatterns = [
    path("notices", views.mine, name="mine"),
    path("desk/notices", views.mine, name="desk"),
    path("notices/read", views.read_all, name="read_all"),
    path("notices/<uuid:notice_id>", views.open_one, name="open"),
    path("desk/undelivered", views.undelivered, name="undelivered"),
    path("desk/undelivered/<uuid:delivery_id>/again", views.again, name="again"),
]
