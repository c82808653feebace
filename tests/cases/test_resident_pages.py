"""What residents do once something is reported: follow it, answer, rate, look around; without scripts."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from linli.cases import access
from linli.cases.actions import attach, perform
from linli.cases.models import Attachment, Case
from linli.people.actors import Actor
from linli.people.models import Account
from linli.people.vault import blind_index, seal
from linli.places.coordinates import distance_m
from tests.cases.resident_town import DONGJIE, DRAIN, Town, build, holding, html, middle, picture

pytestmark = pytest.mark.django_db
ASKED = "请居民补充情况，时限暂停"


@pytest.fixture
def town(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Town:
    monkeypatch.setattr(settings, "MEDIA_ROOT", tmp_path / "media")
    return build()


@pytest.fixture
def resident(town: Town) -> Client:
    """Someone signed in with their telephone."""
    phone = "13800000001"
    account = Account.objects.create(phone_cipher=seal(phone), phone_index=blind_index(phone))
    client = Client()
    client.force_login(account)
    return client


# Following


def test_the_public_sees_little_of_what_is_not_published(client: Client, town: Town) -> None:
    case, receipt = town.report("我家（13808315678）楼下污水外溢", address="林家巷52号")
    attach(Actor.guest(case.pk), case.code, [picture()])
    photo = Attachment.objects.get()
    page = html(client.get(f"/c/{case.code}"))
    for secret in ("污水", "13808315678", "林家巷52号", "网格", str(photo.pk)):
        assert secret not in page
    for address in (f"/c/{case.code}/papers/{photo.pk}", f"/c/{case.code}/papers/{photo.pk}/small"):
        assert client.get(address).status_code == 404
        assert holding(case, receipt).get(address).status_code == 200


def test_what_is_published_shows_its_public_title_and_photos(client: Client, town: Town) -> None:
    case, receipt = town.published()
    paper = SimpleUploadedFile("身份.pdf", b"%PDF-1.4\n%%EOF\n")
    attach(Actor.guest(case.pk), case.code, [picture(), paper])
    photo, paper = Attachment.objects.order_by("created_at")
    page = html(client.get(f"/c/{case.code}"))
    assert "林家巷口污水外溢" in page and DRAIN not in page and str(photo.pk) in page and str(paper.pk) not in page
    served = client.get(f"/c/{case.code}/papers/{photo.pk}")
    assert served.headers["Content-Type"] == "image/jpeg" and served.headers["X-Content-Type-Options"] == "nosniff"
    assert client.get(f"/c/{case.code}/papers/{paper.pk}").status_code == 404
    mine = holding(case, receipt).get(f"/c/{case.code}/papers/{paper.pk}")
    assert mine.headers["Content-Disposition"].startswith("attachment")


def test_a_code_is_read_as_people_write_it(client: Client, town: Town) -> None:
    case, receipt = town.report()
    spoken = case.code.lower().replace("-", "")
    assert client.get(f"/c/{spoken}").headers["Location"] == f"/c/{case.code}"
    assert client.get("/follow", {"code": spoken}).headers["Location"] == f"/c/{case.code}"
    opened = client.post("/follow", {"code": spoken, "receipt": receipt.lower().replace("-", " ")})
    assert opened.headers["Location"] == f"/c/{case.code}"
    assert DRAIN in html(client.get(f"/c/{case.code}"))


def test_a_wrong_code_or_another_case_s_receipt_is_said_so_with_what_was_typed(client: Client, town: Town) -> None:
    case, _own = town.report()
    _other, foreign = town.report("别的事情，路灯不亮")
    answer = client.post("/follow", {"code": "CP-1111-1111"})
    assert answer.status_code == 404 and "CP-1111-1111" in html(answer)
    answer = client.post("/follow", {"code": case.code, "receipt": foreign})
    assert answer.status_code == 404 and foreign in html(answer) and case.code in html(answer)
    assert client.get(f"/c/{case.code}", {"k": foreign}).status_code == 404
    assert DRAIN not in html(client.get(f"/c/{case.code}"))


def test_an_altered_cookie_proves_nothing(client: Client, town: Town) -> None:
    case, _receipt = town.report()
    client.cookies[access.RECEIPTS] = f"{case.code}.{case.receipt_digest[:12]}:1abc:forged"
    assert DRAIN not in html(client.get(f"/c/{case.code}"))


def test_a_question_is_answered_on_the_page(town: Town) -> None:
    case, receipt = town.published()
    perform(town.desk, case.code, "ask", {"question": "是哪一个井盖？"})
    client = holding(case, receipt)
    assert "是哪一个井盖？" in html(client.get(f"/c/{case.code}"))
    assert "是哪一个井盖？" not in html(Client().get(f"/c/{case.code}"))
    seen = Case.objects.get(pk=case.pk).version
    empty = client.post(f"/c/{case.code}/moves/reply", {"text": "", "seen": seen})
    assert empty.status_code == 422 and 'role="alert"' in html(empty)
    assert client.post(f"/c/{case.code}/moves/reply", {"text": "巷口那个", "seen": seen}).status_code == 302
    case.refresh_from_db()
    assert case.state == "registered" and "巷口那个" in html(client.get(f"/c/{case.code}"))


def test_a_passer_by_who_posts_a_form_reads_nothing_of_the_course(client: Client, town: Town) -> None:
    case, receipt = town.published()
    perform(town.desk, case.code, "ask", {"question": "是哪一个井盖？"})
    for seen in ("0", "1", "²", "9" * 5000):
        refused = client.post(f"/c/{case.code}/moves/reply", {"text": "我是本人", "seen": seen})
        assert refused.status_code == 403
        assert ASKED not in html(refused)
    assert ASKED in html(holding(case, receipt).post(f"/c/{case.code}/moves/reply", {"text": "是我", "seen": "2"}))


def test_rating_reopening_and_only_once(town: Town) -> None:
    case, receipt = town.closed()
    client = holding(case, receipt)
    address, seen = f"/c/{case.code}/moves", case.version
    page = html(client.get(f"/c/{case.code}"))
    assert f'action="{address}/rate"' in page and "已疏通管道" in page
    half = client.post(f"{address}/rate", {"score": "4", "text": "还行", "seen": seen})
    assert half.status_code == 422 and "还行" in html(half) and re.search(r'value="4" checked', html(half))
    assert client.post(f"{address}/rate", {"score": "2", "solved": "false", "seen": seen}).status_code == 302
    case.refresh_from_db()
    assert (case.score, case.solved) == (2, False)
    assert f'action="{address}/rate"' not in html(client.get(f"/c/{case.code}"))
    assert client.post(f"{address}/reopen", {"reason": "又堵了", "seen": case.version}).status_code == 302
    case.refresh_from_db()
    assert case.state == "reopened"
    perform(town.desk, case.code, "answer", {"text": "再次疏通"})
    perform(town.desk, case.code, "close", {"result": "solved"})
    page = html(client.get(f"/c/{case.code}"))
    assert f'action="{address}/reopen"' not in page and f'action="{address}/rate"' in page
    assert client.post(f"{address}/reopen", {"reason": "又堵了"}).status_code == 403


def test_others_may_make_none_of_the_reporter_s_moves(client: Client, town: Town) -> None:
    case, _receipt = town.closed()
    assert "/moves/" not in html(client.get(f"/c/{case.code}"))
    for name, given in (("rate", {"score": "5", "solved": "true"}), ("reopen", {"reason": "没修好"}), ("withdraw", {})):
        assert client.post(f"/c/{case.code}/moves/{name}", given).status_code in (403, 409)
    assert client.post(f"/c/{case.code}/moves/register", {"category": "010101"}).status_code == 404
    assert Case.objects.get(pk=case.pk).score is None


def test_a_page_that_has_become_old_says_what_changed_and_loses_nothing(town: Town) -> None:
    case, receipt = town.published()
    client = holding(case, receipt)
    seen = case.version
    perform(town.desk, case.code, "note", {"text": "内部：此人常来"})
    perform(town.desk, case.code, "answer", {"text": "已派人"})
    stale = client.post(f"/c/{case.code}/moves/withdraw", {"reason": "已经修好了", "seen": seen})
    assert stale.status_code == 409
    page = html(stale)
    assert "已派人" in page and "已经修好了" in page and "内部" not in page


def test_what_only_the_desk_sees_makes_no_page_old(town: Town) -> None:
    case, receipt = town.published()
    client = holding(case, receipt)
    perform(town.desk, case.code, "note", {"text": "内部：此人常来"})
    gone = client.post(f"/c/{case.code}/moves/withdraw", {"reason": "已经修好了", "seen": case.version})
    assert gone.status_code == 302 and Case.objects.get(pk=case.pk).state == "withdrawn"


def test_photos_are_added_on_the_page(town: Town) -> None:
    case, receipt = town.published()
    client = holding(case, receipt)
    assert client.post(f"/c/{case.code}/photos", {"photos": [picture()]}).status_code == 302
    assert case.attachments.count() == 1
    assert client.post(f"/c/{case.code}/photos").status_code == 422
    bad = client.post(f"/c/{case.code}/photos", {"photos": [SimpleUploadedFile("a.jpg", b"MZ")]})
    assert bad.status_code == 422 and "a.jpg" in html(bad)
    assert Client().post(f"/c/{case.code}/photos", {"photos": [picture(size=(9, 9))]}).status_code == 403


def test_the_departments_called_and_their_clocks_stand_on_the_page(client: Client, town: Town) -> None:
    case, _receipt = town.published()
    perform(town.desk, case.code, "whistle", {"kind": "joint", "reason": "要一起来", "organisations": ["511502-zhzf"]})
    page = html(client.get(f"/c/{case.code}"))
    assert "区综合行政执法局" in page and "data-due" in page and "要一起来" not in page


def test_a_case_page_costs_few_statements(town: Town, django_assert_max_num_queries) -> None:
    case, receipt = town.published()
    client = holding(case, receipt)
    client.get(f"/c/{case.code}")
    with django_assert_max_num_queries(10):
        client.get(f"/c/{case.code}")


# Mine


def test_mine_lists_the_account_s_cases_page_by_page_and_this_browser_s(resident: Client, town: Town) -> None:
    account = Account.objects.get(kind="resident")
    for number in range(23):
        town_case, _receipt = town.report(f"第{number}件事情，路灯不亮")
        Case.objects.filter(pk=town_case.pk).update(account=account)
    guest_case, receipt = town.report("客人报的一件事")
    resident.get(f"/c/{guest_case.code}", {"k": receipt})
    page = html(resident.get("/my"))
    assert "第22件事情" in page and "第0件事情" not in page and "客人报的一件事" in page
    older = re.search(r'rel="next" href="([^"]+)"', page)
    assert older
    page = html(resident.get("/my" + older[1]))
    assert "第0件事情" in page and "第22件事情" not in page and 'rel="prev"' in page


def test_what_was_reported_under_this_telephone_opens_as_the_reporter_s(resident: Client, town: Town) -> None:
    case, _receipt = town.report(contact={"phone": "13800000001"})
    assert DRAIN not in html(resident.get(f"/c/{case.code}"))
    assert case.reporter
    case.reporter.account = Account.objects.get(kind="resident")
    case.reporter.save()
    assert DRAIN in html(resident.get(f"/c/{case.code}"))
    assert case.code in html(resident.get("/my"))


def test_mine_of_a_stranger_offers_to_sign_in(client: Client, town: Town) -> None:
    page = html(client.get("/my"))
    assert "/sign-in?next=/my" in page and "/cuiping/report" in page


# Near by


def test_open_published_cases_are_listed_and_the_others_are_not(client: Client, town: Town) -> None:
    shown, _receipt = town.published()
    hidden, _receipt = town.report("没有公开的一件事")
    done, _receipt = town.closed()
    page = html(client.get("/cuiping/nearby"))
    assert shown.code in page and hidden.code not in page and done.code not in page
    assert shown.code not in html(client.get("/cuiping/nearby", {"category": "02"}))
    assert shown.code in html(client.get("/cuiping/nearby", {"category": "01"}))
    assert shown.code not in html(client.get("/cuiping/nearby", {"area": "511502001002"}))


def test_what_is_open_is_counted_as_far_as_anyone_needs(
    client: Client, town: Town, django_assert_max_num_queries
) -> None:
    town.published()
    # What a process keeps of a district, such as whether it has policies, is known from the page before.
    client.get("/cuiping/open")
    with django_assert_max_num_queries(6) as asked:
        assert "在办 1 件" in html(client.get("/cuiping/nearby"))
    counting = [one["sql"] for one in asked.captured_queries if "COUNT(" in one["sql"]]
    assert counting and all("LIMIT 1000" in sql for sql in counting)


def test_around_me_is_by_cells(client: Client, town: Town) -> None:
    case, _receipt = town.published()
    lat, lon = middle(1, 1)
    assert case.code in html(client.get("/cuiping/nearby", {"lat": lat, "lon": lon}))
    lat, lon = middle(3, 0)
    assert case.code not in html(client.get("/cuiping/nearby", {"lat": lat, "lon": lon}))
    outside = client.get("/cuiping/nearby", {"lat": 31, "lon": 121})
    assert outside.status_code == 200 and case.code in html(outside)
    assert client.get("/cuiping/nearby", {"lat": "x", "lon": "y"}).status_code == 200


def test_no_exact_place_is_given_away(client: Client, town: Town) -> None:
    lat, lon = middle(0, 0)[0] + 0.0011, middle(0, 0)[1] - 0.0013
    case, _receipt = town.published(location={"lat": lat, "lon": lon}, address="林家巷52号")
    other, _receipt = town.published("林家巷的垃圾没人收")
    told = json.loads(client.get("/cuiping/nearby.geojson").content)
    (feature,) = told["features"]
    there = feature["geometry"]["coordinates"]
    assert feature["properties"]["count"] == 2 and distance_m(lat, lon, there[1], there[0]) > 50
    everything = "".join(
        html(client.get(address)) for address in ("/cuiping/nearby", "/cuiping/nearby.geojson", f"/c/{case.code}")
    )
    for exact in (f"{lat:.4f}", f"{lon:.4f}", "林家巷52号"):
        assert exact not in everything
    assert other.code in html(client.get(feature["properties"]["href"]))


@pytest.mark.parametrize(
    ("title", "shown"),
    [
        ("林家巷52号污水外溢", "林家巷污水外溢"), ("新城大道128号3栋2单元601室漏水", "新城大道漏水"), ("5号楼电梯坏了", "电梯坏了"),
        ("人民路20-3号门口积水", "人民路门口积水"), ("3号线站口没有路灯", "3号线站口没有路灯"), ("打13808315678找我", "打****找我"),
    ],
)  # fmt: skip
def test_public_titles_lead_to_no_door_and_no_person(title: str, shown: str) -> None:
    assert Case(title=title).public_title == shown


def test_the_ground_of_the_maps_is_the_cells(client: Client, town: Town) -> None:
    told = json.loads(client.get("/cuiping/cells.geojson", {"area": DONGJIE}).content)
    cells = [one for one in told["features"] if "kind" not in one["properties"]]
    assert len(cells) == 4 and {one["properties"]["code"][:12] for one in told["features"]} == {DONGJIE}
