"""Rents at the desk: what is late, and what is due in a month."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from linli.clock import today
from linli.people.actors import Actor

from ..queries import rents as queries
from .door import assets_desk, shown


def _uuid(given: str) -> UUID | None:
    try:
        return UUID(given)
    except ValueError:
        return None


def _month(given: str) -> date:
    try:
        return date.fromisoformat(f"{given}-01")
    except ValueError:
        return today().replace(day=1)


@require_safe
@never_cache
@assets_desk
def listed(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Arrears first; with a month given, all rents of that."""
    given = request.GET.get("month", "")[:7]
    if given:
        month = _month(given)
        rows, more = queries.of_month(actor, month, request.GET.get("after", "")[:40])
        older = f"?month={month:%Y-%m}&after={more}" if more else ""
    else:
        month = today().replace(day=1)
        rows, last = queries.arrears(actor, _uuid(request.GET.get("after", "")))
        older = f"?after={last}" if last else ""
    context = {
        "rows": rows, "older": older, "month": month, "by_month": bool(given), "sum": queries.arrears_sum(actor),
        "views": [
            {"label": _("In arrears"), "href": "?", "current": not given},
            {"label": _("By month"), "href": f"?month={month:%Y-%m}", "current": bool(given)},
        ],
    }  # fmt: skip
    return shown(request, actor, "assets/desk/rents.html", context)
