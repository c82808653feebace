"""Cards as a table: a file taken in, what became of its rows, the report to download."""

from __future__ import annotations

import csv
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from linli.cases.at_desk import desk_page, staff_page
from linli.people.actors import Actor
from linli.problem import Problem

from .. import actions
from ..actions.importing import template_of
from ..checks.words import grade_word
from ..choices import FIELDS
from ..models import ImportRun
from ..queries.desk import run_of, runs_of
from .cards import registrars_only
from .sheets import KINDS

SHOWN = 100
FORMULA_SIGNS = ("=", "+", "-", "@", "\t", "\r")


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@staff_page
def page(request: HttpRequest, actor: Actor) -> HttpResponse:
    registrars_only(actor)
    if request.method != "POST":
        return _page(request, actor, run=_run(actor, request.GET.get("run", "")))
    file = request.FILES.get("file")
    try:
        if file is None:
            return _page(request, actor, faults=[_("Please choose a file.")], status=422)
        run = actions.import_cards(actor, request.POST.get("kind", ""), file.name or "", file.read())
    except Problem as problem:
        return _page(request, actor, faults=[problem.message], status=problem.status)
    told = ngettext("%(n)d row was taken in.", "%(n)d rows were taken in.", run.taken) % {"n": run.taken}
    messages.success(request, told)
    return redirect(f"{request.path}?run={run.pk}")


def _run(actor: Actor, key: str) -> ImportRun | None:
    try:
        return run_of(actor, UUID(key))
    except ValueError:
        return None


def _page(
    request: HttpRequest, actor: Actor, *, run: ImportRun | None = None, faults: list[str] | None = None, status: int = 200
) -> HttpResponse:  # fmt: skip
    lines = run.report if run else []
    context: dict[str, Any] = {
        "kinds": KINDS.values(), "chosen": request.POST.get("kind", "death"), "run": run, "faults": faults or [], "runs": runs_of(actor),
        "lines": [[*line[:3], grade_word(line[3]), *line[4:]] for line in lines[:SHOWN]], "more": max(0, len(lines) - SHOWN),
    }  # fmt: skip
    return desk_page(request, actor, "registries/desk/import.html", context, status)


@require_safe
@staff_page
def template(request: HttpRequest, actor: Actor, name: str) -> HttpResponse:
    """An empty table with its columns and what goes where."""
    registrars_only(actor)
    if name not in FIELDS:
        raise Http404(name)
    response = HttpResponse("\ufeff" + template_of(name), content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    return response


@require_safe
@never_cache
@staff_page
def report(request: HttpRequest, actor: Actor, key: UUID) -> HttpResponse:
    """Every finding with line and column."""
    registrars_only(actor)
    run = run_of(actor, key)
    if run is None:
        raise Http404
    response = HttpResponse("\ufeff", content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="report-{run.at:%Y%m%d-%H%M}.csv"'
    writer = csv.writer(response)
    writer.writerow(
        [
            _("Line"),
            _("Column"),
            _("Code of the finding"),
            _("Grade of the finding"),
            _("Value given"),
            _("What it says"),
        ]
    )
    for line, column, code, grade, value, text in run.report:
        writer.writerow([line, _plain(column), code, grade_word(grade), _plain(value), _plain(text)])
    return response


def _plain(text: str) -> str:
    """No spreadsheet takes it for a formula."""
    return f"'{text}" if text.startswith(FORMULA_SIGNS) else text
