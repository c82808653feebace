"""Every yuan in public: the funds, one fund from source to receipt, the book and its entries."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from linli.clock import today
from linli.places.queries import district_named

from ..models import NOTHING, Fund
from ..queries import entries, funds, payments
from .door import public

VIEWS = ("payments", "in", "out")


@require_safe
@public
def listed(request: HttpRequest, district: str) -> HttpResponse:
    """All funds, each with how much of its ceiling is promised and paid."""
    found = district_named(district)
    cards = funds.cards_of(found.code)
    context = {
        "district": found, "cards": cards, "ceiling": sum((card.row.ceiling for card in cards), NOTHING),
        "received": sum((card.received for card in cards), NOTHING), "paid": sum((card.paid for card in cards), NOTHING),
        "promised": sum((card.promised for card in cards), NOTHING),
    }  # fmt: skip
    return render(request, "ledger/funds.html", context)


def number_in(request: HttpRequest, name: str = "before") -> int | None:
    """Where a page of entries goes on, if it says so in figures."""
    given = request.GET.get(name, "")
    return int(given) if given.isascii() and given.isdigit() and len(given) < 10 else None


def flow(request: HttpRequest, fund: Fund, view: str) -> dict[str, Any]:
    """Payments, money in or money out of a fund: one page of what was asked for."""
    if view == "payments":
        cards, more = payments.of_fund(fund, request.GET.get("before", "")[:20])
        return {"payments": cards, "older": f"?view=payments&before={more}#flow" if more else ""}
    find = entries.into_fund if view == "in" else entries.out_of_fund
    moves, last = find(fund, number_in(request))
    return {"moves": moves, "older": f"?view={view}&before={last}#flow" if last else ""}


@require_safe
@public
def fund_page(request: HttpRequest, district: str, code: str) -> HttpResponse:
    """One fund: what came in, what it is planned for, each payment with its receipts."""
    found = district_named(district)
    fund = funds.fund_by(found.code, code)
    given = request.GET.get("view", "")
    view = given if given in VIEWS else "payments"
    names = {"payments": _("Payments"), "in": _("Money in"), "out": _("Money out")}
    context = {
        "district": found, "fund": fund, "card": funds.fund_cards([fund])[0], "budget": funds.budget_of(fund),
        "holdings": funds.holdings_of(fund), "view": view, **flow(request, fund, view),
        "chips": [{"label": names[one], "href": f"?view={one}#flow", "current": one == view} for one in VIEWS],
    }  # fmt: skip
    return render(request, "ledger/fund.html", context)


@require_safe
@public
def book(request: HttpRequest, district: str) -> HttpResponse:
    """The district's book, the newest entry first."""
    found = district_named(district)
    moves, last = entries.of_book(found.code, number_in(request))
    first = entries.first_day(found.code) or today()
    context = {
        "district": found, "moves": moves, "older": f"?before={last}" if last else "", "book": entries.book_of(found.code),
        "years": range(today().year, first.year - 1, -1),
    }  # fmt: skip
    return render(request, "ledger/book.html", context)


@require_safe
@public
def entry(request: HttpRequest, district: str, number: int) -> HttpResponse:
    """One entry: both sides, its fingerprint, what it reverses, what it paid."""
    found = district_named(district)
    return render(request, "ledger/entry.html", {"district": found, "page": entries.entry_page(found.code, number)})
