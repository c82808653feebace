"""Addresses of the open figures."""

from __future__ import annotations

from django.urls import path

from .views import open as views

urlpatterns = [
    path("<slug:district>/open", views.figures, name="open_figures"),
    path("<slug:district>/open.csv", views.download, name="open_download"),
    path("<slug:district>/open/cases", views.behind, name="open_cases"),
]
