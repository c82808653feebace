"""Addresses of the gateway, below fhir/."""

from __future__ import annotations

from django.urls import path

from . import views

app_name = "fhir"

urlpatterns = [
    path("R4/Observation", views.observations, name="fhir_observations"),
    path("R4", views.base, name="fhir_base"),
    path("R4/", views.base, name="fhir_base_slash"),
    path("R4/metadata", views.metadata, name="fhir_metadata"),
    path("R4/Observation/_search", views.search_observations, name="fhir_search_observations"),
    path("R4/Observation/<str:key>", views.observation, name="fhir_observation"),
    path("R4/Bundle", views.cards, name="fhir_cards"),
    path("R4/Bundle/<str:key>", views.card, name="fhir_card"),
    path("R4/Patient", views.patients, name="fhir_patients"),
    path("R4/Patient/_search", views.search_patients, name="fhir_search_patients"),
    path("R4/Patient/<str:key>", views.patient, name="fhir_patient"),
    path("R4/<path:rest>", views.nothing, name="fhir_nothing"),
]
