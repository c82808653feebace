"""A physician's desk: what is urgent, what is to be decided, who came today, their people, and one person's file."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate, ParamSpec
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from linli.cases.at_desk import desk_page, staff_page
from linli.cases.sheet import Sheet
from linli.people.actors import Actor
from linli.people.queries import organisations
from linli.places.models import Area
from linli.places.queries import district_by
from linli.problem import Problem

from .. import actions
from ..access import is_physician
from ..actions.filing import of_desk, physicians_of
from ..errors import NoSuchAlert, NoSuchObservation, NoSuchPatient, NotYours
from ..models import Patient, Sex
from ..on_file import on_file
from ..queries import desk as queries

P = ParamSpec("P")
FIELDS = ("name", "id_number", "phone", "born", "sex", "area", "organisation", "physician")


def physicians_page(
    view: Callable[Concatenate[HttpRequest, Actor, P], HttpResponseBase],
) -> Callable[..., HttpResponseBase]:
    """For physicians alone; a file that is not theirs to see is not there."""

    def guarded(request: HttpRequest, actor: Actor, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        if not is_physician(actor):
            raise PermissionDenied
        try:
            return view(request, actor, *args, **kwargs)
        except (NoSuchPatient, NoSuchAlert, NoSuchObservation) as unknown:
            raise Http404(unknown.message) from None

    return never_cache(wraps(view)(staff_page(guarded)))


@require_safe
@physicians_page
def front(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Urgent values first; then what is to be decided, and who came today."""
    district = district_by(actor.reach.district)
    return desk_page(request, actor, "health/desk/front.html", {"desk_of": queries.desk(actor, district)})


def _key(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


@require_safe
@physicians_page
def panel(request: HttpRequest, actor: Actor) -> HttpResponse:
    found = queries.panel(actor, request.GET.get("q", "")[:40], _key(request.GET.get("before", "")))
    return desk_page(request, actor, "health/desk/panel.html", {"panel": found, "q": found.text})


@require_safe
@physicians_page
def page(request: HttpRequest, actor: Actor, code: str) -> HttpResponse:
    """One person's file; looking at it is on record."""
    return file_page(request, actor, code)


def file_page(
    request: HttpRequest, actor: Actor, code: str, sheet: Sheet | None = None, status: int = 200, phone: str = ""
) -> HttpResponse:
    """`phone`: once it was asked for."""
    district = district_by(actor.reach.district)
    found = queries.file_of(actor, code, district)
    context = {
        "file": found,
        "patient": found.patient,
        "sheet": sheet or Sheet(),
        "faults": sheet.sentences if sheet else [],
        "phone": phone,
    }
    return desk_page(request, actor, "health/desk/file.html", context, status)


@require_POST
@physicians_page
def phone(request: HttpRequest, actor: Actor, code: str) -> HttpResponse:
    """The whole telephone number; asking for it is on record."""
    patient = of_desk(actor, code)
    on_file(actor, "phone_seen", patient, {"reason": str(_("Health file"))})
    return file_page(request, actor, code, phone=patient.phone)


def _done(
    request: HttpRequest, actor: Actor, code: str, do: Callable[[], Any], said: str, names: tuple[str, ...]
) -> HttpResponse:
    """An action on a file; what is wrong is said on its page, with what was typed."""
    try:
        do()
    except (NoSuchAlert, NoSuchObservation, NoSuchPatient):
        raise
    except NotYours as refused:
        raise PermissionDenied(refused.message) from None
    except Problem as problem:
        sheet = Sheet(typed={name: request.POST.get(name, "") for name in names})
        sheet.add(problem)
        return file_page(request, actor, code, sheet, problem.status)
    messages.success(request, said)
    return redirect(_back(request, code))


def _back(request: HttpRequest, code: str) -> str:
    """To the front page where it was pressed there; else to the file."""
    return "/desk/health" if request.POST.get("back") == "front" else f"/desk/health/patients/{code}"


@require_POST
@physicians_page
def advise(request: HttpRequest, actor: Actor, code: str) -> HttpResponse:
    given = {"text": request.POST.get("text", "")}
    said = _("Kept. They read it with their next measurement, and on their curve.")
    return _done(request, actor, code, lambda: actions.advise(actor, code, given), said, ("text",))


@require_POST
@physicians_page
def see(request: HttpRequest, actor: Actor, code: str, key: UUID) -> HttpResponse:
    said = _("Noted: you look after it. Please write down what became of it.")
    return _done(request, actor, code, lambda: actions.see_alert(actor, key), said, ())


@require_POST
@physicians_page
def close(request: HttpRequest, actor: Actor, code: str, key: UUID) -> HttpResponse:
    given = {"outcome": request.POST.get("outcome", "")}
    said = _("Noted. The urgent value is closed.")
    return _done(request, actor, code, lambda: actions.close_alert(actor, key, given), said, ("outcome",))


@require_POST
@physicians_page
def decide(request: HttpRequest, actor: Actor, code: str, key: UUID) -> HttpResponse:
    counts = request.POST.get("counts") == "yes"
    said = (
        _("It counts, and is on the curve now.") if counts else _("It does not count. It is kept, and shown nowhere.")
    )
    return _done(request, actor, code, lambda: actions.decide(actor, key, {"counts": counts}), said, ())


@require_http_methods(["GET", "HEAD", "POST"])
@physicians_page
def new(request: HttpRequest, actor: Actor) -> HttpResponse:
    if request.method != "POST":
        typed = {"organisation": actor.organisation, "physician": actor.account.username or "" if actor.account else ""}
        return _form(request, actor, None, Sheet(typed=typed))
    sheet = _typed(request)
    try:
        row = actions.open_file(actor, dict(sheet.typed))
    except Problem as problem:
        sheet.add(problem)
        return _form(request, actor, None, sheet, problem.status)
    messages.success(request, _("The health file is open. Please write the card: %(code)s.") % {"code": row.code})
    return redirect("health:desk_patient", row.code)


@require_http_methods(["GET", "HEAD", "POST"])
@physicians_page
def edit(request: HttpRequest, actor: Actor, code: str) -> HttpResponse:
    patient = of_desk(actor, code)
    if request.method != "POST":
        on_file(actor, "health_seen", patient, {"how": "form"})
        return _form(request, actor, patient, Sheet(typed=_as_typed(patient)))
    sheet = _typed(request)
    try:
        actions.change_file(actor, code, dict(sheet.typed))
    except Problem as problem:
        sheet.add(problem)
        return _form(request, actor, patient, sheet, problem.status)
    messages.success(request, _("Kept."))
    return redirect("health:desk_patient", code)


def _typed(request: HttpRequest) -> Sheet:
    return Sheet(typed={name: request.POST.get(name, "") for name in FIELDS})


def _as_typed(row: Patient) -> dict[str, str]:
    return {
        "name": row.name, "id_number": row.id_number, "phone": row.phone, "born": str(row.born or ""), "sex": row.sex,
        "area": row.area_id, "organisation": row.organisation_id,
        "physician": (row.physician.username or "") if row.physician else "",
    }  # fmt: skip


def _form(request: HttpRequest, actor: Actor, patient: Patient | None, sheet: Sheet, status: int = 200) -> HttpResponse:
    cards = organisations(actor.reach.district)
    own = [one for one in cards.values() if one.code in actor.reach.organisations]
    units = own if patient is None else [one for one in cards.values() if one.kind == "health" and one.active]
    areas = Area.objects.filter(code__startswith=actor.reach.district, level="community").order_by("code")
    colleagues = {one.username: one.name for unit in actor.reach.organisations for one in physicians_of(unit)}
    if patient is not None and patient.physician is not None:
        colleagues.setdefault(patient.physician.username, patient.physician.name)
    context = {
        "patient": patient, "sheet": sheet, "faults": sheet.sentences, "organisations": units,
        "areas": list(areas.values_list("code", "name")), "physicians": sorted(colleagues.items(), key=lambda one: one[1]),
        "sexes": Sex.choices,
    }  # fmt: skip
    return desk_page(request, actor, "health/desk/form.html", context, status)
