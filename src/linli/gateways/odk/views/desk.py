"""Where keys of tablets are given out, shown once as a code to scan, and ended."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from linli.cases.at_desk import desk_page, staff_page
from linli.people.actors import Actor
from linli.problem import Problem

from .. import actions
from ..actions import Issued
from ..collecting import settings_of
from ..errors import NotYours
from ..queries import OFF_SECONDS, at_interviews, interviewers_for, keys_of
from ..standing import standing_of

DAYS = 120


@require_safe
@never_cache
@staff_page
def keys(request: HttpRequest, actor: Actor) -> HttpResponse:
    return _page(request, actor, {"days": str(DAYS)})


def _page(request: HttpRequest, actor: Actor, given: dict[str, str], status: int = 200, **more: Any) -> HttpResponse:
    if not at_interviews(actor):
        raise PermissionDenied
    rows = [
        {"key": one, "standing": standing_of(one), "off": abs(one.clock_off or 0) > OFF_SECONDS}
        for one in keys_of(actor)
    ]
    people = interviewers_for(actor)
    context = {"rows": rows, "people": people, "given": given, **more}
    return desk_page(request, actor, "odk/keys.html", context, status)


@require_POST
@never_cache
@staff_page
def issue(request: HttpRequest, actor: Actor) -> HttpResponse:
    """The code and the token are on this one page, and never again."""
    given = {name: request.POST.get(name, "") for name in ("person", "name", "days")}
    try:
        issued = actions.issue(actor, **given)
    except NotYours:
        raise PermissionDenied from None
    except Problem as problem:
        return _page(request, actor, given, problem.status, faults=[problem.message])
    return desk_page(request, actor, "odk/issued.html", _shown(request, issued))


def _shown(request: HttpRequest, issued: Issued) -> dict[str, Any]:
    key = issued.key
    server = request.build_absolute_uri(reverse("odk:base", args=[key.district.slug])).rstrip("/")
    by_token = request.build_absolute_uri(reverse("odk:base_by_token", args=[issued.token])).rstrip("/")
    code = settings_of(
        server=server, username=key.username, token=issued.token,
        project=_("%(district)s survey") % {"district": key.district.name},
    )  # fmt: skip
    return {"key": key, "token": issued.token, "server": server, "by_token": by_token, "code": code.decode()}


@require_POST
@staff_page
def end(request: HttpRequest, actor: Actor, key: UUID) -> HttpResponse:
    try:
        actions.end(actor, key)
    except NotYours:
        raise PermissionDenied from None
    return redirect("odk:keys")
