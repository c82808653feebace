"""Applications to use an asset: one's own, and those that the owner's staff decide on."""

from __future__ import annotations

from django.db.models import Q, QuerySet

from linli.ids import read_case_code
from linli.people.actors import Actor

from ..access import assets_read
from ..errors import NotThere
from ..models import ApplicationState, UseApplication

PAGE = 20
MOST_LISTED = 30


def _rows() -> QuerySet[UseApplication]:
    return UseApplication.objects.select_related("asset__ownership__organisation")


def own_application(actor: Actor, code: str) -> UseApplication:
    """Raises NotThere, also for those of others."""
    spelled = read_case_code(code)
    if spelled is None or actor.account is None or actor.kind != "resident":
        raise NotThere(code)
    row = _rows().filter(code=spelled, account=actor.account).first()
    if row is None:
        raise NotThere(code)
    return row


def applications_of(actor: Actor) -> list[UseApplication]:
    """All of someone signed in, the newest first; one statement."""
    if actor.account is None or actor.kind != "resident":
        return []
    return list(_rows().filter(account=actor.account).order_by("-created_at", "-pk")[:MOST_LISTED])


def application_read(actor: Actor, code: str) -> UseApplication:
    """At the desk, for an asset that somebody sees there. Raises NotThere."""
    row = _rows().filter(code=read_case_code(code) or "", asset__in=assets_read(actor)).first()
    if row is None:
        raise NotThere(code)
    return row


def to_decide(actor: Actor, state: str, before: str = "") -> tuple[list[UseApplication], str]:
    """A page of those in a state, the newest first, and the code to go on from."""
    rows = _rows().filter(district=actor.reach.district, asset__in=assets_read(actor))
    if state in ApplicationState.values:
        rows = rows.filter(state=state)
    last = rows.filter(code=read_case_code(before) or "").first() if before else None
    if last is not None:
        rows = rows.filter(Q(created_at__lt=last.created_at) | Q(created_at=last.created_at, pk__lt=last.pk))
    found = list(rows.order_by("-created_at", "-pk")[: PAGE + 1])
    return found[:PAGE], found[PAGE - 1].code if len(found) > PAGE else ""


def waiting_count(actor: Actor) -> int:
    rows = UseApplication.objects.filter(state=ApplicationState.WAITING)
    return rows.filter(asset__ownership__organisation__in=actor.reach.organisations).count()
