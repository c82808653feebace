"""Addresses of the gateway."""

from __future__ import annotations

from django.urls import path

from . import export, views

app_name = "fhir"

urlpatterns = [
    path("my/health/export", export.download, name="fhir_export"),
    path("fhir/R4", views.base, name="fhir_base"),
    path("fhir/R4/", views.base, name="fhir_base_slash"),
    path("fhir/R4/metadata", views.metadata, name="fhir_metadata"),
    path("fhir/R4/Observation", views.observations, name="fhir_observations"),
    path("fhir/R4/Observation/_search", views.search_observations, name="fhir_search_observations"),
    path("fhir/R4/Observation/<str:key>", views.observation, name="fhir_observation"),
    path("fhir/R4/Patient", views.patients, name="fhir_patients"),
    path("fhir/R4/Patient/_search", views.search_patients, name="fhir_search_patients"),
    path("fhir/R4/Patient/<str:key>", views.patient, name="fhir_patient"),
    path("fhir/R4/<path:rest>", views.nothing, name="fhir_nothing"),
]
