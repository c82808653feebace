"""Addresses of decisions on paper, and of looking them up."""

from __future__ import annotations

from django.urls import path

from .views import papers

urlpatterns = [
    path("a/<str:code>/decision.pdf", papers.own, name="decision"),
    path("desk/applications/<str:code>/decision.pdf", papers.at_desk, name="desk_decision"),
    path("v/", papers.look_up, name="look_up"),
    path("v/<str:token>", papers.verify, name="verify"),
]
