"""The open figures of the three lists: a page and a table to download."""

from __future__ import annotations

import csv

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from linli.cases.sheet import district_named

from ..queries import figures


@require_safe
def page(request: HttpRequest, district: str) -> HttpResponse:
    found = district_named(district)
    return render(request, "projects/open.html", {"district": found, "figures": figures.of_district(found.code)})


@require_safe
def download(request: HttpRequest, district: str) -> HttpResponse:
    """UTF-8 with a mark, so that spreadsheets read it."""
    found = district_named(district)
    response = HttpResponse("\ufeff", content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="{found.slug}-projects.csv"'
    csv.writer(response).writerows(figures.table(figures.of_district(found.code)))
    return response
