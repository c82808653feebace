"""Addresses of the desk."""

from __future__ import annotations

from django.urls import path

from .views import desk, desk_case, desk_map, desk_new, desk_papers

urlpatterns = [
    path("desk/", desk.worklist_page, name="desk"),
    path("desk/filters", desk.saved_filters, name="desk_filters"),
    path("desk/filters/keep", desk.keep_filter, name="desk_filter_keep"),
    path("desk/filters/<int:key>/forget", desk.forget_filter, name="desk_filter_forget"),
    path("desk/map", desk_map.page, name="desk_map"),
    path("desk/map/cases.geojson", desk_map.cases, name="desk_map_cases"),
    path("desk/map/cells.geojson", desk_map.cells, name="desk_map_cells"),
    path("desk/new", desk_new.page, name="desk_new"),
    path("desk/new/duplicates", desk_new.duplicates, name="desk_duplicates"),
    path("desk/cases/<str:code>", desk_case.page, name="desk_case"),
    path("desk/cases/<str:code>/moves/<str:name>", desk_case.move, name="desk_move"),
    path("desk/cases/<str:code>/phone", desk_case.phone, name="desk_phone"),
    path("desk/cases/<str:code>/photos", desk_papers.add_photos, name="desk_photos"),
    path("desk/cases/<str:code>/pdf", desk_papers.pdf, name="desk_pdf"),
    path("desk/callouts/<uuid:key>/<str:name>", desk_case.callout_move, name="desk_callout"),
    path("desk/whistles/<uuid:key>/confirm", desk_case.confirm, name="desk_confirm"),
    path("desk/papers/<uuid:key>", desk_papers.paper, name="desk_paper"),
    path("desk/papers/<uuid:key>/small", desk_papers.thumbnail, name="desk_thumbnail"),
]
