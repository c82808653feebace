"""Addresses of shared spaces: for everyone, one's own bookings, and the desk."""

from __future__ import annotations

from django.urls import path

from .views import desk, desk_rooms, figures, mine, public

app_name = "spaces"

# The desk and “mine” first: their first word is no district's name.
urlpatterns = [
    path("desk/spaces", desk.today_board, name="desk"),
    path("desk/spaces/rooms", desk_rooms.listed, name="desk_rooms"),
    path("desk/spaces/rooms/<slug:room>", desk_rooms.page, name="desk_room"),
    path("desk/spaces/rooms/<slug:room>/book", desk.book, name="desk_book"),
    path("desk/spaces/rooms/<slug:room>/opening", desk_rooms.opening, name="desk_opening"),
    path("desk/spaces/rooms/<slug:room>/opening/<uuid:key>", desk_rooms.strike, name="desk_strike"),
    path("desk/spaces/rooms/<slug:room>/picture", desk_rooms.picture, name="desk_picture"),
    path("desk/spaces/rooms/<slug:room>/door", desk_rooms.door_sheet, name="desk_door"),
    path("desk/spaces/bookings/<str:code>/<str:name>", desk.move, name="desk_move"),
    path("my/spaces", mine.listed, name="mine"),
    path("my/spaces/<str:code>", mine.page, name="booking"),
    path("my/spaces/<str:code>/cancel", mine.cancel, name="cancel"),
    path("my/spaces/<str:code>/here", mine.here, name="here"),
    path("<slug:district>/spaces", public.listed, name="spaces"),
    path("<slug:district>/spaces/<slug:room>", public.page, name="room"),
    path("<slug:district>/spaces/<slug:room>/book", public.book, name="book"),
    path("<slug:district>/spaces/<slug:room>/here", public.at_door, name="at_door"),
    path("<slug:district>/spaces/<slug:room>/calendar.ics", public.feed, name="feed"),
    path("<slug:district>/open/spaces", figures.page, name="open_spaces"),
    path("<slug:district>/open/spaces.csv", figures.download, name="open_spaces_download"),
]
