"""A decision on paper: its owner opens it, anyone checks it, and nobody learns more than is printed."""

from __future__ import annotations

import re
from datetime import date
from typing import Any
from urllib.parse import quote

import pytest
from django.test import Client

from linli import clock, typesetting
from linli.applications import paper
from linli.applications.actions import replace_papers
from linli.applications.decision import applicant_of
from linli.applications.models import Decision, PaperTemplate
from linli.cases.models import Case, CaseEvent
from linli.people.models import Account
from linli.people.vault import unseal
from tests import factories
from tests.applications import town
from tests.applications.pdf_words import pages_of, words_of

pytestmark = pytest.mark.django_db
MASKED, NUMBER = "刘桂芳（110105********002X）", town.ELDER["id_number"]


@pytest.fixture(autouse=True)
def place(clock: Any) -> None:
    town.district()


def granted(text: str = "从本月起发放", **given: Any) -> Case:
    case = town.agree(town.apply(), "here", "street")
    town.move("works", case, "grant", checks=town.checks(case), text=text, **given)
    case.refresh_from_db()
    return case


def of_resident(phone: str = "13800000001") -> Client:
    client = Client()
    account = town.resident(phone).account
    assert account is not None
    client.force_login(account)
    return client


def of_staff(username: str) -> Client:
    client = Client()
    client.force_login(Account.objects.get(username=username))
    return client


def opened(case: Case, client: Client | None = None) -> bytes:
    answer = (client or of_resident()).get(f"/a/{case.code}/decision.pdf")
    assert answer.status_code == 200 and answer.headers["Content-Type"] == "application/pdf"
    return answer.content


def checked(case: Case) -> Any:
    return Client().get(f"/v/{unseal(Decision.objects.get(case=case).token_cipher)}")


def deliveries(case: Case) -> list[dict[str, Any]]:
    return list(CaseEvent.objects.filter(stream=case.pk, kind="delivered").values_list("data", flat=True))


# The paper


def test_its_owner_opens_it_and_that_delivers_it_once() -> None:
    case = granted()
    owner = of_resident()
    assert owner.head(f"/a/{case.code}/decision.pdf").status_code == 200
    assert deliveries(case) == []
    first = opened(case, owner)
    assert first.startswith(b"%PDF") and pages_of(first) == 1
    for _again in range(2):
        opened(case, owner)
    case.refresh_from_db()
    assert case.state == "delivered"
    assert [data["how"] for data in deliveries(case)] == ["online"]


def test_it_says_who_what_by_whom_and_where_to_check_it() -> None:
    case = granted(valid_until="2027-11-01")
    decision = Decision.objects.get(case=case)
    said = words_of(opened(case))
    for wanted in (
        MASKED, "高龄津贴", decision.number, "从本月起发放", "演示区住建局", "2026年11月2日", "2027年11月1日",
        "《中华人民共和国老年人权益保障法》", f"/v/{unseal(decision.token_cipher)}", case.code,
    ):  # fmt: skip
        assert wanted in said, wanted
    assert NUMBER not in said and town.ELDER["phone"] not in said and "4111" not in said


def test_a_refusal_says_why_and_what_can_be_done() -> None:
    case = town.agree(town.apply(), "here", "street")
    town.move("works", case, "refuse", reason="户籍不在本区，不符合第一项条件")
    said = words_of(opened(case))
    assert "户籍不在本区，不符合第一项条件" in said
    content = paper.printed(Decision.objects.get(case=case))
    assert content.remedy and content.remedy in said and not content.results


def test_somebody_else_finds_nothing_and_a_guest_is_asked_who_they_are() -> None:
    case = granted()
    address = f"/a/{case.code}/decision.pdf"
    assert of_resident("13800000002").get(address).status_code == 404
    assert of_staff("works").get(address).status_code == 404
    asked = Client().get(address)
    assert asked.status_code == 302 and asked.headers["Location"].startswith("/sign-in?next=")
    assert deliveries(case) == []


def test_undecided_or_unknown_there_is_no_paper() -> None:
    case = town.apply()
    assert of_resident().get(f"/a/{case.code}/decision.pdf").status_code == 404
    assert of_resident().get("/a/DM-0000-0000/decision.pdf").status_code == 404
    assert of_staff("here").get(f"/desk/applications/{case.code}/decision.pdf").status_code == 404


def test_staff_who_work_on_it_open_the_same_paper_and_deliver_nothing() -> None:
    case = granted()
    address = f"/desk/applications/{case.code}/decision.pdf"
    for username in ("here", "street", "works"):
        answer = of_staff(username).get(address)
        assert answer.status_code == 200 and MASKED in words_of(answer.content), username
    # Others do not see it at all; a supervisor sees how it stands, not what is in it.
    for username in ("there", "water", "supervisor", "admin"):
        assert of_staff(username).get(address).status_code == 404, username
    assert Client().get(address).status_code == 302
    assert deliveries(case) == []


def test_what_somebody_wrote_is_printed_as_it_was_written() -> None:
    hostile = '#import "@preview/cetz:0.3.0": * #panic("x") *粗* $x^2$ \\u{41} <b>&amp;</b>'
    endless = "甲" * 900 + "Q" * 600
    pdf = opened(granted(f"{hostile}\n{endless}"))
    said = words_of(pdf)
    assert hostile.replace(" ", "") in said.replace(" ", "")
    assert said.count("甲") == 900 and said.count("Q") >= 600 and pages_of(pdf) >= 2
    # Each page can be checked.
    assert said.count("/v/") == pages_of(pdf)


def test_without_a_chinese_font_it_says_so_and_nothing_counts_as_delivered(monkeypatch: pytest.MonkeyPatch) -> None:
    """As on a machine that has none of the fonts we know."""
    monkeypatch.setattr(typesetting, "SANS", ("Nowhere Sans",))
    monkeypatch.setattr(typesetting, "SERIF", ("Nowhere Serif",))
    case = granted()
    told = of_resident().get(f"/a/{case.code}/decision.pdf")
    assert told.status_code == 503 and f'href="/a/{case.code}"' in told.content.decode()
    at_desk = of_staff("works").get(f"/desk/applications/{case.code}/decision.pdf")
    assert at_desk.status_code == 503 and "fonts-noto-cjk" in at_desk.content.decode()
    assert deliveries(case) == []


def test_a_promise_is_named_on_the_paper() -> None:
    found = factories.district()
    town.offer(found, town.spec_of("cuiping", town.ELDERLY, consent="promise"))
    case = town.apply(promise=True)
    assert case.state == "verifying"
    content = paper.printed(Decision.objects.get(case=case))
    assert content.promised in words_of(opened(case))
    # Decided by who has the last word, though nothing has climbed there.
    assert content.issued_by == "演示区住建局" and content.number.startswith("住建〔")
    assert deliveries(case) == []


def test_the_person_concerned_is_named_not_who_fills_it_in() -> None:
    answers = town.elderly_answers(
        applicant="亲友代办", agent={**town.ELDER, "name": "王代办", "id_number": town.CHILD["id_number"]}
    )
    spec = town.spec_of("cuiping", town.ELDERLY)
    fields = [one for group in spec.form for one in group.fields]
    first = spec.form[0].model_copy(update={"fields": sorted(fields, key=lambda one: one.id != "agent")})
    assert applicant_of(spec.model_copy(update={"form": [first]}), answers) == MASKED


# Is it genuine?


def test_anyone_reads_what_is_printed_and_no_more() -> None:
    case = granted()
    answer = checked(case)
    page = answer.content.decode()
    assert answer.status_code == 200
    assert answer.headers["X-Robots-Tag"] == "noindex" and '<meta name="robots" content="noindex">' in page
    assert answer.headers["Referrer-Policy"] == "no-referrer" and "no-store" in answer.headers["Cache-Control"]
    for wanted in (
        'class="verdict good"',
        MASKED,
        Decision.objects.get(case=case).number,
        "演示区住建局",
        "从本月起发放",
    ):
        assert wanted in page, wanted
    for hidden in (NUMBER, town.ELDER["phone"], "林家巷", "4111", f"/a/{case.code}", f"/c/{case.code}"):
        assert hidden not in page, hidden


def test_a_revoked_one_says_since_when_and_why_and_bears_the_stamp() -> None:
    case = granted()
    assert "2026年11月3日" not in words_of(opened(case))
    clock.freeze(clock.now().replace(day=3))
    town.move("works", case, "revoke", reason="承诺的户籍情况不属实")
    page = checked(case).content.decode()
    assert 'class="verdict late"' in page and "2026年11月3日" in page and "承诺的户籍情况不属实" in page
    assert 'class="verdict good"' not in page
    assert "2026年11月3日" in words_of(opened(case))
    stamped = of_staff("works").get(f"/desk/applications/{case.code}/decision.pdf")
    assert "2026年11月3日" in words_of(stamped.content)


def test_one_that_has_run_out_says_so_from_the_next_day(clock: Any) -> None:
    case = granted(valid_until="2026-11-05")
    clock.set(clock.now.replace(day=5))
    assert 'class="verdict good"' in checked(case).content.decode()
    clock.set(clock.now.replace(day=6))
    page = checked(case).content.decode()
    assert 'class="verdict wait"' in page and "2026年11月5日" in page


@pytest.mark.parametrize("guess", ["", "x", "é\x00", "../desk", "' OR 1=1 --", "A" * 4000])
def test_a_guessed_token_is_not_ours(guess: str) -> None:
    case = granted()
    token = unseal(Decision.objects.get(case=case).token_cipher)
    swapped = token.swapcase()
    altered = token[:-1] + ("A" if token[-1] != "A" else "B")
    for wrong in (f"{guess}{token}", altered, token[:-1], swapped, f"{token} "):
        if wrong == token:
            continue
        answer = Client().get("/v/" + quote(wrong, safe=""))
        assert answer.status_code == 404, wrong
        page = answer.content.decode()
        assert MASKED not in page
        if "/" not in wrong:
            assert "12345" in page and 'class="verdict late"' in page


def test_the_code_can_be_typed_or_its_address_pasted() -> None:
    case = granted()
    token = unseal(Decision.objects.get(case=case).token_cipher)
    client = Client()
    assert client.get("/v/").status_code == 200
    wide = "".join(chr(ord(one) + 0xFEE0) if one.isalnum() else one for one in token)
    for typed in (
        token,
        f" {token[:8]} {token[8:]} ",
        f"http://127.0.0.1:8000/v/{token}",
        f"127.0.0.1/v/{token}/?from=x",
        wide,
    ):
        answer = client.get("/v/", {"token": typed})
        assert (answer.status_code, answer.headers["Location"]) == (302, f"/v/{token}"), typed
    empty = client.get("/v/", {"token": "   "})
    assert empty.status_code == 422 and 'aria-invalid="true"' in empty.content.decode()
    strange = client.get("/v/", {"token": "民政〔2026〕\x00号"}, follow=True)
    assert strange.status_code == 404


def test_a_person_who_was_erased_is_named_no_more() -> None:
    case = granted()
    Decision.objects.filter(case=case).update(content_cipher=b"")
    answer = checked(case)
    page = answer.content.decode()
    assert answer.status_code == 200 and "刘桂芳" not in page
    assert Decision.objects.get(case=case).number in page
    assert words_of(opened(case))


# What it is printed from

PLAIN = "#text(font: sans, paper.number)\n"


def test_a_decision_keeps_the_template_it_was_issued_with() -> None:
    found = factories.district()
    assert replace_papers(found, {"decision": f"{PLAIN}第一版 #paper.applicant"}).added == ["decision"]
    old = granted()
    assert replace_papers(found, {"decision": f"{PLAIN}第二版 #paper.applicant"}).changed == ["decision"]
    assert not replace_papers(found, {"decision": f"{PLAIN}第二版 #paper.applicant"})
    new = granted()
    assert "第一版" in words_of(opened(old)) and "第二版" in words_of(opened(new))
    assert replace_papers(found, {}).removed == ["decision"]
    assert "第一版" in words_of(opened(old))
    assert list(PaperTemplate.objects.order_by("version").values_list("version", "current")) == [(1, False), (2, False)]
    built_in = granted()
    assert Decision.objects.get(case=built_in).template is None


def test_a_service_is_printed_from_the_template_it_names() -> None:
    found = factories.district()
    replace_papers(found, {"decision": f"{PLAIN}普通的", "card": f"{PLAIN}证书样子的"})
    assert "普通的" in words_of(opened(granted()))
    town.offer(found, town.spec_of("cuiping", town.ELDERLY, paper="card"))
    case = granted()
    assert "证书样子的" in words_of(opened(case))
    assert Decision.objects.get(case=case).template.code == "card"  # type: ignore[union-attr]


def test_the_stamp_and_the_code_are_on_every_template() -> None:
    replace_papers(factories.district(), {"decision": PLAIN})
    case = granted()
    town.move("works", case, "revoke", reason="承诺不属实")
    said = words_of(opened(case))
    assert said.count("2026年11月2日") == 1 and "/v/" in said


def test_a_template_that_fails_after_all_does_not_keep_the_paper_from_its_owner() -> None:
    """One is tried before it is kept; this one was put there by hand."""
    found = factories.district()
    PaperTemplate.objects.create(district=found, code="decision", source='#panic("nichts")')
    assert MASKED in words_of(opened(granted()))


def test_dates_are_written_as_people_write_them() -> None:
    assert paper._day(date(2026, 1, 9).isoformat()) == "2026年1月9日"
    assert re.fullmatch(r"[\w-]{22}", unseal(Decision.objects.get(case=granted()).token_cipher))
