"""The analysis at the desk: weights, tables with intervals, publishing, files; and figures of a table of one's own."""

from __future__ import annotations

import csv
from collections.abc import Iterable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from linli.audit import actions as audit
from linli.cases.at_desk import desk_page
from linli.people.actors import Actor
from linli.problem import Problem

from .. import actions, frames
from ..errors import WrongFile
from ..models import Survey
from ..queries.analysing import BY_LABELS, Analysis, analysis, lonely_choices, table_rows
from ..queries.own_table import Asked, asked_of, estimated
from ..queries.published import published
from ..queries.rows import rows_of
from .door import leaders_page, shown, survey_page


@require_safe
@survey_page
def page(request: HttpRequest, actor: Actor, survey: Survey) -> HttpResponse:
    return _page(request, actor, survey)


def _page(
    request: HttpRequest, actor: Actor, survey: Survey, faults: tuple[str, ...] = (), status: int = 200
) -> HttpResponse:
    by = request.GET.get("by", "")
    by = by if by in BY_LABELS else ""
    found: Analysis | None = None
    try:
        found = analysis(survey, by)
    except Problem as problem:
        # No figure, but the page with what to choose.
        faults, status = (*faults, problem.message), max(status, problem.status)
    ways = [
        {"label": str(label), "href": f"?by={name}" if name else "?", "current": name == by}
        for name, label in BY_LABELS.items()
    ]
    context = {
        "analysis": found, "faults": faults, "ways": ways, "lonely": lonely_choices(survey), "published": published(survey), "by": by,
    }  # fmt: skip
    return shown(request, actor, survey, "analysis", context, status)


@require_POST
@survey_page
def margins(request: HttpRequest, actor: Actor, survey: Survey) -> HttpResponse:
    file = request.FILES.get("margins")
    try:
        if file is None:
            raise WrongFile(_("Please choose the file with how many people there are."))
        actions.set_margins(actor, survey.code, file.read(frames.LARGEST + 1), request.POST.get("source", ""))
    except Problem as problem:
        return _page(request, actor, survey, _said(problem), problem.status)
    messages.success(request, _("The weights are fitted to these figures."))
    return redirect("surveys:desk_analysis", survey.code)


@require_POST
@survey_page
def lonely(request: HttpRequest, actor: Actor, survey: Survey) -> HttpResponse:
    try:
        actions.choose_lonely(actor, survey.code, {"lonely": request.POST.get("lonely", "")})
    except Problem as problem:
        return _page(request, actor, survey, _said(problem), problem.status)
    messages.success(request, _("Kept."))
    return redirect("surveys:desk_analysis", survey.code)


@require_POST
@survey_page
def publish(request: HttpRequest, actor: Actor, survey: Survey) -> HttpResponse:
    try:
        row = actions.publish_tables(actor, survey.code)
    except Problem as problem:
        return _page(request, actor, survey, _said(problem), problem.status)
    messages.success(
        request, _("Published as number %(n)d; it stays as it is, and bulletins are made of it.") % {"n": row.number}
    )
    return redirect("surveys:desk_analysis", survey.code)


def _said(problem: Problem) -> tuple[str, ...]:
    return tuple(one.message for one in problem.faults) or (problem.message,)


@require_safe
@survey_page
def tables_file(request: HttpRequest, actor: Actor, survey: Survey) -> HttpResponse:
    """What was published, as a file: what research gets."""
    found = published(survey)
    if found is None:
        return _page(request, actor, survey, (_("Nothing is published yet."),), 409)
    audit.record(
        actor, "survey_tables_taken", district=survey.district_id, subject=survey.code, data={"number": found.number}
    )
    return _csv(f"{survey.code}-tables-{found.number}", table_rows(found))


@require_safe
@survey_page
def rows_file(request: HttpRequest, actor: Actor, survey: Survey) -> HttpResponse:
    """The cleaned interviews with their weights, without name and address, for who leads the survey; on record."""
    try:
        rows = rows_of(survey)
    except Problem as problem:
        return _page(request, actor, survey, (problem.message,), problem.status)
    audit.record(
        actor, "survey_rows_taken", district=survey.district_id, subject=survey.code, data={"rows": len(rows) - 1}
    )
    return _csv(f"{survey.code}-rows", rows)


def _csv(name: str, rows: Iterable[list[Any]]) -> HttpResponse:
    answer = HttpResponse("\ufeff", content_type="text/csv; charset=utf-8")
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    writer = csv.writer(answer)
    for row in rows:
        writer.writerow(
            [f"'{one}" if isinstance(one, str) and one.startswith(("=", "@", "\t")) else one for one in row]
        )
    return answer


@require_http_methods(["GET", "HEAD", "POST"])
@leaders_page
def own_table(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Estimates from a table that somebody brings, by a design that they name; nothing of it is kept."""
    asked = asked_of(request.POST)
    faults: tuple[str, ...] = ()
    result = None
    if request.method == "POST":
        file = request.FILES.get("table")
        try:
            if file is None:
                raise WrongFile(_("Please choose the file of the table."))
            result = estimated(file.read(frames.LARGEST + 1), asked)
        except Problem as problem:
            faults = _said(problem)
    context = {"asked": asked, "faults": faults, "result": result, "lonely": Asked.LONELY}
    return desk_page(request, actor, "surveys/desk/own_table.html", context, 422 if faults else 200)
