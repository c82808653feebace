"""The desk of renovation: the estates of who works there, and what waits."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from linli.cases.at_desk import desk_page, staff_page
from linli.people.actors import Actor
from linli.problem import Problem

from ..access import at_renovation, own_estate
from ..errors import NotThere
from ..models import Estate
from ..queries import desk as queries


def workers_only(actor: Actor) -> None:
    if not at_renovation(actor):
        raise PermissionDenied


def not_found(unknown: Problem) -> Http404:
    return Http404(unknown.message)


def estate_of(actor: Actor, code: str) -> Estate:
    """One of theirs, or 404."""
    workers_only(actor)
    try:
        return own_estate(actor, code)
    except NotThere as unknown:
        raise not_found(unknown) from None


def tabs(estate: Estate, current: str) -> list[dict[str, object]]:
    """The pages of an estate, as chips."""
    named = (("", _("Works")), ("/roll", _("Roll of households")), ("/votes/new", _("New vote")))
    return [
        {"label": label, "href": f"/desk/renovation/{estate.code}{end}", "current": end == current}
        for end, label in named
    ]


@require_safe
@never_cache
@staff_page
def overview(request: HttpRequest, actor: Actor) -> HttpResponse:
    workers_only(actor)
    return desk_page(request, actor, "renovation/desk/overview.html", {"shown": queries.overview(actor)})
