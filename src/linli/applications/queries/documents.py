"""Which documents may be handed in: whose they are, what the answers ask for, and what stands against one."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from linli.cases.models import Case
from linli.catalogue.services import Material, ServiceSpec
from linli.clock import day_text, today
from linli.people.actors import Actor
from linli.problem import Fault

from ..models import Application, Document, HandedIn

MOST_OF_ONE = 6


def asked_for(spec: ServiceSpec, answers: Mapping[str, object]) -> dict[str, Material]:
    """What these answers ask for that can be handed in: the rest is looked up."""
    return {one.id: one for one in spec.materials_for(answers) if one.needs != "data"}


def document_faults(
    actor: Actor, spec: ServiceSpec, answers: Mapping[str, object], documents: Mapping[str, list[UUID]], promised: bool,
    case: Case | None,
) -> list[Fault]:  # fmt: skip
    """What is missing, not asked for, not theirs, or has run out."""
    asked, names = asked_for(spec, answers), {one.id: one.name for one in spec.papers}
    faults = [
        Fault(f"material.{key}", _("“%(name)s” is not asked for here.") % {"name": names.get(key, key[:40])})
        for key, keys in documents.items()
        if keys and key not in asked
    ]
    known = {one.pk: one for one in theirs(actor, [key for keys in documents.values() for key in keys], case)}
    for one in asked.values():
        faults += _faults_of(one, documents.get(one.id, []), known, promised)
    return faults


def _faults_of(one: Material, keys: list[UUID], known: Mapping[UUID, Document], promised: bool) -> list[Fault]:
    at, name = f"material.{one.id}", one.name
    if not keys:
        needed = one.needs == "photo" and not one.optional and not promised
        return [Fault(at, _("Please hand in “%(name)s”.") % {"name": name})] if needed else []
    if len(keys) > MOST_OF_ONE:
        return [Fault(at, _("“%(name)s”: at most %(n)d documents.") % {"name": name, "n": MOST_OF_ONE})]
    if any(key not in known for key in keys):
        return [Fault(at, _("“%(name)s” is not in your folder; please hand it in anew.") % {"name": name})]
    late = [known[key] for key in keys if known[key].has_expired(today())]
    message = _("“%(name)s” ran out on %(day)s. Please hand in one that is valid.")
    return [Fault(at, message % {"name": name, "day": day_text(document.valid_until)}) for document in late]


def theirs(actor: Actor, keys: list[UUID], case: Case | None = None) -> list[Document]:
    """Those that this person has in the folder or in a draft, or has taken in at the counter, or that the application
    holds already."""
    if not keys:
        return []
    used = HandedIn.objects.filter(document=OuterRef("pk"))
    mine = Q(Exists(used.filter(case=case))) if case is not None else Q(pk__in=())
    if actor.account is not None:
        mine |= Q(Exists(used.filter(draft__account=actor.account)))
        if actor.kind == "resident":
            mine |= Q(account=actor.account, removed_at=None)
        else:
            mine |= Q(pk__in=taken_in(actor).values("pk"))
    return list(Document.objects.filter(mine, pk__in=keys))


def taken_in(actor: Actor) -> QuerySet[Document]:
    """What a member of staff has taken in for somebody at the counter, and nothing holds yet, as a paper or as consent."""
    if actor.account is None or actor.kind != "staff":
        return Document.objects.none()
    signed = Application.objects.filter(consent=OuterRef("pk"))
    return Document.objects.filter(
        ~Exists(signed), taken_in_by=actor.account, account=None, contact=None, district=actor.reach.district, uses=None,
        consents=None,
    )  # fmt: skip
