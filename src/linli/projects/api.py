"""The three lists over JSON, to be read by everyone: demands by priority, resources on offer, projects."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from ninja import Router

from linli.answers import ERRORS, json_answer
from linli.cases.errors import InvalidInput
from linli.cases.pictures import Shown
from linli.people.actors import Actor
from linli.places.models import District
from linli.places.queries import district_by, names
from linli.problem import Fault

from .models import PUBLIC, Demand, DemandState, Manner, Project, Resource
from .queries import lists
from .queries.one_demand import demand_by, demand_page, resource_by, resource_page
from .queries.one_project import ProjectPage, project_by
from .queries.timeline import Moment

router = Router(tags=["projects"])


def _iso(at: datetime | None) -> str | None:
    return at.astimezone(UTC).isoformat() if at else None


def _one_of(field: str, value: str, known: Sequence[str]) -> str:
    """Raises InvalidInput."""
    if value and value not in known:
        message = _("There is no “%(value)s” here. Possible are: %(known)s.")
        raise InvalidInput([Fault(field, message % {"value": value[:40], "known": "、".join(known)}, value[:40])])
    return value


def _page(district: District, tab: str, **given: str) -> tuple[list[Any], str | None]:
    """A page of a list; a kind or an area that nobody knows is told, not left out. Raises InvalidInput."""
    _one_of("kind", given.get("kind", ""), [one.code for one in lists.kinds(district.code)])
    if (area := given.get("street", "")) and area not in names(district.code):
        message = _("There is no community with the code %(code)s in this district.") % {"code": area[:15]}
        raise InvalidInput([Fault("area", message, area[:15])])
    found = lists.listed(district.code, lists.filters_of(district.code, {"list": tab, **given}))
    return found[0], found[1] or None


@router.get("/demands", response={200: dict, **ERRORS}, summary="What neighbours need, the most urgent first")
def list_demands(
    request: HttpRequest, district: str, state: str = "", kind: str = "", area: str = "", q: str = "", after: str = ""
) -> HttpResponse:
    """Those still looked after, or of one `state`; `area`: the code of a street or community; `after` is the `next` of
    the page before."""
    found = district_by(district)
    _one_of("state", state, list(DemandState.values))
    rows, more = _page(found, "demands", state=state, kind=kind, street=area, q=q, after=after)
    return json_answer({"items": [_demand(row, found.slug) for row in rows], "next": more})


@router.get(
    "/demands/{code}", response={200: dict, **ERRORS}, summary="One demand: what it lacks, how its priority came about"
)
def one_demand(request: HttpRequest, code: str, district: str) -> HttpResponse:
    found = district_by(district)
    row = demand_by(found.code, code)
    page = demand_page(Actor.guest(), row)
    return json_answer({
        **_demand(row, found.slug), "text": row.text, "reason": row.reason or None,
        "needs": [_amount(one.manner, one.what, one.amount, one.unit_label) | {"met": one.met} for one in page.needs],
        "priority_of": [{"name": one.name, "counted": one.counted, "points": one.points, "of": one.of} for one in page.weighed],
        "cases": [one.case.code for one in page.shown_cases if one.case],
        "given": [{"resource": one.resource.code, "title": one.resource.title, "what": one.need.what} for one in page.accepted],
        "timeline": _timeline(page.timeline),
    })  # fmt: skip


@router.get("/resources", response={200: dict, **ERRORS}, summary="What is to be had, the newest first")
def list_resources(
    request: HttpRequest, district: str, manner: str = "", kind: str = "", area: str = "", q: str = "", after: str = ""
) -> HttpResponse:
    """`manner`: space, money, goods, skill or time; `kind`: of the demands that it may serve."""
    found = district_by(district)
    _one_of("manner", manner, list(Manner.values))
    rows, more = _page(found, "resources", manner=manner, kind=kind, street=area, q=q, after=after)
    return json_answer({"items": [_resource(row, found.slug) for row in rows], "next": more})


@router.get("/resources/{code}", response={200: dict, **ERRORS}, summary="One resource, and to what it is given")
def one_resource(request: HttpRequest, code: str, district: str) -> HttpResponse:
    found = district_by(district)
    row = resource_by(Actor.guest(), found.code, code)
    page = resource_page(row)
    return json_answer({
        **_resource(row, found.slug), "text": row.text, "asset": row.asset.code if row.asset else None,
        "given": [{"demand": one.demand.code, "title": one.demand.title, "amount": str(one.amount)} for one in page.given],
        "timeline": _timeline(page.timeline),
    })  # fmt: skip


@router.get("/projects", response={200: dict, **ERRORS}, summary="Projects that everybody sees, the newest first")
def list_projects(
    request: HttpRequest, district: str, state: str = "", kind: str = "", area: str = "", q: str = "", after: str = ""
) -> HttpResponse:
    """`state`: one of a project's, or `done` for those that neighbours accepted."""
    found = district_by(district)
    _one_of("state", state, [*PUBLIC, "done"])
    rows, more = _page(found, "projects", state=state, kind=kind, street=area, q=q, after=after)
    pictures = lists.pictures_of(rows)
    return json_answer({
        "items": [_project(row, found.slug) | {"picture": pictures.get(row.pk) or None} for row in rows], "next": more,
    })  # fmt: skip


@router.get(
    "/projects/{code}", response={200: dict, **ERRORS}, summary="One project: parts and claims, money, milestones"
)
def one_project(request: HttpRequest, code: str, district: str) -> HttpResponse:
    found = district_by(district)
    row = project_by(Actor.guest(), found.code, code)
    page = ProjectPage(Actor.guest(), row)
    return json_answer({
        **_project(row, found.slug), "text": row.text, "demands": [one.code for one in page.demands],
        "parts": [
            _amount(one.row.manner, one.row.what, one.row.amount, one.row.unit_label)
            | {"claimed": str(one.row.claimed), "delivered": str(one.row.delivered)}
            | {"claims": [{"by": claim.by, "amount": str(claim.amount), "state": claim.state} for claim in one.claims]}
            for one in page.parts
        ],
        "milestones": [{"title": one.title, "due": one.due, "done_on": one.done_on} for one in page.milestones],
        "money": [
            {"kind": one.row.kind, "by": one.by, "amount": str(one.row.amount), "spent": str(one.spent), "entry": one.entry or None}
            for one in page.sources
        ],
        "votes": {"for": row.votes_for, "against": row.votes_against, "needed": row.votes_needed},
        "rated": {"mean": row.average, "count": row.ratings}, "summary": row.summary or None,
        "assets": [one.code for one in page.assets],
        "pictures": [_picture(one) for one in page.pictures], "timeline": _timeline(page.timeline),
    })  # fmt: skip


def _amount(manner: str, what: str, amount: Any, unit: Any) -> dict[str, Any]:
    return {"manner": manner, "what": what, "amount": str(amount), "unit": str(unit)}


def _picture(one: Shown) -> dict[str, Any]:
    return {"phase": one.row.phase, "day": one.row.day, "address": one.url, "small": one.thumbnail, "alt": one.alt}


def _timeline(moments: Sequence[Moment]) -> list[dict[str, Any]]:
    return [{"at": _iso(one.at), "what": one.what, "by": one.who or None} for one in moments]


def _demand(row: Demand, slug: str) -> dict[str, Any]:
    return {
        "code": row.code, "kind": row.kind.code, "title": row.title, "area": row.area_id, "where": row.where,
        "place": row.place or None, "lat": row.lat, "lon": row.lon, "households": row.households, "urgent": row.urgent,
        "state": row.state, "supports": row.supports, "cases_count": row.cases, "priority": str(row.priority),
        "created_at": _iso(row.created_at), "met_at": _iso(row.met_at), "page": f"/{slug}/projects/demands/{row.code}",
    }  # fmt: skip


def _resource(row: Resource, slug: str) -> dict[str, Any]:
    return {
        "code": row.code, "manner": row.manner, "title": row.title, "by": row.given_by, "serves": row.serves,
        "areas": row.areas, "area": row.area_id, "address": row.address or None, "first": row.first, "last": row.last,
        "hours": row.hours or None, "amount": str(row.amount), "left": str(row.left), "unit": str(row.unit_label),
        "state": row.state, "created_at": _iso(row.created_at), "page": f"/{slug}/projects/resources/{row.code}",
    }  # fmt: skip


def _project(row: Project, slug: str) -> dict[str, Any]:
    return {
        "code": row.code, "kind": row.kind.code, "title": row.title, "area": row.area_id, "where": row.where,
        "place": row.place or None, "state": row.state, "organisation": row.organisation_id,
        "organisation_name": row.organisation.name, "first": row.first, "last": row.last, "opened_at": _iso(row.opened_at),
        "page": f"/{slug}/projects/{row.code}", "poster": f"/{slug}/projects/{row.code}/poster.pdf",
    }  # fmt: skip
