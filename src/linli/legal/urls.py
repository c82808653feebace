"""Addresses of the legal room."""

from __future__ import annotations

from django.urls import URLPattern

app_name = "legal"

urlpatterns: list[URLPattern] = []
