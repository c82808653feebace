"""Addresses of the renovation room: for everyone, a resident's own, and the desk."""

from __future__ import annotations

from django.urls import path

from .views import desk, desk_estate, desk_papers, desk_rolls, desk_votes, figures, mine, public, votes

app_name = "renovation"

# The desk and “mine” first: their first word is no district's name.
urlpatterns = [
    path("desk/renovation", desk.overview, name="desk"),
    path("desk/renovation/votes/<str:code>", desk_votes.page, name="desk_vote"),
    path("desk/renovation/votes/<str:code>/letters.pdf", desk_papers.letters, name="desk_letters"),
    path("desk/renovation/votes/<str:code>/paper", desk_votes.paper, name="desk_paper"),
    path("desk/renovation/votes/<str:code>/close", desk_votes.close, name="desk_close"),
    path("desk/renovation/votes/<str:code>/call-off", desk_votes.call_off, name="desk_call_off"),
    path("desk/renovation/votes/<str:code>/ballots", desk_papers.ballots, name="desk_ballots"),
    path("desk/renovation/papers/<uuid:key>/confirm", desk_votes.confirm, name="desk_confirm"),
    path("desk/renovation/papers/<uuid:key>/aside", desk_votes.aside, name="desk_aside"),
    path("desk/renovation/<slug:estate>", desk_estate.page, name="desk_estate"),
    path("desk/renovation/<slug:estate>/matrix", desk_estate.matrix, name="desk_matrix"),
    path("desk/renovation/<slug:estate>/works/<uuid:house>/<slug:work>", desk_estate.cell, name="desk_cell"),
    path("desk/renovation/<slug:estate>/works/<uuid:house>/<slug:work>/accept", desk_estate.accept, name="desk_accept"),
    path("desk/renovation/<slug:estate>/note", desk_estate.note, name="desk_note"),
    path("desk/renovation/<slug:estate>/pictures", desk_estate.picture, name="desk_picture"),
    path("desk/renovation/<slug:estate>/pay", desk_estate.pay, name="desk_pay"),
    path("desk/renovation/<slug:estate>/link", desk_estate.link, name="desk_link"),
    path("desk/renovation/<slug:estate>/roll", desk_rolls.page, name="desk_roll"),
    path("desk/renovation/<slug:estate>/roll/import", desk_rolls.take, name="desk_roll_import"),
    path("desk/renovation/<slug:estate>/roll/put", desk_rolls.put, name="desk_roll_put"),
    path("desk/renovation/<slug:estate>/roll/<uuid:key>/strike", desk_rolls.strike, name="desk_roll_strike"),
    path("desk/renovation/<slug:estate>/votes/new", desk_votes.new, name="desk_vote_new"),
    path("my/renovation", mine.page, name="mine"),
    path("my/renovation/<uuid:key>/rate", mine.rate, name="rate"),
    path("<slug:district>/renovation", public.front, name="front"),
    path("<slug:district>/renovation.geojson", public.points, name="points"),
    path("<slug:district>/renovation/votes/<str:code>", votes.page, name="vote"),
    path("<slug:district>/renovation/votes/<str:code>/cast/<uuid:key>", votes.cast, name="cast"),
    path("<slug:district>/renovation/votes/<str:code>/letter", votes.letter, name="letter"),
    path("<slug:district>/renovation/votes/<str:code>/notice.pdf", votes.notice, name="notice"),
    path("<slug:district>/renovation/<slug:estate>", public.estate, name="estate"),
    path("<slug:district>/renovation/<slug:estate>/fault", public.fault, name="fault"),
    path("<slug:district>/open/renovation", figures.page, name="open_renovation"),
    path("<slug:district>/open/renovation.csv", figures.download, name="open_renovation_download"),
]
