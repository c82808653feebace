"""Lots and stock: made, tested, sold, paid, and traced back to households and tickets."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from linli.cases.sheet import Sheet
from linli.clock import today
from linli.ids import uuid7
from linli.people.actors import Actor
from linli.places.queries import district_by

from .. import actions
from ..models import LotState, Product
from ..queries import milk
from ..queries import sales as queries
from .desk import (
    asked,
    attempt,
    key_given,
    number_given,
    only_sent,
    page_to_read,
    page_with_form,
    say_or_show,
    shown,
    typed,
)

_LOT = ("key", "product", "made_on", "quantity", "unit")
_TEST = ("on", "what", "found", "laboratory", "passed")


@page_to_read
def stock(request: HttpRequest, actor: Actor) -> HttpResponse:
    rows = milk.stock(actor)
    return shown(request, actor, "stock", "/stock", {"rows": rows, "sum": milk.stock_sum(rows)})


@page_to_read
def lots(request: HttpRequest, actor: Actor) -> HttpResponse:
    view = asked(request, "view")
    page = queries.lots(actor, view, key_given(request.GET.get("before", "")))
    named = [("", _("All")), *LotState.choices]
    views = [{"label": label, "href": f"?view={code}", "current": code == view} for code, label in named]
    return shown(request, actor, "lots", "/lots", {"page": page, "views": views, "view": view})


@page_with_form
def lot_new(request: HttpRequest, actor: Actor) -> HttpResponse:
    rows = milk.stock(actor)
    taken = {str(row.pk): request.POST.get(f"kg-{row.pk}", "").strip() for row in rows}
    sheet = typed(request, _LOT)
    if request.method == "POST":
        parts = [{"collection": key, "kg": kg} for key, kg in taken.items() if kg]
        if not parts:
            sheet.say("kg", _("Please say of which days the milk is, and how much."))
        else:
            row = attempt(sheet, lambda: actions.make_lot(actor, {**sheet.typed, "parts": parts}))
            if row is not None:
                said = _("The lot is made. Its code goes onto every bottle.")
                return say_or_show(request, sheet, said, "cooperative:lot", row.code)
    else:
        sheet = Sheet(
            typed={"made_on": today().isoformat(), "product": "bottles", "unit": _("bottle"), "key": str(uuid7())}
        )
    context = {"sheet": sheet, "rows": [(row, taken[str(row.pk)]) for row in rows], "products": Product.choices}
    return shown(request, actor, "lot_form", "/lots", context, sheet.status)


@page_to_read
def lot(request: HttpRequest, actor: Actor, code: str) -> HttpResponse:
    return _page(request, actor, code, Sheet())


def _page(request: HttpRequest, actor: Actor, code: str, sheet: Sheet) -> HttpResponse:
    row = queries.lot(actor, code)
    number = number_given(request.GET.get("household", ""))
    context = {
        "row": row, "sheet": sheet, "parts": queries.parts_of(row), "tests": row.tests.order_by("on"), "today": today(),
        "buyers": queries.buyers(actor), "key": sheet.typed.get("key") or uuid7(), "entries": queries.entries_of(row),
        "sources": queries.sources(actor, row), "payments": row.payments.order_by("on", "id"), "number": number,
        "tickets": queries.tickets_of(actor, row, number) if number else [],
        "address": queries.address_of(row, district_by(row.district_id).slug),
    }  # fmt: skip
    return shown(request, actor, "lot", "/lots", context, sheet.status)


def _move(
    request: HttpRequest, actor: Actor, code: str, names: tuple[str, ...], do: Callable[..., object], said: str
) -> HttpResponse:
    sheet = typed(request, names)
    if attempt(sheet, lambda: do(actor, code, dict(sheet.typed))) is None:
        return _page(request, actor, code, sheet)
    return say_or_show(request, sheet, said, "cooperative:lot", code)


@only_sent
def test(request: HttpRequest, actor: Actor, code: str) -> HttpResponse:
    return _move(
        request, actor, code, _TEST, actions.note_test, _("The test is noted; it is on the public page of the lot.")
    )


@only_sent
def sell(request: HttpRequest, actor: Actor, code: str) -> HttpResponse:
    return _move(request, actor, code, ("buyer", "price", "on"), actions.invoice, _("Sold and in the ledger."))


@only_sent
def pay(request: HttpRequest, actor: Actor, code: str) -> HttpResponse:
    return _move(
        request, actor, code, ("key", "amount", "on"), actions.note_payment, _("The payment is in the ledger.")
    )


@only_sent
def drop(request: HttpRequest, actor: Actor, code: str) -> HttpResponse:
    return _move(request, actor, code, ("reason",), actions.drop_lot, _("Given up; its milk is in stock again."))


@only_sent
def buyer_new(request: HttpRequest, actor: Actor) -> HttpResponse:
    sheet = typed(request, ("name", "contact", "lot"))
    given = {name: sheet.typed[name] for name in ("name", "contact")}
    attempt(sheet, lambda: actions.add_buyer(actor, given))
    where = queries.lot(actor, sheet.typed["lot"]).code
    return say_or_show(request, sheet, _("The buyer is in the list."), "cooperative:lot", where)


@page_to_read
def labels(request: HttpRequest, actor: Actor, code: str) -> HttpResponse:
    """A sheet of labels to print: the code, and the way to its page as QR."""
    row = queries.lot(actor, code)
    address = queries.address_of(row, district_by(row.district_id).slug)
    return shown(request, actor, "labels", "/lots", {"row": row, "address": address, "times": range(24)})
