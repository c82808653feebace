"""A project for everyone: how it goes, its money by source, its pictures; claiming a part, voting, rating; its poster."""

from __future__ import annotations

from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from linli.cases.sheet import Sheet, district_named
from linli.people.actors import Actor, actor_of
from linli.places.models import District
from linli.problem import Problem

from .. import actions
from ..access import may_run, own_organisations
from ..errors import NotThere, SignInFirst
from ..models import Project
from ..poster import poster_pdf
from ..queries import desk as reads
from ..queries.one_project import ProjectPage, project_by
from ..queries.teams import led_by
from .sending import Forms, key_of, sent_once, typed

CLAIM = ("amount", "words", "value", "name", "organisation", "team", "resource")


def _project(actor: Actor, district: District, code: str) -> Project:
    try:
        return project_by(actor, district.code, code)
    except NotThere as unknown:
        raise Http404(unknown.message) from None


@require_safe
@never_cache
def page(request: HttpRequest, district: str, code: str) -> HttpResponse:
    found = district_named(district)
    return _page(request, found, _project(actor_of(request), found, code), Forms())


def _page(request: HttpRequest, district: District, row: Project, forms: Forms, status: int = 200) -> HttpResponse:
    actor = actor_of(request)
    context = {
        "district": district, "project": row, "page": ProjectPage(actor, row), "forms": forms, "key": key_of(request),
        "is_resident": actor.kind == "resident", "is_staff": actor.is_staff, "may_run": actor.is_staff and may_run(actor, row),
        "organisations": own_organisations(actor) if actor.is_staff and actor.reach.district == district.code else [],
        "teams": led_by(actor, district.code) if row.takes_claims else [], "claiming": request.GET.get("part", "") or request.POST.get("part", ""),
        "own_offers": reads.own_offers(actor, district.code) if row.takes_claims and actor.account else [],
        "poster_address": f"{settings.LINLI_ADDRESS}/{district.slug}/projects/{row.code}",
        "paragraphs": [line for line in row.text.splitlines() if line.strip()],
    }  # fmt: skip
    return render(request, "projects/project.html", context, status=status)


def _heard(request: HttpRequest, district: District, row: Project, name: str, sheet: Sheet, problem: Problem) -> HttpResponse:  # fmt: skip
    """Back to the page with what was wrong; who is not signed in goes there first."""
    if isinstance(problem, SignInFirst):
        return redirect(f"/sign-in?{urlencode({'next': reverse('projects:project', args=[district.slug, row.code])})}")
    sheet.add(problem)
    return _page(request, district, _project(actor_of(request), district, row.code), Forms(name, sheet), problem.status)


@require_POST
@never_cache
def claim(request: HttpRequest, district: str, code: str, part: UUID) -> HttpResponse:
    """Take on so much of a part."""
    found, actor = district_named(district), actor_of(request)
    row = _project(actor, found, code)
    given = typed(request, CLAIM)
    try:
        sent_once(request, lambda: actions.claim(actor, row.code, part, given).code)
    except Problem as problem:
        return _heard(request, found, row, f"claim-{part}", Sheet(typed=given), problem)
    messages.success(request, _("Claimed, thank you. Who answers for the project confirms it; this page shows how it stands."))  # fmt: skip
    return redirect(f"{reverse('projects:project', args=[found.slug, row.code])}#parts")


@require_POST
@never_cache
def vote(request: HttpRequest, district: str, code: str) -> HttpResponse:
    """Accepted, or not yet."""
    found, actor = district_named(district), actor_of(request)
    row = _project(actor, found, code)
    given = typed(request, ("accepts", "words", "door_code"))
    try:
        actions.vote(actor, row.code, given)
    except Problem as problem:
        return _heard(request, found, row, "vote", Sheet(typed=given), problem)
    messages.success(request, _("Your word is counted. Thank you for having looked at it."))
    return redirect("projects:project", found.slug, row.code)


@require_POST
@never_cache
def rate(request: HttpRequest, district: str, code: str) -> HttpResponse:
    """How satisfied, in five levels."""
    found, actor = district_named(district), actor_of(request)
    row = _project(actor, found, code)
    given = typed(request, ("score", "words", "door_code"))
    try:
        actions.rate(actor, row.code, given)
    except Problem as problem:
        return _heard(request, found, row, "rate", Sheet(typed=given), problem)
    messages.success(request, _("Thank you: your word is part of the evaluation."))
    return redirect("projects:project", found.slug, row.code)


@require_safe
def poster(request: HttpRequest, district: str, code: str) -> HttpResponse:
    """To be put up at the door: A4, or A3 with `?size=a3`."""
    found = district_named(district)
    actor = actor_of(request)
    row = _project(actor, found, code)
    size = "a3" if request.GET.get("size") == "a3" else "a4"
    try:
        body = poster_pdf(found, ProjectPage(actor, row), size, with_word=actor.is_staff and may_run(actor, row))
    except Problem as problem:
        return _page(request, found, row, Forms("poster", Sheet(loose=[problem.message])), problem.status)
    answer = HttpResponse(body, content_type="application/pdf")
    answer.headers["Content-Disposition"] = f'inline; filename="{row.code}-{size}.pdf"'
    return answer
