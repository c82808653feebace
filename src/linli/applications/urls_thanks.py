"""Addresses of the letters of thanks."""

from __future__ import annotations

from django.urls import path

from .views import thanks

urlpatterns = [
    path("<slug:district>/thanks", thanks.page, name="thanks"),
    path("<slug:district>/thanks/<uuid:key>/down", thanks.down, name="thanks_down"),
]
