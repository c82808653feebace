"""Addresses of the co-operative: its desk, the point, one's own milk, the trace of a bottle, open figures."""

from __future__ import annotations

from django.urls import path

from .views import desk, desk_herd, desk_lots, desk_milk, desk_money, mine, point, public

app_name = "cooperative"

# The desk and “mine” first: their first word is no district's name.
urlpatterns = [
    path("desk/cooperative", desk.overview, name="desk"),
    path("desk/cooperative/point", point.page, name="point"),
    path("desk/cooperative/point/entries", point.entries, name="entries"),
    path("desk/cooperative/households", desk_herd.households, name="households"),
    path("desk/cooperative/households/new", desk_herd.household_new, name="household_new"),
    path("desk/cooperative/households/<int:number>", desk_herd.household, name="household"),
    path("desk/cooperative/households/<int:number>/edit", desk_herd.household_edit, name="household_edit"),
    path("desk/cooperative/herd", desk_herd.herd, name="herd"),
    path("desk/cooperative/herd/new", desk_herd.camel_new, name="camel_new"),
    path("desk/cooperative/herd/<slug:tag>", desk_herd.camel, name="camel"),
    path("desk/cooperative/herd/<slug:tag>/health", desk_herd.camel_health, name="camel_health"),
    path("desk/cooperative/herd/<slug:tag>/end", desk_herd.camel_end, name="camel_end"),
    path("desk/cooperative/health/<uuid:key>/strike", desk_herd.health_strike, name="health_strike"),
    path("desk/cooperative/deliveries", desk_herd.deliveries, name="deliveries"),
    path("desk/cooperative/deliveries/<uuid:key>/strike", desk_herd.delivery_strike, name="delivery_strike"),
    path("desk/cooperative/weighings", desk_milk.weighings, name="weighings"),
    path("desk/cooperative/weighings/<uuid:key>/void", desk_milk.void, name="void"),
    path("desk/cooperative/days", desk_milk.days, name="days"),
    path("desk/cooperative/prices", desk_milk.prices, name="prices"),
    path("desk/cooperative/prices/new", desk_milk.price_new, name="price_new"),
    path("desk/cooperative/prices/<uuid:key>/agree", desk_milk.price_agree, name="price_agree"),
    path("desk/cooperative/prices/<uuid:key>/refuse", desk_milk.price_refuse, name="price_refuse"),
    path("desk/cooperative/prices/<uuid:key>/end", desk_milk.price_end, name="price_end"),
    path("desk/cooperative/files", desk_milk.files, name="files"),
    path("desk/cooperative/files/template.csv", desk_milk.template, name="template"),
    path("desk/cooperative/files/<uuid:key>", desk_milk.file, name="file"),
    path("desk/cooperative/files/<uuid:key>/take", desk_milk.file_take, name="file_take"),
    path("desk/cooperative/settlements", desk_money.settlements, name="settlements"),
    path("desk/cooperative/settlements/<uuid:key>", desk_money.settlement, name="settlement"),
    path("desk/cooperative/settlements/<uuid:key>/release", desk_money.release, name="release"),
    path("desk/cooperative/settlements/<uuid:key>/withdraw", desk_money.withdraw, name="withdraw"),
    path("desk/cooperative/settlements/<uuid:key>/adjust", desk_money.adjust, name="adjust"),
    path("desk/cooperative/settlements/<uuid:key>/statements.pdf", desk_money.papers, name="papers"),
    path("desk/cooperative/settlements/<uuid:key>/<int:number>", desk_money.statement, name="statement"),
    path("desk/cooperative/stock", desk_lots.stock, name="stock"),
    path("desk/cooperative/buyers", desk_lots.buyer_new, name="buyer_new"),
    path("desk/cooperative/lots", desk_lots.lots, name="lots"),
    path("desk/cooperative/lots/new", desk_lots.lot_new, name="lot_new"),
    path("desk/cooperative/lots/<str:code>", desk_lots.lot, name="lot"),
    path("desk/cooperative/lots/<str:code>/labels", desk_lots.labels, name="labels"),
    path("desk/cooperative/lots/<str:code>/test", desk_lots.test, name="test"),
    path("desk/cooperative/lots/<str:code>/sell", desk_lots.sell, name="sell"),
    path("desk/cooperative/lots/<str:code>/pay", desk_lots.pay, name="pay"),
    path("desk/cooperative/lots/<str:code>/drop", desk_lots.drop, name="drop"),
    path("my/cooperative", mine.page, name="mine"),
    path("my/cooperative/<str:month>.pdf", mine.paper, name="mine_paper"),
    path("<slug:district>/trace", public.ask, name="ask"),
    path("<slug:district>/trace/<str:code>", public.bottle, name="trace"),
    path("<slug:district>/open/cooperative", public.open_figures, name="open"),
    path("<slug:district>/open/cooperative.csv", public.download, name="open_download"),
]
