"""Addresses of health education: for everyone, one's own places and times, and the desk."""

from __future__ import annotations

from django.urls import path

from .views import (
    desk,
    desk_boards,
    desk_classes,
    desk_lectures,
    desk_rolls,
    desk_schools,
    desk_therapy,
    figures,
    mine,
    public,
)

app_name = "courses"

# The desk and “mine” first: their first word is no district's name.
urlpatterns = [
    path("desk/courses", desk.overview, name="desk"),
    path("desk/courses/figures", desk.year, name="desk_figures"),
    path("desk/courses/lectures", desk_lectures.listed, name="desk_lectures"),
    path("desk/courses/lectures/new", desk_lectures.new, name="desk_lecture_new"),
    path("desk/courses/lectures/<uuid:key>", desk_lectures.page, name="desk_lecture"),
    path("desk/courses/lectures/<uuid:key>/edit", desk_lectures.edit, name="desk_lecture_edit"),
    path("desk/courses/lectures/<uuid:key>/count", desk_lectures.count, name="desk_lecture_count"),
    path("desk/courses/lectures/<uuid:key>/cancel", desk_lectures.cancel, name="desk_lecture_cancel"),
    path("desk/courses/boards", desk_boards.listed, name="desk_boards"),
    path("desk/courses/boards/new", desk_boards.new, name="desk_board_new"),
    path("desk/courses/boards/<uuid:key>", desk_boards.page, name="desk_board"),
    path("desk/courses/boards/<uuid:key>/down", desk_boards.down, name="desk_board_down"),
    path("desk/courses/schools", desk_schools.listed, name="desk_schools"),
    path("desk/courses/schools/<uuid:key>/strike", desk_schools.strike, name="desk_lesson_strike"),
    path("desk/courses/classes", desk_classes.listed, name="desk_classes"),
    path("desk/courses/classes/new", desk_classes.new, name="desk_class_new"),
    path("desk/courses/terms/new", desk_classes.new_term, name="desk_term_new"),
    path("desk/courses/classes/<uuid:key>", desk_rolls.page, name="desk_class"),
    path("desk/courses/classes/<uuid:key>/enrol", desk_rolls.enrol, name="desk_enrol"),
    path("desk/courses/classes/<uuid:key>/list.csv", desk_rolls.download, name="desk_class_list"),
    path("desk/courses/classes/<uuid:key>/seats", desk_classes.seats, name="desk_class_seats"),
    path("desk/courses/classes/<uuid:key>/cancel", desk_classes.cancel, name="desk_class_cancel"),
    path("desk/courses/sessions/<uuid:key>/roll", desk_rolls.roll, name="desk_roll"),
    path("desk/courses/sessions/<uuid:key>/drop", desk_rolls.drop, name="desk_session_drop"),
    path("desk/courses/sessions/<uuid:key>/move", desk_rolls.move, name="desk_session_move"),
    path("desk/courses/enrolments/<str:code>/withdraw", desk_rolls.withdraw, name="desk_withdraw"),
    path("desk/courses/therapy", desk_therapy.board, name="desk_therapy"),
    path("desk/courses/therapy/book", desk_therapy.book, name="desk_therapy_book"),
    path("desk/courses/therapy/<str:code>/<str:name>", desk_therapy.move, name="desk_therapy_move"),
    path("my/courses", mine.listed, name="mine"),
    path("my/courses/<str:code>", mine.page, name="place"),
    path("my/courses/<str:code>/give-back", mine.give_back, name="give_back"),
    path("my/courses/<str:code>/certificate.pdf", mine.certificate, name="certificate"),
    path("<slug:district>/learn", public.front, name="learn"),
    path("<slug:district>/learn/places", public.places, name="places"),
    path("<slug:district>/learn/places.geojson", public.places_geojson, name="places_geojson"),
    path("<slug:district>/learn/classes/<str:code>", public.one_class, name="class"),
    path("<slug:district>/learn/classes/<str:code>/enrol", public.enrol_in, name="enrol"),
    path("<slug:district>/learn/therapy", public.therapy, name="therapy"),
    path("<slug:district>/learn/certificates/<str:code>", public.check_certificate, name="check"),
    path("<slug:district>/open/learn", figures.page, name="open_learn"),
    path("<slug:district>/open/learn.csv", figures.download, name="open_learn_download"),
]
