"""Addresses of the mediation room: the team's desk, one's own matters, and the page for everyone."""

from __future__ import annotations

from django.urls import path

from .views import desk, desk_agreement, desk_matter, mine, public

app_name = "mediation"

# The desk and “mine” first: their first word is no district's name.
urlpatterns = [
    path("desk/mediation", desk.front, name="desk"),
    path("desk/mediation/new", desk.new, name="desk_new"),
    path("desk/mediation/figures", desk.figures, name="desk_figures"),
    path("desk/mediation/book", desk.book, {"form": "page"}, name="desk_book"),
    path("desk/mediation/book.pdf", desk.book, {"form": "pdf"}, name="desk_book_pdf"),
    path("desk/mediation/<str:code>", desk_matter.page, name="desk_matter"),
    path("desk/mediation/<str:code>/agreement", desk_agreement.write, name="desk_agreement"),
    path("desk/mediation/<str:code>/agreement.pdf", desk_matter.paper, {"which": "agreement"}, name="desk_agreement_pdf"),
    path("desk/mediation/<str:code>/summary.pdf", desk_matter.paper, {"which": "summary"}, name="desk_summary_pdf"),
    path("desk/mediation/<str:code>/sign/<slug:who>", desk_agreement.sign, name="desk_sign"),
    path("desk/mediation/<str:code>/do/<slug:name>", desk_matter.move, name="desk_move"),
    path("my/mediation", mine.listed, name="mine"),
    path("my/mediation/<str:code>", mine.page, name="matter"),
    path("my/mediation/<str:code>/sign", mine.sign, name="sign"),
    path("my/mediation/<str:code>/agreement.pdf", mine.paper, {"which": "agreement"}, name="agreement_pdf"),
    path("my/mediation/<str:code>/summary.pdf", mine.paper, {"which": "summary"}, name="summary_pdf"),
    path("my/mediation/<str:code>/do/<slug:name>", mine.move, name="move"),
    path("<slug:district>/mediation", public.front, name="front"),
    path("<slug:district>/open/mediation", public.figures, name="open_mediation"),
]  # fmt: skip
