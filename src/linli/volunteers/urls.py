"""Addresses of volunteers: for everyone, one's own, a team's leader, and the desk."""

from __future__ import annotations

from django.urls import include, path

from .views import desk, figures, leading, leading_hours, mine, public

app_name = "volunteers"

# What who speaks for a team does: the same for a resident who leads and for the home organisation's staff.
_LEADING = [
    path("", leading.page, name="lead"),
    path("activities/new", leading.new_activity, name="lead_new"),
    path("activities/<uuid:key>", leading_hours.page, name="lead_activity"),
    path("activities/<uuid:key>/<str:name>", leading_hours.change, name="lead_activity_change"),
    path("people/<str:code>/<str:name>", leading_hours.person, name="lead_person"),
    path("members/<uuid:key>/<str:name>", leading.member, name="lead_member"),
    path("requests/<uuid:key>/<str:name>", leading.request_of, name="lead_request"),
]

# The desk and “mine” first: their first word is no district's name.
urlpatterns = [
    path("desk/volunteers", desk.overview, name="desk"),
    path("desk/volunteers/teams", desk.teams, name="desk_teams"),
    path("desk/volunteers/teams/new", desk.new_team, name="desk_team_new"),
    path("desk/volunteers/teams/<slug:team>/edit", desk.edit_team, name="desk_team_edit"),
    path("desk/volunteers/ask", desk.ask, name="desk_ask"),
    path("desk/volunteers/requests/<uuid:key>", desk.hand, name="desk_hand"),
    path("desk/volunteers/lead/<slug:team>/", include(_LEADING)),
    path("my/volunteers/lead/<slug:team>/", include(_LEADING)),
    path("my/volunteers", mine.page, name="mine"),
    path("my/volunteers/certify", mine.certify, name="certify"),
    path("my/volunteers/certificates/<str:code>.pdf", mine.certificate, name="certificate"),
    path("my/volunteers/teams/<uuid:key>/<str:name>", mine.membership, name="membership"),
    path("my/volunteers/<str:code>", mine.ticket, name="ticket"),
    path("my/volunteers/<str:code>/<str:name>", mine.move, name="ticket_move"),
    path("<slug:district>/volunteers", public.listed, name="volunteers"),
    path("<slug:district>/volunteers/ask", public.ask, name="ask"),
    path("<slug:district>/volunteers/certificates/<str:code>", public.check_certificate, name="check"),
    path("<slug:district>/volunteers/activities/<str:code>", public.activity, name="activity"),
    path("<slug:district>/volunteers/activities/<str:code>/here", public.at_place, name="here"),
    path("<slug:district>/volunteers/<slug:team>", public.team, name="team"),
    path("<slug:district>/open/volunteers", figures.page, name="open_volunteers"),
    path("<slug:district>/open/volunteers.csv", figures.download, name="open_volunteers_download"),
]
