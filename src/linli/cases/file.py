"""The case file (案卷): a case with all that hangs on it, changed in memory and written in one go.

Every verb in `actions` works on a CaseFile. It is loaded with its row locked, changed, and saved: one event, the row
as the fold of its events, and what the change brought with it (deadlines, callouts, desk items, notices). Loading a
year of history is the same verbs on many files, saved together.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import models

from linli.audit.chain import Head, link
from linli.catalogue import queries as catalogue
from linli.catalogue.models import Clock
from linli.catalogue.working_time import Term, calendar_of
from linli.clock import now
from linli.ids import uuid7
from linli.inserting import insert
from linli.notices.actions import Message, tell
from linli.notices.proof import TO_BE_PROVED
from linli.people.actors import Actor

from .models import (
    NEVER,
    OPEN_STATES,
    Callout,
    Case,
    CaseEvent,
    Deadline,
    DeadlineKind,
    DeadlineState,
    DeskItem,
    Remark,
    RemarkKind,
    State,
    Whistle,
)  # fmt: skip


def digest(text: str) -> str:
    """What an event keeps of words: SHA-256, so that the words themselves can be erased."""
    return hashlib.sha256(text.encode()).hexdigest()


def folded(case: Case) -> dict[str, Any]:
    """The part of the row that its events must give again, as JSON would hold it."""
    return {name: _plain(getattr(case, name)) for name in Case.FOLDED}


def _plain(value: object) -> object:
    if isinstance(value, datetime):
        return value.isoformat()
    return str(value) if isinstance(value, UUID) else value


def _columns(row: models.Model) -> dict[str, object]:
    values = vars(row)
    return {field.attname: values[field.attname] for field in row._meta.concrete_fields}


class CaseFile:
    """One case and its papers, being worked on."""

    def __init__(self, case: Case, *, is_new: bool = False) -> None:
        self.case = case
        self.is_new = is_new
        self.whistles: list[Whistle] = []
        self.callouts: list[Callout] = []
        self.deadlines: list[Deadline] = []
        self.desk_items: list[DeskItem] = []
        self.events: list[CaseEvent] = []
        self.remarks: list[Remark] = []
        self.rows: list[models.Model] = []
        self.messages: list[Message] = []
        self._told: dict[str, Any] = {} if is_new else folded(case)
        self._before: dict[int, dict[str, object]] = {}

    @classmethod
    def load(cls, case: Case) -> CaseFile:
        """The file of a row that the caller has locked in this transaction."""
        file = cls(case)
        file.callouts = list(Callout.objects.filter(case=case).select_related("whistle").order_by("called_at", "id"))
        whistles = {callout.whistle_id: callout.whistle for callout in file.callouts}
        file.whistles = sorted(whistles.values(), key=lambda w: w.blown_at)
        file.deadlines = list(Deadline.objects.filter(case=case).order_by("started_at", "id"))
        file.desk_items = list(DeskItem.objects.filter(case=case))
        for row in file._changing():
            file._before[id(row)] = _columns(row)
        return file

    # What was said and done

    def record(self, kind: str, actor: Actor, **detail: Any) -> CaseEvent:
        """Append the one event of this change; `set` is worked out from the row."""
        self.case.version += 1
        self.case.updated_at = now()
        present = folded(self.case)
        changed = {name: value for name, value in present.items() if self._told.get(name) != value}
        self._told = present
        event = CaseEvent(
            id=uuid7(), stream=self.case.pk, at=self.case.updated_at, kind=kind, actor_kind=actor.kind,
            actor_id=actor.account.pk if actor.account and actor.kind == "staff" else None,
            actor_name=actor.name if actor.kind == "staff" else "",
            organisation=actor.organisation, district=self.case.district_id, data={"set": changed, **detail},
        )  # fmt: skip
        link(Head(self.case.version - 1, self.case.head) if self.case.head else None, event)
        self.case.head = event.digest
        self.events.append(event)
        return event

    def say(self, kind: RemarkKind, text: str, actor: Actor) -> dict[str, str]:
        """Keep words beside the events; returns the pointer that the event holds."""
        remark = Remark(
            id=uuid7(), case=self.case, kind=kind, text=text, created_at=now(),
            author_name=actor.name if actor.kind == "staff" else "", organisation_id=actor.organisation or None,
        )  # fmt: skip
        self.remarks.append(remark)
        return {"remark": str(remark.pk), "digest": digest(text)}

    # Deadlines

    @property
    def clock(self) -> Clock:
        """The clock the case began under; the ordinary one for a case that came from another register."""
        return self.case.clock or catalogue.clock(self.case.district_id)

    def start(
        self, kind: DeadlineKind, organisation: str, term: str, callout: Callout | None = None, due: datetime | None = None
    ) -> Deadline:  # fmt: skip
        """Begin a deadline now, for the organisation that must keep it; `due`: by then, where it is part of another."""
        calendar, parsed, at = calendar_of(self.case.district_id), Term.parse(term), now()
        due = due or calendar.add(at, parsed)
        deadline = Deadline(
            id=uuid7(), district_id=self.case.district_id, case_id=self.case.pk, callout_id=callout.pk if callout else None, organisation_id=organisation,
            kind=kind, term=term, started_at=at, due_at=due, escalate_at=due,
            warn_at=calendar.warn_at(at, due, parsed) if due > at else at,
        )  # fmt: skip
        self.deadlines.append(deadline)
        return deadline

    def start_all(self, terms: dict[str, str], organisation: str, callout: Callout | None = None) -> None:
        for kind, term in terms.items():
            self.start(DeadlineKind(kind), organisation, term, callout)

    def running(self, *kinds: DeadlineKind, callout: Callout | None = None) -> list[Deadline]:
        """Deadlines not yet ended, of the case itself or of one callout."""
        pending = (DeadlineState.RUNNING, DeadlineState.PAUSED)
        owner = callout.pk if callout else None
        return [
            d for d in self.deadlines if d.state in pending and d.callout_id == owner and (not kinds or d.kind in kinds)
        ]

    def meet(self, *kinds: DeadlineKind, callout: Callout | None = None) -> None:
        for deadline in self.running(*kinds, callout=callout):
            deadline.end(DeadlineState.MET, now())

    def cancel(self, *kinds: DeadlineKind, callout: Callout | None = None) -> None:
        for deadline in self.running(*kinds, callout=callout):
            deadline.end(DeadlineState.CANCELLED, now())

    def pause(self) -> None:
        """Stop every running clock: the next word is the resident's."""
        for deadline in self.deadlines:
            if deadline.state == DeadlineState.RUNNING:
                deadline.state, deadline.paused_at = DeadlineState.PAUSED, now()

    def resume(self) -> None:
        """Let the clocks run on with what was left, each in its own unit."""
        calendar = calendar_of(self.case.district_id)
        for deadline in self.deadlines:
            if deadline.state == DeadlineState.PAUSED and deadline.paused_at:
                term = Term.parse(deadline.term)
                late = deadline.escalated > 0
                deadline.due_at = calendar.resume(deadline.paused_at, deadline.due_at, now(), term)
                deadline.warn_at = max(now(), calendar.warn_at(now(), deadline.due_at, term))
                if not late:
                    deadline.escalate_at = deadline.due_at
                elif deadline.escalate_at != NEVER and self.case.clock:
                    again = Term.parse(self.case.clock.escalate_again_term())
                    deadline.escalate_at = calendar.resume(deadline.paused_at, deadline.escalate_at, now(), again)
                deadline.state, deadline.paused_at = DeadlineState.RUNNING, None

    # Who is told

    def tell(self, organisation: str | None, template: str, /, **params: str) -> None:
        """A notice to an organisation's desk."""
        if organisation:
            self._message(template, params, self.case.desk_address, organisation=organisation)

    def tell_reporter(self, template: str, /, **params: str) -> None:
        """A notice to the reporter, if there is a way to reach them; the follow page shows the same."""
        link = f"/c/{self.case.code}"
        if self.case.account_id:
            self._message(template, params, link, account=self.case.account_id)
        elif self.case.reporter_id:
            self._message(template, params, f"{link}{TO_BE_PROVED}", contact=self.case.reporter_id)

    def tell_account(self, account: UUID, template: str, /, **params: str) -> None:
        """A notice to one member of staff, wherever they sit."""
        self._message(template, params, self.case.desk_address, account=account)

    def tell_person(self, template: str, account: UUID | None, contact: UUID | None) -> None:
        """A notice to someone who follows the case."""
        recipient: dict[str, Any] = {"account": account} if account else {"contact": contact}
        self._message(template, {"title": self.case.public_title}, f"/c/{self.case.code}", **recipient)

    def _message(self, template: str, params: dict[str, str], link: str, **recipient: Any) -> None:
        case = self.case
        whom = next(str(value) for value in recipient.values())
        known = {
            "code": case.code,
            "title": case.title,
            "area": case.area_label,
            "link": link.removesuffix(TO_BE_PROVED),
        }
        self.messages.append(
            Message(
                # Numbered: two terms of one case may pass at once, and both are told.
                key=f"{case.pk}:{case.version}:{len(self.messages)}:{template}:{whom}",
                district=case.district_id,
                template=template,
                params={**known, **params},
                link=link,
                about=case.pk,
                **recipient,
            )
        )

    # Callouts

    def callout(self, callout_id: UUID) -> Callout | None:
        return next((callout for callout in self.callouts if callout.pk == callout_id), None)

    def callouts_of(self, whistle: Whistle) -> list[Callout]:
        return [callout for callout in self.callouts if callout.whistle_id == whistle.pk]

    @property
    def open_whistles(self) -> list[Whistle]:
        return [whistle for whistle in self.whistles if whistle.confirmed_at is None]

    # Writing

    def settle(self) -> None:
        """Bring desk items and due times in line with the deadlines, before writing."""
        case = self.case
        live = [d for d in self.deadlines if d.state == DeadlineState.RUNNING] if case.state in OPEN_STATES else []
        case.due_at = min((d.due_at for d in live), default=NEVER)
        seated = {item.organisation_id: item for item in self.desk_items}
        busy = self._busy_organisations()
        # Who had a part keeps it, also where all of a case's course is written at once.
        took_part = {c.organisation_id for c in self.callouts} | {d.organisation_id for d in self.deadlines}
        for organisation in (busy | took_part | {case.office_id}) - seated.keys():
            item = DeskItem(
                case_id=case.pk, district_id=case.district_id, organisation_id=organisation,
                application=case.is_application,
            )  # fmt: skip
            self.desk_items.append(item)
            seated[organisation] = item
        for organisation, item in seated.items():
            item.open, item.state, item.case_due_at = organisation in busy, case.state, case.due_at
            item.due_at = min((d.due_at for d in live if d.organisation_id == organisation), default=NEVER)

    def _busy_organisations(self) -> set[str]:
        if self.case.state not in OPEN_STATES:
            return set()
        called = {c.organisation_id for c in self.callouts if not c.has_ended}
        waiting = {d.organisation_id for d in self.deadlines if d.state == DeadlineState.RUNNING}
        assigned = {self.case.organisation_id} if self.case.organisation_id else set()
        if self.case.is_application:
            # It lies with one level at a time.
            return {*waiting, *assigned}
        if self.case.state == State.ANSWERED:
            assigned = set()
        return {self.case.office_id, *called, *waiting, *assigned}

    def save(self) -> None:
        save_all([self])

    def _changing(self) -> Iterator[models.Model]:
        """Rows that are written again when they change."""
        yield self.case
        yield from (*self.whistles, *self.callouts, *self.deadlines, *self.desk_items)

    def _fresh(self) -> Iterator[models.Model]:
        """Rows to be written for the first time."""
        yield from (row for row in self._changing() if id(row) not in self._before)
        yield from (*self.remarks, *self.events, *self.rows)

    def _save_changes(self) -> None:
        """Update the rows that were loaded and differ now; desk items that only follow the case, all at once."""
        following: list[UUID] = []
        for row in self._changing():
            before = self._before.get(id(row))
            if before is None:
                continue
            changed = [name for name, value in _columns(row).items() if before[name] != value]
            if changed and isinstance(row, DeskItem) and {"state", "case_due_at"}.issuperset(changed):
                following.append(row.pk)
            elif changed:
                row.save(update_fields=changed)
        if following:
            DeskItem.objects.filter(pk__in=following).update(state=self.case.state, case_due_at=self.case.due_at)


def save_all(files: Sequence[CaseFile]) -> None:
    """Write files, each once; the same number of statements for one as for a thousand new ones."""
    for file in files:
        file.settle()
        if not file.is_new:
            file._save_changes()
    fresh: dict[type[models.Model], list[models.Model]] = {}
    for row in (row for file in files for row in file._fresh()):
        fresh.setdefault(type(row), []).append(row)
    insert(*fresh.values())
    tell([message for file in files for message in file.messages])
