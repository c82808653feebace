"""State assets for everyone: the list with the map, one with its three rights and its income, asking to use one."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from linli.cases.sheet import Sheet, district_named
from linli.people.actors import actor_of
from linli.places.models import District
from linli.problem import Problem

from .. import actions
from ..errors import AppliedAlready, NotThere, SignInFirst
from ..models import Asset, AssetKind, Who
from ..queries import register
from .door import typed

APPLY = ("who", "name", "phone", "purpose", "wanted_from", "months")


@require_safe
def listed(request: HttpRequest, district: str) -> HttpResponse:
    """What the state owns here, on a map and as a list; by default all, or what is vacant, or in use."""
    found = district_named(district)
    view = request.GET.get("view", "")
    view = view if view in ("vacant", "used") else ""
    kind = request.GET.get("kind", "")
    kind = kind if kind in AssetKind.values else ""
    cards, more = register.listed(found.code, view, kind, request.GET.get("after", "")[:40])
    context = {
        "district": found, "cards": cards, "middle": register.middle(cards), "older": _address(view, kind, more) if more else "",
        "views": [
            {"label": name, "href": _address(one, kind), "current": one == view}
            for one, name in (("", _("All of them")), ("vacant", _("Vacant")), ("used", _("In use")))
        ],
        "kinds": [
            {"label": name, "href": _address(view, one), "current": one == kind}
            for one, name in (("", _("Every kind")), *((value, str(label)) for value, label in AssetKind.choices))
        ],
        "points": reverse("assets:geojson", args=[found.slug]), "cells": reverse("cases:nearby_cells", args=[found.slug]),
    }  # fmt: skip
    return render(request, "assets/listed.html", context)


def _address(view: str, kind: str, after: str = "") -> str:
    asked = {"view": view, "kind": kind, "after": after}
    return "?" + urlencode({name: value for name, value in asked.items() if value})


@require_safe
def geojson(request: HttpRequest, district: str) -> HttpResponse:
    found = district_named(district)
    return JsonResponse(register.geojson(found.code, found.slug), content_type="application/geo+json")


def _asset(district: District, code: str) -> Asset:
    try:
        return register.asset_by(district.code, code)
    except NotThere as unknown:
        raise Http404(unknown.message) from None


@require_safe
@never_cache
def page(request: HttpRequest, district: str, code: str) -> HttpResponse:
    """One asset: its three rights, and its income to the yuan."""
    found = district_named(district)
    asset = _asset(found, code)
    context = {
        "district": found, "asset": asset, "page": register.page_of(asset),
        "cells": reverse("cases:nearby_cells", args=[found.slug]), "points": reverse("assets:geojson", args=[found.slug]),
    }  # fmt: skip
    return render(request, "assets/page.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def apply(request: HttpRequest, district: str, code: str) -> HttpResponse:
    """Ask to use a vacant asset."""
    found = district_named(district)
    asset, actor = _asset(found, code), actor_of(request)
    if request.method != "POST":
        if actor.kind == "guest":
            return redirect(f"/sign-in?next={request.path}")
        start = {"who": Who.PERSON.value, "phone": actor.account.phone if actor.account else "", "months": "12"}
        return _form(request, found, asset, Sheet(typed=start))
    sheet = Sheet(typed=typed(request, *APPLY))
    try:
        row = actions.apply(actor, asset, dict(sheet.typed))
    except AppliedAlready as there:
        messages.info(request, there.message)
        return redirect("assets:mine_one", there.application)
    except Problem as problem:
        if isinstance(problem, SignInFirst) and actor.kind == "guest":
            return redirect(f"/sign-in?next={request.path}")
        sheet.add(problem)
        return _form(request, found, asset, sheet, problem.status)
    messages.success(request, _("Handed in. The owner looks at it, and you find the answer here."))
    return redirect("assets:mine_one", row.code)


def _form(request: HttpRequest, district: District, asset: Asset, sheet: Sheet, status: int = 200) -> HttpResponse:
    context: dict[str, Any] = {
        "district": district, "asset": asset, "sheet": sheet, "who": Who.choices, "vacant": register.is_vacant(asset),
        "is_resident": actor_of(request).kind == "resident",
    }  # fmt: skip
    return render(request, "assets/apply.html", context, status=status)
