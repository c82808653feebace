"""Addresses of demands, resources and projects: the desk, one's own, and for everyone."""

from __future__ import annotations

from django.urls import path

from .views import (
    desk,
    desk_demands,
    desk_matching,
    desk_projects,
    desk_resources,
    figures,
    mine,
    offer,
    project,
    public,
)

app_name = "projects"

# The desk and “mine” first: their first word is no district's name.
urlpatterns = [
    path("desk/projects", desk.overview, name="desk"),
    path("desk/projects/demands", desk_demands.listed, name="desk_demands"),
    path("desk/projects/demands/new", desk_demands.new, name="desk_demand_new"),
    path("desk/projects/demands/from-cases", desk_demands.from_cases, name="desk_from_cases"),
    path("desk/projects/demands/<str:code>", desk_demands.page, name="desk_demand"),
    path("desk/projects/demands/<str:code>/<str:name>", desk_demands.move, name="desk_demand_move"),
    path("desk/projects/resources", desk_resources.listed, name="desk_resources"),
    path("desk/projects/resources/new", desk_resources.new, name="desk_resource_new"),
    path("desk/projects/resources/<str:code>", desk_resources.page, name="desk_resource"),
    path("desk/projects/resources/<str:code>/<str:name>", desk_resources.move, name="desk_resource_move"),
    path("desk/projects/matching", desk_matching.page, name="desk_matching"),
    path("desk/projects/matching/run", desk_matching.run, name="desk_matching_run"),
    path("desk/projects/matching/<uuid:key>/<str:name>", desk_matching.move, name="desk_match_move"),
    path("desk/projects/all", desk_projects.listed, name="desk_projects"),
    path("desk/projects/new", desk_projects.new, name="desk_project_new"),
    path("desk/projects/all/<str:code>", desk_projects.page, name="desk_project"),
    path("desk/projects/all/<str:code>/<str:name>", desk_projects.move, name="desk_project_move"),
    path("desk/projects/all/<str:code>/<str:name>/<str:one>", desk_projects.move_one, name="desk_project_move_one"),
    path("my/projects", mine.listed, name="mine"),
    path("my/projects/claims/<str:code>/give-back", mine.give_back, name="give_back"),
    path("my/projects/offers/<str:code>/take-off", mine.take_off, name="take_off"),
    path("<slug:district>/projects", public.three_lists, name="lists"),
    path("<slug:district>/projects/how", public.how, name="how"),
    path("<slug:district>/projects/offer", offer.page, name="offer"),
    path("<slug:district>/projects/demands/<str:code>", public.demand, name="demand"),
    path("<slug:district>/projects/demands/<str:code>/support", public.support, name="support"),
    path("<slug:district>/projects/demands/<str:code>/take-back", public.take_back, name="take_back"),
    path("<slug:district>/projects/resources/<str:code>", public.resource, name="resource"),
    path("<slug:district>/projects/<str:code>", project.page, name="project"),
    path("<slug:district>/projects/<str:code>/poster.pdf", project.poster, name="poster"),
    path("<slug:district>/projects/<str:code>/vote", project.vote, name="vote"),
    path("<slug:district>/projects/<str:code>/rate", project.rate, name="rate"),
    path("<slug:district>/projects/<str:code>/claim/<uuid:part>", project.claim, name="claim"),
    path("<slug:district>/open/projects", figures.page, name="open_projects"),
    path("<slug:district>/open/projects.csv", figures.download, name="open_projects_download"),
]
