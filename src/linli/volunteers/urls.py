"""Addresses of the volunteers room."""

from __future__ import annotations

from django.urls import URLPattern

app_name = "volunteers"

urlpatterns: list[URLPattern] = []
