"""Addresses of the open figures by service."""

from __future__ import annotations

from django.urls import path

from .views import open as views

urlpatterns = [
    path("<slug:district>/open/services", views.services, name="open_services"),
    path("<slug:district>/open/services.csv", views.download, name="open_services_download"),
]
