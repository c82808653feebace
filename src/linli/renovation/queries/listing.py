"""The estates of a district as a list and on the map."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Count, QuerySet

from linli.places.queries import label
from linli.places.revision import per_revision

from ..models import Estate, Fault, HouseWork, Programme, Vote, WorkState, estate_state
from ..models.estates import WORK_TONES


@per_revision
def has_renovation(district: str) -> bool:
    """Whether a district renovates estates; one statement, then kept."""
    return Estate.objects.filter(district=district, active=True).exists()


def programme(district: str) -> Programme | None:
    return Programme.objects.select_related("department").filter(district=district).first()


@dataclass(frozen=True)
class Card:
    """An estate as a list shows it."""

    row: Estate
    counts: dict[str, int]
    votes: int
    faults: int

    @property
    def state(self) -> WorkState:
        return estate_state(self.counts)

    @property
    def state_label(self) -> str:
        return str(self.state.label)

    @property
    def tone(self) -> str:
        return WORK_TONES[self.state]

    @property
    def meant(self) -> int:
        return sum(n for state, n in self.counts.items() if state != WorkState.NOT_PLANNED)

    @property
    def finished(self) -> int:
        return self.counts.get(WorkState.DONE, 0) + self.counts.get(WorkState.ACCEPTED, 0)

    @property
    def share(self) -> float | None:
        return self.finished / self.meant if self.meant else None

    @property
    def where(self) -> str:
        return label(self.row.district_id, self.row.area_id)


def cards(rows: QuerySet[Estate]) -> list[Card]:
    """Four statements, however many estates."""
    estates = list(rows.select_related("place").order_by("position", "name"))
    keys = [one.pk for one in estates]
    counts = counts_of(keys)
    votes = dict(Vote.objects.filter(estate__in=keys, result=None).values_list("estate").annotate(n=Count("pk")))
    faults = dict(Fault.objects.filter(estate__in=keys, mended_at=None).values_list("estate").annotate(n=Count("pk")))
    return [Card(one, counts[one.pk], votes.get(one.pk, 0), faults.get(one.pk, 0)) for one in estates]


def counts_of(keys: Iterable[UUID]) -> dict[UUID, dict[str, int]]:
    """By estate: how many works of its houses are in each state."""
    rows = HouseWork.objects.filter(house__estate__in=list(keys), house__active=True, work__active=True)
    found: dict[UUID, dict[str, int]] = defaultdict(dict)
    for estate, state, n in rows.values_list("house__estate", "state").annotate(n=Count("pk")).order_by("state"):
        found[estate][state] = n
    return found


def of_district(district: str) -> QuerySet[Estate]:
    return Estate.objects.filter(district=district, active=True)


def geojson(district: str, slug: str) -> dict[str, Any]:
    """Every estate that has a position, with its state."""
    return {"type": "FeatureCollection", "features": [_point(one, slug) for one in cards(of_district(district)) if one.row.place.lat is not None]}  # fmt: skip


def _point(card: Card, slug: str) -> dict[str, Any]:
    place = card.row.place
    return {
        "type": "Feature", "geometry": {"type": "Point", "coordinates": [place.lon, place.lat]},
        "properties": {
            "title": card.row.name, "text": f"{card.state_label} · {card.finished}/{card.meant}",
            "href": f"/{slug}/renovation/{card.row.code}", "tone": card.tone,
        },
    }  # fmt: skip


def open_votes(district: str) -> list[Vote]:
    """Those that owners can take part in now, the one that ends first on top; one statement."""
    rows = Vote.objects.filter(district=district, result=None).select_related("estate", "house")
    return [one for one in rows.order_by("closes_on", "code")[:20] if not one.is_over]
