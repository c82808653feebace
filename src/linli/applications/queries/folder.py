"""The folder (材料库) as its owner sees it: each document, until when it is valid, and who used it when."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from linli.audit.queries import looks_at
from linli.cases.lifecycle import Part
from linli.cases.models import Case
from linli.clock import today
from linli.ids import read_case_code
from linli.people import queries as people
from linli.people.actors import Actor

from ..lifecycle import parts_of
from ..models import Document, HandedIn, Page


@dataclass(frozen=True)
class Use:
    """An application that a document was handed in with."""

    code: str
    title: str
    office: str
    at: datetime


@dataclass
class Kept:
    """One document of the folder."""

    document: Document
    uses: list[Use] = field(default_factory=list)
    looks: list[tuple[datetime, str]] = field(default_factory=list)

    @property
    def has_expired(self) -> bool:
        return self.document.has_expired(today())


def folder(actor: Actor) -> list[Kept]:
    """The newest first; of each, what it was used for, and which offices opened those applications. Three statements, and one for each district."""
    if actor.account is None:
        return []
    documents = list(
        Document.objects.filter(account=actor.account, removed_at=None).prefetch_related("pages").order_by("-id")[:200]
    )
    found = {one.pk: Kept(one) for one in documents}
    uses = HandedIn.objects.filter(document__in=found, case__isnull=False).select_related("case").order_by("-at")
    by_code: dict[str, dict[str, list[UUID]]] = {}
    for one in uses:
        assert one.case is not None
        cards = people.organisations(one.case.district_id)
        office = cards[one.case.office_id].name if one.case.office_id in cards else ""
        found[one.document_id].uses.append(Use(one.case.code, one.case.title, office, one.at))
        by_code.setdefault(one.case.district_id, {}).setdefault(one.case.code, []).append(one.document_id)
    for district, codes in by_code.items():
        for code, at, organisation in looks_at("application_seen", district, list(codes)):
            card = people.organisations(district).get(organisation)
            for key in codes[code]:
                found[key].looks.append((at, card.name if card else organisation))
    return list(found.values())


def sheet_of(actor: Actor, key: UUID) -> Page | None:
    """A page of a document that this person may open: in their folder, in their draft, or in an application of theirs."""
    if actor.account is None:
        return None
    page = Page.objects.select_related("document").filter(pk=key).first()
    if page is None:
        return None
    if page.document.account_id == actor.account.pk:
        return page
    uses = HandedIn.objects.filter(document=page.document_id)
    if uses.filter(draft__account=actor.account).exists() or uses.filter(case__account=actor.account).exists():
        return page
    return None


def page_of(actor: Actor, code: str, key: UUID) -> Page | None:
    """A page that an application holds or held, for its applicant: also one helped at a counter, who has no folder."""
    spelled = read_case_code(code)
    case = Case.objects.applications().filter(code=spelled).first() if spelled else None
    if case is None or Part.APPLICANT not in parts_of(actor, case):
        return None
    return Page.objects.filter(pk=key, document__in=HandedIn.objects.filter(case=case).values("document")).first()
