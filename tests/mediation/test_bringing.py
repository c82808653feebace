"""Bringing a quarrel: by who is in it, at a desk, from a case; mediators who step aside; how it ends."""

from __future__ import annotations

from typing import Any

import pytest

from linli.cases.errors import InvalidInput
from linli.cases.models import Case, CaseEvent, Remark
from linli.mediation import actions
from linli.mediation.errors import (
    AnsweredAlready,
    BadMoment,
    NobodyLeft,
    NotNow,
    NotThere,
    NotToCourt,
    NotYours,
    SamePerson,
    SignInFirst,
    TooFewParties,
    TooManyOpen,
)
from linli.mediation.models import Matter, Party
from linli.mediation.queries.file import File
from linli.people.actors import Actor
from linli.people.models import Account
from linli.places.models import District
from tests import factories
from tests.conftest import MovableClock
from tests.mediation import town
from tests.mediation.town import (
    CODE,
    LUO,
    TAN,
    actor,
    agreed,
    brought,
    fresh,
    party,
    phone_of,
    planned,
    resident,
    talking,
    told,
    willing,
)


@pytest.mark.parametrize(
    ("changed", "wrong"),
    [
        ({"story": "短"}, InvalidInput), ({"kind": "nothing"}, InvalidInput), ({"team": "nobody"}, InvalidInput),
        ({"name": ""}, InvalidInput), ({"other_name": "谭"}, InvalidInput), ({"other_phone": "12"}, InvalidInput),
        ({"other_phone": phone_of(1)}, SamePerson), ({"agrees": ""}, InvalidInput), ({"story": "长" * 4001}, InvalidInput),
    ],
)  # fmt: skip
def test_what_cannot_be_brought(changed: dict[str, Any], wrong: type[Exception], district: District) -> None:
    with pytest.raises(wrong):
        brought(**changed)
    assert not Matter.objects.exists() and not Party.objects.exists()


def test_who_is_not_signed_in_brings_nothing(district: District) -> None:
    for who in (Actor.guest(), actor("here"), actor("you")):
        with pytest.raises(SignInFirst):
            actions.bring(who, CODE, told())


def test_three_open_matters_are_enough(district: District) -> None:
    for _time in range(3):
        brought(other_phone="")
    with pytest.raises(TooManyOpen):
        brought(other_phone="")
    actions.withdraw(resident(1), Matter.objects.latest("brought_at").code, {"reason": "说好了"})
    brought(other_phone="")


def case_of(community: str = town.HERE) -> Case:
    lat, lon = factories.spot(community)
    return factories.report(location={"lat": lat, "lon": lon}, text="楼上太吵了，投诉过").case


def desk_form(**changed: Any) -> dict[str, Any]:
    return {
        "kind": town.NOISE, "team": town.TEAM, "story": town.STORY, "name": LUO, "phone": phone_of(1), "other_name": TAN,
        "other_phone": phone_of(2), **changed,
    }  # fmt: skip


def test_a_case_is_handed_over_with_a_note_that_tells_nothing(district: District) -> None:
    case = case_of()
    matter = actions.bring_at_desk(actor("here"), desk_form(case=case.code))
    assert (matter.case_id, matter.source, matter.desk_id) == (case.pk, "case", town.HERE)
    told = [str(one.data) for one in CaseEvent.objects.filter(stream=case.pk)]
    told += Remark.objects.filter(case=case).values_list("text", flat=True)
    assert any(matter.code in text for text in told)
    for name in (LUO, TAN, "凳子"):
        assert not any(name in text for text in told)


def test_a_case_that_is_not_ones_own_is_not_handed_over(district: District) -> None:
    case = case_of(town.THERE)
    with pytest.raises(NotThere):
        actions.bring_at_desk(actor("here"), desk_form(case=case.code))
    with pytest.raises(NotThere):
        actions.bring_at_desk(actor("here"), desk_form(case="没有"))
    assert not Matter.objects.exists(), "nothing half written"


def test_only_communities_and_teams_take_one_down(district: District) -> None:
    for name in ("works", "supervisor", "auditor", "admin", "centre", "street"):
        with pytest.raises(NotYours):
            actions.bring_at_desk(actor(name), desk_form())
    assert actions.bring_at_desk(actor("you"), desk_form()).desk_id == town.HERE
    with pytest.raises(NotYours):
        actions.bring_at_desk(actor("xi"), desk_form())
    with pytest.raises(SamePerson):
        actions.bring_at_desk(actor("here"), desk_form(other_phone=phone_of(1)))


def test_a_mediator_who_steps_aside_is_out(district: District, clock: MovableClock) -> None:
    matter = brought()
    actions.step_aside(actor("hu"), matter.code, {"reason": f"和{TAN}一个院坝长大"})
    with pytest.raises(NotThere):
        actions.see_matter(actor("hu"), matter.code)
    ((_row, reason),) = File(matter).recusals
    assert TAN in reason, "the rest of the team reads why"
    you = Account.objects.get(username="you").pk
    actions.ask_to_step_aside(resident(1), matter.code, you, {"reason": "是他的亲戚"})
    with pytest.raises(NotThere):
        actions.see_matter(actor("you"), matter.code)
    with pytest.raises(NobodyLeft):
        actions.step_aside(actor("yan"), matter.code, {"reason": "也认得"})
    with pytest.raises(NotThere):
        actions.ask_to_step_aside(
            resident(1), matter.code, Account.objects.get(username="xi").pk, {"reason": "不是这队的"}
        )
    assert actions.see_matter(actor("yan"), matter.code).pk == matter.pk


def test_a_third_party_is_asked_too_and_may_be_left_out(district: District) -> None:
    matter = willing()
    third = actions.add_party(actor("you"), matter.code, {"name": "祁连山", "phone": phone_of(3)})
    assert third.side == "丙方" and fresh(matter).state == "brought"
    with pytest.raises(SamePerson):
        actions.add_party(actor("you"), matter.code, {"name": "又一个", "phone": phone_of(3)})
    actions.ask_party(actor("you"), matter.code, 3)
    with pytest.raises(AnsweredAlready):
        actions.ask_party(actor("you"), matter.code, 3)
    actions.answer(resident(3), matter.code, False)
    actions.drop_party(actor("you"), matter.code, 3)
    assert fresh(matter).state == "willing"
    with pytest.raises(NotThere):
        actions.answer(resident(3), matter.code, True)
    with pytest.raises(TooFewParties):
        actions.drop_party(actor("you"), matter.code, 2)


def test_sessions_are_to_come_and_noted_afterwards(district: District, clock: MovableClock) -> None:
    matter = willing()
    for moment in ("2026-11-01T10:00", "2028-01-01T10:00"):
        with pytest.raises(BadMoment):
            planned(matter, moment)
    with pytest.raises(NotNow):
        actions.cancel_session(actor("you"), matter.code)
    session = planned(matter)
    notes = {"there": [1, 2], "notes": "谈了一个小时。"}
    with pytest.raises(BadMoment):
        actions.hold_session(actor("you"), matter.code, notes)
    clock.set(session.begins_at)
    for bad in ({"there": [], "notes": "没有人来。"}, {"there": [1], "notes": ""}):
        with pytest.raises(InvalidInput):
            actions.hold_session(actor("you"), matter.code, bad)
    with pytest.raises(NotThere):
        actions.hold_session(actor("you"), matter.code, {"there": [1, 4], "notes": "来了生人。"})
    actions.answer(resident(2), matter.code, False)
    assert fresh(matter).state == "brought"
    with pytest.raises(NotNow):
        actions.hold_session(actor("you"), matter.code, notes)
    actions.cancel_session(actor("you"), matter.code)


def test_the_court_reads_what_every_party_agreed_to(district: District, clock: MovableClock) -> None:
    matter = talking(clock)
    actions.end_without(actor("you"), matter.code, {"reason": f"{TAN}不愿意再谈"})
    assert fresh(matter).state == "not_agreed"
    with pytest.raises(NotNow):
        actions.answer_to_court(resident(1), matter.code, True)
    with pytest.raises(NotNow):
        actions.refer(actor("you"), matter.code)
    summary = {"court": "演示区人民法院", "summary": f"{LUO}请求{TAN}停止深夜拖凳子。"}
    actions.prepare_referral(actor("you"), matter.code, summary)
    actions.answer_to_court(resident(1), matter.code, True)
    with pytest.raises(AnsweredAlready):
        actions.answer_to_court(resident(1), matter.code, True)
    with pytest.raises(NotToCourt) as refused:
        actions.refer(actor("you"), matter.code)
    assert "乙方" in refused.value.message
    actions.answer_to_court_of(actor("you"), matter.code, {"party": 2, "agrees": "yes"})
    actions.prepare_referral(actor("you"), matter.code, {**summary, "summary": "改过的情况说明，请再看。"})
    with pytest.raises(NotToCourt):
        actions.refer(actor("you"), matter.code)
    for number in (1, 2):
        actions.answer_to_court(resident(number), matter.code, True)
    actions.refer(actor("you"), matter.code)
    assert fresh(matter).state == "referred" and File(fresh(matter)).summary.startswith("改过")
    with pytest.raises(NotNow):
        actions.close_matter(actor("you"), matter.code)


def test_follow_up_says_what_was_not_kept(district: District, clock: MovableClock) -> None:
    matter = agreed(clock)
    with pytest.raises(NotNow):
        actions.follow_up(actor("you"), matter.code, {"kept": "kept", "next": "close"})
    with pytest.raises(InvalidInput):
        actions.follow_up(actor("you"), matter.code, {"kept": "broken", "next": "again"})
    actions.follow_up(actor("you"), matter.code, {"kept": "broken", "notes": f"{TAN}又拖了一夜", "next": "again"})
    matter = fresh(matter)
    assert matter.state == "talking" and TAN in File(matter).follow_up_notes
    assert party(matter, 1).answer == "agreed"


def test_ending_early_tells_both(district: District) -> None:
    matter = willing()
    planned(matter)
    with pytest.raises(NotNow):
        actions.end_without(actor("you"), matter.code, {"reason": "还没谈过"})
    with pytest.raises(NotThere):
        actions.withdraw(resident(2), matter.code, {"reason": "不是我提出的"})
    actions.withdraw_for(actor("you"), matter.code, {"reason": "两家自己说好了"})
    assert fresh(matter).state == "withdrawn" and not matter.sessions.filter(state="planned").exists()
    with pytest.raises(NotNow):
        actions.answer(resident(1), matter.code, False)
