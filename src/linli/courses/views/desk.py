"""The desk of health education: what waits, and how far it reaches."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from linli.cases.at_desk import desk_page, staff_page
from linli.people.actors import Actor
from linli.problem import Problem

from ..access import may_teach, oversees
from ..queries import desk as queries
from .figures import shown


def teachers_only(actor: Actor) -> None:
    if not may_teach(actor):
        raise PermissionDenied


def not_found(unknown: Problem) -> Http404:
    return Http404(unknown.message)


def rooms(current: str) -> list[dict[str, object]]:
    """The pages of this desk, as chips."""
    named = (
        ("", _("What waits")), ("/lectures", _("Lectures")), ("/boards", _("Boards and rooms")), ("/schools", _("Schools")),
        ("/classes", _("Classes")), ("/therapy", _("Physiotherapy")), ("/figures", _("Figures")),
    )  # fmt: skip
    return [{"label": label, "href": f"/desk/courses{end}", "current": end == current} for end, label in named]


@require_safe
@never_cache
@staff_page
def overview(request: HttpRequest, actor: Actor) -> HttpResponse:
    teachers_only(actor)
    context = {"chips": rooms(""), "waiting": queries.waiting(actor), "everything": oversees(actor)}
    return desk_page(request, actor, "courses/desk/overview.html", context)


@require_safe
@never_cache
@staff_page
def year(request: HttpRequest, actor: Actor) -> HttpResponse:
    teachers_only(actor)
    context = {"chips": rooms("/figures"), **shown(request, actor.reach.district)}
    return desk_page(request, actor, "courses/desk/figures.html", context)
