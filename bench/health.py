"""How many observations a second come in over FHIR, one by one and in bundles: validated, sealed, compared with the last ones."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

import orjson

from . import client
from .table import Row, at_least, per_second, tell
from .town import Server, processor_seconds, served

PATH = "/fhir/R4"
THREADS, IN_A_BUNDLE, PEOPLE = 8, 200, 2_000
WANTED, WANTED_IN_BUNDLES = 500, 5_000
WARMING = 1.5
# More a second than this machine can be sent.
MOST, MOST_BUNDLES = 2_500, 60
_UCUM, _LOINC = "http://unitsofmeasure.org", "http://loinc.org"
_CATEGORY = "http://terminology.hl7.org/CodeSystem/observation-category"


@dataclass(frozen=True)
class Post:
    """A health point with a gateway that signs in, and people with cards."""

    secret: str
    cards: list[str]
    first: datetime

    @property
    def headers(self) -> dict[str, str]:
        return {
            "Content-Type": "application/fhir+json",
            "Authorization": f"Bearer {self.secret}",
            "Prefer": "return=minimal",
        }


def measure(district: str, *, rounds: int, seconds: float) -> list[Row]:
    """Blood pressures, pulses and weights of people whose last ones are known, in turn."""
    from linli.health.models import Observation

    tell.log("a health point and its people …")
    post = _post(district)
    with served() as server:
        observations, span = _observations(post), WARMING + rounds * seconds + 1
        one = _Run(server, 201, _singles(observations, post, round(span * MOST)))
        many = _Run(server, 200, _bundles(observations, post, round(span * MOST_BUNDLES)))
        for run in (one, many):
            client.load(server.port, run.make, threads=THREADS, seconds=WARMING, answered=run.status)
        for _each in range(rounds):
            one.round(seconds)
            many.round(seconds)
    bundles = many.rate * IN_A_BUNDLE
    kept = Observation.objects.filter(district=district, patient__code__in=post.cards[:1]).exists()
    told = f"{THREADS} connections, {PEOPLE:,} people; processor {one.cost * 1000:.2f} ms each in the server"
    told_of_many = f"{IN_A_BUNDLE} a bundle; processor {many.cost / IN_A_BUNDLE * 1000:.2f} ms each in the server"
    return [
        at_least(
            "observations over FHIR, one by one", one.rate, WANTED, per_second, told if kept else "nothing was kept"
        ),
        at_least("  in bundles", bundles, WANTED_IN_BUNDLES, per_second, told_of_many),
    ]


class _Run:
    """One way of sending and how its rounds went."""

    def __init__(self, server: Server, status: int, make: Callable[[], bytes]) -> None:
        self.server, self.status, self.make = server, status, make
        self.rates: list[float] = []
        self.done = self.used = 0.0

    def round(self, seconds: float) -> None:
        before = processor_seconds(self.server.pid)
        rate = client.load(self.server.port, self.make, threads=THREADS, seconds=seconds, answered=self.status)
        self.used += processor_seconds(self.server.pid) - before
        self.done += rate * seconds
        self.rates.append(rate)
        tell.log(f"observations, {self.status}: {rate:.0f} requests/s")

    @property
    def rate(self) -> float:
        return sorted(self.rates)[len(self.rates) // 2]

    @property
    def cost(self) -> float:
        return self.used / self.done if self.done else 0.0


def _post(district: str) -> Post:
    from linli.clock import now
    from linli.health.actions import make_secret
    from linli.health.models import Device, DeviceKind, HealthPoint, Patient, PointKind, Sex
    from linli.ids import case_code, uuid7
    from linli.people.actors import Actor
    from linli.people.models import Organisation, OrganisationKind
    from linli.people.vault import seal
    from linli.places.models import Area

    area = Area.objects.filter(district=district, level="community").order_by("code")[0]
    unit, _made = Organisation.objects.get_or_create(
        code=f"{district}-bench-clinic",
        defaults={"district_id": district, "name": "测速卫生室", "kind": OrganisationKind.HEALTH, "area": area},
    )
    point, _made = HealthPoint.objects.get_or_create(
        district_id=district, code="bench",
        defaults={"name": "测速健康小屋", "kind": PointKind.CLINIC, "organisation": unit, "area": area},
    )  # fmt: skip
    Device.objects.get_or_create(code="bench-gateway", defaults={"point": point, "kind": DeviceKind.GATEWAY})
    at = now()
    people = [
        Patient(
            id=uuid7(), district_id=district, code=case_code("JK"), name_cipher=seal(f"测试{number}"), birth_cipher=seal("1950-03-05"),
            birth_year=1950, sex=Sex.MALE, area=area, organisation=unit, created_at=at,
        )
        for number in range(PEOPLE)
    ]  # fmt: skip
    Patient.objects.bulk_create(people)
    return Post(make_secret(Actor.system(), "bench-gateway"), [one.code for one in people], at - timedelta(days=300))


def _singles(observations: Iterator[dict[str, Any]], post: Post, count: int) -> Callable[[], bytes]:
    """Written before anything is measured: the client runs on the server's cores."""
    made = [
        client.request("POST", f"{PATH}/Observation", post.headers, orjson.dumps(one))
        for one in itertools.islice(observations, count)
    ]
    return iter(made).__next__


def _bundles(observations: Iterator[dict[str, Any]], post: Post, count: int) -> Callable[[], bytes]:
    made = []
    for _each in range(count):
        entries = [
            {"resource": one, "request": {"method": "POST", "url": "Observation"}}
            for one in itertools.islice(observations, IN_A_BUNDLE)
        ]
        body = orjson.dumps({"resourceType": "Bundle", "type": "transaction", "entry": entries})
        made.append(client.request("POST", PATH, post.headers, body))
    return iter(made).__next__


def _observations(post: Post) -> Iterator[dict[str, Any]]:
    """Three kinds of each person in turn, minutes after the time before."""
    for number in itertools.count():
        at = (post.first + timedelta(minutes=number // len(post.cards), seconds=number % 60)).isoformat(
            timespec="seconds"
        )
        card = post.cards[number % len(post.cards)]
        kind = (number + number // len(post.cards)) % 3
        if kind == 0:
            parts = [_component("8480-6", 118 + number % 17), _component("8462-4", 76 + number % 9)]
            yield _frame("85354-9", card, at) | {"component": parts}
        elif kind == 1:
            yield _frame("8867-4", card, at) | {"valueQuantity": _quantity(62 + number % 23, "/min")}
        else:
            yield _frame("29463-7", card, at) | {"valueQuantity": _quantity(69 + number % 5 / 10, "kg")}


def _frame(code: str, card: str, at: str) -> dict[str, Any]:
    return {
        "resourceType": "Observation", "status": "final",
        "identifier": [{"system": "urn:bench", "value": str(uuid4())}],
        "category": [{"coding": [{"system": _CATEGORY, "code": "vital-signs"}]}],
        "code": {"coding": [{"system": _LOINC, "code": code}]},
        "subject": {"identifier": {"system": "urn:linli:health-card", "value": card}}, "effectiveDateTime": at,
    }  # fmt: skip


def _component(code: str, value: float) -> dict[str, Any]:
    return {"code": {"coding": [{"system": _LOINC, "code": code}]}, "valueQuantity": _quantity(value, "mm[Hg]")}


def _quantity(value: float, unit: str) -> dict[str, Any]:
    return {"value": value, "unit": unit, "system": _UCUM, "code": unit}
