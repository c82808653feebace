"""People placed, hours and wages, for everyone: as a page and as a file."""

from __future__ import annotations

import csv
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from linli.cases.sheet import district_named
from linli.clock import today

from ..queries import figures


def shown(request: HttpRequest, district: str) -> dict[str, Any]:
    """What a page of the figures of the year asked for shows."""
    year, this = figures.year_of(request.GET.get("year", "")), today().year
    return {
        "year": year, "figures": figures.of_year(district, year), "least": figures.LEAST_TOLD,
        "years": [{"label": str(one), "href": f"?year={one}", "current": one == year} for one in range(this, this - 3, -1)],
    }  # fmt: skip


@require_safe
def page(request: HttpRequest, district: str) -> HttpResponse:
    found = district_named(district)
    return render(request, "employment/open.html", {"district": found, **shown(request, found.code)})


@require_safe
def download(request: HttpRequest, district: str) -> HttpResponse:
    """Groups first, then one row a month; UTF-8 with a mark, so that spreadsheets read it."""
    found = district_named(district)
    year = figures.year_of(request.GET.get("year", ""))
    response = HttpResponse("\ufeff", content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="{found.slug}-jobs-{year}.csv"'
    write(csv.writer(response), figures.of_year(found.code, year))
    return response


def write(writer: Any, year: figures.Figures) -> None:
    writer.writerow([_("People placed"), year.placed])
    writer.writerow([_("Full time"), year.full])
    writer.writerow([_("Part time"), year.part])
    for one in year.groups:
        writer.writerow([one.name, _("fewer than five, or kept back with such") if one.number is None else one.number])
    writer.writerow([])
    writer.writerow(
        [_("Month"), _("People paid"), _("Hours worked"), _("Wages, yuan"), _("First entry"), _("Last entry")]
    )
    for one_month in year.months:
        writer.writerow(
            [f"{one_month.month:%Y-%m}", one_month.people, f"{one_month.hours.normalize():f}", one_month.whole, one_month.first or "", one_month.last or ""]
        )  # fmt: skip
