"""Addresses of the gateway: the desk's, and what is set up in ODK Collect as the server: /odk/<district>, or with a token in it."""

from __future__ import annotations

from django.urls import path

from .views import desk, field

app_name = "odk"

# Keys first: “key” is no district's name.
urlpatterns = [
    path("desk/interviews/tablets", desk.keys, name="keys"),
    path("desk/interviews/tablets/issue", desk.issue, name="issue"),
    path("desk/interviews/tablets/<uuid:key>/end", desk.end, name="end"),
    path("odk/key/<str:token>/", field.listed, name="base_by_token"),
    path("odk/key/<str:token>/formList", field.listed, name="form_list_by_token"),
    path("odk/key/<str:token>/forms/<str:form_id>.xml", field.form, name="form_by_token"),
    path("odk/key/<str:token>/forms/<str:form_id>/manifest", field.files, name="manifest_by_token"),
    path("odk/key/<str:token>/submission", field.submission, name="submission_by_token"),
    path("odk/<slug:district>/", field.listed, name="base"),
    path("odk/<slug:district>/formList", field.listed, name="form_list"),
    path("odk/<slug:district>/forms/<str:form_id>.xml", field.form, name="form"),
    path("odk/<slug:district>/forms/<str:form_id>/manifest", field.files, name="manifest"),
    path("odk/<slug:district>/submission", field.submission, name="submission"),
]
