"""The halls of a district: as cards in memory, for a service, and those that a member of staff runs."""

from __future__ import annotations

from linli.catalogue.guides import Guide
from linli.catalogue.opening import week_of
from linli.people.actors import Actor
from linli.people.roles import Role
from linli.places.revision import per_revision

from ..errors import NoSuchHall, NotServedHere
from ..models import Hall
from ..opening import HallCard


@per_revision
def halls(district_code: str) -> dict[str, HallCard]:
    """Every hall of a district by code, in the pack's order; those closed for good too, for what was booked there."""
    rows = Hall.objects.filter(district=district_code).select_related("organisation").order_by("order", "code")
    return {
        row.code: HallCard(
            row.pk, district_code, row.code, row.name, row.address, row.phone, row.note, row.organisation_id,
            row.organisation.name, week_of(row.hours), row.slot_minutes,
            row.places, row.days_ahead, frozenset(row.services), frozenset(row.all_of), row.active,
        )
        for row in rows
    }  # fmt: skip


def hall(district_code: str, code: str) -> HallCard:
    """One that is open to the public. Raises NoSuchHall."""
    card = halls(district_code).get(code)
    if card is None or not card.active:
        raise NoSuchHall(code)
    return card


def hall_for(shown: Guide, code: str) -> HallCard:
    """One that serves this service. Raises NoSuchHall, NotServedHere."""
    card = hall(shown.district, code)
    if not card.serves(shown):
        raise NotServedHere(card.name, shown.name)
    return card


def halls_for(shown: Guide) -> list[HallCard]:
    """Where one can go for a service, in the pack's order."""
    return [card for card in halls(shown.district).values() if card.active and card.serves(shown)]


def halls_of(actor: Actor) -> list[HallCard]:
    """The halls this member of staff runs: of their organisation; a dispatcher, all of the district."""
    if not actor.is_staff or not actor.reach.district:
        return []
    everywhere = actor.has(Role.DISPATCHER)
    cards = halls(actor.reach.district).values()
    return [card for card in cards if card.active and (everywhere or card.organisation in actor.reach.organisations)]


def card_of(row_hall: Hall) -> HallCard:
    """The card of a row's hall."""
    return halls(row_hall.district_id)[row_hall.code]
