"""The desk: what waits by due time, many answered at once, opening topics, and who gets where."""

from __future__ import annotations

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from linli.dialogue import actions
from linli.dialogue.errors import InvalidInput
from linli.dialogue.models import Proposal, Topic
from linli.dialogue.queries import door_count
from linli.places.models import District
from tests.conftest import MovableClock
from tests.dialogue.town import BUS, HOME, answered, at, at_desk, person, proposed, signed_in, topic
from tests.factories import CODE, DRAIN, WATER, WORKS, actor, move, report


def test_what_waits_stands_by_its_due_time_and_many_are_answered_at_once(
    district: District, clock: MovableClock
) -> None:
    asked = topic()
    first = proposed(asked)
    clock.set(at("2026-11-04 10:00"))
    others = [proposed(asked, person(number), title=f"在第{number}个路口停一站") for number in (2, 3)]
    foreign = proposed(topic("police", title="夜市摆到几点合适"), person(4), title="夜市十点收摊好一些")
    desk = at_desk("water")
    page = desk.get("/desk/dialogue").content.decode()
    assert page.index(BUS) < page.index("在第2个路口") and "夜市十点" not in page and "3 条建言等您单位答复" in page
    codes = [first.code, *(row.code for row in others)]
    form = desk.get("/desk/dialogue/answer", {"p": [*codes, foreign.code]}).content.decode()
    assert "公开答复 3 条建言" in form and "夜市十点" not in form
    wrong = desk.post(
        "/desk/dialogue/answer", {"p": codes, "outcome": "planned", "text": "明年一起安排，逐站设置站牌。"}
    )
    assert (
        wrong.status_code == 422
        and "计划在哪天前完成" in wrong.content.decode()
        and "逐站设置" in wrong.content.decode()
    )
    assert (
        desk.post(
            "/desk/dialogue/answer", {"p": codes, "outcome": "adopted", "text": "三处都设站，十二月起停靠。"}
        ).status_code
        == 302
    )
    assert Proposal.objects.filter(outcome="adopted").count() == 3
    assert "没有等答复的建言" in desk.get("/desk/dialogue").content.decode()
    assert desk.get("/desk/dialogue/answer")["Location"] == "/desk/dialogue", "nothing ticked"


def test_an_answer_links_a_case_that_everybody_may_read(district: District) -> None:
    row = proposed(topic())
    case = move("here", report(text="工业园南门要加一个站台").case, "register", category=DRAIN).case
    type(case).objects.filter(pk=case.pk).update(published=False)
    with pytest.raises(InvalidInput) as wrong:
        answered(row, by="water", case=case.code)
    assert wrong.value.faults[0].field == "case"
    type(case).objects.filter(pk=case.pk).update(published=True)
    answered(row, case=case.code)
    assert f'href="/c/{case.code}"' in signed_in(person(2)).get(f"{HOME}/proposals/{row.code}").content.decode()
    with pytest.raises(InvalidInput) as wrong:
        answered(row, outcome="done", planned_for="2027-01-01")
    assert wrong.value.faults[0].field == "planned_for"
    with pytest.raises(InvalidInput, match="已经过了"):
        answered(row, planned_for="2026-10-01")


def test_a_department_asks_everybody(district: District, clock: MovableClock) -> None:
    desk = at_desk("water")
    form = {
        "title": "水表换成远传的好不好", "question": "换表要停水两小时，您希望哪天换？", "closes": "2026-11-20", "moderation": "before",
        "answer_days": "5", "ballot": "哪天换？", "options": "周六\n周日", "opens": "2026-11-03",
    }  # fmt: skip
    wrong = desk.post("/desk/dialogue/topics/new", form | {"closes": "2026-11-01", "answer_days": "100"})
    page = wrong.content.decode()
    assert wrong.status_code == 422 and "90" in page and "水表换成远传" in page and not Topic.objects.exists()
    assert desk.post("/desk/dialogue/topics/new", form | {"closes": "2026-11-01"}).status_code == 422
    assert desk.post("/desk/dialogue/topics/new", form).status_code == 302
    row = Topic.objects.get()
    assert (row.opens_at, row.closes_at) == (at("2026-11-03"), at("2026-11-21")), "first and last day whole"
    assert signed_in(person()).get(f"{HOME}/topics/{row.code}").status_code == 404, "not before it begins"
    clock.set(at("2026-11-03 09:00"))
    assert "还剩 18 天" in signed_in(person()).get(HOME).content.decode()
    assert at_desk("police").post(f"/desk/dialogue/topics/{row.code}/close").status_code == 302
    row.refresh_from_db()
    assert row.is_open, "another's topic stays open"
    at_desk("water").post(f"/desk/dialogue/topics/{row.code}/close")
    row.refresh_from_db()
    assert row.is_over and row.ended_at


def test_the_centre_says_whose_matter_it_is(district: District) -> None:
    row = proposed(title="给老街公厕装扶手吧")
    actions.publish(actor("centre"), row.code)
    centre = at_desk("centre")
    assert "老街公厕" in centre.get("/desk/dialogue").content.decode()
    assert centre.post(f"/desk/dialogue/proposals/{row.code}/route", {"organisation": "x"}).status_code == 422
    assert centre.post(f"/desk/dialogue/proposals/{row.code}/route", {"organisation": WORKS}).status_code == 302
    assert "老街公厕" in at_desk("works").get("/desk/dialogue").content.decode()
    assert (
        at_desk("works").post(f"/desk/dialogue/proposals/{row.code}/route", {"organisation": WATER}).status_code == 403
    )


def test_whose_duty_the_subject_is_answers_a_free_one(district: District) -> None:
    assert proposed(category=DRAIN).organisation_id == WORKS
    assert proposed(by=person(2), organisation=WATER, category=DRAIN).organisation_id == WATER


def test_a_district_says_how_free_ones_are_looked_at(district: District) -> None:
    district.settings["free_proposals"], district.settings["answer_days"] = "after", 3
    district.save()
    from linli.places.revision import forget

    forget()
    row = proposed()
    assert row.state == "open" and row.due_at == at("2026-11-05 18:00")


def test_another_district_sees_nothing_of_it(district: District) -> None:
    row = proposed(topic())
    assert signed_in(person(2)).get(f"/elsewhere/dialogue/proposals/{row.code}").status_code == 404
    assert Proposal.objects.filter(district=CODE).count() == 1


def test_the_door_says_how_many_wait(district: District) -> None:
    asked = topic()
    rows = [proposed(asked, person(number), title=f"在第{number}个路口停一站") for number in (1, 2)]
    free = proposed(by=person(3))
    actions.comment(person(4), rows[0].code, {"text": "同意这一条"})
    assert [door_count(actor(name)) for name in ("water", "police", "centre")] == [2, 0, 2], (
        "the centre: one to look at, a comment"
    )
    actions.publish(actor("centre"), free.code)
    assert door_count(actor("centre")) == 2, "now it is nobody's"
    answered(*rows)
    assert door_count(actor("water")) == 0
    desk = at_desk("centre").get("/desk/notices").content.decode()
    door = re.search(r'href="/desk/dialogue".*?</a>', desk, re.S)
    assert door and re.search(r">（</span>2<span class=\"unseen\"> 条待办）", door[0]), (
        "in words for who cannot see it, too"
    )


def test_a_door_costs_one_statement_and_none_where_nothing_is(district: District) -> None:
    centre = actor("centre")
    assert door_count(centre) == 0
    with CaptureQueriesContext(connection) as seen:
        door_count(centre)
    assert len(seen) == 0, "whether there is any dialogue is kept in memory"
    proposed(topic())
    door_count(centre)
    with CaptureQueriesContext(connection) as seen:
        door_count(centre)
    assert len(seen) == 1
