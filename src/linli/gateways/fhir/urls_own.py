"""The address at which people take their data along."""

from __future__ import annotations

from django.urls import path

from . import export

app_name = "fhir_own"

urlpatterns = [path("my/health/export", export.download, name="fhir_export")]
