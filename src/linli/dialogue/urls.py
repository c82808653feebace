"""Addresses of the dialogue: its pages in a district, and its desk."""

from __future__ import annotations

from django.urls import path

from .views import desk, desk_meetings, desk_topics, meetings, moderation, proposals, propose, topics

app_name = "dialogue"

# The desk first: its first word is no district's name.
urlpatterns = [
    path("desk/dialogue", desk.page, name="desk"),
    path("desk/dialogue/answer", desk.answer_them, name="desk_answer"),
    path("desk/dialogue/proposals/<str:code>", desk.one, name="desk_proposal"),
    path("desk/dialogue/proposals/<str:code>/route", desk.route_it, name="desk_route"),
    path("desk/dialogue/proposals/<str:code>/hand-back", desk.hand_it_back, name="desk_hand_back"),
    path("desk/dialogue/moderation", moderation.page, name="moderation"),
    path("desk/dialogue/moderation/proposals/<str:code>", moderation.decide, name="moderate_proposal"),
    path("desk/dialogue/moderation/comments/<uuid:key>", moderation.decide_comment, name="moderate_comment"),
    path("desk/dialogue/topics/new", desk_topics.new, name="desk_topic_new"),
    path("desk/dialogue/topics/<slug:code>", desk_topics.change, name="desk_topic"),
    path("desk/dialogue/topics/<slug:code>/close", desk_topics.close, name="desk_topic_close"),
    path("desk/dialogue/meetings/new", desk_meetings.new, name="desk_meeting_new"),
    path("desk/dialogue/meetings/<str:code>", desk_meetings.one, name="desk_meeting"),
    path("<slug:district>/dialogue", topics.front_page, name="front"),
    path("<slug:district>/dialogue/propose", propose.page, name="propose"),
    path("<slug:district>/dialogue/topics/<slug:code>", topics.topic, name="topic"),
    path("<slug:district>/dialogue/topics/<slug:code>/vote", topics.cast, name="vote"),
    path("<slug:district>/dialogue/proposals", proposals.page, name="proposals"),
    path("<slug:district>/dialogue/proposals/<str:code>", proposals.one, name="proposal"),
    path("<slug:district>/dialogue/proposals/<str:code>/support", proposals.stand_behind, name="support"),
    path("<slug:district>/dialogue/proposals/<str:code>/comment", proposals.say, name="comment"),
    path("<slug:district>/dialogue/proposals/<str:code>/withdraw", proposals.withdraw_it, name="withdraw"),
    path("<slug:district>/dialogue/comments/<uuid:key>/object", proposals.objecting, name="object"),
    path("<slug:district>/dialogue/meetings/<str:code>.ics", meetings.calendar, name="calendar"),
    path("<slug:district>/dialogue/meetings/<str:code>", meetings.page, name="meeting"),
    path("<slug:district>/dialogue/meetings/<str:code>/seat", meetings.seat, name="seat"),
]
