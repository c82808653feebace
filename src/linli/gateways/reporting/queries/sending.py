"""What a district reports up: to whom it can, what was released, and how each part stands."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.db.models import Count, Max, Prefetch, Q

from linli.people.actors import Actor
from linli.people.queries import organisations
from linli.places.models import District

from ..errors import NoSuchRelease
from ..models import Reconciled, Release, Report, ReportState

MOST = 200


@dataclass(frozen=True)
class Target:
    """Somebody above who works on an installation of their own."""

    peer: str
    name: str


def targets(district: District) -> list[Target]:
    """The organisations of a district's data that work elsewhere; of several on one installation the first."""
    found: dict[str, Target] = {}
    for card in organisations(district.code).values():
        if card.installation and card.active:
            found.setdefault(card.installation, Target(card.installation, card.name))
    return list(found.values())


def release_of(actor: Actor, key: UUID, *, for_update: bool = False) -> Release:
    """One of the actor's district. Raises NoSuchRelease."""
    rows = Release.objects.filter(district=actor.reach.district)
    rows = rows.select_for_update(of=("self",)) if for_update else rows
    people = ("prepared_by", "authorised_by", "organisation", "district")
    found = rows.select_related(*people).filter(pk=key).first()
    if found is None:
        raise NoSuchRelease
    return found


def releases(actor: Actor) -> list[Release]:
    """The latest first, each with its parts."""
    rows = Release.objects.filter(district=actor.reach.district).select_related("prepared_by", "authorised_by")
    parts = Prefetch("reports", Report.objects.defer("body_cipher").order_by("part"))
    return list(rows.prefetch_related(parts).defer("parts_cipher").order_by("-prepared_at")[:MOST])


@dataclass(frozen=True)
class Line:
    """How it stands with one peer."""

    target: Target
    sent: int
    waiting: int
    refused: int
    last_number: int
    asked: Reconciled | None


def lines(district: District) -> list[Line]:
    counted = Report.objects.filter(district=district).values("peer").order_by("peer").annotate(
        sent=Count("pk", Q(state=ReportState.SENT)), waiting=Count("pk", Q(state=ReportState.WAITING)),
        refused=Count("pk", Q(state=ReportState.REFUSED)), last=Max("number"),
    )  # fmt: skip
    known = {row["peer"]: row for row in counted}
    asked = {row.peer: row for row in Reconciled.objects.all()}
    empty = {"sent": 0, "waiting": 0, "refused": 0, "last": 0}
    return [
        Line(one, row["sent"], row["waiting"], row["refused"], row["last"], asked.get(one.peer))
        for one in targets(district)
        for row in [known.get(one.peer, empty)]
    ]
