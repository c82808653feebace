"""The desk: a team's files, what waits for it, and, for who brought one, how it stands."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from linli.cases.queries.keyset import Cursor, after, cursor_of
from linli.clock import today
from linli.people.actors import Actor
from linli.people.roles import Role

from ..access import is_mediator, teams_of
from ..models import BookEntry, Matter, Party, State, Team
from .file import Page
from .shown import told_by_side

PAGE = 25
ORDER = ["-brought_at", "-id"]
VIEWS: dict[str, Q] = {
    "open": Q(state__in=(State.BROUGHT, State.WILLING, State.TALKING, State.NOT_AGREED, State.FOLLOWED_UP)),
    "agreed": Q(state=State.AGREED),
    "ended": Q(state__in=(State.CLOSED, State.REFERRED, State.WITHDRAWN)),
}


@dataclass(frozen=True)
class Listed:
    """A file in a list, its parties by what may be read of them."""

    row: Matter
    parties: Sequence[Party]

    @property
    def names(self) -> str:
        return "、".join(one.masked for one in self.parties)

    @property
    def is_due(self) -> bool:
        on = self.row.follow_up_on
        return self.row.state == State.AGREED and on is not None and on <= today()


@dataclass(frozen=True)
class Listing:
    lines: Sequence[Listed]
    older: str


def ours(actor: Actor) -> QuerySet[Matter, Matter]:
    """The files of the actor's teams that they did not step aside from."""
    rows = Matter.objects.filter(team__in=teams_of(actor))
    return rows.exclude(recusals__account=actor.account) if actor.account else rows.none()


def files(actor: Actor, view: str, cursor: str) -> Listing:
    """Three statements, however many there are."""
    rows = ours(actor).filter(VIEWS.get(view, VIEWS["open"])).select_related("kind", "team")
    place = Cursor.read(cursor)
    if place is not None:
        rows = rows.filter(after(place, ORDER))
    found = list(rows.order_by(*ORDER).prefetch_related("parties")[: PAGE + 1])
    shown = found[:PAGE]
    lines = [
        Listed(row, sorted((p for p in row.parties.all() if not p.left), key=lambda one: one.number)) for row in shown
    ]
    return Listing(lines, cursor_of(shown[-1], ORDER) if len(found) > PAGE else "")


@dataclass(frozen=True)
class Standing:
    """All that a community's desk reads of what it brought."""

    code: str
    state: str
    label: str
    tone: str
    brought_at: Any


def states(actor: Actor, cursor: str) -> tuple[list[Standing], str]:
    """How the matters stand that the actor's desk brought; neither who nor what."""
    if not (actor.is_staff and actor.has(Role.COMMUNITY_WORKER)):
        return [], ""
    rows = Matter.objects.filter(desk__in=actor.reach.organisations, district=actor.reach.district)
    place = Cursor.read(cursor)
    if place is not None:
        rows = rows.filter(after(place, ORDER))
    found = list(rows.only("code", "state", "brought_at").order_by(*ORDER)[: PAGE + 1])
    shown = found[:PAGE]
    older = cursor_of(shown[-1], ORDER) if len(found) > PAGE else ""
    return [Standing(row.code, row.state, row.state_label, row.tone, row.brought_at) for row in shown], older


def waiting(actor: Actor) -> int:
    """What asks for the team: newly brought, and to be followed up."""
    due = Q(state=State.AGREED, follow_up_on__lte=today())
    return ours(actor).filter(Q(state=State.BROUGHT) | due).count()


def desk_door(actor: Actor) -> tuple[str, str, int] | None:
    """For the desk's navigation: path, label, how many wait; None for whom it is not."""
    if is_mediator(actor) and teams_of(actor):
        return "/desk/mediation", _("Mediation"), waiting(actor)
    if actor.is_staff and actor.has(Role.COMMUNITY_WORKER):
        return "/desk/mediation", _("Mediation"), 0
    return None


def book(actor: Actor, team: Team, year: int) -> list[Page]:
    """A year of the team's book; a page about what the actor stepped aside from shows its number and nothing else."""
    rows = BookEntry.objects.filter(team=team, year=year).select_related("matter").order_by("number")
    closed = set(Matter.objects.filter(team=team, recusals__account=actor.account).values_list("pk", flat=True))
    found = list(rows.prefetch_related("matter__parties"))
    return [Page(row, "" if row.matter_id in closed else told_by_side(row)) for row in found]


def years(team: Team) -> list[int]:
    found = BookEntry.objects.filter(team=team).order_by("-year").values_list("year", flat=True).distinct()
    return sorted({today().year, *found}, reverse=True)
