"""Who reads what was handed in with an application, and the pages of its documents for whom that is."""

from __future__ import annotations

from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet

from linli.cases.models import Case, DeskItem
from linli.ids import read_case_code
from linli.people.actors import Actor
from linli.people.reach import Reach
from linli.prepared import prepared

from ..errors import NoSuchDocument
from ..lifecycle import WORKERS
from ..models import Application, HandedIn, Page


def reads_contents(reach: Reach) -> Exists:
    """Whether the contents of a case's row are for this reader: one who works for an organisation that has, or has had, a
    part in it. Who watches over clocks, dispatches or audits reads none."""
    organisations = reach.organisations if reach.roles.intersection(WORKERS) else frozenset()
    part = DeskItem.objects.filter(case_id=OuterRef("pk"), organisation_id__in=organisations)
    return Exists(part if organisations else DeskItem.objects.none())


def may_read_contents(actor: Actor, case: Case) -> bool:
    return actor.kind == "staff" and bool(_readable(actor.reach.alone, code=case.code))


def page_for(actor: Actor, code: str, key: UUID) -> Page:
    """A page of a document of that application. Raises NoSuchDocument, whoever else it is of and wherever it lies."""
    spelled = read_case_code(code)
    for page in _page(actor.reach.alone, code=spelled, key=key) if spelled else ():
        return page
    raise NoSuchDocument


def consent_for(actor: Actor, code: str) -> Page:
    """What who was helped at a counter signed. Raises NoSuchDocument."""
    spelled = read_case_code(code)
    for page in _consent(actor.reach.alone, code=spelled) if spelled else ():
        return page
    raise NoSuchDocument


@prepared
def _readable(reach: Reach, *, code: str) -> QuerySet[Case]:
    return _cases(reach, code)


def _cases(reach: Reach, code: str) -> QuerySet[Case]:
    return Case.objects.applications().visible_to(reach).filter(reads_contents(reach), code=code)


@prepared
def _page(reach: Reach, *, code: str, key: UUID) -> QuerySet[Page]:
    handed_in = HandedIn.objects.filter(document=OuterRef("document"), case__in=_cases(reach, code))
    signed = Application.objects.filter(consent=OuterRef("document"), case__in=_cases(reach, code))
    return Page.objects.filter(Q(Exists(handed_in)) | Q(Exists(signed)), pk=key)


@prepared
def _consent(reach: Reach, *, code: str) -> QuerySet[Page]:
    signed = Application.objects.filter(case__in=_cases(reach, code)).values("consent")
    return Page.objects.filter(document__in=signed).order_by("number")[:1]
