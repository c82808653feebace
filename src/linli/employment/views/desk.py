"""The desk of a company: what waits, and its figures."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from linli.cases.at_desk import desk_page, staff_page
from linli.people.actors import Actor
from linli.problem import Problem

from ..access import company_of
from ..models import Company
from ..queries import desk as queries
from .figures import shown


def company_only(actor: Actor) -> Company:
    company = company_of(actor)
    if company is None:
        raise PermissionDenied
    return company


def not_found(unknown: Problem) -> Http404:
    return Http404(unknown.message)


def rooms(current: str) -> list[dict[str, object]]:
    """The pages of this desk, as chips."""
    named = (
        ("", _("What waits")), ("/posts", _("Posts")), ("/workers", _("Who works")), ("/hours", _("Hours to confirm")),
        ("/wages", _("Wages")), ("/figures", _("Figures")),
    )  # fmt: skip
    return [{"label": label, "href": f"/desk/jobs{end}", "current": end == current} for end, label in named]


@require_safe
@never_cache
@staff_page
def overview(request: HttpRequest, actor: Actor) -> HttpResponse:
    company = company_only(actor)
    context = {"chips": rooms(""), "company": company, "waiting": queries.waiting(company)}
    return desk_page(request, actor, "employment/desk/overview.html", context)


@require_safe
@never_cache
@staff_page
def year(request: HttpRequest, actor: Actor) -> HttpResponse:
    company_only(actor)
    context = {"chips": rooms("/figures"), **shown(request, actor.reach.district)}
    return desk_page(request, actor, "employment/desk/figures.html", context)
