"""The patrol's phone: what is noted on the spot arrives once, late or not, and nothing of it is lost."""

from __future__ import annotations

import io
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client
from PIL import Image

from linli.audit.actions import forget_answers
from linli.audit.models import IdempotencyRecord
from linli.cases.models import Attachment, Callout, Case, CaseEvent, Channel, PatrolCheck, Result, State, Whistle
from linli.cases.queries import patrol as queries
from linli.cases.queries.replay import unfolded
from linli.catalogue import actions as catalogue
from linli.people.models import Account
from linli.people.sessions import BACKEND
from linli.places.models import District
from tests import factories
from tests.conftest import MovableClock

pytestmark = pytest.mark.django_db
ENTRIES = "/patrol/entries"
JSON = {"Accept": "application/json"}


@pytest.fixture
def district(clock: MovableClock) -> District:
    """A district with a duty of each rhythm, at Monday 2 November, 09:30."""
    found = factories.district()
    duty = catalogue.PatrolDutyRow
    catalogue.replace_patrol_duties(
        found,
        [
            duty("fire", "消防通道巡查", ("通道是否畅通", "灭火器是否完好"), "daily"),
            duty("disputes", "矛盾纠纷排查", ("邻里争执",), "weekly"),
            duty("places", "基础信息采集", ("新开的商铺",), "monthly"),
        ],
    )
    return found


@pytest.fixture
def phone(district: District) -> Phone:
    return Phone("grid")


class Phone:
    """A browser with the queue of the patrol pages in it: it sends fields and asks for JSON."""

    def __init__(self, username: str) -> None:
        self.client = Client()
        self.account = Account.objects.get(username=username)
        self.client.force_login(self.account, backend=BACKEND)

    def send(self, entry: str, key: UUID | None = None, **fields: Any) -> HttpResponse:
        given = {"entry": entry, "id": str(key or uuid4()), "account": str(self.account.pk), **fields}
        return self.client.post(ENTRIES, given, headers=JSON)

    def check(self, key: UUID | None = None, **fields: Any) -> HttpResponse:
        return self.send("check", key, **{"duty": "fire", "finding": "fine", **at_cell(), **fields})


def at_cell(community: str = factories.HERE, cell: int = 1) -> dict[str, str]:
    lat, lon = factories.spot(community, cell)
    return {"lat": str(lat), "lon": str(lon), "accuracy": "9"}


def photo(name: str = "门口.jpg") -> SimpleUploadedFile:
    written = io.BytesIO()
    Image.new("RGB", (40, 30), "white").save(written, "JPEG")
    return SimpleUploadedFile(name, written.getvalue(), "image/jpeg")


def answered(cell: int = 1) -> Case:
    """A case in a cell of 东街社区, answered and waiting to be looked at on site."""
    lat, lon = factories.spot(factories.HERE, cell)
    case = factories.registered(location={"lat": lat, "lon": lon})
    return factories.move("here", case, "answer", text="已疏通，请您查看").case


def test_one_touch_notes_a_duty_done(phone: Phone, clock: MovableClock) -> None:
    seen_at = clock.now - timedelta(hours=1)
    key = uuid4()
    response = phone.check(key, at=seen_at.isoformat())
    assert response.status_code == 201
    assert response.json() == {"id": str(key), "said": "消防通道巡查：一切正常，已记下", "code": "", "far": False}
    check = PatrolCheck.objects.get()
    assert (check.pk, check.at, check.received_at) == (key, seen_at, clock.now)
    assert check.area_id == f"{factories.HERE}001"
    page = phone.client.get("/patrol/").content.decode()
    assert "1 / 1" in page and "消防通道巡查" in page


def test_the_same_entry_sent_again_changes_nothing(phone: Phone) -> None:
    key, fields = uuid4(), {"finding": "problem", "text": "楼道里停着三辆电动车"}
    first = phone.check(key, **fields, photos=photo())
    again = phone.check(key, **fields, photos=photo())
    assert first.status_code == again.status_code == 201
    assert first.json() == again.json()
    assert PatrolCheck.objects.count() == Case.objects.count() == Attachment.objects.count() == 1


def test_a_check_is_known_by_its_key_even_when_the_answer_is_forgotten(phone: Phone) -> None:
    key = uuid4()
    phone.check(key, finding="problem", text="灭火器不见了")
    IdempotencyRecord.objects.all().delete()
    assert phone.check(key, finding="problem", text="灭火器不见了").status_code == 201
    IdempotencyRecord.objects.all().delete()
    assert phone.check(key, duty="disputes").status_code == 422
    assert Case.objects.count() == 1


@pytest.mark.parametrize("entry", ["report", "whistle"])
def test_an_entry_sent_again_days_later_opens_no_second_case(
    district: District, clock: MovableClock, entry: str
) -> None:
    """The answer is forgotten after two days; a phone that lay in a drawer tries again on the third."""
    fields = {
        "text": "窨井盖松动", "at": clock.now.isoformat(), **at_cell(), "category": factories.DRAIN, "kind": "routine",
        "reason": "请到现场", "organisations": [factories.WORKS],
    }  # fmt: skip
    if entry == "report":
        fields = {name: fields[name] for name in ("text", "at", "lat", "lon", "accuracy")}
    key, worker = uuid4(), Phone("here")
    first = worker.send(entry, key, photos=photo(), **fields).json()
    clock.advance(days=3)
    forget_answers(clock.now)
    assert not IdempotencyRecord.objects.exists()
    again = worker.send(entry, key, photos=photo(), **fields)
    assert (again.status_code, again.json()) == (201, first)
    case = Case.objects.get()
    assert (case.source, case.source_id) == ("patrol", str(key)) and Attachment.objects.count() == 1
    assert Whistle.objects.count() == (entry == "whistle")
    forget_answers(clock.now + timedelta(days=3))
    assert Phone("grid").send("report", key, text="别的事情").status_code == 422, "another's key"
    assert Case.objects.count() == 1


def test_a_key_cannot_be_used_for_something_else(phone: Phone) -> None:
    key = uuid4()
    phone.check(key)
    assert phone.check(key, text="另外的话").status_code == 409
    assert PatrolCheck.objects.get().note == ""


def test_a_problem_opens_a_case_from_the_spot(phone: Phone) -> None:
    told = phone.check(finding="problem", text="楼道里停着三辆电动车", photos=photo()).json()
    case = Case.objects.get()
    assert told["code"] == case.code
    assert case.channel == Channel.PATROL and case.office_id == factories.HERE
    assert case.text == "消防通道巡查：楼道里停着三辆电动车"
    assert case.area_id == f"{factories.HERE}001"
    assert PatrolCheck.objects.get().case == case
    assert case.attachments.get().is_photo


def test_a_problem_needs_a_word_and_nothing_is_written_without(phone: Phone) -> None:
    key = uuid4()
    refused = phone.check(key, finding="problem")
    assert refused.status_code == 422
    assert refused.json()["errors"][0]["field"] == "text"
    assert not PatrolCheck.objects.exists() and not Case.objects.exists()
    assert phone.check(key, finding="problem", text="灭火器过期").status_code == 201


@pytest.mark.parametrize(("away", "said"), [({"hours": 2}, "还没到"), ({"days": -8}, "超过 7 天")])
def test_a_time_that_cannot_be_is_refused(phone: Phone, clock: MovableClock, away: dict[str, int], said: str) -> None:
    refused = phone.check(at=(clock.now + timedelta(**away)).isoformat())
    assert refused.status_code == 422
    assert said in refused.json()["detail"]
    assert not PatrolCheck.objects.exists()


def test_a_phone_a_little_ahead_notes_nothing_in_the_future(phone: Phone, clock: MovableClock) -> None:
    assert phone.check(at=(clock.now + timedelta(minutes=3)).isoformat()).status_code == 201
    assert PatrolCheck.objects.get().at == clock.now


def test_a_position_far_away_is_kept_and_flagged(phone: Phone) -> None:
    assert phone.check(**at_cell(factories.HERE, 2)).json()["far"] is False
    assert phone.check(**at_cell(factories.ELSEWHERE, 4)).json()["far"] is True
    assert phone.check(lat="31.5", lon="104.5").json()["far"] is True
    page = phone.client.get("/patrol/").content.decode()
    assert page.count("· 位置不在您的网格内") == 2


def test_swapped_coordinates_are_named(phone: Phone) -> None:
    refused = phone.check(lat="104.005", lon="30.005")
    assert refused.status_code == 422
    assert "写反" in refused.json()["detail"] or "颠倒" in refused.json()["detail"] or "反" in refused.json()["detail"]


def test_a_report_that_came_late_says_when_it_was_seen(phone: Phone, clock: MovableClock) -> None:
    at = (clock.now - timedelta(hours=3)).isoformat()
    told = phone.send("report", text="窨井盖松动", at=at, photos=[photo("一.jpg")], **at_cell()).json()
    case = Case.objects.get(code=told["code"])
    assert case.text == "窨井盖松动\n现场发现时间：2026-11-02 06:30。"
    assert case.created_at == clock.now
    assert case.attachments.count() == 1


def test_a_report_without_position_goes_to_ones_own_community(phone: Phone) -> None:
    phone.send("report", text="公告栏玻璃碎了")
    case = Case.objects.get()
    assert (case.community, case.area_id, case.address) == (factories.HERE, factories.HERE, "河东街道东街社区")


def test_a_file_that_is_no_photo_is_refused_with_the_whole_entry(phone: Phone) -> None:
    false = SimpleUploadedFile("a.jpg", b"<?php echo 1;", "image/jpeg")
    refused = phone.send("report", text="窨井盖松动", photos=false, **at_cell())
    assert refused.status_code == 422
    assert not Case.objects.exists() and not Attachment.objects.exists()


def test_a_community_worker_blows_the_whistle_from_the_spot(district: District) -> None:
    fields = {
        "text": "下水道堵了", "category": factories.DRAIN, "kind": "joint", "reason": "请一起到现场",
        "organisations": [factories.WORKS, factories.WATER], **at_cell(),
    }  # fmt: skip
    key = uuid4()
    assert Phone("here").send("whistle", key, **fields).status_code == 201
    assert Phone("here").send("whistle", key, **fields).status_code == 201
    case = Case.objects.get()
    assert case.state == State.IN_PROGRESS and case.channel == Channel.PATROL
    assert Whistle.objects.count() == 1
    assert {one.organisation_id for one in Callout.objects.all()} == {factories.WORKS, factories.WATER}
    assert Phone("grid").send("whistle", **fields).status_code == 403
    assert Phone("there").send("whistle", **fields).status_code == 403
    assert Case.objects.count() == 1


def test_a_closing_on_site(phone: Phone) -> None:
    case = answered()
    page = phone.client.get("/patrol/closings").content.decode()
    assert "东街社区" in page and f'name="photos-{case.code}"' in page
    fields = {"code": case.code, "result": "solved", "text": "水已退", "seen": str(case.version), **at_cell()}
    key = uuid4()
    assert phone.send("close", key, photos=photo(), **fields).status_code == 201
    assert phone.send("close", key, photos=photo(), **fields).status_code == 201
    case.refresh_from_db()
    assert (case.state, case.result, case.closings) == (State.CLOSED, Result.SOLVED, 1)
    taken = case.attachments.get()
    assert (taken.step, taken.from_reporter, taken.organisation_id) == ("closing", False, factories.HERE)
    attached = CaseEvent.objects.filter(stream=case.pk).latest("seq")
    assert (attached.kind, attached.data["files"]) == ("attached", [{"id": str(taken.pk), "sha256": taken.sha256}])
    assert list(unfolded()) == []


def test_a_closing_that_comes_too_late_is_told_what_changed(phone: Phone) -> None:
    case = answered()
    seen = case.version
    factories.move("here", case, "close", result="not_solved")
    refused = phone.send("close", code=case.code, result="solved", seen=str(seen))
    assert refused.status_code == 409
    assert refused.json()["code"] == "stale"
    case.refresh_from_db()
    assert case.result == Result.NOT_SOLVED
    late = phone.send("close", code=case.code, result="solved", seen=str(seen), photos=photo())
    assert late.json()["code"] == "stale" and not Attachment.objects.exists()


def test_only_what_lies_in_ones_cells_is_shown_and_closed(phone: Phone) -> None:
    mine, other = answered(1), answered(3)
    shown = [row.case.code for row in queries.closings(factories.actor("grid"))]
    assert shown == [mine.code]
    assert {row.case.code for row in queries.closings(factories.actor("here"))} == {mine.code, other.code}
    assert queries.closings(factories.actor("there")) == []
    assert phone.send("close", code=other.code, result="solved").status_code == 403
    told = [one["properties"] for one in phone.client.get("/patrol/cells.geojson").json()["features"]]
    assert [one["code"] for one in told if "kind" not in one] == [f"{factories.HERE}001"]


def test_rounds_begin_anew_each_day_week_and_month(phone: Phone, clock: MovableClock) -> None:
    def done() -> dict[str, int]:
        return {group.every: group.done for group in queries.rounds(factories.actor("grid"))}

    for duty in ("fire", "disputes", "places"):
        phone.check(duty=duty)
    assert done() == {"daily": 1, "weekly": 1, "monthly": 1}
    clock.advance(days=1)
    assert done() == {"daily": 0, "weekly": 1, "monthly": 1}
    clock.advance(days=6)
    assert done() == {"daily": 0, "weekly": 0, "monthly": 1}
    clock.advance(days=25)
    assert done() == {"daily": 0, "weekly": 0, "monthly": 0}


@pytest.mark.parametrize("username", ["works", "street", "centre", "supervisor", "auditor", "admin"])
def test_the_patrol_is_for_those_who_go_on_it(district: District, username: str) -> None:
    other = Phone(username)
    for page in ("", "report", "whistle", "closings", "cells.geojson"):
        assert other.client.get(f"/patrol/{page}").status_code == 403
    assert other.check().status_code == 403
    assert not PatrolCheck.objects.exists()


def test_guests_are_asked_to_sign_in(district: District, client: Client) -> None:
    assert client.get("/patrol/").headers["Location"] == "/staff/sign-in?next=/patrol/"
    asked = client.post(ENTRIES, {"entry": "check"}, headers=JSON)
    assert asked.status_code == 401 and asked.json()["code"] == "sign_in"
    assert client.post(ENTRIES, {"entry": "check"}).status_code == 302


def test_an_entry_is_sent_only_under_the_name_of_who_made_it(phone: Phone) -> None:
    other = Account.objects.get(username="here")
    refused = phone.check(account=str(other.pk))
    assert refused.status_code == 403 and refused.json()["code"] == "other_account"
    assert not PatrolCheck.objects.exists()


def test_the_whistle_page_is_the_community_workers(phone: Phone) -> None:
    assert phone.client.get("/patrol/whistle").status_code == 403
    page = Phone("here").client.get("/patrol/whistle").content.decode()
    assert "排水管网堵塞" in page and "演示区水务局" in page


def test_without_scripts_forms_post_plainly(phone: Phone) -> None:
    fields = {"entry": "check", "id": str(uuid4()), "duty": "fire", "finding": "fine"}
    assert phone.client.post(ENTRIES, fields).headers["Location"] == "/patrol/"
    assert "消防通道巡查：一切正常，已记下" in phone.client.get("/patrol/").content.decode()
    fields = {"entry": "report", "id": str(uuid4()), "text": "短" * 9000, "address": "林家巷3号"}
    back = phone.client.post(ENTRIES, fields)
    assert back.status_code == 422
    page = back.content.decode()
    assert "短" * 9000 in page and "林家巷3号" in page and 'class="faults"' in page


def test_a_wrong_kind_of_entry_is_named(phone: Phone) -> None:
    assert phone.send("dance").status_code == 422
    assert phone.check(duty="dance").status_code == 422
    assert phone.send("check", finding="fine").status_code == 422
    assert not PatrolCheck.objects.exists()


def test_the_rounds_page_keeps_to_its_statements(phone: Phone, django_assert_max_num_queries: Any) -> None:
    answered()
    phone.check(finding="problem", text="灭火器过期")
    phone.client.get("/patrol/")
    with django_assert_max_num_queries(9):
        assert phone.client.get("/patrol/").status_code == 200
