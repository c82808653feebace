"""All that a desk's case page shows, in seven statements: the case, its board, its course, and what is like it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.db.models import F, OuterRef, QuerySet, Subquery
from django.utils.translation import gettext as _

from linli.catalogue import queries as catalogue
from linli.catalogue.queries import CategoryCard
from linli.clock import now
from linli.ids import read_case_code
from linli.notices import queries as notices
from linli.people import queries as people
from linli.people.actors import Actor
from linli.places.coordinates import distance_m
from linli.union import keys_of_any

from ..errors import NoSuchCase
from ..lifecycle import CONFIRM, Move, Part, confirmable, offered, offered_on, parts_of
from ..models import (
    Attachment,
    Callout,
    CalloutState,
    Case,
    Deadline,
    DeadlineKind,
    DeadlineState,
    Result,
    State,
    Whistle,
)  # fmt: skip
from .timeline import Audience, Entry, timeline

NEAR_METRES = 300
OTHERS = 40
_METRE = 1 / 111_320
# What is told of another case.
_TOLD = (
    "code", "title", "state", "district_id", "area_id", "category_id", "lat", "lon", "created_at", "account_id", "reporter_id",
)  # fmt: skip
_STEPS = (
    (DeadlineKind.ACKNOWLEDGE, "acknowledged_at"), (DeadlineKind.REPORT_IN, "reported_in_at"),
    (DeadlineKind.ARRIVE, "arrived_at"), (DeadlineKind.FINISH, "finished_at"),
)  # fmt: skip
# The one that a desk most likely wants next, where several are open to it.
_NEXT = ("register", "close", "start", "whistle", "assign", "answer", "urge")
_RARE = ("locate", "classify", "transfer", "decline", "merge", "withdraw", "follow", "rate")


_SAID = {
    State.SUBMITTED: lambda: _("Just come in. Please read it, and take it up within its clock."),
    State.REGISTERED: lambda: _("Taken up. Several departments are needed: blow the whistle. One: assign it. None: answer it."),
    State.ASSIGNED: lambda: _("One organisation has it. It starts work, or says that it is not its matter."),
    State.IN_PROGRESS: lambda: _("At work. When it is done, the reporter is answered."),
    State.RETURNED: lambda: _("We wait for the resident’s reply; every clock stands still."),
    State.REOPENED: lambda: _("The resident says that it is not solved. Please look at it again."),
    State.ANSWERED: lambda: _("Answered. Please look on site, then close it."),
}  # fmt: skip


@dataclass(frozen=True)
class Stage:
    """One of the four steps of a callout. `how` is ok, now, late or todo."""

    name: str
    how: str
    at: datetime | None = None
    was_late: bool = False


@dataclass(frozen=True)
class Called:
    """One department on the whistle board."""

    callout: Callout
    name: str
    short: str
    duty: str
    stages: list[Stage]
    moves: list[Move]
    clock: Deadline | None
    clock_name: str
    ruling_label: str

    @property
    def is_late(self) -> bool:
        refused = self.callout.state == CalloutState.REFUSED
        return refused or (self.clock is not None and self.clock.is_late(now()))


@dataclass(frozen=True)
class Board:
    """One whistle and the departments it called."""

    whistle: Whistle
    blown_by: str
    called: list[Called]
    confirm: Move | None

    @property
    def waiting_for(self) -> list[str]:
        return [one.short for one in self.called if not one.callout.has_ended]


@dataclass(frozen=True)
class Near:
    """Another case: of the same spot (`metres`), or of the same person."""

    case: Case
    metres: int | None
    alike: bool = False


@dataclass(frozen=True)
class CasePage:
    """What the page shows."""

    case: Case
    category: CategoryCard | None
    office: str
    organisation: str
    clocks: list[Deadline]
    boards: list[Board]
    entries: list[Entry]
    main: Move | None
    moves: list[Move]
    rare: list[Move]
    may_see_phone: bool
    building_contact: str
    photos: list[Attachment] = field(default_factory=list)
    site_photos: list[Attachment] = field(default_factory=list)
    papers: list[Attachment] = field(default_factory=list)
    nearby: list[Near] = field(default_factory=list)
    same_reporter: list[Near] = field(default_factory=list)
    unread: int = 0

    @property
    def confirming(self) -> Board | None:
        """The whistle that waits for the actor to confirm it on site."""
        return next((board for board in self.boards if board.confirm), None)

    @property
    def may_merge(self) -> bool:
        return any(move.name == "merge" for move in (self.main, *self.moves, *self.rare) if move)

    @property
    def duty_note(self) -> str:
        """Who does what in a matter of this category."""
        holders = catalogue.duty_holders(self.category) if self.category else []
        return holders[0].notes if holders else ""

    @property
    def result_tone(self) -> str:
        return "late" if self.case.result == Result.NOT_SOLVED else "good"

    @property
    def said_now(self) -> str:
        """Where it stands, in a sentence: what is waited for."""
        if self.confirming:
            return _("Every department is done. Please look on site, confirm and rate them.")
        if not self.case.area_id and self.case.is_open:
            return _("Nobody knows yet where this is. Please say where, so that it goes to the right desk.")
        waiting = [name for board in self.boards for name in board.waiting_for]
        if waiting and self.case.state == State.IN_PROGRESS:
            return _("Still waiting for: %(names)s") % {"names": "、".join(waiting)}
        sentence = _SAID.get(State(self.case.state))
        return sentence() if sentence else ""

    @property
    def cells_address(self) -> str:
        """The cells of the community, to draw below the spot."""
        return f"/desk/map/cells.geojson?area={self.case.community}" if self.case.community else ""

    @property
    def map_label(self) -> str:
        return _("Where the case is: %(place)s") % {"place": self.case.area_label}


def case_for(actor: Actor, code: str) -> Case:
    """The case of that code if the actor may see it; else NoSuchCase, whether it exists or not."""
    spelled = read_case_code(code)
    found = Case.objects.visible_to(actor.reach).filter(code=spelled).first() if spelled else None
    if found is None:
        raise NoSuchCase(code)
    return found


def case_page(actor: Actor, code: str) -> CasePage:
    """Raises NoSuchCase."""
    case, contact, unread = _loaded(actor, code)
    callouts = list(Callout.objects.filter(case=case).select_related("whistle").order_by("called_at", "id"))
    deadlines = list(Deadline.objects.filter(case=case).order_by("due_at", "id"))
    boards = _boards(actor, case, callouts, deadlines)
    attachments = list(Attachment.objects.filter(case=case).order_by("created_at", "id"))
    main, moves, rare = _moves(actor, case, boards)
    nearby, same = others(actor, case)
    cards = people.organisations(case.district_id)
    return CasePage(
        case=case, category=catalogue.category_by_id(case.district_id, case.category_id),
        office=_name(cards, case.office_id), organisation=_name(cards, case.organisation_id),
        clocks=[d for d in deadlines if d.callout_id is None and d.state in (DeadlineState.RUNNING, DeadlineState.PAUSED)],
        boards=boards, entries=timeline(case, Audience.STAFF), main=main, moves=moves, rare=rare,
        may_see_phone=case.reporter_id is not None and may_see_phone(actor, case, callouts), building_contact=contact,
        photos=[a for a in attachments if a.is_photo and a.from_reporter],
        site_photos=[a for a in attachments if a.is_photo and not a.from_reporter],
        papers=[a for a in attachments if not a.is_photo], nearby=nearby, same_reporter=same, unread=unread,
    )  # fmt: skip


def _loaded(actor: Actor, code: str) -> tuple[Case, str, int]:
    """The case with its people; in the same statement the building's contact person, and how many notices are unread."""
    spelled = read_case_code(code)
    contact = people.building_contacts().filter(building_id=OuterRef("building_id")).values("account__name")[:1]
    visible = Case.objects.visible_to(actor.reach).select_related("reporter", "building")
    known = visible.annotate(
        contact_name=Subquery(contact), unread=notices.unread_number(actor.reach), merged_code=F("merged_into__code")
    )
    # A code is one case's: nothing to sort, which `first` would.
    for found in known.filter(code=spelled)[:1] if spelled else ():
        return found, found.contact_name or "", found.unread
    raise NoSuchCase(code)


def may_see_phone(actor: Actor, case: Case, callouts: Iterable[Callout] = ()) -> bool:
    """Those who work on the case; who only watches over it, or keeps the house, needs no one's number."""
    working = {Part.OFFICE, Part.GRID, Part.HANDLER, Part.CALLED, Part.CENTRE}
    parts = set(parts_of(actor, case)).union(*(parts_of(actor, case, callout) for callout in callouts))
    return bool(parts & working)


def _boards(actor: Actor, case: Case, callouts: list[Callout], deadlines: list[Deadline]) -> list[Board]:
    """The newest whistle first."""
    cards = people.organisations(case.district_id)
    duties = _duties(case)
    by_whistle: dict[Any, list[Callout]] = {}
    for callout in callouts:
        by_whistle.setdefault(callout.whistle_id, []).append(callout)
    ready = {whistle.pk for whistle in confirmable(actor, case, callouts)}
    boards = []
    for key, of_whistle in by_whistle.items():
        whistle = of_whistle[0].whistle
        called = [_called(actor, case, one, deadlines, cards, duties) for one in of_whistle]
        boards.append(Board(whistle, _name(cards, whistle.blown_by_id), called, CONFIRM if key in ready else None))
    return sorted(boards, key=lambda board: board.whistle.blown_at, reverse=True)


def _duties(case: Case) -> dict[str, str]:
    card = catalogue.category_by_id(case.district_id, case.category_id)
    if card is None:
        return {}
    return {holder.organisation: holder.part_label for holder in catalogue.duty_holders(card)}


def _called(
    actor: Actor, case: Case, callout: Callout, deadlines: list[Deadline], cards: dict[str, Any], duties: dict[str, str]
) -> Called:
    own = [d for d in deadlines if d.callout_id == callout.pk]
    running = next((d for d in own if d.state in (DeadlineState.RUNNING, DeadlineState.PAUSED)), None)
    card = cards.get(callout.organisation_id)
    return Called(
        callout=callout, name=card.name if card else callout.organisation_id,
        short=card.short if card else callout.organisation_id, duty=duties.get(callout.organisation_id, ""),
        stages=_stages(callout, own), moves=offered_on(actor, case, callout), clock=running,
        clock_name=str(DeadlineKind(running.kind).label) if running else "",
        ruling_label=str(callout.get_ruling_display()) if callout.ruling else "",
    )  # fmt: skip


def _stages(callout: Callout, own: list[Deadline]) -> list[Stage]:
    """Which steps are done, which one is next, and whether it is late."""
    latest = {d.kind: d for d in own}
    at = now()
    stages: list[Stage] = []
    next_found = callout.state in (CalloutState.REFUSED, CalloutState.RELEASED)
    for kind, attribute in _STEPS:
        done_at, deadline = getattr(callout, attribute), latest.get(kind)
        late = deadline is not None and deadline.is_late(at)
        if done_at:
            how = "ok"
        elif next_found:
            how = "todo"
        else:
            how, next_found = ("late" if late else "now"), True
        stages.append(Stage(str(kind.label), how, done_at, late and done_at is not None))
    return stages


def _moves(actor: Actor, case: Case, boards: list[Board]) -> tuple[Move | None, list[Move], list[Move]]:
    """The one main move, those beside it, and the rare ones behind a fold."""
    moves = offered(actor, case)
    waiting = any(board.whistle.confirmed_at is None for board in boards)
    first = [name for name in _NEXT if not (waiting and name in ("answer", "whistle", "assign", "urge"))]
    if not case.area_id:
        first.insert(0, "locate")
    elif case.organisation_id and not waiting:
        first.insert(0, "answer")
    if not waiting and boards and all(board.whistle.confirmed_at for board in boards):
        first.insert(0, "answer")
    ready = any(board.confirm for board in boards)
    by_name = {move.name: move for move in moves}
    main = None if ready else next((by_name[name] for name in first if name in by_name), None)
    rest = [move for move in moves if move is not main and move.name != "follow"]
    if waiting:
        rest = [move for move in rest if move.name not in ("answer", "transfer")]
    rare = [move for move in rest if move.name in _RARE]
    return main, [move for move in rest if move not in rare], rare


def others(actor: Actor, case: Case) -> tuple[list[Near], list[Near]]:
    """Open cases of the same cell or within 300 m, and other cases of the same person; one statement."""
    visible = Case.objects.visible_to(actor.reach).filter(pk__in=keys_of_any(_alongside(case))).exclude(pk=case.pk)
    found = list(visible.select_related("reporter").only(*_TOLD, "reporter__phone_index"))
    same = [Near(other, None) for other in found if _same_reporter(case, other)]
    near = [_near(case, other) for other in found if other.is_open]
    near = [
        one
        for one in near
        if one.case.area_id == case.area_id or (one.metres is not None and one.metres <= NEAR_METRES)
    ]
    near.sort(key=lambda one: (not one.alike, one.metres is None, one.metres or 0))
    same.sort(key=lambda one: one.case.created_at, reverse=True)
    return near[:8], same[:8]


def _alongside(case: Case) -> Iterator[QuerySet[Case, Any]]:
    """The ways in which another case may have to do with this one."""
    of_district = Case.objects.filter(district_id=case.district_id).order_by("-id")
    still_open = Case.objects.open().filter(district_id=case.district_id).order_by("-id")
    if case.area_id and len(case.area_id) > 12:
        yield still_open.filter(area_id=case.area_id).values("pk")[:OTHERS]
    if case.lat is not None and case.lon is not None and case.community:
        north, east = NEAR_METRES * _METRE, NEAR_METRES * _METRE * 1.3
        around = still_open.filter(
            community=case.community,
            lat__range=(case.lat - north, case.lat + north), lon__range=(case.lon - east, case.lon + east),
        )  # fmt: skip
        yield around.values("pk")[:OTHERS]
    if number := _number(case):
        # Each report keeps a contact of its own, but a number is one person's.
        same = of_district.filter(reporter__district=case.district_id, reporter__phone_index=number)
        yield same.values("pk")[:OTHERS]
    if case.account_id:
        yield of_district.filter(account_id=case.account_id).values("pk")[:OTHERS]


def _number(case: Case) -> str:
    return case.reporter.phone_index if case.reporter else ""


def _same_reporter(case: Case, other: Case) -> bool:
    by_number = bool(_number(case)) and _number(case) == _number(other)
    return by_number or (case.account_id is not None and other.account_id == case.account_id)


def _near(case: Case, other: Case) -> Near:
    if case.lat is None or case.lon is None or other.lat is None or other.lon is None:
        return Near(other, None)
    metres = round(distance_m(case.lat, case.lon, other.lat, other.lon))
    close_in_time = abs(other.created_at - case.created_at) < timedelta(days=14)
    same_kind = case.category_id is not None and other.category_id == case.category_id
    return Near(other, metres, alike=same_kind and metres <= NEAR_METRES and close_in_time)


def _name(cards: dict[str, Any], code: str | None) -> str:
    card = cards.get(code or "")
    return card.name if card else ""
