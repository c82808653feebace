"""The book of a fund or of the district as files: a table for spreadsheets, and text for Beancount."""

from __future__ import annotations

from datetime import date

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from linli.clock import today
from linli.places.queries import district_named

from ..queries.exporting import as_beancount, as_csv, fund_as_csv
from ..queries.funds import fund_by
from .door import public


def _year(request: HttpRequest) -> tuple[date, date]:
    """The first and last day of the year asked for; of this one otherwise."""
    given = request.GET.get("year", "")
    year = int(given) if len(given) == 4 and given.isascii() and given.isdigit() and given >= "2000" else today().year
    return date(year, 1, 1), date(year, 12, 31)


def _file(text: str, name: str, kind: str) -> HttpResponse:
    response = HttpResponse(text, content_type=f"{kind}; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


@require_safe
@public
def fund_csv(request: HttpRequest, district: str, code: str) -> HttpResponse:
    found = district_named(district)
    fund = fund_by(found.code, code)
    first, last = _year(request)
    return _file(fund_as_csv(fund, first, last), f"{found.slug}-{fund.code}-{first.year}.csv", "text/csv")


@require_safe
def book_csv(request: HttpRequest, district: str) -> HttpResponse:
    found = district_named(district)
    first, last = _year(request)
    return _file(as_csv(found.code, first, last), f"{found.slug}-ledger-{first.year}.csv", "text/csv")


@require_safe
def book_beancount(request: HttpRequest, district: str) -> HttpResponse:
    found = district_named(district)
    first, last = _year(request)
    return _file(as_beancount(found.code, first, last), f"{found.slug}-ledger-{first.year}.beancount", "text/plain")
