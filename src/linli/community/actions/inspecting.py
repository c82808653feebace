"""Walking through a building item by item: what is in order, and what is a fault and becomes a case."""

from __future__ import annotations

import os
from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.translation import gettext as _

from linli.audit import actions as audit
from linli.cases.actions import submit
from linli.cases.actions.papers import Said, keep_with_draft, save_draft, stored, written_files
from linli.cases.commands import Submit, parse
from linli.cases.errors import InvalidInput
from linli.cases.intake import Taken, take_in
from linli.cases.models import Case, Channel
from linli.clock import now, today
from linli.ids import uuid7
from linli.inserting import insert
from linli.people.actors import Actor
from linli.places import queries as places
from linli.problem import Fault as Mistake

from .. import commands as c
from ..errors import AlreadyACase, NoSuchInspection, NotDoneYet, NotNow, NotYours
from ..models import Fault, Finding, Inspection, InspectionEntry, SafetyItem, SafetyPlan
from ..queries import safety as queries
from ..queries.venues import VenueCard

# A case of this source is a fault of a building; its key is that of the entry.
SOURCE = "venue-safety"
_LONGEST_TITLE = 80


@transaction.atomic
def begin_inspection(actor: Actor, code: str) -> Inspection:
    """Begin, or go on with the one under way. Raises NoSuchVenue, NotYours."""
    shown = _checked(actor, code)
    there = queries.under_way(shown.venue.id)
    if there is not None:
        return there
    assert actor.account is not None
    organisation = next(one.organisation_id for one in shown.posts if one.organisation_id in actor.reach.organisations)
    row = Inspection(
        id=uuid7(), district_id=shown.venue.district, venue_id=shown.venue.id, account=actor.account,
        organisation_id=organisation, due_on=shown.plan.due_on, begun_at=now(),
    )  # fmt: skip
    if insert([row], unless_there=True):
        return row
    return Inspection.objects.get(venue=shown.venue.id, done_at=None)


def _checked(actor: Actor, code: str) -> queries.Standing:
    shown = queries.standing(actor, code)
    if not queries.may_inspect(actor, shown):
        raise NotYours(_("This building is inspected by those who answer for it; you can see how it stands."))
    return shown


def look(
    actor: Actor, code: str, given: c.Look | dict[str, Any], photos: Sequence[UploadedFile] = ()
) -> InspectionEntry:
    """What was found of one item; said again, the later word counts, unless it became a case already.

    Raises NoSuchVenue, NotYours, NoSuchInspection, InvalidInput, NotTaken, NotNow, and what a case is refused with.
    """
    command = given if isinstance(given, c.Look) else parse(c.Look, given)
    taken = _photo(photos)
    with written_files() as written, transaction.atomic():
        return _noted(actor, code, command, taken, written)


def _noted(actor: Actor, code: str, command: c.Look, taken: Sequence[Taken], written: list[Path]) -> InspectionEntry:
    shown = _checked(actor, code)
    inspection = Inspection.objects.select_for_update().filter(venue=shown.venue.id, done_at=None).first()
    if inspection is None:
        raise NoSuchInspection
    item = _item(shown.venue, command.item)
    entry = InspectionEntry.objects.filter(inspection=inspection, item=item).first()
    if entry is not None and entry.finding == Finding.FAULT:
        raise NotNow(str(Finding(command.finding).label), entry.finding_label)
    _check_said(command)
    entry = entry or InspectionEntry(id=uuid7(), district_id=inspection.district_id, inspection=inspection, item=item)
    entry.finding, entry.remark, entry.at = command.finding, command.remark, now()
    if taken:
        entry.photo, entry.photo_small = _kept(entry, taken[0], written)
    _follow_up(actor, shown.venue, entry, taken)
    entry.save()
    return entry


def report_fault(actor: Actor, code: str, given: c.Look | dict[str, Any], photos: Sequence[UploadedFile] = ()) -> Fault:
    """Something is wrong (or still is) between two inspections: it becomes a case like one that an inspection finds.

    Raises NoSuchVenue, NotYours, InvalidInput, NotTaken, NotNow where its case is under way, and what a case is refused with.
    """
    command = given if isinstance(given, c.Look) else parse(c.Look, {**given, "finding": Finding.FAULT.value})
    taken = _photo(photos)
    with transaction.atomic():
        shown = _checked(actor, code)
        item = _item(shown.venue, command.item)
        _check_said(command)
        there = Fault.objects.filter(venue=shown.venue.id, item=item, mended_at=None).select_related("case").first()
        if there is not None and not queries.is_left_open(there):
            raise AlreadyACase(item.name, there.case.code)
        entry = InspectionEntry(
            district_id=shown.venue.district, item=item, finding=Finding.FAULT, remark=command.remark, at=now()
        )
        _follow_up(actor, shown.venue, entry, taken)
        assert entry.fault is not None
        return entry.fault


def _check_said(command: c.Look) -> None:
    if command.finding == Finding.FAULT.value and len(command.remark) < 2:
        raise InvalidInput([Mistake("remark", _("Please say in a few words what is wrong there."))])


def _photo(photos: Sequence[UploadedFile]) -> list[Taken]:
    """Read before the transaction: a photo takes a second to decode, and on SQLite everyone else would wait for it."""
    taken = take_in(photos[:1])
    if any(not one.thumbnail for one in taken):
        raise InvalidInput([Mistake("photos", _("Please give a photo, not a paper."))])
    return list(taken)


def _item(venue: VenueCard, code: str) -> SafetyItem:
    found = next((one for one in queries.items_for(venue) if one.code == code), None)
    if found is None:
        message = _("There is no item “%(code)s” on the list of this venue. Please load the page again.")
        raise InvalidInput([Mistake("item", message % {"code": code}, code)])
    return found


def _kept(entry: InspectionEntry, taken: Taken, written: list[Path]) -> tuple[str, str]:
    """On the disk when this returns, and taken away again if the transaction fails."""
    folder, key = f"safety/{entry.district_id}", uuid7()
    names = f"{folder}/{key}{taken.suffix}", f"{folder}/{key}.small.jpg"
    for name, body in zip(names, (taken.body, taken.thumbnail), strict=True):
        target = stored(name)
        target.parent.mkdir(parents=True, exist_ok=True)
        written.append(target)
        with target.open("xb") as out:
            out.write(body)
            out.flush()
            os.fsync(out.fileno())
    return names


def _follow_up(actor: Actor, venue: VenueCard, entry: InspectionEntry, taken: Sequence[Taken]) -> None:
    """A fault is the open one of this item, or a new case; what is in order (or no longer there) mends it."""
    there = Fault.objects.select_for_update().filter(venue=venue.id, item=entry.item, mended_at=None).first()
    if entry.finding != Finding.FAULT:
        if there is not None:
            there.mended_at, there.mended_by = now(), "inspection"
            there.save(update_fields=["mended_at", "mended_by"])
        return
    if there is not None and queries.is_left_open(there):
        # The case ended and the fault is still there: a new one begins.
        there.case, there.unmended_told = _case(actor, venue, entry, taken), False
        there.save(update_fields=["case", "unmended_told"])
    elif there is None:
        there = Fault(
            id=uuid7(), district_id=venue.district, venue_id=venue.id, item=entry.item, found_at=entry.at,
            case=_case(actor, venue, entry, taken),
        )  # fmt: skip
        there.save(force_insert=True)
    entry.fault = there


def _case(actor: Actor, venue: VenueCard, entry: InspectionEntry, taken: Sequence[Taken]) -> Case:
    district = places.district_by(venue.district)
    where = f"{venue.area_label.replace(' · ', '')}{venue.address}"
    need = {
        "district": district.code, "text": f"{venue.name}{entry.item.name}：{entry.remark}",
        "title": f"{venue.name}：{entry.item.name}"[:_LONGEST_TITLE], "address": where[:120], "location": _spot(venue),
        "category": entry.item.category or None, "channel": Channel.PATROL, "source": SOURCE, "source_id": str(uuid7()),
    }  # fmt: skip
    if not taken:
        return submit(actor, parse(Submit, need)).case
    draft = save_draft("", district, Said()).draft
    keep_with_draft(draft, taken)
    return submit(actor, parse(Submit, need), draft.pk).case


def _spot(venue: VenueCard) -> dict[str, float] | None:
    """Its position, where the district has cells and one holds it."""
    if venue.lat is None or venue.lon is None:
        return None
    (cell,) = places.locate_points([venue.lat], [venue.lon], places.district_by(venue.district))
    return {"lat": venue.lat, "lon": venue.lon} if cell else None


@transaction.atomic
def finish(actor: Actor, code: str) -> Inspection:
    """Every item has been looked at; the next one is due an interval from today.

    Raises NoSuchVenue, NotYours, NoSuchInspection, NotDoneYet.
    """
    shown = _checked(actor, code)
    row = Inspection.objects.select_for_update().filter(venue=shown.venue.id, done_at=None).first()
    if row is None:
        raise NoSuchInspection
    found = queries.entries(row)
    missing = [item for item in queries.items_for(shown.venue) if item.pk not in found]
    if missing:
        raise NotDoneYet(len(missing), missing[0].name)
    row.done_at, row.faults = now(), sum(entry.finding == Finding.FAULT for entry in found.values())
    row.save(update_fields=["done_at", "faults"])
    due = today() + timedelta(days=shown.plan.every_days)
    SafetyPlan.objects.filter(pk=shown.plan.pk).update(due_on=due, told="")
    audit.record(actor, "venue_inspected", district=row.district_id, subject=code, data={"faults": row.faults})
    return row
