"""Addresses of the audit room."""

from __future__ import annotations

from django.urls import path

from . import views

app_name = "audit"

urlpatterns = [path("desk/audit", views.entries, name="entries")]
