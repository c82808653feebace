"""The national norm of follow-up as pure rules: when the next visit is due, whether the aim is reached, who counts in a rate.

国家基本公共卫生服务规范(第三版, 2017), 高血压患者健康管理, 2型糖尿病患者健康管理. What was not compared with the text says so in
`UNVERIFIED`, is shown as unverified, and can be changed by a district's pack. Nothing here knows Django or a table.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from datetime import date, timedelta

SOURCE = "国家基本公共卫生服务规范（第三版，2017）"
HYPERTENSION, T2DM = "hypertension", "t2dm"
YES, NO, UNKNOWN = "yes", "no", "unknown"


@dataclass(frozen=True)
class Norm:
    """Pressures in mm[Hg], glucose in mmol/L, spans in days unless said otherwise."""

    version: str = "2017"
    source: str = SOURCE
    visits_a_year: int = 4
    soon_days: int = 14
    # The aim: below both. From `older_from` years of age on another upper value will do.
    systolic_below: float = 140
    diastolic_below: float = 90
    older_from: int = 65
    older_systolic_below: float = 150
    older_diastolic_below: float = 90
    fasting_below: float = 7.0
    # At or beyond these somebody is sent on at once.
    urgent_systolic: float = 180
    urgent_diastolic: float = 110
    urgent_glucose_high: float = 16.7
    urgent_glucose_low: float = 3.9
    # So many visits in a row with the aim not reached: sent on.
    refer_after: int = 2
    lost_is_uncontrolled: bool = True
    # The yearly examination is asked of who has been managed so many months.
    exam_after_months: int = 6
    # Whom the norm is for, in whole years.
    from_age: int = 35
    changed: frozenset[str] = frozenset()

    @property
    def unverified(self) -> frozenset[str]:
        """What is in force from memory; what a district changed is the district's own to answer for."""
        return UNVERIFIED - self.changed


# Read in quotations only, or a reading of ours where the norm is silent.
UNVERIFIED = frozenset(
    {
        "systolic_below",
        "diastolic_below",
        "older_from",
        "older_systolic_below",
        "older_diastolic_below",
        "fasting_below",
        "refer_after",
        "lost_is_uncontrolled",
        "exam_after_months",
    }
)
NORM = Norm()
CHANGEABLE = frozenset(one.name for one in fields(Norm)) - {"version", "source", "changed"}


def unchangeable(changes: Mapping[str, float | int | bool]) -> str | None:
    """The first name that is none of the norm's, or whose value cannot be; None where all can."""
    for name, value in changes.items():
        if name not in CHANGEABLE:
            return name
        national = getattr(NORM, name)
        if isinstance(national, bool) != isinstance(value, bool):
            return name
        if isinstance(national, int) and not isinstance(value, int):
            return name
        if not isinstance(value, bool) and value <= 0:
            return name
    return _uneven(changes) or None


def _uneven(changes: Mapping[str, float | int | bool]) -> str:
    """A year is divided into whole months between visits."""
    return "visits_a_year" if 12 % int(changes.get("visits_a_year", NORM.visits_a_year)) else ""


def changed(changes: Mapping[str, float | int | bool], version: str, source: str) -> Norm:
    """The norm with what a district changed of it. Raises ValueError naming what cannot be changed."""
    if (name := unchangeable(changes)) is not None:
        raise ValueError(name)
    return replace(NORM, version=version, source=source, changed=frozenset(changes), **changes)  # type: ignore[arg-type]


@dataclass(frozen=True)
class Seen:
    """What a visit found; `age` in whole years that day. Values not measured are None."""

    condition: str
    age: int
    systolic: float | None = None
    diastolic: float | None = None
    fasting: float | None = None
    random: float | None = None
    adverse: bool = False
    complication: bool = False
    lost: bool = False


def aim(age: int, norm: Norm = NORM) -> tuple[float, float]:
    """What blood pressure must stay below, upper and lower."""
    if age >= norm.older_from:
        return norm.older_systolic_below, norm.older_diastolic_below
    return norm.systolic_below, norm.diastolic_below


def control(seen: Seen, norm: Norm = NORM) -> str:
    """Whether the aim of the condition is reached: yes, no, or unknown where it was not measured."""
    if seen.lost:
        return NO if norm.lost_is_uncontrolled else UNKNOWN
    if seen.condition == T2DM:
        return UNKNOWN if seen.fasting is None else (YES if seen.fasting < norm.fasting_below else NO)
    if seen.systolic is None or seen.diastolic is None:
        return UNKNOWN
    upper, lower = aim(seen.age, norm)
    return YES if seen.systolic < upper and seen.diastolic < lower else NO


def urgent(seen: Seen, norm: Norm = NORM) -> list[str]:
    """Codes of what must not wait, whatever the condition: urgent_pressure, urgent_high, urgent_low."""
    found = []
    if (seen.systolic or 0) >= norm.urgent_systolic or (seen.diastolic or 0) >= norm.urgent_diastolic:
        found.append("urgent_pressure")
    glucose = [one for one in (seen.fasting, seen.random) if one is not None]
    if any(one >= norm.urgent_glucose_high for one in glucose):
        found.append("urgent_high")
    if any(one <= norm.urgent_glucose_low for one in glucose):
        found.append("urgent_low")
    return found


@dataclass(frozen=True)
class Verdict:
    """What the rules make of a visit. `refer`: the code of the reason to send somebody on, or nothing."""

    control: str
    classed: str
    reasons: tuple[str, ...]
    urgent: bool
    refer: str
    due_reason: str
    due: date


def months_after(day: date, months: int) -> date:
    """The same day so many months on; the last one of a shorter month."""
    years, month = divmod(day.month - 1 + months, 12)
    first = date(day.year + years, month + 1, 1)
    following = date(first.year + first.month // 12, first.month % 12 + 1, 1)
    return first.replace(day=min(day.day, (following - first).days))


def judge(
    on: date, seen: Seen, misses_before: int = 0, adverse_before: bool = False, norm: Norm = NORM
) -> Verdict:  # fmt: skip
    """The verdict on a visit of that day. `misses_before`: visits in a row just before it with the aim not reached,
    `adverse_before`: whether the last one had side effects too."""
    reached, alarms = control(seen, norm), urgent(seen, norm)
    classed = "satisfied" if reached == YES and not alarms else "unsatisfied"
    if seen.adverse:
        classed = "adverse"
    if seen.complication:
        classed = "complication"
    reasons = [*alarms]
    if seen.lost:
        reasons.append("lost")
    elif reached == UNKNOWN:
        reasons.append("not_measured")
    elif reached == NO:
        reasons.append("above_aim")
    reasons += [name for name in ("adverse", "complication") if getattr(seen, name)]
    twice = reached == NO and not seen.lost and misses_before + 1 >= norm.refer_after
    if twice:
        reasons.append("twice")
    asks = {"complication": seen.complication, "adverse": seen.adverse and adverse_before, "twice": twice}
    refer = next(iter(alarms), "") or next((reason for reason, asked in asks.items() if asked), "")
    due_reason = _due_reason(seen, reached, alarms)
    return Verdict(reached, classed, tuple(reasons), bool(alarms), refer, due_reason, due(on, due_reason, norm))


def _due_reason(seen: Seen, reached: str, alarms: Sequence[str]) -> str:
    """Why the next visit is soon, or that it is not."""
    if alarms:
        return "urgent"
    if seen.lost:
        return "lost"
    if seen.complication:
        return "complication"
    if seen.adverse:
        return "adverse"
    return "regular" if reached == YES else "uncontrolled"


def due(on: date, reason: str, norm: Norm = NORM) -> date:
    """The day by which the next visit is due: three months on while all is well, two weeks otherwise."""
    if reason == "regular":
        return months_after(on, 12 // norm.visits_a_year)
    return on + timedelta(days=norm.soon_days)


# Of the rates.


@dataclass(frozen=True)
class Noted:
    """One visit as the rates see it."""

    on: date
    control: str
    face_to_face: bool
    lost: bool = False


@dataclass(frozen=True)
class Managed:
    """One person managed for a condition: from when to when (both days included, None: still), visits, examinations."""

    since: date
    ended: date | None = None
    lost: bool = False
    visits: tuple[Noted, ...] = ()
    exams: tuple[date, ...] = ()


@dataclass(frozen=True)
class Share:
    """A part of a whole; `value` is None where the whole is nobody."""

    numerator: int
    denominator: int

    @property
    def value(self) -> float | None:
        return self.numerator / self.denominator if self.denominator else None


@dataclass(frozen=True)
class Rates:
    """The three rates of a year, and the estimate that the first is held against (None: none is known)."""

    managed: int
    standard: int
    controlled: int
    lost: int
    estimate: int | None = None
    visits: int = field(default=0)

    @property
    def management(self) -> Share | None:
        """Managed in the year of those thought to have the condition."""
        return None if self.estimate is None else Share(self.managed, self.estimate)

    @property
    def standard_management(self) -> Share:
        """Managed to the norm, of those managed in the year."""
        return Share(self.standard, self.managed)

    @property
    def control(self) -> Share:
        """Aim reached at the last visit, of those managed in the year: whoever was lost or not visited has not reached it."""
        return Share(self.controlled, self.managed)


def counted_until(year: int, today: date) -> date:
    """The last day that counts for a year: its end, or today while it runs."""
    return min(date(year, 12, 31), today)


def period(one: Managed, year: int, until: date) -> tuple[date, date] | None:
    """The first and last day of management within the year; None: not managed in it."""
    first, last = max(one.since, date(year, 1, 1)), min(one.ended or until, until)
    return (first, last) if first <= last else None


def visits_needed(one: Managed, year: int, until: date, norm: Norm = NORM) -> int:
    """One visit face to face for each full three months of management in the year, four at most; who was enrolled in the
    year, one at least from two weeks on."""
    span = period(one, year, until)
    if span is None:
        return 0
    first, last = span
    apart = 12 // norm.visits_a_year
    after = last + timedelta(days=1)
    full = sum(months_after(first, apart * number) <= after for number in range(1, norm.visits_a_year + 1))
    begun = one.since.year == year and (last - first).days >= norm.soon_days
    return max(full, int(begun))


def to_norm(one: Managed, year: int, until: date, norm: Norm = NORM) -> bool:
    """Whether somebody was managed to the norm: enough visits face to face, and the yearly examination where it is asked."""
    span = period(one, year, until)
    if span is None:
        return False
    met = {seen.on for seen in one.visits if seen.face_to_face and not seen.lost and span[0] <= seen.on <= span[1]}
    if len(met) < visits_needed(one, year, until, norm):
        return False
    if months_after(one.since, norm.exam_after_months) > span[1]:
        return True
    year_back = months_after(span[1], -12)
    return any(year_back < day <= span[1] for day in one.exams)


def last_visit(one: Managed, year: int, until: date) -> Noted | None:
    """The last one of the year that counts."""
    span = period(one, year, until)
    within = [seen for seen in one.visits if span and span[0] <= seen.on <= span[1]]
    return max(within, key=lambda seen: seen.on, default=None)


def controlled(one: Managed, year: int, until: date, norm: Norm = NORM) -> bool:
    """Whether the aim was reached at the last visit of the year; not for who was lost, or was not visited."""
    seen = last_visit(one, year, until)
    if seen is None or (norm.lost_is_uncontrolled and is_lost(one, year, until)):
        return False
    return seen.control == YES


def is_lost(one: Managed, year: int, until: date) -> bool:
    """Not met at the last visit, or management ended because they cannot be found."""
    seen = last_visit(one, year, until)
    return (one.lost and one.ended is not None and one.ended <= until) or (seen is not None and seen.lost)


def rates(people: Iterable[Managed], year: int, until: date, estimate: int | None = None, norm: Norm = NORM) -> Rates:
    """The rates of a year, counted until a day of it."""
    inside = [one for one in people if period(one, year, until) is not None]
    return Rates(
        managed=len(inside),
        standard=sum(to_norm(one, year, until, norm) for one in inside),
        controlled=sum(controlled(one, year, until, norm) for one in inside),
        lost=sum(is_lost(one, year, until) for one in inside),
        estimate=estimate,
        visits=sum(
            seen.on.year == year and seen.on <= until and not seen.lost for one in inside for seen in one.visits
        ),
    )


def merged(parts: Sequence[Managed]) -> Managed:
    """One person who was managed by several institutions after another, seen as one."""
    last = max(parts, key=lambda part: (part.ended is None, part.ended or part.since))
    return Managed(
        since=min(part.since for part in parts),
        ended=last.ended,
        lost=last.lost,
        visits=tuple(seen for part in parts for seen in part.visits),
        exams=tuple(sorted({day for part in parts for day in part.exams})),
    )
