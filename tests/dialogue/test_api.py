"""The dialogue over JSON."""

from __future__ import annotations

from typing import Any

from django.test import Client

from linli.dialogue import actions
from linli.dialogue.models import Comment, Proposal
from linli.people import actions as people
from linli.people.models import CodeChallenge, Token
from linli.places.models import District
from tests.conftest import MovableClock
from tests.dialogue.test_meetings import meeting
from tests.dialogue.town import BUS, WHY, answered, at, person, proposed, topic
from tests.factories import CODE, PASSWORD, SLUG, actor


def program(number: int = 2) -> Client:
    """A program with a resident's token."""
    import hashlib

    from linli.clock import now

    account = person(number).account
    assert account is not None
    Token.objects.create(
        digest=hashlib.sha256(f"t{number}".encode()).hexdigest(), account=account, created_at=now(), expires_at=now().replace(year=2027)
    )  # fmt: skip
    return Client(headers={"Authorization": f"Bearer t{number}"})


def got(client: Client, path: str, status: int = 200) -> Any:
    answer = client.get(f"/api/v1{path}")
    assert answer.status_code == status, answer.content
    return answer.json()


def test_topics_and_proposals_are_read_by_everyone(district: District, clock: MovableClock) -> None:
    asked = topic()
    row = proposed(asked)
    answered(row)
    (item,) = got(Client(), f"/topics?district={SLUG}")["items"]
    assert (item["code"], item["proposals"], item["answered"], item["open"]) == (asked.code, 1, 1, True)
    assert got(Client(), f"/topics/{asked.code}?district={CODE}")["ballot"] is None
    (line,) = got(Client(), f"/proposals?district={CODE}&topic={asked.code}&state=planned")["items"]
    assert (line["title"], line["by"], line["state"]) == (BUS, "王**", "planned")
    whole = got(Client(), f"/proposals/{row.code}")
    assert whole["text"] == WHY and whole["answers"][0]["outcome"] == "planned" and len(whole["timeline"]) == 3
    assert got(Client(), f"/topics?district={CODE}&state=over")["items"] == []


def test_what_cannot_be_asked_is_said_clearly(district: District) -> None:
    topic()
    assert "open、over、all" in got(Client(), f"/topics?district={CODE}&state=x", 422)["detail"]
    assert got(Client(), f"/proposals?district={CODE}&state=x", 422)["errors"][0]["field"] == "state"
    assert got(Client(), f"/proposals?district={CODE}&after=x", 422)["errors"][0]["field"] == "after"
    assert got(Client(), f"/topics/none?district={CODE}", 404)["code"] == "no_such_topic"
    assert got(Client(), "/proposals/JY-0000-0000", 404)["code"] == "no_such_proposal"
    assert got(Client(), "/topics?district=nowhere", 404)["status"] == 404


def test_proposing_and_supporting_with_a_token(district: District) -> None:
    asked = topic()
    sent = {"district": CODE, "topic": asked.code, "title": BUS, "text": WHY}
    assert Client().post("/api/v1/proposals", sent, content_type="application/json").status_code == 401
    client = program()
    made = client.post("/api/v1/proposals", sent, content_type="application/json", headers={"Idempotency-Key": "a"})
    again = client.post("/api/v1/proposals", sent, content_type="application/json", headers={"Idempotency-Key": "a"})
    assert made.status_code == 201 and made.json() == again.json() and Proposal.objects.count() == 1
    code = made.json()["code"]
    other = program(3)
    for key in ("k", "k", "l"):
        backed = other.post(f"/api/v1/proposals/{code}/support", headers={"Idempotency-Key": key})
        assert backed.json()["supports"] == 1
    clash = other.delete(f"/api/v1/proposals/{code}/support", headers={"Idempotency-Key": "k"})
    assert clash.status_code == 409, "the key of another request"
    assert other.delete(f"/api/v1/proposals/{code}/support").json()["supports"] == 0
    said = other.post(f"/api/v1/proposals/{code}/comments", {"text": "<b>好</b>建议"}, content_type="application/json")
    assert said.status_code == 201 and Comment.objects.get().text == "<b>好</b>建议"
    assert got(Client(), f"/proposals/{code}/comments")["items"][0]["text"] == "<b>好</b>建议"
    wrong = client.post("/api/v1/proposals", {**sent, "titel": "x"}, content_type="application/json")
    assert wrong.status_code == 422 and wrong.json()["errors"][0]["field"] == "titel"


def test_staff_speak_for_their_organisation_only(district: District) -> None:
    row = proposed(topic())
    token, _kept = people.issue_token("water", PASSWORD, "127.0.0.1")
    answer = Client(headers={"Authorization": f"Bearer {token}"}).post(f"/api/v1/proposals/{row.code}/support")
    assert answer.status_code == 403 and answer.json()["code"] == "as_yourself"


def test_pages_follow_by_key(district: District, clock: MovableClock) -> None:
    asked = topic()
    for number in range(1, 8):
        proposed(asked, person(number), title=f"第 {number} 条不同的建言")
    seen: list[str] = []
    following = ""
    while True:
        page = got(Client(), f"/proposals?district={CODE}&limit=3&after={following}")
        seen += [item["title"] for item in page["items"]]
        following = page["next"] or ""
        if not following:
            break
    assert len(seen) == 7 == len(set(seen))
    assert not CodeChallenge.objects.exists() and at("2026-11-02 09:30") == clock.now


def test_topics_and_meetings_follow_by_key_too(district: District) -> None:
    for number in range(5):
        topic(title=f"第 {number} 个话题问大家", closes_at=f"2026-12-0{number // 2 + 1}T00:00:00+08:00")
        meeting(title=f"第 {number} 次云见面")
    for path, named in (("topics", "话题"), ("meetings", "云见面")):
        seen: list[str] = []
        following = ""
        while True:
            page = got(Client(), f"/{path}?district={CODE}&limit=2&after={following}")
            seen += [item["title"] for item in page["items"]]
            following = page["next"] or ""
            if not following:
                break
        assert seen == sorted(seen) and len(set(seen)) == 5, named


def test_a_meeting_is_read_with_its_minutes_and_never_with_its_address(district: District, clock: MovableClock) -> None:
    row = meeting()
    clock.set(at("2026-11-05 21:00"))
    actions.write_minutes(actor("water"), row.code, {"minutes": "水价方案年底前公布，逐条答复。"})
    assert got(Client(), f"/meetings?district={CODE}")["items"] == []
    (item,) = got(Client(), f"/meetings?district={CODE}&state=over")["items"]
    whole = got(Client(), f"/meetings/{item['code']}")
    assert "逐条答复" in whole["minutes"] and "example.cn" not in str(whole)
    assert got(Client(), "/meetings/JM-0000-0000", 404)["code"] == "no_such_meeting"
