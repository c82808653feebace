"""The devices of one's health points: how they stand, a new secret, and a journal brought on a stick."""

from __future__ import annotations

from typing import Any

import orjson
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from linli.cases.at_desk import desk_page, staff_page
from linli.people.actors import Actor
from linli.problem import Problem

from .. import actions
from ..actions.devices import own_device
from ..actions.journal import Reply, replay
from ..errors import NotYours
from ..queries.points import may_run_devices, own_points

LARGEST = 5_000_000


@require_safe
@never_cache
@staff_page
def listed(request: HttpRequest, actor: Actor) -> HttpResponse:
    return _page(request, actor)


def _page(request: HttpRequest, actor: Actor, status: int = 200, **more: Any) -> HttpResponse:
    """`more`: a secret just made with its `device`, the `reply` to a journal, or `faults`."""
    if not may_run_devices(actor):
        raise PermissionDenied
    return desk_page(request, actor, "health/desk/devices.html", {"points": own_points(actor), **more}, status)


@require_POST
@never_cache
@staff_page
def make_secret(request: HttpRequest, actor: Actor, code: str) -> HttpResponse:
    """Shown on this one page, and never again."""
    try:
        secret = actions.make_secret(actor, code)
    except NotYours:
        raise PermissionDenied from None
    except Problem as problem:
        return _page(request, actor, problem.status, faults=[problem.message])
    return _page(request, actor, secret=secret, device=code)


@require_POST
@never_cache
@staff_page
def bring(request: HttpRequest, actor: Actor) -> HttpResponse:
    """A journal that a kiosk exported because it found no network: taken in as if the kiosk had sent it."""
    if not may_run_devices(actor):
        raise PermissionDenied
    try:
        reply, code = _brought(request, actor)
    except Problem as problem:
        return _page(request, actor, problem.status, faults=[problem.message])
    counted = [one.answer for listed in reply.answers.values() for one in listed]
    told = {
        "device": code, "entries": len(reply.answers), "values": len(counted), "acknowledged": reply.acknowledged,
        "urgent": counted.count("urgent"), "aside": counted.count("suspect"),
        "refused": sum(one not in ("accepted", "urgent", "suspect") for one in counted),
    }  # fmt: skip
    return _page(request, actor, reply=told)


class NoJournal(Problem):
    code = "no_journal"
    status = 422

    def __init__(self) -> None:
        super().__init__(
            _("This file is no exported journal of a kiosk. It is made at the kiosk under “Export what is unsent”.")
        )


def _brought(request: HttpRequest, actor: Actor) -> tuple[Reply, str]:
    """Raises NoJournal, NoSuchDevice, JournalGap, JournalFork."""
    file = request.FILES.get("journal")
    if file is None or (file.size or 0) > LARGEST:
        raise NoJournal
    try:
        given = orjson.loads(file.read())
    except orjson.JSONDecodeError:
        raise NoJournal from None
    if (
        not isinstance(given, dict)
        or given.get("linli") != "kiosk-journal"
        or not isinstance(given.get("entries"), list)
    ):
        raise NoJournal
    device = own_device(actor, str(given.get("device", "")))
    return replay(device, {"entries": given["entries"]}), device.code
