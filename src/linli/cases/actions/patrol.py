"""What a grid officer's phone sends: a check of a duty, a report, a whistle, a closing on site.

The phone may have been without network: an entry comes with the time it was made, and perhaps more than once.
Its key is made on the phone; what was taken under a key is answered again, never done again.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Annotated, Any, Literal
from uuid import UUID

from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _
from pydantic import Field

from linli.audit.idempotency import Answer, once
from linli.catalogue import queries as catalogue
from linli.catalogue.models import PatrolDuty
from linli.clock import LOCAL, now
from linli.people.actors import Actor
from linli.people.roles import Role
from linli.places import queries as places
from linli.problem import Fault

from .. import commands as c
from ..errors import InvalidInput, NotYours
from ..file import CaseFile
from ..intake import Taken, take_in
from ..lifecycle import CASE_MOVES
from ..models import Case, CaseEvent, Channel, PatrolCheck, Result, WhistleKind
from ..queries.patrol import home_address, is_far, surroundings
from .door import perform
from .papers import Said, keep_with_draft, put_in, save_draft, written_files
from .submitting import Submitted, blow_on_the_spot, submit

# A phone's clock may be a little ahead.
AHEAD = timedelta(minutes=5)
KEPT = timedelta(days=7)
# An entry that came later than this tells those who read the case when it was seen.
LATE = timedelta(minutes=10)
# The phone's key is the case's own: however late an entry is sent again, it opens no second case.
SOURCE = "patrol"
WHISTLERS = (Role.COMMUNITY_WORKER,)


class Entry(c.Command):
    """Of every kind: the phone's key, the phone's time (none: just now), and where it was."""

    id: UUID
    at: c.When | None = None
    location: c.Position | None = None


class Check(Entry):
    """A duty was looked at; a problem opens a case from the spot."""

    duty: c.Code
    finding: Literal["fine", "problem"]
    text: Annotated[c.OptionalWords, Field(max_length=500)] = ""
    address: c.Line = ""


class SpotReport(Entry):
    text: c.Words
    address: c.Line = ""


class SpotWhistle(Entry):
    """A report that calls departments at once."""

    text: c.Words
    address: c.Line = ""
    category: c.Code
    kind: WhistleKind
    reason: c.Reason
    organisations: Annotated[list[c.Code], Field(min_length=1, max_length=12)]


class SpotClosing(Entry):
    """An answered case, looked at on site. `seen` is the version that the officer was shown."""

    code: c.Code
    result: Literal[Result.SOLVED, Result.NOT_SOLVED, Result.EXPLAINED]
    text: c.OptionalWords = ""
    seen: int | None = None


@dataclass(frozen=True)
class Entered:
    """What became of an entry. `code` names the case, if there is one; `far`: outside one's cells and those around."""

    id: str
    said: str
    code: str = ""
    far: bool = False


Photos = Sequence[Taken]


def enter(actor: Actor, entry: str, given: dict[str, Any], photos: Sequence[UploadedFile] = ()) -> Entered:
    """Take an entry (check, report, whistle, close) once.

    Raises InvalidInput, KeyReused, and what `submit`, `perform` or the photos themselves are refused with.
    """
    command_type, take = KINDS[entry]
    command = c.parse(command_type, given)
    account = actor.account
    assert account is not None
    # Before the transaction: a photo takes a second to decode, and on SQLite everyone else would wait for it.
    taken = take_in(photos)

    def do() -> Answer:
        _check_moment(command)
        return Answer(201, json.dumps(asdict(take(actor, command, taken)), ensure_ascii=False).encode())

    answer = once(f"{account.pk} patrol", str(command.id), _digest(entry, command, photos), do)
    return Entered(**json.loads(answer.body))


def _digest(entry: str, command: Entry, photos: Sequence[UploadedFile]) -> str:
    """The same entry sent again has the same digest, however the browser wraps it."""
    whole = hashlib.sha256(f"{entry}\n{command.model_dump_json()}".encode())
    for photo in photos:
        for piece in photo.chunks():
            whole.update(piece)
        photo.seek(0)
    return whole.hexdigest()


def _check_moment(command: Entry) -> None:
    if command.at is None:
        return
    at, present = command.at, now()
    shown = f"{at.astimezone(LOCAL):%Y-%m-%d %H:%M}"
    if at > present + AHEAD:
        message = _(
            "The phone says %(at)s, which is still to come. Please set the phone’s clock right and send it again."
        )
        raise InvalidInput([Fault("at", message % {"at": shown}, shown)])
    if at < present - KEPT:
        message = _("This was noted at %(at)s, more than 7 days ago. Please look again, and note it anew.")
        raise InvalidInput([Fault("at", message % {"at": shown}, shown)])


def _moment(command: Entry) -> datetime:
    """When it was noted; a phone that is a little ahead notes nothing in the future."""
    return min(command.at, now()) if command.at else now()


def _check(actor: Actor, command: Check, photos: Photos) -> Entered:
    assert actor.account is not None
    duty = _known_duty(actor, command.duty)
    there = PatrolCheck.objects.filter(pk=command.id).select_related("case").first()
    if there is not None:
        return _noted_before(actor, there, duty, command)
    cell, far = _where(actor, command)
    case = _problem_case(actor, duty, command, photos) if command.finding == "problem" else None
    location = command.location
    PatrolCheck.objects.create(
        id=command.id, district_id=actor.reach.district, account=actor.account, duty=duty, area_id=cell,
        at=_moment(command), received_at=now(), finding=command.finding, note=command.text, case=case,
        lat=location.lat if location else None, lon=location.lon if location else None,
        accuracy=location.accuracy if location else None,
    )  # fmt: skip
    return _noted(command, duty, case, far)


def _noted(command: Check, duty: PatrolDuty, case: Case | None, far: bool) -> Entered:
    said = _("%(duty)s: reported") if command.finding == "problem" else _("%(duty)s: all in order, noted")
    return Entered(str(command.id), said % {"duty": duty.name}, case.code if case else "", far)


def _noted_before(actor: Actor, there: PatrolCheck, duty: PatrolDuty, command: Check) -> Entered:
    """The key of a check is that of its row: sent again after its answer was forgotten, nothing changes."""
    same = (there.account_id, there.duty_id, there.finding) == (actor.reach.account_id, duty.pk, command.finding)
    if not same:
        raise _used_otherwise(there.pk)
    far = there.lat is not None and is_far(there.area_id, surroundings(actor.reach))
    return _noted(command, duty, there.case, far)


def _used_otherwise(key: UUID) -> InvalidInput:
    message = _("The key %(value)s has been used for something else already. Please note it anew.")
    return InvalidInput([Fault("id", message % {"value": key}, str(key))])


def _known_duty(actor: Actor, code: str) -> PatrolDuty:
    found = next((duty for duty in catalogue.patrol_duties(actor.reach.district) if duty.code == code), None)
    if found is None:
        message = _(
            "There is no patrol duty “%(value)s” any more. Please load the page again and choose one from the list."
        )
        raise InvalidInput([Fault("duty", message % {"value": code}, code)])
    return found


def _where(actor: Actor, command: Entry) -> tuple[str | None, bool]:
    """The cell of the position, and whether it is far from the actor's own; such an entry is kept and flagged."""
    if command.location is None:
        return None, False
    lat, lon = command.location.lat, command.location.lon
    places.check_position(lat, lon)
    (cell,) = places.locate_points([lat], [lon], places.district_by(actor.reach.district))
    return cell, is_far(cell, surroundings(actor.reach))


def _problem_case(actor: Actor, duty: PatrolDuty, command: Check, photos: Photos) -> Case:
    if len(command.text) < 2:
        raise InvalidInput([Fault("text", _("Please say in a few words what is wrong there."))])
    report = _report(actor, command, f"{duty.name}：{command.text}", command.address)
    return _opened(actor, command, photos, lambda draft: submit(actor, report, draft))


def _report(actor: Actor, command: Entry, text: str, address: str, category: str | None = None) -> c.Submit:
    """The case's first words. Without position and address it is one's own community, never a cell."""
    if now() - _moment(command) > LATE:
        at = f"{_moment(command).astimezone(LOCAL):%Y-%m-%d %H:%M}"
        seen = _("Seen on the spot at %(at)s.") % {"at": at}
        text = f"{text}\n{seen}"
    if command.location is None and not address:
        address = home_address(actor.reach)
    return c.parse(
        c.Submit,
        {
            "district": actor.reach.district, "text": text, "address": address, "location": command.location,
            "category": category, "channel": Channel.PATROL, "source": SOURCE, "source_id": str(command.id),
        },
    )  # fmt: skip


def _opened(actor: Actor, command: Entry, photos: Photos, open_case: Callable[[UUID | None], Submitted]) -> Case:
    """The case of this entry with its photos; the one it opened before, where its answer was forgotten meanwhile."""
    district = actor.reach.district
    there = Case.objects.from_source(district, SOURCE, [str(command.id)]).first()
    if there is not None:
        by = CaseEvent.objects.filter(stream=there.pk, seq=1).values_list("actor_id", flat=True)
        if list(by) != [actor.reach.account_id]:
            raise _used_otherwise(command.id)
        return there
    if not photos:
        return open_case(None).case
    draft = save_draft("", places.district_by(district), Said()).draft
    keep_with_draft(draft, photos)
    return open_case(draft.pk).case


def _spot_report(actor: Actor, command: SpotReport, photos: Photos) -> Entered:
    _cell, far = _where(actor, command)
    report = _report(actor, command, command.text, command.address)
    case = _opened(actor, command, photos, lambda draft: submit(actor, report, draft))
    return Entered(str(command.id), _("Reported: %(code)s") % {"code": case.code}, case.code, far)


def _spot_whistle(actor: Actor, command: SpotWhistle, photos: Photos) -> Entered:
    if not actor.has(*WHISTLERS):
        rule = CASE_MOVES["whistle"]
        raise NotYours(str(rule.label), "、".join(str(role.label) for role in WHISTLERS))
    _cell, far = _where(actor, command)
    report = _report(actor, command, command.text, command.address, command.category)
    whistle = c.BlowWhistle(kind=command.kind, reason=command.reason, organisations=command.organisations)

    def blow(draft: UUID | None) -> Submitted:
        return blow_on_the_spot(actor, report, command.category, whistle, draft)

    case = _opened(actor, command, photos, blow)
    return Entered(str(command.id), _("The whistle is blown: %(code)s") % {"code": case.code}, case.code, far)


def _spot_closing(actor: Actor, command: SpotClosing, photos: Photos) -> Entered:
    _cell, far = _where(actor, command)
    close = c.Close(result=command.result, text=command.text, location=command.location)
    with written_files() as written:
        done = perform(actor, command.code, "close", close, command.seen)
        put_in(actor, CaseFile.load(done.case), photos, written, from_reporter=False, step="closing")
    case = done.case
    return Entered(str(command.id), _("Closed on site: %(code)s") % {"code": case.code}, case.code, far)


KINDS: dict[str, tuple[type[Entry], Callable[[Actor, Any, Photos], Entered]]] = {
    "check": (Check, _check),
    "report": (SpotReport, _spot_report),
    "whistle": (SpotWhistle, _spot_whistle),
    "close": (SpotClosing, _spot_closing),
}
