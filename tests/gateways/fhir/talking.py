"""Talking to the gateway as a device, a physician or a resident does."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import HttpResponse as Answer
from django.test import Client

from linli.health.models import Patient
from linli.people.actions.arriving import _issued
from linli.people.actors import Actor
from linli.people.models import Account
from tests import factories
from tests.health import town

JSON = "application/fhir+json"
BASE = "/fhir/R4"


@dataclass(frozen=True)
class Caller:
    """Whoever bears this token."""

    token: str

    def _headers(self, more: dict[str, str]) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.token}", **more} if self.token else more

    def get(self, path: str) -> Answer:
        return Client().get(f"{BASE}/{path}", headers=self._headers({}))

    def post(self, path: str, body: Any, kind: str = JSON, **headers: str) -> Answer:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        return Client().post(f"{BASE}{path}", body, content_type=kind, headers=self._headers(named))

    def put(self, resource: Any, **headers: str) -> Answer:
        """Create an observation."""
        return self.post("/Observation", resource, **headers)

    def send(self, kind: str, *resources: Any, conditions: tuple[str, ...] = (), **headers: str) -> Answer:
        """A bundle of observations to be created."""
        entries = []
        for place, resource in enumerate(resources):
            request = {"method": "POST", "url": "Observation"}
            if place < len(conditions) and conditions[place]:
                request["ifNoneExist"] = conditions[place]
            entries.append({"resource": resource, "request": request})
        return self.post("", {"resourceType": "Bundle", "type": kind, "entry": entries}, **headers)


@dataclass(frozen=True)
class World:
    patient: Patient
    device: Caller
    doctor: Caller
    faraway: Caller
    epidemiologist: Caller
    resident: Caller
    stranger: Caller
    guest: Caller

    @property
    def card(self) -> str:
        return self.patient.code


def caller(account: Account) -> Caller:
    return Caller(_issued(account)[0])


def world() -> World:
    from linli.health import actions

    town.district()
    own = factories.resident("13812340001")
    patient = town.patient()
    staff = {name: caller(Account.objects.get(username=name)) for name in town.STAFF}
    return World(
        patient, Caller(actions.make_secret(Actor.system(), town.MONITOR)), staff["doctor"], staff["faraway"], staff["epi"],
        caller(own), caller(factories.resident("13812340002")), Caller(""),
    )  # fmt: skip


def issues(answer: Answer) -> dict[str, str]:
    """Place and code of each issue of an OperationOutcome."""
    body = answer.json()
    assert answer.headers["Content-Type"].startswith(JSON)
    assert body["resourceType"] == "OperationOutcome", body
    return {
        one.get("expression", [""])[0]: one["details"]["coding"][0]["code"] for one in body["issue"]
    }  # fmt: skip
