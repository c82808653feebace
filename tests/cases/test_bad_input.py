"""Bad input: every fault is named with its field, its value and what would do, in Chinese, and nothing is written."""

from __future__ import annotations

import re
from typing import Any
from uuid import UUID

import pytest

from linli.audit.models import IdempotencyRecord
from linli.cases.lifecycle import CALLOUT_MOVES, CASE_MOVES
from linli.cases.models import Case, CaseEvent
from linli.people.models import Contact
from linli.places.models import District
from tests.cases.program import Heard, Program
from tests.factories import (
    CODE,
    DRAIN,
    HERE,
    THERE,
    WORKS,
    answer_call,
    callout,
    closed,
    registered,
    report,
    spot,
    whistled,
)

pytestmark = pytest.mark.usefixtures("district")

LAT, LON = spot()
GOOD: dict[str, Any] = {"district": CODE, "text": "下水道堵了", "location": {"lat": LAT, "lon": LON}}
CHINESE = re.compile(r"[一-龥]")


def refused(heard: Heard, field: str, *words: str, status: int = 422) -> None:
    """Refused as a fault of this field, saying these words; and not a trace of it is kept."""
    assert heard.status == status, heard.body
    assert field in heard.faults, heard.body
    message = heard.faults[field]
    assert all(word in message for word in words), message
    assert CHINESE.search(message), message
    assert not re.search(r"[A-Za-z]{3,} [a-z]{3,}", message), f"left in English: {message}"


REPORTS: list[tuple[str, dict[str, Any], str, tuple[str, ...]]] = [
    ("nothing said", {"text": ""}, "text", ("填写",)),
    ("only spaces", {"text": " \n\t　"}, "text", ("填写",)),
    ("one character", {"text": "堵"}, "text", ("堵", "2")),
    ("10,000 characters", {"text": "堵" * 10_000}, "text", ("10000", "8000")),
    ("a number for words", {"text": 12345}, "text", ("12345", "文字")),
    ("a list for words", {"text": ["堵了"]}, "text", ()),
    ("nothing at all", {"text": None}, "text", ()),
    ("in the sea", {"location": {"lat": 21.5, "lon": 118.2}}, "location", ("21.5", "118.2", "演示区", "公里")),
    ("swapped", {"location": {"lat": LON, "lon": LAT}}, "location", (str(LON), str(LAT), "写反")),
    ("swapped within reach", {"location": {"lat": 31.0, "lon": 104.0}}, "location", ("演示区",)),
    ("beyond the pole", {"location": {"lat": 91, "lon": 200}}, "location", ("91", "90", "180")),
    ("words for degrees", {"location": {"lat": "北纬三十度", "lon": 104}}, "location.lat", ("北纬三十度",)),
    ("half a position", {"location": {"lat": LAT}}, "location.lon", ("经度",)),
    ("no number", {"location": {"lat": "NaN", "lon": LON}}, "location.lat", ("NaN", "数字")),
    ("endless", {"location": {"lat": LAT, "lon": "Infinity"}}, "location.lon", ()),
    ("a position in words", {"location": "门口"}, "location", ("门口",)),
    ("accuracy below nothing", {"location": {"lat": LAT, "lon": LON, "accuracy": -1}}, "location.accuracy", ("-1", "0")),
    ("10 digits", {"contact": {"phone": "1381234207"}}, "contact.phone", ("1381234207", "10", "11")),
    ("12 digits", {"contact": {"phone": "138123420711"}}, "contact.phone", ("138123420711", "11")),
    ("no phone at all", {"contact": {"phone": "打给我"}}, "contact.phone", ("打给我", "13812345678")),
    ("a long name", {"contact": {"name": "刘" * 41}}, "contact.name", ("41", "40")),
    ("a long address", {"address": "路" * 121}, "address", ("121", "120")),
    ("another district's address", {"location": None, "address": "成都市武侯区人民路1号"}, "address", ("成都市", "演示区")),
    ("a category nobody knows", {"category": "999999"}, "category", ("999999",)),
    ("a branch for a leaf", {"category": "01"}, "category", ("01",)),
    ("a typing mistake", {"adress": "林家巷"}, "adress", ("adress",)),
]  # fmt: skip


@pytest.mark.parametrize(("given", "field", "words"), [case[1:] for case in REPORTS], ids=[case[0] for case in REPORTS])
def test_a_report_with_a_fault(program: Program, given: dict[str, Any], field: str, words: tuple[str, ...]) -> None:
    refused(program.post("/cases", **{**GOOD, **given}), field, *words)
    assert not Case.objects.exists() and not Contact.objects.exists() and not CaseEvent.objects.exists()


def test_every_fault_is_named_at_once(program: Program) -> None:
    heard = program.post("/cases", district=CODE, text="", address="路" * 121, location={"lat": "x", "lon": "y"})
    assert heard.faults.keys() == {"text", "address", "location.lat", "location.lon"}
    assert heard.body["detail"] != heard.faults["text"]


def test_a_district_that_is_not_here(program: Program) -> None:
    refused(program.post("/cases", **{**GOOD, "district": "110101"}), "district", "110101", status=404)


@pytest.mark.parametrize(
    "body", [b"", b"{", b"[]", b"null", b'"text"', b"\xff\xfe", b'{"text": NaN}', b'{"text": "\\ud800"}', "下水道堵了".encode("gbk")]
)  # fmt: skip
def test_a_body_that_is_no_object(program: Program, body: bytes) -> None:
    heard = program.send("/cases", body)
    assert heard.status in (400, 422) and CHINESE.search(heard.body["detail"]), heard.body
    assert not Case.objects.exists()


def test_a_number_too_large_for_a_number(program: Program) -> None:
    body = b'{"district": "990101", "text": "\xe5\xa0\xb5\xe4\xba\x86", "location": {"lat": 1e999, "lon": 104}}'
    assert program.send("/cases", body).status in (400, 422)


def test_control_characters_are_left_out_of_what_is_kept(program: Program) -> None:
    heard = program.post("/cases", **{**GOOD, "text": "下水道\x00堵了\x07\r\n第二行"})
    assert heard.status == 201 and Case.objects.get().text == "下水道堵了\n第二行"


def test_a_body_beyond_all_measure_is_refused(program: Program) -> None:
    heard = program.post("/cases", **{**GOOD, "text": "堵" * 1_000_000})
    assert heard.status in (400, 413, 422) and not Case.objects.exists()


MOVES: list[tuple[str, dict[str, Any], str, tuple[str, ...]]] = [
    ("register", {}, "category", ("填写",)),
    ("register", {"category": "999999"}, "category", ("999999",)),
    ("register", {"category": DRAIN, "title": "题" * 81}, "title", ("81", "80")),
    ("register", {"category": DRAIN, "publish": "也许"}, "publish", ("也许",)),
    ("decline", {"reason": "属物业"}, "next_door", ("填写",)),
    ("decline", {"reason": "属", "next_door": "小区物业"}, "reason", ("属", "2")),
    ("ask", {"question": "问" * 1001}, "question", ("1001", "1000")),
    ("transfer", {"organisation": "990101-x", "reason": "不属我处"}, "organisation", ("990101-x",)),
    ("transfer", {"organisation": None, "reason": "不属我处"}, "organisation", ()),
    ("note", {"text": ""}, "text", ("填写",)),
    ("locate", {"area": "99"}, "address", ("99",)),
]  # fmt: skip


@pytest.mark.parametrize(("move", "given", "field", "words"), MOVES)
def test_a_move_with_a_fault(move: str, given: dict[str, Any], field: str, words: tuple[str, ...]) -> None:
    case = report().case
    refused(Program("here").post(f"/cases/{case.code}/moves/{move}", **given), field, *words)
    assert Case.objects.get(pk=case.pk).version == 1


@pytest.mark.parametrize(
    ("given", "field", "words"),
    [
        ({"kind": "loud", "reason": "请到场", "organisations": [WORKS]}, "kind", ("loud", "emergency")),
        ({"kind": "joint", "reason": "请到场", "organisations": []}, "organisations", ("1",)),
        ({"kind": "joint", "reason": "请到场", "organisations": [WORKS] * 13}, "organisations", ("12",)),
        ({"kind": "joint", "reason": "请到场", "organisations": WORKS}, "organisations", (WORKS,)),
        ({"kind": "joint", "reason": "请到场", "organisations": [None]}, "organisations.0", ()),
        ({"kind": "joint", "organisations": [WORKS]}, "reason", ("填写",)),
    ],
)
def test_a_whistle_with_a_fault(given: dict[str, Any], field: str, words: tuple[str, ...]) -> None:
    case = registered()
    refused(Program("here").post(f"/cases/{case.code}/whistles", **given), field, *words)
    assert not case.whistles.exists()


def test_steps_of_a_callout_with_faults() -> None:
    case = whistled(WORKS)
    called, works = callout(case, WORKS), Program("works")
    path = f"/callouts/{called.pk}"
    refused(works.post(f"{path}/report-in", who="", at="2026-11-02T10:00:00+08:00"), "who", "填写")
    refused(works.post(f"{path}/report-in", who="小李", at="明天"), "at", "明天", "2026-11-24T14:30+08:00")
    refused(works.post(f"{path}/refuse", reason=""), "reason", "填写")
    answer_call("works", called, "report-in")
    refused(works.post(f"{path}/arrive"), "location", "填写")
    refused(works.post(f"{path}/arrive", location={"lat": LON, "lon": LAT}), "location", "写反")
    answer_call("works", called, "arrive", "finish")
    here = Program("here")
    confirm = f"/whistles/{case.whistles.get().pk}/confirm"
    refused(here.post(confirm, ratings={WORKS: 6}), f"ratings.{WORKS}", "6", "5")
    refused(here.post(confirm, ratings={WORKS: "好"}), f"ratings.{WORKS}", "好")
    refused(here.post(confirm, ratings=5), "ratings", "5")
    refused(here.post(confirm, ratings={}), "ratings", "住建")
    assert here.post("/callouts/not-a-key/acknowledge").status == 422


TIMES = [
    "9999-12-31T23:59:59-12:00",
    "0001-01-01T00:00:00+14:00",
    "1969-07-20T00:00Z",
    "2027-11-03T10:00+08:00",
    "1e300",
    10**40,
]


@pytest.mark.parametrize("at", TIMES)
def test_who_comes_comes_within_a_year(at: object) -> None:
    """A page that shows a time beyond every calendar would be an error for ever."""
    case = whistled(WORKS)
    called = callout(case, WORKS)
    heard = Program("works").post(f"/callouts/{called.pk}/report-in", who="小李", at=at)
    refused(heard, "at")
    if str(at).startswith(("9999", "2027")):
        assert "2026-10-26 09:30" in heard.faults["at"] and "2027-11-02 09:30" in heard.faults["at"]
    assert callout(case, WORKS).comes_at is None
    assert Program("here").get(f"/cases/{case.code}").status == 200


@pytest.mark.parametrize("at", TIMES[:2])
@pytest.mark.parametrize("field", ["due_before", "after"])
def test_a_list_at_a_time_that_is_none(program: Program, field: str, at: str) -> None:
    registered()
    query = (
        {"due_before": at}
        if field == "due_before"
        else {"due_before": "2027-01-01T00:00Z", "after": f"{at}-{UUID(int=7).hex}"}
    )
    refused(Program("here").get("/cases", **query), field)


# Of every kind what a careless or malicious program may send; nothing may be our fault.
NASTY = [
    "\0",
    "",
    " ",
    "’;--",
    "𝟎" * 41,
    -1,
    10**30,
    1e308,
    True,
    None,
    [],
    {},
    [[]],
    {"a": 1},
    "9999-12-31T23:59:59-12:00",
]


NEEDS: dict[str, dict[str, Any]] = {
    "register": {"category": DRAIN}, "transfer": {"organisation": THERE, "reason": "属西街"}, "ask": {"question": "在哪？"},
    "decline": {"reason": "属物业", "next_door": "小区物业"}, "locate": {"area": HERE}, "note": {"text": "看过了"},
}  # fmt: skip


@pytest.mark.parametrize("move", CASE_MOVES)
def test_no_value_in_any_field_of_a_move_is_our_fault(move: str) -> None:
    case, here = report().case, Program("here")
    for field in [*CASE_MOVES[move].command.model_fields, "surplus"]:
        for value in NASTY:
            heard = here.post(f"/cases/{case.code}/moves/{move}", **{**NEEDS.get(move, {}), field: value})
            assert heard.status < 500, (move, field, value, heard.body)


def test_no_value_in_any_field_of_a_callout_is_our_fault() -> None:
    case, works = whistled(WORKS), Program("works")
    for move, rule in CALLOUT_MOVES.items():
        for field in rule.command.model_fields:
            for value in [*NASTY, *TIMES]:
                heard = works.post(f"/callouts/{callout(case, WORKS).pk}/{move}", **{field: value})
                assert heard.status < 500, (move, field, value, heard.body)


@pytest.mark.parametrize("path", ["/cases", "/events", "/figures/three-rates", "/organisations", "/categories"])
def test_no_query_is_our_fault(path: str) -> None:
    registered()
    names = ("district", "state", "area", "organisation", "due_before", "after", "limit", "from", "to")
    values = [
        str(value)
        for value in [
            *NASTY,
            *TIMES,
            "2026-02-30",
            "²",
            "9" * 5000,
            "submitted,\0",
            "~",
            f"{'f' * 40}-{UUID(int=7).hex}",
            f"-{UUID(int=7).hex}",
        ]
    ]
    for program in (Program(), Program("here")):
        for name in names:
            for value in values:
                heard = program.get(path, **{"district": CODE, name: value})
                assert heard.status < 500, (path, name, value, heard.body)


def test_a_time_without_a_zone_is_a_time_here() -> None:
    called = callout(whistled(WORKS), WORKS)
    heard = Program("works").post(f"/callouts/{called.pk}/report-in", who="小李", at="2026-11-02T10:00:00")
    assert heard.status == 200 and heard.body["comes_at"] == "2026-11-02T02:00:00+00:00"


@pytest.mark.parametrize(
    ("given", "field", "words"),
    [
        ({"score": 0, "solved": True}, "score", ("0", "1")), ({"score": 6, "solved": True}, "score", ("6", "5")),
        ({"score": 4.5, "solved": True}, "score", ("4.5",)), ({"score": "很好", "solved": True}, "score", ("很好",)),
        ({"score": 5}, "solved", ("填写",)), ({"score": 5, "solved": "差不多"}, "solved", ("差不多",)),
        ({"score": 5, "solved": True, "text": "好" * 2001}, "text", ("2001", "2000")),
    ],
)  # fmt: skip
def test_a_rating_with_a_fault(program: Program, given: dict[str, Any], field: str, words: tuple[str, ...]) -> None:
    opened = program.post("/cases", **GOOD).body
    refused(program.post(f"/cases/{opened['code']}/rating", receipt=opened["receipt"], **given), field, *words)


@pytest.mark.parametrize(
    ("path", "query"),
    [
        ("/cases", {"district": CODE, "area": "\0"}), ("/cases", {"district": CODE, "organisation": "\0"}),
        ("/cases", {"district": "\0"}), ("/cases", {"district": CODE, "area": "x" * 5000}),
        ("/cases", {"district": CODE, "limit": "9" * 30}), ("/cases", {"district": CODE, "limit": "-1"}),
        ("/cases", {"district": CODE, "due_before": "soon"}), ("/cases", {"district": CODE, "after": "\0~\0"}),
        ("/figures/three-rates", {"district": CODE, "from": "0001-01-01", "to": "9999-12-31"}),
        ("/figures/three-rates", {"district": CODE, "from": "\0"}), ("/figures/three-rates", {}),
        ("/events", {"after": "\0"}), ("/events", {"limit": "many"}), ("/categories", {"district": "\0"}),
    ],
)  # fmt: skip
def test_no_question_is_our_fault(path: str, query: dict[str, str]) -> None:
    for who in (Program(), Program("here")):
        assert who.get(path, **query).status in (200, 401, 404, 422), query


def test_figures_are_asked_for_a_year_at_a_time(program: Program) -> None:
    asked = {"district": CODE, "from": "2026-01-01", "to": "2027-01-02"}
    assert "366" in program.get("/figures/three-rates", **asked).faults["to"]
    assert program.get("/figures/three-rates", **{**asked, "to": "2027-01-01"}).status == 200


def test_names_and_passwords_with_control_characters_are_wrong_and_no_more(program: Program) -> None:
    for given in (
        {"username": "he\0re", "password": "x"},
        {"username": "here", "password": "\0"},
        {"username": "x" * 100_000, "password": "x"},
    ):
        assert program.post("/tokens", **given).status in (401, 422, 429), given


def test_a_key_that_cannot_be_one(program: Program) -> None:
    for key in ("", "键", "x" * 201):
        heard = program.post("/cases", {"Idempotency-Key": key}, **GOOD)
        assert heard.status in (400, 422) and heard.body["code"] == "invalid_idempotency_key", heard.body
    assert not IdempotencyRecord.objects.exists() and not Case.objects.exists()


def test_a_telephone_that_cannot_be_one_keeps_no_follower(program: Program, district: District) -> None:
    case = registered()
    refused(program.post(f"/cases/{case.code}/moves/follow", device="手机一", phone="123"), "phone", "123")
    assert Case.objects.get(pk=case.pk).followers == 0
    refused(program.post(f"/cases/{case.code}/moves/follow"), "device")
    assert closed().state == "closed"
