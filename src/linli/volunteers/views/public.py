"""Volunteers for everyone: the teams, one team, an activity, asking for help, whether a certificate is genuine."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from linli.cases.sheet import Sheet, district_named
from linli.ids import read_case_code
from linli.people.actors import actor_of
from linli.places.models import District
from linli.places.queries import names
from linli.problem import Problem

from .. import actions
from ..errors import AlreadySignedUp, NotThere, SignInFirst
from ..models import SignUpState, TeamKind
from ..queries import listing
from ..queries.mine import in_activity, membership, sign_ups_of

get_or_post = require_http_methods(["GET", "HEAD", "POST"])
_ASK = ("skill", "text", "area", "address", "wanted_on", "wanted_at")


@require_safe
@never_cache
def listed(request: HttpRequest, district: str) -> HttpResponse:
    """All teams, or those of a kind, with a skill, of a place, by name."""
    found = district_named(district)
    given = {name: request.GET.get(name, "")[:40] for name in ("kind", "skill", "area", "words")}
    asked = listing.Asked(**given)
    shown = listing.listed(found.code, asked, request.GET.get("after", ""))
    context = {
        "district": found, "shown": shown, "asked": asked, "streets": places(found.code, "street"),
        "communities": places(found.code, "community"), "skills": listing.skills(found.code),
        "kinds": [
            {"label": label, "href": _link(given, kind=key), "current": given["kind"] == key}
            for key, label in (("", _("All teams")), *TeamKind.choices)
        ],
        "more": _link(given, after=shown.after) if shown.after else "", "is_first": not request.GET.get("after"),
        "coming": listing.coming(found.code, 4) if not any(given.values()) and not request.GET.get("after") else [],
        "mine": sign_ups_of(actor_of(request), only_coming=True)[:3],
    }  # fmt: skip
    return render(request, "volunteers/teams.html", context)


def _link(given: dict[str, str], **changed: str) -> str:
    return "?" + urlencode({name: value for name, value in {**given, **changed}.items() if value})


def places(district: str, level: str) -> list[tuple[str, str]]:
    """The areas of a level; a community with its street."""
    known = names(district)
    if level == "street":
        return [(code, one.name) for code, one in known.items() if one.level == level]
    return [(code, f"{known[code[:9]].name} · {one.name}") for code, one in known.items() if one.level == level]


@get_or_post
@never_cache
def team(request: HttpRequest, district: str, team: str) -> HttpResponse:
    """A team; asking to join it."""
    found = district_named(district)
    if request.method != "POST":
        return _team_page(request, found, team, Sheet())
    sheet = Sheet(typed={"name": request.POST.get("name", "")})
    try:
        actions.join(actor_of(request), found.code, team, {**sheet.typed, "skills": request.POST.getlist("skills")})
    except Problem as problem:
        if isinstance(problem, SignInFirst) and actor_of(request).kind == "guest":
            return redirect(f"/sign-in?next=/{found.slug}/volunteers/{team}")
        sheet.add(problem)
        return _team_page(request, found, team, sheet, problem.status)
    messages.success(request, _("Asked. The leader takes you in, or says why not; you see it under “Mine”."))
    return redirect("volunteers:team", found.slug, team)


def _team_page(request: HttpRequest, district: District, code: str, sheet: Sheet, status: int = 200) -> HttpResponse:
    try:
        page = listing.team_page(district.code, code)
    except NotThere as unknown:
        raise Http404(unknown.message) from None
    actor = actor_of(request)
    context = {
        "district": district, "page": page, "team": page.line.row, "sheet": sheet, "is_resident": actor.kind == "resident",
        "is_staff": actor.is_staff, "mine": membership(actor, page.line.row), "skills": page.line.row.skills.all(),
        "chosen": request.POST.getlist("skills"),
    }  # fmt: skip
    return render(request, "volunteers/team.html", context, status=status)


@get_or_post
@never_cache
def activity(request: HttpRequest, district: str, code: str) -> HttpResponse:
    """What is done where and when; signing up for it."""
    found = district_named(district)
    if request.method != "POST":
        return _activity_page(request, found, code, Sheet())
    sheet = Sheet(typed={"name": request.POST.get("name", "")})
    try:
        row = actions.sign_up(actor_of(request), found.code, code, dict(sheet.typed))
    except AlreadySignedUp as there:
        messages.info(request, there.message)
        return redirect("volunteers:ticket", there.sign_up)
    except Problem as problem:
        if isinstance(problem, SignInFirst) and actor_of(request).kind == "guest":
            return redirect(f"/sign-in?next=/{found.slug}/volunteers/activities/{code}")
        sheet.add(problem)
        return _activity_page(request, found, code, sheet, problem.status)
    seated = row.state == SignUpState.SEATED
    told = _("You take part. We remind you the day before.") if seated else _("All seats are taken; you wait in line.")
    messages.success(request, told)
    return redirect("volunteers:ticket", row.code)


def _activity_page(
    request: HttpRequest, district: District, code: str, sheet: Sheet, status: int = 200
) -> HttpResponse:
    try:
        row = listing.activity(district.code, code)
    except NotThere as unknown:
        raise Http404(unknown.message) from None
    actor = actor_of(request)
    context = {
        "district": district, "activity": row, "team": row.team, "sheet": sheet, "mine": in_activity(actor, row),
        "is_resident": actor.kind == "resident", "hours": listing.hours_text(row.begins_at, row.ends_at),
    }  # fmt: skip
    return render(request, "volunteers/activity.html", context, status=status)


@require_safe
@never_cache
def at_place(request: HttpRequest, district: str, code: str) -> HttpResponse:
    """Where the code at the place leads: to one's own sign-up, to check in or out there."""
    found = district_named(district)
    actor = actor_of(request)
    if actor.kind == "guest":
        return redirect(f"/sign-in?{urlencode({'next': request.get_full_path()})}")
    try:
        row = in_activity(actor, listing.activity(found.code, code))
    except NotThere as unknown:
        raise Http404(unknown.message) from None
    if row is None:
        messages.info(request, _("You are not signed up here yet."))
        return redirect("volunteers:activity", found.slug, code)
    address = reverse("volunteers:ticket", args=[row.code])
    return redirect(f"{address}?{urlencode({'door': request.GET.get('door', '')[:6]})}")


@get_or_post
@never_cache
def ask(request: HttpRequest, district: str) -> HttpResponse:
    """Ask volunteers for help: what, where, when."""
    found = district_named(district)
    if request.method != "POST":
        return _ask_page(request, found, Sheet(typed={"skill": request.GET.get("skill", "")}))
    sheet = Sheet(typed={name: request.POST.get(name, "") for name in _ASK})
    try:
        row = actions.ask(actor_of(request), found.code, dict(sheet.typed))
    except Problem as problem:
        if isinstance(problem, SignInFirst) and actor_of(request).kind == "guest":
            return redirect(f"/sign-in?next=/{found.slug}/volunteers/ask")
        sheet.add(problem)
        return _ask_page(request, found, sheet, problem.status)
    told = _("Sent, number %(code)s. A team of your area takes it; the answer comes to you as for every report.")
    messages.success(request, told % {"code": row.case.code})
    return redirect("volunteers:mine")


def _ask_page(request: HttpRequest, district: District, sheet: Sheet, status: int = 200) -> HttpResponse:
    context: dict[str, Any] = {
        "district": district, "sheet": sheet, "is_resident": actor_of(request).kind == "resident",
        "skills": listing.skills(district.code), "communities": by_street(district.code),
    }  # fmt: skip
    return render(request, "volunteers/ask.html", context, status=status)


def by_street(district: str) -> list[tuple[str, list[tuple[str, str]]]]:
    """Streets with their communities, for a choice."""
    known = names(district)
    return [
        (one.name, [(code, part.name) for code, part in known.items() if len(code) == 12 and code.startswith(street)])
        for street, one in known.items()
        if one.level == "street"
    ]


@require_safe
@never_cache
def check_certificate(request: HttpRequest, district: str, code: str) -> HttpResponse:
    """Whether a certificate is genuine, and what stands on it."""
    found = district_named(district)
    number = read_case_code(code) or ""
    try:
        context = {"district": found, "row": listing.certified(found.code, number), "code": number}
    except NotThere:
        context = {"district": found, "row": None, "code": code[:24]}
    return render(request, "volunteers/check.html", context, status=200 if context["row"] else 404)
