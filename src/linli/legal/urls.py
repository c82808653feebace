"""Addresses of the legal desk: for the staff, one's own times, and the page for everyone."""

from __future__ import annotations

from django.urls import path

from .views import desk, desk_bureau, mine, public

app_name = "legal"

# The desk and “mine” first: their first word is no district's name.
urlpatterns = [
    path("desk/legal", desk.front, name="desk"),
    path("desk/legal/week", desk.week, name="desk_week"),
    path("desk/legal/book", desk.book, name="desk_book"),
    path("desk/legal/walk-in", desk.walk_in, name="desk_walk_in"),
    path("desk/legal/hours", desk_bureau.hours, name="desk_hours"),
    path("desk/legal/hours/<uuid:key>/end", desk_bureau.end, {"what": "hours"}, name="desk_hours_end"),
    path("desk/legal/days-off/<uuid:key>/end", desk_bureau.end, {"what": "day"}, name="desk_day_end"),
    path("desk/legal/aid", desk_bureau.aid, name="desk_aid"),
    path("desk/legal/figures", desk_bureau.figures, name="desk_figures"),
    path("desk/legal/<str:code>", desk.note, name="desk_note"),
    path("desk/legal/<str:code>/do/<slug:name>", desk.move, name="desk_move"),
    path("my/legal", mine.listed, name="mine"),
    path("my/legal/<str:code>", mine.page, name="consultation"),
    path("my/legal/<str:code>/move", mine.move, name="move"),
    path("my/legal/<str:code>/notes.pdf", mine.paper, name="paper"),
    path("my/legal/<str:code>/do/<slug:name>", mine.do, name="do"),
    path("<slug:district>/legal", public.front, name="front"),
    path("<slug:district>/legal/book", public.book, name="book"),
    path("<slug:district>/open/legal", public.figures, name="open_legal"),
]
