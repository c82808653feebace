"""The venues that one's organisation runs: how they are open, and the days on which they are closed."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from linli.cases.at_desk import desk_page, staff_page
from linli.cases.sheet import Sheet
from linli.people.actors import Actor
from linli.problem import Problem

from .. import actions
from ..access import may_run_venue
from ..errors import NoSuchVenue
from ..queries.desk import within
from ..queries.venues import venues
from .desk import hosts_only


@require_safe
@never_cache
@staff_page
def listed(request: HttpRequest, actor: Actor) -> HttpResponse:
    hosts_only(actor)
    return _page(request, actor)


def _page(
    request: HttpRequest, actor: Actor, code: str = "", sheet: Sheet | None = None, status: int = 200
) -> HttpResponse:
    """`sheet`: what was typed for the venue `code`."""
    own = [card for card in venues(actor.reach.district).values() if may_run_venue(actor, card.organisation)]
    context = {
        "venues": own,
        "wrong": code,
        "sheet": sheet or Sheet(typed={}),
        "faults": sheet.sentences if sheet else [],
    }
    return desk_page(request, actor, "community/desk/venues.html", context, status)


@require_POST
@staff_page
def close(request: HttpRequest, actor: Actor, code: str) -> HttpResponse:
    """Closed on these days; the events that are announced for them are named."""
    hosts_only(actor)
    sheet = Sheet(typed={name: request.POST.get(name, "") for name in ("first", "last", "reason")})
    try:
        row = actions.close_venue(actor, code, dict(sheet.typed))
    except NoSuchVenue as unknown:
        raise Http404(unknown.message) from None
    except Problem as problem:
        sheet.add(problem)
        return _page(request, actor, code, sheet, problem.status)
    messages.success(request, _("Kept. The venue's page says so from now on."))
    if titles := within(row):
        told = {"titles": "、".join(f"“{title}”" for title in titles)}
        messages.warning(
            request, _("On these days %(titles)s is announced there. Please move it or call it off.") % told
        )
    return redirect("community:desk_venues")


@require_POST
@staff_page
def open_again(request: HttpRequest, actor: Actor, code: str, key: UUID) -> HttpResponse:
    hosts_only(actor)
    try:
        actions.open_venue(actor, code, key)
    except NoSuchVenue as unknown:
        raise Http404(unknown.message) from None
    except Problem as problem:
        messages.error(request, problem.message)
        return redirect("community:desk_venues")
    messages.success(request, _("It is open by its hours again."))
    return redirect("community:desk_venues")
