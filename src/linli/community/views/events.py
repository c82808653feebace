"""What is on: list and month, one event, registering for it, and both as a calendar to take along."""

from __future__ import annotations

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from linli.cases.pictures import address_of
from linli.cases.sheet import district_named
from linli.people.actors import actor_of
from linli.places.models import District
from linli.problem import Problem

from .. import icalendar
from ..actions import register
from ..errors import AlreadyRegistered, NoSuchEvent, SignInFirst
from ..models import Event, RegistrationState
from ..queries import listing
from ..queries.mine import of_event


@require_safe
def listed(request: HttpRequest, district: str) -> HttpResponse:
    """What is to come by time; or with `month` a month as a calendar."""
    found = district_named(district)
    asked = request.GET.get("month", "")
    if asked:
        shown = listing.month(found.code, listing.read_month(asked))
        return render(request, "community/month.html", {"district": found, "month": shown, **_subscribing(found)})
    page = listing.upcoming(found.code, request.GET.get("after", ""))
    context = {
        "district": found, "events": page.events, "later": f"?after={page.after}" if page.after else "",
        "is_first": not request.GET.get("after"), "month": f"{listing.read_month(''):%Y-%m}", **_subscribing(found),
    }  # fmt: skip
    return render(request, "community/events.html", context)


def _subscribing(district: District) -> dict[str, str]:
    """The calendar's address, and as the one that phones and computers open with their calendar."""
    address = f"{settings.LINLI_ADDRESS}{reverse('community:feed', args=[district.slug])}"
    return {"feed_address": address, "subscribe": f"webcal://{address.partition('://')[2]}"}


def _event(district: District, code: str) -> Event:
    try:
        return listing.event(district.code, code)
    except NoSuchEvent as unknown:
        raise Http404(unknown.message) from None


@require_safe
@never_cache
def page(request: HttpRequest, district: str, code: str) -> HttpResponse:
    found = district_named(district)
    return _page(request, found, _event(found, code))


def _page(
    request: HttpRequest, district: District, event: Event, faults: tuple[str, ...] = (), status: int = 200
) -> HttpResponse:
    actor = actor_of(request)
    most = min(event.companions, event.seats - 1) if event.seats else 0
    context = {
        "district": district, "event": event, "ticket": of_event(actor, event), "faults": faults,
        "is_resident": actor.kind == "resident", "companions": range(most + 1), "picture": address_of(event.picture),
        "chosen": request.POST.get("companions", "0"), "paragraphs": [line for line in event.text.splitlines() if line.strip()],
    }  # fmt: skip
    return render(request, "community/event.html", context, status=status)


@require_POST
@never_cache
def register_for(request: HttpRequest, district: str, code: str) -> HttpResponse:
    """Take a seat, or a place on the waiting list."""
    found = district_named(district)
    event = _event(found, code)
    try:
        row = register(actor_of(request), found.code, event.code, {"companions": request.POST.get("companions", "0")})
    except SignInFirst:
        return redirect(f"/sign-in?next=/{found.slug}/events/{event.code}")
    except AlreadyRegistered as there:
        messages.info(request, there.message)
        return redirect("community:ticket", there.registration)
    except Problem as problem:
        return _page(request, found, _event(found, code), (problem.message,), problem.status)
    if row.state == RegistrationState.SEATED:
        messages.success(request, _("You have a seat. We remind you a day and an hour before."))
    else:
        messages.info(request, _("All seats are taken. You are on the waiting list and move up by yourself."))
    return redirect("community:ticket", row.code)


@require_safe
def feed(request: HttpRequest, district: str) -> HttpResponse:
    """The district's calendar, to subscribe to."""
    found = district_named(district)
    return icalendar.answer(_("Events in %(place)s") % {"place": found.name}, found.slug, listing.feed(found.code))


@require_safe
def one_as_calendar(request: HttpRequest, district: str, code: str) -> HttpResponse:
    found = district_named(district)
    event = _event(found, code)
    return icalendar.answer(event.title, event.code, [event], alarms=True)
