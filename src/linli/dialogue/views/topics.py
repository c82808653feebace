"""The dialogue of a district as everyone reads it: its front page, and one topic with its ballot."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from linli.cases.sheet import district_named
from linli.people.actors import actor_of
from linli.problem import Problem

from ..actions import vote
from ..queries.proposals import mine
from ..queries.topics import front, topic_page
from .answering_back import ABSENT, heard


@require_safe
def front_page(request: HttpRequest, district: str) -> HttpResponse:
    found = district_named(district)
    context = {"district": found, "front": front(found.code), "mine": mine(actor_of(request), found.code)}
    return render(request, "dialogue/front.html", context)


@require_safe
@heard(lambda district, code: reverse("dialogue:topic", args=[district, code]))
def topic(request: HttpRequest, district: str, code: str) -> HttpResponse:
    return _page(request, district, code)


def _page(
    request: HttpRequest, district: str, code: str, faults: tuple[str, ...] = (), status: int = 200
) -> HttpResponse:
    found = district_named(district)
    shown = topic_page(actor_of(request), found.code, code)
    context = {"district": found, "page": shown, "topic": shown.card.topic, "faults": faults}
    return render(request, "dialogue/topic.html", context, status=status)


@require_POST
@heard(lambda district, code: reverse("dialogue:topic", args=[district, code]) + "#ballot")
def cast(request: HttpRequest, district: str, code: str) -> HttpResponse:
    found = district_named(district)
    try:
        vote(actor_of(request), found.code, code, {"option": request.POST.get("option", "")})
    except Problem as problem:
        if isinstance(problem, ABSENT) or problem.status == 401:
            raise
        said = tuple(fault.message for fault in problem.faults) or (problem.message,)
        if "option" in {fault.field for fault in problem.faults}:
            said = (_("Please choose one of the answers."),)
        return _page(request, district, code, said, problem.status)
    messages.success(
        request, _("Your vote is counted. Nobody can see what you chose; the result stands here at the end.")
    )
    return redirect(reverse("dialogue:topic", args=[district, code]) + "#ballot")
