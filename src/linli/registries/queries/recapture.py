"""How many a registry misses, from other lists of the same people: matched by blind keys, worked out by capture-recapture."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from linli.health.statistics.recapture import Estimate, Seen, three_lists, two_lists
from linli.people.vault import blind_index

from ..errors import TooFewLists, UnfitPopulation
from ..matching import even_name
from ..models import CaptureEntry, CaptureList, Card
from ..models.cards import COUNTED

Keys = tuple[int, int]


def id_key(district: str, number: str) -> int:
    """0 where there is no number."""
    return int(blind_index(f"capture id {district} {number}")[:16], 16) >> 1 if number else 0


def person_key(district: str, name: str, sex: str, born: str) -> int:
    return int(blind_index(f"capture person {district} {even_name(name)} {sex} {born}")[:16], 16) >> 1


@dataclass(frozen=True)
class Completeness:
    """What the lists say together. The share missed is of all there are, and of those on any list: two denominators."""

    lists: tuple[tuple[str, int], ...]
    both: int
    estimate: Estimate
    registered: int
    missed_of_all: float
    missed_of_union: float
    method: str


def lists_of(district: str, kind: str, year: int) -> list[CaptureList]:
    return list(CaptureList.objects.filter(district_id=district, kind=kind, year=year).order_by("at", "pk"))


def completeness(district: str, kind: str, year: int) -> Completeness:
    """Of the registry and the first one or two other lists of a year. Raises TooFewLists, UnfitPopulation."""
    others = lists_of(district, kind, year)[:2]
    if not others:
        raise TooFewLists(0)
    groups = [_registry(district, kind, year), *(_entries(one) for one in others)]
    seen = _seen(groups)
    sizes = [sum(found[place] for found in seen.values()) for place in range(len(groups))]
    names = ["registry", *(one.name for one in others)]
    try:
        estimate, method, both = _estimated(list(seen.values()), len(groups), sizes)
    except ValueError as unfit:
        raise UnfitPopulation(str(unfit)) from unfit
    of_all, of_union = estimate.missed_by(sizes[0])
    return Completeness(tuple(zip(names, sizes, strict=True)), both, estimate, sizes[0], of_all, of_union, method)


def _estimated(seen: list[Seen], lists: int, sizes: list[int]) -> tuple[Estimate, str, int]:
    both = sum(sum(one) > 1 for one in seen)
    if lists == 2:
        return two_lists(sizes[0], sizes[1], both), "Chapman 1951, Seber 1970", both
    counted = dict(Counter(seen))
    try:
        return three_lists(counted), "log-linear, least AIC (Fienberg 1972)", both
    except ValueError:
        # Cells too empty for lists that depend on each other.
        return three_lists(counted, ()), "log-linear, independent lists (Fienberg 1972)", both


def _registry(district: str, kind: str, year: int) -> list[Keys]:
    cards = Card.objects.filter(
        district_id=district, kind=kind, state__in=COUNTED, happened_on__gte=date(year, 1, 1), happened_on__lte=date(year, 12, 31)
    ).only("person_cipher", "sex")  # fmt: skip
    found = []
    for card in cards.iterator(2000):
        person = card.person
        name, born = person.get("name", ""), person.get("born", "")
        found.append((id_key(district, person.get("id_number", "")), person_key(district, name, card.sex, born)))
    return found


def _entries(one: CaptureList) -> list[Keys]:
    return list(CaptureEntry.objects.filter(list=one).values_list("id_key", "person_key"))


def _seen(groups: Iterable[list[Keys]]) -> dict[int, Seen]:
    """By which of the lists each person was seen: the same where number, or name, sex and birth, are the same."""
    by_number: dict[int, int] = {}
    by_person: dict[int, int] = {}
    marks: dict[int, list[int]] = {}
    for place, keys in enumerate(groups):
        for number, person in keys:
            who = by_number.get(number) if number else None
            who = by_person.get(person) if who is None else who
            who = len(marks) if who is None else who
            marks.setdefault(who, [0, 0, 0])[place] = 1
            by_person.setdefault(person, who)
            if number:
                by_number.setdefault(number, who)
    return {who: (mark[0], mark[1], mark[2]) for who, mark in marks.items()}
