"""One payment at the desk: released, refused, withdrawn, its receipts handed in and opened, who is paid looked at."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from linli.people.actors import Actor
from linli.people.errors import Unreadable

from .. import actions
from ..access import keeps
from ..errors import LedgerProblem
from ..forms import ReasonForm
from ..models import PaymentState
from ..papers import LARGEST, MEGA, take_in
from ..queries.balances import balance_of
from ..queries.payments import payment_read
from .door import desk_page, ledger_desk, put_against

# What is not paid needs no receipt.
_WITH_PAPERS = (PaymentState.REQUESTED, PaymentState.RELEASED)


@require_safe
@never_cache
@ledger_desk
def page(request: HttpRequest, actor: Actor, code: str) -> HttpResponse:
    return _page(request, actor, code)


def _page(
    request: HttpRequest, actor: Actor, code: str, *, form: ReasonForm | None = None, faults: list[str] | None = None,
    at_paper: bool = False, payee: str = "", status: int = 200,
) -> HttpResponse:  # fmt: skip
    card = payment_read(actor, code)
    mine = card.row.requested_by_id == actor.reach.account_id
    is_open = card.row.state == PaymentState.REQUESTED and keeps(actor, card.row.budget.fund)
    context = {
        "card": card, "row": card.row, "fund": card.row.budget.fund, "may_decide": is_open and not mine,
        "may_withdraw": is_open and mine, "may_attach": keeps(actor, card.row.budget.fund) and card.row.state in _WITH_PAPERS, "form": form or ReasonForm(),
        "faults": faults, "paper_faults": faults if at_paper else None, "payee": payee, "there": balance_of(card.row.paid_from), "limit": LARGEST // MEGA,
    }  # fmt: skip
    return desk_page(request, actor, "ledger/desk/payment.html", context, status)


@require_POST
@never_cache
@ledger_desk
def release(request: HttpRequest, actor: Actor, code: str) -> HttpResponseBase:
    try:
        row = actions.release(actor, payment_read(actor, code).row.code)
    except LedgerProblem as problem:
        if problem.status == 404:
            raise
        return _page(request, actor, code, faults=[problem.message], status=problem.status)
    messages.success(request, _("Released and posted as entry %(number)s.") % {"number": row.entry})
    return redirect("ledger:desk_payment", row.code)


def _with_reason(
    request: HttpRequest, actor: Actor, code: str, do: Callable[[Actor, str, str], object], said: str
) -> HttpResponseBase:
    form = ReasonForm(request.POST)
    status = 422
    row = payment_read(actor, code).row
    try:
        if form.is_valid():
            do(actor, row.code, form.cleaned_data["reason"])
            messages.success(request, said)
            return redirect("ledger:desk_payment", row.code)
    except LedgerProblem as problem:
        if problem.status == 404:
            raise
        put_against(form, problem)
        status = problem.status
    return _page(request, actor, code, form=form, status=status)


@require_POST
@never_cache
@ledger_desk
def refuse(request: HttpRequest, actor: Actor, code: str) -> HttpResponseBase:
    return _with_reason(request, actor, code, actions.refuse, _("Not released. The amount is free again."))


@require_POST
@never_cache
@ledger_desk
def withdraw(request: HttpRequest, actor: Actor, code: str) -> HttpResponseBase:
    return _with_reason(request, actor, code, actions.withdraw, _("Withdrawn. The amount is free again."))


@require_POST
@never_cache
@ledger_desk
def payee(request: HttpRequest, actor: Actor, code: str) -> HttpResponseBase:
    """Show who is paid, once; the look is on record."""
    return _page(request, actor, code, payee=actions.show_payee(actor, code))


@require_POST
@never_cache
@ledger_desk
def attach(request: HttpRequest, actor: Actor, code: str) -> HttpResponseBase:
    """Hand in a receipt."""
    row = payment_read(actor, code).row
    try:
        actions.attach_receipt(actor, row.code, take_in(request.FILES.get("paper")))
    except LedgerProblem as problem:
        if problem.status == 404:
            raise
        return _page(request, actor, code, faults=[problem.message], at_paper=True, status=problem.status)
    messages.success(request, _("The receipt is attached. Its name and fingerprint are public, its paper is not."))
    return redirect("ledger:desk_payment", row.code)


@require_safe
@never_cache
@ledger_desk
def receipt(request: HttpRequest, actor: Actor, key: UUID) -> HttpResponse:
    """A receipt's paper, for who keeps or audits the fund; the look is on record."""
    try:
        row, body = actions.open_receipt(actor, key)
    except (FileNotFoundError, Unreadable):
        raise Http404(_("The paper of this receipt cannot be read any more. Please hand it in again.")) from None
    response = HttpResponse(body, content_type=row.kind)
    response.headers["Content-Disposition"] = content_disposition_header(False, row.name) or "inline"
    return response
