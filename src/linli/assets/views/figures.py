"""What stands empty, what rent came in and how it was shared, for everyone: as a page and as a file."""

from __future__ import annotations

import csv

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from linli.cases.sheet import district_named
from linli.clock import today

from ..queries.figures import of_year, year_of


@require_safe
def page(request: HttpRequest, district: str) -> HttpResponse:
    found = district_named(district)
    year, this = year_of(request.GET.get("year", "")), today().year
    years = [{"label": str(one), "href": f"?year={one}", "current": one == year} for one in range(this, this - 3, -1)]
    context = {"district": found, "figures": of_year(found.code, year), "years": years}
    return render(request, "assets/open.html", context)


@require_safe
def download(request: HttpRequest, district: str) -> HttpResponse:
    """One row a month; UTF-8 with a mark, so that spreadsheets read it."""
    found = district_named(district)
    figures = of_year(found.code, year_of(request.GET.get("year", "")))
    response = HttpResponse("\ufeff", content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="{found.slug}-assets-{figures.year}.csv"'
    table = csv.writer(response)
    table.writerow([_("Assets"), _("Vacant"), _("Square metres"), _("Square metres vacant"), _("Rent in arrears")])
    table.writerow([figures.assets, figures.vacant, figures.square_metres, figures.vacant_metres, figures.arrears])
    table.writerow([])
    table.writerow(
        [_("Month"), _("Rent due"), _("Rent come in"), _("To owners"), _("To communities"), _("To operators")]
    )
    for one in figures.months:
        table.writerow([f"{one.month:%Y-%m}", one.due, one.received, one.owner, one.community, one.operator])
    return response
