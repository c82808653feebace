"""An interviewer in a village without network: an interview is made, kept, and arrives exactly once when there is network."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from playwright.sync_api import BrowserContext, Page, Route, expect

from linli.cases.actions.papers import stored as file_at
from linli.people.vault import seal, unseal_bytes
from linli.surveys.models import Attachment, Submission, Survey, Unit
from tests import factories
from tests.browser.stored import stored
from tests.surveys import town

PATIENCE = 20_000
PHOTO = Path(__file__).resolve().parents[2] / "src/linli/web/static/web/icon-192.png"

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def survey() -> Survey:
    return town.survey()


def signed_in(context: BrowserContext, address: str, username: str = "asker") -> Page:
    """The list of people, once everything is kept on the device."""
    page = context.new_page()
    page.goto(f"{address}/staff/sign-in?next=/survey/")
    page.fill("[name=username]", username)
    page.fill("[name=password]", factories.PASSWORD)
    page.click("main form button")
    page.wait_for_url(f"{address}/survey/")
    page.wait_for_selector("html[data-kept]", state="attached")
    return page


def open_person(page: Page, person: Unit) -> None:
    page.locator(f"[data-unit='{person.code}']").click()
    expect(page.locator("#survey-form")).to_be_visible()


def answer(page: Page, **given: str) -> None:
    """Fields are filled in, choices clicked."""
    for name, value in given.items():
        field = page.locator(f"[data-path='{name}'] input, [data-path='{name}'] textarea").first
        if field.get_attribute("type") in ("radio", "checkbox"):
            page.locator(f"[data-path='{name}'] label:has(input[value='{value}'])").click()
        else:
            field.fill(value)


def onward(page: Page) -> None:
    page.locator("[data-onward]").click()


def whole_interview(page: Page) -> None:
    """From the first part to the last."""
    answer(page, outcome="done")
    onward(page)
    answer(page, sex="male", age="17", education="junior", work="employed")
    onward(page)
    expect(page.locator("[data-path=age] .fault")).to_contain_text("18 岁及以上")
    answer(page, age="58")
    expect(page.locator("[data-path=age] .fault")).to_be_hidden()
    onward(page)
    expect(page.locator("[data-path=cigarettes_day]")).to_have_count(0)
    answer(page, smoke_now="daily")
    answer(page, cigarettes_day="15", smoke_start="19", quit_tried="no")
    onward(page)
    answer(page, drink_year="no")
    onward(page)
    answer(page, veg_days="7", fruit_days="0", taste="salty")
    answer(page, veg_liang="5")
    onward(page)
    answer(page, work_hard="no", work_mid="no", travel="yes", play_hard="no", play_mid="no", sitting="240")
    answer(page, travel_days="7", travel_minutes="20")
    onward(page)
    answer(
        page, bp_measured="year", bp_told="no", glucose_told="no", know_bp="b140", know_salt="s5", know_smoking="lung"
    )
    onward(page)
    for at, (high, low) in enumerate(((185, 112), (184, 111), (182, 112)), 1):
        answer(page, **{f"reading[{at}]/systolic": str(high), f"reading[{at}]/diastolic": str(low)})
    expect(page.locator(".survey-note").last).to_contain_text("183/111.5")
    answer(page, height="170", weight="76.5", waist="92", fasting="no")
    onward(page)


def test_an_interview_is_made_offline_and_sent_later(context: BrowserContext, live_server, survey: Survey) -> None:
    person = town.unit()
    page = signed_in(context, live_server.url)
    context.set_offline(True)
    page.reload()
    open_person(page, person)
    whole_interview(page)
    page.locator("[data-path=photo] input").set_input_files(PHOTO)
    expect(page.locator("[data-path=photo]")).to_contain_text("照片已存")
    onward(page)
    answer(page, remark="在家，配合")
    onward(page)
    expect(page.locator("#survey-queue-title")).to_have_text("待发送 1 条")
    page.reload()
    expect(page.locator("#survey-queue-title")).to_have_text("待发送 1 条")
    expect(page.locator(f"li:has-text('{person.code}')")).to_have_attribute("data-state", "queued")
    assert not Submission.objects.exists()

    context.set_offline(False)
    expect(page.locator("#survey-queue-title")).to_have_text("都已发送", timeout=PATIENCE)
    row = Submission.objects.get()
    assert row.unit_id == person.pk and row.outcome == "done" and row.source == "page"
    assert (
        row.answers["bp_systolic"] == "183"
        and row.answers["remark"] == "在家，配合"
        and "drink_days" not in row.answers
    )
    assert row.seconds is not None and row.seconds < 600 and row.clock_trusted
    assert Attachment.objects.get().name == row.answers["photo"]
    page.reload()
    expect(page.locator(f"li:has-text('{person.code}')")).to_have_attribute("data-state", "done")


def test_a_draft_outlives_the_page_and_a_lost_answer_is_asked_for_again(
    context: BrowserContext, live_server, survey: Survey
) -> None:
    person = town.unit(1)
    page = signed_in(context, live_server.url)
    lost: list[str] = []

    def lose_first(route: Route) -> None:
        told = route.fetch()
        if lost:
            route.fulfill(response=told)
        else:
            lost.append(told.text())
            route.abort()

    page.route("**/survey/submissions", lose_first)
    open_person(page, person)
    answer(page, outcome="done")
    onward(page)
    answer(page, sex="female", age="44")
    page.wait_for_timeout(600)
    page.reload()
    expect(page.locator(f"li:has-text('{person.code}')")).to_have_attribute("data-state", "draft")
    open_person(page, person)
    expect(page.locator("[data-path=age] input")).to_have_value("44")
    page.get_by_role("button", name="上一步").click()
    answer(page, outcome="refused")
    onward(page)
    onward(page)
    expect(page.locator("#survey-queue-title")).to_have_text("都已发送", timeout=PATIENCE)
    assert len(lost) == 1 and json.loads(lost[0])["state"] == "new"
    row = Submission.objects.get()
    assert row.outcome == "refused" and "age" not in row.answers


def test_what_is_not_sent_can_be_taken_out_as_a_file_that_only_the_desk_opens(
    context: BrowserContext, live_server, survey: Survey
) -> None:
    page = signed_in(context, live_server.url)
    context.set_offline(True)
    finished(page, town.unit(), "absent")
    with page.expect_download() as download:
        page.locator("[data-export]").click()
    file = Path(download.value.path()).read_bytes()
    assert json.loads(file)["n"] == 1 and town.unit().code.encode() not in file and b"absent" not in file

    desk = Client()
    desk.post("/staff/sign-in", {"username": "leader", "password": factories.PASSWORD})
    answer = desk.post("/desk/surveys-brought", {"file": SimpleUploadedFile("unsent.json", file)})
    assert "已收下" in answer.content.decode()
    assert (Submission.objects.get().unit, Submission.objects.get().by.username) == (town.unit(), "leader")
    context.set_offline(False)
    expect(page.locator("#survey-queue-title")).to_have_text("都已发送", timeout=PATIENCE)
    assert Submission.objects.count() == 1


def finished_by(page: Page, person: Unit, outcome: str) -> None:
    """A visit at which nothing was asked."""
    open_person(page, person)
    answer(page, outcome=outcome)
    onward(page)
    answer(page, remark="敲门没人应")
    onward(page)


def finished(page: Page, person: Unit, outcome: str) -> None:
    finished_by(page, person, outcome)
    expect(page.locator(f"li:has-text('{person.code}')")).to_have_attribute("data-state", "queued")


def named(person: Unit, name: str = "郑秀兰") -> str:
    person.name_cipher = seal(name)
    person.save()
    return name


def test_nothing_of_it_can_be_read_on_the_tablet(context: BrowserContext, live_server, survey: Survey) -> None:
    person, name = town.unit(), named(town.unit())
    page = signed_in(context, live_server.url)
    key = page.locator("#survey").get_attribute("data-key")
    context.set_offline(True)
    page.reload()
    open_person(page, person)
    whole_interview(page)
    page.locator("[data-path=photo] input").set_input_files(PHOTO)
    expect(page.locator("[data-path=photo]")).to_contain_text("照片已存")
    page.wait_for_timeout(600)
    hidden = ["systolic", "76.5", "salty", "risk-2026", name, person.code, "IHDR", "JFIF", "image/", key]
    for words in hidden:
        assert words.encode() not in stored(page), f"{words} of a draft"
    page.reload()
    open_person(page, person)
    expect(page.locator("[data-path=photo]")).to_contain_text("照片已存")
    onward(page)
    answer(page, remark="在家，配合")
    onward(page)
    expect(page.locator("#survey-queue-title")).to_have_text("待发送 1 条")
    for words in [*hidden, "在家，配合"]:
        assert words.encode() not in stored(page), words

    context.set_offline(False)
    expect(page.locator("#survey-queue-title")).to_have_text("都已发送", timeout=PATIENCE)
    row = Submission.objects.get()
    assert (row.answers["weight"], row.answers["remark"]) == ("76.5", "在家，配合")
    photo = Attachment.objects.get()
    assert photo.name == row.answers["photo"]
    assert unseal_bytes(file_at(photo.path).read_bytes()) == PHOTO.read_bytes()
    for words in hidden:
        assert words.encode() not in stored(page), f"{words} once it is sent"


def test_what_was_refused_is_set_right_without_network(context: BrowserContext, live_server, survey: Survey) -> None:
    page = signed_in(context, live_server.url)
    reason = "“备注”：请写清楚"
    answer_of_server = {"status": 422, "json": {"code": "invalid_answers", "errors": [{"message": reason}]}}
    page.route("**/survey/submissions", lambda route: route.fulfill(**answer_of_server))
    finished_by(page, town.unit(), "absent")
    expect(page.locator("#survey-queue .fault")).to_have_text(reason, timeout=PATIENCE)
    page.unroute("**/survey/submissions")
    context.set_offline(True)
    page.reload()
    assert reason.encode() not in stored(page)
    page.get_by_role("button", name="改一改再发").click()
    onward(page)
    expect(page.locator("[data-path=remark] textarea, [data-path=remark] input")).to_have_value("敲门没人应")
    answer(page, remark="去了三次，都没人在家")
    onward(page)
    expect(page.locator("#survey-queue-title")).to_have_text("待发送 1 条")
    context.set_offline(False)
    expect(page.locator("#survey-queue-title")).to_have_text("都已发送", timeout=PATIENCE)
    assert Submission.objects.get().answers["remark"] == "去了三次，都没人在家"


def test_after_sign_out_the_tablet_itself_cannot_open_it(context: BrowserContext, live_server, survey: Survey) -> None:
    name = named(town.unit())
    page = signed_in(context, live_server.url)
    key = page.locator("#survey").get_attribute("data-key")
    page.route("**/survey/submissions", lambda route: route.abort())
    finished(page, town.unit(), "absent")
    assert key.encode() in stored(page, pages=True) and name.encode() in stored(page, pages=True)
    page.locator("[data-sign-out] button").click()
    page.wait_for_url("**/staff/sign-in*")
    left = stored(page, pages=True)
    assert b"linli-survey/interviews" in left and key.encode() not in left and name.encode() not in left

    page = signed_in(context, live_server.url, "asker2")
    expect(page.locator("#survey-queue [data-said]")).to_contain_text("同事")
    assert page.locator("#survey").get_attribute("data-key") != key and not Submission.objects.exists()
    context.clear_cookies(name="sessionid")
    page = signed_in(context, live_server.url)
    expect(page.locator("#survey-queue-title")).to_have_text("都已发送", timeout=PATIENCE)
    assert Submission.objects.get().unit == town.unit()


ROWS = """async (work) => {
  const db = await new Promise((done, fail) => Object.assign(indexedDB.open("linli-survey"), { onsuccess: (e) => done(e.target.result), onerror: fail }));
  const { dataset } = document.getElementById("survey"), { queue } = await import(document.querySelector("[data-module=queue]").href);
  const kept = queue({ database: "linli-survey", store: "interviews", account: dataset.account, key: dataset.key });
  const raw = () => db.transaction("interviews", "readwrite").objectStore("interviews");
  const rows = () => new Promise((done) => { const asked = raw().getAll(); asked.onsuccess = () => done(asked.result); });
  const put = (row) => new Promise((done) => { raw().put(row).onsuccess = () => done(); });
  return (%s)({ kept, rows, put });
}"""


def test_what_an_older_page_left_in_the_clear_is_taken_over(
    context: BrowserContext, live_server, survey: Survey
) -> None:
    person = town.unit()
    page = signed_in(context, live_server.url)
    context.set_offline(True)
    open_person(page, person)
    whole_interview(page)
    page.locator("[data-path=photo] input").set_input_files(PHOTO)
    expect(page.locator("[data-path=photo]")).to_contain_text("照片已存")
    page.wait_for_timeout(600)
    page.evaluate(ROWS % "async ({ kept, rows, put }) => put(await kept.read((await rows())[0].id))")
    assert b"76.5" in stored(page) and b"IHDR" in stored(page)

    page.reload()
    expect(page.locator(f"li:has-text('{person.code}')")).to_have_attribute("data-state", "draft")
    assert b"76.5" not in stored(page) and b"IHDR" not in stored(page)
    open_person(page, person)
    onward(page)
    onward(page)
    context.set_offline(False)
    expect(page.locator("#survey-queue-title")).to_have_text("都已发送", timeout=PATIENCE)
    assert Submission.objects.get().answers["weight"] == "76.5" and Attachment.objects.exists()


def test_what_was_put_in_another_ones_place_is_not_taken_for_it(
    context: BrowserContext, live_server, survey: Survey
) -> None:
    page = signed_in(context, live_server.url)
    context.set_offline(True)
    finished(page, town.unit(), "absent")
    finished(page, town.unit(1), "refused")
    swap = """async ({ rows, put }) => {
      const [first, second] = (await rows()).sort((a, b) => a.at.localeCompare(b.at));
      globalThis.before = second;
      await put({ ...second, nonce: first.nonce, cipher: first.cipher, parts: first.parts });
    }"""
    page.evaluate(ROWS % swap)
    context.set_offline(False)
    said = page.locator("#survey-queue [data-said]")
    expect(said).to_contain_text("有 1 份在这台设备上打不开", timeout=PATIENCE)
    expect(page.locator(f"li:has-text('{town.unit().code}')")).to_have_attribute("data-state", "absent")
    assert Submission.objects.get().outcome == "absent"

    page.evaluate(ROWS % "async ({ put }) => put(globalThis.before)")
    page.reload()
    expect(page.locator("#survey-queue-title")).to_have_text("都已发送", timeout=PATIENCE)
    assert sorted(Submission.objects.values_list("outcome", flat=True)) == ["absent", "refused"]


def test_without_a_secure_connection_nothing_is_begun(context: BrowserContext, live_server, survey: Survey) -> None:
    context.add_init_script("Object.defineProperty(crypto, 'subtle', { value: undefined })")
    page = context.new_page()
    page.goto(f"{live_server.url}/staff/sign-in?next=/survey/")
    page.fill("[name=username]", "asker")
    page.fill("[name=password]", factories.PASSWORD)
    page.click("main form button")
    expect(page.locator("#survey-screen [role=note]")).to_contain_text("https")
    expect(page.locator("[data-unit]")).to_have_count(0)


def test_the_list_is_shown_to_nobody_who_signs_in_after(context: BrowserContext, live_server, survey: Survey) -> None:
    page = signed_in(context, live_server.url)
    context.set_offline(True)
    page.reload()
    expect(page.locator(f"[data-unit='{town.unit().code}']")).to_be_visible()
    context.set_offline(False)
    context.clear_cookies(name="sessionid")
    page.goto(f"{live_server.url}/staff/sign-in?next=/desk/")
    page.fill("[name=username]", "asker2")
    page.fill("[name=password]", factories.PASSWORD)
    page.click("main form button")
    page.wait_for_url(f"{live_server.url}/desk/")
    context.set_offline(True)
    page.goto(f"{live_server.url}/survey/")
    expect(page.locator("h1")).to_have_text("现在没有网络")
