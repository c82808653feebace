"""The pages of a form where something comes between: a draft further than its form, too much typed, a service withdrawn."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.test import Client

from linli.applications.actions import drafting
from linli.applications.models import Draft
from linli.places.models import District
from tests import factories
from tests.applications import town
from tests.applications.review_desk import at_desk
from tests.applications.test_apply_pages import PAGES, begun, browser, filled, hand_in, said

pytestmark = pytest.mark.django_db
HELP = "/desk/help"


@pytest.fixture
def place(clock: Any) -> District:
    return town.district()


def returned(owner: Any) -> Any:
    case = town.apply(owner)
    town.move("here", case, "return", shortcomings={"address": "请写到门牌号"})
    return case


def link_to_a_draft(html: str) -> str:
    return "/apply/" + html.partition('href="/apply/')[2].partition('"')[0]


def helping(client: Client) -> str:
    """A draft filled in for somebody at the counter, by its address."""
    begun_at = client.post(f"{HELP}/for/{town.ELDERLY}", {"name": "刘桂芳"})["Location"]
    return str(begun_at).rpartition("/")[0]


def test_a_correction_once_begun_is_found_again_under_mine(place: District) -> None:
    client, owner = browser(), town.resident()
    case = returned(owner)
    client.post(f"/a/{case.code}/correct")
    link = link_to_a_draft(said(client.get("/my")))
    assert link.endswith("/5") and client.get(link).status_code == 200


def test_a_step_beyond_the_last_is_the_last(place: District) -> None:
    client = browser()
    base = begun(client)
    Draft.objects.update(reached=9)
    assert client.get(f"{base}/9")["Location"] == f"{base}/5"
    assert client.get(f"{base}/0").status_code == 404
    start = f"/{factories.SLUG}/services/{town.ELDERLY}/apply"
    assert f'href="{base}/5"' in said(client.get(start))


def test_a_draft_goes_on_within_a_form_that_became_shorter(place: District) -> None:
    client = browser()
    base = filled(client)
    client.post(f"{base}/4", {"next": ""})
    elderly = town.spec_of("cuiping", town.ELDERLY)
    form = [{"title": "全部", "fields": [one for group in elderly.form for one in group.fields]}]
    town.offer(place, town.spec_of("cuiping", town.ELDERLY, form=form))
    client.post(f"{base}/version")
    assert link_to_a_draft(said(client.get("/my"))) == f"{base}/3"


def test_the_first_button_of_a_page_goes_on(place: District) -> None:
    """Enter presses it, whatever it is."""
    client = browser()
    town.apply(town.resident())
    page = said(client.get(f"{begun(client)}/1"))
    form = page.partition("data-apply>")[2]
    assert "use-elder" in form and 'name="next"' in form.partition("<button")[2].partition(">")[0]


def test_more_than_an_application_can_hold_is_said_on_the_page(
    place: District, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = browser()
    base = begun(client)
    monkeypatch.setattr(drafting, "_MOST", 300)
    page = {**PAGES[0], "f-address": "长" * 400}
    answer = client.post(f"{base}/1", {**page, "next": ""})
    assert answer.status_code == 422 and "内容太多" in said(answer) and "长" * 400 in said(answer)
    assert client.post(f"{base}/1", {**page, "save": "1"}).status_code == 422
    town.offer(place, town.spec_of("cuiping", town.ELDERLY, days={"promised": 5}))
    changed = client.post(f"{base}/1", {**page, "next": ""})
    assert changed.status_code == 409 and "内容太多" in said(changed)


def test_a_service_withdrawn_meanwhile_is_said_and_the_draft_stays(place: District) -> None:
    client = browser()
    base = begun(client)
    town.offer(place, town.spec_of("yicheng", town.OVERSEAS))
    answer = client.post(f"{base}/version")
    assert answer["Location"] == f"{base}/1" and Draft.objects.exists()
    assert town.ELDERLY in said(client.get(f"{base}/1"))


def test_staff_at_the_counter_are_led_back_to_the_counter(place: District) -> None:
    client = at_desk("here")
    base = helping(client)
    later = client.post(f"{base}/1", {**PAGES[0], "later": ""})
    assert later["Location"] == HELP and "随时可以在“代办申请”里接着填" in said(client.get(HELP))
    assert client.post(f"{base}/4", {"later": ""})["Location"] == HELP
    assert client.post(f"{base}/drop")["Location"] == HELP
    assert "您的材料库" not in said(client.get(HELP))
    assert client.post(f"{base}/drop")["Location"] == HELP, "gone already"


def test_staff_find_a_correction_begun_at_the_counter(place: District) -> None:
    case = town.at_counter(factories.actor("here"))
    town.move("here", case, "return", shortcomings={"address": "请写到门牌号"})
    client = at_desk("here")
    draft = drafting.begin_correction(factories.actor("here"), case, "")
    page = said(client.get(HELP))
    assert f"/apply/{draft.pk}/5" in page and case.code in page
    assert client.post(HELP).status_code == 405


def test_a_consent_just_signed_need_not_be_signed_again(place: District) -> None:
    client = at_desk("here")
    base = helping(client)
    for at, page in enumerate(PAGES, 1):
        client.post(f"{base}/{at}", {**page, "next": ""})
    refused = client.post(f"{base}/5", {"send": "", "signature": town.paper("sign.png")})
    assert refused.status_code == 422 and "已经签过" in said(refused)


def test_a_promise_once_given_stays_ticked(place: District) -> None:
    town.offer(place, town.spec_of("cuiping", town.ELDERLY, consent="promise"))
    client = browser()
    base = begun(client)
    ticked = 'name="promise" value="1" checked'
    assert ticked not in said(client.get(f"{base}/5"))
    refused = client.post(f"{base}/5", {"send": "", "promise": "1"})
    assert refused.status_code == 422 and ticked in said(refused)
    assert ticked not in said(client.post(f"{base}/5", {"send": ""}))


def test_somebody_else_in_their_place_is_not_taken_over(place: District) -> None:
    client, owner = browser(), town.resident()
    town.apply(owner)
    base = begun(client)
    button = said(client.get(f"{base}/1")).partition('name="use-elder"')[2].partition(">")[0]
    assert 'value="0-002X"' in button
    town.apply(owner, answers=town.elderly_answers(elder={"name": "王秀兰", "id_number": "11010119380101122X"}))
    answer = client.post(f"{base}/1", {"use-elder": "0-002X"})
    assert answer.status_code == 200 and "王秀兰" in said(answer) and "请再选一次" in said(answer)
    for pressed in ("9" * 5000, "9-002X", "-002X", "0-", ""):
        assert "请再选一次" in said(client.post(f"{base}/1", {"use-elder": pressed})), pressed[:9]
    client.post(f"{base}/1", {"use-address": "1-002X", "use-nothing": "1-002X"})
    assert not set(drafting.answers_of(Draft.objects.get())) & {"elder", "nothing", "address"}
    client.post(f"{base}/1", {"use-elder": "1-002X"})
    assert drafting.answers_of(Draft.objects.get())["elder"]["name"] == "刘桂芳"


def test_what_is_read_through_before_sending_is_worded_as_for_reviewers(place: District) -> None:
    client = browser()
    base = filled(client)
    hand_in(client, base, "id_card", "bank_card")
    look = said(client.get(f"{base}/5"))
    for text in ("1949年12月31日", "河东街道 · 东街社区", "4111 1111 1111 1111"):
        assert text in look, text
    sent = client.post(f"{base}/5", {"send": ""})
    follow = said(client.get(sent["Location"]))
    assert "1949年12月31日" in follow and "1949-12-31" not in follow


def test_days_are_written_as_people_write_them(place: District) -> None:
    client, owner = browser(), town.resident()
    kept = town.document(owner, valid_until=date(2031, 3, 5))
    base = filled(client)
    client.post(f"{base}/4", {"about": "id_card", "choose": str(kept.pk)})
    for page in (f"{base}/4", "/folder"):
        assert "2031年3月5日" in said(client.get(page)), page


def test_buttons_of_the_same_words_name_their_document(place: District) -> None:
    client, owner = browser(), town.resident()
    town.document(owner, "旧身份证")
    base = filled(client)
    hand_in(client, base, "id_card")
    page = said(client.get(f"{base}/4"))
    for words in ("用这份", "拿掉"):
        assert f'{words}<span class="unseen">：' in page, words
