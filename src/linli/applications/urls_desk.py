"""Addresses of the desk's pages of applications."""

from __future__ import annotations

from django.urls import path

from .views import desk, desk_moves, desk_pages

urlpatterns = [
    path("desk/applications/<str:code>", desk.page, name="desk"),
    path("desk/applications/<str:code>/moves/<str:name>", desk_moves.move, name="desk_move"),
    path("desk/applications/<str:code>/phone", desk.phone, name="desk_phone"),
    path("desk/applications/<str:code>/consent", desk_pages.consent, name="desk_consent"),
    path("desk/applications/<str:code>/pages/<uuid:key>", desk_pages.page, name="desk_page"),
    path("desk/applications/<str:code>/pages/<uuid:key>/small", desk_pages.small, name="desk_page_small"),
]
