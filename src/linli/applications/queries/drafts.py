"""Drafts as their owner sees them: what was begun, how far it is, and what stands against sending it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any
from uuid import UUID

from linli.cases.commands import ContactDetails
from linli.cases.models import Case
from linli.catalogue.filled_form import filled
from linli.catalogue.guides import Guide, version_of
from linli.catalogue.services import Group, Material
from linli.people.actors import Actor
from linli.people.vault import unseal
from linli.places.models import District
from linli.places.queries import district_by
from linli.problem import Fault

from ..file import opened
from ..models import Document, Draft, HandedIn, Shortcoming
from .documents import asked_for, document_faults


def answers_of(draft: Draft) -> dict[str, Any]:
    return opened(draft.answers_cipher)


def helped_by_staff(draft: Draft) -> ContactDetails | None:
    """Whom it is filled in for, at a counter."""
    text = unseal(draft.helped_cipher)
    return ContactDetails.model_validate_json(text) if text else None


def documents_of(draft: Draft) -> dict[str, list[Document]]:
    """What is handed in with it, by material, the oldest first."""
    found: dict[str, list[Document]] = {}
    uses = HandedIn.objects.filter(draft=draft).select_related("document").order_by("at", "id")
    for one in uses.prefetch_related("document__pages"):
        found.setdefault(one.material, []).append(one.document)
    return found


@dataclass
class Filling:
    """A draft being filled in: its service, its steps (a group each, then documents, then sending), what it holds."""

    actor: Actor
    draft: Draft

    @cached_property
    def guide(self) -> Guide:
        return version_of(self.draft.service_id)

    @cached_property
    def district(self) -> District:
        return district_by(self.draft.district_id)

    @cached_property
    def answers(self) -> dict[str, Any]:
        return answers_of(self.draft)

    @cached_property
    def kept(self) -> dict[str, Any]:
        """The answers that count: what is hidden left out, what is computed worked out."""
        return filled(self.guide.spec, self.draft.district_id, self.answers).answers

    @property
    def groups(self) -> list[Group]:
        return self.guide.spec.form

    @cached_property
    def materials(self) -> list[Material]:
        return self.guide.spec.materials_for(self.kept)

    @cached_property
    def documents(self) -> dict[str, list[Document]]:
        return documents_of(self.draft)

    @property
    def sent_along(self) -> dict[str, list[UUID]]:
        """The documents that go with it when it is sent. What its answers, or its form, ask for no more stays behind."""
        asked = asked_for(self.guide.spec, self.kept)
        return {name: [one.pk for one in held] for name, held in self.documents.items() if name in asked}

    @property
    def last(self) -> int:
        """The step of sending; the one before is that of documents."""
        return len(self.groups) + 2

    @property
    def case(self) -> Case | None:
        return self.draft.case

    @cached_property
    def helped(self) -> ContactDetails | None:
        """Whom it is filled in for at a counter, if it is."""
        return helped_by_staff(self.draft)

    @cached_property
    def shortcomings(self) -> list[Shortcoming]:
        """What the return named that this draft corrects."""
        if self.draft.case is None:
            return []
        return newest_shortcomings(self.draft.case)

    def faults(self, *, promise: bool = False) -> list[Fault]:
        """Everything that stands against sending it, form and documents."""
        spec = self.guide.spec
        found = filled(spec, self.draft.district_id, self.answers)
        of_documents = document_faults(self.actor, spec, found.answers, self.sent_along, promise, self.draft.case)
        return [*found.faults, *of_documents]

    def step_of(self, fault: Fault) -> int:
        """The step on which a fault is mended."""
        if fault.field.startswith("material."):
            return self.last - 1
        name = fault.field.partition(".")[0]
        return next(
            (at for at, group in enumerate(self.groups, 1) if any(one.id == name for one in group.fields)), self.last
        )

    @property
    def to_correct_first(self) -> tuple[int, str]:
        """The step of the first thing that the return named, and what it is about."""
        places = [(self.step_of(Fault(one.about, one.text)), one.about) for one in self.shortcomings]
        return min(places, key=lambda place: place[0], default=(1, ""))

    def faults_of(self, group: Group) -> list[Fault]:
        names = {one.id for one in group.fields}
        found = filled(self.guide.spec, self.draft.district_id, self.answers).faults
        return [fault for fault in found if fault.field.partition(".")[0] in names]

    def said_of(self, about: Sequence[str]) -> dict[str, str]:
        """What the return said about these fields or materials."""
        return {one.about: one.text for one in self.shortcomings if one.about in about}


def newest_shortcomings(case: Case) -> list[Shortcoming]:
    """What the last return named, in the order of the form."""
    found = list(Shortcoming.objects.filter(case=case).order_by("-round", "id"))
    return [one for one in found if one.round == found[0].round]


def drafts_of(actor: Actor, district: str = "", service: str = "") -> list[Draft]:
    """What this account has begun, the newest first."""
    if actor.account is None:
        return []
    drafts = Draft.objects.filter(account=actor.account).select_related("service", "case", "district")
    if district:
        drafts = drafts.filter(district=district)
    if service:
        drafts = drafts.filter(service__code=service, case=None)
    return list(drafts.order_by("-saved_at")[:30])
