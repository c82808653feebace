"""Addresses of the cooperative room."""

from __future__ import annotations

from django.urls import URLPattern

app_name = "cooperative"

urlpatterns: list[URLPattern] = []
