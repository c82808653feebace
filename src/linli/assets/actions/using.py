"""The right to use an asset: granted to an organisation for some days, and ended. Who owns it stays who owns it."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from linli.audit.actions import record
from linli.clock import now, today
from linli.people import queries as people
from linli.people.actors import Actor

from .. import commands as c
from ..access import check_runs
from ..errors import AlreadyEnded, DaysDoNotFollow, HeldThen, NoSuchOrganisation, NotThatDay, NotThere
from ..models import Asset, UseRight
from .registering import touch


def grant_use(
    actor: Actor, asset: Asset, organisation_code: str, first: date, last: date | None, reason: str
) -> UseRight:
    """Let an organisation run it, from one day to another or until further notice; the owner may be told so by the system.

    Raises InvalidInput, NotYourAsset, NoSuchOrganisation, DaysDoNotFollow, HeldThen.
    """
    given = {"organisation": organisation_code, "first": first, "last": last, "reason": reason}
    return _granted(actor, asset, c.parse(c.GrantUse, given))


@transaction.atomic
def _granted(actor: Actor, asset: Asset, command: c.GrantUse) -> UseRight:
    check_runs(actor, asset)
    card = people.organisations(asset.district_id).get(command.organisation)
    if card is None or not card.active:
        raise NoSuchOrganisation(command.organisation)
    if command.last is not None and command.last < command.first:
        raise DaysDoNotFollow(command.first, command.last)
    # Whoever grants or lets holds the asset, so that two never do at once; past this room the database refuses.
    Asset.objects.select_for_update().get(pk=asset.pk)
    rights = asset.use_rights.filter(Q(last=None) | Q(last__gte=command.first))
    if command.last is not None:
        rights = rights.filter(first__lte=command.last)
    other = rights.select_related("organisation").order_by("first").first()
    if other is not None:
        raise HeldThen(other.organisation.name, other.first, other.last)
    right = UseRight.objects.create(
        district_id=asset.district_id, asset=asset, organisation_id=card.code, first=command.first, last=command.last,
        reason=command.reason, granted_by=actor.account, granted_at=now(),
    )  # fmt: skip
    touch(asset)
    record(
        actor, "use_granted", district=asset.district_id, subject=f"asset:{asset.code}",
        data={"organisation": card.code, "first": command.first.isoformat()},
    )  # fmt: skip
    return right


@transaction.atomic
def end_use(actor: Actor, key: UUID, given: dict[str, object]) -> UseRight:
    """Its last day, and why. Raises NotThere, NotYourAsset, InvalidInput, AlreadyEnded, NotThatDay."""
    rows = UseRight.objects.select_for_update(of=("self",)).select_related("asset__ownership")
    right = rows.filter(pk=key, district=actor.reach.district).first()
    if right is None:
        raise NotThere("")
    check_runs(actor, right.asset)
    command = c.parse(c.EndOn, dict(given))
    if right.last is not None and right.last < today():
        raise AlreadyEnded(right.last)
    if command.on < right.first or (right.last is not None and command.on > right.last):
        raise NotThatDay(command.on, right.first, right.last or c.FAR)
    right.last, right.reason = command.on, f"{right.reason}；{command.reason}"[:200]
    right.save(update_fields=["last", "reason"])
    touch(right.asset)
    record(
        actor, "use_ended", district=right.district_id, subject=f"asset:{right.asset.code}",
        data={"organisation": right.organisation_id, "on": command.on.isoformat()},
    )  # fmt: skip
    return right
