"""Looking through: proposals and comments that wait, and comments that somebody objects to."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from linli.cases.at_desk import desk_page, staff_page
from linli.people.actors import Actor
from linli.problem import Problem

from ..access import may_moderate
from ..actions import hide_comment, hold, publish, show_comment
from ..queries.desk import moderation_page
from .answering_back import ABSENT


@require_safe
@never_cache
@staff_page
def page(request: HttpRequest, actor: Actor) -> HttpResponse:
    return _page(request, actor)


def _page(request: HttpRequest, actor: Actor, faults: tuple[str, ...] = (), status: int = 200) -> HttpResponse:
    if not may_moderate(actor):
        raise PermissionDenied
    return desk_page(
        request, actor, "dialogue/moderation.html", {"page": moderation_page(actor), "faults": faults}, status
    )


@require_POST
@staff_page
def decide(request: HttpRequest, actor: Actor, code: str) -> HttpResponse:
    """Publish a proposal or, with a reason, keep it back."""
    try:
        if request.POST.get("what") == "hold":
            hold(actor, code, {"reason": request.POST.get("reason", "")})
            messages.success(request, _("It is kept back, and its author is told why."))
        else:
            publish(actor, code)
            messages.success(request, _("It is published, and its clock runs."))
    except ABSENT as unknown:
        raise Http404(unknown.message) from None
    except Problem as problem:
        return _page(request, actor, (problem.message,), problem.status)
    return redirect("dialogue:moderation")


@require_POST
@staff_page
def decide_comment(request: HttpRequest, actor: Actor, key: UUID) -> HttpResponse:
    """Let a comment stand or, with a reason, hide it."""
    try:
        if request.POST.get("what") == "hide":
            hide_comment(actor, key, {"reason": request.POST.get("reason", "")})
            messages.success(request, _("It is hidden; in its place stands why."))
        else:
            show_comment(actor, key)
            messages.success(request, _("It stands there."))
    except ABSENT as unknown:
        raise Http404(unknown.message) from None
    except Problem as problem:
        return _page(request, actor, (problem.message,), problem.status)
    return redirect("dialogue:moderation")
