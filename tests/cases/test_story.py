"""The story this is all for: a drain is blocked, the community whistles, three departments come, everyone can see it."""

from __future__ import annotations

import pytest

from linli.cases.actions import perform_on_callout, perform_on_whistle
from linli.cases.errors import InvalidInput, NotNow
from linli.cases.models import NEVER, CalloutState, Case, CaseEvent, Deadline, DeadlineState, State
from linli.cases.queries import figures
from linli.cases.queries.figures import Period, Rates, Ratio
from linli.cases.queries.timeline import Audience, timeline
from linli.people.actors import Actor
from linli.places.models import District
from tests.conftest import MovableClock
from tests.factories import (
    CENTRE,
    CODE,
    DRAIN,
    HERE,
    POLICE,
    WATER,
    WORKS,
    actor,
    answer_call,
    callout,
    confirm,
    move,
    report,
    say,
    told,
)

COURSE = [
    "submitted", "registered", "whistled", "callout_acknowledged", "callout_reported_in", "callout_arrived",
    "callout_reported_in", "callout_arrived", "callout_refused", "callout_overruled", "callout_reported_in",
    "callout_arrived", "callout_finished", "callout_finished", "callout_finished", "confirmed", "answered", "closed", "rated",
]  # fmt: skip


class Teller:
    """Remembers what was told so far, so that each step can say what it told."""

    def __init__(self, case: Case) -> None:
        self.case, self.before = case, list[tuple[str, str]]()

    def news(self) -> list[tuple[str, str]]:
        before, self.before = self.before, told(self.case)
        fresh = list(self.before)
        for one in before:
            fresh.remove(one)
        return fresh


def rates_of(rows: list[Rates], code: str) -> Rates:
    return next((row for row in rows if row.code == code), Rates(code, ""))


def test_a_blocked_drain_from_first_word_to_rating(district: District, clock: MovableClock) -> None:
    case = report(contact={"phone": "13812342071", "name": "刘敏"}).case
    tell = Teller(case)
    assert (case.area_id, case.office_id, case.state) == (f"{HERE}001", HERE, State.SUBMITTED)
    assert tell.news() == [("case_received", "reporter"), ("new_case", HERE)]

    clock.advance(minutes=4)
    case = move("here", case, "register", category=DRAIN, title="林家巷口污水外溢").case
    assert case.state == State.REGISTERED and case.published
    assert tell.news() == [("case_registered", "reporter")]

    clock.advance(minutes=6)
    case = move(
        "here", case, "whistle", kind="joint", reason="需要一起到现场", organisations=[POLICE, WORKS, WATER]
    ).case
    assert case.state == State.IN_PROGRESS
    assert tell.news() == sorted(
        [*(("callout_called", unit) for unit in (POLICE, WORKS, WATER)), ("case_whistled", "reporter")]
    )

    clock.advance(minutes=3)
    works, water, police = (callout(case, unit) for unit in (WORKS, WATER, POLICE))
    answer_call("works", works, "acknowledge")
    assert tell.news() == []
    come(works, "works", clock, tell)
    come(water, "water", clock, tell)
    assert water.acknowledged_at and water.acknowledged_at - water.called_at > works.acknowledged_at - works.called_at

    answer_call("police", police, "refuse")
    assert tell.news() == sorted([("callout_refused", CENTRE), ("callout_refused", HERE)])
    with pytest.raises(NotNow):
        answer_call("police", police, "report-in")
    clock.advance(minutes=30)
    perform_on_callout(actor("centre"), police.pk, "overrule", {"reason": "占道经营所致，请到场"})
    assert tell.news() == sorted([("callout_ruled", HERE), ("callout_ruled", POLICE)])
    come(police, "police", clock, tell)

    clock.advance(hours=2)
    for name, called in (("works", works), ("water", water)):
        assert answer_call(name, called, "finish").state == CalloutState.FINISHED
        assert tell.news() == []
    with pytest.raises(NotNow, match="综合执法"):
        confirm(case, works=5, water=4)
    answer_call("police", police, "finish")
    assert tell.news() == [("callout_finished_all", HERE)]

    with pytest.raises(InvalidInput):
        move("here", case, "answer", text="已疏通")
    with pytest.raises(InvalidInput, match="综合执法"):
        confirm(case, works=5, water=4)
    lat_lon = {"lat": case.lat, "lon": case.lon, "accuracy": 9}
    given = {"ratings": {WORKS: 5, WATER: 4, POLICE: 3}, "text": "现场已干净", "location": lat_lon}
    perform_on_whistle(actor("here"), case.whistles.get().pk, given)
    assert tell.news() == []

    move("here", case, "answer", text="三家单位已到现场疏通并清洗路面，请您查看")
    assert tell.news() == [("case_answered", "reporter")]
    case = move("grid", case, "close", result="solved", location=lat_lon).case
    assert tell.news() == [("case_closed", "reporter"), ("rating_asked", "reporter")]
    assert case.due_at == NEVER and not Deadline.objects.filter(case=case, state=DeadlineState.RUNNING).exists()

    clock.advance(days=1)
    case = say(case, "rate", score=4, solved=True, text="谢谢").case
    assert tell.news() == [("case_rated", HERE)]
    assert (case.state, case.result, case.score, case.solved) == (State.CLOSED, "solved", 4, True)
    assert [event.kind for event in CaseEvent.objects.filter(stream=case.pk).order_by("seq")] == COURSE
    assert case.version == len(COURSE)
    check_what_everyone_reads(case)


def come(called: object, name: str, clock: MovableClock, tell: Teller) -> None:
    """A department reports in and arrives; the reporter and the desk are told of both."""
    clock.advance(minutes=3)
    answer_call(name, called, "report-in")
    assert tell.news() == sorted([("case_reported_in", HERE), ("case_reported_in", "reporter")])
    clock.advance(minutes=40)
    answer_call(name, called, "arrive")
    assert tell.news() == sorted([("case_arrived", HERE), ("case_arrived", "reporter")])
    assert (called.distance, called.far) == (0.0, False)


def check_what_everyone_reads(case: Case) -> None:
    """The same course for all, each with the words that are theirs."""
    public, reporter, staff = (timeline(case, audience) for audience in Audience)
    assert [len(public), len(reporter), len(staff)] == [len(COURSE)] * 3
    assert not any(entry.words for entry in public)
    assert "现场已干净" in {entry.words for entry in reporter}
    assert not any("某here" in entry.who for entry in (*public, *reporter)) and any(
        "某here" in one.who for one in staff
    )


def test_the_months_rates_move_with_it(district: District, clock: MovableClock) -> None:
    """In time: the community, works, police. Late: water. Rated 4 and solved."""
    month = Period.month(2026, 11)
    before = figures.three_rates(CODE, month)
    assert (before.received, before.response.of, before.resolution.of) == (0, 0, 0)
    case = report().case
    clock.advance(minutes=2)
    move("here", case, "register", category=DRAIN)
    move("here", case, "whistle", kind="joint", reason="需要一起到现场", organisations=[POLICE, WORKS, WATER])
    clock.advance(minutes=5)
    for name, unit in (("works", WORKS), ("police", POLICE)):
        answer_call(name, callout(case, unit), "report-in")
    clock.advance(minutes=1)
    answer_call("water", callout(case, WATER), "report-in")
    for name, unit in (("works", WORKS), ("police", POLICE), ("water", WATER)):
        answer_call(name, callout(case, unit), "arrive", "finish")
    confirm(case, works=5, water=2, police=4)
    move("here", case, "answer", text="已处理")
    move("here", case, "close", result="solved")
    say(case, "rate", score=4, solved=True)

    whole = figures.three_rates(CODE, month)
    assert (whole.received, whole.response, whole.late) == (1, Ratio(3, 4), 1)
    assert whole.resolution == whole.satisfaction == Ratio(1, 1)
    here = rates_of(figures.by_community(CODE, month), HERE)
    assert (here.received, here.response, here.resolution, here.satisfaction) == (
        1,
        Ratio(1, 1),
        Ratio(1, 1),
        Ratio(1, 1),
    )
    departments = figures.by_department(CODE, month)
    assert {row.code: (row.received, row.response, row.late, row.community_rating) for row in departments} == {
        WORKS: (1, Ratio(1, 1), 0, 5.0), POLICE: (1, Ratio(1, 1), 0, 4.0), WATER: (1, Ratio(0, 1), 1, 2.0),
    }  # fmt: skip
    assert {row.satisfaction for row in departments} == {Ratio(1, 1)}
    assert figures.three_rates(CODE, month.earlier(1)).received == 0


def test_a_guest_without_a_number_is_told_by_the_page_alone(district: District) -> None:
    case = report(Actor.guest()).case
    move("here", case, "register", category=DRAIN)
    assert told(case) == [("new_case", HERE)]
