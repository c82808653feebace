"""What people and programs get wrong: each is told the field, the value and what would do, and nothing is written."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest

from linli.cases.models import Case
from tests import factories
from tests.cases.program import Program

pytestmark = pytest.mark.django_db

NEED: dict[str, Any] = {"district": factories.CODE, "text": "林家巷52号门口下水道堵了"}

WRONG: list[tuple[str, dict[str, Any], str, str]] = [
    ("empty", {"text": ""}, "text", "请您填写"),
    ("blank", {"text": " \n\t "}, "text", "请您填写"),
    ("10,000 characters", {"text": "堵" * 10_000}, "text", "10000"),
    ("text that is a list", {"text": ["堵"]}, "text", "内容"),
    ("in the sea", {"location": {"lat": 20.0, "lon": 120.0}}, "location", "公里"),
    ("lat and lon swapped", {"location": {"lat": 104.005, "lon": 30.005}}, "location", "写反了"),
    ("no place on Earth", {"location": {"lat": 95.0, "lon": 200.0}}, "location", "不是有效的位置"),
    ("a position of words", {"location": {"lat": "北", "lon": 104}}, "location.lat", "北"),
    ("a negative accuracy", {"location": {"lat": 30.005, "lon": 104.005, "accuracy": -1}}, "location.accuracy", "-1"),
    ("a phone with 10 digits", {"contact": {"phone": "1380013800"}}, "phone", "少了 1 位"),
    ("a phone with 12 digits", {"contact": {"phone": "138001380001"}}, "phone", "12 位"),
    ("a phone of words", {"contact": {"phone": "没有"}}, "phone", "没有"),
    ("another district's address", {"address": "样例市河南区东街"}, "address", "河南区"),
    ("no such district", {"district": "nowhere"}, "district", "nowhere"),
    ("no such category", {"category": "999999"}, "category", "999999"),
    ("a field nobody knows", {"colour": "红"}, "colour", "没有"),
]


@pytest.fixture(autouse=True)
def town(clock: Any) -> None:
    factories.district()


@pytest.mark.parametrize(("change", "field", "says"), [case[1:] for case in WRONG], ids=[case[0] for case in WRONG])
def test_a_report_that_cannot_be_taken(program: Program, change: dict[str, Any], field: str, says: str) -> None:
    heard = program.post("/cases", **{**NEED, **change})
    assert heard.status in (404, 422), heard.body
    assert heard.headers["Content-Type"] == "application/problem+json"
    assert field in heard.faults, heard.body
    assert says in heard.faults[field]
    assert not Case.objects.exists()


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b'"text"', b"\xff\xfe", b"null", b'{"district": 1e999}'])
def test_a_body_that_is_no_report(client: Any, body: bytes) -> None:
    answer = client.post("/api/v1/cases", body, content_type="application/json")
    assert answer.status_code in (400, 422), answer.content
    assert answer.headers["Content-Type"] == "application/problem+json"


def test_the_same_key_twice_is_one_case_and_another_body_is_refused(program: Program) -> None:
    key = {"Idempotency-Key": str(uuid4())}
    first = program.post("/cases", key, **NEED)
    again = program.post("/cases", key, **NEED)
    other = program.post("/cases", key, **{**NEED, "text": "别的事"})
    assert (first.status, again.status, other.status) == (201, 201, 409)
    assert again.body == first.body
    assert Case.objects.count() == 1


def test_the_receipt_of_another_case_opens_nothing(program: Program) -> None:
    mine, other = factories.report(), factories.report()
    heard = program.get(f"/cases/{mine.case.code}", receipt=other.receipt)
    assert heard.status == 404 and "凭证" in heard.body["detail"]
    assert "text" in program.get(f"/cases/{mine.case.code}", receipt=mine.receipt).body


def test_a_move_that_is_not_possible_now_says_from_where_and_by_whom() -> None:
    case = factories.report().case
    heard = Program("here").post(f"/cases/{case.code}/moves/close", result="solved")
    assert heard.status == 409 and heard.body["state"] == "submitted"
    assert "已提交" in heard.body["detail"] or "待受理" in heard.body["detail"] or "：" in heard.body["detail"]


def test_a_stale_page_is_told_what_changed() -> None:
    case = factories.registered()
    worker = Program("here")
    worker.post(f"/cases/{case.code}/moves/note", text="看过了")
    heard = worker.post(f"/cases/{case.code}/moves/answer", {"If-Match": f'"{case.version}"'}, text="已疏通")
    assert heard.status == 409 and heard.body["version"] == case.version + 1
    assert heard.body["changes"]


def test_a_token_that_has_ended(program: Program, clock: Any) -> None:
    worker = Program("here")
    clock.advance(hours=13)
    assert worker.get("/events").status == 401
