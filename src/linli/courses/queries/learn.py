"""What everyone reads: what is on, which classes one can join, where one learns and walks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Exists, OuterRef
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from linli.cases.pictures import address_of
from linli.catalogue.opening import periods_on, week_of
from linli.clock import LOCAL, now, today
from linli.places.models import District, Venue
from linli.places.queries import label
from linli.places.revision import per_revision

from ..errors import NotThere
from ..models import Board, Course, CourseClass, Enrolment, Lecture, LectureState, School, Session, Term

# The kinds of venues at which people learn to live healthily, as packs name them.
KINDS = ("健康步道", "健康小屋", "健康加油站", "老年大学")
MOST_ON_MAP, MOST_LISTED = 400, 60
LOOK_AHEAD = timedelta(days=62)
WEEKDAY_NAMES: Sequence[object] = (
    gettext_lazy("Monday"), gettext_lazy("Tuesday"), gettext_lazy("Wednesday"), gettext_lazy("Thursday"),
    gettext_lazy("Friday"), gettext_lazy("Saturday"), gettext_lazy("Sunday"),
)  # fmt: skip


@dataclass(frozen=True)
class Card:
    """A class as a list shows it."""

    row: CourseClass

    @property
    def when(self) -> str:
        told = {
            "day": WEEKDAY_NAMES[self.row.weekday],
            "begins": f"{self.row.at:%H:%M}",
            "ends": f"{self.row.ends:%H:%M}",
        }
        return _("%(day)s %(begins)s–%(ends)s") % told


@dataclass(frozen=True)
class TermCard:
    term: Term
    classes: list[Card]

    @property
    def is_now(self) -> bool:
        return self.term.first <= today() <= self.term.last


@dataclass(frozen=True)
class Talk:
    """A lecture as a list shows it."""

    row: Lecture

    @property
    def day(self) -> int:
        return self.row.begins_at.astimezone(LOCAL).day

    @property
    def month(self) -> str:
        return _("month %(month)d") % {"month": self.row.begins_at.astimezone(LOCAL).month}

    @property
    def weekday(self) -> object:
        return WEEKDAY_NAMES[self.row.begins_at.astimezone(LOCAL).weekday()]

    @property
    def lasting(self) -> str:
        begins, ends = self.row.begins_at.astimezone(LOCAL), self.row.ends_at.astimezone(LOCAL)
        return f"{begins.hour}:{begins:%M}–{ends.hour}:{ends:%M}"


def coming(district: str) -> list[Talk]:
    """Lectures of the next two months, by time; one statement."""
    rows = Lecture.objects.filter(
        district=district, state=LectureState.PLANNED, begins_at__gte=now() - timedelta(hours=8), begins_at__lt=now() + LOOK_AHEAD
    )  # fmt: skip
    shown = rows.select_related("venue", "organisation").order_by("begins_at", "id")[:MOST_LISTED]
    return [Talk(row) for row in shown if not row.is_over]


def terms(district: str) -> list[TermCard]:
    """Terms that are not over with their classes, those one can enrol for first; two statements."""
    rows = list(Term.objects.filter(district=district, last__gte=today()).order_by("first"))
    classes = CourseClass.objects.filter(term__in=rows).select_related("course", "term")
    by_term: dict[Any, list[Card]] = {}
    for row in classes.order_by("course__position", "code"):
        by_term.setdefault(row.term_id, []).append(Card(row))
    found = [TermCard(term, by_term.get(term.pk, [])) for term in rows]
    return sorted(
        (one for one in found if one.classes), key=lambda one: (not one.term.takes_enrolments, one.term.first)
    )


@per_revision
def has_courses(district: str) -> bool:
    """Whether the district's pack has anything that is taught, or where; one statement, then kept."""
    there = [Exists(rows.filter(district=OuterRef("pk"))) for rows in (Course.objects, Board.objects, School.objects)]
    return District.objects.filter(there[0] | there[1] | there[2], pk=district).exists()


def a_class(district: str, code: str) -> CourseClass:
    """Raises NotThere."""
    row = CourseClass.objects.select_related("course", "term").filter(district=district, code=code.lower()).first()
    if row is None:
        raise NotThere(_("the class"))
    return row


def sessions_of(held: CourseClass) -> list[Session]:
    rows = list(held.sessions.order_by("day", "number"))
    for one in rows:
        one.course_class = held
    return rows


def certified(district: str, number: str) -> Enrolment:
    """Whose certificate has this number. Raises NotThere."""
    rows = Enrolment.objects.select_related("course_class__course", "course_class__term")
    row = rows.filter(district=district, certificate=number).first()
    if row is None:
        raise NotThere(_("no certificate has this number"))
    return row


# Where one learns and walks


@dataclass(frozen=True)
class Spot:
    """A venue, with its picture and whether it is open today."""

    code: str
    name: str
    kind: str
    where: str
    intro: str
    picture: str
    today: str
    is_open: bool
    lat: float | None
    lon: float | None


def spots(district: str, kind: str = "") -> list[Spot]:
    """One statement and, for the areas' names, what is kept in memory."""
    rows = Venue.objects.filter(district=district, active=True, kind__in=[kind] if kind in KINDS else KINDS).exclude(
        code=""
    )
    return [_spot(row) for row in sorted(rows, key=lambda one: (KINDS.index(one.kind), one.position, one.name))]


def _spot(row: Venue) -> Spot:
    at = now().astimezone(LOCAL)
    periods = periods_on(row.district_id, week_of(row.hours), at.date())
    if row.open_on_holidays and not periods:
        periods = week_of(row.hours)[at.weekday()]
    said = "、".join(f"{begins:%H:%M}–{ends:%H:%M}" for begins, ends in periods)
    is_open = any(begins <= at.time() < ends for begins, ends in periods)
    shown = _("Today %(hours)s") % {"hours": said} if said else _("Closed today")
    picture = next((address_of(one.get("small", "")) for one in row.pictures), "")
    where = row.address or label(row.district_id, row.area_id)
    return Spot(
        row.code, row.name, row.kind, where, row.intro.partition("\n")[0], picture, shown, is_open, row.lat, row.lon
    )


@dataclass(frozen=True)
class BoardCard:
    """A board or room as everyone reads of it."""

    row: Board
    where: str


def boards(district: str, kind: str = "") -> list[BoardCard]:
    """Boards and rooms in use by where they are; one statement."""
    rows = Board.objects.filter(district=district, active=True)
    if kind in ("board", "room"):
        rows = rows.filter(kind=kind)
    return [BoardCard(row, label(district, row.area_id)) for row in rows.order_by("area", "kind", "name")[:MOST_ON_MAP]]


def places_geojson(district: str, slug: str) -> dict[str, Any]:
    """Venues, boards and rooms that have a position."""
    found = []
    for card in boards(district):
        row = card.row
        if row.lat is not None and row.lon is not None:
            theme = row.theme or _("nothing yet")
            found.append(_point(row.lat, row.lon, row.name, f"{row.kind_label} · {theme}", "", "calm"))
    # Venues last: a map draws them over the boards that stand at the same place.
    found += [
        _point(one.lat, one.lon, one.name, f"{one.kind} · {one.today}", f"/{slug}/venues/{one.code}", "good")
        for one in spots(district)
        if one.lat is not None and one.lon is not None
    ]
    return {"type": "FeatureCollection", "features": found}


def _point(lat: float, lon: float, title: str, text: str, href: str, tone: str) -> dict[str, Any]:
    return {
        "type": "Feature", "geometry": {"type": "Point", "coordinates": [lon, lat]},
        "properties": {"title": title, "text": text, "href": href, "tone": tone},
    }  # fmt: skip


def schools(district: str) -> list[School]:
    return list(School.objects.filter(district=district, active=True).order_by("stage", "name"))


def this_month() -> date:
    return today().replace(day=1)
