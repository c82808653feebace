"""Addresses of the services of a district."""

from __future__ import annotations

from django.urls import path

from . import views

app_name = "catalogue"

urlpatterns = [
    path("<slug:district>/services", views.services, name="services"),
    path("<slug:district>/services/<slug:code>", views.guide, name="guide"),
]
