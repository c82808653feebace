"""The door of the assets desk: who is let in, and what its pages share."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from typing import Any, Concatenate, ParamSpec
from uuid import uuid4

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.translation import gettext as _

from linli.audit.idempotency import Answer, once
from linli.cases.at_desk import desk_page, staff_page
from linli.cases.sheet import Sheet
from linli.people.actors import Actor

from ..access import at_assets
from ..errors import NotThere

P = ParamSpec("P")


def assets_desk(
    view: Callable[Concatenate[HttpRequest, Actor, P], HttpResponseBase],
) -> Callable[..., HttpResponseBase]:
    """For staff whose organisation owns or uses any asset, and auditors; what is not theirs is not there."""

    def guarded(request: HttpRequest, actor: Actor, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        if not at_assets(actor):
            raise PermissionDenied
        try:
            return view(request, actor, *args, **kwargs)
        except NotThere as unknown:
            raise Http404(unknown.message) from None

    return staff_page(guarded)


def shown(
    request: HttpRequest, actor: Actor, template: str, context: dict[str, Any], status: int = 200
) -> HttpResponse:
    """A page of this desk, with its chips."""
    at = request.path.removeprefix("/desk/assets")
    named = (
        ("", _("What waits")), ("/register", _("Register of assets")), ("/rents", _("Rents and arrears")),
        ("/applications", _("Applications to use one")),
    )  # fmt: skip
    nearest = max((end for end, _name in named if at.startswith(end)), key=len)
    chips = [{"label": name, "href": f"/desk/assets{end}", "current": end == nearest} for end, name in named]
    return desk_page(request, actor, template, {"chips": chips, **context}, status)


def typed(request: HttpRequest, *names: str) -> dict[str, str]:
    return {name: request.POST.get(name, "") for name in names}


def key_of(request: HttpRequest) -> str:
    """What tells this sending of a form from every other; a page sent twice has one."""
    given = request.POST.get("key", "")[:40]
    return given if given.isalnum() and given.isascii() else uuid4().hex


def done_once(request: HttpRequest, actor: Actor, what: str, sheet: Sheet, do: Callable[[], object]) -> None:
    """Do it, unless this very form was sent before. Raises what `do` raises."""
    digest = hashlib.sha256(repr(sorted(sheet.typed.items())).encode()).hexdigest()
    scope = f"assets {what} {actor.account.pk if actor.account else ''}"

    def work() -> Answer:
        do()
        return Answer(201)

    once(scope, f"{key_of(request)}-{digest[:16]}", digest, work)
