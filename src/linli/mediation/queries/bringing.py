"""Whether a case may be handed to a team."""

from __future__ import annotations

from django.db.models import Exists
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from linli.cases.models import Case
from linli.cases.queries.ways_on import WayOn
from linli.people.actors import Actor
from linli.people.roles import Role

from ..access import may_bring
from ..models import Matter, Team


def from_case(actor: Actor, case: Case) -> WayOn | None:
    """While it is open, until it was handed over once. A mediator brings to a team of their own. One statement."""
    if not case.is_open or case.is_application or not may_bring(actor):
        return None
    teams = Team.objects.filter(~Exists(Matter.objects.filter(case=case)), district=case.district_id, active=True)
    if not actor.has(Role.COMMUNITY_WORKER):
        teams = teams.filter(members__account=actor.account)
    if not teams.exists():
        return None
    return WayOn(_("Hand it to mediation"), f"{reverse('mediation:desk_new')}?{urlencode({'case': case.code})}")
