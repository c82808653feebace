"""A person's own curve: the page, finding the file that is theirs, and the same on paper."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate, ParamSpec
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from linli.cases.sheet import Sheet
from linli.people.actors import Actor, actor_of
from linli.problem import Problem
from linli.typesetting import NoChineseFont

from .. import rules
from ..actions.family import link_file
from ..actions.privacy import look
from ..errors import NoSuchPatient
from ..paper import curve_pdf
from ..queries.bands import pressure_rules
from ..queries.curve import PERIODS, Curve, Files, curve, files_of, printed, way_of
from ..queries.privacy import Way, unlinked_files

P = ParamSpec("P")


def resident_page(
    view: Callable[Concatenate[HttpRequest, Actor, P], HttpResponseBase],
) -> Callable[..., HttpResponseBase]:
    """For who is signed in with a telephone. Staff see files at their desk; a file that is not theirs to see is not there."""

    @never_cache
    @wraps(view)
    def guarded(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        actor = actor_of(request)
        if actor.is_staff:
            raise PermissionDenied
        if actor.account is None or not actor.is_resident:
            return redirect_to_login(request.get_full_path(), "people:sign_in")
        try:
            return view(request, actor, *args, **kwargs)
        except NoSuchPatient as unknown:
            raise Http404(unknown.message) from None

    return guarded


@require_safe
@resident_page
def page(request: HttpRequest, actor: Actor) -> HttpResponse:
    files = files_of(actor)
    way = way_of(actor, files, request.GET.get("file", ""))
    return _page(request, actor, files, way)


def _page(
    request: HttpRequest, actor: Actor, files: Files, way: Way | None, sheet: Sheet | None = None, status: int = 200
) -> HttpResponse:
    """The curve, or what one can do to get one; and files with this telephone that wait to be confirmed."""
    sheet = sheet or Sheet()
    context: dict[str, Any] = {"files": files, "unlinked": unlinked_files(actor), "sheet": sheet}
    if way is None:
        return render(request, "health/curve_none.html", context, status=status)
    given = request.GET
    shown = curve(way, given.get("of", ""), given.get("since", ""), given.get("rules", ""))
    look(actor, way)
    context |= {
        "district": way.patient.district, "way": way, "curve": shown, "address": _address(shown), "chips": _chips(shown),
        "points_address": reverse("health:points", args=[way.patient.district.slug]), "periods": _periods(shown),
        "others": _others(files, way), "gradings": _gradings(shown),
    }  # fmt: skip
    return render(request, "health/curve.html", context, status=status)


def _address(shown: Curve, **changed: str) -> str:
    """This page with something else chosen."""
    asked = {
        "file": str(shown.patient.pk), "of": shown.quantity, "since": shown.period,
        "rules": shown.pressure_rules if shown.is_graded_otherwise else "",
    }  # fmt: skip
    return "?" + urlencode({name: value for name, value in (asked | changed).items() if value})


def _chips(shown: Curve) -> list[dict[str, Any]]:
    return [
        {"label": one.label, "href": _address(shown, of=one.quantity), "current": one.current, "count": one.count}
        for one in shown.offered
    ]


def _periods(shown: Curve) -> list[dict[str, Any]]:
    names = {"quarter": _("Three months"), "year": _("One year"), "all": _("Everything")}
    return [
        {"label": names[one], "href": _address(shown, since=one), "current": one == shown.period, "count": None}
        for one in PERIODS
    ]


def _others(files: Files, way: Way) -> list[dict[str, Any]]:
    """Whose curves can be opened besides, if there are any."""
    ways = files.ways
    if len(ways) < 2:
        return []
    return [
        {
            "label": _("Mine") if one.is_own and len(files.own) == 1 else one.patient.last_sign,
            "href": "?" + urlencode({"file": str(one.patient.pk)}), "current": one.patient.pk == way.patient.pk, "count": None,
        }
        for one in ways
    ]  # fmt: skip


def _gradings(shown: Curve) -> list[dict[str, Any]]:
    """The rule sets by which a blood pressure can be read, that in force first."""
    if shown.rules is None or shown.quantity != "blood_pressure":
        return []
    return [
        {
            "label": str(rules.RULES[one].name), "href": _address(shown, rules="" if one == shown.in_force else one),
            "current": one == shown.pressure_rules, "count": None,
        }
        for one in pressure_rules()
    ]  # fmt: skip


@require_POST
@resident_page
def link(request: HttpRequest, actor: Actor, key: UUID) -> HttpResponse:
    """The file is theirs who knows its date of birth."""
    sheet = Sheet(typed={"born": request.POST.get("born", ""), "key": str(key)})
    try:
        row = link_file(actor, key, {"born": request.POST.get("born", "")})
    except NoSuchPatient:
        raise
    except Problem as problem:
        sheet.add(problem)
        files = files_of(actor)
        return _page(request, actor, files, way_of(actor, files, ""), sheet, problem.status)
    messages.success(request, _("This is your health file. What is measured with your card appears here."))
    return redirect(f"/my/health?file={row.pk}")


@require_safe
@resident_page
def on_paper(request: HttpRequest, actor: Actor) -> HttpResponse:
    """The last values of everything, in large type, as PDF."""
    way = way_of(actor, files_of(actor), request.GET.get("file", ""))
    if way is None:
        raise NoSuchPatient
    try:
        body = curve_pdf(printed(way))
    except NoChineseFont as missing:
        return render(
            request, "health/curve_no_paper.html", {"said": missing.message, "advice": missing.advice}, status=missing.status
        )  # fmt: skip
    look(actor, way, "print")
    response = HttpResponse(body, content_type="application/pdf")
    response.headers["Content-Disposition"] = 'inline; filename="health.pdf"'
    return response
