"""Everybody in the address book: organisations and units, found by name, address, community and kind.

A pack's own rows, so they are read once a revision: a page asks the database for nothing.
"""

from __future__ import annotations

import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from linli.catalogue.models import Duty
from linli.people.models import OrganisationKind
from linli.people.queries import OrgCard, organisations
from linli.places.models import Level, Venue
from linli.places.queries import label, names
from linli.places.revision import per_revision

from ..errors import NotThere
from ..models import Unit, UnitKind

PAGE = 40
# In the order of the page: who answers for places first, then for matters.
KINDS = (
    UnitKind.ESTATE, UnitKind.BUILDING, UnitKind.FUNCTIONAL, OrganisationKind.COMMUNITY, OrganisationKind.STREET,
    OrganisationKind.CENTRE, OrganisationKind.DEPARTMENT, OrganisationKind.ENTERPRISE, OrganisationKind.SOCIAL,
    OrganisationKind.HEALTH,
)  # fmt: skip
_LABELS = {str(kind.value): kind.label for kind in (*UnitKind, *OrganisationKind)}
# Where a community serves people, by the kind of a venue.
SERVES = "便民服务"


@dataclass(frozen=True)
class Entry:
    """An organisation or unit as everyone finds it. `contact` is the name of a post, never of a person; `building` the key of
    what a unit answers for, and `stands_at` what that is called."""

    code: str
    name: str
    kind: str
    area: str
    where: str
    address: str
    phone: str
    contact: str
    task: str
    hours: str
    of: str
    parent: str
    building: str
    stands_at: str
    found_by: str

    @property
    def kind_label(self) -> str:
        return str(_LABELS[self.kind])

    @property
    def is_unit(self) -> bool:
        return self.kind in UnitKind.values


@dataclass(frozen=True)
class Matter:
    """Something an organisation answers for, and whether it leads."""

    leads: bool
    above: str
    name: str


@dataclass(frozen=True)
class Place:
    """Where an organisation is found: a venue of its own, or that of its community."""

    name: str
    code: str
    address: str
    phone: str
    hours: dict[str, Any]


def _plain(text: str) -> str:
    """As it is compared: half-width, small letters, without blanks."""
    return "".join(unicodedata.normalize("NFKC", text).lower().split())


@per_revision
def entries(district: str) -> dict[str, Entry]:
    """Every one by code, in the order of KINDS; three statements a revision."""
    found = [*_units(district), *_organisations(district)]
    order = {str(kind.value): place for place, kind in enumerate(KINDS)}
    return {one.code: one for one in sorted(found, key=lambda one: (order[one.kind], one.area, one.code))}


def _units(district: str) -> Iterable[Entry]:
    rows = Unit.objects.filter(district=district).select_related("building", "organisation", "parent")
    for row in rows.order_by("kind", "position"):
        address = row.address or (row.building.address if row.building else "")
        yield _entry(
            code=row.code, name=row.name, kind=row.kind, area=row.area_id, where=label(district, row.area_id), address=address,
            phone=row.phone or row.organisation.duty_phone, contact=row.contact, task=row.task, hours=row.hours,
            of=row.organisation_id, parent=row.parent.code if row.parent else row.organisation_id,
            building=str(row.building_id or ""), stands_at=row.building.name if row.building else "",
        )  # fmt: skip


def _organisations(district: str) -> Iterable[Entry]:
    places, matters = _places(district), duties(district)
    for card in organisations(district).values():
        if card.active:
            yield _organisation(district, card, places.get(card.code), matters.get(card.code, []))


def _organisation(district: str, card: OrgCard, place: Place | None, matters: list[Matter]) -> Entry:
    return _entry(
        code=card.code, name=card.name, kind=card.kind, area=card.area or "", where=label(district, card.area or ""),
        address=place.address if place else "", phone=card.duty_phone or (place.phone if place else ""), contact=_("Duty desk"),
        task=_told(card, matters), hours="", of="", parent=card.parent or "", building="", stands_at="",
        also="\n".join([card.short, *(one.name for one in matters if one.leads)]),
    )  # fmt: skip


def _entry(*, also: str = "", **given: str) -> Entry:
    words = (given["name"], given["stands_at"], also, given["where"], given["address"], given["task"])
    return Entry(found_by=_plain("\n".join(words)), **given)


def _told(card: OrgCard, matters: list[Matter]) -> str:
    """What it answers for, in a line: the subjects it leads in, the most frequent first."""
    if card.kind == OrganisationKind.COMMUNITY:
        return _("What happens in the community: reports, services, whom to turn to next")
    if card.kind == OrganisationKind.STREET:
        return _("What the communities of the street cannot settle alone")
    subjects = Counter(one.above for one in matters if one.leads) or Counter(one.above for one in matters)
    return "、".join(subject for subject, _n in subjects.most_common(4))


@per_revision
def duties(district: str) -> dict[str, list[Matter]]:
    """What each organisation answers for, what it leads in first; one statement a revision."""
    found: dict[str, list[Matter]] = defaultdict(list)
    rows = Duty.objects.filter(district=district, category__active=True).select_related("category__parent")
    for row in rows.order_by("category__code"):
        above = row.category.parent.name if row.category.parent else ""
        found[row.organisation_id].append(Matter(row.part == "lead", above, row.category.name))
    return {code: sorted(matters, key=lambda one: not one.leads) for code, matters in found.items()}


@per_revision
def _places(district: str) -> dict[str, Place]:
    """Where organisations are found; a community's own place to serve people, where it has one; one statement."""
    found: dict[str, Place] = {}
    for row in Venue.objects.filter(district=district, active=True).order_by("position", "name"):
        place = Place(row.name, row.code, row.address, row.phone, dict(row.hours))
        if row.kind == SERVES:
            found.setdefault(row.area_id, place)
        if row.organisation:
            found.setdefault(row.organisation, place)
    return found


def place_of(district: str, code: str) -> Place | None:
    return _places(district).get(code)


@dataclass(frozen=True)
class Search:
    """What somebody looks for; an unknown kind or area is none."""

    words: str = ""
    kind: str = ""
    area: str = ""

    @classmethod
    def of(cls, given: Any, district: str) -> Search:
        kind, area = str(given.get("kind", "")), str(given.get("area", ""))
        return cls(
            str(given.get("q", "")).strip()[:60],
            kind if kind in _LABELS else "",
            area if area in names(district) else "",
        )

    @property
    def is_nothing(self) -> bool:
        return not (self.words or self.kind or self.area)


def find(district: str, search: Search) -> list[Entry]:
    """Who fits all of it; whose name begins with the words first."""
    parts = [_plain(part) for part in search.words.split()]
    found = [
        one
        for one in entries(district).values()
        if (not search.kind or one.kind == search.kind)
        and one.area.startswith(search.area)
        and all(part in one.found_by for part in parts)
    ]
    return sorted(found, key=lambda one: not any(_plain(one.name).startswith(part) for part in parts))


def page_of(found: list[Entry], after: str) -> tuple[list[Entry], str]:
    """A page of them after the entry of that code, and the code to go on from."""
    start = next((place + 1 for place, one in enumerate(found) if one.code == after), 0)
    shown = found[start : start + PAGE]
    return shown, shown[-1].code if start + PAGE < len(found) else ""


def numbers(district: str) -> list[tuple[str, str, int]]:
    """Each kind that there is: its code, its name, how many."""
    counted = Counter(one.kind for one in entries(district).values())
    return [(str(kind.value), str(kind.label), counted[kind.value]) for kind in KINDS if counted[kind.value]]


def entry(district: str, code: str) -> Entry:
    """Raises NotThere."""
    found = entries(district).get(code)
    if found is None:
        raise NotThere(code)
    return found


def below(district: str, one: Entry) -> list[Entry]:
    """Who stands under somebody."""
    return [other for other in entries(district).values() if other.parent == one.code]


def streets(district: str) -> list[tuple[str, str, list[tuple[str, str]]]]:
    """Streets with their communities, to choose from."""
    known = names(district)
    return [
        (code, area.name, [(inner, names_.name) for inner, names_ in known.items() if names_.parent == code])
        for code, area in known.items()
        if area.level == Level.STREET
    ]


def has_directory(district: str) -> bool:
    """Whether a district's pack names units that answer for its buildings."""
    return any(one.is_unit for one in entries(district).values())
