"""Looking at who has booked the rooms on a day: on the record before names are shown."""

from __future__ import annotations

from datetime import date

from django.db import transaction

from linli.audit import actions as audit
from linli.people.actors import Actor

from ..queries.desk import Board, board


@transaction.atomic
def see_day(actor: Actor, day: date) -> Board:
    """A day of the rooms that are this person's to run, with the names of who booked."""
    shown = board(actor, day)
    if any(line.bookings for line in shown.lines) or shown.asked:
        audit.record(actor, "space_day_seen", district=actor.reach.district, subject=f"spaces:{day}")
    return shown
