"""What one may get by what was handed in before (主动服务): agreeing to it, the list, and beginning with all that is known."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from linli.cases.sheet import district_named
from linli.people.actors import actor_of

from ..actions import drafting, offering
from ..queries.drafts import Filling
from ..queries.offers import agreed, offers
from .apply import device_of


@require_safe
@never_cache
def page(request: HttpRequest, district: str) -> HttpResponse:
    found, actor = district_named(district), actor_of(request)
    if actor.account is None or actor.kind != "resident":
        return redirect_to_login(request.get_full_path(), "/sign-in")
    yes = agreed(actor.account, found.code)
    context = {"district": found, "agreed": yes, "offers": offers(actor.account, found.code) if yes else []}
    return render(request, "applications/resident/offers.html", context)


@require_POST
def agree(request: HttpRequest, district: str) -> HttpResponse:
    found, actor = district_named(district), actor_of(request)
    address = reverse("applications:offers", args=[found.slug])
    if actor.account is None or actor.kind != "resident":
        return redirect_to_login(address, "/sign-in")
    yes = request.POST.get("agree") == "yes"
    offering.agree(actor, found.code, yes=yes)
    messages.success(
        request, _("Agreed. We look through it for you.") if yes else _("Ended. We look through nothing any more.")
    )
    return redirect(address)


@require_POST
def begin(request: HttpRequest, district: str, code: str, at: int) -> HttpResponse:
    """With the person and the documents that are known; straight to looking it over where nothing is missing."""
    found, actor = district_named(district), actor_of(request)
    if actor.account is None or actor.kind != "resident":
        return redirect_to_login(reverse("applications:offers", args=[found.slug]), "/sign-in")
    if not agreed(actor.account, found.code):
        raise Http404(code)
    listed = offers(actor.account, found.code)
    chosen = listed[at] if at < len(listed) else None
    # The page may be older than the list: another service, or somebody else, can stand at its place by now.
    if chosen is None or (chosen.guide.code, chosen.tail) != (code, request.POST.get("tail", "")):
        messages.info(request, _("The list has changed meanwhile. Please choose once more."))
        return redirect("applications:offers", found.slug)
    draft = drafting.begin_with_known(actor, found.code, code, device_of(request), chosen.number)
    filling = Filling(actor, draft)
    first = min((filling.step_of(fault) for fault in filling.faults()), default=filling.last)
    return redirect("applications:step", draft.pk, first)
