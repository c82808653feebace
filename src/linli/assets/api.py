"""State assets over JSON: what stands vacant and what is used, as the pages show it."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from ninja import Router

from linli.answers import ERRORS, json_answer
from linli.cases.errors import InvalidInput
from linli.places.queries import district_by
from linli.problem import Fault

from .models import AssetKind
from .queries import register
from .queries.photos import small_ones
from .queries.register import Card

router = Router(tags=["assets"])
STATES = ("vacant", "used", "all")


@router.get("/assets", response={200: dict, **ERRORS}, summary="State assets of a district, by code")
def list_assets(
    request: HttpRequest, district: str, state: str = "vacant", kind: str = "", after: str = ""
) -> HttpResponse:
    """`state`: vacant, used or all; `kind`: shop, hall, office, factory, warehouse or land; `after` is the `next` of
    the page before."""
    found = district_by(district)
    _one_of("state", state, STATES)
    if kind:
        _one_of("kind", kind, list(AssetKind.values))
    cards, more = register.listed(found.code, "" if state == "all" else state, kind, after[:40])
    return json_answer({"items": [_card(card, found.slug) for card in cards], "next": more or None})


@router.get("/assets/{code}", response={200: dict, **ERRORS}, summary="One state asset, with its three rights")
def one_asset(request: HttpRequest, code: str, district: str) -> HttpResponse:
    found = district_by(district)
    row = register.asset_by(found.code, code)
    page = register.page_of(row)
    card = Card(row, page.where, page.in_use, small_ones([row.pk]).get(row.pk, ""))
    use, rule = page.use_now, page.rule_now
    return json_answer({
        **_card(card, found.slug), "active": row.active,
        "owner": {"code": row.ownership.organisation_id, "name": row.ownership.organisation.name, "since": row.ownership.since},
        "use": {"code": use.organisation_id, "name": use.organisation.name, "first": use.first, "last": use.last} if use else None,
        "let_to": page.lease_now.lessee if page.lease_now else None,
        "shares": {"owner": rule.owner, "community": rule.community, "operator": rule.operator} if rule else None,
        "photos": [{"address": one.url, "alt": one.alt} for one in page.photos],
        "serves": [{"title": one.title, "what": one.what, "state": one.state, "page": one.href} for one in page.serves],
    })  # fmt: skip


def _one_of(field: str, value: str, known: tuple[str, ...] | list[str]) -> None:
    if value not in known:
        message = _("There is no “%(value)s” here. Possible are: %(known)s.")
        raise InvalidInput([Fault(field, message % {"value": value[:40], "known": "、".join(known)}, value[:40])])


def _card(card: Card, slug: str) -> dict[str, Any]:
    row = card.row
    return {
        "code": row.code, "name": row.name, "kind": row.kind, "vacant": row.active and not card.in_use, "area": row.area_id,
        "where": card.where, "address": row.address, "lat": row.lat, "lon": row.lon, "square_metres": str(row.square_metres),
        "about": row.about, "picture": card.picture or None, "page": f"/{slug}/assets/{row.code}",
    }  # fmt: skip
