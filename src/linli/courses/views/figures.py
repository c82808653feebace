"""How far health education reaches, for everyone: as a page and as a file."""

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
    year = figures.year_of(request.GET.get("year", ""))
    this = today().year
    return {
        "year": year,
        "figures": figures.of_year(district, year),
        "years": [
            {"label": str(one), "href": f"?year={one}", "current": one == year} for one in range(this, this - 3, -1)
        ],
    }


@require_safe
def page(request: HttpRequest, district: str) -> HttpResponse:
    found = district_named(district)
    return render(request, "courses/open.html", {"district": found, **shown(request, found.code)})


@require_safe
def download(request: HttpRequest, district: str) -> HttpResponse:
    """Rates first, each with above and below, then one row a month; UTF-8 with a mark, so that spreadsheets read it."""
    found = district_named(district)
    year = figures.year_of(request.GET.get("year", ""))
    response = HttpResponse("\ufeff", content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="{found.slug}-learn-{year}.csv"'
    write(csv.writer(response), figures.of_year(found.code, year))
    return response


def write(writer: Any, year: figures.Figures) -> None:
    writer.writerow([_("Figure"), _("Above the line"), _("Below the line"), _("Above by below"), _("Definition")])
    for rate in (*year.rates, year.no_shows):
        share = "" if rate.share is None else f"{rate.share:.4f}"
        writer.writerow([rate.name, rate.above, rate.below, share, rate.definition])
    writer.writerow([])
    writer.writerow(
        [_("Month"), _("Lectures"), _("How many people"), _("Leaflets and the like"), _("Boards changed"), _("Lessons in schools"), _("Pupils")]
    )  # fmt: skip
    for one in year.months:
        writer.writerow(
            [f"{one.month:%Y-%m}", one.lectures, one.people, one.handed_out, one.changes, one.lessons, one.pupils]
        )
