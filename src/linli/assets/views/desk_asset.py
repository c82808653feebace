"""One asset at the desk: its use granted and ended, its shares set, let and ended, its rent received or waived."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from linli.cases.sheet import Sheet
from linli.clock import today
from linli.people import queries as people
from linli.people.actors import Actor
from linli.places.queries import district_by
from linli.problem import Problem

from .. import actions
from ..access import assets_read, runs
from ..errors import NotThere
from ..models import Asset, Lease, UseRight
from ..queries import register
from ..queries.rents import rent_read
from ..queries.serving import grant_address
from .door import assets_desk, done_once, key_of, shown, typed

LEASE = ("lessee", "organisation", "first", "last", "rent", "deposit", "due_day")


def asset_of(actor: Actor, code: str) -> Asset:
    """One that the reader sees at the desk. Raises NotThere."""
    row = assets_read(actor).filter(code=code).select_related("ownership__organisation").first()
    if row is None:
        raise NotThere(code)
    return row


@require_safe
@never_cache
@assets_desk
def page(request: HttpRequest, actor: Actor, code: str) -> HttpResponse:
    return _page(request, actor, asset_of(actor, code), "", Sheet())


def _page(request: HttpRequest, actor: Actor, asset: Asset, form: str, sheet: Sheet, status: int = 200) -> HttpResponse:
    """`form`: the one that came back with faults."""
    day = today()
    start = {
        "use": {"first": day.isoformat(), **{name: request.GET.get(name, "")[:200] for name in ("organisation", "reason")}}, "shares": {"first": day.isoformat()}, "rent": {"on": day.isoformat()},
        "lease": {"first": day.isoformat(), "due_day": "5", "deposit": "0"}, "end_lease": {}, "end_use": {}, "photo": {},
    }  # fmt: skip
    cards = people.organisations(actor.reach.district).values()
    shown_page = register.page_of(asset)
    open_rents = sorted((one.row for one in shown_page.incomes if one.row.left), key=lambda one: one.month)
    asked = next((one.pk for one in open_rents if str(one.pk) == sheet.typed.get("rent")), None)
    context: dict[str, Any] = {
        "asset": asset, "page": shown_page, "runs": runs(actor, asset) and asset.active, "form": form, "sheet": sheet,
        **{name: Sheet(typed=values) if form != name else sheet for name, values in start.items()},
        "organisations": [(card.code, card.name) for card in cards if card.active and card.kind in ("enterprise", "social", "department", "community", "street")],
        "open_rents": open_rents, "opened": asked or (open_rents[0].pk if open_rents else None),
        "waived": asked if form == "waive" else None, "key": key_of(request), "today": day,
        "slug": district_by(asset.district_id).slug, "filled": "organisation" in request.GET,
        "served": [(one, grant_address(asset, one)) for one in shown_page.serves],
    }  # fmt: skip
    return shown(request, actor, "assets/desk/asset.html", context, status)


def done(
    request: HttpRequest, actor: Actor, asset: Asset, form: str, sheet: Sheet, do: Callable[[], object], said: str
) -> HttpResponse:
    """Carry a form out, or bring it back with what was wrong."""
    try:
        do()
    except NotThere:
        raise
    except Problem as problem:
        sheet.add(problem)
        return _page(request, actor, asset, form, sheet, problem.status)
    messages.success(request, said)
    return redirect("assets:desk_asset", asset.code)


@require_POST
@assets_desk
def use(request: HttpRequest, actor: Actor, code: str) -> HttpResponse:
    """Grant the right to use it."""
    asset, sheet = asset_of(actor, code), Sheet(typed=typed(request, "organisation", "first", "last", "reason"))
    given: dict[str, Any] = dict(sheet.typed)
    do = partial(actions.grant_use, actor, asset, given["organisation"], given["first"], given["last"], given["reason"])
    return done(request, actor, asset, "use", sheet, do, _("The use right is granted. The owner stays the owner."))


@require_POST
@assets_desk
def end_use(request: HttpRequest, actor: Actor, key: UUID) -> HttpResponse:
    """End a use right."""
    right = UseRight.objects.filter(pk=key).select_related("asset").first()
    if right is None:
        raise NotThere("")
    asset, sheet = asset_of(actor, right.asset.code), Sheet(typed=typed(request, "on", "reason"))
    do = partial(actions.end_use, actor, key, dict(sheet.typed))
    return done(request, actor, asset, "end_use", sheet, do, _("The use right ends on that day."))


@require_POST
@assets_desk
def shares(request: HttpRequest, actor: Actor, code: str) -> HttpResponse:
    """Set how its income is shared."""
    asset, sheet = asset_of(actor, code), Sheet(typed=typed(request, "first", "owner", "community", "operator"))
    do = partial(actions.set_shares, actor, asset, dict(sheet.typed))
    return done(request, actor, asset, "shares", sheet, do, _("The rule is set."))


@require_POST
@assets_desk
def lease(request: HttpRequest, actor: Actor, code: str) -> HttpResponse:
    """Let it."""
    asset, sheet = asset_of(actor, code), Sheet(typed=typed(request, *LEASE))
    do = partial(actions.let, actor, asset, dict(sheet.typed))
    return done(
        request,
        actor,
        asset,
        "lease",
        sheet,
        do,
        _("The lease is entered. Its rent is made due by itself, month by month."),
    )


def _of_lease(actor: Actor, key: UUID) -> Asset:
    row = Lease.objects.filter(pk=key).select_related("asset").first()
    if row is None:
        raise NotThere("")
    return asset_of(actor, row.asset.code)


@require_POST
@assets_desk
def end_lease(request: HttpRequest, actor: Actor, key: UUID) -> HttpResponse:
    """End a lease early."""
    asset, sheet = _of_lease(actor, key), Sheet(typed=typed(request, "on", "reason"))
    do = partial(actions.end_lease, actor, key, dict(sheet.typed))
    return done(request, actor, asset, "end_lease", sheet, do, _("The lease ends on that day."))


@require_POST
@assets_desk
def deposit(request: HttpRequest, actor: Actor, key: UUID) -> HttpResponse:
    """The deposit came in."""
    asset = _of_lease(actor, key)
    do = partial(actions.take_deposit, actor, key, today())
    return done(request, actor, asset, "deposit", Sheet(), do, _("The deposit is posted; it is owed to the lessee."))


@require_POST
@assets_desk
def receive(request: HttpRequest, actor: Actor, key: UUID) -> HttpResponse:
    """Rent came in."""
    rent = rent_read(actor, key)
    asset, sheet = (
        asset_of(actor, rent.lease.asset.code),
        Sheet(typed={**typed(request, "amount", "on"), "rent": str(key)}),
    )
    given = {"amount": sheet.typed["amount"], "on": sheet.typed["on"]}
    do = partial(done_once, request, actor, "rent", sheet, partial(actions.receive_rent, actor, key, given))
    return done(request, actor, asset, "rent", sheet, do, _("Received, shared and posted."))


@require_POST
@assets_desk
def waive(request: HttpRequest, actor: Actor, key: UUID) -> HttpResponse:
    """The rent of a month is not asked for any more."""
    rent = rent_read(actor, key)
    sheet = Sheet(typed={**typed(request, "reason"), "rent": str(key)})
    asset, do = (
        asset_of(actor, rent.lease.asset.code),
        partial(actions.waive_rent, actor, key, {"reason": sheet.typed["reason"]}),
    )
    return done(request, actor, asset, "waive", sheet, do, _("Waived; its entry is reversed."))
