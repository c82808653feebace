"""The desk of the ledger: what waits for the second person, one's funds, money asked for and received."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from linli.people.actors import Actor

from .. import actions
from ..access import audits, check_keeps, funds_read, keeps
from ..errors import LedgerProblem, NoSuchFund
from ..forms import AskForm, ReceiveForm
from ..models import Fund
from ..queries import funds, payments
from .door import desk_page, done_once, key_of, ledger_desk, put_against
from .public import VIEWS, flow

_STATES = ("", "requested", "released", "refused", "withdrawn")


@require_safe
@never_cache
@ledger_desk
def overview(request: HttpRequest, actor: Actor) -> HttpResponse:
    """What waits, and the funds."""
    context = {
        "waiting": [(card, card.row.requested_by_id == actor.reach.account_id) for card in payments.waiting(actor)],
        "cards": funds.fund_cards(funds_read(actor)), "audits": audits(actor),
    }  # fmt: skip
    return desk_page(request, actor, "ledger/desk/overview.html", context)


def _fund(actor: Actor, code: str) -> Fund:
    """One that the reader sees at the desk. Raises NoSuchFund."""
    row = funds_read(actor).select_related("organisation").filter(code=code).first()
    if row is None:
        raise NoSuchFund
    return row


@require_safe
@never_cache
@ledger_desk
def fund_page(request: HttpRequest, actor: Actor, code: str) -> HttpResponse:
    """A fund with its budget, and its payments or its money in and out."""
    fund = _fund(actor, code)
    given = request.GET.get("view", "")
    view = given if given in VIEWS else "payments"
    names = {"payments": _("Payments"), "in": _("Money in"), "out": _("Money out")}
    context = {
        "fund": fund, "card": funds.fund_cards([fund])[0], "budget": funds.budget_of(fund), "holdings": funds.holdings_of(fund),
        "keeps": keeps(actor, fund) and fund.closed_on is None, "view": view, **flow(request, fund, view),
        "views": [{"label": names[one], "href": f"?view={one}#flow", "current": one == view} for one in VIEWS],
    }  # fmt: skip
    return desk_page(request, actor, "ledger/desk/fund.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@ledger_desk
def ask(request: HttpRequest, actor: Actor, code: str) -> HttpResponseBase:
    """Ask for a payment out of a fund."""
    fund = _fund(actor, code)
    check_keeps(actor, fund)
    form = AskForm(fund, request.POST if request.method == "POST" else None)
    status = 200
    if request.method == "POST":
        try:
            if form.is_valid():
                made = done_once(
                    request, actor, "ask", lambda: actions.request(actor, fund.district_id, form.asked()).code
                )
                messages.success(
                    request, _("Asked for. A colleague has to release it; until then the amount is kept free.")
                )
                return redirect("ledger:desk_payment", made)
        except LedgerProblem as problem:
            put_against(form, problem)
        status = 422
    context = {"fund": fund, "form": form, "key": key_of(request), "card": funds.fund_cards([fund])[0]}
    return desk_page(request, actor, "ledger/desk/ask.html", context, status)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@ledger_desk
def receive(request: HttpRequest, actor: Actor, code: str) -> HttpResponseBase:
    """Enter money that came into a fund."""
    fund = _fund(actor, code)
    check_keeps(actor, fund)
    form = ReceiveForm(fund, request.POST if request.method == "POST" else None)
    key, status = key_of(request), 200
    if request.method == "POST":
        try:
            if form.is_valid():
                entry = actions.receive(actor, fund.district_id, form.received(key))
                messages.success(request, _("Received, as entry %(number)s of the book.") % {"number": entry})
                return redirect(f"/desk/ledger/funds/{fund.code}?view=in")
        except LedgerProblem as problem:
            put_against(form, problem)
        status = 422
    return desk_page(request, actor, "ledger/desk/receive.html", {"fund": fund, "form": form, "key": key}, status)
