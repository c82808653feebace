"""What is known of a person from what they handed in before: answers to begin with, people to take over, documents that fit."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from linli.cases.models import Case
from linli.catalogue.guides import version_of
from linli.catalogue.services import FormField, Material, ServiceSpec
from linli.clock import today
from linli.people.models import Account
from linli.subqueries import keys_of_any

from ..file import opened
from ..models import Application, Document, HandedIn

# So many of the newest applications are looked into.
_LOOKED_AT = 24
# What is the same whatever one applies for; who it is about is asked anew, but can be taken over.
_OF_THE_PERSON = ("area", "address", "phone", "bank_card")
_NEVER = ("declaration", "computed", "file")

Earlier = list[tuple[ServiceSpec, dict[str, Any]]]


def earlier(account: Account, district: str) -> Earlier:
    """The newest applications of an account with their answers, the newest first: one statement."""
    read = applications_of(account, district).values_list("case__service_id", "answers_cipher")
    return [(version_of(service).spec, opened(cipher)) for service, cipher in read if service]


def applications_of(account: Account, district: str) -> QuerySet[Application]:
    """The newest, newest first. Found by whose they are: asked all at once, PostgreSQL goes through the whole district."""
    own = Case.objects.applications().filter(account=account, district=district).order_by("-id").values("pk")
    return Application.objects.filter(case__in=keys_of_any([own[:_LOOKED_AT]])).order_by("-case_id")


def begun_with(spec: ServiceSpec, before: Earlier) -> dict[str, Any]:
    """Answers to begin with: of the same service all but whom it is about; of others what stays the same of a person, and
    what was asked in the same words."""
    fields = [one for group in spec.form for one in group.fields if one.kind not in _NEVER]
    same = next((answers for known, answers in before if known.code == spec.code), {})
    found = {one.id: same[one.id] for one in fields if one.id in same and one.kind != "person"}
    for one in fields:
        if one.id not in found and one.kind in _OF_THE_PERSON:
            value = _of_kind(one.kind, before)
            found |= {one.id: value} if value is not None else {}
        elif one.id not in found and one.kind in ("choice", "choices"):
            value = _asked_alike(one, before)
            found |= {one.id: value} if value is not None else {}
    return found


def _asked_alike(one: FormField, before: Earlier) -> Any:
    """The newest answer to a question of the same words and choices."""
    for spec, answers in before:
        for other in (other for group in spec.form for other in group.fields):
            if (other.id, other.label, other.choices) == (one.id, one.label, one.choices) and other.id in answers:
                return answers[other.id]
    return None


def _of_kind(kind: str, before: Earlier) -> Any:
    for spec, answers in before:
        for one in (one for group in spec.form for one in group.fields):
            if one.kind == kind and answers.get(one.id) is not None:
                return answers[one.id]
    return None


def people_known(before: Earlier) -> list[Mapping[str, str]]:
    """Everyone named in earlier applications, once each by their ID number."""
    found: dict[str, Mapping[str, str]] = {}
    for spec, answers in before:
        for one in (one for group in spec.form for one in group.fields):
            person = answers.get(one.id)
            if one.kind == "person" and isinstance(person, Mapping) and person.get("id_number"):
                found.setdefault(str(person["id_number"]), person)
    return list(found.values())


def documents_fitting(account: Account, service: str, materials: list[Material]) -> dict[str, list[Document]]:
    """Of the folder what fits each material, best first: handed in for the same before, then of the same name, then kind.

    What has run out is left out. Three statements.
    """
    held, used = held_by(account), _used_before(account, service)
    found = {}
    for material in materials:
        fitting = [one for one in held if fits(one, material)]
        fitting.sort(key=lambda one: ((material.id, one.pk) not in used, one.name != material.name))
        found[material.id] = fitting[:8]
    return found


def held_by(account: Account) -> list[Document]:
    """What lies in the folder with its pages and has not run out, the newest first."""
    held = Document.objects.filter(account=account, removed_at=None).prefetch_related("pages").order_by("-id")
    return [one for one in held[:100] if not one.has_expired(today())]


def fits(document: Document, material: Material) -> bool:
    return document.sample == material.sample or document.name == material.name


def _used_before(account: Account, service: str) -> set[tuple[str, UUID]]:
    uses = HandedIn.objects.filter(document__account=account, case__service__code=service)
    return set(uses.values_list("material", "document_id"))
