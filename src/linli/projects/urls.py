"""Addresses of the projects room."""

from __future__ import annotations

from django.urls import URLPattern

app_name = "projects"

urlpatterns: list[URLPattern] = []
