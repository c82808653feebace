"""Money of a work: payments of the ledger, asked for here or there, within what the work is planned to cost."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from linli.audit import actions as audit
from linli.cases.commands import parse
from linli.clock import now
from linli.ids import uuid7
from linli.ledger import actions as ledger
from linli.ledger.commands import Asked
from linli.ledger.models import Kind, LedgerAccount, Payment
from linli.people import queries as people
from linli.people.actors import Actor

from .. import commands as c
from ..access import leads
from ..errors import NotThere, NotYours, PaymentTaken, TooManyPlanned, Unfit
from ..models import Estate, Programme, RenovationPayment, Work
from ..queries.money import planned_of, promised_of
from .planning import contractor_of, held, work_of


@transaction.atomic
def ask_payment(actor: Actor, code: str, given: c.Pay | dict[str, Any]) -> Payment:
    """Ask for a payment out of the renovation's fund; another person of the fund releases it.

    Raises NotThere, InvalidInput, Unfit, TooManyPlanned, and what the ledger refuses it with (NotYourFund, OverTheCeiling).
    """
    command = given if isinstance(given, c.Pay) else parse(c.Pay, given)
    return asked_for(actor, held(actor, code), command)


def asked_for(actor: Actor, estate: Estate, command: c.Pay) -> Payment:
    """The same at an estate that the caller has found."""
    work = work_of(estate.district_id, command.work)
    contractor = contractor_of(estate.district_id, command.contractor)
    name = people.organisations(estate.district_id)[contractor].name
    if not command.amount:
        raise Unfit("amount", _("Please give a sum above zero."))
    _check_plan(estate, work, command.amount)
    programme = Programme.objects.get(district=estate.district_id)
    asked = Asked(
        programme.fund, programme.account, _source(programme), command.amount,
        f"{estate.name}{work.name}：{command.purpose}", name, name[:60],
    )  # fmt: skip
    payment = ledger.request(actor, estate.district_id, asked)
    _beside(actor, estate, work, payment)
    return payment


def _source(programme: Programme) -> str:
    """The account that the fund's money lies in: the first of its assets."""
    rows = LedgerAccount.objects.filter(district=programme.district_id, fund__code=programme.fund, kind=Kind.ASSET)
    return rows.filter(closed_on=None).order_by("code").values_list("code", flat=True).first() or ""


@transaction.atomic
def link_payment(actor: Actor, code: str, given: c.Link | dict[str, Any]) -> RenovationPayment:
    """Put a payment that was asked for at the ledger beside a work.

    Raises NotThere, InvalidInput, NotYours, Unfit, PaymentTaken, TooManyPlanned.
    """
    command = given if isinstance(given, c.Link) else parse(c.Link, given)
    estate = held(actor, code)
    if not leads(actor):
        raise NotYours(_("Payments are put beside works by the department that leads the renovation."))
    work = work_of(estate.district_id, command.work)
    payment = _of_the_fund(estate.district_id, command.code)
    if RenovationPayment.objects.filter(payment=payment).exists():
        raise PaymentTaken(payment.code)
    _check_plan(estate, work, payment.amount)
    return _beside(actor, estate, work, payment)


def _of_the_fund(district: str, code: str) -> Payment:
    programme = Programme.objects.get(district=district)
    rows = Payment.objects.select_for_update(of=("self",)).filter(
        district=district, code=code.strip().upper(), budget__fund__code=programme.fund,
        budget__account__code=programme.account,
    )  # fmt: skip
    payment = rows.first()
    if payment is None:
        raise NotThere(_("no payment of the renovation's fund has the number %(code)s") % {"code": code[:20]})
    if payment.state not in ("requested", "released"):
        raise Unfit("code", _("Payment %(code)s was not released or was withdrawn.") % {"code": payment.code}, code)
    return payment


def _check_plan(estate: Estate, work: Work, amount: Decimal) -> None:
    planned, promised = planned_of(estate, work), promised_of(estate, work)
    if promised + amount > planned:
        raise TooManyPlanned(work.name, planned, promised, amount)


def _beside(actor: Actor, estate: Estate, work: Work, payment: Payment) -> RenovationPayment:
    row = RenovationPayment.objects.create(
        id=uuid7(), district_id=estate.district_id, payment=payment, estate=estate, work=work, linked_at=now(),
        linked_by=actor.account,
    )  # fmt: skip
    audit.record(
        actor, "renovation_payment", district=estate.district_id, subject=f"estate:{estate.code}",
        data={"payment": payment.code, "work": work.code},
    )  # fmt: skip
    return row
