"""What the clock does: it warns once, tells two levels up, stands still while the resident is asked, and goes on."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from linli.cases.actions import chores
from linli.cases.file import CaseFile
from linli.cases.models import NEVER, Case, CaseEvent, Deadline, DeadlineKind, DeadlineState, DeskItem
from linli.cases.queries.figures import Period, three_rates
from linli.catalogue import queries as catalogue
from linli.catalogue.actions import ClockRow, replace_clocks
from linli.clock import LOCAL
from linli.notices.models import Notice
from linli.people.actors import Actor
from linli.people.models import Account, Organisation, Position
from linli.places.actions import bump_revision
from linli.places.models import District
from tests.conftest import MovableClock
from tests.factories import (
    CENTRE,
    CODE,
    DRAIN,
    HERE,
    NOISE,
    STREET,
    WATER,
    WORKS,
    actor,
    answer_call,
    callout,
    closed,
    move,
    registered,
    report,
    resident,
    say,
    told,
    whistled,
)

pytestmark = pytest.mark.usefixtures("district")


def at(text: str) -> datetime:
    """A moment of November 2026 in Shanghai, such as "16 18:00"."""
    return datetime.strptime(f"2026-11-{text} +0800", "%Y-%m-%d %H:%M %z")


def deadline(case: Case, kind: str, organisation: str = HERE) -> Deadline:
    return Deadline.objects.filter(case=case, organisation=organisation, kind=kind).order_by("-started_at", "-id")[0]


def work() -> tuple[int, int, int]:
    """One round of the worker: cases warned about, escalated, reminded of."""
    return chores.warn(), chores.escalate(), chores.remind()


def kinds(case: Case) -> list[str]:
    return [event.kind for event in CaseEvent.objects.filter(stream=case.pk).order_by("seq")]


def test_5310_is_five_minutes_three_hours_ten_working_days() -> None:
    case = report(category=DRAIN).case
    assert deadline(case, "acknowledge").due_at == at("02 09:35")
    assert deadline(case, "close").due_at == at("16 18:00")
    assert case.due_at == at("02 09:35")
    move("here", case, "register", category=DRAIN)
    case = move("here", case, "whistle", kind="routine", reason="需要疏通", organisations=[WATER]).case
    terms = {kind: deadline(case, kind, WATER).due_at for kind in ("acknowledge", "arrive", "finish")}
    assert terms == {"acknowledge": at("02 09:35"), "arrive": at("02 12:30"), "finish": at("16 18:00")}


def test_an_emergency_calls_faster() -> None:
    case = registered()
    case = move("here", case, "whistle", kind="emergency", reason="漏电", organisations=[WATER]).case
    assert deadline(case, "arrive", WATER).due_at == at("02 10:30")


def test_another_category_brings_its_own_clock() -> None:
    """Taken up under 5310 and found to be noise: the answer is due too, and closing sooner."""
    case = registered()
    case = move("here", case, "classify", category=NOISE).case
    assert deadline(case, "answer").due_at == at("05 18:00") and deadline(case, "close").due_at == at("09 18:00")
    assert Deadline.objects.filter(case=case, kind="close", state=DeadlineState.CANCELLED).count() == 1
    assert case.due_at == at("05 18:00")


def test_a_pack_loaded_meanwhile_does_not_start_a_clock_anew(district: District, clock: MovableClock) -> None:
    case = report(category=DRAIN).case
    spec = {**catalogue.clock(CODE).spec, "case": {"acknowledge": "1分钟", "close": "3个工作日"}}
    rows = [
        ClockRow("5310", "5310", "", spec),
        ClockRow("ordinary", "普通", "", catalogue.clock(CODE, "ordinary").spec),
    ]
    replace_clocks(district, rows)
    bump_revision(district)
    assert catalogue.clock(CODE).pk != case.clock_id
    clock.advance(hours=30)
    registered = move("here", case, "register", category=DRAIN).case
    assert registered.clock_id == case.clock_id
    assert deadline(case, "close").due_at == at("16 18:00") and deadline(case, "close").state == DeadlineState.RUNNING
    assert Deadline.objects.filter(case=case).count() == 2


def test_what_was_late_when_it_was_given_up_stays_late(clock: MovableClock) -> None:
    late, early, asked = report(category=DRAIN).case, report(category=DRAIN).case, report(category=DRAIN).case
    move("here", asked, "ask", question="在哪个门口？")
    say(early, "withdraw")
    clock.set(at("20 10:00"))
    for case in (late, asked):
        say(case, "withdraw")
    ends = {case.pk: deadline(case, "close") for case in (late, early, asked)}
    assert {one.state for one in ends.values()} == {DeadlineState.CANCELLED}
    assert ends[late.pk].met_at == at("20 10:00") and ends[late.pk].is_late(clock.now)
    assert ends[early.pk].met_at == at("02 09:30") and not ends[early.pk].is_late(clock.now)
    assert ends[asked.pk].met_at == at("02 09:30"), "it stood still while we waited for the resident"


def test_it_is_said_once_that_a_deadline_is_near(clock: MovableClock) -> None:
    case = report(category=DRAIN).case
    clock.set(at("02 09:33"))
    assert work() == (0, 0, 0)
    clock.set(at("02 09:33") + timedelta(seconds=45))
    assert work() == (1, 0, 0) and work() == (0, 0, 0)
    assert told(case).count(("deadline_near", HERE)) == 1 and kinds(case)[-1] == "warned"


def supervised(case: Case) -> list[str]:
    """Whom a case was put before in person."""
    rows = Notice.objects.filter(about=case.pk, template="escalated", organisation=None).order_by("account__username")
    assert all(one.link == f"/desk/cases/{case.code}" for one in rows)
    return [one.account.username or "" for one in rows.select_related("account") if one.account]


def test_a_passed_deadline_goes_to_the_supervisor_and_then_to_the_street(
    district: District, clock: MovableClock
) -> None:
    other = Account.objects.create(username="second", name="某二", kind="staff", district=district)
    gone = Account.objects.create(username="gone", name="某三", kind="staff", district=district)
    Position.objects.create(account=other, role="supervisor", since=clock.now.date())
    Position.objects.create(account=gone, role="supervisor", until=clock.now.date() - timedelta(days=1))
    case = report(category=DRAIN).case
    clock.set(at("02 09:36"))
    assert work() == (0, 1, 0)
    assert supervised(case) == ["second", "supervisor"] and ("deadline_passed", HERE) in told(case)
    assert not {("escalated", STREET), ("escalated", CENTRE)} & set(told(case))
    clock.set(at("03 17:59"))
    assert chores.escalate() == 0
    clock.set(at("03 18:01"))
    assert chores.escalate() == 1
    assert supervised(case) == ["second", "supervisor"], "in person once"
    assert told(case).count(("escalated", STREET)) == 1 and ("escalated", CENTRE) not in told(case)
    clock.advance(days=30)
    assert deadline(case, "acknowledge").escalate_at == NEVER and deadline(case, "acknowledge").escalated == 2


def test_the_centre_is_told_where_the_street_itself_is_late_and_at_once_where_nobody_supervises(
    clock: MovableClock,
) -> None:
    case = move("here", registered(), "transfer", organisation=STREET, reason="请街道处理").case
    Position.objects.filter(role="supervisor").delete()
    clock.set(at("02 09:36"))
    assert chores.escalate() == 1
    assert ("deadline_passed", STREET) in told(case) and ("escalated", CENTRE) in told(case)


def test_where_the_street_has_no_office_or_the_centre_itself_is_late_the_next_above_is_told(
    district: District, clock: MovableClock
) -> None:
    case = registered()
    deadline(case, "close")
    lost = report(text="路灯不亮", location=None).case
    assert lost.office_id == CENTRE
    Organisation.objects.filter(code=STREET).update(active=False)
    bump_revision(district)
    clock.set(at("02 09:36"))
    chores.escalate()
    assert supervised(lost) == ["supervisor"] and ("deadline_passed", CENTRE) in told(lost)
    clock.set(at("18 18:01"))
    chores.escalate()
    clock.set(at("20 18:01"))
    chores.escalate()
    again = Notice.objects.filter(about=lost.pk, template="escalated")
    assert again.count() > 1 and again.filter(organisation=None).count() == again.count(), (
        "above the centre is nobody else"
    )
    assert ("escalated", CENTRE) in told(case) and ("escalated", STREET) not in told(case)


def test_work_given_away_late_is_late_from_the_first_and_warned_about_before_the_case_is_due(
    clock: MovableClock,
) -> None:
    in_time, late = registered(), registered()
    clock.set(at("12 09:30"))
    move("here", in_time, "assign", organisation=WORKS)
    finish, close = deadline(in_time, "finish", WORKS), deadline(in_time, "close")
    assert (finish.due_at, finish.warn_at, finish.escalate_at) == (close.due_at, close.warn_at, close.due_at)
    clock.set(at("20 09:30"))
    move("here", late, "assign", organisation=WORKS)
    finish = deadline(late, "finish", WORKS)
    assert finish.due_at == finish.escalate_at == deadline(late, "close").due_at and finish.is_late(clock.now)
    chores.escalate()
    assert ("deadline_passed", WORKS) in told(late)


def test_a_case_that_something_is_wrong_with_stops_no_other_clock(
    clock: MovableClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    broken, sound = report(category=DRAIN).case, report(category=DRAIN).case
    load = chores.CaseFile.load

    def fails_for_one(case: Case) -> CaseFile:
        if case.pk == broken.pk:
            raise ValueError("a file that cannot be read")
        return load(case)

    monkeypatch.setattr(chores.CaseFile, "load", fails_for_one)
    clock.set(at("02 09:36"))
    assert chores.escalate() == 1 and supervised(sound) == ["supervisor"] and supervised(broken) == []


def test_a_late_department_is_told_of_to_the_supervisor(clock: MovableClock) -> None:
    case = whistled(WORKS)
    answer_call("works", callout(case, WORKS), "report-in")
    clock.set(at("02 12:31"))
    assert chores.escalate() == 1
    assert ("deadline_passed", WORKS) in told(case) and supervised(case) == ["supervisor"]


def test_what_is_met_is_not_warned_about(clock: MovableClock) -> None:
    registered(category=DRAIN)
    clock.set(at("02 10:30"))
    assert work() == (0, 0, 0)


def test_every_clock_stands_still_while_the_resident_is_asked(clock: MovableClock) -> None:
    """Whistled at 09:30, asked at 10:30 with two hours left to arrive; answered next day at 15:00: due at 17:00."""
    case = whistled(WATER)
    answer_call("water", callout(case, WATER), "acknowledge")
    clock.set(at("02 10:30"))
    case = move("here", case, "ask", question="在哪个门口？").case
    assert case.due_at == NEVER and not Deadline.objects.filter(case=case, state=DeadlineState.RUNNING).exists()
    clock.set(at("03 15:00"))
    assert work() == (0, 0, 0), "nothing is late while we wait"
    case = say(case, "reply", text="在东门").case
    arrive = deadline(case, "arrive", WATER)
    assert (arrive.state, arrive.due_at, arrive.warn_at) == (DeadlineState.RUNNING, at("03 17:00"), at("03 16:30"))
    assert deadline(case, "close").due_at == at("17 18:00"), "a working day went by"
    assert case.due_at == at("03 17:00") and case.state == "in_progress"
    clock.set(at("03 16:31"))
    assert chores.warn() == 1
    clock.set(at("03 17:01"))
    assert chores.escalate() == 1


def test_a_clock_that_had_passed_goes_on_being_late_after_a_pause(clock: MovableClock) -> None:
    case = whistled(WATER)
    answer_call("water", callout(case, WATER), "acknowledge")
    clock.set(at("02 12:40"))
    assert chores.escalate() == 1
    move("here", case, "ask", question="在哪个门口？")
    stands = deadline(case, "arrive", WATER)
    assert (stands.state, stands.is_late(clock.now)) == (DeadlineState.PAUSED, True), (
        "what was late before is so while it stands"
    )
    assert not deadline(case, "close").is_late(clock.now + timedelta(days=90))
    assert three_rates(CODE, Period.this_month()).late == 1
    clock.set(at("05 10:00"))
    case = say(case, "reply", text="在东门").case
    late = deadline(case, "arrive", WATER)
    assert (late.due_at, late.escalated) == (at("02 12:30"), 1)
    assert chores.escalate() == 0, "the days of waiting are not the department's"
    clock.set(at("06 18:01"))
    assert chores.escalate() == 1


def test_a_desk_that_reopens_and_acts_has_acknowledged(clock: MovableClock) -> None:
    """The clocks start anew, and whatever the desk does next is its acknowledgement."""
    for step, given in (
        ("assign", {"organisation": WORKS}),
        ("whistle", {"kind": "routine", "reason": "又堵了", "organisations": [WORKS]}),
        ("answer", {"text": "已再次疏通"}),
    ):
        case = closed()
        case = say(case, "reopen", reason="又堵了").case
        assert deadline(case, "acknowledge").state == DeadlineState.RUNNING
        clock.advance(minutes=1)
        case = move("here", case, step, **given).case
        assert deadline(case, "acknowledge").state == DeadlineState.MET, step


def test_a_ruling_has_its_own_deadline(clock: MovableClock) -> None:
    case = whistled(WORKS)
    answer_call("works", callout(case, WORKS), "refuse")
    ruling = deadline(case, DeadlineKind.RULING, CENTRE)
    assert ruling.due_at == at("02 11:30")
    assert not Deadline.objects.filter(case=case, organisation=WORKS, state=DeadlineState.RUNNING).exists()
    assert DeskItem.objects.get(case=case, organisation=CENTRE).due_at == ruling.due_at
    clock.set(at("02 11:31"))
    assert chores.escalate() == 1
    assert ("deadline_passed", CENTRE) in told(case) and supervised(case) == ["supervisor"]


def test_a_rating_is_asked_for_once_more_and_no_more(clock: MovableClock) -> None:
    case = closed(by=Actor.of(resident()))
    clock.advance(days=2)
    assert chores.remind() == 0
    clock.advance(days=2)
    assert chores.remind() == 1 and chores.remind() == 0
    clock.advance(days=10)
    assert chores.remind() == 0
    assert told(case).count(("rating_reminder", "reporter")) == 1


def test_nobody_is_reminded_who_rated_or_cannot_be_reached(clock: MovableClock) -> None:
    closed()
    rated = closed(by=Actor.of(resident()))
    say(rated, "rate", score=5, solved=True)
    clock.advance(days=4)
    assert chores.remind() == 0


def test_the_desk_list_is_sorted_by_what_is_due_of_oneself() -> None:
    case = whistled(WATER, WORKS)
    answer_call("works", callout(case, WORKS), "report-in")
    due = dict(DeskItem.objects.filter(case=case, open=True).values_list("organisation_id", "due_at"))
    assert due == {HERE: at("16 18:00"), WATER: at("02 09:35"), WORKS: at("02 12:30")}
    assert Case.objects.get(pk=case.pk).due_at == at("02 09:35")
    assert (
        at("02 09:35").astimezone(LOCAL).hour == 9 and case.district_id == CODE and actor("works").organisation == WORKS
    )


def test_terms_that_pass_at_once_are_each_told(clock: MovableClock) -> None:
    case = report(category=NOISE).case
    clock.advance(days=30)
    assert chores.escalate() == 1
    passed = Notice.objects.filter(about=case.pk, template="deadline_passed", organisation=HERE)
    told = list(passed.values_list("text", flat=True))
    assert len(told) == 3 and len(set(told)) == 3, "to acknowledge, to answer, to close"
