"""What happened to a case, in sentences, for the audience that reads them."""

from __future__ import annotations

import enum
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from linli.people import queries as people
from linli.people.actors import Actor
from linli.prepared import prepared

from ..lifecycle import Part, parts_of
from ..models import Case, CaseEvent, Channel, Remark, RemarkKind


class Audience(enum.IntEnum):
    """Who reads: each sees what the one before sees, and more."""

    PUBLIC = 1
    REPORTER = 2
    STAFF = 3


class Event(NamedTuple):
    """What a sentence needs of an event."""

    seq: int
    at: datetime
    kind: str
    actor_name: str
    organisation: str
    district: str
    data: dict[str, Any]


class Said(NamedTuple):
    """The words of a remark, and what kind of remark it is."""

    kind: str
    text: str


@dataclass(frozen=True)
class Entry:
    """One line of a timeline. `words` is what was said with it, where this audience may read it."""

    seq: int
    at: datetime
    kind: str
    sentence: str
    who: str
    words: str
    words_kind: str
    far: bool = False

    @property
    def is_late(self) -> bool:
        """Whether something went otherwise than promised."""
        return self.far or self.kind in ("escalated", "callout_refused")


_STAFF_ONLY = frozenset({"noted", "urged", "reminded", "warned", "escalated", "recommended", "verified"})
_HIDDEN: dict[Audience, frozenset[str]] = {
    Audience.PUBLIC: _STAFF_ONLY | {"followed", "asked", "replied"},
    Audience.REPORTER: _STAFF_ONLY,
    Audience.STAFF: frozenset(),
}
# What changes nothing for someone who is filling in a form.
_QUIET = frozenset({"followed", "warned", "escalated", "reminded"})
# A case that a whole street follows has hundreds of events; everyone else reads the newest of them.
_PUBLIC_LENGTH = 60
_CHANGES_TOLD = 10


def audience_of(actor: Actor, case: Case) -> Audience:
    """How much of this case the actor reads."""
    if actor.kind == "staff" and Case.objects.visible_to(actor.reach).filter(pk=case.pk).exists():
        return Audience.STAFF
    return Audience.REPORTER if Part.REPORTER in parts_of(actor, case) else Audience.PUBLIC


def timeline(case: Case, audience: Audience) -> list[Entry]:
    """Newest first. Two statements: events, and the remarks that they name."""
    return told(case, course(case, audience), audience)


def told(case: Case, events: list[Event], audience: Audience) -> list[Entry]:
    """A course, in sentences."""
    named = audience != Audience.PUBLIC and any(event.data.get("remark") for event in events)
    remarks = {key: Said(*row) for key, *row in _remarks(case=case.pk)} if named else {}
    return [_entry(event, audience, remarks) for event in events]


def course(case: Case, audience: Audience) -> list[Event]:
    """The events that this audience is told of, newest first."""
    return [Event._make(row) for row in _course(audience, case=case.pk)]


@prepared
def _course(audience: Audience, *, case: UUID) -> QuerySet[CaseEvent, tuple[Any, ...]]:
    events = _events(case, _HIDDEN[audience]).order_by("-seq").values_list(*Event._fields)
    return events[:_PUBLIC_LENGTH] if audience == Audience.PUBLIC else events


@prepared
def _remarks(*, case: UUID) -> QuerySet[Remark, tuple[Any, ...]]:
    return Remark.objects.filter(case_id=case).values_list("pk", *Said._fields)


def changes_since(case: Case, seen: int, audience: Audience, *, quiet_too: bool = False) -> list[str]:
    """One sentence for each change after version `seen` that this audience reads, oldest first; everyone is told how many."""
    hidden = _HIDDEN[audience] if quiet_too else _HIDDEN[audience] | _QUIET
    events = _events(case.pk, hidden).filter(seq__gt=max(0, seen)).order_by("seq")
    if audience == Audience.PUBLIC:
        number = events.count()
        return [_("%(n)s changes") % {"n": number}] if number else []
    told = _with_actor if audience == Audience.STAFF else sentence
    return [told(Event._make(row)) for row in events.values_list(*Event._fields)[:_CHANGES_TOLD]]


def _events(case: UUID, hidden: frozenset[str]) -> QuerySet[CaseEvent]:
    return CaseEvent.objects.filter(stream=case).exclude(kind__in=sorted(hidden))


def _with_actor(event: Event) -> str:
    who = event.actor_name or _office_name(event)
    return f"{who}：{sentence(event)}" if who else sentence(event)


def _entry(event: Event, audience: Audience, remarks: Mapping[UUID, Said]) -> Entry:
    remark = remarks.get(UUID(event.data["remark"])) if event.data.get("remark") else None
    readable = remark is not None and (audience == Audience.STAFF or RemarkKind(remark.kind).for_reporter)
    who = _office_name(event)
    if audience == Audience.STAFF and event.actor_name:
        who = f"{who} {event.actor_name}".strip()
    return Entry(
        seq=event.seq, at=event.at, kind=event.kind, sentence=sentence(event, audience), who=who,
        words=remark.text if remark and readable else "", words_kind=remark.kind if remark else "",
        far=bool(event.data.get("far")),
    )  # fmt: skip


def _office_name(event: Event) -> str:
    card = people.organisations(event.district).get(event.organisation)
    return card.name if card else ""


def sentence(event: Event | CaseEvent, audience: Audience = Audience.STAFF) -> str:
    """What an event says, without who did it; who comes to the spot, and the cell it is in, are for the reporter and staff."""
    build = SENTENCES.get(event.kind)
    data = {**event.data, "who": "", "label": ""} if audience == Audience.PUBLIC else event.data
    return build(data) if build else event.kind


def _named(text: Callable[[], str]) -> Callable[[dict[str, Any]], str]:
    return lambda data: text() % {"name": data.get("name", "")}


_RESULTS: dict[str, Callable[[], str]] = {
    "solved": lambda: _("confirmed on site: solved"),
    "not_solved": lambda: _("closed, not solved"),
    "explained": lambda: _("closed with an explanation"),
}

_REPORTED: dict[str, Callable[[], str]] = {
    Channel.DESK: lambda: _("A resident told a worker, who wrote it down"),
    Channel.PATROL: lambda: _("Seen on patrol"),
    Channel.IMPORT: lambda: _("Taken over from another register"),
}

# What is said of each kind of event; the room of applications adds its own.
SENTENCES: dict[str, Callable[[dict[str, Any]], str]] = {
    "submitted": lambda d: _REPORTED.get(d.get("channel", ""), lambda: _("A resident reported it"))(),
    "registered": lambda d: _("Taken up"),
    "located": lambda d: (
        _("Place confirmed: %(label)s") % {"label": d["label"]} if d.get("label") else _("Place confirmed")
    ),
    "classified": lambda d: _("Category changed"),
    "assigned": _named(lambda: _("Given to %(name)s")),
    "started": lambda d: _("Work has started"),
    "handed_back": lambda d: (
        _("Handed back; next: %(next)s") % {"next": d.get("next_name") or _("to be decided by the community")}
    ),
    "transferred": _named(lambda: _("Transferred to %(name)s")),
    "asked": lambda d: _("The resident was asked for more; the clocks stand still"),
    "replied": lambda d: _("The resident replied; the clocks run on"),
    "declined": lambda d: _("Not taken up; where to go instead: %(next)s") % {"next": d.get("next_door", "")},
    "withdrawn": lambda d: _("Withdrawn by the resident"),
    "merged": lambda d: _("Merged into case %(code)s") % {"code": d.get("into", "")},
    "absorbed": lambda d: _("Case %(code)s was merged in here") % {"code": d.get("case", "")},
    "noted": lambda d: _("Internal note"),
    "urged": lambda d: _("The supervisor asks to hurry"),
    "followed": lambda d: _("One more person follows it"),
    "whistled": lambda d: _("Whistle blown, calling %(names)s") % {"names": "、".join(d.get("names", []))},
    "callout_acknowledged": _named(lambda: _("%(name)s acknowledged")),
    "callout_reported_in": lambda d: (
        _("%(name)s reported in: %(who)s comes") % {"name": d.get("name", ""), "who": d["who"]}
        if d.get("who")
        else _("%(name)s reported in") % {"name": d.get("name", "")}
    ),
    "callout_arrived": lambda d: _arrived(d),
    "callout_finished": _named(lambda: _("%(name)s finished")),
    "callout_refused": _named(lambda: _("%(name)s refused; the district centre will rule")),
    "callout_overruled": _named(lambda: _("The district centre ruled: %(name)s must come")),
    "callout_upheld": _named(lambda: _("The district centre ruled: %(name)s need not come")),
    "confirmed": lambda d: _("The community confirmed on site and rated the departments"),
    "answered": lambda d: _("Answered"),
    "answered_elsewhere": lambda d: _("Answered in the register it was taken over from"),
    "closed": lambda d: _RESULTS[d["result"]]() if d.get("result") in _RESULTS else _("Closed"),
    "rated": lambda d: (
        _("The resident rated it %(score)s of 5: %(solved)s")
        % {"score": d.get("score"), "solved": _("solved") if d.get("solved") else _("not solved")}
    ),
    "reopened": lambda d: _("Reopened"),
    "reminded": lambda d: _("The resident was reminded to rate"),
    "warned": lambda d: _("Warned: a deadline is near"),
    "escalated": lambda d: _("A deadline has passed; the next level was told"),
    "attached": lambda d: _("Photos or papers were added"),
}


def _arrived(data: dict[str, Any]) -> str:
    if data.get("distance") is None:
        return _("%(name)s arrived on site") % {"name": data.get("name", "")}
    return _("%(name)s arrived on site, %(metres)s m from the place") % {
        "name": data.get("name", ""), "metres": round(data["distance"])}  # fmt: skip
