"""Publishing figures, for anyone to read; and where editors enter them and see what was read."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from linli.cases.at_desk import desk_page, only, staff_page
from linli.cases.sheet import Sheet
from linli.clock import today
from linli.people.actors import Actor
from linli.people.roles import Role
from linli.places.queries import district_by, district_named
from linli.problem import Problem

from ..actions.outlets import MOST_BYTES, enter_figure, import_figures
from ..errors import NoSuchArticle
from ..face import Face
from ..queries.figures import (
    article_of,
    articles_of,
    entered_lately,
    months_read,
    outlets_of,
    own_reads,
    publishing,
    reached,
    read_here,
    republished,
)

FIELDS = ("outlet", "month", "items", "reads", "title", "address")


@require_safe
def page(request: HttpRequest, district: str) -> HttpResponse:
    """Where the district's work was republished, and how often it was read."""
    found = district_named(district)
    title = _("Where our work was read")
    face = Face(title, _("Where the articles of this district were republished, and how often they were read."), f"/{found.slug}/publishing")  # fmt: skip
    month, ever = own_reads(found)
    context = {"district": found, "shown": publishing(found), "face": face, "month": month, "ever": ever}
    return render(request, "portal/figures.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@staff_page
def desk(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Enter a line; see what was entered, and which articles were read."""
    only(actor, Role.EDITOR, Role.CHIEF_EDITOR)
    if request.method != "POST":
        return _desk(request, actor, _begun(request.GET.get("title", "")))
    sheet = Sheet(typed={name: request.POST.get(name, "").strip() for name in FIELDS})
    try:
        enter_figure(actor, sheet.typed)
    except Problem as problem:
        sheet.add(problem)
        return _desk(request, actor, sheet, problem.status)
    messages.success(request, _("The figures are kept."))
    return redirect("portal:publishing_desk")


@require_safe
@never_cache
@staff_page
def article(request: HttpRequest, actor: Actor, key: int) -> HttpResponse:
    """How far one article came: read here, and taken over by whom."""
    only(actor, Role.EDITOR, Role.CHIEF_EDITOR)
    district = district_by(actor.reach.district)
    found = article_of(district, key)
    if found is None:
        raise Http404(NoSuchArticle().message)
    context: dict[str, Any] = {
        "article": found, "reached": reached(district, [key])[key], "lines": republished(found),
        "months": months_read(district, key), "enter": f"?{urlencode({'title': found.title})}",
    }  # fmt: skip
    return desk_page(request, actor, "portal/figures_article.html", context)


@require_POST
@staff_page
def import_table(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Take a table; all of it or, with every fault named by its line, nothing."""
    only(actor, Role.EDITOR, Role.CHIEF_EDITOR)
    given = request.FILES.get("file")
    sheet = _begun()
    if given is None:
        sheet.loose.append(_("Please choose a file first."))
        return _desk(request, actor, sheet, 422)
    try:
        taken = import_figures(actor, given.read(MOST_BYTES + 1))
    except Problem as problem:
        sheet.loose += [fault.message for fault in problem.faults] or [problem.message]
        return _desk(request, actor, sheet, problem.status)
    messages.success(request, _("%(n)d lines were taken over.") % {"n": taken})
    return redirect("portal:publishing_desk")


def _begun(title: str = "") -> Sheet:
    return Sheet(typed={"month": f"{today():%Y-%m}", "items": "1", "title": title[:200]})


def _desk(request: HttpRequest, actor: Actor, sheet: Sheet, status: int = 200) -> HttpResponse:
    district = district_by(actor.reach.district)
    context: dict[str, Any] = {
        "sheet": sheet, "outlets": outlets_of(district.code), "lines": entered_lately(district.code),
        "shown": publishing(district), "read": read_here(district), "articles": articles_of(district),
    }  # fmt: skip
    return desk_page(request, actor, "portal/figures_desk.html", context, status)
