"""The search page: everything public of a district by one question, narrowed by chips; for staff also the cases they may see."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from linli.cases.models import CaseEvent
from linli.findable import SOURCES
from linli.people.models import Account
from linli.places.models import District
from linli.search.actions import replace_synonyms
from linli.search.follow import catch_up
from linli.search.index import Index
from tests import factories
from tests.search.filled import thing
from tests.settled import settled

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def own_folder(settings: Any, tmp_path: Path) -> None:
    settings.LINLI_DATA = tmp_path


@pytest.fixture
def district() -> District:
    found = factories.district()
    replace_synonyms(found, [("低保", "最低生活保障")])
    index = Index.open()
    folder = index.fresh()
    index.add(
        [
            thing("allowance", "高龄津贴发放办法", "年满八十周岁的<b>老人</b>，每月领取高龄津贴。", "level:district", "audience:older", "year:2026"),
            thing("before", "高龄津贴暂行办法", "旧的高龄津贴", "level:city", "year:2012", over=True),
            thing("apply", "高龄津贴申请", "在社区办理高龄津贴", "audience:older", "visit:none", kind="service"),
            thing("more", "高龄津贴问答", "问高龄津贴", "level:district", "year:2025", kind="article"),
            thing("living", "最低生活保障办法", "家庭人均收入", "level:province"),
        ],
        {}, folder,
    )  # fmt: skip
    index.take(folder)
    return found


def page(text: str, **more: Any) -> Any:
    return Client().get(f"/{factories.SLUG}/search", {"q": text, **more})


def test_what_is_found_says_what_it_is_and_where_the_words_stand(district: District) -> None:
    html = page("高龄津贴").content.decode()
    assert "<mark>高龄津贴</mark>发放办法" in html and "/demo/policy/allowance" in html
    assert "每月领取<mark>高龄津贴</mark>" in html and "&lt;b&gt;老人" in html and "<b>老人" not in html
    assert "找到 4 条" in html and html.index("暂行办法") > html.index("问答") and "已失效" in html


def test_chips_count_and_narrow_and_can_be_taken_off_again(district: District) -> None:
    whole = page("高龄津贴")
    chips = {chip["label"]: chip for chip in whole.context["kinds"]}
    assert [(label, chip["count"]) for label, chip in chips.items()] == [
        ("全部", 4),
        ("政策", 2),
        ("办事", 1),
        ("文章", 1),
    ]
    narrowed = Client().get(f"/{factories.SLUG}/search{chips['政策']['href']}")
    assert [row["item"].id for row in narrowed.context["rows"]] == ["allowance", "before"]
    (level,) = [group for group in whole.context["groups"] if str(group["label"]) == "级别"]
    assert [(chip["label"], chip["count"]) for chip in level["chips"]] == [("市级", 1), ("区县级", 2)]
    twice = page("高龄津贴", level=["city"], kind=["policy"])
    assert [row["item"].id for row in twice.context["rows"]] == ["before"]
    (chosen,) = [chip for group in twice.context["groups"] for chip in group["chips"] if chip["current"]]
    assert "level" not in chosen["href"] and "kind=policy" in chosen["href"]


def test_other_words_and_mistyped_ones(district: District) -> None:
    assert [row["item"].id for row in page("低保").context["rows"]] == ["living"]
    assert "最低生活保障" in page("低保").content.decode()
    html = page("gaolingjintie").content.decode()
    assert "<b>高龄津贴</b>" in html and "高龄津贴</mark>发放办法" in html


@pytest.mark.parametrize("text", ["津" * 5000, "高龄津贴 " * 1000])
def test_what_is_very_long_is_cut_with_a_word_about_it(district: District, text: str) -> None:
    answer = page(text)
    assert answer.status_code == 200 and "前 200 个字" in answer.content.decode()
    assert len(answer.context["text"]) == 200


@pytest.mark.parametrize("text", ["怎么办", "请问在哪里呢？", "？！。"])
def test_of_only_what_is_said_around_a_thing_we_ask_what_it_is_about(district: District, text: str) -> None:
    html = page(text).content.decode()
    assert "您想找什么？" in html and "<mark>" not in html


@pytest.mark.parametrize(
    "text",
    [
        'title:高龄 AND "',
        "*:*",
        "高龄* OR (",
        "[a TO b]",
        "<script>alert(1)</script>",
        "\x00",
        "%",
        "{{ 7 }}",
        "../../etc/passwd",
    ],
)
def test_signs_of_a_query_language_are_signs(district: District, text: str) -> None:
    answer = page(text)
    assert answer.status_code == 200 and "<script>alert" not in answer.content.decode()


def test_nothing_found_says_what_to_do(district: District) -> None:
    html = page("量子纠缠").content.decode()
    assert "没有找到" in html and f"/{factories.SLUG}/report" in html
    narrowed = page("高龄津贴", year="1999").content.decode()
    assert "在您选的范围内没有" in narrowed


def test_any_address_is_answered(district: District) -> None:
    for more in (
        {"page": "0"},
        {"page": "-1"},
        {"page": "x"},
        {"page": "99999"},
        {"page": "²"},
        {"kind": "x" * 500},
        {"level": ["a"] * 100},
        {"year": "\x00"},
    ):
        assert page("高龄津贴", **more).status_code == 200, more
    assert Client().get("/nowhere/search").status_code == 404
    assert Client().post(f"/{factories.SLUG}/search").status_code == 405


def test_before_anything_is_asked_the_page_says_what_there_is(district: District) -> None:
    answer = page("")
    assert {str(one["label"]): one["count"] for one in answer.context["there_is"]} == {"政策": 3, "办事": 1, "文章": 1}
    assert "可以这样找" in answer.content.decode()


@pytest.mark.django_db(transaction=True)
def test_staff_see_the_cases_they_may_see_and_nobody_else_does(district: District, client: Client) -> None:
    case = factories.report(text="高龄津贴三个月没有发，请看一看").case
    settled(CaseEvent)
    catch_up(SOURCES)
    for who, sees in (("here", True), ("elsewhere", False), ("centre", True)):
        client.force_login(Account.objects.get(username=who))
        html = client.get(f"/{factories.SLUG}/search", {"q": "高龄津贴 没有发"}).content.decode()
        assert (case.code in html) is sees, who
    assert case.code not in page("高龄津贴 没有发").content.decode()


def test_a_search_takes_few_statements(district: District, django_assert_max_num_queries: Any) -> None:
    page("高龄津贴")
    with django_assert_max_num_queries(2):
        page("高龄津贴", level="district")


def test_the_api_answers_the_same(district: District) -> None:
    told = (
        Client()
        .get(
            "/api/v1/search",
            {"district": factories.SLUG, "q": "高龄津贴", "kind": ["policy", "service"], "level": "district"},
        )
        .json()
    )
    assert [item["id"] for item in told["items"]] == ["allowance"] and told["counts"]["kind"] == {
        "policy": 1,
        "article": 1,
        "service": 0,
    }
    ((start, end),) = told["items"][0]["marks"]["title"]
    assert told["items"][0]["title"][start:end] == "高龄津贴"
    assert Client().get("/api/v1/search", {"district": "nowhere", "q": "x"}).status_code == 404
    long = Client().get("/api/v1/search", {"district": factories.SLUG, "q": "津" * 5000}).json()
    assert long["left_out"] == 4800
    assert Client().get("/api/v1/search", {"district": factories.SLUG, "q": "的"}).json()["says_nothing"] is True
