"""One event a change, chained to the one before; rows locked while they change, always in one order.

Project, then its parts and lines, then resources, then demands: so two who change the same things never wait for each other.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from linli.audit.actions import STREAMS
from linli.audit.chain import Head, link
from linli.cases.errors import InvalidInput
from linli.clock import now
from linli.ids import read_case_code
from linli.inserting import insert
from linli.people.actors import Actor
from linli.people.models import Organisation
from linli.places.models import Area
from linli.problem import Fault

from ..errors import NotThere
from ..models import Claim, Demand, DemandKind, Part, Project, ProjectEvent, Resource

Row = Demand | Resource | Project


def record(actor: Actor, kind: str, row: Row, at: datetime | None = None, **told: Any) -> ProjectEvent:
    """Append one event to the stream of a row that the caller has locked, or just made. Never personal data."""
    last = ProjectEvent.objects.filter(stream=row.pk).order_by("-seq").values_list("seq", "digest").first()
    event = event_of(actor, kind, row, Head(*last) if last else None, at, told)
    insert([event])
    return event


def event_of(
    actor: Actor, kind: str, row: Row, head: Head | ProjectEvent | None, at: datetime | None, told: dict[str, Any]
) -> ProjectEvent:
    """The event that follows another, not yet written."""
    account = actor.account
    event = ProjectEvent(
        stream=row.pk, at=at or now(), kind=kind, about=row._meta.model_name or "", actor_kind=actor.kind,
        actor_id=account.pk if account and actor.is_staff else STREAMS.get(actor.kind),
        actor_name=actor.name if actor.is_staff else "", organisation=actor.organisation if actor.is_staff else "",
        district=row.district_id, data=told,
    )  # fmt: skip
    link(head, event)
    return event


def locked_project(code: str, district: str = "") -> Project:
    """Raises NotThere."""
    rows = Project.objects.select_for_update(of=("self",)).select_related("organisation", "kind")
    spelled = read_case_code(code)
    row = rows.filter(code=spelled).first() if spelled else None
    if row is None or (district and row.district_id != district):
        raise NotThere(code)
    return row


def locked_part(project: Project, key: UUID) -> Part:
    """Raises NotThere."""
    row = Part.objects.select_for_update().filter(pk=key, project=project).first()
    if row is None:
        raise NotThere(_("this part"))
    return row


def locked_resource(code: str, district: str = "") -> Resource:
    """Raises NotThere."""
    spelled = read_case_code(code)
    row = Resource.objects.select_for_update().filter(code=spelled).first() if spelled else None
    if row is None or (district and row.district_id != district):
        raise NotThere(code)
    return row


def locked_demand(code: str, district: str = "") -> Demand:
    """Raises NotThere."""
    return locked_demands([code], district)[0]


def locked_demands(codes: Iterable[str], district: str = "") -> list[Demand]:
    """In the order given, locked in the order of their keys. Raises NotThere."""
    given = list(codes)
    wanted = [read_case_code(code) or "" for code in given]
    rows = Demand.objects.select_for_update(of=("self",)).select_related("kind").filter(code__in=wanted).order_by("pk")
    found = {row.code: row for row in rows}
    for code, spelled in zip(given, wanted, strict=True):
        if spelled not in found or (district and found[spelled].district_id != district):
            raise NotThere(code)
    return [found[code] for code in dict.fromkeys(wanted)]


def locked_claim(code: str) -> tuple[Project, Part, Claim]:
    """A claim with its part and project. Raises NotThere."""
    spelled = read_case_code(code)
    known = Claim.objects.filter(code=spelled).values_list("project__code", "part").first() if spelled else None
    if known is None:
        raise NotThere(code)
    project = locked_project(known[0])
    part = locked_part(project, known[1])
    return project, part, Claim.objects.select_related("resource").get(code=spelled)


def area_of(district: str, code: str) -> Area:
    """A community, a street or the district itself. Raises InvalidInput."""
    row = Area.objects.filter(district=district, code=code, code__startswith=district).exclude(level="grid").first()
    if row is None:
        message = _("There is no community with the code %(code)s in this district.") % {"code": code}
        raise InvalidInput([Fault("area", message, code)])
    return row


def kind_of(district: str, code: str) -> DemandKind:
    """Raises InvalidInput."""
    row = DemandKind.objects.filter(district=district, code=code, active=True).first()
    if row is None:
        raise InvalidInput([Fault("kind", _("Please choose one of the kinds shown."), code)])
    return row


def check_kinds(district: str, codes: Iterable[str], field: str) -> None:
    """Raises InvalidInput for the first that is none."""
    known = set(DemandKind.objects.filter(district=district, active=True).values_list("code", flat=True))
    for code in codes:
        if code not in known:
            raise InvalidInput([Fault(field, _("Please choose one of the kinds shown."), code)])


def organisation_of(district: str, code: str) -> Organisation:
    """An organisation of the district that is at work. Raises InvalidInput."""
    row = Organisation.objects.filter(district=district, code=code, active=True).first()
    if row is None:
        message = _("Please choose the organisation that answers for it. Without one a project cannot be opened.")
        raise InvalidInput([Fault("organisation", message, code)])
    return row
