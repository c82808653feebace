"""Addresses of the services of a district."""

from __future__ import annotations

from django.urls import path

from . import views, views_for_me

app_name = "catalogue"

urlpatterns = [
    path("<slug:district>/services", views.services, name="services"),
    path("<slug:district>/services/for-me", views_for_me.for_me, name="for_me"),
    path("<slug:district>/services/<slug:code>", views.guide, name="guide"),
]
