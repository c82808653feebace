"""The open figures of what neighbours do and live by, over JSON: the same numbers as their pages, what is small kept back."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from ninja import Router

from linli.answers import ERRORS, json_answer
from linli.assets.queries import figures as assets
from linli.cooperative.queries import figures as cooperative
from linli.employment.queries import figures as employment
from linli.employment.queries.figures import LEAST_TOLD
from linli.legal.queries import figures as legal
from linli.mediation.queries import figures as mediation
from linli.places.queries import district_by
from linli.problem import Problem
from linli.projects.queries import figures as projects
from linli.renovation.queries import figures as renovation
from linli.spaces.queries import figures as spaces
from linli.volunteers.queries import figures as volunteers

from .neighbours import pages_of

router = Router(tags=["figures"])
Shown = dict[str, Any]


class NoSuchFigures(Problem):
    code = "no_such_figures"
    status = 404

    def __init__(self, name: str, known: list[str]) -> None:
        told = {"name": name[:40], "known": "、".join(known)}
        super().__init__(_("This district has no figures “%(name)s”. It has: %(known)s.") % told)


@router.get("/figures/{name}", response={200: dict, **ERRORS}, summary="Open figures of one room of the neighbours")
def neighbour_figures(request: HttpRequest, name: str, district: str, year: str = "") -> HttpResponse:
    """`name`: projects, renovation, assets, jobs, volunteers, spaces, mediation, legal or cooperative. `year` where the figures are
    those of a year: this one if absent. What is kept back, because people could be known by it, is null or “<5”."""
    found = district_by(district)
    there = pages_of(found.code)
    known = [one for one in READERS if PAGES.get(one, one) in there]
    if name not in known:
        raise NoSuchFigures(name, known)
    shown = READERS[name](found.code, year[:8])
    return json_answer({"district": found.code, "name": name, **shown, "page": f"/{found.slug}/open/{name}"})


def _projects(district: str, _year: str) -> Shown:
    told = projects.of_district(district)
    return {
        "demands": [{"kind": one.name, "states": dict(zip(told.demand_states, one.numbers, strict=True))} for one in told.demands],
        "resources": [
            {"manner": one.name, "unit": one.unit, "number": one.number, "amount": one.amount, "given": one.taken} for one in told.resources
        ],
        "projects": dict(told.projects), "claims": [{"by": by, "number": n, "delivered": done} for by, n, done in told.claims],
        "money": [{"source": one.name, "lines": one.number, "amount": one.amount, "paid": one.paid} for one in told.sources],
        "matching": {"accepted": told.accepted, "decided": told.proposals}, "days_to_project": told.days_to_project,
        "days_to_met": told.days_to_met, "votes": {"for": told.votes_for, "of": told.votes},
        "rated": {"mean": told.average, "count": told.ratings}, "cases_gathered": told.gathered["cases"],
    }  # fmt: skip


def _renovation(district: str, _year: str) -> Shown:
    told = renovation.figures_of(district)
    return {
        "states": [{"state": one.label, "estates": one.estates, "buildings": one.houses, "households": one.households} for one in told.states],
        "works": [
            {"work": one.name, "meant": one.meant, "done": one.done, "accepted": one.accepted, "planned": one.money.planned,
             "committed": one.money.committed, "paid": one.money.paid}
            for one in told.works
        ],
        "votes": {"open": told.votes_open, "agreed": told.votes_reached, "counted": told.votes_counted},
        "faults": {"mended": told.mended, "of": told.faults, "days_to_mend": told.days_to_mend},
        "rated": {"satisfied": told.ratings.satisfied, "of": told.ratings.number},
    }  # fmt: skip


def _assets(district: str, year: str) -> Shown:
    told = assets.of_year(district, assets.year_of(year))
    return {
        "year": told.year, "assets": told.assets, "vacant": told.vacant, "square_metres": told.square_metres,
        "square_metres_vacant": told.vacant_metres, "rate_in_use": told.rate_in_use, "rents_late": told.late, "arrears": told.arrears,
        "months": [
            {"month": f"{one.month:%Y-%m}", "due": one.due, "received": one.received, "owner": one.owner, "community": one.community, "operator": one.operator}
            for one in told.months
        ],
    }  # fmt: skip


def _jobs(district: str, year: str) -> Shown:
    told = employment.of_year(district, employment.year_of(year))
    return {
        "year": told.year, "placed": told.placed, "full_time": told.full, "part_time": told.part, "at_work": told.at_work,
        "wanted": told.wanted, "groups": [{"group": one.name, "number": one.number} for one in told.groups],
        "months": [_wages(one) for one in told.months],
    }  # fmt: skip


def _wages(month: employment.MonthFigures) -> Shown:
    """What so few earned together says what each did."""
    few = 0 < month.people < LEAST_TOLD
    return {
        "month": f"{month.month:%Y-%m}", "people": f"<{LEAST_TOLD}" if few else month.people,
        "wages": None if few else month.whole, "hours": None if few else month.hours,
    }  # fmt: skip


def _volunteers(district: str, year: str) -> Shown:
    told = volunteers.of_year(district, volunteers.year_of(year))
    return {
        "year": told.year, "teams": told.teams, "people": told.volunteers, "hours": told.hours, "activities": told.activities,
        "help": {"answered": told.answered, "asked": told.asked},
        "kinds": [{"kind": kind, "teams": teams, "people": people} for kind, teams, people in told.kinds],
        "months": [{"month": f"{one.month:%Y-%m}", "activities": one.activities, "hours": one.hours} for one in told.months],
        "teams_with_most_hours": [{"team": team.code, "name": team.name, "hours": hours} for team, hours in told.top],
    }  # fmt: skip


def _spaces(district: str, year: str) -> Shown:
    told = spaces.of_year(district, spaces.year_of(year))
    return {
        "year": told.year, "seats": told.seats, "total": _use(told.total),
        "rooms": [{"room": one.name, "community": one.place, **_use(one)} for one in told.rooms],
        "months": [{"month": f"{month:%Y-%m}", **_use(one)} for month, one in told.months],
    }  # fmt: skip


def _use(one: spaces.Use) -> Shown:
    return {
        "open_hours": one.open_hours, "booked_hours": one.booked_hours, "rate": one.rate, "bookings": one.bookings, "used": one.used,
        "kept": one.kept,
    }  # fmt: skip


def _mediation(district: str, _year: str) -> Shown:
    told = mediation.open_figures(district)
    return {
        "since": told.since, "days": told.days, "days_of": told.days_of, "kept": told.kept, "kept_of": told.kept_of,
        "kinds": [
            {"kind": kind, **dict(zip(told.labels, (cell.shown for cell in cells), strict=True))} for kind, cells in told.rows
        ],
    }  # fmt: skip


def _legal(district: str, _year: str) -> Shown:
    told = legal.open_figures(district)
    lines = {"months": told.months, "kinds": told.kinds, "places": told.places}
    return {
        "visits": told.total, "before_it_was_kept_here": told.before, "since": told.since, "legal_aid": told.aid, "kept_rate": told.used,
        **{name: [{"name": one.name, "visits": one.visits} for one in some] for name, some in lines.items()},
    }  # fmt: skip


def _cooperative(district: str, year: str) -> Shown:
    told = cooperative.of_year(district, cooperative.year_of(year))
    assert told is not None, "the district has one"
    few = told.households < LEAST_TOLD
    return {
        "year": told.year, "households": f"<{LEAST_TOLD}" if few else told.households, "camels": told.camels, "kilograms": told.taken,
        "refused": told.rejected, "price": told.price, "paid": None if few else told.paid, "sold": told.sold,
        "months": [
            {"month": f"{one.month:%Y-%m}", "kilograms": one.taken, "refused": one.rejected, "price": one.price, "paid": None if few else one.paid,
             "grades": dict(zip(told.grades, one.grades, strict=True))}
            for one in told.months
        ],
    }  # fmt: skip


READERS: dict[str, Callable[[str, str], Shown]] = {
    "projects": _projects, "renovation": _renovation, "assets": _assets, "jobs": _jobs, "volunteers": _volunteers, "spaces": _spaces,
    "mediation": _mediation, "legal": _legal, "cooperative": _cooperative,
}  # fmt: skip
# Where the page that a district has is not called as its figures.
PAGES = {"cooperative": "trace"}
