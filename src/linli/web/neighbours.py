"""“Neighbours”: what a district's residents do together and live by, on one page; and the desks of those who run it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, Model, OuterRef
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from linli.assets.models import Asset
from linli.assets.queries.doors import desk_door as assets_desk
from linli.cases.at_desk import desk_page, staff_page
from linli.cooperative.models import Cooperative
from linli.cooperative.queries.doors import desk_door as cooperative_desk
from linli.directory.models import Unit
from linli.employment.models import Company
from linli.employment.queries.desk import desk_door as employment_desk
from linli.ledger.access import at_ledger
from linli.ledger.models import Fund
from linli.ledger.queries.payments import waiting_count
from linli.legal.models import Lawyer
from linli.legal.queries import desk_door as legal_desk
from linli.mediation.models import Team as MediationTeam
from linli.mediation.queries import desk_door as mediation_desk
from linli.people.actors import Actor
from linli.people.roles import Role
from linli.places.models import District
from linli.places.queries import UnknownDistrict, district_by
from linli.places.revision import per_revision
from linli.projects.models import DemandKind
from linli.projects.queries.desk import desk_door as projects_door
from linli.renovation.models import Estate
from linli.renovation.queries import desk_door as renovation_desk
from linli.spaces.models import Room
from linli.spaces.queries.desk import desk_door as spaces_desk
from linli.volunteers.models import Team
from linli.volunteers.queries.desk import desk_door as volunteers_desk

DESK = "/desk/neighbours"


@dataclass(frozen=True)
class Way:
    """One thing neighbours find here. `rows`: a district without any has no such page; `figures`: its open figures;
    `mine`: a resident's own of it, below /my."""

    page: str
    rows: type[Model]
    label: str | Promise
    text: str | Promise
    icon: str
    figures: str = ""
    mine: str = ""


TOGETHER = (
    Way("projects", DemandKind, _("Demands, resources, projects"), _("What neighbours want, what there is for it, and what is being done"), "neighbours", "open/projects", "projects"),
    Way("renovation", Estate, _("Renovation of old estates"), _("What is done where, votes of the owners, how it goes on"), "home", "open/renovation", "renovation"),
    Way("volunteers", Team, _("Volunteers"), _("Ask for a hand, or join a team"), "people", "open/volunteers", "volunteers"),
    Way("spaces", Room, _("Shared spaces"), _("Book a room for an afternoon"), "event", "open/spaces", "spaces"),
)  # fmt: skip
HELP = (
    Way("mediation", MediationTeam, _("Talking it over"), _("A quarrel with neighbours? They listen to both sides, and tell nobody"), "talk", "open/mediation", "mediation"),
    Way("legal", Lawyer, _("Legal desk"), _("A lawyer explains, free of charge; book half an hour"), "policy", "open/legal", "legal"),
    Way("directory", Unit, _("Who answers for what"), _("Whom to ask about a building, a street, a matter"), "phone"),
)  # fmt: skip
LIVELIHOOD = (
    Way("jobs", Company, _("Jobs near home"), _("Posts of the community service company, full and part time"), "mine", "open/jobs", "jobs"),
    Way("assets", Asset, _("Idle shops and halls"), _("State-owned places that wait for somebody, and what they bring in"), "map", "open/assets", "assets"),
    Way("trace", Cooperative, _("Co-operative"), _("Milk, prices, and from the bottle back to the day"), "good", "open/cooperative", "cooperative"),
    Way("funds", Fund, _("Where the money goes"), _("Every fund, every yuan, from its source to the receipt"), "figures"),
)  # fmt: skip
GROUPS: tuple[tuple[Promise, tuple[Way, ...]], ...] = (
    (_("Done together"), TOGETHER),
    (_("Somebody to help"), HELP),
    (_("Work and money"), LIVELIHOOD),
)
# Whoever may have one of the desks below.
DESKS_OF = (
    Role.COMMUNITY_WORKER, Role.STREET_OFFICER, Role.DEPARTMENT_HANDLER, Role.DISPATCHER, Role.SUPERVISOR, Role.AUDITOR,
    Role.ADMINISTRATOR, Role.MEDIATOR, Role.LAWYER,
)  # fmt: skip
Desk = tuple[str, str, int]


def projects_desk(actor: Actor) -> Desk | None:
    door = projects_door(actor)
    return (door[0], str(_("Demands, resources, projects")), door[1]) if door else None


def ledger_desk(actor: Actor) -> Desk | None:
    return ("/desk/ledger", str(_("Funds and the book")), waiting_count(actor)) if at_ledger(actor) else None


DESKS: tuple[tuple[str, Callable[[Actor], Desk | None]], ...] = (
    ("neighbours", projects_desk),
    ("home", renovation_desk),
    ("people", volunteers_desk),
    ("event", spaces_desk),
    ("talk", mediation_desk),
    ("policy", legal_desk),
    ("mine", employment_desk),
    ("map", assets_desk),
    ("good", cooperative_desk),
    ("figures", ledger_desk),
)


@per_revision
def pages_of(district: str) -> frozenset[str]:
    """Which of the pages a district has anything to show on; one statement, then kept."""
    ways = [way for _name, group in GROUPS for way in group]
    there: dict[str, Any] = {
        way.page: Exists(way.rows._default_manager.filter(district=OuterRef("pk"))) for way in ways
    }
    found = District.objects.filter(pk=district).annotate(**there).values(*there).first() or {}
    return frozenset(page for page in there if found.get(page))


def own_pages(district: str, known: Sequence[District]) -> list[Way]:
    """Which of a resident's own pages there may be anything on: in their district, or in any."""
    codes = [district] if district else [one.code for one in known]
    there = {page for code in codes for page in pages_of(code)}
    return [way for _name, ways in GROUPS for way in ways if way.page in there and way.mine]


def ways_with_figures(district: str) -> list[Way]:
    """Those of a district that have open figures."""
    there = pages_of(district)
    return [way for _name, ways in GROUPS for way in ways if way.figures and way.page in there]


@require_safe
def front(request: HttpRequest, district: str) -> HttpResponse:
    try:
        found = district_by(district)
    except UnknownDistrict:
        raise Http404(district) from None
    there = pages_of(found.code)
    if not there:
        raise Http404(district)
    groups = [(name, [way for way in ways if way.page in there]) for name, ways in GROUPS]
    context = {
        "district": found, "groups": [group for group in groups if group[1]], "figures": ways_with_figures(found.code),
    }  # fmt: skip
    return render(request, "web/neighbours.html", context)


@require_safe
@never_cache
@staff_page
def desk(request: HttpRequest, actor: Actor) -> HttpResponse:
    """The desks of these rooms that are this person's, with what waits on each."""
    found = [(icon, door(actor)) for icon, door in DESKS]
    desks = [{"icon": icon, "path": one[0], "label": one[1], "waiting": one[2]} for icon, one in found if one]
    return desk_page(request, actor, "web/desk_neighbours.html", {"desks": desks})
