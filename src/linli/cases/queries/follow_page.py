"""All that a case's follow page shows, as much of it as who asks may see: how it stands, in plain words first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from linli.catalogue import queries as catalogue
from linli.ids import read_case_code
from linli.people import queries as people
from linli.people.actors import Actor
from linli.places.queries import names

from ..errors import NoSuchCase
from ..file import digest
from ..lifecycle import Part, offered, parts_of
from ..models import (
    OPEN_STATES,
    Attachment,
    Callout,
    CalloutState,
    Case,
    DeadlineState,
    Follow,
    Result,
    State,
    Timed,
)  # fmt: skip
from .of_case import attachments_of, callouts_of, deadlines_of
from .timeline import Audience, Entry, timeline

# What the page has a form for.
FORMS = ("reply", "rate", "reopen", "withdraw")
_STEP_OF = {
    State.SUBMITTED: 1, State.REGISTERED: 2, State.ASSIGNED: 3, State.IN_PROGRESS: 3, State.REOPENED: 3, State.ANSWERED: 4,
}  # fmt: skip


@dataclass(frozen=True)
class Step:
    """One of the stages; `how` is done, now or todo."""

    name: str
    how: str


@dataclass(frozen=True)
class Called:
    """One department on the board in short."""

    name: str
    callout: Callout
    clock: Timed | None
    said: str


@dataclass(frozen=True)
class FollowPage:
    """What the page shows; lists are empty where the reader may not see them."""

    case: Case
    audience: Audience
    is_reporter: bool
    at_desk: bool
    title: str
    area: str
    category: str
    office: str
    said: str
    steps: list[Step]
    clocks: Sequence[Timed]
    called: list[Called]
    entries: list[Entry]
    question: str
    answer: str
    moves: frozenset[str]
    may_follow: bool
    follows: bool
    photos: list[Attachment] = field(default_factory=list)
    site_photos: list[Attachment] = field(default_factory=list)
    papers: list[Attachment] = field(default_factory=list)

    @property
    def sees_all(self) -> bool:
        return self.audience >= Audience.REPORTER

    @property
    def room_for_photos(self) -> int:
        return 10 - len(self.photos) - len(self.site_photos) - len(self.papers)


def follow_page(actor: Actor, code: str, device: str = "") -> FollowPage:
    """Seven statements. Raises NoSuchCase."""
    spelled = read_case_code(code)
    case = Case.objects.select_related("merged_into").filter(code=spelled).first() if spelled else None
    if case is None:
        raise NoSuchCase(code)
    parts = parts_of(actor, case)
    is_reporter = Part.REPORTER in parts
    at_desk = sees_at_desk(actor, case)
    audience = Audience.REPORTER if is_reporter or at_desk else Audience.PUBLIC
    deadlines = deadlines_of(case=case.pk)
    callouts = callouts_of(case=case.pk)
    entries = timeline(case, audience)
    attachments = _attachments(case, audience)
    cards = people.organisations(case.district_id)
    card = catalogue.category_by_id(case.district_id, case.category_id)
    seen = audience >= Audience.REPORTER or case.published
    return FollowPage(
        case=case, audience=audience, is_reporter=is_reporter, at_desk=at_desk,
        title=(case.title if audience >= Audience.REPORTER else case.public_title) if seen else "", area=case.area_label if seen else _community(case),
        category=card.name if card and seen else "", office=_name(cards, case.office_id),
        said=_said(case, callouts, deadlines, cards, is_reporter), steps=_steps(case),
        clocks=[d for d in deadlines if d.callout_id is None and d.state in (DeadlineState.RUNNING, DeadlineState.PAUSED)][:1],
        called=[_called(one, deadlines, cards, audience) for one in callouts], entries=entries,
        question=_words(entries, "question") if case.state == State.RETURNED else "", answer=_words(entries, "answer"),
        moves=_moves(actor, case, callouts) if is_reporter else frozenset(),
        may_follow=case.published and case.is_open and not is_reporter and actor.kind != "staff",
        follows=_follows(actor, case, device),
        photos=[a for a in attachments if a.is_photo and a.from_reporter],
        site_photos=[a for a in attachments if a.is_photo and not a.from_reporter],
        papers=[a for a in attachments if not a.is_photo],
    )  # fmt: skip


def sees_at_desk(actor: Actor, case: Case) -> bool:
    """Whether staff may see the whole case."""
    return actor.kind == "staff" and Case.objects.visible_to(actor.reach).filter(pk=case.pk).exists()


def may_see(actor: Actor, case: Case, paper: Attachment) -> bool:
    """The reporter and staff who see the case; photos of a published case everyone."""
    if case.published and paper.is_photo:
        return True
    return Part.REPORTER in parts_of(actor, case) or sees_at_desk(actor, case)


def _attachments(case: Case, audience: Audience) -> list[Attachment]:
    """As `may_see`: papers may name people, so they are for the reporter and staff."""
    if audience == Audience.PUBLIC and not case.published:
        return []
    return [one for one in attachments_of(case=case.pk) if one.is_photo or audience >= Audience.REPORTER]


def _community(case: Case) -> str:
    known = names(case.district_id).get(case.community or case.street)
    return known.name if known else ""


def _follows(actor: Actor, case: Case, device: str) -> bool:
    mine = Follow.objects.filter(case=case)
    if actor.kind == "resident":
        return mine.filter(account=actor.account).exists()
    return bool(device) and mine.filter(device_digest=digest(device)).exists()


def _moves(actor: Actor, case: Case, callouts: list[Callout]) -> frozenset[str]:
    """The moves of the table that the page has a form for; what the verb would refuse is not offered."""
    found = {move.name for move in offered(actor, case)} & set(FORMS)
    if case.score is not None:
        found.discard("rate")
    if any(one.whistle.confirmed_at is None for one in callouts):
        found.discard("withdraw")
    if case.state in OPEN_STATES:
        found.add("attach")
    return frozenset(found)


def _steps(case: Case) -> list[Step]:
    """Five stages; none for a case that went another way."""
    if case.state in (State.DECLINED, State.WITHDRAWN, State.MERGED):
        return []
    state = State(case.came_from) if case.state == State.RETURNED and case.came_from else State(case.state)
    present = _STEP_OF.get(state, 6 if state == State.CLOSED else 2)
    labels = [_("Received"), _("Accepted"), _("Being handled"), _("Replied"), _("Settled")]
    return [
        Step(label, "done" if at < present else "now" if at == present else "todo")
        for at, label in enumerate(labels, 1)
    ]


def _words(entries: list[Entry], kind: str) -> str:
    return next((entry.words for entry in entries if entry.words_kind == kind), "")


def _called(
    callout: Callout, deadlines: Sequence[Timed], cards: dict[str, people.OrgCard], audience: Audience
) -> Called:
    running = next((d for d in deadlines if d.callout_id == callout.pk and d.state == DeadlineState.RUNNING), None)
    said = ""
    if callout.state == CalloutState.REPORTED_IN and callout.who_comes and audience >= Audience.REPORTER:
        said = _("%(who)s comes") % {"who": callout.who_comes}
    elif callout.state == CalloutState.REFUSED:
        said = _("says it is not its matter; the district centre decides")
    return Called(_name(cards, callout.organisation_id), callout, running, said)


def _name(cards: dict[str, people.OrgCard], code: str | None) -> str:
    card = cards.get(code or "")
    return card.name if card else ""


# How it stands, in a sentence


def _said(
    case: Case, callouts: list[Callout], deadlines: Sequence[Timed], cards: dict[str, people.OrgCard], is_reporter: bool
) -> str:
    office = _name(cards, case.office_id)
    match case.state:
        case State.SUBMITTED if not case.area_id:
            return _("It is with the district centre, who will find out where it belongs. You need do nothing.")
        case State.SUBMITTED:
            return _("It has been delivered to %(office)s, who will look at it shortly.") % {"office": office}
        case State.REGISTERED:
            return _("%(office)s has taken it up and is finding out who has to come.") % {"office": office}
        case State.ASSIGNED:
            return _("It has been given to %(name)s.") % {"name": _name(cards, case.organisation_id)}
        case State.IN_PROGRESS:
            return _at_work(case, callouts, cards)
        case State.RETURNED if is_reporter:
            return _("We need a word from you. Please answer the question below; the clocks stand still until then.")
        case State.RETURNED:
            return _("We are waiting for a word from the person who reported it; the clocks stand still until then.")
        case State.REOPENED:
            return _("It was said not to be solved. %(office)s is looking at it again.") % {"office": office}
        case State.ANSWERED:
            return _("It has been answered. %(office)s looks on site once more before closing it.") % {"office": office}
    return _ended(case)


def _at_work(case: Case, callouts: list[Callout], cards: dict[str, people.OrgCard]) -> str:
    open_ones = [one for one in callouts if one.whistle.confirmed_at is None]
    if open_ones and all(one.has_ended for one in open_ones):
        return _("The departments are done. The community is going to look on site.")
    waiting = [_name(cards, one.organisation_id) for one in open_ones if not one.has_ended]
    if waiting:
        return _("Called to the spot together and at work: %(names)s.") % {"names": "、".join(waiting)}
    working = _name(cards, case.organisation_id or case.office_id)
    return _("%(name)s is working on it.") % {"name": working}


def _ended(case: Case) -> str:
    match case.state:
        case State.DECLINED:
            return _("We cannot take this up ourselves. Please turn to: %(next)s.") % {"next": case.next_door}
        case State.WITHDRAWN:
            return _("It was withdrawn by the person who reported it.")
        case State.MERGED:
            return _("It was joined with another case about the same matter, where it goes on.")
    match case.result:
        case Result.NOT_SOLVED:
            return _("It was closed without being solved, and stays in the public figures as that.")
        case Result.EXPLAINED:
            return _("There was nothing to be done here; the reason is below.")
    return _("Done: the community has looked on site and found it solved.")
