"""The ways a case can end or turn: asked back, declined, withdrawn, merged, handed on, reopened, closed not solved."""

from __future__ import annotations

import pytest
from django.test import Client

from linli.cases.actions import perform
from linli.cases.errors import InvalidInput, NoSuchCase, NotNow
from linli.cases.models import NEVER, Case, CaseEvent, Deadline, DeadlineState, Follow, Remark, State
from linli.cases.queries.timeline import Audience, timeline
from linli.people.actors import Actor
from linli.people.models import Account, Contact, Organisation
from linli.people.sessions import BACKEND
from linli.places.actions import bump_revision
from linli.places.models import District
from tests.conftest import MovableClock
from tests.factories import (
    CENTRE,
    ELSEWHERE,
    HERE,
    NOISE,
    STREET,
    THERE,
    WATER,
    WORKS,
    actor,
    answer_call,
    callout,
    closed,
    confirm,
    move,
    registered,
    report,
    reporter_of,
    resident,
    say,
    spot,
    told,
    whistled,
)

pytestmark = pytest.mark.usefixtures("district")


def running(case: Case) -> set[tuple[str, str]]:
    rows = Deadline.objects.filter(case=case, state=DeadlineState.RUNNING)
    return {(row.kind, row.organisation_id) for row in rows}


def last_event(case: Case) -> CaseEvent:
    return CaseEvent.objects.filter(stream=case.pk).order_by("-seq")[0]


def words(case: Case, audience: Audience) -> set[str]:
    return {entry.words for entry in timeline(case, audience) if entry.words}


# Back to the resident


@pytest.mark.parametrize("state", ["submitted", "registered", "in_progress"])
def test_a_question_goes_to_the_resident_and_the_reply_back_to_where_it_was(state: str) -> None:
    case = report(contact={"phone": "13812342071"}).case
    if state != "submitted":
        move("here", case, "register", category=NOISE)
    if state == "in_progress":
        move("here", case, "whistle", kind="routine", reason="需要到场", organisations=[WORKS])
    case = move("here", case, "ask", question="在哪个门口？").case
    assert (case.state, case.came_from) == (State.RETURNED, state) and running(case) == set()
    assert ("case_question", "reporter") in told(case)
    assert "在哪个门口？" in words(case, Audience.REPORTER) and not words(case, Audience.PUBLIC)
    case = say(case, "reply", text="东门左手边").case
    assert (case.state, case.came_from) == (state, "") and running(case)
    assert ("case_replied", HERE) in told(case)
    assert {"在哪个门口？", "东门左手边"} <= words(case, Audience.STAFF)


def test_an_assigned_organisation_asks_and_is_told_the_reply() -> None:
    case = move("here", registered(), "assign", organisation=WORKS).case
    move("works", case, "ask", question="几楼？")
    case = say(case, "reply", text="三楼").case
    assert case.state == State.ASSIGNED and {("case_replied", HERE), ("case_replied", WORKS)} <= set(told(case))


# Not taken up


def test_declining_says_why_and_who_is_next() -> None:
    case = report(contact={"phone": "13812342071"}).case
    case = move("here", case, "decline", reason="属物业共有部分", next_door="小区物业 0831-2345678").case
    assert (case.state, case.next_door, running(case)) == (State.DECLINED, "小区物业 0831-2345678", set())
    assert case.due_at == NEVER and case.closed_at
    event = last_event(case)
    assert event.organisation == HERE and event.data["next_door"] == case.next_door, "which unit, and who is next"
    assert "属物业共有部分" in words(case, Audience.REPORTER)
    assert ("case_declined", "reporter") in told(case)
    assert Deadline.objects.get(case=case, kind="acknowledge").state == DeadlineState.MET
    for missing in ({"reason": "属物业"}, {"next_door": "小区物业"}):
        with pytest.raises(InvalidInput):
            move("here", report().case, "decline", **missing)


def test_the_reporter_withdraws_until_departments_are_on_their_way() -> None:
    case = say(registered(), "withdraw", reason="自己通了").case
    assert case.state == State.WITHDRAWN and running(case) == set() and "自己通了" in words(case, Audience.STAFF)
    assert say(report().case, "withdraw").case.state == State.WITHDRAWN
    called = whistled(WORKS)
    with pytest.raises(InvalidInput):
        say(called, "withdraw")
    answer_call("works", callout(called, WORKS), "report-in", "arrive", "finish")
    confirm(called, works=5)
    assert say(called, "withdraw").case.state == State.WITHDRAWN


# Handed on


def test_a_transfer_gives_the_case_to_another_desk_with_a_new_clock(clock: MovableClock) -> None:
    case = registered(contact={"phone": "13812342071"})
    clock.advance(minutes=30)
    case = move("here", case, "transfer", organisation=THERE, reason="属西街").case
    assert (case.state, case.office_id) == (State.SUBMITTED, THERE)
    assert running(case) == {("acknowledge", THERE), ("close", THERE)}
    assert {("new_case", THERE), ("case_transferred", "reporter")} <= set(told(case))
    assert Deadline.objects.filter(case=case, state=DeadlineState.RUNNING).earliest("due_at").started_at == clock.now
    with pytest.raises(InvalidInput, match="西街社区"):
        move("centre", case, "transfer", organisation=THERE, reason="属西街")
    with pytest.raises(InvalidInput, match="990101-nobody"):
        move("centre", case, "transfer", organisation="990101-nobody", reason="属别处")
    assert move("there", case, "register", category=NOISE).case.registered_at


def test_who_gave_a_case_away_still_sees_it_and_can_no_longer_decide() -> None:
    case = move("here", registered(), "transfer", organisation=ELSEWHERE, reason="属李家村").case
    assert Case.objects.visible_to(actor("here").reach).filter(pk=case.pk).exists()
    assert Case.objects.visible_to(actor("elsewhere").reach).filter(pk=case.pk).exists()
    assert not Case.objects.visible_to(actor("there").reach).filter(pk=case.pk).exists()


def test_an_organisation_hands_back_what_is_not_its_matter() -> None:
    case = move("here", registered(), "assign", organisation=WORKS).case
    assert ("finish", WORKS) in running(case)
    case = move("works", case, "hand_back", reason="属水务管线", next_organisation=WATER).case
    assert (case.state, case.organisation_id) == (State.REGISTERED, None)
    assert ("finish", WORKS) not in running(case) and ("callout_refused", HERE) in told(case)
    event = last_event(case)
    assert (event.organisation, event.data["unit"], event.data["next"]) == (WORKS, WORKS, WATER)
    assert not case.desk_items.get(organisation=WORKS).open
    assert move("here", case, "assign", organisation=WATER).case.organisation_id == WATER


def test_work_by_one_organisation_without_a_whistle() -> None:
    case = move("here", registered(), "assign", organisation=WORKS).case
    assert ("case_assigned", WORKS) in told(case)
    move("works", case, "start")
    case = move("works", case, "answer", text="已更换井盖").case
    assert case.state == State.ANSWERED and ("callout_finished_all", HERE) in told(case)
    assert Deadline.objects.get(case=case, kind="finish").state == DeadlineState.MET
    assert move("here", case, "close", result="solved").case.state == State.CLOSED


def test_the_centre_says_where_an_unlocated_case_is() -> None:
    case = report(location=None, text="路灯坏了，请派人来").case
    assert (case.area_id, case.office_id) == (None, CENTRE)
    case = move("centre", case, "locate", area=f"{HERE}002").case
    assert (case.office_id, case.community, case.street) == (HERE, HERE, STREET)
    assert ("acknowledge", HERE) in running(case) and ("new_case", HERE) in told(case)
    with pytest.raises(Exception, match="123456789012345"):
        move("centre", case, "locate", area="123456789012345")


# Merged


def test_followers_move_along_when_a_case_is_merged() -> None:
    one, other = registered(), registered()
    first, second = resident("13800000011"), resident("13800000012")
    say_me_too(one, Actor.of(first))
    say_me_too(one, Actor.of(second), phone="13800000012")
    say_me_too(other, Actor.of(second), phone="13800000012")
    say_me_too(one, Actor.guest(), device="手机一")
    merged = move("here", one, "merge", into=other.code).case
    assert (merged.state, merged.merged_into_id, running(merged)) == (State.MERGED, other.pk, set())
    other.refresh_from_db()
    assert set(other.follows.exclude(account=None).values_list("account_id", flat=True)) == {first.pk, second.pk}
    assert other.follows.exclude(device_digest="").count() == 1
    assert other.followers == 4, "second, then first, the telephone, and who reported the other one"
    absorbed = last_event(other)
    assert (absorbed.kind, absorbed.data["case"], absorbed.data["joined"]) == ("absorbed", one.code, 3)


def say_me_too(case: Case, by: Actor, **given: str) -> Case:
    return perform(by, case.code, "follow", given).case


def test_who_reported_the_merged_case_is_told_when_the_other_is_closed() -> None:
    one = registered(contact={"phone": "13812342071"})
    other = registered()
    move("here", one, "merge", into=other.code)
    assert ("case_merged", "reporter") in told(one)
    move("here", other, "answer", text="已处理")
    move("here", other, "close", result="solved")
    assert ("case_closed", "follower") in told(other)
    assert Follow.objects.get(case=other).contact_id == one.reporter_id


def test_one_person_with_two_cases_does_not_follow_their_own() -> None:
    account = resident()
    one, other = registered(by=Actor.of(account)), registered(by=Actor.of(account))
    move("here", one, "merge", into=other.code)
    other.refresh_from_db()
    assert other.followers == 0 and not other.follows.exists()


def test_supports_of_a_register_taken_over_are_counted_on(clock: MovableClock) -> None:
    one, other = registered(votes=12), registered(votes=3)
    move("here", one, "merge", into=other.code)
    other.refresh_from_db()
    assert other.followers == 3 + 12 + 1


def test_what_cannot_be_merged() -> None:
    case, elsewhere = registered(), report(location=dict(zip(("lat", "lon"), spot(ELSEWHERE), strict=True))).case
    for into, refused in ((case, InvalidInput), (closed(), InvalidInput), (elsewhere, NoSuchCase)):
        with pytest.raises(refused):
            move("here", case, "merge", into=into.code)
    with pytest.raises(NoSuchCase):
        move("here", case, "merge", into="DM-0000-0000")
    with pytest.raises(NotNow):
        move("here", closed(), "merge", into=case.code)


def test_me_too_counts_each_once() -> None:
    case = registered()
    account = resident()
    for _time in range(2):
        say_me_too(case, Actor.of(account))
        case = say_me_too(case, Actor.guest(), device="手机一")
    assert case.followers == case.follows.count() == 2
    with pytest.raises(InvalidInput):
        say_me_too(case, Actor.guest())
    own = registered(by=Actor.of(account))
    assert say_me_too(own, Actor.of(account)).followers == 0


def test_me_too_again_changes_nothing_at_all(clock: MovableClock) -> None:
    case = registered()
    first = say_me_too(case, Actor.guest(), device="手机一", phone="13900000003")
    clock.advance(minutes=1)
    again = say_me_too(case, Actor.guest(), device="手机一", phone="13900000003")
    assert (again.version, again.updated_at) == (first.version, first.updated_at)
    assert Contact.objects.count() == 1 and last_event(case).kind == "followed"


def test_who_said_it_twice_is_told_and_counted_once_when_the_two_are_merged() -> None:
    target, twice = registered(contact={"phone": "13800000009"}), registered(contact={"phone": "13800000009"})
    other = registered(contact={"phone": "13800000008"})
    moved = [move("here", one, "merge", into=target.code).case for one in (twice, other)]
    target = Case.objects.get(pk=target.pk)
    assert {one.state for one in moved} == {State.MERGED}
    assert [follow.contact_id for follow in target.follows.all()] == [other.reporter_id] and target.followers == 1


def test_staff_who_reported_something_elsewhere_are_its_reporter_by_their_receipt() -> None:
    case = report().case
    police = actor("police")
    with pytest.raises(NoSuchCase):
        perform(police, case.code, "withdraw", {})
    done = perform(police.holding(case.pk), case.code, "withdraw", {})
    assert done.case.state == State.WITHDRAWN


def test_nobody_follows_what_they_cannot_see() -> None:
    case = report().case
    for by in (Actor.guest(), Actor.of(resident())):
        with pytest.raises(NoSuchCase):
            say_me_too(case, by, device="手机一")
    assert Case.objects.get(pk=case.pk).version == 1
    assert say_me_too(case, actor("here"), device="办公电脑").followers == 1


# To whom a case may be given


def refused_field(case: Case, name: str, **given: object) -> str:
    with pytest.raises(InvalidInput) as refused:
        move("here", case, name, **given)
    (fault,) = refused.value.faults
    assert case.version == Case.objects.get(pk=case.pk).version
    return f"{fault.field}: {fault.message}"


def test_work_is_given_to_who_does_work_and_a_desk_to_who_has_one() -> None:
    case = registered()
    for unit in (CENTRE, THERE):
        assert "这里不能选" in refused_field(case, "assign", organisation=unit)
    for unit in (WORKS, WATER):
        assert "社区（村）委会" in refused_field(case, "transfer", organisation=unit, reason="请处理")
    case = move("here", case, "assign", organisation=WORKS).case
    with pytest.raises(InvalidInput) as refused:
        move("works", case, "hand_back", reason="不属我局", next_organisation=HERE)
    assert refused.value.faults[0].field == "next_organisation"
    assert move("works", case, "hand_back", reason="不属我局", next_organisation=WATER).case.state == State.REGISTERED


def test_an_organisation_that_is_no_more_is_given_nothing(district: District) -> None:
    case = registered()
    Organisation.objects.filter(code__in=[WORKS, THERE]).update(active=False)
    bump_revision(district)
    assert "已不再办理业务" in refused_field(case, "assign", organisation=WORKS)
    assert "已不再办理业务" in refused_field(case, "transfer", organisation=THERE, reason="属西街")
    assert "已不再办理业务" in refused_field(
        case, "whistle", kind="routine", reason="请到场", organisations=[WORKS, WATER]
    )
    page = Client()
    page.force_login(Account.objects.get(username="here"), backend=BACKEND)
    for name in ("assign", "transfer", "whistle"):
        form = page.get(f"/desk/cases/{case.code}/moves/{name}").content.decode()
        assert f'value="{WORKS}"' not in form and f'value="{THERE}"' not in form


# Closed


def test_closed_not_solved_stays_visible_as_that() -> None:
    case = closed("not_solved")
    assert (case.state, case.result) == (State.CLOSED, "not_solved")
    for audience in Audience:
        assert timeline(case, audience)[0].sentence == "办结：未能解决" or "未" in timeline(case, audience)[0].sentence
    with pytest.raises(InvalidInput):
        closed("fine")


def test_the_resident_reopens_and_every_department_is_told(clock: MovableClock) -> None:
    case = whistled(WORKS, WATER)
    for name, unit in (("works", WORKS), ("water", WATER)):
        answer_call(name, callout(case, unit), "report-in", "arrive", "finish")
    confirm(case, works=5, water=5)
    move("here", case, "answer", text="已处理")
    move("here", case, "close", result="solved")
    say(case, "rate", score=2, solved=False)
    clock.advance(hours=3)
    case = say(case, "reopen", reason="今天又堵了").case
    assert (case.state, case.reopened, case.score, case.result) == (State.REOPENED, 1, None, "")
    assert {("case_reopened_staff", unit) for unit in (HERE, WORKS, WATER)} <= set(told(case))
    assert running(case) == {("acknowledge", HERE), ("close", HERE)}
    assert case.closed_at is None
    move("here", case, "answer", text="已彻底疏通")
    move("here", case, "close", result="solved")
    assert say(case, "rate", score=5, solved=True).case.ratings.count() == 2


def test_a_closing_is_rated_once() -> None:
    case = closed()
    say(case, "rate", score=4, solved=True)
    with pytest.raises(InvalidInput, match="4"):
        say(case, "rate", score=1, solved=False)
    assert Case.objects.get(pk=case.pk).score == 4


def test_what_was_said_is_beside_the_events_not_in_them() -> None:
    """So that a person's words can be erased without breaking the chain."""
    secret = "我家电话一三八零零"
    case = report(text=f"下水道堵了，{secret}").case
    move("here", case, "ask", question=f"问{secret}")
    say(case, "reply", text=f"答{secret}")
    move("here", case, "note", text=f"记{secret}")
    assert not [event for event in CaseEvent.objects.filter(stream=case.pk) if secret in str(event.data)]
    assert Remark.objects.filter(case=case, text__contains=secret).count() == 3
    assert f"记{secret}" not in words(case, Audience.REPORTER)


def test_a_supervisor_urges_whoever_still_has_something_to_do() -> None:
    case = whistled(WORKS)
    move("supervisor", case, "urge", text="请抓紧办理")
    assert {("escalated", WORKS), ("escalated", HERE)} <= set(told(case))
    assert reporter_of(case).receipt_for == case.pk and not words(case, Audience.REPORTER)
