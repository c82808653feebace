"""Addresses of the renovation room."""

from __future__ import annotations

from django.urls import URLPattern

app_name = "renovation"

urlpatterns: list[URLPattern] = []
