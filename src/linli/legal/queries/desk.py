"""The legal desk: a lawyer's day and week, what the bureau keeps: hours, days off, who asks for legal aid."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from linli.clock import today
from linli.people.actors import Actor

from ..access import lawyer_of, own_places, runs
from ..models import Aid, AidState, Consultation, DayOff, Hours, Lawyer, LegalPlace, Note, State
from .times import midnight

PAGE = 25


@dataclass(frozen=True)
class Listed:
    """Somebody's time, as the reader may know it: `is_own` shows the name, all others the first letter of it."""

    row: Consultation
    is_own: bool
    has_note: bool

    @property
    def who(self) -> str:
        return self.row.name if self.is_own else self.row.masked_name


def _scope(actor: Actor) -> QuerySet[Consultation, Consultation]:
    """A lawyer's own, the bureau's all, a community's at its places."""
    rows = Consultation.objects.filter(district=actor.reach.district)
    if runs(actor):
        return rows
    mine = lawyer_of(actor)
    return rows.filter(Q(lawyer=mine) if mine else Q(place__in=own_places(actor)))


def day(actor: Actor, on: date, number: int = 1) -> list[Listed]:
    """A day, or some days, in their order."""
    rows = _scope(actor).filter(begins_at__gte=midnight(on), begins_at__lt=midnight(on + timedelta(days=number)))
    found = list(
        rows.exclude(state=State.CANCELLED)
        .select_related("lawyer", "place", "kind", "account")
        .order_by("begins_at", "id")
    )
    noted = set(Note.objects.filter(consultation__in=found).values_list("consultation", flat=True))
    mine = lawyer_of(actor)
    return [Listed(row, mine is not None and row.lawyer_id == mine.pk, row.pk in noted) for row in found]


def unwritten(actor: Actor) -> list[Consultation]:
    """Who was there, and the lawyer wrote nothing for them yet."""
    mine = lawyer_of(actor)
    if mine is None:
        return []
    rows = Consultation.objects.filter(lawyer=mine, state=State.CAME, note=None).select_related("kind", "place")
    return list(rows.order_by("begins_at")[:PAGE])


@dataclass(frozen=True)
class Week:
    """The hours as the bureau sets them, and the days off to come."""

    hours: Sequence[Hours]
    days_off: Sequence[DayOff]
    lawyers: Sequence[Lawyer]
    places: Sequence[LegalPlace]


def week(district: str) -> Week:
    """Four statements."""
    hours = Hours.objects.filter(lawyer__district=district).select_related("lawyer", "place")
    off = DayOff.objects.filter(lawyer__district=district, day__gte=today()).select_related("lawyer")
    return Week(
        list(hours.order_by("lawyer__position", "weekday", "begins")), list(off.order_by("day")),
        list(Lawyer.objects.filter(district=district, active=True).order_by("position")),
        list(LegalPlace.objects.filter(district=district, active=True).order_by("position")),
    )  # fmt: skip


def aids(actor: Actor) -> list[Aid]:
    """What residents agreed to hand to the bureau, the first first."""
    rows = Aid.objects.filter(consultation__district=actor.reach.district, state=AidState.AGREED)
    return list(
        rows.select_related("consultation__kind", "consultation__account", "consultation__lawyer").order_by(
            "agreed_at"
        )[:PAGE]
    )  # fmt: skip


def desk_door(actor: Actor) -> tuple[str, str, int] | None:
    """For the desk's navigation: path, label, how many wait; None for whom it is not."""
    label = _("Legal desk")
    if lawyer_of(actor) is not None:
        return "/desk/legal", label, len(unwritten(actor))
    if runs(actor):
        waiting = Aid.objects.filter(consultation__district=actor.reach.district, state=AidState.AGREED).count()
        return "/desk/legal", label, waiting
    return ("/desk/legal", label, 0) if own_places(actor) else None
