"""A matter as its team reads it, and the part of it that its parties read: names put back where texts point to them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from typing import Any
from uuid import UUID

from linli.audit.models import AuditEntry
from linli.audit.queries import sittings
from linli.clock import today

from ..actions.agreeing import is_whole, points_of
from ..actions.seeing import BOOK_SEEN, PRINTED, SEEN, book_subject
from ..models import Agreement, BookEntry, Matter, Party, Recusal, Referral, Session, Signature, State
from ..pointing import told
from ..sealing import open_
from ..strokes import drawing

MOST_LOOKS = 100


@dataclass(frozen=True)
class ShownPoint:
    number: int
    text: str
    due: date | None

    @property
    def is_past(self) -> bool:
        return self.due is not None and self.due < today()


@dataclass(frozen=True)
class Name:
    """Who is to sign a version, and what they put under it."""

    side: str
    name: str
    row: Signature | None
    drawing: str = ""
    party: Party | None = None


@dataclass(frozen=True)
class Version:
    """An agreement as it is read and signed."""

    row: Agreement
    points: Sequence[ShownPoint]
    names: Sequence[Name]
    is_whole: bool

    @property
    def is_signed_by_all(self) -> bool:
        return all(one.row is not None for one in self.names)

    @property
    def is_signed_by_somebody(self) -> bool:
        return any(one.row is not None for one in self.names)

    @property
    def short(self) -> str:
        return self.row.digest[:16]

    def signed_by(self, party: Party) -> bool:
        return any(one.party is not None and one.party.pk == party.pk and one.row is not None for one in self.names)

    def signed_by_mediator(self, account: UUID | None) -> bool:
        return any(one.party is None and one.row is not None and one.row.mediator == account for one in self.names)


@dataclass(frozen=True)
class Meeting:
    row: Session
    there: Sequence[str]
    notes: str


@dataclass(frozen=True)
class Page:
    """A page of the book."""

    row: BookEntry
    text: str
    is_whole: bool = True


@dataclass(frozen=True)
class Look:
    """Somebody of the staff looked at the file, or at the book it stands in."""

    at: datetime
    who: str
    kind: str
    how: str
    times: int


@dataclass(frozen=True)
class File:
    """All of a matter. What a part costs is asked for when it is shown."""

    matter: Matter

    @cached_property
    def everyone(self) -> list[Party]:
        return list(self.matter.parties.select_related("account").order_by("number"))

    @property
    def parties(self) -> list[Party]:
        return [one for one in self.everyone if not one.left]

    def told(self, cipher: bytes | memoryview) -> str:
        return told(open_(self.matter.key, cipher), self.everyone)

    @property
    def story(self) -> str:
        return self.told(self.matter.story_cipher)

    @property
    def reason(self) -> str:
        return self.told(self.matter.reason_cipher)

    @property
    def follow_up_notes(self) -> str:
        return self.told(self.matter.follow_up_cipher)

    @cached_property
    def sessions(self) -> list[Meeting]:
        names = {one.number: one.shown for one in self.everyone}
        return [
            Meeting(row, [names.get(number, "") for number in row.parties_there], self.told(row.notes_cipher))
            for row in self.matter.sessions.order_by("begins_at")
        ]

    @property
    def planned(self) -> Session | None:
        return next((one.row for one in self.sessions if one.row.state == Session.Kind.PLANNED), None)

    @cached_property
    def entries(self) -> list[Page]:
        rows = self.matter.entries.order_by("-year", "-number")
        return [Page(row, self.told(row.body_cipher)) for row in rows]

    @cached_property
    def recusals(self) -> list[tuple[Recusal, str]]:
        rows = self.matter.recusals.select_related("account", "asked_by").order_by("at")
        return [(row, self.told(row.reason_cipher)) for row in rows]

    @cached_property
    def mediators(self) -> list[Any]:
        """The accounts of the team that did not step aside."""
        aside = {row.account_id for row, _reason in self.recusals}
        members = self.matter.team.members.select_related("account").order_by("id")
        return [one.account for one in members if one.account_id not in aside]

    @cached_property
    def versions(self) -> list[Version]:
        """The newest first."""
        rows = self.matter.agreements.prefetch_related("signatures").order_by("-version")
        return [self._version(row) for row in rows]

    @property
    def newest(self) -> Version | None:
        return self.versions[0] if self.versions else None

    @property
    def in_force(self) -> Version | None:
        return next((one for one in self.versions if one.row.version == self.matter.settled), None)

    def _version(self, row: Agreement) -> Version:
        signed = list(row.signatures.all())
        of_party = {one.party_id: one for one in signed if one.party_id}
        names = [
            Name(one.side, one.shown, of_party.get(one.pk), self._drawn(of_party.get(one.pk), one.key), one)
            for one in self.everyone
            if not one.left or one.pk in of_party
        ]
        by = [Name("", one.mediator_name, one, self._drawn(one, self.matter.key)) for one in signed if one.mediator]
        names += by or [Name("", "", None)]
        points = [
            ShownPoint(one.number, told(one.text, self.everyone), one.due) for one in points_of(self.matter, row)
        ]  # fmt: skip
        return Version(row, points, names, is_whole(self.matter, row))

    @staticmethod
    def _drawn(row: Signature | None, key: bytes | memoryview) -> str:
        return drawing(open_(key, row.strokes_cipher)) if row is not None else ""

    @cached_property
    def referral(self) -> Referral | None:
        return Referral.objects.filter(matter=self.matter).first()

    @property
    def summary(self) -> str:
        return self.told(self.referral.summary_cipher) if self.referral else ""

    @property
    def is_due(self) -> bool:
        on = self.matter.follow_up_on
        return self.matter.state == State.AGREED and on is not None and on <= today()

    @property
    def looks(self) -> list[Look]:
        """The newest first: at the file, and at the team's book since the first page about this stands in it."""
        matter = self.matter
        subjects = [matter.subject, book_subject(matter.team)]
        rows = AuditEntry.objects.filter(
            district=matter.district_id, subject__in=subjects, kind__in=(SEEN, PRINTED, BOOK_SEEN), at__gte=matter.brought_at
        ).order_by("-at", "-id")  # fmt: skip
        aside = {row.account_id: row.at for row, _reason in self.recusals}
        ours = [one for one in rows[:MOST_LOOKS] if one.kind != BOOK_SEEN or self._in_book(one, aside)]
        return [
            Look(one.at, one.actor_name, one.kind, str(one.data.get("how", "")), times) for one, times in sittings(ours)
        ]

    def _in_book(self, look: AuditEntry, aside: dict[UUID, datetime]) -> bool:
        """Whether that look at the book was one at a page about this matter."""
        if look.actor_id in aside and look.at >= aside[look.actor_id]:
            return False
        return any(one.row.at <= look.at and one.row.year == look.data.get("year") for one in self.entries)
