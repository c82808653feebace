"""Addresses of appointments: booking, one's ticket, and the desk of a hall."""

from __future__ import annotations

from django.urls import path

from .views import booking, desk, ticket

app_name = "appointments"

# The desk first: its first word is no district's name; nor is “t”, for a district's has two letters at least.
urlpatterns = [
    path("desk/appointments", desk.page, name="desk"),
    path("desk/appointments/board", desk.board_page, name="board"),
    path("desk/appointments/next", desk.next_one, name="next"),
    path("desk/appointments/walk-in", desk.add_walk_in, name="walk_in"),
    path("desk/appointments/<uuid:key>/<str:name>", desk.move, name="desk_move"),
    path("t/<str:code>", ticket.page, name="ticket"),
    path("t/<str:code>/cancel", ticket.cancel_it, name="ticket_cancel"),
    path("t/<str:code>/move", ticket.move_it, name="ticket_move"),
    path("<slug:district>/services/<slug:code>/appointment", booking.choose, name="choose"),
    path("<slug:district>/services/<slug:code>/appointment/<slug:hall>", booking.times, name="times"),
    path("<slug:district>/services/<slug:code>/appointment/<slug:hall>/confirm", booking.confirm, name="confirm"),
]
