"""Reading notices: what a person was told, and what could not be delivered."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Generic, TypeVar
from uuid import UUID

from django.db.models import Q, QuerySet
from django.db.models.expressions import RawSQL

from linli.people.models import Account
from linli.people.reach import Reach
from linli.prepared import prepared
from linli.subqueries import keys_of_any, number_of_any

from .models import Delivery, DeliveryState, Notice

PAGE = 50
# How many more than that there are, nobody needs to know; and it is asked on every page of the desk.
MOST_COUNTED = 100
_NEWEST = ("-created_at", "-id")

Row = TypeVar("Row", Notice, Delivery)


@dataclass(frozen=True)
class Page(Generic[Row]):
    """A page of a newest-first list; `before` is its last row's id when there are older ones."""

    rows: list[Row]
    before: UUID | None


# Where a page that has counted them with something else leaves the number for the shell around it.
COUNTED = "linli.unread"


def told(reach: Reach, before: UUID | None = None) -> Page[Notice]:
    """What this reader was told, newest first, older than notice `before` if given.

    Each way of being told is read by its own index, no further than a page.
    """
    parts = [_ordered(part, before)[: PAGE + 1].values("pk") for part in Notice.objects.by_reader(reach)]
    return _paged(Notice.objects.filter(pk__in=keys_of_any(parts)).order_by(*_NEWEST))


def unread_number(reach: Reach) -> RawSQL:
    """How many notices this reader has not seen, counted no further than `MOST_COUNTED`; asked for within another statement."""
    parts = [part.values("pk")[:MOST_COUNTED] for part in Notice.objects.unread().by_reader(reach)]
    return number_of_any(parts, MOST_COUNTED)


def unread_count(reach: Reach) -> int:
    """How many this reader has not seen, counted no further than `MOST_COUNTED`."""
    return sum(_unread(reach.alone, reader=reach.account_id)) if reach.account_id else 0


def said(unread: int) -> str:
    """That number for people: nothing for none, 99+ where counting stopped."""
    return f"{MOST_COUNTED - 1}+" if unread >= MOST_COUNTED else str(unread or "")


@prepared
def _unread(reach: Reach, *, reader: UUID) -> QuerySet[Account, int]:
    number = unread_number(replace(reach, account_id=reader))
    return Account.objects.filter(pk=reader).annotate(unread=number).values_list("unread", flat=True)


def undelivered(reach: Reach) -> QuerySet[Delivery]:
    """Deliveries given up in the reader's district, and one-time codes, which are of no district."""
    here = Q(district=reach.district) | Q(district=None, notice=None)
    return Delivery.objects.filter(here, state=DeliveryState.FAILED)


def undelivered_page(reach: Reach, before: UUID | None = None) -> Page[Delivery]:
    """Deliveries given up, with their notices, newest first."""
    with_notice = undelivered(reach).select_related("notice__organisation", "notice__contact", "notice__account")
    return _paged(_ordered(with_notice, before))


def _ordered(rows: QuerySet[Row], before: UUID | None) -> QuerySet[Row]:
    """The newest first, those older than the row of that id."""
    if before is not None:
        last = rows.model._default_manager.filter(pk=before).values_list("created_at", flat=True).first()
        if last is not None:
            rows = rows.filter(Q(created_at__lt=last) | Q(id__lt=before), created_at__lte=last)
    return rows.order_by(*_NEWEST)


def _paged(rows: QuerySet[Row]) -> Page[Row]:
    found = list(rows[: PAGE + 1])
    return Page(found[:PAGE], found[PAGE - 1].pk if len(found) > PAGE else None)
