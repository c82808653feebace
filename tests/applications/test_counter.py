"""At the counter: who may hand in for somebody, with which papers, and correcting it there; in the browser and by program."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from linli.applications import actions
from linli.applications.actions import drafting
from linli.applications.lifecycle import offered, parts_of
from linli.applications.models import Document, Draft
from linli.cases.errors import NotYours
from linli.cases.lifecycle import Part
from linli.cases.models import Case
from linli.people.actors import Actor
from linli.places.models import District
from tests import factories
from tests.applications import town
from tests.cases.program import ROOT, Program
from tests.conftest import MovableClock

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def place(clock: MovableClock) -> District:
    return town.district()


# Who may


@pytest.mark.parametrize("username", ["auditor", "supervisor", "centre", "admin", "grid"])
def test_only_who_works_on_applications_hands_in_for_somebody(username: str, place: District) -> None:
    town.offer(place, town.spec_of("cuiping", town.ELDERLY, consent="promise"))
    someone = factories.actor(username)
    with pytest.raises(NotYours):
        drafting.begin(someone, factories.CODE, town.ELDERLY, "")
    consent = town.document(someone, "同意书", "form").pk
    given = {
        "district": factories.CODE, "service": town.ELDERLY, "answers": town.elderly_answers(), "promise": True,
    }  # fmt: skip
    with pytest.raises(NotYours):
        actions.hand_in(someone, given, consent=consent)
    assert not Case.objects.exists()


def test_nobody_hands_in_at_the_counter_of_another_district() -> None:
    factories.places.replace_district(
        code="990102", slug="other", name="邻区", city="样例市", province="样例省", prefix="LQ", demo=True,
        settings={"contact": "12345", "hours": [["09:00", "12:00"]], "holidays": [], "workdays": []},
    )  # fmt: skip
    other = District.objects.get(pk="990102")
    town.offer(other, town.spec_of("cuiping", town.ELDERLY))
    helper = factories.actor("here")
    with pytest.raises(NotYours):
        drafting.begin(helper, other.code, town.ELDERLY, "")
    with pytest.raises(NotYours):
        actions.hand_in(helper, {"district": other.code, "service": town.ELDERLY}, consent=None)


def test_the_counter_goes_on_only_with_what_came_over_it() -> None:
    helper = factories.actor("here")
    over_it, by_phone = town.at_counter(helper), town.apply()
    assert Part.COUNTER in parts_of(helper, over_it) and Part.COUNTER not in parts_of(helper, by_phone)
    assert Part.COUNTER not in parts_of(factories.actor("there"), over_it)
    for case in (over_it, by_phone):
        town.move("here", case, "return", shortcomings={"address": "请写全"})
        case.refresh_from_db()
    assert "correct" in {move.name for move in offered(helper, over_it)}
    assert "correct" not in {move.name for move in offered(helper, by_phone)}


def test_the_counter_hands_over_what_came_over_it() -> None:
    over_it = town.agree(town.at_counter(factories.actor("here")), "here", "street", "works")
    town.move("here", over_it, "deliver", how="counter")
    over_it.refresh_from_db()
    assert over_it.state == "delivered"


# By program


def hand_over(desk: Program, material: str) -> str:
    of = {"district": factories.CODE, "service": town.ELDERLY, "material": material}
    answer = desk.client.post(f"{ROOT}/documents", {**of, "files": [town.paper(f"{material}.jpg")]})
    assert answer.status_code == 201, answer.content
    key: str = answer.json()["id"]
    return key


def given(desk: Program, **changed: Any) -> dict[str, Any]:
    documents = {name: [hand_over(desk, name)] for name in ("id_card", "bank_card")}
    return {
        "district": factories.CODE, "service": town.ELDERLY, "answers": town.elderly_answers(), "documents": documents,
        "consent": hand_over(desk, "consent"), "contact": {"name": "刘桂芳", "phone": "13812342071"}, **changed,
    }  # fmt: skip


def test_a_counters_program_hands_in_with_photos() -> None:
    done = Program("here").post("/applications", **(sent := given(Program("here"))))
    assert done.status == 201, done.body
    case = Case.objects.get()
    assert case.channel == "desk" and case.handed_in.count() == 2
    assert str(case.application.consent_id) == sent["consent"]


def test_what_is_in_use_already_is_not_handed_in_again() -> None:
    desk = Program("here")
    first = given(desk)
    assert desk.post("/applications", **first).status == 201
    again = desk.post("/applications", **first)
    assert again.status == 422 and set(again.faults) >= {"material.id_card", "material.bank_card"}
    signed_before = desk.post("/applications", **given(desk, consent=first["consent"]))
    assert signed_before.status == 422 and set(signed_before.faults) == {"consent"}
    assert Case.objects.count() == 1


def test_nobody_uses_what_a_colleague_took_in() -> None:
    refused = Program("here").post("/applications", **given(Program("there")))
    assert refused.status == 422 and {"material.id_card", "material.bank_card"} <= set(refused.faults) | {"consent"}
    assert not Case.objects.exists()


def test_a_paper_of_a_resident_is_not_the_counters() -> None:
    desk = Program("here")
    hers = town.document(town.resident()).pk
    refused = desk.post(
        "/applications", **given(desk, documents={"id_card": [hers], "bank_card": [hand_over(desk, "bank_card")]})
    )
    assert refused.status == 422 and set(refused.faults) == {"material.id_card"}


# Correcting in the browser


def signed_in(username: str) -> Client:
    client = Client()
    client.post("/staff/sign-in", {"username": username, "password": factories.PASSWORD})
    return client


def said(answer: Any) -> str:
    text: str = answer.content.decode()
    return text


def returned() -> Case:
    case = town.at_counter(factories.actor("here"))
    town.move("here", case, "accept")
    town.move("here", case, "return", shortcomings={"material.id_card": "太模糊", "address": "请写到门牌号"})
    case.refresh_from_db()
    return case


def test_the_counter_corrects_what_it_handed_in() -> None:
    case, client = returned(), signed_in("here")
    address = f"/desk/help/{case.code}/correct"
    assert address in said(client.get(case.desk_address))
    first = client.post(address)["Location"]
    draft = Draft.objects.get(case=case)
    assert first == f"/apply/{draft.pk}/1#f-address"
    page = said(client.get(f"/apply/{draft.pk}/1"))
    assert "请写到门牌号" in page and "林家巷52号" in page
    client.post(
        f"/apply/{draft.pk}/1",
        {
            "f-elder.name": "刘桂芳",
            "f-elder.id_number": "11010519491231002X",
            "f-household_area": factories.HERE,
            "f-address": "林家巷52号2单元",
            "f-living": "自己住",
            "next": "",
        },
    )
    old = Document.objects.get(uses__draft=draft, uses__material="id_card")
    assert client.post(f"/apply/{draft.pk}/4", {"about": "id_card", "take_out": str(old.pk)}).status_code == 302
    fresh = {"about": "id_card", "files": [town.paper("new.jpg")], "hand_in": "1"}
    assert client.post(f"/apply/{draft.pk}/4", fresh).status_code == 302
    assert "林家巷52号2单元" in said(client.get(f"/apply/{draft.pk}/5"))
    sent = client.post(f"/apply/{draft.pk}/5", {"send": ""})
    assert sent["Location"] == case.desk_address
    case.refresh_from_db()
    assert case.state == "accepted" and not Draft.objects.exists()
    assert case.handed_in.filter(replaced_at=None).count() == 2


def test_who_is_not_the_counter_is_led_to_no_correction() -> None:
    case = returned()
    town.apply(town.resident())
    other = signed_in("there")
    assert other.post(f"/desk/help/{case.code}/correct").status_code == 404
    by_phone = town.apply(town.resident("13800000005"))
    town.move("here", by_phone, "return", shortcomings={"address": "请写全"})
    client = signed_in("here")
    assert f"/desk/help/{by_phone.code}/correct" not in said(client.get(by_phone.desk_address))
    assert client.post(f"/desk/help/{by_phone.code}/correct")["Location"] == by_phone.desk_address
    assert not Draft.objects.exists()


def test_a_colleague_of_the_counter_goes_on_with_it() -> None:
    case = returned()
    draft = drafting.begin_correction(factories.actor("here"), case, "")
    guest = Actor.guest()
    with pytest.raises(drafting.NoSuchDraft):
        drafting.begin_correction(guest, case, "")
    assert Draft.objects.get().account_id == draft.account_id
