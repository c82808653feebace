"""Addresses of venues and events: for everyone, one's own registration, and the desk."""

from __future__ import annotations

from django.urls import path

from .views import desk, desk_door, desk_list, desk_safety, desk_venues, events, figures, registration, venues

app_name = "community"

# The desk first: its first word is no district's name; nor is “e”, for a district's has two letters at least.
urlpatterns = [
    path("desk/events", desk.listed, name="desk_events"),
    path("desk/events/new", desk.new, name="desk_new"),
    path("desk/events/<uuid:key>", desk.page, name="desk_event"),
    path("desk/events/<uuid:key>/edit", desk.edit, name="desk_edit"),
    path("desk/events/<uuid:key>/list", desk_list.printed, name="desk_list"),
    path("desk/events/<uuid:key>/list.csv", desk_list.download, name="desk_download"),
    path("desk/events/<uuid:key>/add", desk_list.add, name="desk_add"),
    path("desk/events/<uuid:key>/check-in", desk_door.check_in_by_code, name="desk_check_in"),
    path("desk/events/<uuid:key>/<str:name>", desk.move, name="desk_move"),
    path("desk/door/<str:code>", desk_door.door, name="door"),
    path("desk/door/<str:code>/cancel", desk_list.cancel, name="door_cancel"),
    path("desk/door/<str:code>/phone", desk_list.phone, name="door_phone"),
    path("desk/venues", desk_venues.listed, name="desk_venues"),
    path("desk/venues/<slug:code>/close", desk_venues.close, name="desk_venue_close"),
    path("desk/venues/<slug:code>/open/<uuid:key>", desk_venues.open_again, name="desk_venue_open"),
    path("desk/safety", desk_safety.listed, name="safety"),
    path("desk/safety/photos/<uuid:key>", desk_safety.photo, name="safety_photo"),
    path("desk/safety/<slug:code>", desk_safety.page, name="safety_venue"),
    path("desk/safety/<slug:code>/inspect", desk_safety.inspect, name="safety_inspect"),
    path("desk/safety/<slug:code>/fault", desk_safety.fault, name="safety_fault"),
    path("desk/safety/<slug:code>/person", desk_safety.person, name="safety_person"),
    path("e/<str:code>", registration.page, name="ticket"),
    path("e/<str:code>/cancel", registration.cancel_it, name="ticket_cancel"),
    path("<slug:district>/venues", venues.listed, name="venues"),
    path("<slug:district>/venues/<slug:code>", venues.page, name="venue"),
    path("<slug:district>/events", events.listed, name="events"),
    path("<slug:district>/events.ics", events.feed, name="feed"),
    path("<slug:district>/events/<str:code>", events.page, name="event"),
    path("<slug:district>/events/<str:code>/event.ics", events.one_as_calendar, name="event_ics"),
    path("<slug:district>/events/<str:code>/register", events.register_for, name="register"),
    path("<slug:district>/open/events", figures.page, name="open_events"),
    path("<slug:district>/open/events.csv", figures.download, name="open_events_download"),
]
