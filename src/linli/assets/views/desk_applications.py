"""Applications at the desk: the list, one with its contact behind a look on record, agreed to or not with a reason."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from linli.cases.sheet import Sheet
from linli.people.actors import Actor
from linli.problem import Problem

from .. import actions
from ..access import runs
from ..errors import NotThere, NotYourAsset
from ..models import ApplicationState
from ..queries.applications import application_read, to_decide
from ..queries.register import is_vacant
from .door import assets_desk, shown, typed


@require_safe
@never_cache
@assets_desk
def listed(request: HttpRequest, actor: Actor) -> HttpResponse:
    state = request.GET.get("state", ApplicationState.WAITING.value)
    state = state if state in (*ApplicationState.values, "all") else ApplicationState.WAITING.value
    rows, more = to_decide(actor, state, request.GET.get("before", "")[:20])
    choices = [*ApplicationState.choices, ("all", _("All of them"))]
    context = {
        "rows": rows, "older": f"?state={state}&before={more}" if more else "",
        "views": [{"label": name, "href": f"?state={one}", "current": one == state} for one, name in choices],
    }  # fmt: skip
    return shown(request, actor, "assets/desk/applications.html", context)


@require_safe
@never_cache
@assets_desk
def page(request: HttpRequest, actor: Actor, code: str) -> HttpResponse:
    return _page(request, actor, code, Sheet())


def _page(
    request: HttpRequest, actor: Actor, code: str, sheet: Sheet, status: int = 200, *, seen: bool = False
) -> HttpResponse:
    row = application_read(actor, code)
    mine = runs(actor, row.asset)
    context = {
        "row": row, "sheet": sheet, "seen": seen, "may_decide": mine and row.state == ApplicationState.WAITING, "may_see": mine,
        "vacant": is_vacant(row.asset),
    }  # fmt: skip
    return shown(request, actor, "assets/desk/application.html", context, status)


@require_POST
@never_cache
@assets_desk
def contact(request: HttpRequest, actor: Actor, code: str) -> HttpResponse:
    """Show who it is, once; the look is on record."""
    try:
        actions.see_contact(actor, code)
    except NotYourAsset:
        raise PermissionDenied from None
    return _page(request, actor, code, Sheet(), seen=True)


def _decide(
    request: HttpRequest, actor: Actor, code: str, do: Callable[[Actor, str, dict[str, Any]], object], said: str
) -> HttpResponse:
    sheet = Sheet(typed=typed(request, "reason"))
    try:
        do(actor, code, dict(sheet.typed))
    except NotThere:
        raise
    except Problem as problem:
        sheet.add(problem)
        return _page(request, actor, code, sheet, problem.status)
    messages.success(request, said)
    return redirect("assets:desk_application", code)


@require_POST
@assets_desk
def grant(request: HttpRequest, actor: Actor, code: str) -> HttpResponse:
    return _decide(request, actor, code, actions.grant, _("Agreed to. Please write the lease or the use right next."))


@require_POST
@assets_desk
def decline(request: HttpRequest, actor: Actor, code: str) -> HttpResponse:
    return _decide(request, actor, code, actions.decline, _("Answered. They read your reason."))
