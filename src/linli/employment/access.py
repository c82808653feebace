"""Who looks after posts and wages: handlers of an organisation that is a company here, each for their own."""

from __future__ import annotations

from linli.people.actors import Actor
from linli.people.roles import Role

from .errors import NotYours
from .models import Company


def company_of(actor: Actor) -> Company | None:
    """The company that a member of staff works for."""
    if not actor.is_staff or not actor.has(Role.DEPARTMENT_HANDLER) or not actor.reach.organisations:
        return None
    rows = Company.objects.select_related("organisation").filter(district=actor.reach.district, active=True)
    return rows.filter(organisation__in=actor.reach.organisations).order_by("organisation").first()


def own_company(actor: Actor) -> Company:
    """Raises NotYours."""
    company = company_of(actor)
    if company is None or actor.account is None:
        raise NotYours
    return company
