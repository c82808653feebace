"""The rates as pages and files: for physicians, for disease control, and for everybody without small numbers."""

from __future__ import annotations

import csv
from collections.abc import Iterator

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from linli.cases.at_desk import desk_page, staff_page
from linli.cases.sheet import district_named
from linli.clock import today
from linli.people.actors import Actor

from ..access import may_count
from ..queries import figures as queries
from .telling import PublicRow, public_rows, rules_of

FORMULA_SIGNS = ("=", "+", "-", "@", "\t")


def _years(year: int) -> list[dict[str, object]]:
    this = today().year
    return [{"label": str(one), "href": f"?year={one}", "current": one == year} for one in range(this, this - 4, -1)]


@require_safe
@never_cache
@staff_page
def page(request: HttpRequest, actor: Actor) -> HttpResponse:
    """All numbers, each with what it is a part of."""
    if not may_count(actor):
        raise PermissionDenied
    year = queries.year_of(request.GET.get("year", ""))
    report = queries.report(actor, year)
    context = {"report": report, "year": year, "years": _years(year), "rules": rules_of(report.norm)}
    return desk_page(request, actor, "followup/desk/figures.html", context)


@require_safe
@never_cache
@staff_page
def download(request: HttpRequest, actor: Actor) -> HttpResponse:
    """One row an institution and condition; UTF-8 with a mark, so that spreadsheets read it."""
    if not may_count(actor):
        raise PermissionDenied
    year = queries.year_of(request.GET.get("year", ""))
    report = queries.report(actor, year)
    response = HttpResponse("\ufeff", content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="followup-{year}.csv"'
    writer = csv.writer(response)
    writer.writerows([[_plain(one) for one in row] for row in _lines(report)])
    return response


def _lines(report: queries.Report) -> Iterator[list[object]]:
    yield [
        _("Year"), _("Counted until"), _("Condition"), _("Institution"), _("Managed in the year"), _("Thought to have it"),
        _("Management rate"), _("Managed to the norm"), _("Standard management rate"), _("Controlled at the last visit"),
        _("Control rate"), _("Not met at the last visit"), _("Follow-up visits"), _("Norm"),
    ]  # fmt: skip
    for part in report.parts:
        for row in (part.total, *part.rows):
            one = row.rates
            management = one.management.value if one.management else None
            yield [
                report.year, report.until.isoformat(), part.condition.label, row.name or _("In all"), one.managed,
                "" if one.estimate is None else one.estimate, _share(management), one.standard, _share(one.standard_management.value),
                one.controlled, _share(one.control.value), one.lost, one.visits, report.norm.version,
            ]  # fmt: skip


def _share(value: float | None) -> str:
    return "" if value is None else f"{value:.4f}"


def _plain(value: object) -> object:
    """No spreadsheet takes it for a formula."""
    text = str(value)
    return f"'{text}" if text.startswith(FORMULA_SIGNS) else value


@require_safe
def open_page(request: HttpRequest, district: str) -> HttpResponse:
    """The district as a whole, for everybody; no number below five is shown."""
    found = district_named(district)
    year = queries.year_of(request.GET.get("year", ""))
    report = queries.open_report(found, year)
    rows: list[PublicRow] = public_rows(report)
    context = {
        "district": found, "year": year, "years": _years(year), "rows": rows, "report": report,
        "smallest": queries.SMALLEST, "rules": rules_of(report.norm),
    }  # fmt: skip
    return render(request, "followup/open.html", context)
