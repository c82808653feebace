"""What volunteers do in numbers, for everyone: as a page and as a file."""

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
    chips = [{"label": f"{one}", "href": f"?year={one}", "current": one == year} for one in range(this, this - 3, -1)]
    figures = of_year(found.code, year)
    most = max((one.hours for one in figures.months), default=0)
    months = [(one, one.hours / most if most else None) for one in figures.months]
    context = {"district": found, "year": year, "years": chips, "figures": figures, "months": months}
    return render(request, "volunteers/open.html", context)


@require_safe
def download(request: HttpRequest, district: str) -> HttpResponse:
    """Kinds of teams first, then one row a month; UTF-8 with a mark, so that spreadsheets read it."""
    found = district_named(district)
    year = year_of(request.GET.get("year", ""))
    answer = HttpResponse("\ufeff", content_type="text/csv; charset=utf-8")
    answer.headers["Content-Disposition"] = f'attachment; filename="{found.slug}-volunteers-{year}.csv"'
    sheet, figures = csv.writer(answer), of_year(found.code, year)
    sheet.writerow([_("Kind of team"), _("Teams"), _("People in teams")])
    sheet.writerows(figures.kinds)
    sheet.writerow([])
    sheet.writerow(
        [
            _("Month"),
            _("Activities"),
            _("Hours given"),
            _("Times somebody was there"),
            _("Requests for help"),
            _("Answered"),
        ]
    )
    for one in figures.months:
        hours = f"{one.hours:.2f}"
        sheet.writerow([f"{one.month:%Y-%m}", one.activities, hours, one.served, one.asked, one.answered])
    return answer
