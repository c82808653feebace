"""The API, operation by operation: what each takes and gives, to whom, and how it says no."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client

from linli.cases.actions import submitting
from linli.cases.lifecycle import CALLOUT_MOVES, CASE_MOVES
from linli.cases.models import Case, CaseEvent
from linli.ids import receipt_digest
from linli.people.models import Contact
from linli.places.models import District
from tests import factories
from tests.cases.program import Heard, Program
from tests.conftest import MovableClock
from tests.factories import (
    CODE,
    DRAIN,
    HERE,
    NOISE,
    POLICE,
    STREET,
    WATER,
    WORKS,
    callout,
    closed,
    registered,
    report,
    spot,
)
from tests.settled import settled

pytestmark = pytest.mark.usefixtures("district")

LAT, LON = spot()
DRAIN_REPORT: dict[str, Any] = {
    "district": CODE, "text": "林家巷52号门口下水道堵了", "address": "林家巷52号", "location": {"lat": LAT, "lon": LON, "accuracy": 12},
    "category": DRAIN, "contact": {"phone": "138 1234 2071", "name": "刘敏"},
}  # fmt: skip


@pytest.fixture
def here() -> Program:
    return Program("here")


def opened(program: Program, **given: Any) -> Heard:
    return program.post("/cases", **{**DRAIN_REPORT, **given})


# Reporting and reading


def test_a_need_becomes_a_case_in_its_cell(program: Program) -> None:
    answer = opened(program)
    assert answer.status == 201 and answer.headers["ETag"] == '"1"'
    case = Case.objects.get(code=answer.body["code"])
    assert answer.body["area"] == {"code": f"{HERE}001", "name": "第1网格"}
    assert answer.body["community"]["code"] == HERE and answer.body["street"]["code"] == STREET
    assert (answer.body["state"], answer.body["office"], case.channel) == ("submitted", HERE, "api")
    assert answer.body["due_at"] == "2026-11-02T01:35:00+00:00"
    assert case.receipt_digest == receipt_digest(answer.body["receipt"]) and case.reporter.phone == "13812342071"


def test_a_code_that_is_taken_is_drawn_again(program: Program, monkeypatch: pytest.MonkeyPatch) -> None:
    taken = opened(program).body["code"]
    drawn = iter([taken, taken, "DM-0000-0000"])
    monkeypatch.setattr(submitting, "case_code", lambda _prefix: next(drawn))
    assert opened(program).body["code"] == "DM-0000-0000"
    assert Case.objects.count() == 2 and Contact.objects.count() == 2


def test_words_alone_are_enough_and_unsure_places_are_offered(program: Program) -> None:
    answer = opened(program, location=None, address="建设路", text="路灯坏了三盏", contact=None, category=None)
    assert answer.status == 201 and answer.body["area"] is None
    assert {one["code"] for one in answer.body["candidates"]} == {HERE, factories.THERE}
    assert opened(program, location=None, address="建设路60号").body["community"]["code"] == factories.THERE


def test_each_sees_as_much_as_is_theirs(program: Program) -> None:
    report = opened(program).body
    code, receipt = report["code"], report["receipt"]
    personal = {"text", "address", "lat", "lon", "accuracy"}
    public = program.get(f"/cases/{code}")
    assert public.status == 200 and not personal & public.body.keys() and public.body["title"] is None
    assert public.body["area"]["code"] == HERE, "no finer than the community"
    assert "receipt" not in str(public.body) and "13812342071" not in str(public.body)
    for mine in (
        program.get(f"/cases/{code}", {"Receipt": receipt}),
        program.get(f"/cases/{code}", receipt=receipt.lower()),
    ):
        assert personal <= mine.body.keys() and "reporter" not in mine.body
    staff = Program("here").get(f"/cases/{code}").body
    assert personal <= staff.keys() and staff["reporter"] == {"name": "刘*", "phone": "138****2071"}
    stranger = Program("elsewhere").get(f"/cases/{code}").body
    assert not personal & stranger.keys()


def test_a_code_is_read_as_people_write_it(program: Program) -> None:
    code = report().case.code
    assert program.get(f"/cases/{code.lower().replace('-', '')}").body["code"] == code
    for wrong in (f"{code[:-1]}{'0' if code[-1] != '0' else '1'}", "DM-0000-0000", "nothing", "%00"):
        missing = program.get(f"/cases/{wrong}")
        assert (missing.status, missing.body["code"]) == (404, "no_such_case")


def test_the_receipt_of_another_case_opens_nothing(program: Program) -> None:
    one, other = opened(program).body, opened(program).body
    for heard in (
        program.get(f"/cases/{one['code']}", {"Receipt": other["receipt"]}),
        program.post(f"/cases/{one['code']}/moves/withdraw", {"Receipt": other["receipt"]}),
        program.post(f"/cases/{one['code']}/rating", score=5, solved=True, receipt=other["receipt"]),
    ):
        assert (heard.status, heard.body["code"]) == (404, "wrong_receipt") and one["code"] in heard.body["detail"]
    assert Case.objects.get(code=one["code"]).state == "submitted"


def test_a_known_version_is_not_sent_again_to_staff(here: Program) -> None:
    case = registered()
    first = here.get(f"/cases/{case.code}")
    assert here.get(f"/cases/{case.code}", {"If-None-Match": first.headers["ETag"]}).status == 304
    factories.move("here", case, "note", text="看过了")
    assert here.get(f"/cases/{case.code}", {"If-None-Match": first.headers["ETag"]}).status == 200


# Lists


def pages(program: Program, **query: Any) -> Iterator[list[str]]:
    after = ""
    while after is not None:
        answer = program.get("/cases", **query, **({"after": after} if after else {}))
        assert answer.status == 200
        yield [item["code"] for item in answer.body["items"]]
        after = answer.body["next"]


def test_pages_follow_one_another_without_gap_or_repetition(here: Program, clock: MovableClock) -> None:
    cases = []
    for _number in range(7):
        clock.advance(seconds=1)
        cases.append(registered().code)
    assert list(pages(here, limit=3)) == [cases[:3:-1], cases[3:0:-1], cases[:1]]
    by_due = [code for page in pages(here, limit=2, due_before="2027-01-01T00:00:00Z") for code in page]
    assert sorted(by_due) == sorted(cases) and len(set(by_due)) == 7


def test_a_list_is_narrowed_by_state_area_organisation_and_due_time(here: Program, clock: MovableClock) -> None:
    fresh, taken = report(category=DRAIN).case, registered()
    called = factories.whistled(WATER)

    def codes(**query: Any) -> set[str]:
        return {item["code"] for item in here.get("/cases", **query).body["items"]}

    assert codes(state="submitted") == {fresh.code} and codes(state="registered,in_progress") == {
        taken.code,
        called.code,
    }
    assert codes(area=HERE) == codes(area=STREET) == codes(area=f"{HERE}001") == {fresh.code, taken.code, called.code}
    assert codes(area=f"{HERE}002") == codes(area=factories.THERE) == set()
    assert codes(organisation=WATER) == {called.code}
    assert codes(due_before="2026-11-02T02:00:00Z") == {fresh.code, called.code}
    refused = here.get("/cases", state="lost")
    assert refused.status == 422 and "submitted" in refused.faults["state"] and "lost" in refused.faults["state"]
    assert here.get("/cases", after="nonsense").faults.keys() == {"after"}


def test_guests_find_published_cases_of_the_district_they_name(program: Program) -> None:
    shown = registered()
    report(), registered_hidden()
    assert program.get("/cases").faults.keys() == {"district"}
    (item,) = program.get("/cases", district=factories.SLUG).body["items"]
    assert item["code"] == shown.code and item["area"]["code"] == HERE
    assert program.get("/cases", district="110101").status == 404


def registered_hidden() -> Case:
    return factories.move("here", report().case, "register", category=NOISE, publish=False).case


# Moves


def test_what_one_can_do_now_is_listed_with_what_it_needs(here: Program) -> None:
    case = report().case
    moves = {move["move"]: move for move in here.get(f"/cases/{case.code}/moves").body["moves"]}
    assert {
        "register",
        "ask",
        "decline",
        "transfer",
        "merge",
        "note",
        "locate",
    } <= moves.keys() and "answer" not in moves
    assert moves["register"]["to"] == "registered" and "category" in moves["register"]["needs"]["required"]
    assert Program().get(f"/cases/{case.code}/moves").body["moves"] == []
    public = registered()
    assert [one["move"] for one in Program().get(f"/cases/{public.code}/moves").body["moves"]] == ["follow"]


def test_a_move_that_is_not_allowed_now_says_who_may_and_when(here: Program) -> None:
    case = report().case
    refused = here.post(f"/cases/{case.code}/moves/close", result="solved")
    assert (refused.status, refused.body["code"], refused.body["state"]) == (409, "move_not_allowed_now", "submitted")
    assert "已答复" in refused.body["detail"] and refused.body["version"] == 1
    forbidden = Program("supervisor").post(f"/cases/{case.code}/moves/register", category=DRAIN)
    assert (forbidden.status, forbidden.body["code"]) == (403, "not_allowed") and forbidden.body["who"]
    unknown = here.post(f"/cases/{case.code}/moves/dance")
    assert unknown.status == 422 and "register" in unknown.faults["move"]


def test_the_whole_story_over_the_api(here: Program, program: Program) -> None:
    mine = opened(program).body
    code, receipt = mine["code"], {"Receipt": mine["receipt"]}
    assert here.post(f"/cases/{code}/moves/register", category=DRAIN).body["state"] == "registered"
    blown = here.post(
        f"/cases/{code}/whistles", kind="joint", reason="请一起到场", organisations=[WORKS, WATER, POLICE]
    )
    assert blown.status == 201
    called = {one["organisation"]: one for one in blown.body["callouts"]}
    assert {due["kind"] for due in called[WORKS]["deadlines"]} == {"acknowledge", "arrive", "finish"}
    departments = {"works": WORKS, "water": WATER, "police": POLICE}

    def on(name: str, step: str, unit: str = "", **given: Any) -> Heard:
        heard = Program(name).post(f"/callouts/{called[unit or departments[name]]['id']}/{step}", **given)
        assert heard.status == 200 and heard.headers["ETag"] == f'"{heard.body["version"]}"', heard.body
        return heard

    assert on("works", "acknowledge").body["state"] == "acknowledged"
    assert on("police", "refuse", reason="不属我局", suggestion="请问物业").body["refusal"] == "不属我局"
    assert on("centre", "overrule", POLICE, reason="请到场").body["ruling"] == "overruled"
    for name in departments:
        assert on(name, "report-in", who="小李", at="2026-11-02T10:00:00+08:00").body["who_comes"] == "小李"
        assert on(name, "arrive", location={"lat": LAT, "lon": LON, "accuracy": 5}).body["distance"] == 0
        assert on(name, "finish", text="已疏通").body["state"] == "finished"
    confirmed = here.post(f"/whistles/{blown.body['id']}/confirm", ratings={WORKS: 5, WATER: 4, POLICE: 3})
    assert confirmed.status == 200 and confirmed.body["whistles"][0]["confirmed_at"]
    here.post(f"/cases/{code}/moves/answer", text="已处理")
    assert here.post(f"/cases/{code}/moves/close", result="solved").body["result"] == "solved"
    rated = program.post(f"/cases/{code}/rating", score=5, solved=True, text="谢谢", receipt=mine["receipt"])
    assert rated.status == 200 and (rated.body["score"], rated.body["text"]) == (5, DRAIN_REPORT["text"])
    seen = program.get(f"/cases/{code}", receipt).body
    assert [entry["kind"] for entry in seen["timeline"]][:3] == ["rated", "closed", "answered"]
    assert "不属我局" not in str(program.get(f"/cases/{code}").body)


def test_an_uphold_over_the_api() -> None:
    case = factories.whistled(WORKS)
    called = factories.answer_call("works", callout(case, WORKS), "refuse")
    assert Program("centre").post(f"/callouts/{called.pk}/uphold", reason="属实").body["state"] == "released"


def test_a_rating_needs_the_receipt(program: Program, here: Program) -> None:
    case = closed()
    for who in (program, here):
        refused = who.post(f"/cases/{case.code}/rating", score=5, solved=True)
        assert refused.status == 403, refused.body
    assert Case.objects.get(pk=case.pk).score is None


@pytest.mark.parametrize("name", ["elsewhere", "there", "police", ""])
def test_a_token_out_of_scope_is_told_there_is_nothing(name: str) -> None:
    """404, not 403: that a callout or whistle exists is none of theirs; of a case they see what everyone sees."""
    case, stranger = factories.whistled(WORKS), Program(name)
    called, whistle = callout(case, WORKS), case.whistles.get()
    assert stranger.post(f"/callouts/{called.pk}/acknowledge").status == 404
    assert stranger.post(f"/whistles/{whistle.pk}/confirm", ratings={WORKS: 5}).status == 404
    unknown = stranger.post(f"/callouts/{uuid4()}/acknowledge")
    assert (unknown.status, unknown.body["code"]) == (404, "no_such_case")
    if name:
        assert stranger.post(f"/cases/{case.code}/moves/note", text="看看").status == 404
        assert (
            stranger.post(f"/cases/{case.code}/whistles", kind="joint", reason="到场", organisations=[WATER]).status
            == 404
        )


# Writing once


def test_the_same_key_gives_the_same_answer_and_an_altered_one_409(program: Program) -> None:
    key = {"Idempotency-Key": "report-1"}
    first = program.post("/cases", key, **DRAIN_REPORT)
    again = program.post("/cases", key, **DRAIN_REPORT)
    assert (again.status, again.body, again.headers["ETag"]) == (201, first.body, first.headers["ETag"])
    assert Case.objects.count() == 1
    altered = program.post("/cases", key, **{**DRAIN_REPORT, "text": "别的事情"})
    assert (altered.status, altered.body["code"]) == (409, "idempotency_key_reused") and "report-1" in altered.body[
        "detail"
    ]
    assert Program("here").post("/cases", key, **DRAIN_REPORT).body["code"] != first.body["code"], "keys are one's own"
    assert program.post("/cases", {"Idempotency-Key": "x" * 201}, **DRAIN_REPORT).status in (400, 422)


def test_a_refused_write_leaves_its_key_free(program: Program) -> None:
    key = {"Idempotency-Key": "report-2"}
    assert program.post("/cases", key, **{**DRAIN_REPORT, "district": "000000"}).status == 404
    assert program.post("/cases", key, **DRAIN_REPORT).status == 201


def test_moves_are_done_once_too(here: Program) -> None:
    case = registered()
    for _time in range(2):
        note = here.post(f"/cases/{case.code}/moves/note", {"Idempotency-Key": "note-1"}, text="看过了")
        assert note.status == 200
    assert case.remarks.count() == 1


def test_an_answer_to_the_reporter_is_not_repeated_to_who_knows_the_key(program: Program) -> None:
    mine = opened(program).body
    path, key = f"/cases/{mine['code']}/moves/withdraw", {"Idempotency-Key": "1"}
    assert "text" in program.post(path, {**key, "Receipt": mine["receipt"]}).body
    other = program.post(path, key)
    assert other.status == 409 and DRAIN_REPORT["text"] not in str(other.body)


# Figures, events, tokens, description


def test_the_three_rates(program: Program) -> None:
    factories.say(closed(), "rate", score=4, solved=True)
    rates = program.get("/figures/three-rates", district=CODE, **{"from": "2026-11-01", "to": "2026-11-30"}).body
    assert (rates["from"], rates["to"], rates["received"]) == ("2026-11-01", "2026-11-30", 1)
    assert rates["satisfaction"] == {"count": 1, "of": 1, "rate": 1.0} and rates["definitions"].keys() == {
        "response", "resolution", "satisfaction",
    }  # fmt: skip
    assert rates["communities"][0]["code"] == HERE
    assert program.get("/figures/three-rates", district=CODE).body["from"] == "2026-11-01", "this month by itself"
    for wrong, field in (({"from": "November"}, "from"), ({"from": "2026-11-02", "to": "2026-11-01"}, "to")):
        assert program.get("/figures/three-rates", district=CODE, **wrong).faults.keys() == {field}


@pytest.mark.django_db(transaction=True)
def test_a_client_fetches_what_it_missed_and_only_of_its_cases(program: Program, here: Program) -> None:
    one = registered()
    report(location=dict(zip(("lat", "lon"), spot(factories.ELSEWHERE), strict=True)))
    assert program.get("/events").status == 401
    settled(CaseEvent)
    first = here.get("/events", limit=1).body
    assert [event["kind"] for event in first["items"]] == ["submitted"]
    rest = here.get("/events", after=first["next"]).body
    assert [(event["case"], event["kind"], event["version"]) for event in rest["items"]] == [
        (one.code, "registered", 2)
    ]
    assert here.get("/events", after=rest["next"]).body == {"items": [], "next": rest["next"]}
    factories.move("here", one, "note", text="看过了")
    settled(CaseEvent)
    assert [event["kind"] for event in here.get("/events", after=rest["next"]).body["items"]] == ["noted"]
    assert here.get("/events", after=str(uuid4())).status == 404 and here.get("/events", after="x").status == 422


def test_tokens_are_given_for_a_password_and_end(clock: MovableClock) -> None:
    given = Program().post("/tokens", username="here", password=factories.PASSWORD)
    assert given.status == 201 and given.body["expires_at"] == "2026-11-02T13:30:00+00:00"
    wrong = Program().post("/tokens", username="here", password="wrong")
    assert (wrong.status, wrong.body["code"]) == (401, "wrong_credentials")
    program = Program("here")
    assert program.get("/events").status == 200
    assert program.delete("/tokens").status == 204
    ended = program.get("/events")
    assert (ended.status, ended.body["code"]) == (401, "unknown_token")
    late = Program("here")
    clock.advance(hours=12, seconds=1)
    assert late.get("/events").status == 401


def test_five_wrong_passwords_lock_for_a_while() -> None:
    for _time in range(5):
        last = Program().post("/tokens", username="here", password="wrong")
    assert Program().post("/tokens", username="here", password=factories.PASSWORD).status == 429, last.body


def test_organisations_and_categories_are_open(program: Program) -> None:
    assert WORKS in {one["code"] for one in program.get("/organisations", district=CODE).body["items"]}
    assert DRAIN in {one["code"] for one in program.get("/categories", district=factories.SLUG).body["items"]}


def test_the_description_is_drawn_from_the_tables(district: District) -> None:
    paths = Client().get("/api/v1/openapi.json").json()["paths"]
    wanted = {f"/api/v1/cases/{{code}}/moves/{move}" for move in CASE_MOVES}
    wanted |= {f"/api/v1/callouts/{{callout_id}}/{move}" for move in CALLOUT_MOVES}
    wanted |= {"/api/v1/cases", "/api/v1/cases/{code}", "/api/v1/cases/{code}/moves", "/api/v1/cases/{code}/whistles",
               "/api/v1/whistles/{whistle_id}/confirm", "/api/v1/cases/{code}/rating", "/api/v1/figures/three-rates",
               "/api/v1/events", "/api/v1/tokens"}  # fmt: skip
    assert wanted <= paths.keys()
    register = paths["/api/v1/cases/{code}/moves/register"]["post"]
    assert "category" in str(register["requestBody"]) or "Register" in str(register["requestBody"])


def test_an_address_that_is_none_is_a_problem_like_any_other(program: Program) -> None:
    assert program.get("/nothing").body["code"] == "not_found"
    assert not CaseEvent.objects.exists()
