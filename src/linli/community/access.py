"""Who may do what with events and buildings: staff of the organisation that holds one or answers for it, and dispatchers."""

from __future__ import annotations

from django.utils.translation import gettext as _

from linli.people.actors import Actor
from linli.people.roles import EDITORS, Role

from .errors import NotYours

# Who writes, announces and checks in for their organisation.
HOSTS = (Role.COMMUNITY_WORKER, Role.STREET_OFFICER, Role.DEPARTMENT_HANDLER, Role.DISPATCHER, *EDITORS)
# Who walks through a building; auditors and administrators only look at what others found.
INSPECTORS = (
    Role.GRID_OFFICER,
    Role.COMMUNITY_WORKER,
    Role.STREET_OFFICER,
    Role.DEPARTMENT_HANDLER,
    Role.DISPATCHER,
    Role.SUPERVISOR,
)


def may_hold(actor: Actor) -> bool:
    return actor.is_staff and bool(actor.reach.district) and actor.has(*HOSTS)


def may_run_venue(actor: Actor, organisation: str) -> bool:
    """Whether a venue that this organisation runs is theirs to close and open."""
    return may_hold(actor) and (organisation in actor.reach.organisations or actor.has(Role.DISPATCHER))


def check_may_hold(actor: Actor, organisation: str = "") -> None:
    """Raises NotYours: no role that holds events, or another's organisation."""
    if not may_hold(actor):
        raise NotYours(_("Events are written by those who work for a community, street or department, and by editors."))
    if organisation and organisation not in actor.reach.organisations and not actor.has(Role.DISPATCHER):
        raise NotYours(_("You can hold events for your own organisation only."))
