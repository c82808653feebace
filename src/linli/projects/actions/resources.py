"""Resources: offered by residents and firms, taken up at the desk, put on the list by organisations and teams, closed."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from linli.assets import queries as assets
from linli.assets.models import Asset
from linli.audit import actions as audit
from linli.cases.errors import InvalidInput
from linli.clock import now
from linli.ids import case_code, uuid7
from linli.people.actors import Actor
from linli.people.vault import seal, unseal
from linli.places.errors import PlaceError
from linli.places.models import Area
from linli.places.queries import district_by, locate_text
from linli.problem import Fault

from .. import commands as c
from ..access import gives, keeps_resource, may_keep, resident, works_for
from ..errors import NotNow, NotYours, TooMany
from ..models import HOLDING, Giver, Match, MatchState, Resource, ResourceState
from ..queries.teams import TeamCard, teams
from .demands import settle
from .recording import area_of, check_kinds, locked_demands, locked_resource, organisation_of, record

# The letters of a resource's number: 资源.
PREFIX = "ZY"
# What one person offers may wait for the desk so many times.
MOST_WAITING = 5
PLAINLY, PARTLY = 1.0, 0.6


@transaction.atomic
def offer(actor: Actor, district: str, given: dict[str, Any]) -> Resource:
    """Something that a resident or a firm gives; the desk looks at it first.

    Raises SignInFirst, AsYourself, InvalidInput, TooMany.
    """
    account = resident(actor)
    command = c.parse(c.OfferSheet, given)
    check_kinds(district, command.kinds, "kinds")
    waiting = Resource.objects.filter(account=account, state=ResourceState.OFFERED).count()
    if waiting >= MOST_WAITING:
        raise TooMany(_("%(n)d of your offers are being looked at already. Please wait for our word.") % {"n": waiting})
    area = area_of(district, command.area) if command.area else None
    lat, lon = _position(district, area, command.address)
    row = Resource(
        id=uuid7(), district_id=district, code=case_code(PREFIX), manner=command.manner, title=command.title, text=command.text,
        giver=Giver.ORGANISATION if command.firm else Giver.RESIDENT, giver_name=command.firm, account=account,
        name_cipher=seal(command.name), phone_cipher=seal(command.phone), serves=dict.fromkeys(command.kinds, PLAINLY),
        areas=[area.code if area else district], area=area, address=command.address, lat=lat, lon=lon, first=command.first,
        last=command.last, hours=command.hours, amount=command.amount, unit=command.unit, state=ResourceState.OFFERED,
        created_at=now(),
    )  # fmt: skip
    row.save(force_insert=True)
    record(actor, "resource_offered", row, manner=row.manner)
    return row


def _position(district: str, area: Area | None, address: str) -> tuple[float | None, float | None]:
    if address:
        try:
            found = locate_text(address, district_by(district))
        except PlaceError:
            pass
        else:
            if found.lat is not None and (area is None or found.area.startswith(area.code)):
                return found.lat, found.lon
    return (area.lat, area.lon) if area else (None, None)


@transaction.atomic
def take_up(actor: Actor, code: str, given: dict[str, Any]) -> Resource:
    """Onto the public list, with what it suits and where. Raises InvalidInput, NotThere, NotYours, NotNow."""
    command = c.parse(c.TakeUp, given)
    row = _keepable(actor, code)
    if row.state != ResourceState.OFFERED:
        raise NotNow(_("Take the offer up"), row.state_label)
    _check_use(row.district_id, command)
    row.serves, row.areas, row.places = dict(command.serves), list(command.areas), command.places
    row.state = ResourceState.LISTED
    row.save(update_fields=["serves", "areas", "places", "state"])
    record(actor, "resource_listed", row)
    return row


def _keepable(actor: Actor, code: str) -> Resource:
    row = locked_resource(code, actor.reach.district)
    if not keeps_resource(actor, row):
        raise NotYours(_("Offers are taken up where they are or may be used: by that community, its street or the district centre."))  # fmt: skip
    return row


def _check_use(district: str, command: c.TakeUp) -> None:
    """Raises InvalidInput."""
    check_kinds(district, command.serves, "serves")
    _check_areas(district, command.areas)


def _check_areas(district: str, codes: Iterable[str]) -> None:
    for code in codes:
        try:
            area_of(district, code)
        except InvalidInput as wrong:
            raise InvalidInput([Fault("areas", one.message, code) for one in wrong.faults]) from None


@transaction.atomic
def decline(actor: Actor, code: str, given: dict[str, Any]) -> Resource:
    """An offer that cannot be taken up, with the reason for who offered it. Raises InvalidInput, NotThere, NotYours, NotNow."""
    command = c.parse(c.Because, given)
    row = _keepable(actor, code)
    if row.state != ResourceState.OFFERED:
        raise NotNow(_("Decline the offer"), row.state_label)
    row.state, row.reason = ResourceState.DECLINED, command.reason
    row.save(update_fields=["state", "reason"])
    record(actor, "resource_declined", row)
    return row


@transaction.atomic
def list_resource(actor: Actor, given: dict[str, Any]) -> Resource:
    """One of an organisation or a team, onto the list at once.

    Raises InvalidInput, NotYours.
    """
    command = c.parse(c.ResourceSheet, given)
    district = actor.reach.district
    unit = organisation_of(district, command.organisation)
    if not (works_for(actor, unit.code) or may_keep(actor)):
        raise NotYours(_("You can list this for your own organisation only."))
    _check_use(district, command)
    area = area_of(district, command.area) if command.area else None
    lat, lon = _position(district, area, command.address)
    team = _team(district, command.team) if command.team else None
    asset = _asset(district, command.asset) if command.asset else None
    row = Resource(
        id=uuid7(), district_id=district, code=case_code(PREFIX), manner=command.manner, title=command.title, text=command.text,
        giver=Giver.TEAM if team else Giver.ORGANISATION, giver_name=team.name if team else unit.short or unit.name,
        organisation=unit, team_id=team.id if team else None,
        asset=asset, serves=dict(command.serves), areas=list(command.areas), places=command.places, area=area,
        address=command.address, lat=lat, lon=lon, first=command.first, last=command.last, hours=command.hours,
        amount=command.amount, unit=command.unit, state=ResourceState.LISTED, created_at=now(),
    )  # fmt: skip
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError:
        raise InvalidInput([Fault("asset", _("This asset stands on the list already."), command.asset)]) from None
    record(actor, "resource_listed", row)
    return row


def _team(district: str, code: str) -> TeamCard:
    """Raises InvalidInput."""
    found = teams(district).get(code)
    if found is None:
        raise InvalidInput([Fault("team", _("There is no such team here."), code)])
    return found


def _asset(district: str, code: str) -> Asset:
    """One that nobody uses. Raises InvalidInput."""
    found = next((one for one in assets.vacant(district) if one.code == code), None)
    if found is None:
        raise InvalidInput([Fault("asset", _("There is no such asset here, or it is used already."), code)])
    return found


@transaction.atomic
def close_resource(actor: Actor, code: str, given: dict[str, Any]) -> Resource:
    """It is there no more. What of it is given stays given. Raises InvalidInput, NotThere, NotYours, NotNow."""
    command = c.parse(c.Because, given)
    row = locked_resource(code)
    if not gives(actor, row) and not (row.district_id == actor.reach.district and keeps_resource(actor, row)):
        raise NotYours(_("Who offered it takes it off the list, or who looks after the area."))
    if row.state not in (ResourceState.OFFERED, ResourceState.LISTED):
        raise NotNow(_("Take it off the list"), row.state_label)
    held = row.claims.filter(state__in=HOLDING).exists() or row.matches.filter(state=MatchState.ACCEPTED).exists()
    if held and row.left > 0:
        # What is given stays; only the rest is taken away.
        row.amount = row.taken
    row.state, row.reason = ResourceState.CLOSED, command.reason
    row.save(update_fields=["state", "reason", "amount"])
    _drop_proposals(row)
    record(actor, "resource_closed", row)
    return row


def _drop_proposals(row: Resource) -> None:
    proposals = Match.objects.filter(resource=row, state=MatchState.PROPOSED)
    codes = list(proposals.values_list("demand__code", flat=True).distinct())
    proposals.delete()
    for demand in locked_demands(codes):
        settle(demand)


@transaction.atomic
def show_contact(actor: Actor, code: str) -> tuple[str, str]:
    """Whom to call about an offer, with a note of who looked. Raises NotThere, NotYours."""
    row = _keepable(actor, code)
    audit.record(actor, "resource_contact_seen", district=row.district_id, subject=f"resource:{row.code}")
    return row.contact, unseal(row.phone_cipher) if row.phone_cipher else ""
