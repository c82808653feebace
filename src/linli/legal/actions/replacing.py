"""What a pack says of kinds, places, lawyers with their hours, questions and visits before. Called by the loader."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, time
from typing import Any

from linli.people.models import Account
from linli.places.actions import Changes, replace
from linli.places.models import District

from ..models import Hours, Lawyer, LegalKind, LegalPlace, LegalVisits, Question


@dataclass(frozen=True)
class KindRow:
    code: str
    name: str


@dataclass(frozen=True)
class PlaceRow:
    code: str
    name: str
    organisation: str
    address: str = ""
    area: str = ""
    by_phone: bool = False


@dataclass(frozen=True)
class HoursRow:
    """At a place (by code) on a weekday, 0 is Monday."""

    place: str
    weekday: int
    begins: time
    ends: time
    minutes: int


@dataclass(frozen=True)
class LawyerRow:
    """`username`: the account they sign in with."""

    code: str
    name: str
    organisation: str
    firm: str = ""
    about: str = ""
    username: str = ""
    hours: tuple[HoursRow, ...] = ()


@dataclass(frozen=True)
class QuestionRow:
    code: str
    kind: str
    question: str
    answer: str
    law: tuple[str, ...] = ()


@dataclass(frozen=True)
class VisitsRow:
    month: date
    kind: str
    place: str
    visits: int
    source: str


def replace_kinds(district: District, rows: Sequence[KindRow]) -> Changes:
    wanted = {
        row.code: LegalKind(district=district, code=row.code, name=row.name, position=position)
        for position, row in enumerate(rows)
    }
    existing = {row.code: row for row in LegalKind.objects.filter(district=district)}
    return _replaced(existing, wanted, ("name", "position"))


def replace_places(district: District, rows: Sequence[PlaceRow]) -> Changes:
    wanted = {
        row.code: LegalPlace(
            district=district, code=row.code, name=row.name, address=row.address, organisation_id=row.organisation,
            area_id=row.area or None, by_phone=row.by_phone, position=position,
        )
        for position, row in enumerate(rows)
    }  # fmt: skip
    existing = {row.code: row for row in LegalPlace.objects.filter(district=district)}
    return _replaced(existing, wanted, ("name", "address", "organisation_id", "area_id", "by_phone", "position"))


def replace_lawyers(district: District, rows: Sequence[LawyerRow]) -> Changes:
    """Lawyers with the hours they begin with: once the bureau set others, those stay."""
    names = [row.username for row in rows if row.username]
    accounts = dict(Account.objects.filter(username__in=names, district=district).values_list("username", "pk"))
    wanted = {
        row.code: Lawyer(
            district=district, code=row.code, name=row.name, organisation_id=row.organisation, firm=row.firm, about=row.about,
            account_id=accounts.get(row.username), position=position,
        )
        for position, row in enumerate(rows)
    }  # fmt: skip
    existing = {row.code: row for row in Lawyer.objects.filter(district=district)}
    new = set(wanted) - set(existing)
    changes = _replaced(existing, wanted, ("name", "organisation_id", "firm", "about", "account_id", "position"))
    places = dict(LegalPlace.objects.filter(district=district).values_list("code", "pk"))
    keys = dict(Lawyer.objects.filter(district=district).values_list("code", "pk"))
    Hours.objects.bulk_create(
        Hours(
            lawyer_id=keys[row.code], place_id=places[one.place], weekday=one.weekday, begins=one.begins, ends=one.ends,
            minutes=one.minutes,
        )
        for row in rows
        if row.code in new
        for one in row.hours
    )  # fmt: skip
    return changes


def replace_questions(district: District, rows: Sequence[QuestionRow]) -> Changes:
    kinds = dict(LegalKind.objects.filter(district=district).values_list("code", "pk"))
    wanted = {
        row.code: Question(
            district=district, code=row.code, kind_id=kinds[row.kind], question=row.question, answer=row.answer,
            law=list(row.law), position=position,
        )
        for position, row in enumerate(rows)
    }  # fmt: skip
    existing = {row.code: row for row in Question.objects.filter(district=district)}
    return _replaced(existing, wanted, ("kind_id", "question", "answer", "law", "position"))


def replace_visits(district: District, rows: Sequence[VisitsRow]) -> Changes:
    """The months before the desk was kept here, as numbers."""
    kinds = dict(LegalKind.objects.filter(district=district).values_list("code", "pk"))
    places = dict(LegalPlace.objects.filter(district=district).values_list("code", "pk"))
    wanted: dict[Any, LegalVisits] = {
        (row.month, kinds[row.kind], places[row.place]): LegalVisits(
            district=district, month=row.month, kind_id=kinds[row.kind], place_id=places[row.place], visits=row.visits,
            source=row.source,
        )
        for row in rows
    }  # fmt: skip
    existing: dict[Any, LegalVisits] = {
        (row.month, row.kind_id, row.place_id): row for row in LegalVisits.objects.filter(district=district)
    }
    return replace(existing, wanted, ("visits", "source"))


def _replaced(existing: dict[str, Any], wanted: dict[str, Any], parts: tuple[str, ...]) -> Changes:
    """As `replace`, and what something refers to is closed instead of removed."""
    changes = replace(existing, wanted, (*parts, "active"))
    for row in (row for code, row in existing.items() if code not in wanted and row.active):
        if type(row)._default_manager.filter(pk=row.pk).update(active=False):
            changes.removed.append(str(row))
    return changes
