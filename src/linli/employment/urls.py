"""Addresses of posts and wages: for everyone, one's own, and the company's desk."""

from __future__ import annotations

from django.urls import path

from .views import desk, desk_hours, desk_people, desk_posts, desk_wages, figures, mine, public

app_name = "employment"

# The desk and “mine” first: their first word is no district's name.
urlpatterns = [
    path("desk/jobs", desk.overview, name="desk"),
    path("desk/jobs/figures", desk.year, name="desk_figures"),
    path("desk/jobs/posts", desk_posts.listed, name="desk_posts"),
    path("desk/jobs/posts/new", desk_posts.new, name="desk_post_new"),
    path("desk/jobs/posts/<uuid:key>", desk_posts.page, name="desk_post"),
    path("desk/jobs/posts/<uuid:key>/edit", desk_posts.edit, name="desk_post_edit"),
    path("desk/jobs/posts/<uuid:key>/close", desk_posts.close, name="desk_post_close"),
    path("desk/jobs/posts/<uuid:key>/applicants", desk_people.take_in, name="desk_take_in"),
    path("desk/jobs/applicants/<str:code>/<str:name>", desk_people.decide, name="desk_decide"),
    path("desk/jobs/workers", desk_people.listed, name="desk_workers"),
    path("desk/jobs/workers/<str:code>", desk_people.page, name="desk_worker"),
    path("desk/jobs/workers/<str:code>/hours", desk_people.hours, name="desk_worker_hours"),
    path("desk/jobs/workers/<str:code>/change", desk_people.change, name="desk_worker_change"),
    path("desk/jobs/workers/<str:code>/end", desk_people.end, name="desk_worker_end"),
    path("desk/jobs/workers/<str:code>/correction", desk_people.correct, name="desk_worker_correct"),
    path("desk/jobs/hours", desk_hours.listed, name="desk_hours"),
    path("desk/jobs/hours/confirm", desk_hours.confirm, name="desk_hours_confirm"),
    path("desk/jobs/hours/<uuid:key>/return", desk_hours.give_back, name="desk_hours_return"),
    path("desk/jobs/wages", desk_wages.listed, name="desk_wages"),
    path("desk/jobs/wages/draw", desk_wages.draw, name="desk_wages_draw"),
    path("desk/jobs/wages/<uuid:key>", desk_wages.page, name="desk_run"),
    path("desk/jobs/wages/<uuid:key>/<str:name>", desk_wages.move, name="desk_run_move"),
    path("desk/jobs/slips/<str:code>", desk_wages.slip, name="desk_slip"),
    path("desk/jobs/slips/<str:code>/<str:name>", desk_wages.slip_move, name="desk_slip_move"),
    path("my/jobs", mine.listed, name="mine"),
    path("my/jobs/<str:code>", mine.page, name="job"),
    path("my/jobs/<str:code>/hours", mine.hours, name="hours"),
    path("my/jobs/<str:code>/withdraw", mine.withdraw, name="withdraw"),
    path("my/jobs/<str:code>/slips/<str:slip>.pdf", mine.slip_pdf, name="slip_pdf"),
    path("my/jobs/<str:code>/slips/<str:slip>", mine.slip, name="slip"),
    path("<slug:district>/jobs", public.listed, name="jobs"),
    path("<slug:district>/jobs/<str:code>", public.page, name="post"),
    path("<slug:district>/jobs/<str:code>/apply", public.apply, name="apply"),
    path("<slug:district>/open/jobs", figures.page, name="open_jobs"),
    path("<slug:district>/open/jobs.csv", figures.download, name="open_jobs_download"),
]
