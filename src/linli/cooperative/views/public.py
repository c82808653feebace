"""For everyone: where the milk in a bottle comes from, and the co-operative in figures."""

from __future__ import annotations

import csv

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from linli.cases.sheet import district_named
from linli.clock import today

from ..errors import NotThere
from ..queries import figures
from ..queries.sales import FEW, trace


@require_safe
def ask(request: HttpRequest, district: str) -> HttpResponse:
    """Where the code is typed that stands on a bottle."""
    found = district_named(district)
    if not figures.has_cooperative(found.code):
        raise Http404
    code = request.GET.get("code", "").strip()[:30]
    if code:
        return redirect("cooperative:trace", found.slug, code.replace("/", ""))
    return render(request, "cooperative/ask.html", {"district": found})


@require_safe
def bottle(request: HttpRequest, district: str, code: str) -> HttpResponse:
    found = district_named(district)
    if not figures.has_cooperative(found.code):
        raise Http404
    try:
        shown = trace(found.code, code)
    except NotThere as unknown:
        context = {"district": found, "said": unknown.message, "code": code[:30]}
        return render(request, "cooperative/ask.html", context, status=404)
    return render(request, "cooperative/trace.html", {"district": found, "trace": shown, "few": FEW})


@require_safe
def open_figures(request: HttpRequest, district: str) -> HttpResponse:
    found = district_named(district)
    year = figures.year_of(request.GET.get("year", ""))
    shown = figures.of_year(found.code, year)
    if shown is None:
        raise Http404
    this = today().year
    years = [{"label": str(one), "href": f"?year={one}", "current": one == year} for one in range(this, this - 3, -1)]
    return render(request, "cooperative/open.html", {"district": found, "figures": shown, "years": years})


@require_safe
def download(request: HttpRequest, district: str) -> HttpResponse:
    """One row a month; UTF-8 with a mark, so that spreadsheets read it."""
    found = district_named(district)
    year = figures.year_of(request.GET.get("year", ""))
    shown = figures.of_year(found.code, year)
    if shown is None:
        raise Http404
    response = HttpResponse("\ufeff", content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="{found.slug}-cooperative-{year}.csv"'
    table = csv.writer(response)
    heads = [
        _("Month"),
        *(f"{name} kg" for name in shown.grades),
        _("Taken kg"),
        _("Sent back kg"),
        _("Milk money"),
        _("Yuan a kg"),
        _("Paid to households"),
    ]
    table.writerow(heads)
    for one in shown.months:
        kinds = [f"{kg:.2f}" for _name, kg in one.grades]
        paid, price = "" if one.paid is None else one.paid, "" if one.price is None else one.price
        table.writerow([f"{one.month:%Y-%m}", *kinds, one.taken, one.rejected, one.amount, price, paid])
    return response
