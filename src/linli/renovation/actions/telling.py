"""What is told week by week, and pictures of works: for everyone."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.translation import gettext as _

from linli.cases.commands import parse
from linli.cases.pictures import keep_picture
from linli.clock import now, today
from linli.people.actors import Actor

from .. import commands as c
from ..errors import Unfit
from ..models import Picture, WeekNote
from .planning import held, house_of, work_of


@transaction.atomic
def note_week(actor: Actor, code: str, given: c.Note | dict[str, Any]) -> WeekNote:
    """What was done this week; said again in the same week, the later word counts. Raises NotThere, InvalidInput."""
    command = given if isinstance(given, c.Note) else parse(c.Note, given)
    estate = held(actor, code)
    monday = today() - timedelta(days=today().weekday())
    row, _fresh = WeekNote.objects.update_or_create(
        estate=estate, week=monday,
        defaults={
            "district_id": estate.district_id, "text": command.text, "organisation_id": actor.organisation, "at": now()
        },
    )  # fmt: skip
    return row


def show_picture(actor: Actor, code: str, given: c.Shown | dict[str, Any], file: UploadedFile | None) -> Picture:
    """A picture of a work; the same one twice is one. Raises NotThere, InvalidInput, Unfit, NotTaken."""
    command = given if isinstance(given, c.Shown) else parse(c.Shown, given)
    if file is None:
        raise Unfit("picture", _("Please choose a photo."))
    with transaction.atomic():
        district = held(actor, code).district_id
    # Between two transactions: a photo takes a second to decode, and of who may not show one nothing is kept.
    whole, small = keep_picture(file, f"renovation/{district}")
    with transaction.atomic():
        estate = held(actor, code)
        house = house_of(estate, command.house) if command.house else None
        work = work_of(estate.district_id, command.work)
        row, _fresh = Picture.objects.get_or_create(
            estate=estate, work=work, moment=command.moment, picture=whole,
            defaults={
                "district_id": estate.district_id, "house": house, "picture_small": small, "shows": command.shows,
                "day": command.day, "at": now(),
            },
        )  # fmt: skip
    return row
