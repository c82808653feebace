"""A person's own registration: its code for the door, how far up the waiting list, cancelling it."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from linli.people.actors import actor_of
from linli.places.queries import district_by
from linli.problem import Problem

from ..actions import cancel_registration
from ..errors import NoSuchRegistration
from ..queries.mine import Ticket, ticket


@require_safe
@never_cache
def page(request: HttpRequest, code: str) -> HttpResponse:
    try:
        return _page(request, ticket(actor_of(request), code))
    except NoSuchRegistration as unknown:
        return _unknown(request, unknown)


def _page(request: HttpRequest, shown: Ticket, faults: tuple[str, ...] = (), status: int = 200) -> HttpResponse:
    context = {
        "district": district_by(shown.event.district_id),
        "ticket": shown,
        "event": shown.event,
        "faults": faults,
    }
    return render(request, "community/ticket.html", context, status=status)


def _unknown(request: HttpRequest, unknown: Problem) -> HttpResponse:
    return render(request, "community/unknown.html", {"said": unknown.message}, status=404)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def cancel_it(request: HttpRequest, code: str) -> HttpResponse:
    """Give the seat back."""
    if request.method != "POST":
        return redirect("community:ticket", code)
    actor = actor_of(request)
    try:
        cancel_registration(actor, code)
    except NoSuchRegistration as unknown:
        return _unknown(request, unknown)
    except Problem as problem:
        return _page(request, ticket(actor, code), (problem.message,), problem.status)
    messages.success(request, _("Your registration is cancelled. Thank you for telling us: somebody else moves up."))
    return redirect("community:ticket", code)
