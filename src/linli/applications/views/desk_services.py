"""The desk's pages of services, for all staff: each with its versions, and what differs between any two of them."""

from __future__ import annotations

from itertools import groupby
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from linli.cases.at_desk import desk_page, staff_page
from linli.catalogue.differences import Difference, differences
from linli.catalogue.guides import Guide, Version, found, guides, version_of, versions
from linli.people import queries as people
from linli.people.actors import Actor

LONGEST_QUERY = 80


@require_safe
@staff_page
def services(request: HttpRequest, actor: Actor) -> HttpResponse:
    """All services of the district, or those that words lead to; those no longer offered at the end."""
    text = request.GET.get("q", "").strip()[:LONGEST_QUERY]
    offered = guides(actor.reach.district)
    known = {code: list(rows) for code, rows in groupby(versions(actor.reach.district), lambda one: one.code)}
    chosen = found(text, offered.values()) if text else sorted(offered.values(), key=lambda one: one.name)
    rows = [_row(known[one.code], one) for one in chosen if one.code in known]
    retired = [_row(rows, None) for code, rows in known.items() if code not in offered and not text]
    page = {"text": text, "rows": rows + retired, "any": bool(known), "count": len(offered)}
    return desk_page(request, actor, "applications/desk/services.html", page)


def _row(known: list[Version], guide: Guide | None) -> dict[str, Any]:
    return {"newest": known[0], "versions": len(known), "offered": guide is not None}


@require_safe
@staff_page
def service(request: HttpRequest, actor: Actor, code: str) -> HttpResponse:
    """One service: its versions, and the differences between two of them; without a choice, of the last two."""
    known = [one for one in versions(actor.reach.district) if one.code == code]
    if not known:
        raise Http404(code)
    newer = _chosen(request, "to", known, 0)
    older = _chosen(request, "from", known, min(known.index(newer) + 1, len(known) - 1))
    told = [] if older.id == newer.id else _told(actor.reach.district, older, newer)
    page = {
        "service": known[0], "guide": guides(actor.reach.district).get(code), "versions": known, "older": older, "newer": newer,
        "several": len(known) > 1, "differences": told, "selects": _selects(known, older, newer),
    }  # fmt: skip
    return desk_page(request, actor, "applications/desk/service.html", page)


def _chosen(request: HttpRequest, name: str, known: list[Version], otherwise: int) -> Version:
    """The version that the address names; the other where it names none that there is."""
    given = request.GET.get(name, "")
    return next((one for one in known if str(one.version) == given), known[otherwise])


def _told(district: str, older: Version, newer: Version) -> list[Difference]:
    names = {code: card.name for code, card in people.organisations(district).items()}
    return differences(version_of(older.id).spec, version_of(newer.id).spec, names)


def _selects(known: list[Version], older: Version, newer: Version) -> list[dict[str, Any]]:
    return [
        {
            "name": name, "label": label,
            "options": [{"version": one, "chosen": one.id == chosen.id} for one in known],
        }
        for name, label, chosen in (("from", _("From version"), older), ("to", _("To version"), newer))
    ]  # fmt: skip
