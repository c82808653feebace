"""What a household says of the work afterwards, once."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from linli.cases.commands import parse
from linli.clock import now
from linli.ids import uuid7
from linli.inserting import insert
from linli.people.actors import Actor
from linli.people.vault import seal

from .. import commands as c
from ..errors import NotThere, NotYetDone, RatedAlready, SignInFirst
from ..models import EstateRating, Household, HouseWork, WorkState


@transaction.atomic
def rate(actor: Actor, key: UUID, given: c.Rate | dict[str, Any]) -> EstateRating:
    """Five levels, once work at its house is done. Raises SignInFirst, NotThere, InvalidInput, NotYetDone, RatedAlready."""
    account = actor.account
    if account is None or actor.kind != "resident":
        raise SignInFirst
    home = Household.objects.select_related("house").filter(pk=key).exclude(phone_index="").first()
    if home is None or home.phone_index != account.phone_index:
        raise NotThere(_("this household"))
    if EstateRating.objects.filter(household=home).exists():
        raise RatedAlready(home.unit)
    if not HouseWork.objects.filter(house=home.house, state__in=(WorkState.DONE, WorkState.ACCEPTED)).exists():
        raise NotYetDone(home.house.name)
    command = given if isinstance(given, c.Rate) else parse(c.Rate, given)
    row = EstateRating(
        id=uuid7(), district_id=home.district_id, estate_id=home.house.estate_id, household=home, score=command.score,
        text_cipher=seal(command.text) if command.text else b"", at=now(),
    )  # fmt: skip
    if not insert([row], unless_there=True):
        raise RatedAlready(home.unit)
    return row
