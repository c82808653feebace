"""A vote for owners and everyone: what is asked, how it stands, voting signed in or by letter, the result on paper."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from linli.cases.sheet import Sheet, district_named
from linli.ids import read_case_code
from linli.people.actors import actor_of
from linli.places.models import District
from linli.problem import Problem

from .. import actions
from ..actions.casting import unit_of_letter
from ..errors import NotThere, SignInFirst
from ..models import Choice, Vote, VoteUnit
from ..printing import notice_pdf
from ..queries import voting as queries
from ..queries.mine import own_in

CHOICES = [(one.value, one.label) for one in Choice]


def _vote(district: District, code: str) -> Vote:
    try:
        return queries.vote(district.code, read_case_code(code) or "")
    except NotThere as unknown:
        raise Http404(unknown.message) from None


@require_safe
@never_cache
def page(request: HttpRequest, district: str, code: str) -> HttpResponse:
    found = district_named(district)
    return _page(request, found, _vote(found, code), Sheet())


def _page(
    request: HttpRequest, district: District, row: Vote, sheet: Sheet, status: int = 200, about: str = ""
) -> HttpResponse:
    """`about`: the household whose form has faults."""
    actor = actor_of(request)
    context = {
        "district": district, "vote": row, "shown": queries.standing(row), "own": own_in(actor, row), "sheet": sheet,
        "paragraphs": [line for line in row.text.splitlines() if line.strip()], "choices": CHOICES, "about": about,
        "is_resident": actor.kind == "resident",
    }  # fmt: skip
    return render(request, "renovation/vote.html", context, status=status)


@require_POST
@never_cache
def cast(request: HttpRequest, district: str, code: str, key: UUID) -> HttpResponse:
    """A household of who is signed in votes."""
    found = district_named(district)
    row = _vote(found, code)
    sheet = Sheet(typed={"choice": request.POST.get("choice", "")})
    given = {"choice": sheet.typed["choice"], "sure": request.POST.get("sure") == "yes"}
    try:
        actions.cast(actor_of(request), found.code, row.code, key, given)
    except Problem as problem:
        if isinstance(problem, SignInFirst) and actor_of(request).kind == "guest":
            return redirect(f"/sign-in?next=/{found.slug}/renovation/votes/{row.code}")
        sheet.add(problem)
        return _page(request, found, row, sheet, problem.status, str(key))
    messages.success(request, _("Your household has voted. Thank you for taking part."))
    return redirect("renovation:vote", found.slug, row.code)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def letter(request: HttpRequest, district: str, code: str) -> HttpResponse:
    """Whoever holds the letter of a household votes for it: first the code, then the choice."""
    found = district_named(district)
    row = _vote(found, code)
    given = request.POST if request.method == "POST" else request.GET
    sheet = Sheet(typed={"code": given.get("code", "").strip(), "choice": given.get("choice", "")})
    unit = _unit(row, sheet) if sheet.typed["code"] else None
    if request.method != "POST" or unit is None or "choice_asked" not in request.POST:
        return _letter_page(request, found, row, unit, sheet, 404 if sheet.sentences else 200)
    answer = {"choice": sheet.typed["choice"], "sure": request.POST.get("sure") == "yes"}
    try:
        actions.cast_with_code(found.code, row.code, sheet.typed["code"], answer)
    except Problem as problem:
        sheet.add(problem)
        return _letter_page(request, found, row, unit, sheet, problem.status)
    messages.success(request, _("Household %(unit)s has voted. Thank you for taking part.") % {"unit": unit.unit})
    return redirect("renovation:vote", found.slug, row.code)


def _unit(row: Vote, sheet: Sheet) -> VoteUnit | None:
    try:
        return unit_of_letter(row, sheet.typed["code"])
    except Problem as problem:
        sheet.add(problem)
        return None


def _letter_page(
    request: HttpRequest, district: District, row: Vote, unit: VoteUnit | None, sheet: Sheet, status: int = 200
) -> HttpResponse:
    shown = queries.standing(row)
    own = queries.together_with(unit) if unit else None
    context = {"district": district, "vote": row, "shown": shown, "own": own, "sheet": sheet, "choices": CHOICES}
    return render(request, "renovation/letter.html", context, status=status)


@require_safe
@never_cache
def notice(request: HttpRequest, district: str, code: str) -> HttpResponse:
    """The result on paper, once there is one. 503 where no Chinese font is."""
    found = district_named(district)
    row = _vote(found, code)
    shown = queries.standing(row)
    if not shown.is_counted:
        raise Http404(_("There is no result yet."))
    response = HttpResponse(notice_pdf(shown, found.slug), content_type="application/pdf")
    response.headers["Content-Disposition"] = f'inline; filename="{row.code}.pdf"'
    return response
