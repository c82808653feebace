"""Whether a case may become part of a demand."""

from __future__ import annotations

from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from linli.cases.models import Case
from linli.cases.queries.ways_on import WayOn
from linli.people.actors import Actor
from linli.places.revision import per_revision

from ..access import keeps
from ..models import DemandKind, DemandSource

# They say nothing of their own.
SILENT = ("withdrawn", "declined", "merged")


@per_revision
def keeps_lists(district: str) -> bool:
    return DemandKind.objects.filter(district=district).exists()


def from_case(actor: Actor, case: Case) -> WayOn | None:
    """For who looks after the area, once, where the district keeps the three lists. One statement."""
    if case.is_application or case.state in SILENT or not keeps(actor, case.area_id or ""):
        return None
    if not keeps_lists(case.district_id) or DemandSource.objects.filter(case=case).exists():
        return None
    return WayOn(_("Make a demand of it"), f"{reverse('projects:desk_from_cases')}?{urlencode({'cases': case.code})}")
