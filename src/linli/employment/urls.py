"""Addresses of the employment room."""

from __future__ import annotations

from django.urls import URLPattern

app_name = "employment"

urlpatterns: list[URLPattern] = []
