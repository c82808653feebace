"""The pages: what everyone sees, one's own, the leader's, the desk; what they cost; and that no name is where it does not belong."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from linli.places.models import District
from linli.typesetting import SANS, SERIF, known_fonts
from linli.volunteers import actions
from linli.volunteers.models import Activity, Certificate, HelpRequest, Member, SignUp, Skill, Team
from linli.volunteers.queries.desk import desk_door
from tests.conftest import MovableClock
from tests.volunteers import town
from tests.volunteers.town import (
    CODE,
    DESK,
    HERE,
    LIGHT,
    MINE,
    NEIGHBOURS,
    PUBLIC,
    SLUG,
    SPARKS,
    actor,
    ask,
    at,
    resident,
    sign_up,
    signed_in,
)

LIST, TEAM, OPEN, OVERVIEW, LEAD = 12, 14, 12, 18, 28
FIGURES = f"/{SLUG}/open/volunteers"


def counted(request: Callable[[], object], limit: int) -> None:
    """Once to warm what a process keeps, then counted."""
    request()
    with CaptureQueriesContext(connection) as seen:
        request()
    asked = [
        one["sql"] for one in seen.captured_queries if one["sql"].upper().startswith(("SELECT", "INSERT", "UPDATE"))
    ]
    assert len(asked) <= limit, f"{len(asked)} > {limit}:\n" + "\n".join(sql[:150] for sql in asked)


def test_every_page_takes_few_statements_however_many_teams(district: District) -> None:
    rows = [
        Team(district=district, code=f"t-{n}", name=f"第{n}队", kind="stewards", area_id=HERE, organisation_id=HERE, about="x", position=9 + n)
        for n in range(60)
    ]  # fmt: skip
    Team.objects.bulk_create(rows)
    for number in range(1, 9):
        town.member(number)
        sign_up(town.activity(seats=20, title=f"第{number}次"), number)
        ask(number)
    guest, desk = Client(), signed_in("here")
    counted(lambda: guest.get(PUBLIC), LIST)
    counted(lambda: guest.get(f"{PUBLIC}?skill={LIGHT}&area={HERE}"), LIST)
    counted(lambda: guest.get(f"{PUBLIC}/{SPARKS}"), TEAM)
    counted(lambda: guest.get(FIGURES), OPEN)
    counted(lambda: desk.get(DESK), OVERVIEW)
    counted(lambda: desk.get(f"{DESK}/teams"), OVERVIEW)
    counted(lambda: desk.get(f"{DESK}/lead/{SPARKS}/"), LEAD)


def test_the_list_goes_on_page_by_page_and_can_be_filtered(district: District) -> None:
    Team.objects.bulk_create(
        Team(district=district, code=f"t-{n}", name=f"第{n}队", kind="stewards", area_id=HERE, organisation_id=HERE, about="x", position=9 + n)
        for n in range(40)
    )  # fmt: skip
    seen: list[str] = []
    address = PUBLIC
    while True:
        page = Client().get(address)
        seen += [line.row.code for line in page.context["shown"].lines]
        if not page.context["more"]:
            break
        address = PUBLIC + page.context["more"]
    assert len(seen) == 43 == len(set(seen))
    assert "共" not in seen

    def codes(query: str) -> set[str]:
        return {line.row.code for line in Client().get(f"{PUBLIC}?{query}").context["shown"].lines}

    assert codes("kind=enterprise") == {"watermen"} and codes("words=邻居") == {NEIGHBOURS}
    assert codes(f"skill=meals&area={HERE[:9]}") == {NEIGHBOURS} and codes("skill=none") == set()
    assert Client().get(f"{PUBLIC}?after=zzz&kind=zzz").status_code == 200


def test_a_resident_joins_signs_up_and_is_there(district: District, clock: MovableClock) -> None:
    held = town.activity(seats=1)
    page = f"{PUBLIC}/activities/{held.code}"
    assert Client().post(page, {"name": "某"}).headers["Location"].startswith("/sign-in?next=")
    browser = signed_in(resident())
    assert browser.post(f"{PUBLIC}/{SPARKS}", {"name": "", "skills": [LIGHT]}).status_code == 422
    browser.post(f"{PUBLIC}/{SPARKS}", {"name": "段某", "skills": [LIGHT]})
    assert Member.objects.get(account=resident().account).skills == [LIGHT]
    assert browser.post(f"{PUBLIC}/{SPARKS}", {"name": "段某"}).status_code == 409
    done = browser.post(page, {"name": "段某"}, follow=True)
    row = SignUp.objects.get()
    assert done.redirect_chain[0][0] == f"{MINE}/{row.code}" and "已报名" in done.content.decode()
    again = browser.post(page, {"name": "段某"})
    assert again.headers["Location"] == f"{MINE}/{row.code}", "twice leads to the one there is"
    public = Client().get(page).content.decode() + Client().get(f"{PUBLIC}/{SPARKS}").content.decode()
    assert "段某" not in public and "段*" not in public
    assert Client().get(f"{MINE}/{row.code}").status_code == 404
    clock.set(at("2026-11-03 08:50"))
    there = browser.get(f"{page}/here?door={held.door}").headers["Location"]
    assert f'value="{held.door}"' in browser.get(there).content.decode()
    assert browser.post(f"{MINE}/{row.code}/in", {"door": "x"}).status_code == 422
    browser.post(f"{MINE}/{row.code}/in", {"door": held.door})
    clock.set(at("2026-11-03 10:30"))
    browser.post(f"{MINE}/{row.code}/out")
    mine = browser.get(MINE).content.decode()
    assert "1 小时 30 分" in mine and "电工志愿队" in mine
    key = Member.objects.get(account=resident().account).pk
    assert signed_in(resident(2)).post(f"{MINE}/teams/{key}/leave").status_code == 404
    browser.post(f"{MINE}/teams/{key}/leave")
    assert Member.objects.get(pk=key).state == "left"


@pytest.mark.skipif(known_fonts().isdisjoint((*SANS, *SERIF)), reason="no Chinese font on this machine")
def test_the_certificate_is_a_pdf_and_anyone_can_check_it(district: District, clock: MovableClock) -> None:
    browser = signed_in(resident())
    assert browser.post(f"{MINE}/certify", {"name": "段某", "district": CODE}).status_code == 409
    row = sign_up(town.activity())
    clock.set(at("2026-11-03 18:00"))
    actions.confirm_hours(actor("here"), row.code, {"minutes": "90"})
    assert browser.post(f"{MINE}/certify", {"name": "", "district": CODE}).status_code == 422
    browser.post(f"{MINE}/certify", {"name": "段素兰", "district": CODE})
    number = Certificate.objects.get().number
    paper = browser.get(f"{MINE}/certificates/{number}.pdf")
    assert paper.headers["Content-Type"] == "application/pdf" and paper.content.startswith(b"%PDF")
    assert signed_in(resident(2)).get(f"{MINE}/certificates/{number}.pdf").status_code == 404
    genuine = Client().get(f"{PUBLIC}/certificates/{number}").content.decode()
    assert "真实" in genuine and "1 小时 30 分" in genuine and "段素兰" not in genuine
    for wrong in ("ZM-0000-0000", "nonsense"):
        assert Client().get(f"{PUBLIC}/certificates/{wrong}").status_code == 404


def test_a_resident_who_leads_runs_the_team(district: District, clock: MovableClock) -> None:
    town.member(5, leads=True)
    lead = f"{MINE}/lead/{SPARKS}/"
    browser = signed_in(resident(5))
    assert signed_in(resident(6)).get(lead).status_code == 404 and Client().get(lead).status_code == 302
    asked = actions.join(resident(6), CODE, SPARKS, {"name": "卞某"})
    assert "卞某" in browser.get(lead).content.decode()
    browser.post(f"{lead}members/{asked.pk}/accept")
    assert Member.objects.get(pk=asked.pk).state == "member"
    assert browser.post(f"{lead}members/{asked.pk}/leader").status_code == 403, "a leader makes no leaders"
    assert browser.post(f"{lead}activities/new", {"title": "修灯"}).status_code == 422
    plan = {
        "title": "修灯",
        "place": "院坝",
        "begins_at": "2026-11-03T09:00",
        "ends_at": "2026-11-03T11:00",
        "seats": "5",
    }
    made = browser.post(f"{lead}activities/new", plan).headers["Location"]
    held = Activity.objects.get()
    row = sign_up(held, 7)
    page = browser.get(made).content.decode()
    assert "志愿者7" in page and held.door in page and "<svg" in page
    clock.set(at("2026-11-03 12:00"))
    assert browser.post(f"{lead}people/{row.code}/confirm", {"minutes": "121"}).status_code == 422
    browser.post(f"{lead}people/{row.code}/confirm", {"minutes": "100"})
    browser.post(f"{lead}people/{row.code}/correct", {"minutes": "90", "reason": "早走"})
    assert [one.minutes for one in row.hours.order_by("number")] == [100, -100, 90]
    assert browser.post(f"{lead}people/{row.code}/fly").status_code == 404
    assert signed_in("there").post(f"{DESK}/lead/{SPARKS}/people/{row.code}/correct").status_code == 404


def test_a_request_goes_from_the_form_to_the_answer(district: District) -> None:
    browser = signed_in(resident())
    given = {"skill": LIGHT, "text": "楼道灯坏了", "area": HERE, "address": "林家巷52号", "wanted_on": "2026-11-05"}
    assert Client().post(f"{PUBLIC}/ask", given).headers["Location"].startswith("/sign-in?next=")
    wrong = browser.post(f"{PUBLIC}/ask", {**given, "area": ""})
    assert wrong.status_code == 422 and "楼道灯坏了" in wrong.content.decode(), "what was typed stays"
    browser.post(f"{PUBLIC}/ask", given)
    row = HelpRequest.objects.get()
    assert row.case.title in browser.get(MINE).content.decode()
    desk, lead = signed_in("here"), f"{DESK}/lead/{SPARKS}/"
    assert desk_door(actor("here")) and row.case.title in desk.get(DESK).content.decode()
    assert "林家巷52号" not in desk.get(lead).content.decode(), "where exactly is for the team that takes it"
    assert signed_in("there").post(f"{DESK}/requests/{row.pk}", {"team": NEIGHBOURS}).status_code == 403
    desk.post(f"{DESK}/requests/{row.pk}", {"team": SPARKS})
    assert "林家巷52号" in desk.get(lead).content.decode()
    assert desk.post(f"{lead}requests/{row.pk}/answer", {"text": ""}).status_code == 422
    desk.post(f"{lead}requests/{row.pk}/answer", {"text": "换好了，也查了开关"})
    assert HelpRequest.objects.get().state == "answered"
    assert "换好了" in browser.get(f"/c/{row.case.code}").content.decode(), "the resident reads it as a case's answer"
    rows = list(csv.reader(io.StringIO(Client().get(f"{FIGURES}.csv").content.decode("utf-8-sig"))))
    assert rows[-1][0] == "2026-11" and rows[-1][-2:] == ["1", "1"]


def test_the_desk_opens_and_changes_a_team(district: District) -> None:
    desk = signed_in("here")
    sheet = {
        "name": "管家队",
        "kind": "stewards",
        "area": HERE,
        "organisation": HERE,
        "about": "看楼道",
        "skills": [LIGHT],
        "leader": "grid",
    }
    assert desk.post(f"{DESK}/teams/new", {**sheet, "skills": []}).status_code == 422
    made = desk.post(f"{DESK}/teams/new", sheet).headers["Location"]
    assert "某grid" in desk.get(made).content.decode()
    code = made.split("/")[-2]
    desk.post(f"{DESK}/teams/{code}/edit", {**sheet, "name": "管家二队"})
    assert Team.objects.get(code=code).name == "管家二队"
    assert signed_in("there").get(f"{DESK}/teams/{code}/edit").status_code == 404
    assert desk.post(f"{DESK}/ask", {"case": "DM-XXXX", "skill": LIGHT}).status_code == 422
    assert "管家二队" in desk.get(f"{DESK}/teams?words=管家").content.decode()


def test_what_was_called_off_shows_so_to_who_signed_up(district: District) -> None:
    row = sign_up(town.activity())
    browser = signed_in(resident())
    assert "我来不了" in browser.get(f"{MINE}/{row.code}").content.decode()
    actions.call_off(actor("here"), row.activity_id, {"reason": "下大雨"})
    ticket = browser.get(f"{MINE}/{row.code}").content.decode()
    assert "已取消" in ticket and "下大雨" in ticket and "我来不了" not in ticket and "已报名" not in ticket
    assert "已取消" in browser.get(MINE).content.decode()


def test_faults_call_a_field_as_the_form_does(district: District) -> None:
    page = signed_in(resident()).post(f"{PUBLIC}/ask", {"wanted_on": "2026-11-05"}).content.decode()
    for said in ("请您填写“需要什么”", "请您填写“社区（村）”", "请您填写“具体位置”"):
        assert page.count(said) == 2, "at the head, and beside the field"
    desk = signed_in("here").post(f"{DESK}/ask", {}).content.decode()
    assert "请您填写“案卷编号”" in desk and "“case”" not in desk


def test_hours_that_cannot_be_stay_in_their_line(district: District, clock: MovableClock) -> None:
    row = sign_up(town.activity())
    clock.set(at("2026-11-03 12:00"))
    lead = f"{DESK}/lead/{SPARKS}/people/{row.code}"
    actions.confirm_hours(actor("here"), row.code, {"minutes": "100"})
    page = signed_in("here").post(f"{lead}/correct", {"minutes": "90", "reason": ""})
    text = page.content.decode()
    assert page.status_code == 422 and "<details open><summary>更正时长" in text and 'value="90"' in text


def test_a_district_without_teams_says_so(district: District) -> None:
    Member.objects.all().delete()
    Team.objects.all().delete()
    Skill.objects.all().delete()
    page = Client().get(PUBLIC).content.decode()
    assert "本区还没有志愿队" in page and "请志愿者帮忙" not in page
