"""Open figures of the renovation, as a page and as a table."""

from __future__ import annotations

import csv
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from linli.cases.sheet import district_named

from ..queries import figures as queries


@require_safe
@never_cache
def page(request: HttpRequest, district: str) -> HttpResponse:
    found = district_named(district)
    context = {"district": found, "figures": queries.figures_of(found.code), "definitions": queries.definitions()}
    return render(request, "renovation/open.html", context)


@require_safe
@never_cache
def download(request: HttpRequest, district: str) -> HttpResponse:
    """The same numbers; UTF-8 with a mark, so that spreadsheets read it."""
    found = district_named(district)
    response = HttpResponse("\ufeff", content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="{found.slug}-renovation.csv"'
    _write(csv.writer(response), queries.figures_of(found.code))
    return response


def _write(writer: Any, shown: queries.Figures) -> None:
    writer.writerow([_("State of an estate"), _("Estates"), _("Buildings of estates"), _("Households in all")])
    for one in shown.states:
        writer.writerow([one.label, one.estates, one.houses, one.households])
    writer.writerow([])
    writer.writerow([_("Work"), _("Buildings it is meant for"), _("Finished at"), _("Accepted on site"), _("Planned cost"), _("Asked for or paid"), _("Paid")])  # fmt: skip
    for line in shown.works:
        money = line.money
        writer.writerow([line.name, line.meant, line.done, line.accepted, money.planned, money.committed, money.paid])
    writer.writerow([])
    for name, above, below in (
        (_("Votes agreed"), shown.votes_reached, shown.votes_counted),
        (_("Faults of works mended"), shown.mended, shown.faults),
        (_("Satisfied"), shown.ratings.satisfied, shown.ratings.number),
    ):
        writer.writerow([name, above, below])
    writer.writerow([_("Votes open"), shown.votes_open])
    writer.writerow([_("Days to mend"), "" if shown.days_to_mend is None else shown.days_to_mend])
    for word, number, _share in shown.ratings.lines:
        writer.writerow([word, number])
