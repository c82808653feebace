"""Applying from a phone: a page for each group, kept at every step, documents once, everything named before it is sent."""

from __future__ import annotations

from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client

from linli.applications.actions import drafting
from linli.applications.models import Document, Draft
from linli.applications.queries.drafts import documents_of
from linli.cases.models import Case
from linli.places.models import District
from tests import factories
from tests.applications import town

pytestmark = pytest.mark.django_db
START = f"/{factories.SLUG}/services/{town.ELDERLY}/apply"
ANDROID = "Mozilla/5.0 (Linux; Android 14) Chrome/120"
WINDOWS = "Mozilla/5.0 (Windows NT 10.0) Edg/120 Chrome/120"


@pytest.fixture
def place(clock: Any) -> District:
    return town.district()


def browser(phone: str = "13800000001", agent: str = ANDROID) -> Client:
    client = Client(headers={"user-agent": agent})
    account = town.resident(phone).account
    assert account is not None
    client.force_login(account, backend="linli.people.session_store.Accounts")
    return client


def said(answer: HttpResponse) -> str:
    return answer.content.decode()


ELDER = {"f-elder.name": "刘桂芳", "f-elder.id_number": "11010519491231002X", "f-elder.phone": "138 1234 2071"}
PAGES: list[dict[str, Any]] = [
    {**ELDER, "f-household_area": factories.HERE, "f-address": "林家巷52号", "f-living": "自己住"},
    {"f-applicant": "老人本人"},
    {"f-card": "4111111111111111", "f-promise": "1"},
]


def begun(client: Client) -> str:
    answer = client.post(START)
    return answer["Location"].rpartition("/")[0]


def filled(client: Client) -> str:
    """A draft filled in to the documents."""
    base = begun(client)
    for at, page in enumerate(PAGES, 1):
        answer = client.post(f"{base}/{at}", {**page, "next": ""})
        assert answer.status_code == 302, said(answer)
    return base


def hand_in(client: Client, base: str, *materials: str) -> None:
    for material in materials:
        answer = client.post(f"{base}/4", {"about": material, "files": [town.paper(f"{material}.jpg")], "hand_in": "1"})
        assert answer.status_code == 302, said(answer)


def test_a_guest_signs_in_first(place: District, client: Client) -> None:
    assert client.get(START)["Location"].startswith("/sign-in?next=")


def test_from_the_first_page_to_handed_in(place: District) -> None:
    client = browser()
    assert "老人的居民身份证" in said(client.get(START))
    base = filled(client)
    hand_in(client, base, "id_card", "bank_card")
    assert client.post(f"{base}/4", {"next": ""})["Location"] == f"{base}/5"
    look = said(client.get(f"{base}/5"))
    assert "刘桂芳" in look and "东街社区" in look and "1949年12月31日" in look
    sent = client.post(f"{base}/5", {"send": ""})
    case = Case.objects.get()
    assert sent["Location"] == f"/a/{case.code}" and not Draft.objects.exists()
    page = said(client.get(f"/a/{case.code}"))
    assert "东街社区居民委员会" in page and "刘桂芳" in page
    assert client.post(f"{base}/5", {"send": ""})["Location"] == "/my"
    assert Case.objects.count() == 1


def test_what_is_wrong_is_kept_and_said_on_its_page(place: District) -> None:
    client = browser()
    base = begun(client)
    wrong = {**PAGES[0], "f-elder.id_number": "110105194912310021", "f-living": ""}
    answer = client.post(f"{base}/1", {**wrong, "next": ""})
    assert answer.status_code == 422
    assert "110105194912310021" in said(answer) and "校验位" in said(answer) and "现在和谁住" in said(answer)
    assert 'value="110105194912310021"' in said(client.get(f"{base}/1"))


def test_one_goes_on_on_another_device(place: District) -> None:
    base = begun(browser())
    browser().post(f"{base}/1", {**PAGES[0], "later": ""})
    other = browser(agent=WINDOWS)
    assert "接着填" in said(other.get(START))
    page = said(other.get(f"{base}/1"))
    assert "刘桂芳" in page and "Chrome · Android" in page
    assert browser("13900000002").get(f"{base}/1").status_code == 404


def test_two_devices_on_two_pages_lose_nothing_of_each_other(place: District) -> None:
    base = begun(browser())
    browser().post(f"{base}/1", {**PAGES[0], "save": "1"})
    browser(agent=WINDOWS).post(f"{base}/2", {**PAGES[1], "save": "1"})
    answers = drafting.answers_of(Draft.objects.get())
    assert answers["elder"]["name"] == "刘桂芳" and answers["applicant"] == "老人本人"


def test_next_time_the_documents_are_offered_again(place: District) -> None:
    client = browser()
    base = filled(client)
    hand_in(client, base, "id_card", "bank_card")
    client.post(f"{base}/5", {"send": ""})
    again = begun(client)
    first = said(client.get(f"{again}/1"))
    assert "林家巷52号" in first and "刘桂芳" in first and "use-elder" in first
    client.post(f"{again}/1", {"use-elder": "0-002X"})
    assert drafting.answers_of(Draft.objects.get())["elder"]["name"] == "刘桂芳"
    documents = said(client.get(f"{again}/4"))
    assert "从材料库选" in documents
    known = Document.objects.order_by("id").first()
    assert known is not None
    client.post(f"{again}/4", {"about": "id_card", "choose": str(known.pk)})
    assert known in documents_of(Draft.objects.get())["id_card"]


def test_a_file_that_is_not_what_it_says(place: District) -> None:
    from django.core.files.uploadedfile import SimpleUploadedFile

    client = browser()
    base = filled(client)
    fake = SimpleUploadedFile("证件.jpg", b"MZ\x90\x00 a program")
    answer = client.post(f"{base}/4", {"about": "id_card", "files": [fake], "hand_in": "1"})
    assert answer.status_code == 422 and "证件.jpg" in said(answer) and "程序" in said(answer)
    assert client.post(f"{base}/4", {"about": "id_card", "hand_in": "1"}).status_code == 422


def test_a_form_that_changed_meanwhile_keeps_what_was_typed(place: District) -> None:
    client = browser()
    base = begun(client)
    town.offer(
        place, town.spec_of("cuiping", town.ELDERLY, days={"promised": 5}), town.spec_of("yicheng", town.OVERSEAS)
    )
    answer = client.post(f"{base}/1", {**PAGES[0], "next": ""})
    assert answer.status_code == 409 and "第 1 版" in said(answer)
    client.post(f"{base}/version")
    assert "刘桂芳" in said(client.get(f"{base}/1"))


def test_counter_mode_needs_a_signature_and_gives_a_receipt(place: District) -> None:
    client = Client()
    client.post("/staff/sign-in", {"username": "here", "password": factories.PASSWORD})
    assert "高龄津贴" in said(client.get("/desk/help?q=老人 补贴"))
    assert client.post(f"/desk/help/for/{town.ELDERLY}", {"name": ""}).status_code == 422
    base = client.post(f"/desk/help/for/{town.ELDERLY}", {"name": "刘桂芳"})["Location"].rpartition("/")[0]
    for at, page in enumerate(PAGES, 1):
        client.post(f"{base}/{at}", {**page, "next": ""})
    hand_in(client, base, "id_card", "bank_card")
    unsigned = client.post(f"{base}/5", {"send": ""})
    assert unsigned.status_code == 422 and "签" in said(unsigned)
    done = client.post(f"{base}/5", {"send": "", "signature": town.paper("sign.png")})
    case = Case.objects.get()
    assert done["Location"] == f"/desk/help/{case.code}" and case.channel == "desk" and case.account_id is None
    receipt = said(client.get(done["Location"])).partition('class="receipt">')[2].partition("<")[0]
    anyone = Client()
    assert anyone.get(f"/c/{case.code}", {"k": receipt}, follow=True).status_code == 200
    assert "刘桂芳" in said(anyone.get(f"/a/{case.code}"))
    assert Document.objects.filter(account=None).count() == 3
