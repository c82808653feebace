"""Where people can go from any page: the residents' bar and tabs, and the desk's rail."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from django.http import HttpRequest
from django.utils.translation import gettext as _

from linli.applications.actions.handing_in import may_help
from linli.appointments.queries import halls_of
from linli.catalogue.guides import guides
from linli.community.access import may_hold
from linli.community.queries.safety import has_part
from linli.community.queries.venues import venues
from linli.courses.queries.desk import at_courses
from linli.courses.queries.learn import has_courses
from linli.dialogue.access import at_dialogue
from linli.dialogue.queries import door_count, has_dialogue
from linli.followup.queries import desk_door, has_own
from linli.health.access import is_epidemiologist, is_physician
from linli.health.queries.points import points as health_points
from linli.notices import queries as notices
from linli.people import queries as people
from linli.people.actors import Actor, actor_of
from linli.people.roles import EDITORS, PATROLLERS, TAKERS, Role
from linli.places.models import District
from linli.places.queries import ABOUT, UnknownDistrict, district_by, districts
from linli.portal.queries.station import has_policies
from linli.registries.queries import at_registries
from linli.surveys.queries.field import field_doors

from .neighbours import DESK as NEIGHBOURS
from .neighbours import DESKS_OF, pages_of

NOTICES = "/desk/notices"


@dataclass(frozen=True)
class Door:
    """One way on from here; `count` is what waits behind it, `counted` what that is where it is not unread notices."""

    path: str
    label: str
    icon: str
    current: bool = False
    count: str = ""
    counted: str = ""
    # Paths that belong to it beside its own.
    covers: tuple[str, ...] = ()


@dataclass(frozen=True)
class Desk:
    """Who sits at the desk, for whom, and the doors their roles open."""

    name: str
    organisation: str
    doors: list[Door]
    # Colleagues who are away, in whose positions they sit besides.
    stands_in_for: list[str]

    @property
    def tabs(self) -> list[Door]:
        """The five that fit under a thumb."""
        return self.doors[:5]

    @property
    def more(self) -> list[Door]:
        """The others: on a phone, where there is no rail, they stand at the foot of the page."""
        return self.doors[5:]


def district_named(slug_or_code: str) -> District | None:
    """The district of that slug or code, None if there is none."""
    try:
        return district_by(slug_or_code)
    except UnknownDistrict:
        return None


def district_of(request: HttpRequest) -> District | None:
    """The district this page is about: the one in the address, or that the page says, the reader's own, or the only one."""
    match = request.resolver_match
    named = (match.kwargs.get("district") if match else None) or request.META.get(ABOUT)
    own = getattr(getattr(request, "user", None), "district_id", None)
    wanted = named or own
    if wanted:
        return district_named(str(wanted))
    known = districts()
    return known[0] if len(known) == 1 else None


def home_of(request: HttpRequest) -> str:
    """Address of the front page of the district this page is about."""
    district = district_of(request)
    return f"/{district.slug}/" if district else "/"


def _within(home: str, part: str) -> str:
    """The address of a part that every district has; where the page is of none, first of where one says in which."""
    return f"/?to={part}" if home == "/" else f"{home}{part}"


def resident_nav(request: HttpRequest) -> list[Door]:
    """The doors of the residents' bar."""
    home = home_of(request)
    doors = [
        Door(_within(home, "report"), _("Report a problem"), "report"),
        *_services(request, home),
        *_policies(request, home),
        *_events(request, home),
        *_dialogue(request, home),
        *_health(request, home),
        *_learning(request, home),
        *_neighbours(request, home),
        Door("/follow", _("Follow a case"), "follow"),
        Door(_within(home, "open"), _("Open figures"), "figures"),
        *_visits(request),
        Door("/my", _("Mine"), "mine"),
    ]
    return _with_current(request, doors)


def resident_tabs(request: HttpRequest) -> list[Door]:
    """The residents' tabs at the foot of a phone."""
    home = home_of(request)
    doors = [
        Door(home, _("Home"), "home"),
        Door(_within(home, "report"), _("Report"), "report"),
        *_services(request, home),
        Door(_within(home, "nearby"), _("Nearby"), "nearby"),
        Door("/my", _("Mine"), "mine"),
    ]
    return _with_current(request, doors)


def _services(request: HttpRequest, home: str) -> list[Door]:
    """To the services, where the district has any."""
    district = district_of(request)
    return [Door(f"{home}services", _("Services"), "services")] if district and guides(district.code) else []


def _policies(request: HttpRequest, home: str) -> list[Door]:
    """To the policy station, where there is any policy."""
    district = district_of(request)
    return [Door(f"{home}policies", _("Policies"), "policy")] if district and has_policies(district.code) else []


def _events(request: HttpRequest, home: str) -> list[Door]:
    """To what is on, where the district has venues that show it."""
    district = district_of(request)
    return [Door(f"{home}events", _("Events"), "event")] if district and venues(district.code) else []


def _dialogue(request: HttpRequest, home: str) -> list[Door]:
    """To what is asked and proposed, where the district asks anything."""
    district = district_of(request)
    return [Door(f"{home}dialogue", _("Dialogue"), "talk")] if district and has_dialogue(district.code) else []


def _visits(request: HttpRequest) -> list[Door]:
    """To one's own follow-up, for whom a physician visits; asked on the pages of one's own only, where it costs a statement."""
    own = request.path.startswith(("/my/health", "/my/followup")) and has_own(actor_of(request).account)
    return [Door("/my/followup", _("My follow-up"), "event")] if own else []


def _follow_up(actor: Actor) -> list[Door]:
    """To the people a physician's institution visits, or to the figures alone."""
    path = desk_door(actor)
    return [Door(path, _("Follow-up"), "wait")] if path else []


def _health(request: HttpRequest, home: str) -> list[Door]:
    """To the health points, where the district has any."""
    district = district_of(request)
    return [Door(f"{home}health", _("Health"), "heart")] if district and health_points(district.code) else []


def _learning(request: HttpRequest, home: str) -> list[Door]:
    """To lectures and classes, where the district teaches any."""
    district = district_of(request)
    return [Door(f"{home}learn", _("Learn"), "people")] if district and has_courses(district.code) else []


def _neighbours(request: HttpRequest, home: str) -> list[Door]:
    """To what neighbours do together and live by, where the district has anything of it."""
    district = district_of(request)
    pages = pages_of(district.code) if district else frozenset()
    covers = tuple(f"{home}{page}" for page in sorted(pages))
    return [Door(f"{home}neighbours", _("Neighbours"), "neighbours", covers=covers)] if pages else []


def _desks_of_neighbours(actor: Actor) -> list[Door]:
    """To the desks of those rooms, for everyone who may have one."""
    has_any = actor.has(*DESKS_OF) and bool(pages_of(actor.reach.district))
    covers = ("/desk/projects", "/desk/renovation", "/desk/volunteers", "/desk/spaces", "/desk/mediation", "/desk/legal", "/desk/jobs", "/desk/assets", "/desk/cooperative", "/desk/ledger")  # fmt: skip
    return [Door(NEIGHBOURS, _("Neighbours"), "neighbours", covers=covers)] if has_any else []


def _answers(actor: Actor) -> list[Door]:
    """To what residents propose, for who answers or looks through it; with how much waits."""
    waiting = notices.said(door_count(actor))
    door = Door("/desk/dialogue", _("Dialogue"), "talk", count=waiting, counted=_(" waiting"))
    return [door] if at_dialogue(actor) else []


def _disease_control(actor: Actor) -> list[Door]:
    """To what officers of disease control publish and report, and to their interviewers' tablets."""
    doors = [
        Door("/desk/bulletins", _("Health bulletins"), "policy"),
        Door("/desk/reporting", _("Reports upward"), "unsent"),
    ]
    return [*(doors if is_epidemiologist(actor) else []), *_tablets(actor)]


def _tablets(actor: Actor) -> list[Door]:
    """To the keys by which tablets send interviews."""
    holds = is_epidemiologist(actor) or actor.has(Role.INTERVIEWER)
    return [Door("/desk/interviews/tablets", _("Tablets"), "phone")] if holds else []


def desk(request: HttpRequest) -> Desk:
    """The desk of the person signed in."""
    actor = actor_of(request)
    doors = [
        Door("/desk/", _("Worklist"), "inbox"),
        Door("/desk/map", _("Map"), "map"),
        *([Door("/desk/new", _("New case"), "new")] if actor.has(*TAKERS) else []),
        *([Door("/patrol/", _("Patrol"), "patrol")] if actor.has(*PATROLLERS) else []),
        Door(NOTICES, _("Notices"), "bell", count=_unread(request, actor)),
        *([Door("/desk/help", _("Apply for somebody"), "people")] if may_help(actor) else []),
        *([Door("/desk/appointments", _("Appointments"), "wait")] if halls_of(actor) else []),
        *([Door("/desk/events", _("Events"), "event")] if may_hold(actor) and venues(actor.reach.district) else []),
        *_answers(actor),
        *_desks_of_neighbours(actor),
        *([Door("/desk/health", _("Health"), "heart")] if is_physician(actor) else []),
        *_follow_up(actor),
        *([Door("/desk/registries", _("Registries"), "write")] if at_registries(actor) else []),
        *([Door("/desk/courses", _("Health education"), "people")] if at_courses(actor) else []),
        *([Door("/desk/safety", _("Safety of venues"), "audit")] if has_part(actor) else []),
        *[Door(path, label, icon) for path, label, icon in field_doors(actor)],
        *_disease_control(actor),
        Door(_within(home_of(request), "open"), _("Open figures"), "figures"),
        Door("/desk/services", _("Services offered"), "services"),
        *(
            [
                Door("/cms/", _("Write and publish"), "write"),
                Door("/desk/publishing", _("Publishing figures"), "figures"),
            ]
            if actor.has(*EDITORS)
            else []
        ),
    ]
    if actor.has(Role.ADMINISTRATOR):
        if not is_physician(actor) and health_points(actor.reach.district):
            doors.append(Door("/desk/health/devices", _("Health points"), "heart"))
        doors.append(Door("/desk/undelivered", _("Undelivered"), "unsent"))
    if actor.has(Role.AUDITOR, Role.ADMINISTRATOR):
        doors.append(Door("/desk/audit", _("Audit"), "audit"))
    away = people.names_of(actor.reach.stands_in_for)
    return Desk(actor.name, _organisation(actor), _with_current(request, doors), away)


def _with_current(request: HttpRequest, doors: Iterable[Door]) -> list[Door]:
    """The doors, the one that leads deepest towards the present page marked."""
    doors = list(doors)
    # Every path begins with that of the very first page; it is current only where one is there.
    known = [(path, door) for door in doors for path in (door.path, *door.covers) if path != "/"]
    near = [(len(path), door.path) for path, door in known if request.path.startswith(path)]
    here = max(near, default=(0, request.path))[1]
    return [replace(door, current=door.path == here) for door in doors]


def _unread(request: HttpRequest, actor: Actor) -> str:
    known = request.META.get(notices.COUNTED)
    return notices.said(notices.unread_count(actor.reach) if known is None else int(known))


def _organisation(actor: Actor) -> str:
    """Short name of the organisation the actor sits in."""
    if not actor.organisation or not actor.reach.district:
        return ""
    card = people.organisations(actor.reach.district).get(actor.organisation)
    return card.short or card.name if card else ""
