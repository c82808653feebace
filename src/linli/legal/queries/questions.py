"""Common questions with plain answers, who advises where and when: what everyone reads."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from ..models import Hours, LegalKind, LegalPlace, Question
from .times import hours_of

WEEKDAYS = (_("Monday"), _("Tuesday"), _("Wednesday"), _("Thursday"), _("Friday"), _("Saturday"), _("Sunday"))


@dataclass(frozen=True)
class At:
    """A place and its week."""

    place: LegalPlace
    hours: Sequence[tuple[str, Hours]]


def questions(district: str) -> list[Question]:
    rows = Question.objects.filter(district=district, active=True)
    return list(rows.select_related("kind").order_by("position"))


def kinds(district: str) -> list[LegalKind]:
    return list(LegalKind.objects.filter(district=district, active=True).order_by("position"))


def places(district: str) -> list[At]:
    """Where one is advised, with who is there when; two statements."""
    weekly = hours_of(district)
    rows = LegalPlace.objects.filter(district=district, active=True).order_by("position")
    found = [At(row, [(str(WEEKDAYS[one.weekday]), one) for one in weekly if one.place_id == row.pk]) for row in rows]
    return [one for one in found if one.hours]
