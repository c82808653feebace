"""The open figures: how a district does, month by month, down to the cases each figure is made of."""

from __future__ import annotations

import csv
from dataclasses import replace
from typing import Any
from urllib.parse import urlencode

from django.core.cache import cache
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from linli.catalogue.guides import savings
from linli.ids import read_case_code
from linli.people import queries as people
from linli.places.models import District
from linli.places.queries import names

from ..queries import figures as measures
from ..queries.figures import MEASURES, RATES, Period, Rates
from ..sheet import district_named

PAGE = 30
COUNTED_EVERY = 60


@require_safe
def figures(request: HttpRequest, district: str) -> HttpResponse:
    """The three rates of a month, by community or by department, with the year before it: twelve statements at most."""
    found = district_named(district)
    period = _month(request)
    by = "department" if request.GET.get("by") == "department" else "community"
    rows = (
        measures.by_department(found.code, period) if by == "department" else measures.by_community(found.code, period)
    )
    now_month = Period.this_month()
    # The months before hardly change: they are counted once in a minute, whoever looks.
    before = cache.get_or_set(
        f"open-figures:{found.code}:{period.first}",
        lambda: measures.trend(found.code, period.earlier(1), months=11),
        COUNTED_EVERY,
    )
    assert before is not None
    year = [*before, (period, measures.three_rates(found.code, period))]
    mean, median = measures.report_in_minutes(found.code, period)
    page = {
        "district": found, "period": period, "by": by, "definitions": measures.definitions(),
        "total": _Shown(found, *year[-1]), "savings": savings(found.code),
        "groups": _groups(found, period, rows, by), "mean": mean, "median": median,
        "trend": _chart(found, year),
        "earlier": _address(found, period.earlier(1), by), "later": _address(found, period.earlier(-1), by) if period.first < now_month.first else "",
        "by_community": _address(found, period, "community"), "by_department": _address(found, period, "department"),
        "download": f"{reverse('cases:open_download', args=[found.slug])}?{urlencode({'month': f'{period.first:%Y-%m}', 'by': by})}",
    }  # fmt: skip
    return render(request, "cases/open/figures.html", page)


@require_safe
def download(request: HttpRequest, district: str) -> HttpResponse:
    """The table of a month as CSV, with the definitions as its last lines."""
    found = district_named(district)
    period = _month(request)
    rows = measures.by_department if request.GET.get("by") == "department" else measures.by_community
    response = HttpResponse(content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{found.slug}-{period.first:%Y-%m}.csv"'
    response.write("\ufeff")
    out, called = csv.writer(response), _measure_names()
    out.writerow(
        [
            _("Code"),
            _("Name"),
            _("Received"),
            *[f"{called[name]}{part}" for name in RATES for part in ("", _(" (count)"), _(" (of)"))],
            _("Late"),
        ]
    )
    for row in rows(found.code, period):
        ratios = (row.response, row.resolution, row.satisfaction)
        out.writerow(
            [row.code, row.name, row.received, *[v for r in ratios for v in (r.percent, r.count, r.of)], row.late]
        )
    for name, words in measures.definitions().items():
        out.writerow([called[name], words])
    return response


@require_safe
def behind(request: HttpRequest, district: str) -> HttpResponse:
    """The cases behind one figure: those that are public, and how many are not."""
    found = district_named(district)
    period = _month(request)
    measure = request.GET.get("measure", "received")
    if measure not in MEASURES:
        raise Http404(measure)
    organisation = request.GET.get("organisation", "")
    card = people.organisations(found.code).get(organisation) if organisation else None
    if organisation and card is None:
        raise Http404(organisation)
    area = request.GET.get("area", "")
    street = names(found.code).get(area)
    if area and street is None:
        raise Http404(area)
    missed = {"missed": True, "met": False}.get(request.GET.get("part", ""))
    cases = measures.cases_behind(found.code, period, measure, organisation=organisation, area=area, missed=missed)
    total, shown = cases.count(), cases.public()
    after = read_case_code(request.GET.get("after", ""))
    listed = shown.filter(code__gt=after) if after else shown
    page = list(listed.select_related("category").order_by("code")[: PAGE + 1])
    here = request.GET.copy()
    if len(page) > PAGE:
        here["after"] = page[PAGE - 1].code
    chips = _chips(request, measure)
    return render(
        request, "cases/open/behind.html",
        {
            "district": found, "period": period, "measure": measure, "name": _measure_names()[measure], "whose": card.name if card else street.name if street else "",
            "definition": measures.definitions()[measure], "cases": page[:PAGE], "total": total, "hidden": total - shown.count(),
            "older": f"?{here.urlencode()}" if len(page) > PAGE else "", "chips": chips,
            "back": _address(found, period, "department" if card and card.kind == "department" else "community"),
        },
    )  # fmt: skip


def _groups(district: District, period: Period, rows: list[Rates], by: str) -> list[dict[str, Any]]:
    """Departments in one table; communities in one for each street, the busiest first, several with their sum."""
    if by == "department":
        return [{"rows": [_Shown(district, period, row) for row in rows]}] if rows else []
    streets = measures.by_street(rows)
    known = names(district.code)
    return [
        {
            "name": known[street.code].name if street.code in known else street.code,
            "rates": street,
            "rows": [
                *(_Shown(district, period, row) for row in inside),
                *([_Shown(district, period, replace(street, name=_("Together")), "area")] if len(inside) > 1 else []),
            ],
        }
        for street, inside in streets
    ]


class _Shown:
    """A row of rates, of the district, an organisation or a street, with the addresses of the cases behind each figure."""

    def __init__(self, district: District, period: Period, rates: Rates, whose: str = "organisation") -> None:
        self.rates = rates
        base = reverse("cases:open_cases", args=[district.slug])
        known = {"month": f"{period.first:%Y-%m}", **({whose: rates.code} if rates.code != district.code else {})}
        self.links = {name: f"{base}?{urlencode({**known, 'measure': name})}" for name in MEASURES}


def _measure_names() -> dict[str, str]:
    return {
        "received": _("Received"), "response": _("Response rate"), "resolution": _("Resolution rate"),
        "satisfaction": _("Satisfaction rate"), "late": _("Late"), "report_in": _("Time to report in"),
        "community_rating": _("Rated by communities"),
    }  # fmt: skip


def _chips(request: HttpRequest, measure: str) -> list[dict[str, Any]]:
    """All, those that raise the rate, those that lower it."""
    if measure not in RATES:
        return []
    labels = {"": _("All"), "met": _("Raise the rate"), "missed": _("Lower the rate")}
    chips = []
    for part, label in labels.items():
        query = request.GET.copy()
        query.pop("after", None)
        query["part"] = part
        chips.append({"label": label, "href": f"?{query.urlencode()}", "current": request.GET.get("part", "") == part})
    return chips


def _month(request: HttpRequest) -> Period:
    """The month of `?month=2026-11`; this one when it is absent or no month."""
    try:
        first = Period.day(f"{request.GET.get('month', '')}-01")
    except ValueError:
        return Period.this_month()
    return Period.month(first.year, first.month)


def _address(district: District, period: Period, by: str) -> str:
    return f"{reverse('cases:open_figures', args=[district.slug])}?{urlencode({'month': f'{period.first:%Y-%m}', 'by': by})}"


# The chart's room in SVG units, and the share its foot stands for: differences between 85% and 100% are what matters.
_WIDTH, _HEIGHT, _FOOT = 660, 160, 0.5


def _chart(district: District, trend: list[tuple[Period, Rates]]) -> dict[str, Any]:
    """Points of three lines for the template, and the same figures as a table."""
    step = _WIDTH / max(1, len(trend) - 1)
    lines = []
    for key in RATES:
        values = [getattr(rates, key).value for _period, rates in trend]
        dots = [(round(i * step, 1), _y(v)) for i, v in enumerate(values) if v is not None]
        lines.append(
            {
                "key": key,
                "name": _measure_names()[key],
                "points": " ".join(f"{x},{y}" for x, y in dots),
                "last": dots[-1] if dots else None,
                "value": values[-1],
            }
        )
    months = [
        {
            "label": _("%(n)d/%(y)02d") % {"n": p.first.month, "y": p.first.year % 100},
            "short": _("month %(n)d") % {"n": p.first.month},
            "x": round(i * step, 1),
            "shown": _Shown(district, p, r),
        }
        for i, (p, r) in enumerate(trend)
    ]
    grid = [{"y": _y(share), "label": f"{share:.0%}"} for share in (1, 0.9, 0.8, 0.7, 0.6, 0.5)]
    return {"lines": lines, "months": months, "grid": grid, "width": _WIDTH, "height": _HEIGHT}


def _y(share: float) -> float:
    return round(_HEIGHT * (1 - (max(share, _FOOT) - _FOOT) / (1 - _FOOT)), 1)
