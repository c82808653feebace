"""Reading the record: is every chain whole, and who did and saw what."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import islice
from typing import Any
from uuid import UUID

from django.apps import apps
from django.db.models import DateTimeField, F, IntegerField, QuerySet, UUIDField, Value
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from linli import clock
from linli.ids import read_case_code
from linli.people.reach import Reach

from .chain import NOTHING, digest_of_values
from .errors import UnknownEvent
from .expressions import RowAfter
from .models import AuditEntry, ChainedEvent, Seal

# Told (done, total) now and then.
Progress = Callable[[int, int | None], None]
BATCH = 2_000


_WHY = {
    "changed": gettext_lazy("is not what was written"),
    "missing": gettext_lazy("does not follow the one before: events between them are missing"),
    "unlinked": gettext_lazy("does not hold the digest of the one before"),
    "seal_changed": gettext_lazy("is not what was written, or a seal before it is missing"),
    "events_changed": gettext_lazy("does not fit its events: some are not what was written"),
    "events_missing": gettext_lazy("does not fit its events: some are missing, or were put in later"),
}


@dataclass(frozen=True)
class Broken:
    """The first event of a stream that is not what was written. `why`: changed, missing, unlinked."""

    model: str
    stream: UUID
    seq: int
    event_id: UUID
    at: datetime
    kind: str
    why: str

    def __str__(self) -> str:
        told = _("%(model)s: event %(seq)s (%(kind)s, %(at)s) of stream %(stream)s %(why)s")
        return told % {
            "model": self.model,
            "seq": self.seq,
            "kind": self.kind,
            "at": self.at.astimezone(clock.LOCAL).isoformat(" ", "seconds"),
            "stream": self.stream,
            "why": _WHY[self.why],
        }


@dataclass(frozen=True)
class BrokenSeal:
    """Sealed events that are not what was sealed. `why`: seal_changed, events_changed, events_missing."""

    model: str
    number: int
    sealed_at: datetime
    why: str

    def __str__(self) -> str:
        told = _("%(model)s: seal %(number)s of %(at)s %(why)s")
        at = self.sealed_at.astimezone(clock.LOCAL).isoformat(" ", "seconds")
        return told % {"model": self.model, "number": self.number, "at": at, "why": _WHY[self.why]}


def chained_models() -> list[type[ChainedEvent]]:
    """Every table of chained events."""
    return [model for model in apps.get_models() if issubclass(model, ChainedEvent)]


def broken(model: type[ChainedEvent], progress: Progress | None = None) -> Iterator[Broken]:
    """The first broken event of each stream, in constant memory. `progress` is told how far it is."""
    stream: UUID | None = None
    expected, prev, given_up = 1, NOTHING, False
    for event in _by_stream(model, progress):
        if event["stream"] != stream:
            stream, expected, prev, given_up = event["stream"], 1, NOTHING, False
        if given_up:
            continue
        why = _what_is_wrong(event, expected, prev, model.CHAINED)
        if why:
            given_up = True
            place = (event["stream"], event["seq"], event["id"], event["at"], event["kind"])
            yield Broken(model._meta.label_lower, *place, why)
        expected, prev = expected + 1, event["digest"]


def _what_is_wrong(event: dict[str, Any], expected: int, prev: str, chained: tuple[str, ...]) -> str:
    if event["seq"] != expected:
        return "missing"
    if event["prev"] != prev:
        return "unlinked"
    told = {name: event[name] for name in chained}
    return "" if digest_of_values(told, prev) == event["digest"] else "changed"


def _by_stream(model: type[ChainedEvent], progress: Progress | None) -> Iterator[dict[str, Any]]:
    """All events by stream and number, a batch at a time: no long transaction, no server-side cursor."""
    names = dict.fromkeys((*model.CHAINED, "prev", "digest"))
    events = model._default_manager.order_by("stream", "seq").values(*names)
    total = events.count() if progress else 0
    done = 0
    batch: list[dict[str, Any]] = list(events[:BATCH])
    while batch:
        yield from batch
        done += len(batch)
        if progress:
            progress(done, max(done, total))
        last = batch[-1]
        reached = (Value(last["stream"], UUIDField()), Value(last["seq"], IntegerField()))
        batch = list(events.filter(RowAfter(F("stream"), F("seq"), *reached))[:BATCH])


def seal_digest(model: str, number: int, last_id: UUID, count: int, events: str, prev: str) -> str:
    """SHA-256 over what a seal says and the digest of its events' digests in order."""
    return hashlib.sha256(f"{model}\n{number}\n{last_id}\n{count}\n{events}\n{prev}".encode()).hexdigest()


def broken_seals(progress: Progress | None = None) -> Iterator[BrokenSeal]:
    """Every seal whose events are not what was sealed. Constant memory."""
    total = Seal.objects.count()
    done = 0
    for model in chained_models():
        before: Seal | None = None
        for seal in Seal.objects.filter(model=model._meta.label_lower).order_by("number").iterator():
            why = _what_is_wrong_with(model, seal, before)
            if why:
                yield BrokenSeal(seal.model, seal.number, seal.sealed_at, why)
            before, done = seal, done + 1
            if progress:
                progress(done, total)


def _what_is_wrong_with(model: type[ChainedEvent], seal: Seal, before: Seal | None) -> str:
    if (seal.prev, seal.number) != ((before.digest, before.number + 1) if before else (NOTHING, 1)):
        return "seal_changed"
    ids = [seal.last_id, *([before.last_id] if before else [])]
    if model._default_manager.filter(pk__in=ids).count() != len(ids):
        return "events_missing"
    last_id: UUID | None = None
    digest = hashlib.sha256()
    for event_id, event_digest in islice(_events_after(model, before), seal.count):
        digest.update(event_digest.encode())
        last_id = event_id
    if last_id != seal.last_id:
        return "events_missing"
    told = seal_digest(seal.model, seal.number, seal.last_id, seal.count, digest.hexdigest(), seal.prev)
    return "" if told == seal.digest else "events_changed"


def _events_after(model: type[ChainedEvent], seal: Seal | None) -> Iterator[tuple[UUID, str]]:
    """The events after a seal in the order they came, a batch at a time."""
    reached = seal.last_id if seal else None
    while batch := list(model._default_manager.after(reached).values_list("id", "digest")[:BATCH]):
        yield from batch
        reached = batch[-1][0]


@dataclass(frozen=True)
class EntryFilter:
    """What the auditor looks for; empty fields do not narrow. `subject` in full: a case code however written, or a name."""

    kind: str = ""
    who: str = ""
    subject: str = ""
    day: date | None = None


@dataclass(frozen=True)
class EntryPage:
    """A page of entries, newest first; `before` is the last one's id when there are older ones."""

    entries: list[AuditEntry]
    before: UUID | None
    sealed_at: datetime | None


def entries(reach: Reach, wanted: EntryFilter, before: UUID | None = None, size: int = 50) -> EntryPage:
    """Entries of the reader's district, older than entry `before` if given. Raises UnknownEvent."""
    rows = _wanted(AuditEntry.objects.filter(district=reach.district), wanted)
    if before is not None:
        last = AuditEntry.objects.filter(district=reach.district, pk=before).values_list("at", flat=True).first()
        if last is None:
            raise UnknownEvent(before)
        rows = rows.filter(RowAfter(Value(last, DateTimeField()), Value(before, UUIDField()), F("at"), F("id")))
    found = list(rows.order_by("-at", "-id")[: size + 1])
    newest_seal = Seal.objects.filter(model=AuditEntry._meta.label_lower).order_by("-number").first()
    return EntryPage(
        entries=found[:size],
        before=found[size - 1].pk if len(found) > size else None,
        sealed_at=newest_seal.sealed_at if newest_seal else None,
    )


def looks_at(kind: str, district: str, subjects: list[str]) -> list[tuple[str, datetime, str]]:
    """Who has looked at these things of one's own, newest first: subject, when, the organisation they sat in."""
    rows = AuditEntry.objects.filter(kind=kind, district=district, subject__in=subjects).order_by("-at")
    return list(rows.values_list("subject", "at", "organisation")[:500])


def _wanted(rows: QuerySet[AuditEntry], wanted: EntryFilter) -> QuerySet[AuditEntry]:
    if wanted.kind:
        rows = rows.filter(kind=wanted.kind)
    if wanted.who:
        rows = rows.filter(actor_name__contains=wanted.who)
    if wanted.subject:
        rows = rows.filter(subject=read_case_code(wanted.subject) or wanted.subject)
    if wanted.day:
        begin = datetime.combine(wanted.day, time(), clock.LOCAL)
        rows = rows.filter(at__gte=begin, at__lt=begin + timedelta(days=1))
    return rows


def sittings(looks: Iterable[AuditEntry]) -> list[tuple[AuditEntry, int]]:
    """Looks in their order: those of one person and kind on a day are one, with how many they are."""

    def sitting(one: AuditEntry) -> tuple[str, str, str, date]:
        return one.actor_name, one.kind, str(one.data.get("how", "")), one.at.astimezone(clock.LOCAL).date()

    together: dict[tuple[str, str, str, date], list[AuditEntry]] = {}
    for one in looks:
        together.setdefault(sitting(one), []).append(one)
    return [(some[0], len(some)) for some in together.values()]
