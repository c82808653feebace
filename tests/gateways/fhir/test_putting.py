"""Devices and physicians put observations: once, in bundles, again, with a clock that is wrong."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from fhir.resources.R4B.capabilitystatement import CapabilityStatement
from fhir.resources.R4B.operationoutcome import OperationOutcome

from linli.gateways.fhir import coding
from linli.gateways.fhir.putting import MOST_ENTRIES
from linli.health.models import Alert, Device, Observation, ObservationState
from linli.people.actions import account_of_token
from linli.people.sessions import BACKEND
from tests.gateways.fhir import sent
from tests.gateways.fhir.talking import BASE, World, issues
from tests.health import town

pytestmark = pytest.mark.django_db


def pressure(world: World, *numbers: float, **more: Any) -> dict[str, Any]:
    return sent.pressure(*numbers, **{"subject": subject(world), **more})


def single(world: World, code: str, value: float, **more: Any) -> dict[str, Any]:
    return sent.single(code, value, **{"subject": subject(world), **more})


def subject(world: World) -> dict[str, Any]:
    return {"identifier": {"system": coding.CARD, "value": world.card}}


def named(value: str, system: str = "urn:phd") -> dict[str, Any]:
    return {"identifier": [{"system": system, "value": value}]}


def test_what_the_gateway_can_do_is_told_to_everyone(world: World) -> None:
    told = world.guest.get("metadata")
    assert told.status_code == 200
    CapabilityStatement.model_validate(told.json())
    assert all(code in told.json()["description"] for code in coding.MEASURES)


def test_a_device_puts_a_value_of_somebody_whose_card_it_read(world: World) -> None:
    """No Patient resource is needed: the card's number is a logical reference."""
    answer = world.device.put(pressure(world))
    assert answer.status_code == 201
    row = Observation.objects.get()
    assert answer.headers["Location"].endswith(f"{BASE}/Observation/{row.pk}")
    assert (row.patient, row.device.code, row.point.code, row.source) == (
        world.patient,
        town.MONITOR,
        town.POINT,
        "fhir",
    )
    assert row.value == {"systolic": 138, "diastolic": 86} and b"138" not in bytes(row.value_cipher)


def test_a_device_without_a_subject_is_told_where_guests_measure(world: World) -> None:
    answer = world.device.put(sent.without(pressure(world), "subject"))
    assert answer.status_code == 422 and issues(answer) == {"Observation.subject": "no_subject"}
    assert "健康卡" in answer.json()["issue"][0]["details"]["text"]
    assert not Observation.objects.exists()


def test_nobody_is_found_by_a_card_of_elsewhere(world: World) -> None:
    other = sent.pressure(card="JK-0000-0000")
    assert issues(world.device.put(other)) == {"Observation.subject": "unknown_patient"}


@pytest.mark.parametrize("who", ["epidemiologist", "guest"])
def test_who_may_not_put(world: World, who: str) -> None:
    answer = getattr(world, who).put(pressure(world))
    assert answer.status_code == {"epidemiologist": 403, "guest": 401}[who]
    issues(answer)
    assert not Observation.objects.exists()


def test_a_session_of_a_browser_counts_for_nothing(world: World) -> None:
    client = town.signed_in("doctor")
    assert client.get(f"{BASE}/Observation?patient={world.patient.pk}").status_code == 401
    assert client.post(f"{BASE}/Observation", pressure(world), content_type="application/fhir+json").status_code == 401


def test_people_put_their_own_and_nobody_elses(world: World) -> None:
    assert world.resident.put(pressure(world)).status_code == 201
    assert issues(world.stranger.put(pressure(world))) == {"Observation.subject": "unknown_patient"}


@pytest.mark.parametrize(("systolic", "path"), [(1380, "8480-6"), (-5, "8480-6")])
def test_impossible_numbers_are_refused_with_their_limits(world: World, systolic: float, path: str) -> None:
    numbers = (systolic, 86) if systolic > 0 else (-5, -80)
    answer = world.device.put(pressure(world, *numbers))
    assert answer.status_code == 422
    issue = answer.json()["issue"][0]
    assert path in issue["expression"][0] and issue["details"]["coding"][0]["code"] == "out_of_range"
    assert "40 .. 300 mm[Hg]" in issue["diagnostics"]
    OperationOutcome.model_validate(answer.json())


def test_a_doubtful_value_is_kept_aside_and_asks_to_measure_again(world: World) -> None:
    answer = world.device.put(pressure(world, 92, 86))
    body = answer.json()
    assert (answer.status_code, body["status"]) == (201, "preliminary")
    assert "再量" in body["note"][0]["text"]
    assert Observation.objects.get().state == ObservationState.SUSPECT


def test_an_urgent_value_is_taken_and_told_at_once(world: World) -> None:
    answer = world.device.put(pressure(world, 186, 112), Prefer="return=OperationOutcome")
    assert answer.status_code == 201
    assert answer.json()["issue"][0]["severity"] == "information"
    assert issues(answer) == {"Observation": "urgent"}
    assert Alert.objects.get().patient == world.patient


def one_number(world: World, systolic: float, **more: Any) -> dict[str, Any]:
    return pressure(world, component=[sent.component(coding.SYSTOLIC, systolic), sent.absent(coding.DIASTOLIC)], **more)


def test_one_number_of_two_is_kept_aside_and_asks_to_measure_again(world: World) -> None:
    answer = world.device.put(one_number(world, 138))
    body = answer.json()
    assert (answer.status_code, body["status"]) == (201, "preliminary") and "再量" in body["note"][0]["text"]
    upper, lower = body["component"]
    assert upper["valueQuantity"]["value"] == 138 and "dataAbsentReason" in lower and "valueQuantity" not in lower
    row = Observation.objects.get()
    assert (row.state, row.doubt, row.value) == ("suspect", "one_number", {"systolic": 138})
    assert world.device.put(one_number(world, 138)).status_code == 200
    # The physician sees it, and cannot make it count; a whole reading takes its place.
    doctor = town.signed_in("doctor")
    assert "138/—" in doctor.get(f"/desk/health/patients/{world.card}").content.decode()
    told = doctor.post(f"/desk/health/patients/{world.card}/values/{row.pk}/decide", {"counts": "yes"})
    row.refresh_from_db()
    assert told.status_code == 404 and row.state == "suspect"
    own = Client()
    own.force_login(account_of_token(world.resident.token), backend=BACKEND)
    assert "138/—" in own.get("/my/health").content.decode()
    world.device.put(pressure(world, 139, 86, effectiveDateTime="2026-11-02T09:31:00+08:00"))
    row.refresh_from_db()
    assert row.state == "replaced"


def test_one_urgent_number_is_told_though_it_does_not_count(world: World) -> None:
    answer = world.device.put(one_number(world, 196), Prefer="return=OperationOutcome")
    assert answer.status_code == 201 and issues(answer) == {"Observation": "urgent"}
    assert Observation.objects.get().state == "suspect" and Alert.objects.count() == 1
    assert "196/—" in town.signed_in("doctor").get("/desk/health").content.decode()


def test_an_index_is_worked_out_here_whatever_is_sent(world: World) -> None:
    assert issues(world.device.put(single(world, "39156-5", 99)))["Observation.valueQuantity.value"] == "index_alone"
    world.device.put(single(world, "8302-2", 170))
    world.device.put(single(world, "29463-7", 69.36))
    answer = world.device.put(single(world, "39156-5", 99))
    assert answer.status_code == 200
    assert answer.json()["valueQuantity"]["value"] == pytest.approx(24.0)
    assert len(answer.json()["derivedFrom"]) == 2


# Again


def test_what_is_sent_twice_is_kept_once(world: World) -> None:
    first = world.device.put(pressure(world, **named("a-1")))
    again = world.device.put(pressure(world, **named("a-1")))
    assert (first.status_code, again.status_code) == (201, 200)
    assert first.headers["Location"] == again.headers["Location"]


def test_a_device_that_resends_without_any_identifier(world: World) -> None:
    """Known by person, device, kind, time and value."""
    assert [world.device.put(pressure(world)).status_code for _each in range(2)] == [201, 200]


def test_the_same_id_with_another_body_names_what_differs(world: World) -> None:
    world.device.put(pressure(world, **named("a-1")))
    answer = world.device.put(pressure(world, 139, 86, **named("a-1")))
    assert answer.status_code == 409
    assert list(issues(answer).values()) == ["same_id_other_body"] and "8480-6" in next(iter(issues(answer)))
    other_time = pressure(world, effectiveDateTime="2026-11-02T09:00:00+08:00", **named("a-1"))
    assert list(issues(world.device.put(other_time))) == ["Observation.effectiveDateTime"]
    assert Observation.objects.get().value["systolic"] == 138


def test_the_same_id_with_more_around_the_same_value_is_the_same(world: World) -> None:
    world.device.put(pressure(world, **named("a-1")))
    assert world.device.put(pressure(world, note=[{"text": "坐位"}], **named("a-1"))).status_code == 200


def test_what_was_deleted_is_not_taken_again(world: World) -> None:
    world.device.put(pressure(world, **named("a-1")))
    Observation.objects.update(state=ObservationState.DELETED)
    answer = world.device.put(pressure(world, **named("a-1")))
    assert answer.status_code == 410 and list(issues(answer).values()) == ["was_deleted"]


def test_an_identifier_which_tells_a_value_is_kept_as_its_blind_index(world: World) -> None:
    told = f"{world.card}-{town.MONITOR}-85354-9-20261102T093000-138-mm[Hg]"
    world.device.put(pressure(world, **named(told)))
    kept = Observation.objects.get()
    assert (
        "138" not in kept.identifier.replace(kept.identifier.partition(":")[2], "")
        and world.card not in kept.identifier
    )
    found = world.device.get(f"Observation?identifier=urn:phd|{told}").json()
    assert [one["resource"]["id"] for one in found["entry"]] == [str(kept.pk)]


def test_if_none_exist(world: World) -> None:
    """None: 201. One: 200, nothing stored. More than one: 412."""
    by_time = f"patient:identifier={coding.CARD}|{world.card}&code=8867-4&date=2026-11-02"
    first, second = single(world, "8867-4", 70), single(world, "8867-4", 71)
    assert world.device.put(first, If_None_Exist=by_time).status_code == 201
    assert world.device.put(second, If_None_Exist=by_time).status_code == 200
    assert Observation.objects.count() == 1
    assert world.device.put(second).status_code == 201
    answer = world.device.put(single(world, "8867-4", 72), If_None_Exist=by_time)
    assert answer.status_code == 412 and list(issues(answer).values()) == ["multiple_matches"]
    assert Observation.objects.count() == 2


def test_if_none_exist_by_the_identifier_it_bears(world: World) -> None:
    body = pressure(world, **named("a-1"))
    answers = [world.device.put(body, If_None_Exist="identifier=urn:phd|a-1").status_code for _each in range(2)]
    assert answers == [201, 200]
    changed = pressure(world, 140, 86, **named("a-1"))
    assert world.device.put(changed, If_None_Exist="identifier=urn:phd|a-1").status_code == 409


@pytest.mark.parametrize("condition", ["", "?", "colour=red", "identifier"])
def test_a_condition_that_cannot_be_followed(world: World, condition: str) -> None:
    answer = world.device.put(pressure(world), If_None_Exist=condition)
    assert answer.status_code == (201 if condition == "" else 400)


# Clocks


def test_a_date_header_tells_that_the_clock_is_wrong(world: World) -> None:
    """The value is kept, its time put right and marked."""
    late = pressure(world, effectiveDateTime="2027-11-02T09:20:00+08:00")
    answer = world.device.put(late, Date="Tue, 02 Nov 2027 01:30:00 GMT")
    assert answer.status_code == 201
    row = Observation.objects.get()
    assert (row.at, row.clock_trusted, row.state) == (town.at("2026-11-02 09:20"), False, "final")
    assert answer.json()["_effectiveDateTime"]["extension"][0]["url"] == coding.CLOCK


def clock(shown: str) -> dict[str, Any]:
    return {
        "resourceType": "Observation", "status": "final", "code": sent.concept(coding.COINCIDENT, coding.MDC),
        "effectiveDateTime": sent.NOW, "valueDateTime": shown,
    }  # fmt: skip


def test_a_coincident_timestamp_holds_for_its_bundle(world: World) -> None:
    late = pressure(world, effectiveDateTime="2099-01-01T08:00:00+08:00")
    answer = world.device.send("transaction", clock("2099-01-01T08:10:00+08:00"), late)
    assert answer.status_code == 200
    assert [one["response"]["status"] for one in answer.json()["entry"]] == ["200 OK", "201 Created"]
    assert Observation.objects.get().at == town.at("2026-11-02 09:20")


def test_a_coincident_timestamp_alone_holds_until_the_next(world: World) -> None:
    assert issues(world.device.put(clock("2026-11-02T09:40:00+08:00"))) == {"Observation": "clock_compared"}
    assert Device.objects.get(code=town.MONITOR).clock_ahead == 600
    world.device.put(pressure(world, effectiveDateTime="2026-11-02T09:39:00+08:00"))
    row = Observation.objects.get()
    assert (row.at, row.clock_trusted) == (town.at("2026-11-02 09:29"), False)


@pytest.mark.parametrize("date", ["yesterday", "2026"])
def test_a_date_header_that_is_none(world: World, date: str) -> None:
    assert list(issues(world.device.put(pressure(world), Date=date)).values()) == ["bad_date_header"]


# Bundles


def test_a_batch_takes_each_by_itself(world: World) -> None:
    answer = world.device.send(
        "batch", pressure(world), pressure(world, 1380, 86), single(world, "8867-4", 72), {"resourceType": "Patient"}
    )
    told = [one["response"] for one in answer.json()["entry"]]
    assert [one["status"].split()[0] for one in told] == ["201", "422", "201", "400"]
    assert told[1]["outcome"]["issue"][0]["details"]["coding"][0]["code"] == "out_of_range"
    assert Observation.objects.count() == 2


def test_a_transaction_is_stored_whole_or_not_at_all(world: World) -> None:
    answer = world.device.send("transaction", pressure(world), sent.without(pressure(world), "subject"), pressure(world, status="x"))  # fmt: skip
    assert answer.status_code == 422
    assert set(issues(answer)) == {"Bundle.entry[1].resource.subject", "Bundle.entry[2].resource.status"}
    late = world.device.send("transaction", pressure(world), single(world, "8867-4", 5000))
    assert late.status_code == 422 and set(issues(late)) == {"Bundle.entry[1].resource.valueQuantity.value"}
    assert not Observation.objects.exists()
    assert world.device.send("transaction", pressure(world), single(world, "8867-4", 72)).status_code == 200
    assert Observation.objects.count() == 2


def test_a_bundle_sent_again_stores_nothing_more(world: World) -> None:
    parts = [pressure(world, **named("a-1")), single(world, "8867-4", 72, **named("a-2"))]
    conditions = ("identifier=urn:phd|a-1", "identifier=urn:phd|a-2")
    kinds = [world.device.send("transaction", *parts, conditions=conditions, Prefer="return=representation").json() for _each in range(2)]  # fmt: skip
    assert [[one["response"]["status"][:3] for one in kind["entry"]] for kind in kinds] == [["201"] * 2, ["200"] * 2]
    assert kinds[1]["entry"][1]["resource"]["valueQuantity"]["value"] == 72
    assert Observation.objects.count() == 2


@pytest.mark.parametrize(
    "body",
    [
        {"resourceType": "Observation"}, {"resourceType": "Bundle"}, {"resourceType": "Bundle", "type": "history"},
        {"resourceType": "Bundle", "type": "batch", "entry": []}, {"resourceType": "Bundle", "type": "batch", "entry": {}},
        {"resourceType": "Bundle", "type": "batch", "colour": 1}, [], None, 7,
    ],
)  # fmt: skip
def test_what_is_no_bundle_to_take(world: World, body: Any) -> None:
    answer = world.device.post("", body)
    assert answer.status_code == 400 and issues(answer)


@pytest.mark.parametrize("entry", [None, 1, {}, {"request": {}}, {"request": {"method": "DELETE", "url": "Observation/1"}}, {"request": {"method": "POST", "url": "Observation"}}])  # fmt: skip
def test_an_entry_that_is_none(world: World, entry: Any) -> None:
    answer = world.device.post("", {"resourceType": "Bundle", "type": "batch", "entry": [entry]})
    assert answer.status_code == 200 and answer.json()["entry"][0]["response"]["status"][0] == "4"


def test_a_bundle_has_an_end(world: World) -> None:
    entry = {"request": {"method": "POST", "url": "Observation"}}
    body = {"resourceType": "Bundle", "type": "batch", "entry": [entry] * (MOST_ENTRIES + 1)}
    assert world.device.post("", body).status_code == 413


@pytest.mark.parametrize(
    "text", ["{", '{"resourceType": "Observation", "valueQuantity": {"value": NaN}}', "\x00", "[" * 5000]
)
def test_what_is_not_json(world: World, text: str) -> None:
    answer = world.device.post("/Observation", text)
    assert answer.status_code == 400 and issues(answer)


def test_other_media_types_and_methods(world: World) -> None:
    assert world.device.post("/Observation", "<Observation/>", "application/fhir+xml").status_code == 415
    assert world.device.post("/metadata", {}).status_code == 405
    assert world.device.get("Medication").status_code == 404


def test_a_second_coding_in_mdc_is_written_beside_loinc(world: World) -> None:
    body = world.device.put(single(world, "2708-6", 97)).json()
    assert {one["code"] for one in body["code"]["coding"]} == {"2708-6", "150456"}


def test_another_device_of_the_same_point_may_be_named(world: World) -> None:
    at_kiosk = pressure(world, device={"identifier": {"system": coding.DEVICE, "value": town.KIOSK}})
    assert world.device.put(at_kiosk).json()["device"]["identifier"]["value"] == town.KIOSK
    unknown = pressure(world, device={"reference": "Device/bp-99"})
    assert issues(world.device.put(unknown)) == {"Observation.device": "unknown_device"}
