"""Payments: asked for by one person within the ceilings, released by another, proved by receipts."""

from __future__ import annotations

import hashlib
from decimal import Decimal

from django.db import transaction
from django.db.models import Sum
from django.utils.translation import gettext as _

from linli.clock import now, today
from linli.ids import case_code
from linli.people.actors import Actor
from linli.people.vault import seal

from ..access import check_keeps, keeps
from ..commands import Asked, transfer
from ..errors import (
    AlreadyDecided,
    NoSuchFund,
    NoSuchPayment,
    NotEnough,
    NotInTheBudget,
    OverTheCeiling,
    SamePerson,
    TooManyReceipts,
    UnfitText,
    UnknownLedgerAccount,
)
from ..files import PaperIn, write
from ..models import Budget, Fund, LedgerAccount, Payment, PaymentState, Receipt, in_cents
from ..queries.balances import balance_of
from ..queries.payments import counted
from .posting import amount_of, post

PREFIX = "Z"
MOST_RECEIPTS = 20


@transaction.atomic
def request(actor: Actor, district: str, asked: Asked) -> Payment:
    """Ask for a payment; its amount is promised from now on.

    Raises NoSuchFund, NotYourFund, NotInTheBudget, UnknownLedgerAccount, UnfitAmount, UnfitText, OverTheCeiling.
    """
    fund = Fund.objects.select_for_update().filter(district=district, code=asked.fund, closed_on=None).first()
    if fund is None:
        raise NoSuchFund
    check_keeps(actor, fund)
    budget = Budget.objects.select_related("account").filter(fund=fund, account__code=asked.account).first()
    if budget is None:
        raise NotInTheBudget(fund.name, asked.account)
    source = LedgerAccount.objects.filter(district=district, code=asked.paid_from, fund=fund, closed_on=None).first()
    if source is None:
        raise UnknownLedgerAccount(asked.paid_from)
    amount = amount_of(asked.amount)
    _check_said(asked)
    _check_ceilings(fund, budget, amount)
    assert actor.account is not None
    return Payment.objects.create(
        district_id=district, code=case_code(PREFIX), budget=budget, paid_from=source, amount=amount, purpose=asked.purpose,
        payee_cipher=seal(asked.payee), shown_as=asked.shown_as, requested_by=actor.account, requested_at=now(),
    )  # fmt: skip


def _check_said(asked: Asked) -> None:
    """Raises UnfitText."""
    said = (
        ("purpose", _("What it pays for"), asked.purpose, 200), ("payee", _("Who is paid"), asked.payee, 120),
        ("shown_as", _("Shown to everybody as"), asked.shown_as, 60),
    )  # fmt: skip
    for field, name, text, most in said:
        if not 2 <= len(text.strip()) <= most:
            raise UnfitText(field, name, most)


def _check_ceilings(fund: Fund, budget: Budget, amount: Decimal) -> None:
    """Raises OverTheCeiling, of the fund or of the line of its budget."""
    promised = counted(Payment.objects.filter(budget__fund=fund))
    whole = in_cents(promised.aggregate(sum=Sum("amount"))["sum"])
    if whole + amount > fund.ceiling:
        raise OverTheCeiling(fund.name, fund.ceiling, whole, amount)
    line = in_cents(promised.filter(budget=budget).aggregate(sum=Sum("amount"))["sum"])
    if line + amount > budget.amount:
        raise OverTheCeiling(budget.account.name, budget.amount, line, amount)


@transaction.atomic
def release(actor: Actor, code: str) -> Payment:
    """Pay it: somebody else than who asked. Raises NoSuchPayment, SamePerson, AlreadyDecided, NotEnough, MonthClosed."""
    payment = _undecided(actor, code)
    if actor.account == payment.requested_by:
        raise SamePerson
    there = balance_of(payment.paid_from)
    if there < payment.amount:
        raise NotEnough(payment.paid_from.name, there, payment.amount)
    booking = transfer(
        f"payment:{payment.code}", today(), payment.purpose, debit=payment.budget.account.code,
        credit=payment.paid_from.code, amount=payment.amount,
    )  # fmt: skip
    payment.entry = post(actor, payment.district_id, booking)
    return _decided(actor, payment, PaymentState.RELEASED, "")


@transaction.atomic
def refuse(actor: Actor, code: str, reason: str) -> Payment:
    """Do not pay it; the amount is free again. Raises NoSuchPayment, SamePerson, AlreadyDecided, UnfitText."""
    payment = _undecided(actor, code)
    if actor.account == payment.requested_by:
        raise SamePerson
    _check_reason(reason)
    return _decided(actor, payment, PaymentState.REFUSED, reason)


@transaction.atomic
def withdraw(actor: Actor, code: str, reason: str) -> Payment:
    """Who asked for it asks no more. Raises NoSuchPayment, AlreadyDecided, UnfitText."""
    payment = _undecided(actor, code)
    if actor.account != payment.requested_by:
        raise NoSuchPayment
    _check_reason(reason)
    return _decided(actor, payment, PaymentState.WITHDRAWN, reason)


@transaction.atomic
def attach_receipt(actor: Actor, code: str, paper: PaperIn) -> Receipt:
    """Put the paper to a payment that proves it; the same one twice is one. Raises NoSuchPayment, TooManyReceipts."""
    payment = _payment(actor, code)
    digest = hashlib.sha256(paper.body).hexdigest()
    known = payment.receipts.filter(digest=digest).first()
    if known:
        return known
    if payment.receipts.count() >= MOST_RECEIPTS:
        raise TooManyReceipts(MOST_RECEIPTS)
    assert actor.account is not None
    receipt = Receipt(
        district_id=payment.district_id, payment=payment, name=paper.name[:120], kind=paper.kind, size=len(paper.body), digest=digest,
        added_by=actor.account, added_at=now(),
    )  # fmt: skip
    write(receipt, paper.body)
    receipt.save(force_insert=True)
    return receipt


def _check_reason(reason: str) -> None:
    if not 2 <= len(reason.strip()) <= 200:
        raise UnfitText("reason", _("Why"), 200)


def _payment(actor: Actor, code: str) -> Payment:
    """Held until the transaction ends, with its fund. Raises NoSuchPayment, also for those of others."""
    found = Payment.objects.select_for_update(of=("self",)).select_related(
        "budget__fund", "budget__account", "paid_from", "requested_by"
    )
    payment = found.filter(code=code).first()
    if payment is None or not keeps(actor, payment.budget.fund):
        raise NoSuchPayment
    return payment


def _undecided(actor: Actor, code: str) -> Payment:
    payment = _payment(actor, code)
    if payment.state != PaymentState.REQUESTED:
        raise AlreadyDecided(payment.get_state_display())
    return payment


def _decided(actor: Actor, payment: Payment, state: str, reason: str) -> Payment:
    payment.state, payment.reason = state, reason[:200]
    payment.decided_by, payment.decided_at = actor.account, now()
    payment.save(update_fields=["state", "reason", "decided_by", "decided_at", "entry"])
    return payment
