"""Figures by service over JSON."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from ninja import Router

from linli.answers import ERRORS, json_answer
from linli.cases.errors import InvalidInput
from linli.cases.queries.figures import Period, Ratio
from linli.places.queries import district_by
from linli.problem import Fault

from ..queries import figures
from ..queries.figures import Figures


def add_to(router: Router) -> None:
    router.get(
        "/figures/services", response={200: dict, **ERRORS}, summary="How fast and how well each service is decided"
    )(service_figures)


def service_figures(request: HttpRequest, district: str, month: str = "") -> HttpResponse:
    """`month` like 2026-11; this month if absent. Every service that is offered, also without an application."""
    code, period = district_by(district).code, _month(month)
    counted = figures.by_service(code, period)
    return json_answer(
        {
            "district": code, "from": period.first.isoformat(), "to": period.last.isoformat(),
            "together": _figures(figures.together(counted)),
            "services": [{"code": one.code, "name": one.name, "offered": one.offered, **_figures(one)} for one in counted],
            "definitions": figures.definitions(),
        }
    )  # fmt: skip


def _figures(one: Figures) -> dict[str, Any]:
    def ratio(value: Ratio) -> dict[str, Any]:
        return {"count": value.count, "of": value.of, "rate": value.value}

    return {
        "received": one.received, "decided": one.decided, "promised": one.promised, "law": one.law, "median": one.median,
        "in_time": ratio(one.in_time), "returned": ratio(one.returned), "granted": ratio(one.granted),
        "rating": {"mean": one.rating.value, "count": one.rating.count}, "overdue": one.overdue,
    }  # fmt: skip


def _month(given: str) -> Period:
    if not given:
        return Period.this_month()
    try:
        first = Period.day(f"{given}-01")
    except ValueError:
        message = _("“%(value)s” is not a month; please write it like 2026-11.")
        raise InvalidInput([Fault("month", message % {"value": given[:20]}, given[:20])]) from None
    return Period.month(first.year, first.month)
