"""Pairs that may be one, for people to look at side by side."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.db.models import Count
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from linli.people.actors import Actor
from linli.places.queries import names

from ..choices import CHOICES, FIELDS, label
from ..errors import NoSuchPair
from ..models import Card, Pair, PairState
from .catalogue import name_of_field
from .desk import CODED

PAGE = 30
REASONS: dict[str, Promise] = {
    "id_same": _("same identity number"), "id_near": _("identity number: one sign differs"), "id_differs": _("other identity number"),
    "name_same": _("same name"), "name_sounds": _("name sounds the same"), "name_near": _("name: one character differs"),
    "name_differs": _("other name"), "birth_same": _("same date of birth"), "birth_near": _("date of birth: one digit differs"),
    "birth_year": _("same year of birth"), "birth_differs": _("other date of birth"), "sex_same": _("same sex"), "sex_differs": _("other sex"),
    "place_same": _("same community"), "place_near": _("same street or town"), "place_differs": _("other street or town"),
    "day_same": _("same day of death"), "primary_same": _("one tumour by the rule of multiple primaries"),
}  # fmt: skip
_DAYS = _("days of death %(days)s apart")
_EVENT = _("onsets %(days)s days apart: one event (28-day rule)")
_BAD = ("differs", "near", "sounds")


@dataclass(frozen=True)
class Reason:
    text: str
    agrees: bool


@dataclass(frozen=True)
class PairRow:
    """A line of the list: both names masked."""

    pair: Pair
    reasons: tuple[Reason, ...]


@dataclass(frozen=True)
class Compared:
    """One field of both cards."""

    label: str
    first: str
    second: str

    @property
    def differs(self) -> bool:
        return self.first != self.second


@dataclass(frozen=True)
class SideBySide:
    pair: Pair
    reasons: tuple[Reason, ...]
    fields: tuple[Compared, ...]


def reasons_of(pair: Pair) -> tuple[Reason, ...]:
    return tuple(_reason(code) for code in pair.reasons)


def _reason(code: str) -> Reason:
    name, _colon, number = code.partition(":")
    if name == "days":
        return Reason(str(_DAYS) % {"days": number}, False)
    if name == "event_days":
        return Reason(str(_EVENT) % {"days": number}, True)
    return Reason(str(REASONS.get(name, name)), not name.endswith(_BAD))


def pairs(actor: Actor, state: str = PairState.OPEN, kind: str = "") -> list[PairRow]:
    rows = Pair.objects.filter(district_id=actor.reach.district, state=state)
    if kind:
        rows = rows.filter(kind=kind)
    rows = rows.select_related("first__organisation", "second__organisation").order_by("-score", "-id")
    return [PairRow(one, reasons_of(one)) for one in rows[:PAGE]]


def pair_counts(district: str) -> dict[str, int]:
    rows = Pair.objects.filter(district_id=district).values_list("state").annotate(n=Count("pk"))
    return dict.fromkeys(PairState.values, 0) | dict(rows.order_by())


def pair_of(actor: Actor, key: UUID) -> Pair:
    """Raises NoSuchPair."""
    found = (
        Pair.objects.filter(pk=key, district_id=actor.reach.district)
        .select_related("first__organisation", "second__organisation", "decided_by", "kept")
        .first()
    )
    if found is None:
        raise NoSuchPair
    return found


def pairs_with(card: Card) -> list[Pair]:
    """Open pairs a card is in."""
    rows = Pair.objects.filter(state=PairState.OPEN)
    return list(rows.filter(first=card)) + list(rows.filter(second=card))


def side_by_side(pair: Pair) -> SideBySide:
    """Every field that either card has, what differs told apart."""
    one, other = pair.first.fields, pair.second.fields
    wanted = [name for name in FIELDS[pair.kind] if one.get(name) or other.get(name)]
    found = [Compared(label(name), _shown(pair, name, one), _shown(pair, name, other)) for name in wanted]
    return SideBySide(pair, reasons_of(pair), tuple(found))


def _shown(pair: Pair, name: str, fields: dict[str, str]) -> str:
    value = fields.get(name, "")
    if name in CHOICES and value in CHOICES[name]:
        return str(CHOICES[name][value])
    if name in CODED and value:
        meaning = name_of_field("cause" if CODED[name] == "icd10" else name, value)
        return f"{value} {meaning}".strip()
    if name == "area":
        places = names(pair.district_id)
        return places[value].name if value in places else value
    return value
