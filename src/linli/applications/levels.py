"""The levels that look at an application: which organisation each one is, and which comes next."""

from __future__ import annotations

from collections.abc import Sequence

from linli.catalogue.services import ServiceSpec
from linli.people import queries as people
from linli.places.models import Level

from .errors import NoLevel

# From which level on two people look, where a service asks for four eyes.
TWO_LOOK = (Level.DISTRICT, Level.CITY, Level.PROVINCE)


def chain_of(spec: ServiceSpec, district: str, area: str) -> dict[str, str]:
    """Each level of the chain with the code of its organisation, from below. Raises NoLevel.

    `area` is the code of the community, where the chain begins below the district. City and province are the holder's parents.
    """
    cards = people.organisations(district)
    holder = cards.get(spec.holder)
    city = cards.get(holder.parent or "") if holder else None
    province = cards.get(city.parent or "") if city else None
    known = {
        Level.COMMUNITY: people.office_of(area[:12]) if len(area) >= 12 else None,
        Level.STREET: people.office_of(area[:9]) if len(area) >= 9 else None,
        Level.DISTRICT: holder.code if holder and holder.active else None,
        Level.CITY: city.code if city and city.active else None,
        Level.PROVINCE: province.code if province and province.active else None,
    }
    found = {level: known[Level(level)] for level in spec.chain}
    chain: dict[str, str] = {}
    for level, organisation in found.items():
        # One office at two levels would report up to itself.
        if organisation is None or organisation in chain.values():
            raise NoLevel(str(Level(level).label))
        chain[level] = organisation
    return chain


def installation_of(district: str, organisation: str | None) -> str:
    """The other installation that an organisation works on, or nothing where it works on this one."""
    card = people.organisations(district).get(organisation or "")
    return card.installation if card else ""


def next_level(chain: Sequence[str], level: str) -> str:
    """The level above, or nothing where it is the last."""
    place = chain.index(level)
    return chain[place + 1] if place + 1 < len(chain) else ""


def level_before(chain: Sequence[str], level: str) -> str:
    place = chain.index(level)
    return chain[place - 1] if place else ""
