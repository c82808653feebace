"""Physicians, people themselves, their family and devices read what is theirs to read; nobody else learns that it is there."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from fhir.resources.R4B.bundle import Bundle
from fhir.resources.R4B.observation import Observation as FhirObservation
from fhir.resources.R4B.patient import Patient as FhirPatient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from linli.audit.models import AuditEntry
from linli.gateways.fhir import coding, resources
from linli.gateways.fhir.profiles import read
from linli.health.models import Observation, ObservationState
from tests.gateways.fhir import sent
from tests.gateways.fhir.talking import World, issues
from tests.health import town

pytestmark = pytest.mark.django_db

READERS = ("faraway", "epidemiologist", "stranger")


def filled(world: World) -> list[Observation]:
    """Three days, a pressure and a pulse each; the newest first."""
    for day in (1, 2, 3):
        at = town.at(f"2026-10-{day:02d} 08:00")
        town.take(
            world.patient, value={"systolic": 130 + day, "diastolic": 84}, at=at, device=town.device(town.MONITOR)
        )
        town.take(world.patient, "pulse", value=70 + day, at=at + timedelta(minutes=1))
    return list(Observation.objects.order_by("-at", "-id"))


def found(answer: Any) -> list[str]:
    assert answer.status_code == 200, answer.content
    Bundle.model_validate(answer.json())
    return [one["resource"]["id"] for one in answer.json().get("entry", [])]


def looks(world: World) -> int:
    return AuditEntry.objects.filter(kind="health_seen", subject=f"patient:{world.card}").count()


def test_the_physician_reads_what_is_known_and_that_is_on_record(world: World) -> None:
    rows = filled(world)
    assert found(world.doctor.get(f"Observation?patient={world.patient.pk}")) == [str(row.pk) for row in rows]
    assert looks(world) == 1
    one = world.doctor.get(f"Observation/{rows[0].pk}")
    assert one.status_code == 200 and looks(world) == 2
    seen = world.doctor.get(f"Patient/{world.patient.pk}").json()
    FhirPatient.model_validate(seen)
    assert seen["name"] == [{"text": "张**"}] and seen["birthDate"] == "1950" and looks(world) == 3


def test_people_read_their_own_and_that_is_nobodys_business(world: World) -> None:
    rows = filled(world)
    assert len(found(world.resident.get("Observation"))) == 6
    assert world.resident.get(f"Observation/{rows[0].pk}").status_code == 200
    seen = world.resident.get(f"Patient/{world.patient.pk}").json()
    assert seen["name"] == [{"text": "张国强"}] and seen["birthDate"] == "1950-03-05" and looks(world) == 0


@pytest.mark.parametrize("who", READERS)
def test_others_learn_nothing(world: World, who: str) -> None:
    """A physician of elsewhere, an officer of disease control, another resident."""
    rows = filled(world)
    caller = getattr(world, who)
    assert caller.get(f"Observation/{rows[0].pk}").status_code == 404
    assert caller.get(f"Patient/{world.patient.pk}").status_code == 404
    assert found(caller.get(f"Observation?patient={world.patient.pk}")) == []
    assert found(caller.get(f"Patient?identifier={coding.CARD}|{world.card}")) == []
    assert world.card not in caller.get(f"Observation/{rows[0].pk}").content.decode() and looks(world) == 0


def test_guests_are_sent_to_sign_in(world: World) -> None:
    for path in ("Observation", f"Observation/{world.patient.pk}", f"Patient/{world.patient.pk}", "Patient"):
        answer = world.guest.get(path)
        assert answer.status_code == 401 and answer.headers["WWW-Authenticate"].startswith("Bearer")
    assert world.guest.get("metadata").status_code == 200


def test_a_device_reads_what_it_sent_and_whose_card_it_is(world: World) -> None:
    rows = filled(world)
    mine = [str(row.pk) for row in rows if row.device.code == town.MONITOR]
    assert found(world.device.get("Observation")) == mine
    other = next(row for row in rows if str(row.pk) not in mine)
    assert world.device.get(f"Observation/{other.pk}").status_code == 404
    seen = world.device.get(f"Patient?identifier={coding.CARD}|{world.card}").json()["entry"][0]["resource"]
    assert (seen["name"], seen["birthDate"]) == ([{"text": "**强"}], "1950")
    assert world.device.get(f"Patient/{world.patient.pk}").status_code == 404


# Searching


@pytest.mark.parametrize(
    ("query", "count"),
    [
        ("code=85354-9", 3), (f"code={coding.LOINC}|8867-4", 3), ("code=85354-9,8867-4", 6), ("code=29463-7", 0),
        ("code=718-7", 0), ("date=2026-10-02", 2), ("date=ge2026-10-02", 4), ("date=gt2026-10-02", 2), ("date=le2026-10-02", 4),
        ("date=lt2026-10-02", 2), ("date=ne2026-10-02", 4), ("date=2026-10", 6), ("date=2026", 6), ("date=lt2026", 0),
        ("date=ge2026-10-02&date=lt2026-10-03", 2), ("date=ge2026-10-03T08:01:00%2B08:00", 1), ("date=ge2026-10-03T00:01:00Z", 1),
        ("code=8867-4&date=2026-10-01", 1),
    ],
)  # fmt: skip
def test_searching_by_code_and_date(world: World, query: str, count: int) -> None:
    filled(world)
    assert len(found(world.doctor.get(f"Observation?patient=Patient/{world.patient.pk}&{query}"))) == count
    by_card = f"Observation?patient:identifier={coding.CARD}|{world.card}&{query}"
    assert len(found(world.doctor.get(by_card))) == count


def test_paging_goes_on_where_it_stopped_though_more_comes_in(world: World) -> None:
    rows = filled(world)
    first = world.doctor.get(f"Observation?patient={world.patient.pk}&_count=4")
    town.take(world.patient, "pulse", value=80)
    links = {one["relation"]: one["url"] for one in first.json()["link"]}
    second = world.doctor.get(links["next"].partition("/fhir/R4/")[2])
    assert found(first) + found(second) == [str(row.pk) for row in rows]
    assert "next" not in {one["relation"] for one in second.json()["link"]}


def test_the_parameters_may_be_in_the_body(world: World) -> None:
    filled(world)
    asked = f"patient:identifier={coding.CARD}|{world.card}&code=8867-4"
    answer = world.doctor.post("/Observation/_search", asked, "application/x-www-form-urlencoded")
    assert len(found(answer)) == 3


@pytest.mark.parametrize(
    "query",
    [
        "colour=red", "patient=1", "date=yesterday", "date=2026-13", "date=2026-02-30", "date=ap2026", "_count=many", "_sort=code", "_after=1",
        "date=ge2026-10-03T99:00", "patient:missing=true", "patient=", "_id=7", "_format=xml", "patient:identifier=urn:x|1",
    ],
)  # fmt: skip
def test_what_is_not_understood_is_not_answered(world: World, query: str) -> None:
    whose = "" if query.startswith("patient") else f"patient={world.patient.pk}&"
    answer = world.doctor.get(f"Observation?{whose}{query}")
    assert answer.status_code == 400 and issues(answer)


def test_a_physician_says_whose(world: World) -> None:
    assert issues(world.doctor.get("Observation")) == {"patient": "patient_needed"}
    for query in ("", "name=张", "identifier=1&name=2", "birthdate=1950"):
        assert world.doctor.get(f"Patient?{query}").status_code == 400


def test_what_was_deleted_is_said_so(world: World) -> None:
    row = filled(world)[0]
    Observation.objects.filter(pk=row.pk).update(state=ObservationState.DELETED)
    assert world.doctor.get(f"Observation/{row.pk}").status_code == 410
    assert len(found(world.doctor.get(f"Observation?patient={world.patient.pk}"))) == 5
    assert world.stranger.get(f"Observation/{row.pk}").status_code == 404


@pytest.mark.parametrize("key", ["1", "%00", "x" * 300, "00000000-0000-0000-0000-000000000000"])
def test_keys_that_are_none(world: World, key: str) -> None:
    for kind in ("Observation", "Patient"):
        assert world.doctor.get(f"{kind}/{key}").status_code == 404


# There and back

NUMBERS = {
    "pulse": st.integers(20, 300), "weight": st.decimals("0.3", "500", places=1), "height": st.integers(30, 260),
    "waist": st.integers(20, 300), "glucose_fasting": st.decimals("0.5", "60", places=1), "hba1c": st.decimals("2", "25", places=1),
    "glucose_random": st.decimals("0.5", "60", places=1), "temperature": st.decimals("25", "45", places=1), "oxygen": st.integers(30, 100),
}  # fmt: skip
VALUES = st.one_of(
    st.tuples(st.just("blood_pressure"), st.integers(21, 200).flatmap(lambda low: st.tuples(st.integers(max(low + 1, 40), 300), st.just(low)))),
    *(st.tuples(st.just(quantity), numbers.map(float)) for quantity, numbers in NUMBERS.items()),
)  # fmt: skip


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(value=VALUES, minutes=st.integers(0, 500_000))
def test_what_is_stored_reads_back_as_sound_fhir(world: World, value: tuple[str, Any], minutes: int) -> None:
    """Also by our own profile, and says the same."""
    quantity, number = value
    numbers = {"systolic": number[0], "diastolic": number[1]} if isinstance(number, tuple) else {"value": number}
    at = town.at("2026-11-02 09:00") - timedelta(minutes=minutes)
    row = town.take(world.patient, quantity, value=numbers, at=at).observation
    written = resources.observation(Observation.objects.select_related("patient", "device").get(pk=row.pk))
    FhirObservation.model_validate(written)
    if row.state != ObservationState.FINAL:
        assert written["status"] != "final"
        written["status"] = "final"
    told = read(written, at=town.at(sent.NOW[:16].replace("T", " ")))
    assert (told.quantity, told.value, told.at) == (quantity, numbers, at)
    assert told.subject == (f"Patient/{world.patient.pk}", (coding.CARD, world.card))
