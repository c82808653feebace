"""Households and camels at the desk, page by page, and one of each with all that belongs to it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Generic, TypeVar
from uuid import UUID

from django.db.models import Count, Q, QuerySet
from django.utils.translation import gettext as _

from linli.clock import today
from linli.people.actors import Actor
from linli.people.errors import InvalidPhone
from linli.people.vault import blind_index, normal_phone
from linli.places import queries as places

from ..access import check_manages
from ..errors import NotThere
from ..models import Camel, CamelState, Delivery, HealthEvent, Household, Sex

A_PAGE = 50
Row = TypeVar("Row")


@dataclass(frozen=True)
class Page(Generic[Row]):
    """Some rows, and after which the next page begins (nothing on the last)."""

    rows: Sequence[Row]
    after: str = ""


def page_of(rows: QuerySet[Any], key: str, size: int = A_PAGE) -> Page[Any]:
    """The first of a list that is filtered and ordered already; `key` is the field the next page begins after."""
    found = list(rows[: size + 1])
    after = str(getattr(found[size - 1], key)) if len(found) > size else ""
    return Page(found[:size], after)


def households(actor: Actor, words: str = "", after: int = 0) -> Page[Household]:
    """By number; `words` is a number, a whole phone number, or part of a village's name."""
    district = check_manages(actor).district_id
    rows = Household.objects.filter(district=district, number__gt=after).select_related("area").order_by("number")
    rows = rows.annotate(alive=Count("camels", filter=Q(camels__state=CamelState.ALIVE)))
    return page_of(rows.filter(_asked(words)) if words else rows, "number")


def _asked(words: str) -> Q:
    if words.isascii() and words.isdigit() and len(words) < 8:
        return Q(number=int(words))
    try:
        return Q(phone_index=blind_index(normal_phone(words)))
    except InvalidPhone:
        return Q(area__name__contains=words)


@dataclass
class HouseholdPage:
    row: Household
    camels: list[Camel] = field(default_factory=list)
    deliveries: list[Delivery] = field(default_factory=list)
    milking: int = 0


def household_page(actor: Actor, row: Household) -> HouseholdPage:
    """With its camels and its newest deliveries."""
    check_manages(actor)
    camels = list(row.camels.order_by("state", "tag"))
    deliveries = list(row.deliveries.select_related("settlement").order_by("-on", "-id")[:20])
    return HouseholdPage(row, camels, deliveries, sum(one.may_give_milk_on(today()) for one in camels))


def household(actor: Actor, number: int) -> Household:
    """Raises NotYours, NotThere."""
    district = check_manages(actor).district_id
    row = Household.objects.select_related("area").filter(district=district, number=number).first()
    if row is None:
        raise NotThere(_("household %(number)s") % {"number": number})
    return row


def camels(actor: Actor, words: str = "", view: str = "", after: str = "") -> Page[Camel]:
    """By tag; `words` begin a tag or are a household's number; `view`: withheld, gone, or all in the herd."""
    district = check_manages(actor).district_id
    rows = Camel.objects.filter(district=district, tag__gt=after).select_related("household").order_by("tag")
    if view == "gone":
        rows = rows.exclude(state=CamelState.ALIVE)
    else:
        rows = rows.filter(state=CamelState.ALIVE)
    if view == "withheld":
        rows = rows.filter(pk__in=withheld_on(district, today()))
    if words:
        number = int(words) if words.isascii() and words.isdigit() and len(words) < 8 else -1
        rows = rows.filter(Q(tag__startswith=words.upper()) | Q(household__number=number))
    return page_of(rows, "tag")


def withheld_on(district: str, day: date) -> QuerySet[HealthEvent, UUID]:
    """The camels whose milk is not taken on a day."""
    there = HealthEvent.objects.filter(district=district, struck="", on__lte=day, withheld_until__gte=day)
    return there.values_list("camel", flat=True)


@dataclass
class CamelPage:
    row: Camel
    events: list[HealthEvent]
    young: list[Camel]
    withheld_until: date | None


def camel(actor: Actor, tag: str) -> CamelPage:
    """Raises NotYours, NotThere."""
    district = check_manages(actor).district_id
    rows = Camel.objects.select_related("household", "dam", "sire")
    row = rows.filter(district=district, tag=tag.upper()).first()
    if row is None:
        raise NotThere(_("the ear tag “%(tag)s”") % {"tag": tag[:20]})
    events = list(row.events.order_by("-on", "-id"))
    now = [
        one.withheld_until for one in events if one.withheld_until and not one.struck and one.withheld_until >= today()
    ]
    parent = Q(dam=row) if row.sex == Sex.FEMALE else Q(sire=row)
    return CamelPage(row, events, list(Camel.objects.filter(parent).order_by("tag")), max(now, default=None))


def deliveries(actor: Actor, view: str = "", before: UUID | None = None) -> Page[Delivery]:
    """The newest first; `view`: open, those that are not settled."""
    district = check_manages(actor).district_id
    rows = Delivery.objects.filter(district=district).select_related("household", "settlement").order_by("-id")
    if view == "open":
        rows = rows.filter(settlement=None, struck="")
    return page_of(rows.filter(pk__lt=before) if before else rows, "pk")


def villages(district: str) -> list[tuple[str, list[tuple[str, str]]]]:
    """Towns, each with its villages: code and name."""
    names = places.names(district)
    towns = {code: one.name for code, one in names.items() if len(code) == 9}
    found: dict[str, list[tuple[str, str]]] = {code: [] for code in sorted(towns)}
    for code, one in sorted(names.items()):
        if len(code) == 12 and code[:9] in found:
            found[code[:9]].append((code, one.name))
    return [(towns[code], listed) for code, listed in found.items() if listed]
