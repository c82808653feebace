"""What this gateway can do, as a CapabilityStatement."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from linli import __version__
from linli.clock import LOCAL, now

from . import coding
from .cards import form

_OBSERVATION = (
    ("patient", "reference", "Patient/… · patient:identifier=urn:linli:health-card|…"), ("code", "token", "LOINC"),
    ("date", "date", "eq ne gt ge lt le"), ("identifier", "token", ""), ("_id", "token", ""),
)  # fmt: skip


def capability(base: str) -> dict[str, Any]:
    return {
        "resourceType": "CapabilityStatement", "status": "active", "kind": "instance", "fhirVersion": "4.0.1",
        "date": now().astimezone(LOCAL).isoformat(timespec="seconds"), "format": ["application/fhir+json"],
        "software": {"name": "Linli 邻里", "version": __version__}, "implementation": {"description": "Linli", "url": base},
        "description": _told(),
        "rest": [
            {
                "mode": "server",
                "security": {"description": _("A device's secret, or the token of a physician or resident, as Authorization: Bearer …")},
                "resource": [_observation(), _patient(), _card()],
                "interaction": [{"code": "transaction"}, {"code": "batch"}],
            }
        ],
    }  # fmt: skip


def _told() -> str:
    codes = ", ".join(f"{code} {measure.unit}" for code, measure in coding.MEASURES.items())
    return _("Taken are: %(codes)s; people are named by the number on their health card (%(card)s).") % {
        "codes": codes, "card": coding.CARD,
    }  # fmt: skip


def _observation() -> dict[str, Any]:
    searched = [
        {"name": name, "type": kind} | ({"documentation": told} if told else {}) for name, kind, told in _OBSERVATION
    ]
    return {
        "type": "Observation", "supportedProfile": ["http://hl7.org/fhir/StructureDefinition/vitalsigns"],
        "interaction": [{"code": code} for code in ("create", "read", "search-type")],
        "versioning": "no-version", "conditionalCreate": True, "conditionalUpdate": False, "conditionalDelete": "not-supported",
        "referencePolicy": ["literal", "logical"], "searchParam": searched,
    }  # fmt: skip


def _patient() -> dict[str, Any]:
    return {
        "type": "Patient", "interaction": [{"code": "read"}, {"code": "search-type"}], "versioning": "no-version",
        "searchParam": [{"name": "identifier", "type": "token", "documentation": f"{coding.CARD}|…"}, {"name": "_id", "type": "token"}],
    }  # fmt: skip


def _card() -> dict[str, Any]:
    known = ", ".join(f"{code} {name}" for code, name in form.DOCUMENTS.values())
    return {
        "type": "Bundle", "interaction": [{"code": "create"}, {"code": "read"}], "versioning": "no-version", "conditionalCreate": True,
        "documentation": _("Registry cards, each a document whose Composition has one of the types %(known)s; from physicians and disease control. If-None-Exist: composition.identifier.")
        % {"known": known},
        "searchParam": [{"name": "composition", "type": "reference", "documentation": "If-None-Exist: composition.identifier=…|…"}],
    }  # fmt: skip
