"""The safety of venues at the desk and on the phone: what is due, one venue, walking through it item by item."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from linli.cases.actions.papers import stored
from linli.cases.at_desk import desk_page, staff_page
from linli.people.actors import Actor
from linli.problem import Problem

from .. import actions
from ..errors import NoSuchVenue
from ..models import Finding, Inspection, SafetyItem
from ..queries import safety as queries


def _part_only(actor: Actor) -> None:
    """Raises PermissionDenied: no venue is theirs to see, and none overseen."""
    if not queries.has_part(actor) and not actor.reach.whole_district:
        raise PermissionDenied


def _standing(actor: Actor, code: str) -> queries.Standing:
    _part_only(actor)
    try:
        return queries.standing(actor, code)
    except NoSuchVenue as unknown:
        raise Http404(unknown.message) from None


@require_safe
@never_cache
@staff_page
def listed(request: HttpRequest, actor: Actor) -> HttpResponse:
    _part_only(actor)
    shown = queries.standings(actor)
    context = {
        "standings": shown, "overdue": sum(one.plan.is_overdue for one in shown),
        "soon": sum(-7 <= one.plan.days_over <= 0 for one in shown), "faults": sum(one.open_faults for one in shown),
        "year": queries.figures(shown),
    }  # fmt: skip
    return desk_page(request, actor, "community/desk/safety.html", context)


@require_safe
@never_cache
@staff_page
def page(request: HttpRequest, actor: Actor, code: str) -> HttpResponse:
    return _page(request, actor, _standing(actor, code))


def _page(
    request: HttpRequest, actor: Actor, shown: queries.Standing, faults: tuple[str, ...] = (), status: int = 200, asked: str = ""
) -> HttpResponse:  # fmt: skip
    """`asked`: the item of which a fault is reported."""
    posts = [
        {
            "post": post,
            "staff": queries.staff_of(post.organisation_id) if queries.may_name(actor, shown, post.level) else [],
        }
        for post in shown.posts
    ]
    context = {
        "shown": shown, "venue": shown.venue, "posts": posts, "faults": faults, "may_inspect": queries.may_inspect(actor, shown),
        "open_faults": [(one, queries.is_left_open(one)) for one in queries.open_faults(shown.venue.id)],
        "mended": queries.mended(shown.venue.id), "history": queries.history(shown.venue.id),
        "items": queries.items_for(shown.venue), "typed": request.POST, "asked": asked or request.GET.get("item", ""),
    }  # fmt: skip
    return desk_page(request, actor, "community/desk/safety_venue.html", context, status)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@staff_page
def inspect(request: HttpRequest, actor: Actor, code: str) -> HttpResponse:
    """One item a screen; the last screen sums up and finishes."""
    shown = _standing(actor, code)
    try:
        if request.method == "POST":
            return _taken(request, actor, shown)
        begun = queries.under_way(shown.venue.id)
        if begun is None:
            return redirect("community:safety_venue", code)
        return _item_page(request, actor, shown, begun)
    except Problem as problem:
        return _page(request, actor, shown, (problem.message,), problem.status)


def _taken(request: HttpRequest, actor: Actor, shown: queries.Standing) -> HttpResponse:
    """Begin, note one item, or finish."""
    code, item = shown.venue.code, request.POST.get("item", "")
    here = reverse("community:safety_inspect", args=[code])
    if request.POST.get("do") == "begin":
        actions.begin_inspection(actor, code)
        return redirect(here)
    if request.POST.get("do") == "finish":
        row = actions.finish(actor, code)
        if row.faults:
            messages.success(request, _("Done. The faults found are cases now and are followed until they are mended."))
        else:
            messages.success(request, _("Done, all in order. Thank you."))
        return redirect("community:safety_venue", code)
    given: dict[str, Any] = {name: request.POST.get(name, "") for name in ("item", "finding", "remark")}
    try:
        actions.look(actor, code, given, request.FILES.getlist("photos"))
    except Problem as problem:
        begun = queries.under_way(shown.venue.id)
        if begun is None:
            raise
        return _item_page(request, actor, shown, begun, item, (problem.message,), problem.status)
    return redirect(here)


def _item_page(
    request: HttpRequest, actor: Actor, shown: queries.Standing, begun: Inspection, item: str = "", faults: tuple[str, ...] = (), status: int = 200
) -> HttpResponse:  # fmt: skip
    items, found = queries.items_for(shown.venue), queries.entries(begun)
    asked = item or request.GET.get("item", "")
    chosen = next((one for one in items if one.code == asked), None) or next(
        (one for one in items if one.pk not in found), None
    )
    done = sum(one.pk in found for one in items)
    context = {
        "shown": shown, "venue": shown.venue, "item": chosen, "entry": found.get(chosen.pk) if chosen else None,
        "number": items.index(chosen) + 1 if chosen else 0, "total": len(items), "done": done, "faults": faults,
        "rows": [(one, found.get(one.pk)) for one in items], "findings": _findings(), "typed": request.POST,
        "walk": begun.pk, "may_finish": done == len(items), "groups": _group(items, chosen),
    }  # fmt: skip
    return desk_page(request, actor, "community/desk/inspect.html", context, status)


def _findings() -> list[tuple[str, str, str]]:
    """Each with what it means in a line."""
    return [
        (Finding.FINE.value, str(Finding.FINE.label), _("as it should be")),
        (Finding.FAULT.value, str(Finding.FAULT.label), _("becomes a case at once")),
        (Finding.NONE.value, str(Finding.NONE.label), _("this building has none")),
    ]


def _group(items: list[SafetyItem], chosen: SafetyItem | None) -> str:
    """Where in the building one is."""
    return chosen.group if chosen and items else ""


@require_POST
@staff_page
def fault(request: HttpRequest, actor: Actor, code: str) -> HttpResponse:
    """Something is wrong, or still is, between two inspections."""
    shown = _standing(actor, code)
    given: dict[str, Any] = {name: request.POST.get(name, "") for name in ("item", "remark")}
    try:
        row = actions.report_fault(actor, code, given, request.FILES.getlist("photos"))
    except Problem as problem:
        return _page(request, actor, shown, (problem.message,), problem.status, given["item"])
    messages.success(
        request, _("It is a case now, %(code)s, and is followed until it is mended.") % {"code": row.case.code}
    )
    return redirect("community:safety_venue", code)


@require_POST
@staff_page
def person(request: HttpRequest, actor: Actor, code: str) -> HttpResponse:
    """Name who answers on a level."""
    shown = _standing(actor, code)
    given = {name: request.POST.get(name, "") for name in ("level", "person")}
    try:
        actions.name_person(actor, code, given)
    except Problem as problem:
        return _page(request, actor, shown, (problem.message,), problem.status)
    messages.success(request, _("Kept. They are told when an inspection is due."))
    return redirect("community:safety_venue", code)


@require_safe
@never_cache
@staff_page
def photo(request: HttpRequest, actor: Actor, key: UUID) -> HttpResponseBase:
    """A photo of the building, for those who answer for it; `small` a small one."""
    _part_only(actor)
    entry = queries.entry_with_photo(actor, key)
    if entry is None:
        raise Http404(key)
    path = stored(entry.photo_small if "small" in request.GET else entry.photo)
    if not path.is_file():
        raise Http404(key)
    return FileResponse(path.open("rb"), filename=path.name)
