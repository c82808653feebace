"""Addresses of residents: applying, following, the folder; and of staff who fill in for somebody."""

from __future__ import annotations

from django.urls import path

from .views import apply, helping, offers, resident

urlpatterns = [
    path("desk/help", helping.choose, name="help_choose"),
    path("desk/help/for/<slug:code>", helping.begin, name="help"),
    path("desk/help/<str:code>", helping.done, name="helped"),
    path("desk/help/<str:code>/correct", helping.correct, name="help_correct"),
    path("apply/<uuid:key>/<int:at>", apply.step, name="step"),
    path("apply/<uuid:key>/version", apply.take_version, name="take_version"),
    path("apply/<uuid:key>/drop", apply.drop, name="drop"),
    path("a/<str:code>", resident.follow, name="follow"),
    path("a/<str:code>/moves/<str:name>", resident.move, name="move"),
    path("a/<str:code>/correct", resident.correct, name="correct"),
    path("a/<str:code>/pages/<uuid:key>", resident.page, name="page"),
    path("a/<str:code>/pages/<uuid:key>/small", resident.page_small, name="page_small"),
    path("folder", resident.folder, name="folder"),
    path("folder/<uuid:key>/remove", resident.remove, name="folder_remove"),
    path("folder/sheets/<uuid:key>", resident.sheet, name="sheet"),
    path("folder/sheets/<uuid:key>/small", resident.sheet_small, name="sheet_small"),
    path("<slug:district>/offers", offers.page, name="offers"),
    path("<slug:district>/offers/agree", offers.agree, name="offers_agree"),
    path("<slug:district>/services/<slug:code>/offers/<int:at>", offers.begin, name="offer_begin"),
    path("<slug:district>/services/<slug:code>/apply", apply.begin, name="begin"),
]
