"""Posts for everyone: the list, one post, asking for it."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from linli.cases.sheet import Sheet, district_named
from linli.people.actors import actor_of
from linli.places.models import District
from linli.problem import Problem

from .. import actions
from ..errors import AppliedAlready, NotThere, SignInFirst
from ..models import Post
from ..queries import jobs
from ..queries.mine import post_asked_for

FIELDS = ("name", "contact", "group", "times", "words")


@require_safe
@never_cache
def listed(request: HttpRequest, district: str) -> HttpResponse:
    """What is open, narrowed by kind, community and hours."""
    found = district_named(district)
    choice = jobs.Choice.of(request.GET)
    cards = jobs.listed(found.code, choice, request.GET.get("after", "")[:40])
    more = cards[jobs.PAGE - 1].row.code if len(cards) > jobs.PAGE else ""
    context = {
        "district": found, "cards": cards[: jobs.PAGE], "choice": choice, "rule": jobs.current_rule(found.code),
        "areas": jobs.areas_with_posts(found.code), "kinds": _chips(choice), "hours": _hours(choice),
        "older": _address(choice, after=more) if more else "", "has_jobs": jobs.has_jobs(found.code),
    }  # fmt: skip
    return render(request, "employment/jobs.html", context)


def _address(choice: jobs.Choice, **other: str) -> str:
    given = {"kind": choice.kind, "area": choice.area, "hours": choice.hours, **other}
    return "?" + urlencode({name: value for name, value in given.items() if value})


def _chips(choice: jobs.Choice) -> list[dict[str, Any]]:
    named = (("", _("All posts")), ("full", _("Full time")), ("part", _("Part time")))
    return [{"label": word, "href": _address(choice, kind=one), "current": one == choice.kind} for one, word in named]


def _hours(choice: jobs.Choice) -> list[tuple[str, str]]:
    named = (("few", _("up to 20 hours a week")), ("half", _("21 to 34 hours a week")), ("full", _("35 hours a week and more")))  # fmt: skip
    return [*named]


@require_safe
@never_cache
def page(request: HttpRequest, district: str, code: str) -> HttpResponse:
    found = district_named(district)
    return _post_page(request, found, _post(found, code), Sheet())


def _post(district: District, code: str) -> Post:
    try:
        return jobs.a_post(district.code, code)
    except NotThere as unknown:
        raise Http404(unknown.message) from None


def _post_page(request: HttpRequest, district: District, row: Post, sheet: Sheet, status: int = 200) -> HttpResponse:
    actor = actor_of(request)
    context = {
        "district": district, "post": row, "card": jobs.Card(row), "rule": row.rule, "sheet": sheet,
        "asked": post_asked_for(actor, row), "is_resident": actor.kind == "resident",
        "phone": actor.account.masked_phone if actor.account else "",
    }  # fmt: skip
    return render(request, "employment/post.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def apply(request: HttpRequest, district: str, code: str) -> HttpResponse:
    """Ask for a post."""
    found = district_named(district)
    row = _post(found, code)
    if request.method != "POST":
        return redirect("employment:post", found.slug, row.code)
    sheet = Sheet(typed={name: request.POST.get(name, "") for name in (*FIELDS, "agrees")})
    given = {**{name: sheet.typed[name] for name in FIELDS}, "agrees": sheet.typed["agrees"] == "yes"}
    try:
        asked = actions.apply(actor_of(request), found.code, row.code, given)
    except AppliedAlready as there:
        messages.info(request, there.message)
        return redirect("employment:job", there.applicant)
    except Problem as problem:
        if isinstance(problem, SignInFirst) and actor_of(request).kind == "guest":
            return redirect(f"/sign-in?next=/{found.slug}/jobs/{row.code}")
        sheet.add(problem)
        return _post_page(request, found, _post(found, code), sheet, problem.status)
    messages.success(request, _("The company has it. We tell you what becomes of it."))
    return redirect("employment:job", asked.code)
