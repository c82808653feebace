"""The physician's desk: urgent first, what is kept aside decided, files opened and found, every look on record."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from linli.audit.models import AuditEntry
from linli.clock import now
from linli.health import actions
from linli.health.errors import AlertClosed, KnownAlready, NoSuchPatient, NotYours
from linli.health.identity import InvalidIdNumber, check_sign, read_id_number
from linli.health.models import Alert, Device, Observation, Patient
from linli.people.vault import unseal
from linli.places.models import District
from linli.problem import Problem
from tests.conftest import MovableClock
from tests.factories import HERE, actor
from tests.health import town
from tests.health.test_kiosk import PRESSURE, Kiosk


@pytest.fixture
def doctor(district: District) -> Client:
    return town.signed_in("doctor")


def text(client: Client, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 200, answer.status_code
    return answer.content.decode()


def looks(who: Patient) -> int:
    return AuditEntry.objects.filter(kind="health_seen", subject=f"patient:{who.code}").count()


def test_the_next_visitors_182_112_stands_first(doctor: Client) -> None:
    town.pressure(town.patient(), 138, 86)
    who = town.patient(name="李玉兰", phone="13812340002", sex="female")
    town.pressure(who, 182, 112)
    page = text(doctor, "/desk/health")
    assert page.index("182/112") < page.index("138/86")
    assert "李**" in page and "李玉兰" not in page
    assert looks(who) == 1
    text(doctor, "/desk/health")
    assert looks(who) == 1, "a list that renews itself is one look an hour"


def test_urgent_values_measured_at_ones_point_show_also_of_others_people(district: District) -> None:
    who = town.patient(by="faraway", organisation=town.STATION, physician="faraway")
    town.pressure(who, 190, 100)
    assert "190/100" in text(town.signed_in("doctor"), "/desk/health")
    assert "190/100" in text(town.signed_in("faraway"), "/desk/health")


def test_an_alert_is_taken_in_hand_and_closed_with_its_outcome(doctor: Client, clock: MovableClock) -> None:
    who = town.patient()
    town.pressure(who, 182, 112)
    alert = Alert.objects.get()
    base = f"/desk/health/patients/{who.code}/alerts/{alert.pk}"
    doctor.post(f"{base}/see")
    clock.advance(minutes=20)
    assert doctor.post(f"{base}/close", {"outcome": ""}).status_code == 422
    assert (
        doctor.post(f"{base}/close", {"outcome": "15 分钟后复测 168/100，转区医院。", "back": "front"}).url
        == "/desk/health"
    )  # type: ignore[attr-defined]
    alert.refresh_from_db()
    assert alert.state == "closed" and alert.seen_by == alert.closed_by
    assert "转区医院" in unseal(alert.outcome_cipher) and "转区医院" in text(
        doctor, f"/desk/health/patients/{who.code}"
    )
    with pytest.raises(AlertClosed):
        actions.close_alert(actor("doctor"), alert.pk, {"outcome": "再来一次"})
    with pytest.raises(Problem):
        actions.see_alert(actor("faraway"), alert.pk)
    kinds = AuditEntry.objects.filter(subject=f"patient:{who.code}").values_list("kind", flat=True)
    assert {"health_alert_seen", "health_alert_closed"} <= set(kinds)


@pytest.mark.parametrize(("counts", "state"), [("yes", "final"), ("no", "replaced")])
def test_what_was_kept_aside_is_decided(doctor: Client, counts: str, state: str) -> None:
    who = town.patient()
    row = town.pressure(who, 138, 86, at=town.at("2099-01-01 08:00")).observation
    assert "138/86" in text(doctor, "/desk/health")
    doctor.post(f"/desk/health/patients/{who.code}/values/{row.pk}/decide", {"counts": counts})
    row.refresh_from_db()
    assert row.state == state
    assert (
        doctor.post(f"/desk/health/patients/{who.code}/values/{row.pk}/decide", {"counts": counts}).status_code == 404
    )


def test_advice_is_sealed_and_read_at_the_desk(doctor: Client) -> None:
    who = town.patient()
    doctor.post(f"/desk/health/patients/{who.code}/advise", {"text": "少吃点盐。"})
    said = who.advice.get()
    assert said.text == "少吃点盐。" and "少吃" not in str(bytes(said.text_cipher))
    assert "少吃点盐。" in text(doctor, f"/desk/health/patients/{who.code}")
    assert doctor.post(f"/desk/health/patients/{who.code}/advise", {"text": ""}).status_code == 422


def test_a_file_shows_all_and_every_look_is_on_record(doctor: Client) -> None:
    who = town.patient()
    town.pressure(who, 138, 86)
    town.take(who, "height", value=168)
    town.take(who, "weight", value=68)
    before = looks(who)
    page = text(doctor, f"/desk/health/patients/{who.code}")
    assert all(shown in page for shown in ("张国强", "138/86", "24.1", "138****0001"))
    assert looks(who) == before + 1
    seen = doctor.post(f"/desk/health/patients/{who.code}/phone").content.decode()
    assert "13812340001" in seen and AuditEntry.objects.filter(kind="phone_seen").count() == 1


@pytest.mark.parametrize("username", ["faraway", "epi", "here", "admin", "auditor"])
def test_a_file_opens_to_nobody_else(district: District, username: str) -> None:
    who = town.patient()
    town.pressure(who, 182, 112)
    client = town.signed_in(username)
    for path in (f"/desk/health/patients/{who.code}", f"/desk/health/patients/{who.code}/edit"):
        assert client.get(path).status_code in (403, 404)
    for call in (actions.advise, actions.change_file):
        with pytest.raises((NotYours, NoSuchPatient)):
            call(
                actor(username),
                who.code,
                {"text": "看看", **town.sheet()} if call is actions.change_file else {"text": "看看"},
            )
    assert looks(who) == 0


def test_people_are_found_by_name_card_telephone_and_identity_number(doctor: Client) -> None:
    number = town.id_number("11010119500305001")
    who = town.patient(id_number=number, born="", sex="")
    town.patient(name="李四", phone="13900000009")
    for wanted in ("张国强", "国强", who.code, who.code[3:], "13812340001", "0001", number):
        page = text(doctor, f"/desk/health/patients?q={wanted}")
        assert who.code in page and "李*" not in page, wanted
    assert "没有找到" in text(doctor, "/desk/health/patients?q=王五")


def test_the_panel_is_leafed_through(doctor: Client, django_assert_max_num_queries: Any) -> None:
    for n in range(53):
        town.patient(name=f"李{n:02d}", phone="")
    with django_assert_max_num_queries(12):
        page = text(doctor, "/desk/health/patients")
    assert page.count("data-row") == 50
    following = page.split("?before=")[1].split('"')[0]
    assert text(doctor, f"/desk/health/patients?before={following}").count("data-row") == 3


def test_a_new_file_derives_birth_and_sex(doctor: Client) -> None:
    number = town.id_number("11010119500305002")
    given = town.sheet(name="付玉兰", id_number=number, born="", sex="")
    answer = doctor.post("/desk/health/patients/new", given)
    row = Patient.objects.get()
    assert answer.url == f"/desk/health/patients/{row.code}"  # type: ignore[attr-defined]
    assert (row.birth_year, str(row.born), row.sex, row.last_sign) == (1950, "1950-03-05", "female", "**兰")
    assert all(
        word.encode() not in bytes(cipher)
        for word, cipher in ((number, row.id_number_cipher), ("玉兰", row.name_cipher))
    )
    again = doctor.post("/desk/health/patients/new", given)
    assert again.status_code == 409 and row.code in again.content.decode()


@pytest.mark.parametrize(
    ("number", "why"),
    [
        ("1101011950030500", "16"),
        ("11010119500305001A", "X"),
        ("110101195002305001", "19500230"),
        ("110101209003050018", "2090"),
        (None, "最后一位"),
    ],
)
def test_a_mistyped_identity_number_is_found_out(doctor: Client, number: str | None, why: str) -> None:
    right = town.id_number("11010119500305001")
    number = number or right[:-1] + ("0" if right[-1] != "0" else "1")
    answer = doctor.post("/desk/health/patients/new", town.sheet(id_number=number))
    assert answer.status_code == 422 and why in answer.content.decode()
    assert not Patient.objects.exists()


def test_the_check_sign_finds_every_single_slip() -> None:
    right = "11010119500305001" + check_sign("11010119500305001")
    for place in range(17):
        for digit in set("0123456789") - {right[place]}:
            with pytest.raises(InvalidIdNumber):
                read_id_number(right[:place] + digit + right[place + 1 :])


def test_what_does_not_fit_the_identity_number_is_said(doctor: Client) -> None:
    number = town.id_number("11010119500305001")
    for wrong in (
        {"born": "1951-03-05"},
        {"sex": "female"},
        {"area": "110101001001"},
        {"physician": "faraway"},
        {"organisation": town.STATION},
    ):
        answer = doctor.post("/desk/health/patients/new", town.sheet(**{"id_number": number, **wrong}))
        assert answer.status_code in (403, 422), wrong


def test_a_file_is_changed_and_may_move_to_another_institution(doctor: Client) -> None:
    who = town.patient()
    changed = town.sheet(phone="13900000001", organisation=town.STATION, physician="faraway")
    assert doctor.post(f"/desk/health/patients/{who.code}/edit", changed).status_code == 302
    who.refresh_from_db()
    assert (who.phone, who.organisation_id) == ("13900000001", town.STATION)
    assert doctor.get(f"/desk/health/patients/{who.code}").status_code == 404
    assert town.signed_in("faraway").get(f"/desk/health/patients/{who.code}").status_code == 200
    number = town.id_number("11010119500305001")
    town.patient(name="李四", id_number=number, phone="")
    with pytest.raises(KnownAlready):
        actions.change_file(actor("faraway"), who.code, {**changed, "id_number": number})


def test_devices_show_their_clock_and_get_a_secret(doctor: Client) -> None:
    kiosk = Kiosk()
    kiosk.ahead = 7200.0
    kiosk.send(kiosk.entry(town.patient()))
    page = text(doctor, "/desk/health/devices")
    assert town.KIOSK in page and "不准" in page
    before = Device.objects.get(code=town.KIOSK).secret_digest
    made = doctor.post(f"/desk/health/devices/{town.KIOSK}/secret").content.decode()
    assert 'class="receipt"' in made and Device.objects.get(code=town.KIOSK).secret_digest != before
    assert 'class="receipt"' not in text(doctor, "/desk/health/devices")
    assert town.signed_in("faraway").post(f"/desk/health/devices/{town.KIOSK}/secret").status_code == 404
    assert town.signed_in("epi").get("/desk/health/devices").status_code == 403


def test_an_exported_journal_is_taken_in_and_nothing_twice(doctor: Client) -> None:
    from django.core.files.uploadedfile import SimpleUploadedFile

    kiosk, who = Kiosk(), town.patient()
    entries = [kiosk.entry(who), kiosk.entry(who, {"systolic": 182, "diastolic": 112})]
    file = json.dumps({"linli": "kiosk-journal", "device": town.KIOSK, "entries": entries}).encode()

    def bring(client: Client, body: bytes = file) -> Any:
        return client.post(
            "/desk/health/devices/journal", {"journal": SimpleUploadedFile("k.json", body, "application/json")}
        )

    assert "2" in bring(doctor).content.decode() and Observation.objects.count() == 2
    assert bring(doctor).status_code == 200 and Observation.objects.count() == 2
    assert kiosk.send(*entries).json()["seq"] == 2
    assert bring(town.signed_in("faraway")).status_code == 404
    for rubbish in (b"", b"{", b"[]", b'{"linli": "kiosk-journal", "entries": [1]}'):
        assert bring(doctor, rubbish).status_code in (404, 422)


def test_a_walked_through_day(doctor: Client, clock: MovableClock) -> None:
    """The man of 76: three readings; a week later his physician's word stands beside the new ones."""
    kiosk, who = Kiosk(), town.patient()
    assert now().year - who.birth_year == 76
    reply = kiosk.send(kiosk.entry(who, PRESSURE))
    assert reply.json()["answers"]["1"][0]["answer"] == "accepted"
    page = text(doctor, "/desk/health")
    assert "138/86" in page and "正常偏高" in page
    clock.advance(days=1)
    assert "138/86" not in text(doctor, "/desk/health")
    row = Observation.objects.get()
    assert now() - row.at == timedelta(days=1) and row.patient.area_id == HERE
