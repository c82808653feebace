"""The desk's page of one case: whom to ask in the house, and what else the same person reported."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client

from linli.cases.models import Case
from linli.cases.queries.case_page import case_page
from linli.people.actors import Actor
from linli.people.models import Account, Organisation, Position
from linli.people.sessions import BACKEND
from linli.places.models import Building, District
from tests.conftest import MovableClock
from tests.factories import (
    HERE,
    STREET,
    THERE,
    WATER,
    WORKS,
    actor,
    answer_call,
    callout,
    move,
    registered,
    report,
    resident,
    spot,
    whistled,
)

pytestmark = pytest.mark.usefixtures("district")


def others(case: Case, who: str = "here") -> list[str]:
    return [one.case.code for one in case_page(actor(who), case.code).same_reporter]


def test_who_telephones_twice_is_one_person() -> None:
    first = report(by=actor("here"), channel="desk", contact={"phone": "138 1234 2071", "name": "刘敏"}).case
    report(contact={"phone": "13912342071"})
    lat, lon = spot(THERE)
    elsewhere = report(
        contact={"phone": "13812342071"}, location={"lat": lat, "lon": lon}, text="西街的路灯也坏了"
    ).case
    second = report(by=actor("here"), channel="desk", contact={"phone": "13812342071"}, text="路灯坏了").case
    assert first.reporter_id != second.reporter_id
    assert others(second) == [first.code], "another community's is not theirs to see"
    assert set(others(second, "street")) == {elsewhere.code, first.code}


def test_another_case_says_in_words_how_it_stands() -> None:
    first = report(contact={"phone": "13812342071"}).case
    second = report(contact={"phone": "13812342071"}, text="路灯坏了").case
    page = case_page(actor("here"), second.code)
    assert {one.case.code for one in (*page.nearby, *page.same_reporter)} == {first.code}
    assert {one.case.state_label for one in (*page.nearby, *page.same_reporter)} == {"已提交"}


def test_who_left_no_number_is_nobody_else() -> None:
    report(contact={"name": "刘敏"})
    second = report(contact={"name": "刘敏"}).case
    assert others(second) == []
    account = Actor.of(resident())
    mine = [report(by=account).case for _time in range(2)]
    assert others(mine[0]) == [mine[1].code]


def test_the_contact_of_a_building_is_who_it_is_today(district: District, clock: MovableClock) -> None:
    building, today = Building.objects.get(area=HERE), clock.now.date()
    for name, since, until in (("旧人", None, -1), ("来人", 1, None), ("今人", 0, 0)):
        Position.objects.create(
            account=Account.objects.create(name=name, kind="staff", district=district), role="building_contact", building=building,
            since=today + timedelta(days=since) if since is not None else None,
            until=today + timedelta(days=until) if until is not None else None,
        )  # fmt: skip
    case = report().case
    Case.objects.filter(pk=case.pk).update(building=building)
    page = case_page(actor("here"), case.code)
    assert page.building_contact == "今人"
    clock.advance(days=1)
    assert case_page(actor("here"), case.code).building_contact == "来人"
    assert move("here", case, "note", text="问过了").case.building_id == building.pk


def test_who_only_sees_a_case_is_told_whose_it_is() -> None:
    case = registered()
    assert "吹哨" in case_page(actor("here"), case.code).said_now
    move("here", case, "transfer", organisation=STREET, reason="请街道牵头")
    assert case_page(actor("here"), case.code).said_now == f"下一步由{Organisation.objects.get(code=STREET).name}办理。"
    assert "受理" in case_page(actor("street"), case.code).said_now


def test_whose_turn_it_is_on_a_callout_finds_that_first(client: Client) -> None:
    case = whistled(WORKS, WATER)
    works, water = callout(case, WORKS), callout(case, WATER)

    def first_button(who: str) -> str:
        client.force_login(actor(who).account, BACKEND)
        page = client.get(f"/desk/cases/{case.code}").content.decode()
        return page.split("actions thumb", 1)[1].split("</button>", 1)[0].split("</a>", 1)[0]

    assert case_page(actor("works"), case.code).said_now == "您单位被吹哨呼叫，请在时限内签收。"
    assert f"/desk/callouts/{works.pk}/acknowledge" in first_button("works")
    answer_call("works", works, "acknowledge", "report-in", "arrive")
    assert case_page(actor("works"), case.code).said_now == "办完后，请写明办了什么。"
    assert f"/desk/callouts/{works.pk}/finish" in first_button("works")
    answer_call("works", works, "finish")
    assert case_page(actor("works"), case.code).turn is None
    assert case_page(actor("here"), case.code).turn is None, "the community waits for the others"
    answer_call("water", water, "refuse")
    assert case_page(actor("centre"), case.code).said_now == "有部门拒绝报到，请您裁定。"
    assert f"/desk/callouts/{water.pk}/overrule" in first_button("centre")
