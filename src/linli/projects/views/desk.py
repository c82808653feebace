"""The desk of the three lists: what waits for whom, and the chips that lead through it."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from linli.cases.at_desk import desk_page, staff_page
from linli.people.actors import Actor
from linli.problem import Problem

from ..access import at_projects, may_keep
from ..queries import desk as reads
from ..queries.lists import counts


def workers_only(actor: Actor) -> None:
    if not at_projects(actor):
        raise PermissionDenied


def keepers_only(actor: Actor) -> None:
    if not may_keep(actor):
        raise PermissionDenied


def not_found(unknown: Problem) -> Http404:
    return Http404(unknown.message)


def rooms(actor: Actor, current: str) -> list[dict[str, object]]:
    """The pages of this desk, as chips."""
    named = [("", _("What waits")), ("/demands", _("Demands")), ("/resources", _("Resources")), ("/matching", _("Matching")), ("/all", _("Projects"))]  # fmt: skip
    if not may_keep(actor):
        named = [one for one in named if one[0] != "/matching"]
    return [{"label": label, "href": f"/desk/projects{end}", "current": end == current} for end, label in named]


@require_safe
@never_cache
@staff_page
def overview(request: HttpRequest, actor: Actor) -> HttpResponse:
    workers_only(actor)
    context = {
        "chips": rooms(actor, ""), "waiting": reads.waiting(actor), "counts": counts(actor.reach.district), "keeper": may_keep(actor),
    }  # fmt: skip
    return desk_page(request, actor, "projects/desk/overview.html", context)
