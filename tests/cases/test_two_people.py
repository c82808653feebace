"""Two people at one case: one of them wins, the other is told what changed, and nothing either wrote is lost."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable, Sequence
from threading import Barrier, Thread
from typing import Any

import pytest
from django.db import connection

from linli.audit import queries as audit
from linli.cases.actions import chores, perform
from linli.cases.errors import Stale
from linli.cases.models import Case, CaseEvent, State
from linli.cases.queries.replay import unfolded
from linli.ids import drawn_from
from linli.people.actors import Actor
from linli.people.models import Contact
from linli.places.models import District
from tests import factories
from tests.cases.program import Heard, Program
from tests.conftest import MovableClock
from tests.factories import DRAIN, HERE, NOISE, WATER, WORKS, actor, move, registered, report

ROUNDS = 6


def at_once(*doings: Callable[[], Heard]) -> list[Heard]:
    """What each heard who began at the same moment, each on a connection of its own."""
    ready, heard = Barrier(len(doings)), dict[int, Heard]()

    def run(number: int, do: Callable[[], Heard]) -> None:
        ready.wait(10)
        try:
            heard[number] = do()
        finally:
            connection.close()

    threads = [Thread(target=run, args=numbered) for numbered in enumerate(doings)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    return [heard[number] for number in range(len(doings))]


@pytest.fixture
def busy_district(transactional_db: None, clock: MovableClock) -> District:
    """As `district`, with real transactions."""
    return factories.district()


def statuses(heard: Sequence[Heard]) -> Counter[int]:
    return Counter(one.status for one in heard)


def is_whole() -> bool:
    return not list(unfolded()) and not list(audit.broken(CaseEvent))


# One after the other


def test_who_looked_before_a_change_is_told_of_it_and_nothing_is_written(district: District) -> None:
    case = registered()
    seen = case.version
    move("street", case, "assign", organisation=WORKS)
    move("centre", case, "note", text="请尽快")
    with pytest.raises(Stale) as stale:
        perform(actor("here"), case.code, "assign", {"organisation": WATER}, seen)
    assert stale.value.extra == {
        "seen": seen, "version": seen + 2, "state": "assigned", "changes": stale.value.extra["changes"],
    }  # fmt: skip
    first, second = stale.value.extra["changes"]
    assert "某street" in first and "住建" in first and "某centre" in second
    assert Case.objects.get(pk=case.pk).organisation_id == WORKS
    assert perform(actor("here"), case.code, "assign", {"organisation": WATER}, seen + 2).case.organisation_id == WATER


def test_a_stale_etag_is_answered_409_with_the_newer_state(district: District) -> None:
    case, here = registered(), Program("here")
    etag = here.get(f"/cases/{case.code}").headers["ETag"]
    move("street", case, "assign", organisation=WORKS)
    path = f"/cases/{case.code}/moves/classify"
    refused = here.post(path, {"If-Match": etag}, category=NOISE)
    assert (refused.status, refused.body["code"]) == (409, "stale")
    assert (refused.body["state"], refused.body["version"]) == ("assigned", case.version + 1)
    assert "住建" in refused.body["changes"][0]
    fresh = here.get(f"/cases/{case.code}").headers["ETag"]
    done = here.post(path, {"If-Match": fresh}, category=NOISE)
    assert done.status == 200 and done.headers["ETag"] != fresh
    assert done.body["category"]["code"] == NOISE


def test_who_may_not_act_learns_nothing_of_what_the_desk_did(district: District) -> None:
    case, guest = registered(), Program()
    move("centre", case, "note", text="报案人情绪激动，请注意方式")
    for name, given in (("withdraw", {}), ("reply", {"text": "我是本人"}), ("assign", {"organisation": WORKS})):
        refused = guest.post(f"/cases/{case.code}/moves/{name}", {"If-Match": '"0"'}, **given)
        assert (refused.status, refused.body["code"]) == (403, "not_allowed")
        assert "changes" not in refused.body and "某" not in str(refused.body)


def test_everyone_is_told_how_many_changes_and_the_reporter_which_they_may_read(district: District) -> None:
    opened = report()
    case = opened.case
    move("here", case, "register", category=DRAIN)
    move("centre", case, "note", text="报案人情绪激动，请注意方式")
    guest = Program().post(f"/cases/{case.code}/moves/follow", {"If-Match": '"1"'}, device="一部手机")
    assert (guest.status, guest.body["changes"]) == (409, ["1 处变化"])
    reporter = {"If-Match": '"1"', "Receipt": opened.receipt}
    mine = Program().post(f"/cases/{case.code}/moves/withdraw", reporter)
    assert (mine.status, mine.body["changes"]) == (409, ["签收并受理"]) and "某" not in str(mine.body)


def test_a_follower_or_a_warning_takes_no_form_from_anyones_hands(district: District, clock: MovableClock) -> None:
    case = report().case
    seen = case.version
    clock.advance(minutes=4, seconds=30)
    assert chores.warn() == 1
    clock.advance(minutes=1)
    assert chores.escalate() == 1
    done = perform(actor("here"), case.code, "register", {"category": DRAIN}, seen).case
    perform(Actor.guest(), case.code, "follow", {"device": "一部手机"})
    assert perform(actor("here"), case.code, "assign", {"organisation": WORKS}, done.version).case.state == "assigned"
    strict = Program("here").post(
        f"/cases/{case.code}/moves/classify", {"If-Match": f'"{done.version + 1}"'}, category=NOISE
    )
    assert strict.status == 409, "a program that names a version means that one"


@pytest.mark.parametrize("etag", ['"²"', '"-3"', '"abc"', '""', '"' + "9" * 5000 + '"', 'W/"', '"1", "2"'])
def test_an_etag_that_cannot_be_one_is_stale_and_never_our_fault(district: District, etag: str) -> None:
    case = registered()
    refused = Program("here").post(f"/cases/{case.code}/moves/note", {"If-Match": etag}, text="记一笔")
    assert (refused.status, refused.body["code"]) == (409, "stale")


@pytest.mark.parametrize("form", ['"{}"', 'W/"{}"', "{}"])
def test_an_etag_is_understood_strong_weak_and_bare(district: District, form: str) -> None:
    case = registered()
    given = {"If-Match": form.format(case.version)}
    assert Program("here").post(f"/cases/{case.code}/moves/note", given, text="记一笔").status == 200


def test_of_two_cases_that_draw_one_code_the_second_draws_again(district: District, clock: MovableClock) -> None:
    codes = []
    for _number in range(2):
        clock.advance(minutes=1)
        with drawn_from(random.Random(7)):
            codes.append(report(contact={"phone": "13812342071"}).case.code)
    assert codes[0] != codes[1] and Case.objects.count() == Contact.objects.count() == 2
    assert is_whole()


# At the same moment


def test_of_two_who_decide_at_once_one_wins_and_the_other_hears_409(busy_district: District) -> None:
    here, street = Program("here"), Program("street")
    for _round in range(ROUNDS):
        case = registered()
        seen = {"If-Match": f'"{case.version}"'}
        path = f"/cases/{case.code}/moves"
        heard = at_once(
            lambda path=path, seen=seen: here.post(f"{path}/assign", seen, organisation=WORKS),
            lambda path=path, seen=seen: street.post(f"{path}/ask", seen, question="在哪个门口？"),
        )
        assert statuses(heard) == {200: 1, 409: 1}, [one.body for one in heard]
        after = Case.objects.get(pk=case.pk)
        assert after.version == case.version + 1
        assert after.state == (State.ASSIGNED if heard[0].status == 200 else State.RETURNED)
        lost = next(one for one in heard if one.status == 409)
        assert (lost.body["version"], lost.body["state"]) == (after.version, after.state)
    assert is_whole()


def test_two_who_register_at_once_register_it_once(busy_district: District) -> None:
    """Without If-Match the table of moves decides: the second comes to a case that is registered already."""
    here, street = Program("here"), Program("street")
    for _round in range(ROUNDS):
        case = report().case
        path = f"/cases/{case.code}/moves/register"
        heard = at_once(
            lambda path=path: here.post(path, category=DRAIN), lambda path=path: street.post(path, category=NOISE)
        )
        assert statuses(heard) == {200: 1, 409: 1}
        assert CaseEvent.objects.filter(stream=case.pk, kind="registered").count() == 1
    assert is_whole()


def test_nothing_that_many_write_at_once_is_lost(busy_district: District) -> None:
    case = registered()
    people = [Program(name) for name in ("here", "street", "centre", "supervisor")]
    path = f"/cases/{case.code}/moves/note"
    heard = at_once(*(lambda who=who: who.post(path, text="现场看过了") for who in people for _time in range(2)))
    assert statuses(heard) == {200: 8}
    assert Case.objects.get(pk=case.pk).version == case.version + 8
    assert case.remarks.count() == 8 and is_whole()


def test_three_departments_arrive_at_once(busy_district: District) -> None:
    case = factories.whistled()
    lat, lon = factories.spot()
    here, doings = {"lat": lat, "lon": lon, "accuracy": 9}, []
    for name, unit in (("works", WORKS), ("water", WATER), ("police", factories.POLICE)):
        called, who = factories.answer_call(name, factories.callout(case, unit), "report-in"), Program(name)
        doings.append(lambda who=who, key=called.pk: who.post(f"/callouts/{key}/arrive", location=here))
    assert statuses(at_once(*doings)) == {200: 3}
    assert {called.state for called in case.callouts.all()} == {"arrived"} and is_whole()


def test_two_cases_merged_into_each_other_at_once(busy_district: District) -> None:
    """Each needs both rows: they are taken in one order, so that neither waits for the other."""
    here, street = Program("here"), Program("street")
    for _round in range(ROUNDS):
        one, other = registered(), registered()
        heard = at_once(
            lambda a=one, b=other: here.post(f"/cases/{a.code}/moves/merge", into=b.code),
            lambda a=one, b=other: street.post(f"/cases/{b.code}/moves/merge", into=a.code),
        )
        assert sorted(statuses(heard)) in ([200, 409], [200, 422]), [one.body for one in heard]
        assert Counter(Case.objects.filter(pk__in=[one.pk, other.pk]).values_list("state", flat=True)) == {
            "merged": 1, "registered": 1,
        }  # fmt: skip
    assert is_whole()


def test_one_report_sent_twice_at_once_is_one_case(busy_district: District) -> None:
    lat, lon = factories.spot()
    given: dict[str, Any] = {
        "district": factories.CODE, "text": "下水道堵了，请来看看", "location": {"lat": lat, "lon": lon},
    }  # fmt: skip
    for number in range(ROUNDS):
        key = {"Idempotency-Key": f"report-{number}"}
        first, second = at_once(*(lambda key=key: Program().post("/cases", key, **given),) * 2)
        assert first.status == second.status == 201 and first.body == second.body
    assert Case.objects.count() == ROUNDS and is_whole()


def test_me_too_from_one_telephone_twice_at_once_counts_once(busy_district: District) -> None:
    case = registered()
    path = f"/cases/{case.code}/moves/follow"
    heard = at_once(*(lambda: Program().post(path, device="一部手机"),) * 4)
    assert statuses(heard) == {200: 4}
    assert Case.objects.get(pk=case.pk).followers == 1 and case.follows.count() == 1
    assert Actor.guest().account is None and case.office_id == HERE
