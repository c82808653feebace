"""Faults of works: reported by anyone as a case, followed until the case was closed as solved."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.db.models import Q, QuerySet

from linli.cases.actions import Submitted, submit
from linli.cases.actions.papers import Said, keep_with_draft, save_draft
from linli.cases.commands import Submit, parse
from linli.cases.intake import Taken, take_in
from linli.cases.models import DONE_STATES, Channel, Result, State
from linli.clock import now
from linli.ids import uuid7
from linli.people.actors import Actor
from linli.places import queries as places
from linli.places.models import Building, District

from .. import commands as c
from ..errors import NotThere
from ..models import Estate, Fault, House, Work

# A case of this source is a fault of a work.
SOURCE = "renovation"
BATCH = 200
_MOST_PHOTOS, _LONGEST_TITLE = 6, 80


def report_fault(
    actor: Actor, district: District, code: str, given: dict[str, Any], photos: Sequence[UploadedFile] = ()
) -> Submitted:
    """Somebody says what is wrong with a work at a house: a case begins. Returns it with its receipt.

    Raises NotThere, InvalidInput, NotTaken, and what a case is refused with.
    """
    command = parse(c.FaultReport, given)
    # Before the transaction: a photo takes a second to decode.
    taken = take_in(photos[:_MOST_PHOTOS])
    with transaction.atomic():
        return _reported(actor, district, code, command, taken)


def _reported(actor: Actor, district: District, code: str, command: c.FaultReport, taken: Sequence[Taken]) -> Submitted:
    from .planning import house_of, work_of

    estate = Estate.objects.filter(district=district, code=code, active=True).first()
    if estate is None:
        raise NotThere(code)
    house, work = house_of(estate, command.house), work_of(district.code, command.work)
    opened = _case(actor, district, house, work, command, taken)
    Fault.objects.create(
        id=uuid7(), district=district, estate=estate, house=house, work=work, case=opened.case, found_at=now()
    )
    return opened


def _case(
    actor: Actor, district: District, house: House, work: Work, command: c.FaultReport, taken: Sequence[Taken]
) -> Submitted:
    place = house.place
    need = {
        "district": district.code, "text": f"{house.name}{work.name}：{command.text}",
        "title": f"{house.name}：{work.name}"[:_LONGEST_TITLE], "address": f"{place.address or ''}{place.name}"[:120],
        "location": _spot(place, district), "category": work.category or None,
        "channel": Channel.PATROL if actor.is_staff else Channel.WEB, "source": SOURCE, "source_id": str(uuid7()),
        "contact": {"phone": command.phone} if command.phone else None,
    }  # fmt: skip
    if not taken:
        return submit(actor, parse(Submit, need))
    draft = save_draft("", district, Said()).draft
    keep_with_draft(draft, taken)
    return submit(actor, parse(Submit, need), draft.pk)


def _spot(place: Building, district: District) -> dict[str, float] | None:
    """Its position, where the district has cells and one holds it."""
    if place.lat is None or place.lon is None:
        return None
    (cell,) = places.locate_points([place.lat], [place.lon], district)
    return {"lat": place.lat, "lon": place.lon} if cell else None


def follow_faults(limit: int = BATCH) -> int:
    """The worker's round: faults whose cases ended since, or were opened again. Returns how many changed."""
    ended = Fault.objects.filter(mended_at=None, case__state__in=DONE_STATES, case__result=Result.SOLVED)
    merged = Fault.objects.filter(mended_at=None, case__state=State.MERGED)
    again = Fault.objects.filter(mended_at__isnull=False).exclude(case__state__in=DONE_STATES)
    keys = [
        key for rows in (ended, merged, again) for key in rows.order_by("found_at").values_list("pk", flat=True)[:limit]
    ]
    return follow_those(Fault.objects.filter(pk__in=keys))


@transaction.atomic
def follow_those(rows: QuerySet[Fault]) -> int:
    """Each as its case stands: mended where it was closed as solved, open otherwise; the case it was merged into counts."""
    changed = 0
    for fault in rows.select_for_update(of=("self",)).select_related("case"):
        case = fault.case
        if case.state == State.MERGED and case.merged_into is not None:
            fault.case = case = case.merged_into
        solved = case.state in DONE_STATES and case.result == Result.SOLVED
        mended_at = (case.closed_at or now()) if solved else None
        if Fault.objects.filter(pk=fault.pk).filter(~Q(case=case) | Q(mended_at__isnull=solved)).exists():
            fault.mended_at = mended_at
            fault.save(update_fields=["case", "mended_at"])
            changed += 1
    return changed
