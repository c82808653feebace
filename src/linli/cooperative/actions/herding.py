"""Households and the herd book: who is a member, which camels there are, what they were treated with, what was delivered."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from linli.audit import actions as audit
from linli.clock import now
from linli.ids import uuid7
from linli.people.actors import Actor
from linli.people.queries import organisations
from linli.people.vault import blind_index, seal
from linli.places.models import Area

from .. import commands as c
from ..access import check_manages
from ..errors import CamelCannot, DayNotPossible, KnownAlready, NotNow, NotThere
from ..models import Camel, CamelState, Delivery, HealthEvent, Household, Point, Sex, Weighing


def _check_area(district: str, code: str) -> None:
    if not Area.objects.filter(code=code, code__startswith=district, level="community").exists():
        raise NotThere(_("the village"), field="area")


def _household(district: str, number: int) -> Household:
    row = Household.objects.filter(district=district, number=number).first()
    if row is None:
        raise NotThere(_("household %(number)s") % {"number": number}, field="household")
    return row


@transaction.atomic
def add_household(actor: Actor, given: Mapping[str, Any]) -> Household:
    """Raises InvalidInput, NotYours, NotThere, KnownAlready."""
    command = c.parse(c.HouseholdSheet, given)
    district = check_manages(actor).district_id
    _check_area(district, command.area)
    if Household.objects.filter(district=district, number=command.number).exists():
        raise KnownAlready(_("household %(number)s") % {"number": command.number}, field="number")
    row = Household(id=uuid7(), district_id=district, number=command.number)
    _say(row, command)
    row.save(force_insert=True)
    audit.record(actor, "household_added", district=district, subject=f"household:{row.number}")
    return row


def _say(row: Household, command: c.HouseholdSheet) -> None:
    row.name_cipher, row.payout_cipher = seal(command.name), seal(command.payout) if command.payout else b""
    row.phone_cipher = seal(command.phone) if command.phone else b""
    row.phone_index = blind_index(command.phone) if command.phone else ""
    row.area_id, row.shares, row.joined_on = command.area, command.shares, command.joined_on


@transaction.atomic
def change_household(actor: Actor, number: int, given: Mapping[str, Any]) -> Household:
    """All of it but its number, which stands on its papers. Raises InvalidInput, NotYours, NotThere, DayNotPossible."""
    district = check_manages(actor).district_id
    command = c.parse(c.HouseholdSheet, {**given, "number": number})
    _check_area(district, command.area)
    row = _household(district, number)
    first = Weighing.objects.filter(household=row, voided_at=None).order_by("at").first()
    if first is not None and first.collection.day < command.joined_on:
        raise DayNotPossible(command.joined_on, _("milk was taken of this household before it."), field="joined_on")
    _say(row, command)
    row.save()
    audit.record(actor, "household_changed", district=district, subject=f"household:{number}")
    return row


@transaction.atomic
def see_household(actor: Actor, number: int) -> Household:
    """With its name, phone and account in full: the look is on the record. Raises NotYours, NotThere."""
    district = check_manages(actor).district_id
    row = _household(district, number)
    audit.record(actor, "household_seen", district=district, subject=f"household:{number}")
    return row


@transaction.atomic
def add_camel(actor: Actor, given: Mapping[str, Any]) -> Camel:
    """Raises InvalidInput, NotYours, NotThere, KnownAlready, CamelCannot."""
    command = c.parse(c.CamelSheet, given)
    district = check_manages(actor).district_id
    tag = command.tag.upper()
    if Camel.objects.filter(district=district, tag=tag).exists():
        raise KnownAlready(_("ear tag %(tag)s") % {"tag": tag}, field="tag")
    household = _household(district, command.household)
    parents = {"dam": Sex.FEMALE, "sire": Sex.MALE}
    above = {name: _parent(district, getattr(command, name), sex, command, name) for name, sex in parents.items()}
    row = Camel(
        id=uuid7(),
        district_id=district,
        household=household,
        tag=tag,
        sex=command.sex,
        born_on=command.born_on,
        **above,
    )
    row.save(force_insert=True)
    audit.record(actor, "camel_added", district=district, subject=f"camel:{tag}")
    return row


def _parent(district: str, tag: str | None, sex: str, command: c.CamelSheet, field: str) -> Camel | None:
    if tag is None:
        return None
    row = Camel.objects.filter(district=district, tag=tag.upper()).first()
    if row is None:
        raise NotThere(_("the ear tag “%(tag)s”") % {"tag": tag}, field=field)
    if row.sex != sex or row.born_on >= command.born_on:
        raise CamelCannot(row.tag, _("it cannot be a parent here: of the other sex, or not older"))
    return row


def _camel(actor: Actor, tag: str) -> Camel:
    district = check_manages(actor).district_id
    row = Camel.objects.select_for_update(of=("self",)).filter(district=district, tag=tag.upper()).first()
    if row is None:
        raise NotThere(_("the ear tag “%(tag)s”") % {"tag": tag[:20]}, field="tag")
    return row


@transaction.atomic
def end_camel(actor: Actor, tag: str, given: Mapping[str, Any]) -> Camel:
    """Sold or dead; milk of it from that day on is refused.

    Raises InvalidInput, NotYours, NotThere, NotNow, DayNotPossible.
    """
    command = c.parse(c.Leaves, given)
    row = _camel(actor, tag)
    if row.state != CamelState.ALIVE:
        raise NotNow(_("Take the camel out of the herd"), row.state_label)
    milked = Weighing.objects.filter(camel=row, voided_at=None, collection__day__gte=command.on)
    if command.on < row.born_on or milked.exists():
        raise DayNotPossible(command.on, _("it was not born yet, or gave milk on that day or after."))
    row.state, row.ended_on = command.state, command.on
    row.save(update_fields=["state", "ended_on"])
    audit.record(actor, "camel_ended", district=row.district_id, subject=f"camel:{row.tag}")
    return row


@transaction.atomic
def note_health(actor: Actor, tag: str, given: Mapping[str, Any]) -> HealthEvent:
    """A vaccination or treatment; sent twice it is one. Raises InvalidInput, NotYours, NotThere, DayNotPossible."""
    command = c.parse(c.HealthSheet, given)
    row = _camel(actor, tag)
    known = HealthEvent.objects.filter(pk=command.key, camel=row).first()
    if known is not None:
        return known
    if not row.is_there_on(command.on):
        raise DayNotPossible(command.on, _("the camel was not in the herd then."))
    until = command.on + timedelta(days=command.withdrawal_days) if command.withdrawal_days else None
    event = HealthEvent(
        id=command.key, district_id=row.district_id, camel=row, withheld_until=until, by=actor.account, created_at=now(),
        **command.model_dump(exclude={"key"}),
    )  # fmt: skip
    event.save(force_insert=True)
    audit.record(actor, "camel_treated", district=row.district_id, subject=f"camel:{row.tag}")
    return event


@transaction.atomic
def strike_health(actor: Actor, key: UUID, given: Mapping[str, Any]) -> HealthEvent:
    """It was entered wrongly. Raises InvalidInput, NotYours, NotThere, NotNow."""
    command = c.parse(c.Because, given)
    check_manages(actor)
    row = HealthEvent.objects.select_related("camel").filter(pk=key, district=actor.reach.district).first()
    if row is None:
        raise NotThere(_("the entry"))
    if row.struck:
        raise NotNow(_("Strike it"), _("struck"))
    row.struck = command.reason
    row.save(update_fields=["struck"])
    audit.record(actor, "camel_treatment_struck", district=row.district_id, subject=f"camel:{row.camel.tag}")
    return row


@transaction.atomic
def deliver(actor: Actor, given: Mapping[str, Any]) -> Delivery:
    """Feed, or medicine, to a household; sent twice it is one. Raises InvalidInput, NotYours, NotThere."""
    command = c.parse(c.DeliverySheet, given)
    district = check_manages(actor).district_id
    household = _household(district, command.household)
    known = Delivery.objects.filter(pk=command.key, district=district).first()
    if known is not None:
        return known
    row = Delivery(
        id=command.key, district_id=district, household=household, by=actor.account, created_at=now(),
        **command.model_dump(exclude={"key", "household"}),
    )  # fmt: skip
    row.save(force_insert=True)
    return row


@transaction.atomic
def strike_delivery(actor: Actor, key: UUID, given: Mapping[str, Any]) -> Delivery:
    """It was entered wrongly; one that is settled stays. Raises InvalidInput, NotYours, NotThere, NotNow."""
    command = c.parse(c.Because, given)
    check_manages(actor)
    row = Delivery.objects.select_for_update().filter(pk=key, district=actor.reach.district).first()
    if row is None:
        raise NotThere(_("the delivery"))
    if row.struck or row.settlement_id:
        raise NotNow(_("Strike it"), _("settled; please use an adjustment") if row.settlement_id else _("struck"))
    row.struck = command.reason
    row.save(update_fields=["struck"])
    audit.record(actor, "delivery_struck", district=row.district_id, subject=f"delivery:{row.pk}")
    return row


@transaction.atomic
def open_point(actor: Actor, given: Mapping[str, Any]) -> Point:
    """A place where milk is collected. Raises InvalidInput, NotYours, NotThere, KnownAlready."""
    command = c.parse(c.PointSheet, given)
    cooperative = check_manages(actor)
    district = cooperative.district_id
    _check_area(district, command.area)
    if command.organisation not in {cooperative.organisation_id, *children_of(cooperative.organisation_id, district)}:
        raise NotThere(_("the organisation"), field="organisation")
    if Point.objects.filter(district=district, code=command.code).exists():
        raise KnownAlready(_("point %(code)s") % {"code": command.code}, field="code")
    row = Point(
        id=uuid7(), district_id=district, code=command.code, name=command.name, area_id=command.area,
        organisation_id=command.organisation,
    )  # fmt: skip
    row.save(force_insert=True)
    audit.record(actor, "milk_point_opened", district=district, subject=f"point:{row.code}")
    return row


def children_of(organisation: str, district: str) -> list[str]:
    """The organisations that stand under it: those of its points."""
    return [card.code for card in organisations(district).values() if card.parent == organisation and card.active]
