"""Posts at the desk: the list, offering one, changing and closing it, and who asks for it in the order of the rule."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from linli.cases.at_desk import desk_page, staff_page
from linli.cases.sheet import Sheet
from linli.clock import today
from linli.people.actors import Actor
from linli.places.models import Level
from linli.places.queries import names
from linli.problem import Problem

from .. import actions
from ..errors import NotThere
from ..models import Post
from ..queries import desk as queries
from ..queries import jobs
from .desk import company_only, not_found, rooms

FIELDS = (
    "title", "about", "area", "place", "kind", "hours_a_week", "times", "pay", "wage", "wanted", "open_from", "open_until",
)  # fmt: skip


@require_safe
@never_cache
@staff_page
def listed(request: HttpRequest, actor: Actor) -> HttpResponse:
    company = company_only(actor)
    view = "closed" if request.GET.get("view") == "closed" else "open"
    found = queries.posts(company, view, key_of(request.GET.get("after", "")))
    more = found[queries.PAGE - 1].row.pk if len(found) > queries.PAGE else ""
    context = {
        "chips": rooms("/posts"), "lines": found[: queries.PAGE], "view": view,
        "older": f"?view={view}&after={more}" if more else "",
        "views": [
            {"label": _("Open to ask"), "href": "?", "current": view == "open"},
            {"label": _("Post closed"), "href": "?view=closed", "current": view == "closed"},
        ],
    }  # fmt: skip
    return desk_page(request, actor, "employment/desk/posts.html", context)


def key_of(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


@require_safe
@never_cache
@staff_page
def page(request: HttpRequest, actor: Actor, key: UUID) -> HttpResponse:
    company_only(actor)
    return post_page(request, actor, key, Sheet())


def post_page(
    request: HttpRequest, actor: Actor, key: UUID, sheet: Sheet, about: str = "", status: int = 200
) -> HttpResponse:
    """The post with who asks for it; the look at the names is on the record. `about`: whose form the faults are of."""
    try:
        post, standing, decided = actions.see_applicants(actor, key)
    except NotThere as unknown:
        raise not_found(unknown) from None
    context = {
        "chips": rooms("/posts"), "post": post, "card": jobs.Card(post), "rule": post.rule, "standing": standing,
        "decided": decided, "sheet": sheet, "about": about,
        "taking": sheet if about == "take_in" else Sheet(), "closing": sheet if about == "close" else Sheet(), "today": today().isoformat(),
        "in_a_year": (today() + timedelta(days=364)).isoformat(),
    }  # fmt: skip
    return desk_page(request, actor, "employment/desk/post.html", context, status)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@staff_page
def new(request: HttpRequest, actor: Actor) -> HttpResponse:
    company_only(actor)
    if request.method != "POST":
        typed = {
            "kind": "full", "pay": "monthly", "hours_a_week": "40", "wanted": "1", "open_from": today().isoformat(),
            "open_until": (today() + timedelta(days=30)).isoformat(),
        }  # fmt: skip
        return _form(request, actor, None, Sheet(typed=typed), str(actions.fresh_key()))
    sheet, key = _typed(request), key_of(request.POST.get("key", "")) or actions.fresh_key()
    try:
        row = actions.offer(actor, key, dict(sheet.typed))
    except Problem as problem:
        sheet.add(problem)
        return _form(request, actor, None, sheet, str(key), problem.status)
    messages.success(request, _("Offered. It is on the public page now, with the rule of whom it is offered to first."))
    return redirect("employment:desk_post", row.pk)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@staff_page
def edit(request: HttpRequest, actor: Actor, key: UUID) -> HttpResponse:
    company = company_only(actor)
    try:
        row = queries.own_post(company, key)
    except NotThere as unknown:
        raise not_found(unknown) from None
    if request.method != "POST":
        typed = {name: str(getattr(row, name)) for name in FIELDS if name != "area"} | {"area": row.area_id}
        return _form(request, actor, row, Sheet(typed=typed), "")
    sheet = _typed(request)
    try:
        actions.change(actor, key, dict(sheet.typed))
    except Problem as problem:
        sheet.add(problem)
        return _form(request, actor, row, sheet, "", problem.status)
    messages.success(request, _("Kept. Contracts made before keep what they fix."))
    return redirect("employment:desk_post", key)


@require_POST
@staff_page
def close(request: HttpRequest, actor: Actor, key: UUID) -> HttpResponse:
    company_only(actor)
    sheet = Sheet(typed={"reason": request.POST.get("reason", "")})
    try:
        actions.close(actor, key, dict(sheet.typed))
    except NotThere as unknown:
        raise not_found(unknown) from None
    except Problem as problem:
        sheet.add(problem)
        return post_page(request, actor, key, sheet, "close", problem.status)
    messages.success(request, _("Closed. Who had asked for it is told why."))
    return redirect("employment:desk_post", key)


def _typed(request: HttpRequest) -> Sheet:
    return Sheet(typed={name: request.POST.get(name, "") for name in FIELDS})


def _form(
    request: HttpRequest, actor: Actor, row: Post | None, sheet: Sheet, key: str, status: int = 200
) -> HttpResponse:
    context = {
        "chips": rooms("/posts"), "post": row, "sheet": sheet, "key": key, "areas": _areas(actor.reach.district),
        "rule": row.rule if row else jobs.current_rule(actor.reach.district),
        "kinds": [("full", _("Full time")), ("part", _("Part time"))],
        "pays": [("monthly", _("for a month")), ("hourly", _("for an hour"))],
    }  # fmt: skip
    return desk_page(request, actor, "employment/desk/post_form.html", context, status)


def _areas(district: str) -> list[tuple[str, list[tuple[str, str]]]]:
    """Communities to choose from, by street: code and name."""
    known = names(district)
    streets: dict[str, list[tuple[str, str]]] = {}
    for code, area in sorted(known.items()):
        if area.level == Level.COMMUNITY and code[:9] in known:
            streets.setdefault(known[code[:9]].name, []).append((code, area.name))
    return list(streets.items())
