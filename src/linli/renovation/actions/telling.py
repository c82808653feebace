"""What is told week by week, and pictures of works: for everyone."""

from __future__ import annotations

import hashlib
from datetime import timedelta
from typing import Any

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.translation import gettext as _

from linli.cases.commands import parse
from linli.cases.intake import Taken, take_in
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
    # Before the transaction: a photo takes a second to decode.
    (taken,) = take_in([file])
    if not taken.thumbnail:
        raise Unfit("picture", _("“%(name)s” is no photo. Please give one (JPEG, PNG, WebP).") % {"name": taken.name})
    with transaction.atomic():
        estate = held(actor, code)
        house = house_of(estate, command.house) if command.house else None
        work = work_of(estate.district_id, command.work)
        whole, small = kept(taken, estate.district_id)
        row, _fresh = Picture.objects.get_or_create(
            estate=estate, work=work, moment=command.moment, picture=whole,
            defaults={
                "district_id": estate.district_id, "house": house, "picture_small": small, "shows": command.shows,
                "day": command.day, "at": now(),
            },
        )  # fmt: skip
    return row


def kept(taken: Taken, district: str) -> tuple[str, str]:
    """The names of the picture and of its small version in the store of public files."""
    digest = hashlib.sha256(taken.body).hexdigest()[:32]
    folder = f"images/renovation/{district}"
    whole, small = f"{folder}/{digest}{taken.suffix}", f"{folder}/{digest}.small.jpg"
    for name, body in ((whole, taken.body), (small, taken.thumbnail)):
        if not default_storage.exists(name):
            default_storage.save(name, ContentFile(body))
    return whole, small
