"""Addresses of the room."""

from __future__ import annotations

from django.urls import path

from .views import desk, desk_analysis, desk_brought, desk_interviews, desk_sample, field

app_name = "surveys"
ONE = "desk/surveys/<slug:code>"
urlpatterns = [
    path("survey/", field.page, name="field"),
    path("survey/package", field.take_along, name="field_package"),
    path("survey/submissions", field.submissions, name="field_submissions"),
    path("desk/surveys", desk.listed, name="desk"),
    path("desk/surveys-new", desk.new, name="desk_new"),
    path("desk/surveys-brought", desk_brought.bring, name="desk_brought"),
    path("desk/surveys-table", desk_analysis.own_table, name="desk_own_table"),
    path(ONE, desk.overview, name="desk_survey"),
    path(f"{ONE}/move/<str:name>", desk.move, name="desk_move"),
    path(f"{ONE}/form", desk.form, name="desk_form"),
    path(f"{ONE}/form/<uuid:key>/<str:kind>", desk.form_file, name="desk_form_file"),
    path(f"{ONE}/sample", desk_sample.sample, name="desk_sample"),
    path(f"{ONE}/clusters/<uuid:key>", desk_sample.cluster, name="desk_cluster"),
    path(f"{ONE}/clusters/<uuid:key>/assign", desk_sample.assign, name="desk_assign"),
    path(f"{ONE}/clusters/<uuid:key>/names", desk_sample.names, name="desk_names"),
    path(f"{ONE}/progress", desk.progress_page, name="desk_progress"),
    path(f"{ONE}/quality", desk.quality_page, name="desk_quality"),
    path(f"{ONE}/interviews", desk_interviews.listed, name="desk_interviews"),
    path(f"{ONE}/interviews/<uuid:key>", desk_interviews.one, name="desk_interview"),
    path(f"{ONE}/interviews/<uuid:key>/correct", desk_interviews.correct, name="desk_correct"),
    path(f"{ONE}/interviews/<uuid:key>/count/<str:name>", desk_interviews.count, name="desk_count"),
    path(f"{ONE}/interviews/<uuid:key>/photos/<str:name>", desk_interviews.photo, name="desk_photo"),
    path(f"{ONE}/cleaning", desk_interviews.log, name="desk_cleaning"),
    path(f"{ONE}/analysis", desk_analysis.page, name="desk_analysis"),
    path(f"{ONE}/analysis/margins", desk_analysis.margins, name="desk_margins"),
    path(f"{ONE}/analysis/lonely", desk_analysis.lonely, name="desk_lonely"),
    path(f"{ONE}/analysis/publish", desk_analysis.publish, name="desk_publish"),
    path(f"{ONE}/analysis/tables.csv", desk_analysis.tables_file, name="desk_tables"),
    path(f"{ONE}/analysis/rows.csv", desk_analysis.rows_file, name="desk_rows"),
]
