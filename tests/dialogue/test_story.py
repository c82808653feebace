"""The story: she proposes that the bus stops at the industrial park, 214 stand behind it, and it is answered in public."""

from __future__ import annotations

import pytest

from linli.audit import queries as audit
from linli.dialogue import actions
from linli.dialogue.actions import chores
from linli.dialogue.errors import NoSuchProposal, NotNow, NotYours
from linli.dialogue.models import Answer, DialogueEvent, Outcome, Proposal, Support
from linli.dialogue.queries.proposals import proposal_page
from linli.notices.models import Notice
from linli.people.actors import Actor
from linli.places.models import District
from tests.conftest import MovableClock
from tests.dialogue.town import BUS, HOME, answered, at, at_desk, crowd, person, proposed, signed_in, topic
from tests.factories import CODE, WATER, actor


def test_she_proposes_214_support_and_the_bureau_answers_within_its_clock(
    district: District, clock: MovableClock
) -> None:
    asked, she = topic(), person()
    form = {
        "topic": asked.code,
        "title": BUS,
        "text": "工业园有两千多人上下班，要走二十五分钟。",
        "name": "王小兰",
        "key": "k1",
    }
    sent = signed_in(she).post(f"{HOME}/propose", form)
    row = Proposal.objects.get()
    assert sent.status_code == 302 and sent["Location"] == f"{HOME}/proposals/{row.code}"
    assert row.organisation_id == WATER and row.due_at == at("2026-11-16 18:00"), "ten working days after the 2nd"

    behind = crowd(214)
    for one in behind:
        actions.support(one, row.code)
    row.refresh_from_db()
    assert row.supports == 214 == Support.objects.filter(proposal=row).count()

    clock.set(at("2026-11-12 10:00"))
    desk = at_desk("water")
    assert BUS in desk.get("/desk/dialogue").content.decode()
    answer = {
        "p": row.code,
        "outcome": "planned",
        "planned_for": "2027-03-01",
        "text": "3 路将在工业园南门增设一站，三月起停靠。",
    }
    assert desk.post("/desk/dialogue/answer", answer)["Location"] == "/desk/dialogue"

    page = signed_in(behind[0]).get(f"{HOME}/proposals/{row.code}").content.decode()
    for said in ("演示区水务局答复", "列入计划", "三月起停靠", "214", "王**", "用了 8 个工作日", "2027年3月1日"):
        assert said in page, said
    assert "王小兰" not in page and "超时" not in page
    told = Notice.objects.filter(template="proposal_answered")
    assert told.count() == 215, "she and the 214, each once"
    assert set(told.values_list("account", flat=True)) >= {she.account.pk, behind[213].account.pk}  # type: ignore[union-attr]
    assert not list(audit.broken(DialogueEvent))


def test_what_becomes_of_it_later_stands_on_its_timeline_and_is_told_once_more(
    district: District, clock: MovableClock
) -> None:
    row = proposed(topic())
    answered(row)
    clock.set(at("2027-03-01 09:00"))
    answered(row, outcome="done", planned_for=None, text="工业园南门站今天起停靠。")
    page = proposal_page(Actor.guest(), CODE, row.code)
    assert page.answer and page.answer.outcome == Outcome.DONE and [one.outcome for one in page.earlier] == ["planned"]
    assert [step.what for step in page.steps] == [
        "提出建言",
        "已公开，答复时限开始计算",
        "已答复：列入计划",
        "最新进展：已落实",
    ]
    row.refresh_from_db()
    assert row.outcome == "done" and row.answered_at == at("2026-11-02 09:30"), (
        "its clock stopped with the first answer"
    )
    assert sorted(Notice.objects.filter(about=row.pk, account__isnull=False).values_list("template", flat=True)) == [
        "proposal_answered", "proposal_news",
    ]  # fmt: skip


def test_one_answer_to_many_tells_each_person_once(district: District) -> None:
    asked = topic()
    rows = [proposed(asked, person(number), title=f"在第{number}个路口停一站") for number in range(1, 6)]
    both = person(9)
    for row in rows:
        actions.support(both, row.code)
    answered(*rows)
    assert Proposal.objects.filter(outcome="planned").count() == 5
    assert Notice.objects.filter(template="proposal_answered").count() == 6
    assert Notice.objects.filter(template="proposal_answered", account=both.account).count() == 1


def test_an_answer_sent_twice_is_told_once(district: District, clock: MovableClock) -> None:
    asked = topic()
    rows = [proposed(asked, person(number), title=f"在第{number}个路口停一站") for number in range(1, 4)]
    for _twice in range(2):
        answered(*rows)
    assert Answer.objects.count() == 1 and Notice.objects.filter(account__isnull=False).count() == 3
    clock.advance(hours=1)
    answered(rows[0], outcome="done", planned_for=None)
    clock.advance(hours=1)
    answered(*rows)
    assert Answer.objects.count() == 3, "but not all of them have this one last"


def test_all_or_none_and_only_by_whom_it_was_put_to(district: District) -> None:
    row = proposed(topic())
    with pytest.raises(NotYours):
        answered(row, by="police")
    with pytest.raises(NoSuchProposal):
        actions.answer(
            actor("water"),
            {"proposals": [row.code, "JY-0000-0000"], "outcome": "done", "text": "已经办好，谢谢您的建议。"},
        )
    row.refresh_from_db()
    assert row.outcome == "" and not Notice.objects.filter(template="proposal_answered").exists()


def test_overdue_is_red_and_goes_to_the_supervisor(district: District, clock: MovableClock) -> None:
    row = proposed(topic())
    clock.set(at("2026-11-13 18:30"))
    assert chores.warn() == 1 and chores.escalate() == 0
    clock.set(at("2026-11-16 18:01"))
    assert chores.escalate() == 1 and chores.escalate() == 0
    supervisor = actor("supervisor").account
    assert Notice.objects.filter(template="proposal_escalated", account=supervisor).count() == 1
    assert set(Notice.objects.filter(organisation=WATER).values_list("template", flat=True)) == {
        "proposal_new", "proposal_due", "proposal_late",
    }  # fmt: skip
    page = signed_in(person(2)).get(f"{HOME}/proposals/{row.code}").content.decode()
    assert "答复已超时" in page and 'class="now late"' in page and "已报督办" in page
    clock.set(at("2026-11-19 18:01"))
    assert chores.escalate() == 1, "three working days later the centre"
    assert chores.escalate() == 0
    answered(row)
    assert "超时" in signed_in(person(2)).get(f"{HOME}/proposals/{row.code}").content.decode(), "and so it stays"


def test_a_free_one_is_looked_at_then_put_to_whose_matter_it_is(district: District, clock: MovableClock) -> None:
    row = proposed()
    assert row.state == "waiting" and row.due_at is None
    with pytest.raises(NoSuchProposal):
        proposal_page(person(2), CODE, row.code)
    actions.publish(actor("centre"), row.code)
    row.refresh_from_db()
    due = row.due_at
    assert Notice.objects.filter(template="proposal_unrouted").count() == 1
    actions.route(actor("centre"), row.code, {"organisation": WATER})
    actions.hand_back(actor("water"), row.code, {"reason": "公交归住建部门管，不归水务。"})
    page = signed_in(person(2)).get(f"{HOME}/proposals/{row.code}").content.decode()
    assert "演示区水务局说明不属本单位的事" in page and "公交归住建部门管" in page and "区中心正在确定" in page
    row.refresh_from_db()
    assert row.organisation_id is None and row.due_at == due, "the clock goes on, whoever it lies with"


def test_withdrawn_and_held_ones_are_nobodys_to_read(district: District) -> None:
    asked = topic()
    mine = proposed(asked)
    actions.withdraw(person(), mine.code)
    held = proposed(asked, person(2), title="这里写了别人的名字")
    actions.hold(actor("centre"), held.code, {"reason": "写了别人的姓名，请改后再提。"})
    for row in (mine, held):
        with pytest.raises(NoSuchProposal):
            proposal_page(person(3), CODE, row.code)
    own = signed_in(person(2)).get(f"{HOME}/proposals/{held.code}").content.decode()
    assert "写了别人的姓名" in own
    with pytest.raises(NotNow):
        actions.hold(actor("centre"), mine.code, {"reason": "已经撤回的不能再收。"})
