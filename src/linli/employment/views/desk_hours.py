"""Hours that wait to be confirmed, by somebody else than who entered them."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from linli.cases.at_desk import desk_page, staff_page
from linli.cases.sheet import Sheet
from linli.people.actors import Actor
from linli.problem import Problem

from .. import actions
from ..errors import NotThere
from ..queries import desk as queries
from .desk import company_only, not_found, rooms
from .desk_posts import key_of


@require_safe
@never_cache
@staff_page
def listed(request: HttpRequest, actor: Actor) -> HttpResponse:
    return _page(request, actor, Sheet())


def _page(
    request: HttpRequest, actor: Actor, sheet: Sheet, status: int = 200, about: UUID | None = None
) -> HttpResponse:
    """`about`: the day that was given back without a proper reason."""
    company = company_only(actor)
    context = {
        "chips": rooms("/hours"),
        "waiting": queries.hours_waiting(company, actor),
        "sheet": sheet,
        "about": about,
    }
    return desk_page(request, actor, "employment/desk/hours.html", context, status)


@require_POST
@staff_page
def confirm(request: HttpRequest, actor: Actor) -> HttpResponse:
    company_only(actor)
    keys = [key for text in request.POST.getlist("day") if (key := key_of(text))]
    sheet = Sheet()
    try:
        number = actions.confirm_hours(actor, keys)
    except Problem as problem:
        sheet.add(problem)
        return _page(request, actor, sheet, problem.status)
    said = ngettext("%(n)d day is confirmed.", "%(n)d days are confirmed.", number) % {"n": number}
    messages.success(request, said if number else _("Nothing was ticked, so nothing is confirmed."))
    return redirect("employment:desk_hours")


@require_POST
@staff_page
def give_back(request: HttpRequest, actor: Actor, key: UUID) -> HttpResponse:
    """To who entered it, with the reason."""
    company_only(actor)
    sheet = Sheet(typed={"reason": request.POST.get("reason", "")})
    try:
        actions.return_hours(actor, key, dict(sheet.typed))
    except NotThere as unknown:
        raise not_found(unknown) from None
    except Problem as problem:
        sheet.add(problem)
        return _page(request, actor, sheet, problem.status, key)
    messages.success(request, _("Given back. They read the reason and can enter it anew."))
    return redirect("employment:desk_hours")
