"""Prices: proposed by one, noted as agreed by another; from then on each of their days has one price."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from linli.audit import actions as audit
from linli.clock import now
from linli.ids import uuid7
from linli.people.actors import Actor

from .. import commands as c
from ..access import check_manages
from ..errors import DayNotPossible, NotNow, NotThere, PriceOverlaps, SamePerson
from ..models import Agreement, AgreementState, Collection, Grade, PriceDay


@transaction.atomic
def propose_price(actor: Actor, given: Mapping[str, Any]) -> Agreement:
    """Nothing costs it yet. Raises InvalidInput, NotYours, PriceOverlaps."""
    command = c.parse(c.AgreementSheet, given)
    cooperative = check_manages(actor)
    _check_free(cooperative.district_id, command.first, command.last)
    row = Agreement(
        id=uuid7(), district_id=cooperative.district_id, proposed_by=actor.account, proposed_at=now(),
        **command.model_dump(exclude={"grades"}),
    )  # fmt: skip
    row.save(force_insert=True)
    Grade.objects.bulk_create(
        [Grade(id=uuid7(), agreement=row, rank=rank, **one.model_dump()) for rank, one in enumerate(command.grades, 1)]
    )
    audit.record(actor, "milk_price_proposed", district=row.district_id, subject=f"price:{row.pk}")
    return row


def _check_free(district: str, first: date, last: date) -> None:
    taken = PriceDay.objects.filter(district=district, day__range=(first, last)).order_by("day").first()
    if taken is not None:
        raise PriceOverlaps(taken.day)


def _proposed(actor: Actor, key: UUID, what: str) -> Agreement:
    check_manages(actor)
    row = Agreement.objects.select_for_update().filter(pk=key, district=actor.reach.district).first()
    if row is None:
        raise NotThere(_("the price agreement"))
    if row.state != AgreementState.PROPOSED:
        raise NotNow(what, row.state_label)
    return row


@transaction.atomic
def agree_price(actor: Actor, key: UUID) -> Agreement:
    """The assembly agreed: it counts on each of its days. Raises NotYours, NotThere, NotNow, SamePerson, PriceOverlaps."""
    row = _proposed(actor, key, _("Note that it was agreed"))
    if row.proposed_by_id == actor.reach.account_id:
        raise SamePerson
    _check_free(row.district_id, row.first, row.last)
    days = ((row.first + timedelta(days=number)) for number in range((row.last - row.first).days + 1))
    fresh = [PriceDay(id=uuid7(), district_id=row.district_id, day=day, agreement=row) for day in days]
    try:
        with transaction.atomic():
            PriceDay.objects.bulk_create(fresh)
    except IntegrityError:
        # Another agreement took these days a moment ago.
        raise PriceOverlaps(row.first) from None
    row.state, row.agreed_by, row.agreed_at = AgreementState.AGREED, actor.account, now()
    row.save(update_fields=["state", "agreed_by", "agreed_at"])
    audit.record(actor, "milk_price_agreed", district=row.district_id, subject=f"price:{row.pk}")
    return row


@transaction.atomic
def refuse_price(actor: Actor, key: UUID, given: Mapping[str, Any]) -> Agreement:
    """The assembly did not agree, or it was proposed wrongly. Raises InvalidInput, NotYours, NotThere, NotNow."""
    command = c.parse(c.Because, given)
    row = _proposed(actor, key, _("Note that it was not agreed"))
    row.state, row.reason = AgreementState.REFUSED, command.reason
    row.save(update_fields=["state", "reason"])
    audit.record(actor, "milk_price_refused", district=row.district_id, subject=f"price:{row.pk}")
    return row


@transaction.atomic
def end_price(actor: Actor, key: UUID, last: date) -> Agreement:
    """It counts until `last` only; later days are free for another. Raises NotYours, NotThere, NotNow, DayNotPossible."""
    check_manages(actor)
    row = Agreement.objects.select_for_update().filter(pk=key, district=actor.reach.district).first()
    if row is None:
        raise NotThere(_("the price agreement"))
    if row.state != AgreementState.AGREED:
        raise NotNow(_("End it earlier"), row.state_label)
    if not row.first <= last < row.last:
        raise DayNotPossible(last, _("it has to lie within the days agreed on."), field="last")
    later = Collection.objects.filter(district=row.district_id, day__gt=last, day__lte=row.last, tickets__gt=0)
    if later.exists():
        raise DayNotPossible(last, _("milk was taken at this price after it."), field="last")
    row.days.filter(day__gt=last).delete()
    row.last = last
    row.save(update_fields=["last"])
    audit.record(actor, "milk_price_ended", district=row.district_id, subject=f"price:{row.pk}")
    return row
