"""Reading notices: what a person was told, and what could not be delivered."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Generic, TypeVar
from uuid import UUID

from django.db.models import F, Func, IntegerField, Q, QuerySet, Subquery

from linli.people.reach import Reach

from .models import Delivery, DeliveryState, Notice

PAGE = 50

Row = TypeVar("Row", Notice, Delivery)


@dataclass(frozen=True)
class Page(Generic[Row]):
    """A page of a newest-first list; `before` is its last row's id when there are older ones."""

    rows: list[Row]
    before: UUID | None


# Where a page that has counted them with something else leaves the number for the shell around it.
COUNTED = "linli.unread"


def told(reach: Reach, before: UUID | None = None) -> Page[Notice]:
    """What this reader was told, newest first, older than notice `before` if given."""
    return _page(Notice.objects.for_reader(reach), before)


def unread(reach: Reach) -> QuerySet[Notice]:
    """Notices this reader has not seen."""
    return Notice.objects.for_reader(reach).unread()


def unread_number(reach: Reach) -> Subquery:
    """How many, to be asked for within another statement."""
    number = unread(reach).order_by().annotate(number=Func(F("pk"), function="COUNT", output_field=IntegerField()))
    return Subquery(number.values("number"))


def unread_count(reach: Reach) -> int:
    return unread(reach).count()


def undelivered(reach: Reach) -> QuerySet[Delivery]:
    """Deliveries given up in the reader's district, and one-time codes, which are of no district."""
    here = Q(district=reach.district) | Q(district=None, notice=None)
    return Delivery.objects.filter(here, state=DeliveryState.FAILED)


def undelivered_page(reach: Reach, before: UUID | None = None) -> Page[Delivery]:
    """Deliveries given up, with their notices, newest first."""
    return _page(
        undelivered(reach).select_related("notice__organisation", "notice__contact", "notice__account"), before
    )


def _page(rows: QuerySet[Row], before: UUID | None) -> Page[Row]:
    if before is not None:
        last = rows.filter(pk=before).values_list("created_at", flat=True).first()
        if last is not None:
            rows = rows.filter(Q(created_at__lt=last) | Q(id__lt=before), created_at__lte=last)
    found = list(rows.order_by("-created_at", "-id")[: PAGE + 1])
    return Page(found[:PAGE], found[PAGE - 1].pk if len(found) > PAGE else None)
