"""Addresses of the ledger room: the desk, and every yuan in public."""

from __future__ import annotations

from django.urls import path

from .views import desk, desk_book, desk_payments, downloads, public

app_name = "ledger"

# The desk first: its first word is no district's name.
urlpatterns = [
    path("desk/ledger", desk.overview, name="desk"),
    path("desk/ledger/book", desk_book.book, name="desk_book"),
    path("desk/ledger/book/<int:number>", desk_book.entry, name="desk_entry"),
    path("desk/ledger/book/<int:number>/reverse", desk_book.reverse_entry, name="desk_reverse"),
    path("desk/ledger/funds/<slug:code>", desk.fund_page, name="desk_fund"),
    path("desk/ledger/funds/<slug:code>/ask", desk.ask, name="desk_ask"),
    path("desk/ledger/funds/<slug:code>/receive", desk.receive, name="desk_receive"),
    path("desk/ledger/receipts/<uuid:key>", desk_payments.receipt, name="desk_receipt"),
    path("desk/ledger/payments/<str:code>", desk_payments.page, name="desk_payment"),
    path("desk/ledger/payments/<str:code>/release", desk_payments.release, name="desk_release"),
    path("desk/ledger/payments/<str:code>/refuse", desk_payments.refuse, name="desk_refuse"),
    path("desk/ledger/payments/<str:code>/withdraw", desk_payments.withdraw, name="desk_withdraw"),
    path("desk/ledger/payments/<str:code>/payee", desk_payments.payee, name="desk_payee"),
    path("desk/ledger/payments/<str:code>/receipts", desk_payments.attach, name="desk_attach"),
    path("<slug:district>/funds", public.listed, name="funds"),
    path("<slug:district>/funds/<slug:code>", public.fund_page, name="fund"),
    path("<slug:district>/funds/<slug:code>.csv", downloads.fund_csv, name="fund_csv"),
    path("<slug:district>/ledger", public.book, name="book"),
    path("<slug:district>/ledger.csv", downloads.book_csv, name="book_csv"),
    path("<slug:district>/ledger.beancount", downloads.book_beancount, name="book_beancount"),
    path("<slug:district>/ledger/<int:number>", public.entry, name="entry"),
]
