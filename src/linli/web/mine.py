"""“Mine”: whatever a person has begun, handed in, reported, booked or follows, on one page."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from linli.applications.queries.drafts import drafts_of
from linli.applications.queries.steps import step_to_go_on
from linli.appointments.access import held
from linli.appointments.queries.mine import upcoming
from linli.cases.access import DEVICE, remembered
from linli.cases.queries.mine import mine as cases_of
from linli.community.queries.mine import registrations_of
from linli.courses.queries.mine import bookings_of, places_of
from linli.dialogue.queries.proposals import voiced_by
from linli.health.queries.curve import has_health
from linli.people.actors import actor_of
from linli.places.queries import districts
from linli.portal.queries.subscriptions import mine as subscriptions_of

from .neighbours import own_pages


@require_safe
@never_cache
def mine(request: HttpRequest) -> HttpResponse:
    """Of who is signed in, of this browser's receipts, and what is followed."""
    actor, device = actor_of(request), request.COOKIES.get(DEVICE, "")
    given = request.GET
    shown = cases_of(actor, remembered(request), device, given.get("after", ""), given.get("before", ""))
    begun = drafts_of(actor) if actor.kind == "resident" else []
    drafts = [(draft, step_to_go_on(draft)) for draft in begun]
    appointments = upcoming(actor, held(request))
    registrations = registrations_of(actor)
    proposals = voiced_by(actor)
    learning, therapy = places_of(actor, only_current=True), bookings_of(actor, only_coming=True)
    known = districts()
    context = {
        "mine": shown, "account": actor.account, "kind": actor.kind, "drafts": drafts, "appointments": appointments,
        "registrations": registrations, "proposals": proposals, "learning": learning, "therapy": therapy,
        "newer": f"?before={shown.newer}" if shown.newer else "", "older": f"?after={shown.older}" if shown.older else "",
        "report_address": reverse("cases:report", args=[known[0].slug]) if len(known) == 1 else "/?to=report",
        "neighbours": own_pages(str(actor.account.district_id or "") if actor.account and actor.kind == "resident" else "", known),
        "districts": known, "subscriptions": subscriptions_of(actor),
        "wechat": bool(settings.LINLI_WECHAT), "health": has_health(actor),
        "is_empty": shown.is_empty and not drafts and not appointments and not registrations and not proposals
        and not learning and not therapy,
    }  # fmt: skip
    return render(request, "web/mine.html", context)
