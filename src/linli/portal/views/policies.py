"""Residents' pages of policies: the station, one policy, and subscriptions to new ones."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from linli.people.actors import actor_of
from linli.places.queries import district_named
from linli.problem import Problem

from ..actions.reads import count_read
from ..actions.subscribing import subscribe as begin
from ..actions.subscribing import unsubscribe as end
from ..models import Target
from ..policy_errors import NoSuchPolicy
from ..queries.policy_page import Shown, policy_of
from ..queries.station import Asked
from ..queries.station import station as shown_station
from ..queries.subscriptions import subscribe_page


@require_safe
def station(request: HttpRequest, district: str) -> HttpResponse:
    """All of them, the newest first, narrowed by what the address says."""
    found = district_named(district)
    return render(request, "portal/policies/station.html", shown_station(found, Asked.read(request.GET.dict())))


@require_safe
def page(request: HttpRequest, district: str, key: UUID) -> HttpResponse:
    """One policy."""
    found = district_named(district)
    try:
        policy = policy_of(found, key)
    except NoSuchPolicy as unknown:
        context = {"district": found, "fault": unknown.message}
        return render(request, "portal/policies/unknown.html", context, status=404)
    shown = Shown(policy, found)
    response = render(
        request,
        "portal/policies/policy.html",
        {"district": found, "shown": shown, "policy": policy, "face": shown.face},
    )
    if request.method == "GET":
        count_read(found.code, Target.POLICY, str(policy.pk))
    return response


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def subscribe(request: HttpRequest, district: str) -> HttpResponse:
    """What one wants to be told of, and how; and what one has already."""
    found = district_named(district)
    actor = actor_of(request)
    if request.method != "POST":
        return render(request, "portal/policies/subscribe.html", subscribe_page(actor, found, request.GET.dict()))
    given = {name: request.POST.get(name, "") for name in ("audience", "subject", "region", "channel")}
    try:
        begin(actor, {**given, "district": found.code})
    except Problem as problem:
        context = subscribe_page(actor, found, given) | {
            "faults": problem.faults or (problem,),
            "fault": problem.message,
        }
        return render(request, "portal/policies/subscribe.html", context, status=problem.status)
    messages.success(request, _("Done. When a policy like this is published, we tell you once."))
    return redirect("portal:subscribe", found.slug)


@require_POST
@never_cache
def unsubscribe(request: HttpRequest, district: str, key: UUID) -> HttpResponse:
    found = district_named(district)
    if end(actor_of(request), key):
        messages.success(request, _("Ended. You will not be told of these any more."))
    return redirect("portal:subscribe", found.slug)
