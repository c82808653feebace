"""The open figures by service: what was promised, and how long it really took, month by month."""

from __future__ import annotations

import csv
from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from linli.cases.queries.figures import Period
from linli.cases.sheet import district_named
from linli.places.models import District

from ..queries import figures as measures
from ..queries.figures import MEASURES, Figures

# What a column is sorted by.
_BY: dict[str, Callable[[Figures], Any]] = {
    "name": lambda one: one.name,
    "received": lambda one: one.received,
    "decided": lambda one: one.decided,
    "promised": lambda one: one.promised,
    "law": lambda one: one.law,
    "median": lambda one: one.median,
    "in_time": lambda one: one.in_time.value,
    "returned": lambda one: one.returned.value,
    "granted": lambda one: one.granted.value,
    "rating": lambda one: one.rating.value,
    "overdue": lambda one: one.overdue,
}
_FIRST = "-received"
COUNTED_EVERY = 60


@require_safe
def services(request: HttpRequest, district: str) -> HttpResponse:
    found = district_named(district)
    period, sort = _month(request), _sort(request)
    counted = _counted(found, period)
    busy, quiet = measures.grouped(counted)
    here = reverse("applications:open_services", args=[found.slug])

    def address(of: Period, by: str = sort) -> str:
        words = {"month": f"{of.first:%Y-%m}", **({"sort": by} if by != _FIRST else {})}
        return f"{here}?{urlencode(words)}"

    page = {
        "district": found, "period": period, "total": measures.together(counted), "rows": _sorted(busy, sort),
        "quiet": sorted(quiet, key=lambda one: one.name), "definitions": measures.definitions(), "names": measures.names(),
        "columns": _columns(sort, lambda by: address(period, by)), "earlier": address(period.earlier(1)),
        "later": address(period.earlier(-1)) if period.first < Period.this_month().first else "",
        "download": f"{reverse('applications:open_services_download', args=[found.slug])}?{urlencode({'month': f'{period.first:%Y-%m}'})}",
        "all_figures": f"{reverse('cases:open_figures', args=[found.slug])}?{urlencode({'month': f'{period.first:%Y-%m}'})}",
    }  # fmt: skip
    return render(request, "applications/open/services.html", page)


@require_safe
def download(request: HttpRequest, district: str) -> HttpResponse:
    """The table of a month as CSV, the district's line first, the definitions last."""
    found, period = district_named(district), _month(request)
    counted = _counted(found, period)
    response = HttpResponse(content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{found.slug}-services-{period.first:%Y-%m}.csv"'
    response.write("\ufeff")
    out, called = csv.writer(response), measures.names()
    parts = ("", _(" (count)"), _(" (of)"))
    ratios = [f"{called[name]}{part}" for name in ("in_time", "returned", "granted") for part in parts]
    plain = [called[name] for name in ("received", "decided", "promised", "law", "median")]
    out.writerow([_("Code"), _("Service"), *plain, *ratios, called["rating"], _("Ratings"), called["overdue"]])
    for row in [_as_total(found, counted), *counted]:
        out.writerow(_line(row))
    for name, words in measures.definitions().items():
        out.writerow([called[name], words])
    return response


def _counted(district: District, period: Period) -> list[Figures]:
    """This month as it is now; the months before, which hardly change, are counted once in a minute, whoever looks."""
    if period.first >= Period.this_month().first:
        return measures.by_service(district.code, period)
    key = f"open-services:{district.code}:{period.first}"
    counted = cache.get_or_set(key, lambda: measures.by_service(district.code, period), COUNTED_EVERY)
    assert counted is not None
    return counted


def _as_total(district: District, counted: list[Figures]) -> Figures:
    total = measures.together(counted)
    total.code, total.name = district.code, district.name
    return total


def _line(row: Figures) -> list[Any]:
    ratios = (row.in_time, row.returned, row.granted)
    mean = row.rating.value
    return [
        row.code, row.name, row.received, row.decided, row.promised, row.law, row.median,
        *[value for ratio in ratios for value in (ratio.percent, ratio.count, ratio.of)],
        None if mean is None else round(mean, 1), row.rating.count, row.overdue,
    ]  # fmt: skip


def _sort(request: HttpRequest) -> str:
    """The column, with a dash before it where the largest comes first."""
    given = request.GET.get("sort", "")
    return given if given.removeprefix("-") in _BY else _FIRST


def _sorted(rows: list[Figures], sort: str) -> list[Figures]:
    """What has no such figure comes last, whichever way round."""
    value = _BY[sort.removeprefix("-")]
    there = sorted((one for one in rows if value(one) is not None), key=lambda one: one.name)
    there.sort(key=value, reverse=sort.startswith("-"))
    return there + sorted((one for one in rows if value(one) is None), key=lambda one: one.name)


def _columns(sort: str, address: Callable[[str], str]) -> list[dict[str, Any]]:
    """Each column with the address that sorts by it; by the one it is sorted by, the other way round."""
    by, down = sort.removeprefix("-"), sort.startswith("-")
    called, said = measures.names(), measures.definitions()
    columns = []
    for name in ("name", *MEASURES):
        current = name == by
        turned = down if current else name in ("name", "in_time")
        columns.append(
            {
                "name": name, "label": called.get(name) or _("Service"), "definition": said.get(name, ""), "href": address(name if turned else f"-{name}"),
                "current": current, "in_days": name in ("promised", "law", "median"), "order": ("descending" if down else "ascending") if current else "none",
            }
        )  # fmt: skip
    return columns


def _month(request: HttpRequest) -> Period:
    """The month of `?month=2026-11`; this one when it is absent or no month."""
    try:
        first = Period.day(f"{request.GET.get('month', '')}-01")
    except ValueError:
        return Period.this_month()
    return Period.month(first.year, first.month)
