"""One question to everything public: its words in any order, other words for it, mistyped, narrowed, what is over last."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from linli.search.asking import NO_SYNONYMS
from linli.search.finding import MOST_PAGES, counted, related
from linli.search.index import Document, Index
from linli.search.passages import Piece

from .filled import AT, DISTRICT, asked, fill, ids, thing


@pytest.fixture(autouse=True)
def own_folder(settings: Any, tmp_path: Path) -> None:
    settings.LINLI_DATA = tmp_path


def small_district() -> None:
    fill(
        thing("allowance", "高龄津贴发放办法", "年满八十周岁的老人每月领取高龄津贴。", "level:district", "audience:older", "year:2026"),
        thing("living", "最低生活保障审核确认办法", "家庭人均收入低于标准的可以申请最低生活保障。", "level:province", "audience:poor", "year:2024"),
        thing("hiring", "吸纳就业补贴申报指南", "小微企业招用高校毕业生，按人数给予吸纳就业补贴。", "level:city", "audience:businesses", "year:2026"),
        thing("before", "高龄津贴暂行办法", "本办法自二〇一二年起施行。", "level:district", "year:2012", over=True, at=datetime(2012, 1, 1, tzinfo=UTC)),
        thing("apply", "高龄津贴申请", "本人或者家属在社区办理。", "audience:older", "visit:none", kind="service", codes=("gaoling-jintie",)),
        thing("army", "大学生参军入伍优惠政策", "入伍服役的大学生学费由国家资助。", "level:central", "year:2026"),
    )  # fmt: skip


def test_what_people_call_it_besides_finds_it_and_is_never_shown() -> None:
    fill(
        replace(
            thing("hiring", "吸纳就业补贴申报指南", "小微企业招用高校毕业生的，给予补贴。"), besides="扩岗补助 招人补贴"
        )
    )
    found = asked("扩岗补助")
    assert ids(found) == ["hiring"]
    assert "".join(piece.text for piece in found.items[0].passage).startswith("小微企业")


def test_words_in_any_order_and_in_a_sentence() -> None:
    small_district()
    assert set(ids(asked("津贴 高龄"))[:2]) == {"apply", "allowance"}
    assert ids(asked("请问高龄津贴怎么领啊？"))[0] in ("apply", "allowance")
    assert ids(asked("大学生参军有什么优惠"))[0] == "army"


def test_the_everyday_word_finds_the_official_one_and_back_where_the_district_says_so() -> None:
    small_district()
    assert ids(asked("低保")) == ["living"]
    assert ids(asked("低保怎么申请"))[0] == "living"
    assert ids(asked("招聘补贴怎么领")) == ["hiring"]
    assert asked("低保", synonyms=NO_SYNONYMS).total == 0


def test_pinyin_whole_or_by_first_letters() -> None:
    small_district()
    for typed in ("gaolingjintie", "gao ling jin tie", "Gaoling Jintie", "gljt"):
        found = asked(typed)
        assert found.instead and ids(found)[0] in ("apply", "allowance"), typed
    assert (asked("dibao").meant, ids(asked("dibao"))) == ("低保", ["living"])


def test_a_wrong_character_is_heard_and_one_off_is_forgiven() -> None:
    small_district()
    assert (asked("高令津贴").meant, asked("高令津帖").instead) == ("高龄津贴", True)
    assert asked("高领金贴怎么领").meant == "高龄津贴怎么领"
    assert asked("高龄补贴申请").total  # not wrong at all: most of its words are there
    assert asked("高龄精贴").meant == "高龄津贴"
    assert asked("龄津贴发放").instead is False


def test_what_is_right_is_not_corrected() -> None:
    small_district()
    for text in ("高龄津贴", "最低生活保障", "入伍", "补贴"):
        assert asked(text).meant == "", text


def test_in_quotes_only_as_it_stands() -> None:
    small_district()
    assert ids(asked("“领取高龄津贴”")) == ["allowance"]
    assert asked('"津贴高龄"').total == 0


def test_a_number_is_found_with_any_brackets() -> None:
    fill(
        thing("a", "甲办法", "峄政办发〔2024〕15号 全文"),
        thing("b", "乙办法", "2024年第15号", codes=("峄政发〔2024〕15号",)),
    )
    for text in ("峄政办发〔2024〕15号", "峄政办发[2024]15号", "峄政办发（2024）15号"):
        assert ids(asked(text)) == ["a"], text
    assert ids(asked("峄政发〔2024〕15号")) == ["b"]


def test_what_is_over_comes_last_and_says_so() -> None:
    small_district()
    found = asked("高龄津贴")
    assert ids(found)[-1] == "before" and [item.over for item in found.items] == [False, False, True]


def test_over_things_fill_the_pages_after_those_in_force() -> None:
    fill(
        *(thing(f"now{number}", f"路灯办法 第{number}号") for number in range(13)),
        *(thing(f"past{number}", f"路灯办法 第{number}号", over=True) for number in range(12)),
    )
    pages = [asked("路灯办法", page=page) for page in (1, 2, 3, 4)]
    assert [len(page.items) for page in pages] == [10, 10, 5, 0]
    assert len({item.id for page in pages for item in page.items}) == 25
    assert [sum(item.over for item in page.items) for page in pages] == [0, 7, 5, 0]
    assert (pages[0].total, pages[0].pages) == (25, 3)
    assert asked("路灯办法", page=10**9).items == () and MOST_PAGES < 10**9


def test_counts_say_how_far_each_value_narrows() -> None:
    small_district()
    found = asked("高龄津贴")
    assert {one.value: one.count for one in found.counts["is"]} == {"policy": 2, "service": 1}
    narrowed = asked("高龄津贴", **{"is": ["policy"], "year": ["2026"]})
    assert ids(narrowed) == ["allowance"]
    # Of the chosen kind's name the other kinds still tell how many they would be.
    assert {one.value: (one.count, one.chosen) for one in narrowed.counts["is"]} == {"policy": (1, True)}
    assert {one.value: (one.count, one.chosen) for one in narrowed.counts["year"]} == {
        "2026": (1, True),
        "2012": (1, False),
    }
    assert {item.kind for item in asked("高龄津贴", **{"is": ["policy", "service"]}).items} == {"policy", "service"}


def test_the_best_passage_is_shown_and_nothing_in_it_is_markup() -> None:
    long = "总则。" * 60 + "第九条 年满八十周岁的<b>老人</b>，每月领取高龄津贴五十元。" + "附则。" * 60
    fill(thing("a", "发放办法", long))
    (item,) = asked("高龄津贴").items
    assert Piece("高龄津贴", marked=True) in item.passage
    assert "".join(piece.text for piece in item.passage).startswith("第九条 年满八十周岁的<b>老人</b>")


def test_related_ones_share_telling_words_and_are_in_force() -> None:
    fill(
        thing("a", "高龄津贴发放办法", "高龄老人津贴按月发放"), thing("b", "高龄津贴资格认证", "高龄老人津贴每年认证"),
        thing("c", "高龄老人津贴旧办法", "高龄老人津贴", over=True), thing("d", "下水道疏通", "排水管网"), thing("e", "高龄津贴问答", "老人高龄津贴"),
    )  # fmt: skip
    assert sorted(item.id for item in related(DISTRICT, "policy", "a")) == ["b", "e"]
    assert related(DISTRICT, "policy", "unknown") == []


def test_of_another_district_or_not_for_everyone_is_not_found() -> None:
    closed = Document("case", "1", DISTRICT, "高龄津贴没有发", "", AT)
    fill(closed, thing("a", "高龄津贴", district="990102"), thing("b", "高龄津贴"))
    assert ids(asked("高龄津贴")) == ["b"]
    assert counted(DISTRICT) == {"policy": 1}
    # And the index keeps no word of it to show.
    kept = Index.open().ask(lambda searcher: searcher.num_docs, 0)
    assert kept == 3


def test_newer_ones_come_first_where_all_else_is_equal() -> None:
    fill(*(thing(f"{year}", "加装电梯办法", at=AT - timedelta(days=365 * year)) for year in (9, 0, 4)))
    assert ids(asked("加装电梯")) == ["0", "4", "9"]


@pytest.mark.parametrize(
    "text",
    [
        "", " ", "　", "怎么办", "的", "吗？", "“”", '"', "''", "AND", "a OR b", "title:高龄", "高龄*", "*", "?", "~", "(((", "[1 TO 2]", "^5",
        "\\", "+高龄 -津贴", "高龄 AND", "\x00", "\ud83d\ude00".encode("utf-16", "surrogatepass").decode("utf-16"), "<script>alert(1)</script>",
        "'; DROP TABLE", "%00", "१२३", "ﷺ", "ab" * 2500, "津" * 5000, "高龄津贴" * 1250, "xi" * 2500, "1" * 5000, "的" * 5000, "“高" * 200, "a b " * 1250,
    ],
)  # fmt: skip
def test_any_text_is_a_question(text: str) -> None:
    small_district()
    found = asked(text)
    assert found.asked.left_out == max(len(" ".join(text.split())) - 200, 0)
    assert not (found.asked.says_nothing and found.items)


def test_only_what_is_said_around_a_thing_is_told_apart_from_nothing() -> None:
    assert asked("怎么办？").asked.says_nothing and not asked("").asked.says_nothing
    assert asked("请问在哪里").asked.says_nothing
    # Of little weight, but something: it is looked for when there is nothing else.
    assert not asked("申请").asked.says_nothing


def test_without_an_index_nothing_is_found_and_nothing_fails() -> None:
    assert (asked("高龄津贴").total, related(DISTRICT, "policy", "a"), counted(DISTRICT)) == (0, [], {})
