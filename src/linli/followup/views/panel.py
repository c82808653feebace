"""The panel of an institution, the list of the week, and who might have to be enrolled."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from linli.audit.actions import record
from linli.cases.at_desk import desk_page
from linli.people.actors import Actor

from ..models import Condition
from ..queries import candidates as suggesting
from ..queries import panel as queries
from ..queries.norms import norm_of
from .door import physician_page

_SHOWS = (
    ("all", gettext_lazy("All of them")),
    ("due", gettext_lazy("To be visited this week")),
    ("overdue", gettext_lazy("Visit overdue")),
    ("urgent", gettext_lazy("Urgent value")),
    ("uncontrolled", gettext_lazy("Aim not reached")),
    ("lost", gettext_lazy("Not met")),
    ("ended", gettext_lazy("Management ended")),
)


@require_safe
@physician_page
def panel(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Whom the institution visits; filters live in the address."""
    wanted = queries.Filter.of(request.GET.dict())
    lines, counts = queries.panel(actor, wanted), queries.counts(actor, wanted)
    last = lines[queries.PAGE - 1].row if len(lines) > queries.PAGE else None
    day = (last.ended_on if wanted.show == "ended" else last.next_due) if last else None
    context = {
        "lines": lines[: queries.PAGE], "wanted": wanted, "counts": counts,
        "older": wanted.address(after=f"{day}_{last.pk}") if last and day else "",
        "shows": [
            {"label": label, "href": wanted.address(show="" if name == "all" else name), "current": name == wanted.show, "count": counts.get(name)}
            for name, label in _SHOWS
        ],
        "conditions": _conditions(wanted), "whose": _whose(wanted),
        "referrals": queries.open_referrals(actor)[:3] if wanted.show in ("all", "urgent") and not wanted.after else [],
    }  # fmt: skip
    return desk_page(request, actor, "followup/desk/panel.html", context)


def _conditions(wanted: queries.Filter) -> list[dict[str, object]]:
    first: dict[str, object] = {"label": _("Both conditions"), "href": wanted.address(condition=""), "current": not wanted.condition}  # fmt: skip
    return [first] + [
        {"label": one.label, "href": wanted.address(condition=one.value), "current": wanted.condition == one.value}
        for one in Condition
    ]


def _whose(wanted: queries.Filter) -> list[dict[str, object]]:
    return [
        {"label": _("Of the institution"), "href": wanted.address(who=""), "current": not wanted.mine},
        {"label": _("Mine to look after"), "href": wanted.address(who="mine"), "current": wanted.mine},
    ]


@require_safe
@physician_page
def week(request: HttpRequest, actor: Actor) -> HttpResponse:
    """What is to be done within seven days; with `paper` the list to take along, with whole names, on the record."""
    wanted, paper = queries.Filter.of(request.GET.dict()), "paper" in request.GET
    found = queries.week(actor, wanted, whole_names=paper)
    if paper:
        record(actor, "followup_list_printed", district=actor.reach.district, data={"people": len(found.lines)})
    context = {"week": found, "paper": paper, "whose": _whose(wanted), "wanted": wanted}
    return desk_page(request, actor, "followup/desk/week.html", context)


@require_safe
@physician_page
def candidates(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Who was measured high on different days and is not enrolled."""
    found = suggesting.candidates(actor)
    context = {"candidates": found, "norm": norm_of(actor.reach.district)}
    return desk_page(request, actor, "followup/desk/candidates.html", context)
