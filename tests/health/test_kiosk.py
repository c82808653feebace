"""A kiosk over HTTP: signed in by a secret, who somebody is, and a journal that comes in whole, in order, once."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from linli.clock import now
from linli.health import actions
from linli.health.actions.journal import chained
from linli.health.errors import NoSuchDevice, NotYours
from linli.health.models import Alert, Device, Observation, Patient
from linli.health.queries.kiosk import card_digest
from linli.people.actors import Actor
from linli.places.models import District
from tests.conftest import MovableClock
from tests.factories import actor
from tests.health import town
from tests.letters import letter

PRESSURE = {"systolic": 138, "diastolic": 86, "readings": [[146, 90], [139, 87], [137, 85]]}


class Kiosk:
    """A tablet: its cookie, its journal, its clock, so many seconds ahead of ours."""

    def __init__(self, code: str = town.KIOSK) -> None:
        self.client, self.code = Client(), code
        secret = actions.make_secret(Actor.system(), code)
        assert self.client.post("/kiosk/sign-in", {"secret": secret}).status_code == 302
        self.seq, self.digest, self.ahead = 0, "", 0.0

    def ask(self, path: str, given: dict[str, Any] | None = None) -> Any:
        if given is None:
            return self.client.get(path)
        return self.client.post(
            path, json.dumps(given), content_type="application/json", headers={"X-Linli-Kiosk": "1"}
        )

    @property
    def clock(self) -> str:
        return (now() + timedelta(seconds=self.ahead)).isoformat()

    def entry(
        self, who: Patient, value: dict[str, Any] = PRESSURE, quantity: str = "blood_pressure", **more: Any
    ) -> dict[str, Any]:
        self.seq += 1
        said = {
            "seq": self.seq,
            "at": self.clock,
            "who": str(who.pk),
            "values": [{"quantity": quantity, "value": value}],
            **more,
        }
        body = self.written(said)
        self.digest = chained(self.digest, body)
        return {"seq": self.seq, "body": body, "digest": self.digest}

    def written(self, said: dict[str, Any], about: int | None = None) -> str:
        sealed = letter(json.dumps(said), f"linli kiosk {self.code} {about or said['seq']}")
        return json.dumps({"seq": said["seq"], "letter": sealed})

    def send(self, *entries: dict[str, Any]) -> Any:
        return self.ask("/kiosk/journal", {"device_now": self.clock, "entries": list(entries)})


@pytest.fixture
def kiosk(district: District) -> Kiosk:
    return Kiosk()


def answers(reply: Any) -> dict[str, list[str]]:
    return {seq: [one["answer"] for one in listed] for seq, listed in reply.json()["answers"].items()}


def test_a_device_signs_in_by_its_secret_once(district: District) -> None:
    client = Client()
    assert "kiosk-settings" not in client.get("/kiosk").content.decode()
    assert client.post("/kiosk/sign-in", {"secret": "guessed"}).status_code == 401
    kiosk = Kiosk()
    page = kiosk.client.get("/kiosk")
    assert "kiosk-settings" in page.content.decode()
    cookie = kiosk.client.cookies["linli_kiosk"]
    assert cookie["httponly"] and cookie["samesite"] == "Strict" and cookie["path"] == "/kiosk"
    actions.make_secret(actor("doctor"), town.KIOSK)
    assert kiosk.ask("/kiosk/journal").status_code == 401


def test_who_makes_secrets(district: District) -> None:
    assert actions.make_secret(actor("admin"), town.KIOSK)
    for other in ("epi", "here"):
        with pytest.raises(NotYours):
            actions.make_secret(actor(other), town.KIOSK)
    with pytest.raises(NoSuchDevice):
        actions.make_secret(actor("faraway"), town.KIOSK)
    assert Device.objects.get(code=town.KIOSK).secret_digest not in ("", None)


def test_a_monitor_is_no_kiosk(district: District) -> None:
    secret = actions.make_secret(Actor.system(), town.MONITOR)
    assert Client().post("/kiosk/sign-in", {"secret": secret}).status_code == 401


def test_what_another_sites_page_sends_is_refused(kiosk: Kiosk) -> None:
    assert kiosk.client.post("/kiosk/find", "{}", content_type="text/plain").status_code == 401


def test_somebody_is_shown_by_last_sign_and_birth_year_alone(kiosk: Kiosk) -> None:
    who = town.patient(id_number=town.id_number("11010119500305001"), born="", sex="")
    for by, value in (
        ("card", who.code),
        ("card", who.code[3:].lower()),
        ("id", who.id_number),
        ("phone", "13812340001"),
        ("phone", "0001"),
    ):
        found = kiosk.ask("/kiosk/find", {"by": by, "value": value}).json()["people"]
        assert found == [{"who": str(who.pk), "last": "**强", "year": 1950}]


def test_who_is_not_known_is_told_what_would_do(kiosk: Kiosk) -> None:
    assert kiosk.ask("/kiosk/find", {"by": "phone", "value": "9999"}).status_code == 404
    wrong = kiosk.ask("/kiosk/find", {"by": "id", "value": "110101195003050010"})
    assert wrong.status_code == 422 and wrong.json()["said"]
    assert kiosk.ask("/kiosk/find", {"by": "phone", "value": "12"}).status_code in (400, 422)


def test_of_the_same_last_digits_at_most_four_are_offered(kiosk: Kiosk) -> None:
    for n in range(4):
        town.patient(name=f"李{n}", phone=f"1381234{n}001"[:11].ljust(11, "1"), born=f"195{n}-01-01")
    phones = [one.phone[-4:] for one in Patient.objects.all()]
    assert len(kiosk.ask("/kiosk/find", {"by": "phone", "value": phones[0]}).json()["people"]) == phones.count(
        phones[0]
    )
    for n in range(5):
        town.patient(name=f"王{n}", phone=f"1371000{n}777", born="1950-01-01")
    many = [f"1361000{n}777"[:7] + "0777" for n in range(5)]
    for n, phone in enumerate(many):
        town.patient(name=f"赵{n}", phone=phone.replace("1000", f"100{n}", 1), born="1950-01-01")
    assert kiosk.ask("/kiosk/find", {"by": "phone", "value": "0777"}).status_code == 409


def test_the_directory_knows_the_institutions_own_by_a_digest(kiosk: Kiosk) -> None:
    who = town.patient()
    town.patient(name="外人", by="faraway", organisation=town.STATION, physician="faraway", phone="")
    rows = kiosk.ask("/kiosk/people").json()["people"]
    assert rows == [[card_digest(town.KIOSK, who.code), str(who.pk), "**强", 1950]]


def test_the_journal_comes_in_and_is_answered_value_by_value(kiosk: Kiosk) -> None:
    who = town.patient()
    reply = kiosk.send(kiosk.entry(who))
    assert reply.status_code == 200, reply.content
    assert (reply.json()["seq"], reply.json()["digest"], answers(reply)) == (1, kiosk.digest, {"1": ["accepted"]})
    row = Observation.objects.get()
    assert (row.patient, row.point.code, row.device.code, row.value["readings"]) == (
        who,
        town.POINT,
        town.KIOSK,
        PRESSURE["readings"],
    )  # type: ignore[union-attr]


def test_the_same_entries_again_change_nothing(kiosk: Kiosk) -> None:
    first, second = kiosk.entry(who := town.patient()), kiosk.entry(who, {"value": 72}, "pulse")
    kiosk.send(first)
    reply = kiosk.send(first, second)
    assert (reply.json()["seq"], answers(reply)) == (2, {"2": ["accepted"]})
    assert kiosk.send(first, second).json()["seq"] == 2
    assert Observation.objects.count() == 2


def test_a_gap_is_refused_and_what_is_expected_named(kiosk: Kiosk) -> None:
    who = town.patient()
    first, second, third = (kiosk.entry(who, {"value": 70 + n}, "pulse") for n in range(3))
    gap = kiosk.send(third)
    assert gap.status_code == 409
    assert (gap.json()["code"], gap.json()["expected_seq"], gap.json()["expected_digest"]) == ("journal_gap", 1, "")
    waits = kiosk.send(third, first)
    assert (waits.json()["seq"], waits.json()["waiting"]) == (1, [3])
    assert kiosk.send(third, second).json()["seq"] == 3
    assert [row.value["value"] for row in Observation.objects.order_by("id")] == [70, 71, 72]


def test_a_letter_about_another_number_opens_nowhere_and_stays_on_the_device(kiosk: Kiosk) -> None:
    said = {
        "seq": 1,
        "at": kiosk.clock,
        "who": str(town.patient().pk),
        "values": [{"quantity": "pulse", "value": {"value": 70}}],
    }
    for about, status in ((2, 422), (1, 200)):
        body = kiosk.written(said, about)
        reply = kiosk.send({"seq": 1, "body": body, "digest": chained("", body)})
        assert (reply.status_code, Observation.objects.exists()) == (status, status == 200)


def test_what_a_page_from_before_wrote_in_the_clear_still_comes_in(kiosk: Kiosk) -> None:
    kiosk.written = lambda said, about=None: json.dumps(said)  # type: ignore[method-assign]
    assert answers(kiosk.send(kiosk.entry(town.patient()))) == {"1": ["accepted"]}


def test_a_fork_is_refused_whole(kiosk: Kiosk) -> None:
    who = town.patient()
    kiosk.send(kiosk.entry(who))
    twin = Kiosk.__new__(Kiosk)
    twin.client, twin.code, twin.seq, twin.digest, twin.ahead = kiosk.client, kiosk.code, 0, "", 0.0
    changed, following = twin.entry(who, {"value": 66}, "pulse"), twin.entry(who, {"value": 67}, "pulse")
    for entries in ((changed,), (changed, following), (following,)):
        fork = kiosk.send(*entries)
        assert (fork.status_code, fork.json()["code"], fork.json()["expected_seq"]) == (409, "journal_fork", 2)
        assert fork.json()["expected_digest"] == kiosk.digest
    assert Observation.objects.count() == 1


def test_an_entry_changed_on_its_way_is_found_out(kiosk: Kiosk) -> None:
    entry = kiosk.entry(town.patient())
    entry["body"] = entry["body"].replace("letter", "ietter")
    assert kiosk.send(entry).json()["code"] == "journal_fork"


def test_what_cannot_be_read_or_had_holds_up_nothing(kiosk: Kiosk) -> None:
    who = town.patient()
    odd = kiosk.entry(who, more=1)
    nobody = kiosk.entry(Patient(code="x"))
    impossible = kiosk.entry(who, {"systolic": 1380, "diastolic": 86})
    reply = kiosk.send(odd, nobody, impossible, kiosk.entry(who))
    assert answers(reply) == {
        "1": ["unreadable"],
        "2": ["no_such_patient"],
        "3": ["impossible_value"],
        "4": ["accepted"],
    }
    fault = reply.json()["answers"]["3"][0]["faults"][0]
    assert (fault["field"], fault["least"], fault["most"]) == ("systolic", 40, 300) and "138" in fault["advice"]


@pytest.mark.parametrize("year", [-1, 1])
def test_a_tablet_whose_clock_is_a_year_off(kiosk: Kiosk, clock: MovableClock, year: int) -> None:
    kiosk.ahead = year * 365 * 86400.0
    entry = kiosk.entry(town.patient())
    measured_at = now()
    clock.advance(hours=3)
    reply = kiosk.send(entry)
    assert (answers(reply), reply.json()["ahead"]) == ({"1": ["accepted"]}, kiosk.ahead)
    row = Observation.objects.get()
    assert (row.at, row.clock_trusted, row.value["systolic"]) == (measured_at, False, 138)
    assert Device.objects.get(code=town.KIOSK).clock_ahead == kiosk.ahead


def test_a_clock_put_right_before_sending_is_known_from_the_entry(kiosk: Kiosk, clock: MovableClock) -> None:
    kiosk.ahead = -3600.0
    entry = kiosk.entry(town.patient(), ahead=-3600.0)
    measured_at, kiosk.ahead = now(), 0.0
    clock.advance(minutes=5)
    kiosk.send(entry)
    assert Observation.objects.get().at == measured_at


def test_an_urgent_value_rings_also_when_it_comes_late(kiosk: Kiosk, clock: MovableClock) -> None:
    entry = kiosk.entry(town.patient(), {"systolic": 182, "diastolic": 112})
    clock.advance(hours=20)
    assert answers(kiosk.send(entry)) == {"1": ["urgent"]}
    assert Alert.objects.get().raised_at == now()


def test_afterwards_they_read_how_it_compares_and_what_their_physician_says(kiosk: Kiosk, clock: MovableClock) -> None:
    who = town.patient()
    town.pressure(who, 142, 88)
    actions.advise(actor("doctor"), who.code, {"text": "少吃点盐，下周再来测一次。"})
    clock.advance(days=7)
    kiosk.send(kiosk.entry(who))
    told = kiosk.ask("/kiosk/told", {"who": str(who.pk)}).json()
    assert (told["times"], told["advice"], told["by"]) == (2, "少吃点盐，下周再来测一次。", "某doctor")
    assert "4" in told["compared"]
    assert kiosk.ask("/kiosk/told", {"who": "x"}).status_code == 404


def test_a_kiosk_of_another_district_learns_nothing(kiosk: Kiosk) -> None:
    who = town.patient()
    Patient.objects.filter(pk=who.pk).update(erased_at=now())
    assert kiosk.ask("/kiosk/told", {"who": str(who.pk)}).status_code == 404
    assert kiosk.ask("/kiosk/find", {"by": "card", "value": who.code}).status_code == 404
    assert answers(kiosk.send(kiosk.entry(who))) == {"1": ["no_such_patient"]}


@pytest.mark.parametrize(
    "body", ["", "[]", "{", '{"entries": 7}', '{"entries": [{"seq": 0}]}', '{"device_now": "soon", "entries": []}']
)
def test_rubbish_is_answered_in_words(kiosk: Kiosk, body: str) -> None:
    reply = kiosk.client.post("/kiosk/journal", body, content_type="application/json", headers={"X-Linli-Kiosk": "1"})
    assert reply.status_code == 422 and reply.json()["said"]
