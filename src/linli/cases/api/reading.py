"""Reads over JSON: one case, lists, figures, and what a client missed."""

from __future__ import annotations

from typing import Annotated, Any
from uuid import UUID

from django.db.models import Exists, OuterRef
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from ninja import Query, Router
from ninja.errors import AuthenticationError

from linli.answers import ERRORS, json_answer
from linli.audit.models import ChainedQuerySet
from linli.catalogue import queries as catalogue
from linli.people import queries as people
from linli.people.actors import actor_of
from linli.people.reach import Reach
from linli.places.queries import district_by
from linli.problem import Fault

from .. import commands as c
from ..errors import InvalidInput
from ..models import Case, CaseEvent, State
from ..queries import figures
from ..queries.figures import RATES, Period, Rates, Ratio
from ..queries.keyset import Cursor
from ..queries.listing import Wanted, listed
from ..queries.timeline import Audience, sentence
from .views import brief, iso, seen_by, whole

PAGE = 50
# Of figures at a time: a year, whichever it is.
MOST_DAYS = 366


def add_to(router: Router) -> None:
    router.get(
        "/cases", response={200: dict, **ERRORS}, summary="Cases the asker may see, newest or soonest due first"
    )(list_cases)
    router.get("/cases/{code}", response={200: dict, **ERRORS}, summary="One case, as much of it as the asker may see")(
        one_case
    )
    router.get("/figures/three-rates", response={200: dict, **ERRORS}, summary="The three rates")(three_rates)
    router.get("/events", response={200: dict, **ERRORS}, summary="What happened after an event, in order")(events)
    router.get("/organisations", response={200: dict, **ERRORS}, summary="A district's organisations")(organisations)
    router.get("/categories", response={200: dict, **ERRORS}, summary="A district's categories of requests")(categories)


def one_case(request: HttpRequest, code: str) -> HttpResponse:
    case, audience, _actor = seen_by(request, code)
    etag = f"{case.version}"
    if request.headers.get("If-None-Match", "").strip('W/"') == etag and audience == Audience.STAFF:
        return HttpResponse(status=304)
    return json_answer(whole(case, audience), etag=etag)


def list_cases(
    request: HttpRequest, district: str = "", state: str = "", area: str = "", organisation: str = "",
    due_before: c.When | None = None, after: str = "", limit: int = PAGE,
) -> HttpResponse:  # fmt: skip
    """`after` is the `next` of the page before. Guests see published cases of one district."""
    actor = actor_of(request)
    staff = actor.kind == "staff"
    if not staff and not district:
        raise InvalidInput([Fault("district", _("Please say which district, such as 511502."))])
    start = Cursor.read(after)
    if after and start is None:
        message = _("“%(value)s” is not a place to go on from; please use the `next` of the page before.")
        raise InvalidInput([Fault("after", message % {"value": after[:40]}, after[:40])])
    code = actor.reach.district if staff else district_by(district).code
    wanted = Wanted(_states(state), area, organisation, due_before)
    page, following = listed(code, actor.reach if staff else None, wanted, start, max(1, min(limit, 200)))
    audience = Audience.STAFF if staff else Audience.PUBLIC
    return json_answer({"items": [brief(case, audience) for case in page], "next": following or None})


def _states(given: str) -> frozenset[str]:
    wanted = [name.strip() for name in given.split(",") if name.strip()]
    wrong = [name for name in wanted if name not in State.values]
    if wrong:
        message = _("There is no state “%(value)s”. Possible are: %(known)s.")
        shown = message % {"value": wrong[0], "known": "、".join(State.values)}
        raise InvalidInput([Fault("state", shown, wrong[0])])
    return frozenset(wanted)


def three_rates(
    request: HttpRequest,
    district: str,
    first: Annotated[str, Query(alias="from")] = "",
    last: Annotated[str, Query(alias="to")] = "",
) -> HttpResponse:
    """`from` and `to` are days (both included), at most 366; this month if absent. Also by community and by department."""
    code = district_by(district).code
    period = _period(first, last)
    whole_district = figures.three_rates(code, period)
    return json_answer(
        {
            "district": code,
            "from": period.first.isoformat(),
            "to": period.last.isoformat(),
            **_rates(whole_district),
            "definitions": {name: text for name, text in figures.definitions().items() if name in RATES},
            "communities": [
                _rates(row) | {"code": row.code, "name": row.name} for row in figures.by_community(code, period)
            ],
            "departments": [
                _rates(row) | {"code": row.code, "name": row.name, "community_rating": row.community_rating}
                for row in figures.by_department(code, period)
            ],
        }
    )


def _rates(row: Rates) -> dict[str, Any]:
    def ratio(value: Ratio) -> dict[str, Any]:
        return {"count": value.count, "of": value.of, "rate": value.value}

    return {
        "received": row.received, "response": ratio(row.response), "resolution": ratio(row.resolution),
        "satisfaction": ratio(row.satisfaction), "late": row.late,
    }  # fmt: skip


def _period(first: str, last: str) -> Period:
    this = Period.this_month()
    days = {"from": this.first, "to": this.last}
    for field, given in (("from", first), ("to", last)):
        if given:
            try:
                days[field] = Period.day(given)
            except ValueError:
                message = _("“%(value)s” is not a day; please write it like 2026-11-01.")
                raise InvalidInput([Fault(field, message % {"value": given[:20]}, given[:20])]) from None
    if days["to"] < days["from"]:
        raise InvalidInput(
            [Fault("to", _("The last day is before the first; please turn them round."), str(days["to"]))]
        )
    length = (days["to"] - days["from"]).days + 1
    if length > MOST_DAYS:
        message = _("%(first)s to %(last)s are %(length)s days; please ask for at most %(most)s at a time.")
        shown = message % {"first": days["from"], "last": days["to"], "length": length, "most": MOST_DAYS}
        raise InvalidInput([Fault("to", shown, str(days["to"]))])
    return Period(days["from"], days["to"])


def events(request: HttpRequest, after: UUID | None = None, limit: int = 200) -> HttpResponse:
    """Events of the cases the token may see. Never skips one that was still being written (see docs/audit)."""
    actor = actor_of(request)
    if actor.kind != "staff":
        raise AuthenticationError
    limit = max(1, min(limit, 1000))
    rows = list(_events_seen_by(actor.reach).settled().after(after)[:limit])
    codes = dict(Case.objects.filter(pk__in={row.stream for row in rows}).values_list("pk", "code"))
    items = [
        {
            "id": str(row.pk), "case": codes[row.stream], "version": row.seq, "at": iso(row.at), "kind": row.kind,
            "what": sentence(row), "organisation": row.organisation or None, "data": row.data,
        }
        for row in rows
    ]  # fmt: skip
    return json_answer({"items": items, "next": str(rows[-1].pk) if rows else (str(after) if after else None)})


def _events_seen_by(reach: Reach) -> ChainedQuerySet:
    here = CaseEvent.objects.filter(district=reach.district)
    if reach.whole_district:
        return here
    return here.filter(Exists(Case.objects.visible_to(reach).filter(pk=OuterRef("stream"))))


def organisations(request: HttpRequest, district: str) -> HttpResponse:
    cards = people.organisations(district_by(district).code).values()
    shown = [{"code": c.code, "name": c.name, "short": c.short, "kind": c.kind} for c in cards if c.active]
    return json_answer({"items": shown})


def categories(request: HttpRequest, district: str) -> HttpResponse:
    cards = catalogue.categories(district_by(district).code).values()
    return json_answer({"items": [{"code": c.code, "name": c.name, "path": c.path, "level": c.level} for c in cards]})
