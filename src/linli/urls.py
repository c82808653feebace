"""Every address of an installation. The web room comes last: its `<district>/` takes any single word."""

from __future__ import annotations

from django.urls import include, path

from linli.api import api
from linli.web import views

urlpatterns = [
    path("api/v1/", api.urls),
    # Before the rooms: devices ask so often that going through all addresses of theirs would be a part of the time.
    path("fhir/", include("linli.gateways.fhir.urls")),
    path("", include("linli.portal.urls_editors")),
    path("", include("linli.people.urls")),
    path("", include("linli.audit.urls")),
    path("", include("linli.notices.urls")),
    # Before the catalogue: its `<district>/services` would take the desk for a district.
    path("", include("linli.applications.urls")),
    path("", include("linli.catalogue.urls")),
    path("", include("linli.appointments.urls")),
    path("", include("linli.community.urls")),
    path("", include("linli.health.urls")),
    path("", include("linli.followup.urls")),
    path("", include("linli.registries.urls")),
    path("", include("linli.surveys.urls")),
    path("", include("linli.courses.urls")),
    path("", include("linli.ledger.urls")),
    path("", include("linli.assets.urls")),
    path("", include("linli.employment.urls")),
    path("", include("linli.volunteers.urls")),
    path("", include("linli.spaces.urls")),
    path("", include("linli.mediation.urls")),
    path("", include("linli.legal.urls")),
    path("", include("linli.renovation.urls")),
    path("", include("linli.cooperative.urls")),
    path("", include("linli.directory.urls")),
    path("", include("linli.projects.urls")),
    path("", include("linli.bulletins.urls")),
    path("", include("linli.gateways.fhir.urls_own")),
    path("", include("linli.gateways.odk.urls")),
    path("", include("linli.gateways.exchange.urls")),
    path("", include("linli.gateways.reporting.urls")),
    path("", include("linli.gateways.wechat.urls")),
    path("", include("linli.gateways.push.urls")),
    path("", include("linli.cases.urls")),
    path("", include("linli.dialogue.urls")),
    path("", include("linli.portal.urls")),
    path("", include("linli.web.urls")),
    # Or the tree would take what is none of the API's operations for a page whose last stroke is missing.
    path("api/<path:rest>", views.no_operation, name="no_operation"),
    # Channels and articles lie below their district; last, for their addresses are of any words.
    path("", include("linli.portal.urls_tree")),
]

handler400 = "linli.web.views.bad_request"
handler403 = "linli.web.views.permission_denied"
handler404 = "linli.web.views.page_not_found"
handler500 = "linli.web.views.server_error"
