"""Addresses of the spaces room."""

from __future__ import annotations

from django.urls import URLPattern

app_name = "spaces"

urlpatterns: list[URLPattern] = []
