"""The desk of surveys: the list, a new one, one survey's overview, its questionnaire, progress and quality."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from linli.cases.at_desk import desk_page
from linli.cases.sheet import Sheet
from linli.clock import today
from linli.people.actors import Actor
from linli.problem import Problem

from .. import actions
from ..errors import FaultyForm
from ..models import Survey
from ..queries import finding
from ..queries.progress import progress
from ..queries.published import published
from ..queries.quality import quality
from ..queries.sheets import questions, summary, workbook
from .door import leaders_page, shown, survey_page

_FIELDS = ("code", "title", "purpose", "population", "starts_on", "ends_on")


@require_safe
@leaders_page
def listed(request: HttpRequest, actor: Actor) -> HttpResponse:
    return all_surveys(request, actor, {})


def all_surveys(request: HttpRequest, actor: Actor, more: dict[str, object], status: int = 200) -> HttpResponse:
    """The list. `more`: what became of interviews `brought` as a file, or `faults`."""
    rows = [(one, progress(one)) for one in finding.surveys_of(actor)[:50]]
    return desk_page(request, actor, "surveys/desk/surveys.html", {"rows": rows, **more}, status)


@require_http_methods(["GET", "HEAD", "POST"])
@leaders_page
def new(request: HttpRequest, actor: Actor) -> HttpResponse:
    first = {"starts_on": today().isoformat(), "ends_on": (today() + timedelta(days=60)).isoformat()}
    sheet = Sheet(typed={name: request.POST.get(name, first.get(name, "")) for name in _FIELDS})
    if request.method == "POST":
        try:
            made = actions.create_survey(actor, dict(sheet.typed))
        except Problem as problem:
            sheet.add(problem)
        else:
            messages.success(request, _("The survey is begun. Next comes its questionnaire."))
            return redirect("surveys:desk_form", made.code)
    return desk_page(request, actor, "surveys/desk/new.html", {"sheet": sheet, "fields": _fields(sheet)}, sheet.status)


def _fields(sheet: Sheet) -> list[dict[str, object]]:
    asked = (
        ("title", _("Title"), "", "text"), ("code", _("Code"), _("Short, for the address: risk-2026"), "text"),
        ("population", _("Whom it speaks of"), _("as: residents of 18 years and older who have lived here for half a year"), "text"),
        ("purpose", _("What it is for"), "", "area"), ("starts_on", _("First day"), "", "date"), ("ends_on", _("Last day"), "", "date"),
    )  # fmt: skip
    return [
        {
            "name": name,
            "label": label,
            "hint": hint,
            "kind": kind,
            "value": sheet.typed[name],
            "faults": sheet.faults.get(name, []),
        }
        for name, label, hint, kind in asked
    ]


@require_safe
@survey_page
def overview(request: HttpRequest, actor: Actor, survey: Survey) -> HttpResponse:
    return _overview(request, actor, survey)


def _overview(
    request: HttpRequest, actor: Actor, survey: Survey, faults: tuple[str, ...] = (), status: int = 200
) -> HttpResponse:
    context = {
        "progress": progress(survey), "form": finding.current_form(survey), "sample": getattr(survey, "sample", None),
        "published": published(survey), "summary": summary(survey), "faults": faults,
    }  # fmt: skip
    return shown(request, actor, survey, "survey", context, status)


@require_POST
@survey_page
def move(request: HttpRequest, actor: Actor, survey: Survey, name: str) -> HttpResponse:
    """Begin the interviews, or end them."""
    verbs = {"begin": actions.begin, "close": actions.close}
    if name not in verbs:
        raise Http404(name)
    try:
        verbs[name](actor, survey.code)
    except Problem as problem:
        return _overview(request, actor, survey, (problem.message,), problem.status)
    said = {
        "begin": _("Interviewers can begin."),
        "close": _("The interviews have ended. What still arrives is marked as late."),
    }
    messages.success(request, said[name])
    return redirect("surveys:desk_survey", survey.code)


@require_http_methods(["GET", "HEAD", "POST"])
@survey_page
def form(request: HttpRequest, actor: Actor, survey: Survey) -> HttpResponse:
    """The questionnaire: what is asked, and putting up another version."""
    faults: list[str] = []
    file = request.FILES.get("form")
    if request.method == "POST":
        try:
            if file is None:
                faults = [_("Please choose the file of the questionnaire.")]
            else:
                made = actions.put_form(actor, survey.code, file.name or "", file.read(5_000_001))
                messages.success(
                    request, _("Version %(version)s is the questionnaire now.") % {"version": made.version}
                )
                return redirect("surveys:desk_form", survey.code)
        except FaultyForm as faulty:
            faults = [str(one) for one in faulty.form_faults]
        except Problem as problem:
            faults = [problem.message]
    current = finding.current_form(survey)
    context = {
        "form": current, "faults": faults, "questions": questions(current) if current else [],
        "versions": survey.forms.order_by("-created_at"),
    }  # fmt: skip
    return shown(request, actor, survey, "form", context, 422 if faults else 200)


@require_safe
@survey_page
def form_file(request: HttpRequest, actor: Actor, survey: Survey, key: UUID, kind: str) -> HttpResponse:
    """A version as a spreadsheet, or as the XForm."""
    found = survey.forms.filter(pk=key).first()
    if found is None or kind not in ("xlsx", "xml"):
        raise Http404(kind)
    types = {
        "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        "xml": "text/xml; charset=utf-8",
    }
    answer = HttpResponse(workbook(found) if kind == "xlsx" else found.xml, content_type=types[kind])
    answer.headers["Content-Disposition"] = f'attachment; filename="{found.form_id}-{found.version}.{kind}"'
    return answer


@require_safe
@survey_page
def progress_page(request: HttpRequest, actor: Actor, survey: Survey) -> HttpResponse:
    return shown(request, actor, survey, "progress", {"progress": progress(survey)})


@require_safe
@survey_page
def quality_page(request: HttpRequest, actor: Actor, survey: Survey) -> HttpResponse:
    return shown(request, actor, survey, "quality", {"quality": quality(survey), "digits_named": range(10)})
