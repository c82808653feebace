"""Letters of thanks: the page everyone reads, and taking one down."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from linli.cases.sheet import district_named
from linli.people.actors import actor_of

from ..actions.publishing import take_down
from ..errors import NoSuchLetter
from ..queries.thanks import thanks_page


@require_safe
def page(request: HttpRequest, district: str) -> HttpResponse:
    found = district_named(district)
    shown = thanks_page(actor_of(request), found.code, request.GET.get("older", ""), request.GET.get("newer", ""))
    context = {
        "district": found, "page": shown, "newer": f"?newer={shown.newer}" if shown.newer else "",
        "older": f"?older={shown.older}" if shown.older else "",
    }  # fmt: skip
    return render(request, "applications/thanks.html", context)


@require_POST
def down(request: HttpRequest, district: str, key: UUID) -> HttpResponse:
    """Read by nobody from now on; the letter itself was passed on and stays so."""
    found = district_named(district)
    try:
        take_down(actor_of(request), key)
    except NoSuchLetter as unknown:
        raise Http404(unknown.message) from None
    messages.success(request, _("The letter is taken down. Nobody reads it here any more."))
    return redirect("applications:thanks", found.slug)
