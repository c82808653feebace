"""The desk of the dialogue: what waits for an answer, answering many at once, and whose matter a proposal is."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from linli.cases.at_desk import desk_page, staff_page
from linli.cases.sheet import Sheet
from linli.people import queries as people
from linli.people.actors import Actor
from linli.problem import Problem

from ..access import at_dialogue, may_answer, may_moderate, may_route
from ..actions import answer, hand_back, route
from ..models import Answer, Outcome, Proposal
from ..queries.desk import desk_page as waiting_page
from ..queries.desk import moderation_count, to_answer
from ..queries.proposals import proposal_page
from .answering_back import ABSENT

FIELDS = ("text", "outcome", "planned_for", "case", "project")


@require_safe
@never_cache
@staff_page
def page(request: HttpRequest, actor: Actor) -> HttpResponse:
    if not at_dialogue(actor):
        raise PermissionDenied
    topic = request.GET.get("topic", "")[:40]
    context = {
        "page": waiting_page(actor, topic), "topic_code": topic, "answers": may_answer(actor), "routes": may_route(actor),
        "moderates": may_moderate(actor), "to_look_at": moderation_count(actor), "units": _units(actor),
    }  # fmt: skip
    return desk_page(request, actor, "dialogue/desk.html", context)


def _units(actor: Actor) -> list[people.OrgCard]:
    """Whom a proposal can be put to; only who may do that needs them."""
    if not may_route(actor):
        return []
    kinds = ("department", "street", "centre", "social", "enterprise")
    return [card for card in people.organisations(actor.reach.district).values() if card.active and card.kind in kinds]


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@staff_page
def answer_them(request: HttpRequest, actor: Actor) -> HttpResponse:
    """The form for those that were ticked, and sending it."""
    if not may_answer(actor):
        raise PermissionDenied
    if request.method != "POST":
        return _answer_page(
            request, actor, request.GET.getlist("p"), Sheet(typed={"outcome": request.GET.get("outcome", "")})
        )
    codes = request.POST.getlist("p")
    sheet = Sheet(typed={name: request.POST.get(name, "").strip() for name in FIELDS})
    try:
        answer(actor, {"proposals": codes, **sheet.typed})
    except Problem as problem:
        sheet.add(problem)
        return _answer_page(request, actor, codes, sheet, problem.status)
    told = ngettext("%(n)d proposal is answered, in public.", "%(n)d proposals are answered, in public.", len(codes))
    messages.success(request, told % {"n": len(codes)})
    return redirect("dialogue:desk")


def _answer_page(request: HttpRequest, actor: Actor, codes: list[str], sheet: Sheet, status: int = 200) -> HttpResponse:
    rows = to_answer(actor, codes)
    if not rows:
        messages.error(request, _("Please tick the proposals that you answer first."))
        return redirect("dialogue:desk")
    context = {
        "rows": rows, "sheet": sheet, "faults": sheet.sentences, "outcomes": Outcome.choices,
        "people": sum(row.supports + 1 for row in rows), "again": all(row.answered_at for row in rows),
    }  # fmt: skip
    return desk_page(request, actor, "dialogue/answer.html", context, status)


@require_safe
@never_cache
@staff_page
def one(request: HttpRequest, actor: Actor, code: str) -> HttpResponse:
    return _one(request, actor, code, Sheet())


def _one(request: HttpRequest, actor: Actor, code: str, sheet: Sheet, status: int = 200) -> HttpResponse:
    if not at_dialogue(actor):
        raise PermissionDenied
    try:
        shown = proposal_page(actor, actor.reach.district, code)
    except ABSENT as unknown:
        raise Http404(unknown.message) from None
    context = {
        "page": shown,
        "proposal": shown.proposal,
        "sheet": sheet,
        "faults": sheet.sentences,
        "units": _units(actor),
    }
    return desk_page(request, actor, "dialogue/desk_proposal.html", context, status)


def _change(
    request: HttpRequest, actor: Actor, code: str, do: Callable[[], Proposal | Answer], said: str
) -> HttpResponse:
    if not at_dialogue(actor):
        raise PermissionDenied
    try:
        do()
    except ABSENT as unknown:
        raise Http404(unknown.message) from None
    except Problem as problem:
        sheet = Sheet(typed={"reason": request.POST.get("reason", "")})
        sheet.add(problem)
        return _one(request, actor, code, sheet, problem.status)
    messages.success(request, said)
    return redirect("dialogue:desk")


@require_POST
@staff_page
def route_it(request: HttpRequest, actor: Actor, code: str) -> HttpResponse:
    given = {"organisation": request.POST.get("organisation", "")}
    return _change(request, actor, code, lambda: route(actor, code, given), _("It is put to them; the clock goes on."))


@require_POST
@staff_page
def hand_it_back(request: HttpRequest, actor: Actor, code: str) -> HttpResponse:
    given = {"reason": request.POST.get("reason", "")}
    return _change(request, actor, code, lambda: hand_back(actor, code, given), _("It is with the centre now."))
