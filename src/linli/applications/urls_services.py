"""Addresses of the desk's pages of services: what is offered, in which versions, and what differs between them."""

from __future__ import annotations

from django.urls import path

from .views import desk_services as views

urlpatterns = [
    path("desk/services", views.services, name="desk_services"),
    path("desk/services/<slug:code>", views.service, name="desk_service"),
]
