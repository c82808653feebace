"""The district's book at the desk: the trial balance of a day, months closed, an entry reversed with its reason."""

from __future__ import annotations

from datetime import date

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from linli.clock import day_text, today
from linli.people.actors import Actor

from .. import actions
from ..access import keeps_book, reads_book
from ..actions.correcting import check_may_correct
from ..errors import LedgerProblem
from ..forms import MonthForm, ReasonForm
from ..models import NOTHING
from ..queries import entries
from ..queries.balances import trial_balance
from .door import desk_page, ledger_desk, put_against


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@ledger_desk
def book(request: HttpRequest, actor: Actor) -> HttpResponseBase:
    """The trial balance by account, and closing a month."""
    if not reads_book(actor):
        raise PermissionDenied
    form = MonthForm(request.POST if request.method == "POST" else None)
    status = 200
    if request.method == "POST":
        try:
            if form.is_valid():
                closed = actions.close_books(actor, form.first())
                messages.success(
                    request,
                    _("Closed until %(day)s. What turns out wrong later is reversed in an open month.")
                    % {"day": day_text(closed.closed_until)},
                )
                return redirect("ledger:desk_book")
        except LedgerProblem as problem:
            if problem.status == 403:
                raise
            put_against(form, problem)
        status = 422
    on, wrong = _day(request.GET.get("on", ""))
    balances = trial_balance(actor.reach.district, on)
    context = {
        "form": form, "on": on, "wrong": wrong, "balances": balances, "book": entries.book_of(actor.reach.district),
        "debit": sum((one.debit for one in balances), NOTHING), "credit": sum((one.credit for one in balances), NOTHING),
        "keeps_book": keeps_book(actor), "month": _last_month(),
    }  # fmt: skip
    return desk_page(request, actor, "ledger/desk/book.html", context, status)


def _day(given: str) -> tuple[date, str]:
    """The day asked for, or today with what is wrong about it."""
    if not given:
        return today(), ""
    try:
        return date.fromisoformat(given), ""
    except ValueError:
        return today(), _("“%(day)s” is no day. Shown is today.") % {"day": given[:20]}


def _last_month() -> str:
    first = today().replace(day=1)
    return f"{first.year - (first.month == 1)}-{(first.month - 2) % 12 + 1:02d}"


@require_safe
@never_cache
@ledger_desk
def entry(request: HttpRequest, actor: Actor, number: int) -> HttpResponse:
    return _entry(request, actor, number, ReasonForm())


def _entry(request: HttpRequest, actor: Actor, number: int, form: ReasonForm, status: int = 200) -> HttpResponse:
    shown = entries.entry_page(actor.reach.district, number)
    why_not = ""
    try:
        check_may_correct(actor, shown.row)
    except LedgerProblem as refused:
        why_not = refused.message
    context = {"page": shown, "form": form, "why_not": why_not}
    return desk_page(request, actor, "ledger/desk/entry.html", context, status)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@ledger_desk
def reverse_entry(request: HttpRequest, actor: Actor, number: int) -> HttpResponseBase:
    """Post the contrary of an entry."""
    if request.method != "POST":
        return redirect("ledger:desk_entry", number)
    form = ReasonForm(request.POST)
    status = 422
    try:
        if form.is_valid():
            contrary = actions.correct(actor, number, form.cleaned_data["reason"])
            messages.success(request, _("Reversed by entry %(number)s.") % {"number": contrary})
            return redirect("ledger:desk_entry", contrary.number)
    except LedgerProblem as problem:
        if problem.status == 404:
            raise
        put_against(form, problem)
        status = problem.status
    return _entry(request, actor, number, form, status)
