"""The handbook: chosen by level, subject and period, printed as one book, kept by what is in it, one at a time."""

from __future__ import annotations

import fcntl
import os
from datetime import date
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from linli.people.actors import Actor
from linli.places.models import District
from linli.portal.actions.handbook import print_handbook
from linli.portal.models import Policy
from linli.portal.policy_errors import BeingPrinted, NothingToPrint, TooManyToPrint
from linli.portal.queries import handbook
from linli.portal.queries.handbook import Choice, Handbook
from tests import factories
from tests.applications.pdf_words import pages_of, words_of
from tests.conftest import MovableClock
from tests.portal import press, shelf

CHOOSE = f"/{factories.SLUG}/policies/handbook"


def words(pdf: bytes) -> str:
    return "".join(words_of(pdf).split())


def printed(district: District, **given: str) -> bytes:
    return print_handbook(Actor.guest(), district, Choice.read(given)).read_bytes()


def test_it_holds_what_was_chosen_in_order_with_summaries_codes_and_an_index(district: District) -> None:
    shelf.subjects(district)
    shelf.policy(district, "区里的办法", summary="小店少交税。", subjects=["税费"], number="演政〔2026〕3号")
    shelf.policy(district, "国家的公告", level="central", text="一、公告正文的开头。")
    shelf.policy(district, "早已废止的", validity="repealed")
    pdf = printed(district)
    said = words(pdf)
    for expected in (
        "政策手册",
        "目录",
        "国家级",
        "区县级",
        "小店少交税。",
        "演政〔2026〕3号",
        "公告正文的开头",
        "按主题索引",
        "税费",
        "/s/",
        "演示",
    ):
        assert expected in said, expected
    assert said.index("国家的公告") < said.index("区里的办法") and "早已废止的" not in said
    assert pages_of(pdf) >= 4
    assert "早已废止的" in words(printed(district, all="1"))


def test_level_subject_and_period_narrow_it(district: District) -> None:
    shelf.subjects(district)
    shelf.policy(district, "甲", subjects=["税费"], issued_on=date(2025, 5, 1))
    shelf.policy(district, "乙", level="city", issued_on=date(2026, 5, 1))
    shelf.policy(press.neighbour(), "邻区的")

    def held(**given: str) -> list[str]:
        return [one.title for one in Handbook.of(district, Choice.read(given)).policies]

    assert held() == ["乙", "甲"]
    assert (held(level="city"), held(subject="税费")) == (["乙"], ["甲"])
    assert (held(since="2026-01-01"), held(until="2025-12-31")) == (["乙"], ["甲"])
    assert held(since="昨天", level="moon") == ["乙", "甲"], "what cannot be read chooses nothing"


def test_with_the_official_texts_if_wanted(district: District) -> None:
    shelf.policy(district, summary="一句话。", text="第一条 原文的第一条。")
    assert "原文的第一条" not in words(printed(district))
    assert "原文的第一条" in words(printed(district, whole="1"))


def test_the_same_book_is_kept_and_another_one_made_when_something_changed(
    district: District, clock: MovableClock
) -> None:
    one = shelf.policy(district)
    first = print_handbook(Actor.guest(), district, Choice())
    assert print_handbook(Actor.guest(), district, Choice()) == first
    clock.advance(seconds=1)
    one.summary = "改过的"
    one.save()
    assert print_handbook(Actor.guest(), district, Choice()) != first


def test_nothing_and_too_many_are_refused_in_words(
    district: District, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(NothingToPrint):
        printed(district)
    assert client.get(f"{CHOOSE}.pdf").status_code == 422
    monkeypatch.setattr(handbook, "MOST", 2)
    for number in range(3):
        shelf.policy(district, f"政策{number}")
    with pytest.raises(TooManyToPrint):
        printed(district)
    answer = client.get(f"{CHOOSE}.pdf")
    assert answer.status_code == 422 and "一本最多 2 个" in answer.content.decode()


def test_one_at_a_time(district: District, client: Client) -> None:
    shelf.policy(district, "正在别处打印时")
    folder = Path(settings.LINLI_DATA) / "handbooks"
    folder.mkdir(exist_ok=True)
    handle = os.open(folder / "lock", os.O_CREAT | os.O_RDWR)
    fcntl.flock(handle, fcntl.LOCK_EX)
    try:
        with pytest.raises(BeingPrinted):
            printed(district)
        assert client.get(f"{CHOOSE}.pdf").status_code == 503
    finally:
        os.close(handle)
    assert printed(district)


def test_on_the_page_one_sees_how_many_and_gets_the_book(district: District, client: Client) -> None:
    shelf.policy(district, "小店减税", level="city")
    page = client.get(f"{CHOOSE}?chosen=1&level=city").content.decode()
    assert "共 1 个政策" in page and f"{CHOOSE}.pdf?level=city" in page
    assert "没有这样的政策" in client.get(f"{CHOOSE}?chosen=1&level=central").content.decode()
    answer = client.get(f"{CHOOSE}.pdf?level=city")
    content = b"".join(answer.streaming_content)  # type: ignore[attr-defined]
    assert answer.headers["Content-Type"] == "application/pdf" and content.startswith(b"%PDF")


def test_what_anybody_wrote_is_never_read_as_markup(district: District) -> None:
    bad = '#panic("x") *a* $x$ \\ #{ [ <label>'
    shelf.policy(district, f"标题{bad}", summary=bad, text=f"一、{bad}", questions=[{"q": bad, "a": bad}])
    assert '#panic("x")' in words(printed(district)).replace(" ", "")


def test_a_book_asks_few_questions_of_the_database_beside_the_codes(
    district: District, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(30):
        shelf.policy(district, f"政策{number}")
    book = Handbook.of(district, Choice())
    book.content({"sans": [], "serif": []})
    with django_assert_max_num_queries(3 + Policy.objects.count()):
        Handbook.of(district, Choice()).content({"sans": [], "serif": []})
