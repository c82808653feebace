"""Addresses of follow-up: the desk of physicians, the figures, a resident's own."""

from __future__ import annotations

from django.urls import path

from .views import figures, mine, panel, person, visit

app_name = "followup"

urlpatterns = [
    path("desk/followup", panel.panel, name="panel"),
    path("desk/followup/week", panel.week, name="week"),
    path("desk/followup/candidates", panel.candidates, name="candidates"),
    path("desk/followup/figures", figures.page, name="figures"),
    path("desk/followup/figures.csv", figures.download, name="figures_download"),
    path("desk/followup/enrol/<str:code>", person.enrol, name="enrol"),
    path("desk/followup/<uuid:key>", person.page, name="person"),
    path("desk/followup/<uuid:key>/end", person.end, name="end"),
    path("desk/followup/<uuid:key>/physician", person.hand_over, name="hand_over"),
    path("desk/followup/<uuid:key>/examination", person.examine, name="examine"),
    path("desk/followup/<uuid:key>/visit", visit.new, name="visit"),
    path("desk/followup/<uuid:key>/verdict", visit.verdict, name="verdict"),
    path("desk/followup/visits/<uuid:key>", visit.correct, name="correct"),
    path("desk/followup/referrals/<uuid:key>", person.referral, name="referral"),
    path("my/followup", mine.page, name="mine"),
    path("<slug:district>/open/followup", figures.open_page, name="open"),
]
