"""Reporting in three steps in a browser without scripts: nothing typed is lost, nothing unclear is guessed."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.staticfiles import finders
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from linli.cases import access
from linli.cases.models import Attachment, Case, ReportDraft
from tests.cases.resident_town import DONGJIE, DRAIN, Town, build, html, middle, picture

pytestmark = pytest.mark.django_db


@pytest.fixture
def town(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Town:
    monkeypatch.setattr(settings, "MEDIA_ROOT", tmp_path / "media")
    return build()


def say(client: Client, text: str = DRAIN, **more):
    return client.post("/cuiping/report", {"text": text, **more})


def reach(client: Client, **more):
    return client.post("/cuiping/report/reach", more)


def shown_receipt(page: str) -> str:
    found = re.search(r'class="receipt">([^<]+)<', page)
    assert found
    return found[1]


def test_the_first_page_weighs_little(client: Client, town: Town) -> None:
    page = client.get("/cuiping/report").content
    served = re.findall(r'(?:src|href)="/static/([^"]+)"', page.decode())
    weight = len(page) + sum(Path(str(finders.find(name))).stat().st_size for name in set(served))
    assert weight < 100_000


def test_the_story_in_three_steps_with_two_photos_and_no_account(client: Client, town: Town) -> None:
    page = html(client.get("/cuiping/report"))
    assert "autofocus" in page and 'enctype="multipart/form-data"' in page
    step = say(client, photos=[picture(), picture(size=(50, 50), name="近.jpg")])
    assert step.headers["Location"] == "/cuiping/report/where"
    assert "东街社区 · 林家巷52号" in html(client.get("/cuiping/report/where"))
    step = client.post("/cuiping/report/where", {"address": "东街社区林家巷52号"})
    assert step.headers["Location"] == "/cuiping/report/reach"
    page = html(client.get("/cuiping/report/reach"))
    assert "东街社区居委会" in page and "林家巷" in page
    done = reach(client, phone="138 0831 5678", name="刘先生")
    case = Case.objects.get()
    assert done.headers["Location"] == f"/c/{case.code}/received"
    assert case.area_id == f"{DONGJIE}001" and case.text == DRAIN and case.attachments.count() == 2
    assert case.reporter and case.reporter.phone == "13808315678"
    page = html(client.get(done.headers["Location"]))
    receipt = shown_receipt(page)
    assert case.code in page and "东街社区居委会" in page
    assert access.prove(case.code, receipt) == case
    assert DRAIN in html(client.get(f"/c/{case.code}")), "this browser opens it as its reporter"
    assert DRAIN not in html(Client().get(f"/c/{case.code}")), "others do not"
    assert not ReportDraft.objects.exists()


def test_the_receipt_is_shown_only_where_it_was_given(client: Client, town: Town) -> None:
    say(client)
    client.post("/cuiping/report/where", {"address": "东街社区林家巷52号"})
    address = reach(client).headers["Location"]
    assert shown_receipt(html(client.get(address)))
    assert Client().get(address).status_code == 302
    held = client.cookies[access.RECEIPTS]
    assert held["httponly"] and held["samesite"] == "Lax"


@pytest.mark.parametrize(("text", "said"), [("", "“"), ("字" * 10_000, "10000")])
def test_a_text_that_will_not_do_comes_back_with_what_was_typed_and_photographed(
    client: Client, town: Town, text: str, said: str
) -> None:
    answer = say(client, text, photos=[picture()])
    assert answer.status_code == 422
    page = html(answer)
    assert 'role="alert"' in page and said in page and text in page
    assert Attachment.objects.filter(draft__isnull=False).count() == 1 and "/cuiping/report/photos/" in page
    assert text in html(client.get("/cuiping/report"))


def test_a_file_that_will_not_do_is_named_and_the_words_are_kept(client: Client, town: Town) -> None:
    bad = SimpleUploadedFile("photo.jpg", b"<?php echo 1; ?>", "image/jpeg")
    answer = say(client, photos=[bad])
    assert answer.status_code == 422
    assert "photo.jpg" in html(answer) and DRAIN in html(answer)
    assert DRAIN in html(client.get("/cuiping/report"))


def test_a_good_photo_is_kept_beside_one_that_will_not_do(client: Client, town: Town) -> None:
    bad = SimpleUploadedFile("photo.jpg", b"<?php echo 1; ?>", "image/jpeg")
    answer = say(client, photos=[bad, picture()])
    assert answer.status_code == 422 and "photo.jpg" in html(answer)
    assert Attachment.objects.count() == 1


def test_a_photo_can_be_taken_out_again_and_all_begun_afresh(client: Client, town: Town) -> None:
    say(client, photos=[picture()])
    photo = Attachment.objects.get()
    address = f"/cuiping/report/photos/{photo.pk}"
    assert client.get(address).headers["Content-Type"] == "image/jpeg"
    assert Client().get(address).status_code == 404, "a draft's photo is its writer's"
    client.post("/cuiping/report", {"text": DRAIN + "！", "remove": str(photo.pk)})
    assert not Attachment.objects.exists() and DRAIN + "！" in html(client.get("/cuiping/report"))
    client.post("/cuiping/report", {"fresh": "1"})
    assert not ReportDraft.objects.exists() and DRAIN not in html(client.get("/cuiping/report"))


def test_a_position_is_enough(client: Client, town: Town) -> None:
    say(client, "路灯不亮")
    lat, lon = middle(1, 1)
    assert client.post("/cuiping/report/where", {"lat": lat, "lon": lon, "accuracy": 12}).status_code == 302
    reach(client)
    assert Case.objects.get().area_id == f"{DONGJIE}004"


def test_a_place_named_in_the_words_is_proposed_and_taken(client: Client, town: Town) -> None:
    say(client)
    assert "东街社区 · 林家巷52号" in html(client.get("/cuiping/report/where"))
    assert client.post("/cuiping/report/where", {"address": ""}).status_code == 302
    reach(client)
    assert Case.objects.get().area_id == f"{DONGJIE}001"


def test_an_address_that_fits_several_places_is_asked_back(client: Client, town: Town) -> None:
    say(client, "路灯不亮")
    page = html(client.post("/cuiping/report/where", {"address": "人民路20号"}))
    assert page.count('type="radio"') == 3 and "东街社区" in page and "西街社区" in page and "人民路20号" in page
    chosen = {"address": "人民路20号", "asked": "人民路20号", "place": "511502001002"}
    assert client.post("/cuiping/report/where", chosen).status_code == 302
    reach(client)
    case = Case.objects.get()
    assert case.community == "511502001002" and case.address == "西街社区人民路20号"


def test_what_nobody_knows_goes_to_the_district_centre(client: Client, town: Town) -> None:
    say(client, "路灯不亮")
    answer = client.post("/cuiping/report/where", {"address": "老张家旁边"})
    assert answer.status_code == 422 and "老张家旁边" in html(answer)
    assert client.post("/cuiping/report/where", {"address": ""}).status_code == 422
    assert client.post("/cuiping/report/where", {"address": "老张家旁边", "find": "1"}).status_code == 302
    reach(client)
    case = Case.objects.get()
    assert case.area_id is None and case.office_id == "511502" and case.address == "老张家旁边"


@pytest.mark.parametrize(
    ("position", "said"),
    [((30.0, 125.0), "翠屏区"), ((104.622, 28.762), "104.622"), (("abc", "1"), "abc"), ((28.762, ""), "")],
)
def test_a_position_that_cannot_be_is_named_and_the_address_is_kept(
    client: Client, town: Town, position, said: str
) -> None:
    say(client, "路灯不亮")
    sent = {"address": "东街社区", "lat": position[0], "lon": position[1]}
    answer = client.post("/cuiping/report/where", sent)
    assert answer.status_code == 422
    assert said in html(answer) and 'value="东街社区"' in html(answer)


def test_an_address_elsewhere_is_told_so(client: Client, town: Town) -> None:
    say(client, "路灯不亮")
    answer = client.post("/cuiping/report/where", {"address": "成都市武侯区人民南路", "find": "1"})
    assert answer.status_code == 422 and "成都市" in html(answer)


def test_a_telephone_number_with_ten_digits_comes_back(client: Client, town: Town) -> None:
    say(client)
    client.post("/cuiping/report/where", {})
    answer = reach(client, phone="1380831567", name="刘先生")
    assert answer.status_code == 422
    assert "1380831567" in html(answer) and "刘先生" in html(answer) and not Case.objects.exists()
    assert reach(client, phone="13808315678").status_code == 302


def test_sent_twice_is_one_case(client: Client, town: Town) -> None:
    say(client)
    client.post("/cuiping/report/where", {})
    secret = client.cookies["report"].value
    first = reach(client)
    client.cookies["report"] = secret
    again = reach(client)
    assert first.headers["Location"] == again.headers["Location"] and Case.objects.count() == 1


def test_without_a_draft_the_steps_begin_at_the_first(client: Client, town: Town) -> None:
    for address in ("/cuiping/report/where", "/cuiping/report/reach"):
        assert client.get(address).headers["Location"] == "/cuiping/report"
        assert client.post(address, {}).headers["Location"] == "/cuiping/report"
    assert client.get("/nowhere/report").status_code == 404


def test_the_same_trouble_is_offered_before_it_is_filed(client: Client, town: Town) -> None:
    case, _receipt = town.published()
    say(client, "林家巷污水又冒出来了，下水道堵")
    client.post("/cuiping/report/where", {"address": "林家巷50号"})
    page = html(client.get("/cuiping/report/reach"))
    assert f'formaction="/c/{case.code}/follow"' in page and case.title in page
    assert DRAIN not in page, "the reporter's words are not for others"
    followed = client.post(f"/c/{case.code}/follow")
    assert followed.headers["Location"] == f"/c/{case.code}"
    client.post(f"/c/{case.code}/follow")
    case.refresh_from_db()
    assert case.followers == 1
    assert "/c/" + case.code in html(client.get("/my"))


def test_what_is_not_public_is_not_offered(client: Client, town: Town) -> None:
    case, _receipt = town.report()
    say(client)
    client.post("/cuiping/report/where", {})
    assert case.code not in html(client.get("/cuiping/report/reach"))
    assert client.post(f"/c/{case.code}/follow").status_code == 404


def test_the_place_is_said_while_it_is_chosen(client: Client, town: Town) -> None:
    say(client, "路灯不亮")
    lat, lon = middle(0, 1)
    part = html(client.get("/cuiping/report/place", {"lat": lat, "lon": lon}))
    assert "第3网格" in part and "<html" not in part
    assert "翠屏区" in html(client.get("/cuiping/report/place", {"lat": 30, "lon": 120}))
    assert client.get("/cuiping/report/place", {"lat": "x", "lon": "y"}).status_code == 200
