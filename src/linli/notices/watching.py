"""Telling a colleague that they stand in for somebody, or no longer do.

The people room lies below and cannot call us, so it is listened to.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from linli.people import queries as people
from linli.people.actions import absence_ended, absence_named
from linli.people.models import Absence

from .actions import Message, tell

PAGE = "/desk/absence"


def begin() -> None:
    absence_named.connect(_named)
    absence_ended.connect(_ended)


def _named(sender: Any, absence: Absence, **_more: Any) -> None:
    _tell("stand_in_named", absence)


def _ended(sender: Any, absence: Absence, **_more: Any) -> None:
    _tell("stand_in_ended", absence)


def _tell(template: str, absence: Absence) -> None:
    """Whom is on the page that it leads to: a notice names nobody."""
    told = {"days": _days(absence.since, absence.until)}
    lent = absence.account.positions.filter(stands_in_for=None).exclude(organisation=None).order_by("id").first()
    card = people.organisations(absence.district_id).get(lent.organisation_id or "") if lent else None
    if card:
        told["organisation"] = card.short
    message = Message(
        key=f"{template} {absence.pk}", district=absence.district_id, template=template, params=told, link=PAGE,
        account=absence.stand_in_id,
    )  # fmt: skip
    tell([message])


def _days(since: date, until: date) -> str:
    """11/3 to 11/5, or one day."""
    first = _("{month}/{day}").format(month=since.month, day=since.day)
    last = _("{month}/{day}").format(month=until.month, day=until.day)
    return first if since == until else _("{first} to {last}").format(first=first, last=last)
