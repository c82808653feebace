"""How much the rooms are used, for everyone: as a page and as a file."""

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
    found, this = district_named(district), today().year
    year = figures.year_of(request.GET.get("year", ""))
    years = [{"label": str(one), "href": f"?year={one}", "current": one == year} for one in range(this, this - 3, -1)]
    context = {"district": found, "year": year, "years": years, "figures": figures.of_year(found.code, year)}
    return render(request, "spaces/open.html", context)


@require_safe
def download(request: HttpRequest, district: str) -> HttpResponse:
    """One row a month, then one a room; UTF-8 with a mark, so that spreadsheets read it."""
    found, year = district_named(district), figures.year_of(request.GET.get("year", ""))
    response = HttpResponse("\ufeff", content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="{found.slug}-spaces-{year}.csv"'
    writer, shown = csv.writer(response), figures.of_year(found.code, year)
    columns = [
        _("Hours open"), _("Hours booked"), _("Use rate"), _("Bookings"), _("Used bookings"), _("Hours used"), _("People who came"),
    ]  # fmt: skip
    writer.writerow([_("Month"), "", *columns])
    for month, use in shown.months:
        writer.writerow([f"{month:%Y-%m}", "", *_cells(use)])
    writer.writerow([])
    writer.writerow([_("Room"), _("Community"), *columns])
    for use in shown.rooms:
        writer.writerow([use.name, use.place, *_cells(use)])
    return response


def _cells(use: figures.Use) -> list[str]:
    rate = "" if use.rate is None else f"{use.rate:.4f}"
    hours = [f"{use.open_hours:g}", f"{use.booked_hours:g}", rate, str(use.bookings), str(use.used)]
    return [*hours, f"{use.used_hours:g}", str(use.people)]
