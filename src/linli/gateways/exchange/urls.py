"""The address that other installations hand parcels over at."""

from __future__ import annotations

from django.urls import path

from . import views

app_name = "exchange"

urlpatterns = [path("exchange/v1/parcels", views.parcels, name="take_parcel")]
