"""A table of measured values, put at the desk by a physician; what could not be taken is told line by line."""

from __future__ import annotations

from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from linli.cases.at_desk import desk_page, only, staff_page
from linli.people.actors import Actor
from linli.people.roles import Role
from linli.problem import Problem

from ..actions.importing import COLUMNS, MOST_BYTES, MOST_LINES, Report, UnreadableTable, import_table

# So many faults are shown; who mends these sees the others next time.
FAULTS_SHOWN = 200


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@staff_page
def page(request: HttpRequest, actor: Actor) -> HttpResponse:
    only(actor, Role.PHYSICIAN)
    report: Report | None = None
    faults: list[str] = []
    status = 200
    if request.method == "POST":
        try:
            report = import_table(actor, _table(request))
        except Problem as problem:
            faults, status = [problem.message], problem.status
    context = {
        "columns": list(COLUMNS.values()), "report": report, "faults": faults, "most": MOST_LINES,
        "shown": report.faults[:FAULTS_SHOWN] if report else [], "hidden": max(len(report.faults) - FAULTS_SHOWN, 0) if report else 0,
    }  # fmt: skip
    return desk_page(request, actor, "health/curve_import.html", context, status)


def _table(request: HttpRequest) -> bytes:
    """Raises UnreadableTable."""
    given = request.FILES.get("table")
    if not isinstance(given, UploadedFile):
        raise UnreadableTable(_("Please choose a table (CSV) first."))
    return given.read(MOST_BYTES + 1)
