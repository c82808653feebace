"""What is said of an asset, at the desk: its facts put right, its photos added and taken out."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from linli.cases.sheet import Sheet
from linli.people.actors import Actor
from linli.places.queries import names
from linli.problem import Problem

from .. import actions
from ..access import runs
from ..models import Asset, AssetKind
from .desk_asset import asset_of, done
from .door import assets_desk, shown, typed

FACTS = ("name", "kind", "address", "area", "square_metres", "about", "lat", "lon")


def communities(district: str) -> list[tuple[str, str]]:
    """Communities and villages with their streets, to choose from."""
    known = names(district)
    return [(one.code, f"{known[one.code[:9]].name} {one.name}") for one in known.values() if len(one.code) == 12]


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@assets_desk
def edit(request: HttpRequest, actor: Actor, code: str) -> HttpResponse:
    asset = asset_of(actor, code)
    if not runs(actor, asset):
        raise PermissionDenied
    if request.method != "POST":
        return _form(request, actor, asset, Sheet(typed=_as_it_is(asset)))
    sheet = Sheet(typed=typed(request, *FACTS))
    try:
        actions.correct(actor, asset, dict(sheet.typed))
    except Problem as problem:
        sheet.add(problem)
        return _form(request, actor, asset, sheet, problem.status)
    messages.success(request, _("The facts are kept, and everybody reads them from now on."))
    return redirect("assets:desk_asset", asset.code)


def _as_it_is(asset: Asset) -> dict[str, str]:
    spot = {name: "" if value is None else str(value) for name, value in (("lat", asset.lat), ("lon", asset.lon))}
    return {
        "name": asset.name, "kind": asset.kind, "address": asset.address, "area": asset.area_id,
        "square_metres": f"{asset.square_metres:f}", "about": asset.about, **spot,
    }  # fmt: skip


def _form(request: HttpRequest, actor: Actor, asset: Asset, sheet: Sheet, status: int = 200) -> HttpResponse:
    context: dict[str, Any] = {
        "asset": asset, "sheet": sheet, "kinds": AssetKind.choices, "areas": communities(asset.district_id),
    }  # fmt: skip
    return shown(request, actor, "assets/desk/edit.html", context, status)


@require_POST
@assets_desk
def add_photo(request: HttpRequest, actor: Actor, code: str) -> HttpResponse:
    asset, sheet = asset_of(actor, code), Sheet(typed=typed(request, "caption"))
    picture = request.FILES.get("picture")
    return done(
        request, actor, asset, "photo", sheet, lambda: actions.add_photo(actor, asset, dict(sheet.typed), picture),
        _("The photo is on the page."),
    )  # fmt: skip


@require_POST
@assets_desk
def drop_photo(request: HttpRequest, actor: Actor, code: str, key: UUID) -> HttpResponse:
    asset = asset_of(actor, code)
    return done(
        request,
        actor,
        asset,
        "photo",
        Sheet(),
        lambda: actions.drop_photo(actor, asset, key),
        _("The photo is taken out."),
    )
