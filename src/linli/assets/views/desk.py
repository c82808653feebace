"""The desk of state assets: what waits, the register, an asset put into it."""

from __future__ import annotations

from datetime import timedelta

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from linli.cases.sheet import Sheet
from linli.clock import today
from linli.people import queries as people
from linli.people.actors import Actor
from linli.problem import Problem

from .. import actions
from ..access import assets_read, audits, owns_some, runs
from ..models import AssetKind
from ..queries import applications, register, rents
from ..queries.serving import grant_address, served_by
from .desk_facts import communities
from .door import assets_desk, shown, typed

NEW = ("code", "name", "kind", "address", "area", "owner", "square_metres", "about", "lat", "lon")
SOON = timedelta(days=60)


@require_safe
@never_cache
@assets_desk
def overview(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Applications, arrears, leases that run out."""
    late, _more = rents.arrears(actor)
    rows, _older = applications.to_decide(actor, "waiting")
    assets = register.cards(register.marked(assets_read(actor).filter(active=True)).select_related("ownership"))
    empty = {one.row.pk: one.row for one in assets if not one.in_use and runs(actor, one.row)}
    context = {
        "late": late[:8], "late_sum": rents.arrears_sum(actor), "late_count": len(late), "applications": rows[:8], "waiting": len(rows),
        "ending": rents.ending_soon(actor, today() + SOON), "assets": len(assets), "vacant": sum(not one.in_use for one in assets),
        "vacant_metres": sum(one.row.square_metres for one in assets if not one.in_use), "audits": audits(actor),
        "may_add": owns_some(actor),
        "promised": [(empty[one.asset], one, grant_address(empty[one.asset], one)) for one in served_by(list(empty))],
    }  # fmt: skip
    return shown(request, actor, "assets/desk/overview.html", context)


@require_safe
@never_cache
@assets_desk
def listed(request: HttpRequest, actor: Actor) -> HttpResponse:
    """The register, by code; all of it is a page or two."""
    view = request.GET.get("view", "")
    rows = register.marked(assets_read(actor)).select_related("ownership__organisation")
    if view in ("vacant", "used"):
        rows = rows.filter(in_use=view == "used", active=True)
    after = request.GET.get("after", "")[:40]
    found = register.cards(rows.filter(code__gt=after).order_by("code")[: register.PAGE * 2 + 1])
    more = found[register.PAGE * 2 - 1].row.code if len(found) > register.PAGE * 2 else ""
    context = {
        "cards": found[: register.PAGE * 2], "older": f"?view={view}&after={more}" if more else "", "may_add": owns_some(actor),
        "views": [
            {"label": name, "href": f"?view={one}" if one else "?", "current": one == view}
            for one, name in (("", _("All of them")), ("vacant", _("Vacant")), ("used", _("In use")))
        ],
    }  # fmt: skip
    return shown(request, actor, "assets/desk/register.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@assets_desk
def new(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Put an asset into the register."""
    if not owns_some(actor):
        raise PermissionDenied
    sheet = Sheet(typed=typed(request, *NEW))
    status = 200
    if request.method == "POST":
        try:
            row = actions.register(actor, dict(sheet.typed))
        except Problem as problem:
            sheet.add(problem)
            status = problem.status
        else:
            messages.success(request, _("It is in the register. Its income is its owner's until you set another rule."))
            return redirect("assets:desk_asset", row.code)
    cards = people.organisations(actor.reach.district)
    context = {
        "sheet": sheet, "kinds": AssetKind.choices,
        "owners": [(code, cards[code].name) for code in sorted(actor.reach.organisations) if code in cards],
        "areas": communities(actor.reach.district),
    }  # fmt: skip
    return shown(request, actor, "assets/desk/new.html", context, status)
