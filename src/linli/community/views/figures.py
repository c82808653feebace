"""The open figures of events, as a page and as a file."""

from __future__ import annotations

import csv

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from linli.cases.sheet import district_named
from linli.clock import today

from ..queries import figures


@require_safe
def page(request: HttpRequest, district: str) -> HttpResponse:
    found = district_named(district)
    year = figures.year_of(request.GET.get("year", ""))
    months = figures.by_month(found.code, year)
    this = today().year
    context = {
        "district": found, "year": year, "months": months, "total": figures.total(months, year),
        "years": [{"label": str(one), "href": f"?year={one}", "current": one == year} for one in range(this, this - 3, -1)],
    }  # fmt: skip
    return render(request, "community/open_events.html", context)


@require_safe
def download(request: HttpRequest, district: str) -> HttpResponse:
    """One row a month; UTF-8 with a mark, so that spreadsheets read it."""
    found = district_named(district)
    year = figures.year_of(request.GET.get("year", ""))
    response = HttpResponse("\ufeff", content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="{found.slug}-events-{year}.csv"'
    writer = csv.writer(response)
    writer.writerow(
        [
            _("Month"),
            _("Events held"),
            _("Called off"),
            _("With a count"),
            _("People that came"),
            _("Seats in all"),
            _("Seats taken"),
        ]
    )
    for one in figures.by_month(found.code, year):
        writer.writerow(
            [f"{one.month:%Y-%m}", one.held, one.cancelled, one.counted, one.attended, one.seats, one.taken]
        )
    return response
