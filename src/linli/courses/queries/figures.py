"""How far health education reaches: each rate with what stands above and below the line. No person is in them."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import date, datetime, time

from django.db.models import Count, Q, Sum
from django.db.models.functions import TruncMonth
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from linli.clock import LOCAL, today
from linli.places.models import Area, Level

from ..models import (
    AGE_GROUPS,
    Board,
    BoardChange,
    Booking,
    BookingState,
    CourseClass,
    Enrolment,
    Lecture,
    LectureState,
    PeopleCounted,
    School,
    SchoolLesson,
)
from ..models.education import CHANGED_EVERY

YEARS_BACK = 5
SEXES = (("female", gettext_lazy("Women")), ("male", gettext_lazy("Men")))


@dataclass(frozen=True)
class Rate:
    """`above` ÷ `below`, and in words what they are."""

    name: str
    above: int
    below: int
    definition: str

    @property
    def share(self) -> float | None:
        """None where there is nothing to divide by; above 1 where somebody came more than once."""
        return self.above / self.below if self.below else None


@dataclass
class MonthFigures:
    month: date
    lectures: int = 0
    people: int = 0
    handed_out: int = 0
    changes: int = 0
    lessons: int = 0
    pupils: int = 0


@dataclass(frozen=True)
class Figures:
    """Of a year."""

    year: int
    rates: list[Rate]
    months: list[MonthFigures]
    # By sex: label, the numbers in the order of AGE_GROUPS, their sum.
    groups: list[tuple[str, list[int], int]]
    uncounted: int
    classes: int
    learners: int
    waiting: int
    certificates: int
    treated: int
    missed: int
    counted: PeopleCounted | None = field(default=None)

    @property
    def age_groups(self) -> tuple[str, ...]:
        return AGE_GROUPS

    @property
    def no_shows(self) -> Rate:
        return Rate(
            _("Times of therapy not used"), self.missed, self.treated + self.missed,
            _("booked times at which nobody came ÷ booked times that were not cancelled"),
        )  # fmt: skip


def year_of(text: str) -> int:
    """The year asked for, of the last few; else this one."""
    this = today().year
    return int(text) if text.isascii() and text.isdigit() and this - YEARS_BACK < int(text) <= this else this


def _bounds(year: int) -> tuple[datetime, datetime]:
    return datetime.combine(date(year, 1, 1), time(), LOCAL), datetime.combine(date(year + 1, 1, 1), time(), LOCAL)


def of_year(district: str, year: int) -> Figures:
    """A dozen statements, whatever the district's size."""
    begin, end = _bounds(year)
    held = Lecture.objects.filter(district=district, state=LectureState.HELD, begins_at__gte=begin, begins_at__lt=end)
    months = _months(district, year)
    counted = PeopleCounted.objects.filter(district=district).first()
    enrolled = Enrolment.objects.filter(district=district, course_class__term__first__year=year)
    stood = enrolled.aggregate(
        seated=Count("pk", filter=Q(state="seated")), waiting=Count("pk", filter=Q(state="waiting")),
        certified=Count("pk", filter=Q(certificate__isnull=False)),
    )  # fmt: skip
    therapy = Counter(
        dict(
            Booking.objects.filter(district=district, begins_at__gte=begin, begins_at__lt=end)
            .values_list("state")
            .annotate(n=Count("pk"))
        )
    )
    attended = [(groups, people or 0) for groups, people in held.values_list("attended", "people")]
    return Figures(
        year, _rates(district, year, months, counted), months, _groups(attended),
        sum(people for groups, people in attended if not groups),
        CourseClass.objects.filter(district=district, term__first__year=year, state="open").count(),
        stood["seated"], stood["waiting"], stood["certified"], therapy[BookingState.CAME], therapy[BookingState.MISSED], counted,
    )  # fmt: skip


def _rates(district: str, year: int, months: list[MonthFigures], counted: PeopleCounted | None) -> list[Rate]:
    begin, end = _bounds(year)
    communities = set(Area.objects.filter(district=district, level=Level.COMMUNITY).values_list("code", flat=True))
    boards = list(Board.objects.filter(district=district, active=True).values_list("area", "kind", "changed_on"))
    talked = set(
        Lecture.objects.filter(
            district=district, state=LectureState.HELD, begins_at__gte=begin, begins_at__lt=end
        ).values_list("area", flat=True)
    )
    taught = set(SchoolLesson.objects.filter(district=district, day__year=year).values_list("school", flat=True))
    schools = set(School.objects.filter(district=district, active=True).values_list("pk", flat=True))
    fresh = sum(1 for _area, _kind, day in boards if day is not None and today() - day <= CHANGED_EVERY)
    reached = sum(one.people for one in months)
    return [
        Rate(
            _("Communities with a board or room"), len(communities & {area for area, _kind, _day in boards}), len(communities),
            _("communities and villages that have a health board or education room in use today ÷ all communities and villages"),
        ),
        Rate(
            _("Communities with a lecture"), len(communities & talked), len(communities),
            _("communities and villages in which a lecture was held in this year ÷ all communities and villages"),
        ),
        Rate(
            _("Boards changed within a month"), fresh, len(boards),
            _("boards and rooms in use whose theme was changed within the last 31 days, today ÷ all in use"),
        ),
        Rate(
            _("Schools with a health class"), len(schools & taught), len(schools),
            _("schools in which a health class was held in this year ÷ all schools"),
        ),
        Rate(
            _("Residents reached by lectures"), reached, counted.number if counted else 0,
            _("people counted at lectures of this year (who came twice counts twice) ÷ people living in the district"),
        ),
    ]  # fmt: skip


def _groups(attended: list[tuple[dict[str, dict[str, int]], int]]) -> list[tuple[str, list[int], int]]:
    sums: Counter[tuple[str, str]] = Counter()
    for groups, _people in attended:
        for sex, numbers in groups.items():
            for group, number in numbers.items():
                sums[sex, group] += number
    rows = [(str(label), [sums[sex, group] for group in AGE_GROUPS]) for sex, label in SEXES]
    return [(label, numbers, sum(numbers)) for label, numbers in rows]


def _months(district: str, year: int) -> list[MonthFigures]:
    """Those in which anything was, the newest last."""
    begin, end = _bounds(year)
    found: dict[date, MonthFigures] = {}

    def at(month: date) -> MonthFigures:
        return found.setdefault(month.replace(day=1), MonthFigures(month.replace(day=1)))

    held = Lecture.objects.filter(district=district, state=LectureState.HELD, begins_at__gte=begin, begins_at__lt=end)
    month = TruncMonth("begins_at", tzinfo=LOCAL)
    for when, number, people, given in held.values_list(month).annotate(
        n=Count("pk"), p=Sum("people"), h=Sum("handed_out")
    ):
        row = at(when.date())
        row.lectures, row.people, row.handed_out = number, people or 0, given or 0
    changes = BoardChange.objects.filter(board__district=district, day__year=year)
    for when, number in changes.values_list(TruncMonth("day")).annotate(n=Count("pk")):
        at(when).changes = number
    taught = SchoolLesson.objects.filter(district=district, day__year=year)
    for when, number, pupils in taught.values_list(TruncMonth("day")).annotate(n=Sum("lessons"), p=Sum("pupils")):
        at(when).lessons, at(when).pupils = number or 0, pupils or 0
    return [found[when] for when in sorted(found)]
