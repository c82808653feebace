"""The policy handbook: choosing what goes into it, and the book as PDF."""

from __future__ import annotations

from urllib.parse import urlencode

from django.http import FileResponse, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from linli.people.actors import actor_of
from linli.places.models import District
from linli.places.queries import district_named
from linli.problem import Problem

from ..actions.handbook import print_handbook
from ..models import PolicyLevel
from ..queries.handbook import Choice
from ..queries.station import subjects_of


@require_safe
def choose(request: HttpRequest, district: str) -> HttpResponse:
    """Level, subject and period; with a choice in the address, how many policies that is."""
    found = district_named(district)
    return _page(request, found)


def _page(request: HttpRequest, district: District, fault: str = "", status: int = 200) -> HttpResponse:
    given = request.GET
    choice = Choice.read(given.dict())
    asked = {name: given[name] for name in ("level", "subject", "since", "until", "all", "whole") if given.get(name)}
    count = choice.rows(district).count() if "chosen" in given or fault else None
    context = {
        "district": district, "choice": choice, "count": count, "most": choice.most, "fault": fault, "told": choice.told,
        "levels": PolicyLevel.choices, "subjects": subjects_of(district), "query": urlencode(asked),
        "since": given.get("since", "")[:10], "until": given.get("until", "")[:10],
    }  # fmt: skip
    return render(request, "portal/policies/handbook.html", context, status=status)


@require_safe
def book(request: HttpRequest, district: str) -> HttpResponseBase:
    """The PDF, handed over as it is read from the disk."""
    found = district_named(district)
    try:
        path = print_handbook(actor_of(request), found, Choice.read(request.GET.dict()))
    except Problem as problem:
        return _page(request, found, problem.message, problem.status)
    name = _("Policy handbook of %(name)s") % {"name": found.name}
    return FileResponse(path.open("rb"), filename=f"{name}.pdf", content_type="application/pdf")
