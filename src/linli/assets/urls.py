"""Addresses of state assets: the desk, one's own applications, and the public register."""

from __future__ import annotations

from django.urls import path

from .views import desk, desk_applications, desk_asset, desk_facts, desk_rents, figures, mine, public

app_name = "assets"

# The desk and “mine” first: their first word is no district's name.
urlpatterns = [
    path("desk/assets", desk.overview, name="desk"),
    path("desk/assets/register", desk.listed, name="desk_register"),
    path("desk/assets/register/new", desk.new, name="desk_new"),
    path("desk/assets/register/<slug:code>", desk_asset.page, name="desk_asset"),
    path("desk/assets/register/<slug:code>/edit", desk_facts.edit, name="desk_edit"),
    path("desk/assets/register/<slug:code>/photos", desk_facts.add_photo, name="desk_photo"),
    path("desk/assets/register/<slug:code>/photos/<uuid:key>/drop", desk_facts.drop_photo, name="desk_photo_drop"),
    path("desk/assets/register/<slug:code>/use", desk_asset.use, name="desk_use"),
    path("desk/assets/register/<slug:code>/shares", desk_asset.shares, name="desk_shares"),
    path("desk/assets/register/<slug:code>/lease", desk_asset.lease, name="desk_lease"),
    path("desk/assets/use-rights/<uuid:key>/end", desk_asset.end_use, name="desk_end_use"),
    path("desk/assets/leases/<uuid:key>/end", desk_asset.end_lease, name="desk_end_lease"),
    path("desk/assets/leases/<uuid:key>/deposit", desk_asset.deposit, name="desk_deposit"),
    path("desk/assets/rents", desk_rents.listed, name="desk_rents"),
    path("desk/assets/rents/<uuid:key>/receive", desk_asset.receive, name="desk_receive"),
    path("desk/assets/rents/<uuid:key>/waive", desk_asset.waive, name="desk_waive"),
    path("desk/assets/applications", desk_applications.listed, name="desk_applications"),
    path("desk/assets/applications/<str:code>", desk_applications.page, name="desk_application"),
    path("desk/assets/applications/<str:code>/contact", desk_applications.contact, name="desk_contact"),
    path("desk/assets/applications/<str:code>/grant", desk_applications.grant, name="desk_grant"),
    path("desk/assets/applications/<str:code>/decline", desk_applications.decline, name="desk_decline"),
    path("my/assets", mine.listed, name="mine"),
    path("my/assets/<str:code>", mine.page, name="mine_one"),
    path("my/assets/<str:code>/withdraw", mine.withdraw, name="mine_withdraw"),
    path("<slug:district>/assets", public.listed, name="listed"),
    path("<slug:district>/assets.geojson", public.geojson, name="geojson"),
    path("<slug:district>/assets/<slug:code>", public.page, name="page"),
    path("<slug:district>/assets/<slug:code>/apply", public.apply, name="apply"),
    path("<slug:district>/open/assets", figures.page, name="open"),
    path("<slug:district>/open/assets.csv", figures.download, name="open_download"),
]
