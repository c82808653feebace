"""All that a desk's case page shows, in seven statements at most: the case, its board, its course, and what is like it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import Exists, F, OuterRef, QuerySet, Subquery
from django.utils.translation import gettext as _

from linli.catalogue import queries as catalogue
from linli.catalogue.queries import CategoryCard
from linli.clock import now, today
from linli.ids import read_case_code
from linli.notices import queries as notices
from linli.people import queries as people
from linli.people.actors import Actor
from linli.people.reach import Reach
from linli.prepared import prepared

from ..errors import NoSuchCase
from ..lifecycle import CONFIRM, Move, Part, confirmable, offered, offered_on, parts_of
from ..models import (
    Attachment,
    Callout,
    CalloutState,
    Case,
    DeadlineKind,
    DeadlineState,
    Result,
    State,
    Timed,
    Whistle,
)  # fmt: skip
from .alongside import Near, others
from .of_case import attachments_of, callouts_of, deadlines_of
from .timeline import Audience, Entry, course, told
from .ways_on import WayOn, ways_on

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


# What is said to whose turn it is on a callout.
_TURN: dict[str, Callable[[], str]] = {
    CalloutState.CALLED: lambda: _(
        "Your organisation has been called to the spot. Please acknowledge within its clock."
    ),
    CalloutState.ACKNOWLEDGED: lambda: _("Please report in: who comes, and when."),
    CalloutState.REPORTED_IN: lambda: _("Please check in when you are on the spot."),
    CalloutState.ARRIVED: lambda: _("When the work is done, please say what was done."),
    CalloutState.REFUSED: lambda: _("A department refuses to come. Please rule on it."),
}
# What is said then is said to whoever holds the case.
_FOR_THE_OFFICE = (State.SUBMITTED, State.REGISTERED, State.REOPENED, State.ANSWERED)


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
    clock: Timed | None
    clock_name: str
    ruling_label: str

    @property
    def who_comes(self) -> str:
        return _("%(who)s comes") % {"who": self.callout.who_comes} if self.callout.who_comes else ""

    @property
    def check_in(self) -> str:
        """How far from the place they checked in, and how exactly that is known."""
        callout = self.callout
        if not callout.arrived_at:
            return ""
        if callout.distance is None:
            said = [_("Checked in; the place of the case is not known exactly")]
        else:
            said = [_("Checked in %(metres)s m from the place") % {"metres": round(callout.distance)}]
        if callout.accuracy:
            said.append(_("within %(metres)s m") % {"metres": round(callout.accuracy)})
        return " · ".join(said)

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
class CasePage:
    """What the page shows."""

    case: Case
    category: CategoryCard | None
    office: str
    organisation: str
    clocks: Sequence[Timed]
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
    ways_on: list[WayOn] = field(default_factory=list)
    unread: int = 0

    @property
    def turn(self) -> Called | None:
        """The callout that waits for the actor's own move."""
        return next((one for board in self.boards for one in board.called if one.moves), None)

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
        if self.turn:
            return _TURN[self.turn.callout.state]()
        if self.confirming:
            return _("Every department is done. Please look on site, confirm and rate them.")
        if not self.case.area_id and self.case.is_open:
            return _("Nobody knows yet where this is. Please say where, so that it goes to the right desk.")
        waiting = [name for board in self.boards for name in board.waiting_for]
        if waiting and self.case.state == State.IN_PROGRESS:
            return _("Still waiting for: %(names)s") % {"names": "、".join(waiting)}
        if self.case.is_open and not self.main and self.case.state in _FOR_THE_OFFICE:
            return _("It is for %(office)s to go on with.") % {"office": self.office}
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
    loaded = _loaded(actor, code)
    case: Case = loaded
    events = course(case, Audience.STAFF)
    callouts = callouts_of(case=case.pk) if any(event.kind == "whistled" for event in events) else []
    deadlines = deadlines_of(case=case.pk)
    boards = _boards(actor, case, callouts, deadlines)
    attachments = attachments_of(case=case.pk) if loaded.has_papers else []
    main, moves, rare = _moves(actor, case, boards)
    nearby, same = others(actor, case)
    cards = people.organisations(case.district_id)
    return CasePage(
        case=case, category=catalogue.category_by_id(case.district_id, case.category_id),
        office=_name(cards, case.office_id), organisation=_name(cards, case.organisation_id),
        clocks=[d for d in deadlines if d.callout_id is None and d.state in (DeadlineState.RUNNING, DeadlineState.PAUSED)],
        boards=boards, entries=told(case, events, Audience.STAFF), main=main, moves=moves, rare=rare,
        may_see_phone=case.reporter_id is not None and may_see_phone(actor, case, callouts), building_contact=loaded.contact_name or "",
        photos=[a for a in attachments if a.is_photo and a.from_reporter],
        site_photos=[a for a in attachments if a.is_photo and not a.from_reporter],
        papers=[a for a in attachments if not a.is_photo], nearby=nearby, same_reporter=same, ways_on=ways_on(actor, case), unread=loaded.unread,
    )  # fmt: skip


def _loaded(actor: Actor, code: str) -> Any:
    """The case with its people; in the same statement the building's contact person, how many notices are unread, and
    whether anything was attached."""
    spelled, reach = read_case_code(code), actor.reach
    found = _with_people(reach.alone, reader=reach.account_id, day=today(), code=spelled) if spelled else []
    if not found:
        raise NoSuchCase(code)
    return found[0]


@prepared
def _with_people(reach: Reach, *, reader: UUID | None, day: date, code: str) -> QuerySet[Any]:
    contact = people.building_contacts(day).filter(building_id=OuterRef("building_id")).values("account__name")[:1]
    return Case.objects.visible_to(reach).filter(code=code).select_related("reporter", "building").annotate(
        contact_name=Subquery(contact), unread=notices.unread_number(replace(reach, account_id=reader)),
        merged_code=F("merged_into__code"), has_papers=Exists(Attachment.objects.filter(case_id=OuterRef("pk"))),
    )  # fmt: skip


def may_see_phone(actor: Actor, case: Case, callouts: Iterable[Callout] = ()) -> bool:
    """Those who work on the case; who only watches over it, or keeps the house, needs no one's number."""
    working = {Part.OFFICE, Part.GRID, Part.HANDLER, Part.CALLED, Part.CENTRE}
    parts = set(parts_of(actor, case)).union(*(parts_of(actor, case, callout) for callout in callouts))
    return bool(parts & working)


def _boards(actor: Actor, case: Case, callouts: list[Callout], deadlines: Sequence[Timed]) -> list[Board]:
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
    actor: Actor,
    case: Case,
    callout: Callout,
    deadlines: Sequence[Timed],
    cards: dict[str, Any],
    duties: dict[str, str],
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


def _stages(callout: Callout, own: Sequence[Timed]) -> list[Stage]:
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


def _name(cards: dict[str, Any], code: str | None) -> str:
    card = cards.get(code or "")
    return card.name if card else ""
