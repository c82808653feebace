"""An application's page for who handed it in, at whatever counter: what was said of it, and its pictures."""

from __future__ import annotations

from html import unescape
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from linli.applications import actions
from linli.applications.models import Page
from linli.cases.actions.papers import stored
from linli.cases.models import Case
from linli.ids import receipt_digest
from linli.people.actors import Actor
from tests import factories
from tests.applications import town
from tests.applications.review_desk import at_desk
from tests.applications.test_apply_pages import browser, said
from tests.cases.resident_town import picture

pytestmark = pytest.mark.django_db
RECEIPT = "5F2A-9K3D-7K3F-9QWD"


@pytest.fixture(autouse=True)
def place(clock: Any) -> None:
    town.district()


def with_receipt(case: Case) -> Client:
    """A browser of nobody's that was shown the receipt."""
    Case.objects.filter(pk=case.pk).update(receipt_digest=receipt_digest(RECEIPT))
    client = Client()
    client.get(f"/c/{case.code}", {"k": RECEIPT})
    return client


def corrected(owner: Actor, case: Case) -> None:
    held = {one.material: [one.document_id] for one in case.handed_in.all()}
    actions.perform(owner, case.code, "correct", {"answers": town.elderly_answers(), "documents": held})


def page_of(case: Case) -> str:
    """Above what happened, where everything that was ever said stands once more."""
    return unescape(said(browser().get(f"/a/{case.code}"))).partition('class="timeline"')[0]


def test_what_was_said_with_a_return_is_not_said_of_what_came_after() -> None:
    owner = town.resident()
    case = town.apply(owner)
    town.move("here", case, "return", shortcomings={"address": "请写到门牌号"}, text="改好就能办")
    assert "改好就能办" in page_of(case)
    corrected(owner, case)
    assert "改好就能办" not in page_of(case)
    case = town.agree(case, "here", "street", "works")
    assert 'id="decision"' in page_of(case) and "改好就能办" not in page_of(case)
    town.move("works", case, "revoke", reason="核查发现户籍不符")
    assert "核查发现户籍不符" in page_of(case)


def test_what_was_said_with_a_return_is_not_said_of_a_withdrawal() -> None:
    owner = town.resident()
    case = town.apply(owner)
    town.move("here", case, "return", shortcomings={"address": "请写到门牌号"}, text="改好就能办")
    actions.perform(owner, case.code, "withdraw", {"reason": "不办了"})
    assert "改好就能办" not in page_of(case)


def test_who_holds_the_receipt_sees_the_pictures_of_that_application_alone() -> None:
    case, other = town.apply(), town.apply(town.resident("13800000002"))
    holder = with_receipt(case)
    html = said(holder.get(f"/a/{case.code}"))
    pictures = [f"/a/{case.code}/pages/{page.pk}" for page in Page.objects.filter(document__uses__case=case)]
    assert pictures and all(f'src="{one}/small"' in html for one in pictures) and 'href="/folder"' not in html
    for one in pictures:
        for path in (one, f"{one}/small"):
            answer = holder.get(path)
            assert answer.status_code == 200 and answer["Content-Type"] == "image/jpeg"
            assert "no-store" in answer["Cache-Control"]
            assert Client().get(path).status_code == 404
    others = Page.objects.filter(document__uses__case=other).first()
    assert others is not None
    assert holder.get(f"/a/{case.code}/pages/{others.pk}").status_code == 404
    assert holder.get(f"/a/{other.code}/pages/{others.pk}").status_code == 404
    assert 'href="/folder"' in said(browser().get(f"/a/{case.code}"))


def test_pictures_of_the_folder_are_kept_by_no_browser_and_altered_ones_are_not_there() -> None:
    owner = town.resident()
    page = town.document(owner).pages.get()
    client = browser()
    for path in (f"/folder/sheets/{page.pk}", f"/folder/sheets/{page.pk}/small"):
        answer = client.get(path)
        assert answer["Content-Type"] == "image/jpeg" and "no-store" in answer["Cache-Control"]
    for path in (page.path, page.thumbnail):
        spoil(stored(path))
    for path in (f"/folder/sheets/{page.pk}", f"/folder/sheets/{page.pk}/small"):
        assert client.get(path).status_code == 404


def test_pages_stand_in_the_order_they_were_handed_in() -> None:
    owner = town.resident()
    files = [town.paper("一.jpg"), picture(size=(200, 320), name="二.jpg")]
    card = actions.keep_document(owner, factories.CODE, name="居民身份证", sample="id_card", files=files)
    first, second = card.pages.order_by("number")
    for page, number in ((first, 9), (second, 1), (first, 2)):
        card.pages.filter(pk=page.pk).update(number=number)
    case = town.apply(owner, documents={"id_card": [card.pk], "bank_card": [town.document(owner, "银行卡").pk]})
    html = said(browser().get(f"/a/{case.code}"))
    assert html.index(str(second.pk)) < html.index(str(first.pk))


def spoil(file: Path) -> None:
    file.write_bytes(file.read_bytes()[:-4] + b"0000")


def test_who_was_signed_out_meanwhile_signs_in_and_comes_back() -> None:
    case, guest = town.apply(), Client()
    for path in (f"/a/{case.code}/moves/withdraw", f"/a/{case.code}/correct"):
        assert guest.post(path)["Location"] == f"/sign-in?next=/a/{case.code}", path
    other = browser("13900000002")
    for path in (f"/a/{case.code}/moves/withdraw", f"/a/{case.code}/correct"):
        assert other.post(path).status_code == 404, path


def test_faults_of_the_forms_are_tied_to_their_fields() -> None:
    case = town.agree(town.apply(), "here", "street", "works")
    refused = said(browser().post(f"/a/{case.code}/moves/rate", {"score": "5", "text": "长" * 3000}))
    assert 'aria-describedby="rate-text-fault"' in refused and 'id="rate-text-fault"' in refused
    open_one = town.apply(town.resident(), answers=town.elderly_answers())
    refused = said(browser().post(f"/a/{open_one.code}/moves/withdraw", {"reason": "长" * 3000}))
    assert 'aria-describedby="withdraw-reason-fault"' in refused and 'id="withdraw-reason-fault"' in refused
    begin = said(at_desk("here").post(f"/desk/help/for/{town.ELDERLY}", {"name": "", "phone": "12"}))
    for names in ("name-fault", "phone-hint phone-fault"):
        assert f'aria-describedby="{names}"' in begin and all(f'id="{one}"' in begin for one in names.split())
