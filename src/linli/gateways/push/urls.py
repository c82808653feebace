"""Addresses of pushing."""

from __future__ import annotations

from django.urls import path

from . import views

app_name = "push"

urlpatterns = [
    path("my/push", views.mine, name="push_mine"),
    path("my/push/subscriptions", views.subscriptions, name="push_subscriptions"),
    path("my/push/<uuid:key>/remove", views.remove, name="push_remove"),
]
