"""What official texts say of themselves: number, issuer, dates, term, what they repeal, and their paragraphs."""

from __future__ import annotations

import time
from datetime import date

import pytest

from linli.portal.official.contents import contents, numbered
from linli.portal.official.difference import difference
from linli.portal.official.issuers import level_of
from linli.portal.official.numbers import normal_number
from linli.portal.official.paragraphs import paragraphs
from linli.portal.official.reading import read, read_day


@pytest.mark.parametrize(
    ("title", "text", "number"),
    [
        ("关于印发办法的通知", "冀科平规〔2023〕1号 各市科技局：为规范管理，制定本办法。", "冀科平规〔2023〕1号"),
        ("关于印发办法的通知", "冀科平规[2023]01号 各市科技局：为规范管理", "冀科平规〔2023〕1号"),
        ("若干规定", "国务院关于印发若干规定的通知国发〔2016〕16号 各省：现印发", "国发〔2016〕16号"),
        ("意见", "各市人民政府：根据《意见》（国发〔2015〕9号）精神，提出如下意见。", ""),
        ("同意设站的复函", "你厅冀交公字〔2004〕95号文收悉。省政府同意设站。", ""),
        ("科学技术部令第5号 管理办法", "第一章 总则 第一条 为规范", "科学技术部令第5号"),
        (
            "关于税收的公告",
            "关于税收的公告 财政部税务总局公告2022年第28号 为支持企业",
            "财政部税务总局公告2022年第28号",
        ),
        (
            "意见",
            "中共中央办公厅印发 《关于实行以增加知识价值为导向的意见》的通知 厅字﹝2016﹞35号各省：现印发",
            "厅字〔2016〕35号",
        ),
        ("细则", "关于印发《细则》的通知冀科农〔2017〕3号各市科技局：为引导企业", "冀科农〔2017〕3号"),
        ("细则", "关于印发《细则》的通知 （冀科政〔2011〕9号）各设区市：为规范", "冀科政〔2011〕9号"),
        ("计划", "根据《意见》冀发〔2017〕1号和本省实际，制定本计划。", ""),
        (
            "条例",
            "河北省第十三届人民代表大会常务委员会公告（第一二六号） 《条例》已通过。",
            "河北省第十三届人民代表大会常务委员会公告第126号",
        ),
        ("管理办法", "管理办法 国家知识产权局局长令（第30号） 为了规范", "国家知识产权局局长令第30号"),
        ("复函", "省交通厅：你厅请示收悉。省政府同意。 ^复函^冀政办字〔2021〕117号^见报头^", "冀政办字〔2021〕117号"),
        ("《办法》解读", "省教育厅印发了《办法》（冀教〔2022〕4号）。", ""),
    ],
)
def test_the_number_is_the_documents_own(title: str, text: str, number: str) -> None:
    assert read(title, text).number == number


@pytest.mark.parametrize(
    ("title", "text", "issuer"),
    [
        ("财政部、科技部关于印发《办法》的通知", "各省：现印发。", "财政部、科技部"),
        ("科技部等十部门关于印发《办法》的通知", "各省：现印发。", "科技部"),
        ("国务院办公厅转发商务部关于外资的通知", "各省：现转发。", "国务院办公厅"),
        ("关于公布名单的通知", "各市：现予公布。 附件：名单.docx 河北省科学技术厅 2022年9月30日", "河北省科学技术厅"),
        ("某计划", "各市：请执行。 河北省财政厅河北省科学技术厅 2022年9月30日", "河北省财政厅 河北省科学技术厅"),
        ("科学技术部令第5号 办法", "第一条 略。", "科学技术部"),
        ("进展情况", "一、开工情况 开工学校5293所。", ""),
        (
            "某通知",
            "现印发，请执行。\n\n河北省教育厅河北省财政厅\n\n河北省农业农村厅\n\n 2020年5月20日",
            "河北省教育厅 河北省财政厅 河北省农业农村厅",
        ),
        (
            "河北省条例",
            "（2003年7月18日河北省第十届人民代表大会常务委员会第四次会议通过） 第一章 总则",
            "河北省人民代表大会常务委员会",
        ),
        ("河北省办法", "《河北省办法》已经省政府第135次常务会议通过，现予公布。", "河北省人民政府"),
        ("通知", "国科发政字［2001］253号各省科技厅：为促进科技成果转化", "科学技术部"),
        ("河北省科学技术厅行政许可类执法公示实施细则", "第一章 总则 第一条 略。", "河北省科学技术厅"),
    ],
)
def test_the_issuer(title: str, text: str, issuer: str) -> None:
    assert read(title, text).issuer == issuer


def test_many_who_signed_are_counted_where_there_is_no_room_for_all() -> None:
    names = " ".join(f"河北省第{sign}工业和信息化厅" for sign in "一二三四五六七八九甲乙丙")
    issuer = read("意见", f"请执行。 {names} 2021年9月3日").issuer
    assert issuer.startswith("河北省第一工业和信息化厅 ") and issuer.endswith("等12个部门") and len(issuer) <= 120


def test_what_explains_another_document_has_no_number_and_says_whose_numbers_it_names() -> None:
    said = read("《办法》解读", "省教育厅印发了《办法》（冀教〔2022〕4号），依据《意见》（国发〔2015〕9号）。")
    assert said.explains and said.number == "" and said.cites == ("冀教〔2022〕4号", "国发〔2015〕9号")


def test_the_date_is_that_of_the_signature_not_one_the_text_speaks_of() -> None:
    text = "根据2019年3月1日会议精神，现通知如下。 一、自2020年5月1日起施行。 河北省人民政府 2020年4月2日"
    said = read("河北省人民政府通知", text)
    assert (said.issued_on, said.in_force_from) == (date(2020, 4, 2), date(2020, 5, 1))
    assert read("通知", "现通知如下。 河北省人民政府办公厅 二〇〇四年二月二十三日").issued_on == date(2004, 2, 23)
    assert read("通知", "一、总则。二、略。").issued_on is None


@pytest.mark.parametrize(
    ("said", "until"),
    [
        ("本办法自2023年1月1日起施行，有效期5年。", date(2027, 12, 31)),
        ("本办法自2023年1月1日起施行，有效期三年。", date(2025, 12, 31)),
        ("本公告执行至2027年12月31日。", date(2027, 12, 31)),
        ("本办法自2024年2月29日起施行，有效期1年。", date(2025, 2, 27)),
        ("本办法自2023年1月1日起施行。", None),
    ],
)
def test_until_when_it_holds(said: str, until: date | None) -> None:
    assert read("办法", f"第一条 略。\n{said}").in_force_until == until


def test_what_it_repeals_is_what_it_says_is_repealed() -> None:
    text = "依据《通则》（国发〔2010〕1号）制定。本办法施行之日起，《老办法》（冀科平〔2018〕10号）同时废止。"
    assert read("办法", text).repeals == ("冀科平〔2018〕10号",)


@pytest.mark.parametrize(
    ("issuer", "title", "level"),
    [
        ("国务院办公厅", "", "central"), ("财政部、科技部", "", "central"), ("河北省科学技术厅", "", "province"), ("枣庄市民政局", "", "city"),
        ("枣庄市峄城区人民政府", "", "district"), ("", "河北省促进条例", "province"), ("", "工作小结", ""),
    ],
)  # fmt: skip
def test_whose_it_is(issuer: str, title: str, level: str) -> None:
    assert level_of(issuer, title) == level


def test_whose_it_is_by_its_number_where_no_name_tells() -> None:
    assert level_of("", "某细则", "", "国科发政字〔2001〕253号") == "central"
    assert level_of("", "中国（河北）自由贸易试验区办法", "", "冀政发〔2019〕1号") == "province"


@pytest.mark.parametrize(
    "written",
    [
        "2024-04-26",
        "2024/4/26",
        "2024.4.26",
        "2024年4月26日",
        "二〇二四年四月二十六日",
        " ２０２４年４月２６日 ",
        "20240426",
    ],
)
def test_days_as_tables_write_them(written: str) -> None:
    assert read_day(written) == date(2024, 4, 26)


@pytest.mark.parametrize("written", ["", "近日", "2024-13-01", "2024年2月30日", "26/04/2024"])
def test_what_is_no_day(written: str) -> None:
    assert read_day(written) is None


def test_numbers_have_one_spelling() -> None:
    assert {normal_number(one) for one in ("国发[2016]16号", "国发（2016）16号", "国发〔２０１６〕第16号")} == {
        "国发〔2016〕16号"
    }


def test_a_text_that_lost_its_lines_gets_its_paragraphs_back() -> None:
    text = "各市人民政府： 现通知如下。 一、总体要求 按照部署，加强管理。 二、强化支持（一）创新服务。各市要建立机制。（二）助力转型。加大力度。 河北省人民政府 2024年4月2日"
    assert paragraphs(text) == [
        "各市人民政府：", "现通知如下。", "一、总体要求", "按照部署，加强管理。", "二、强化支持", "（一）创新服务。各市要建立机制。",
        "（二）助力转型。加大力度。", "河北省人民政府", "2024年4月2日",
    ]  # fmt: skip


def test_a_signature_that_ran_into_what_follows_stands_by_itself() -> None:
    text = "各市： 现印发给你们，请认真贯彻落实。河北省人民政府办公厅2024年4月28日为加快推进，制定如下措施。一、强化支持 略。"
    assert paragraphs(text)[2:4] == ["河北省人民政府办公厅2024年4月28日", "为加快推进，制定如下措施。"]
    held = "各市： 请执行。省政府办公厅2024年4月28日起受理申请。"
    assert paragraphs(held) == ["各市：", "请执行。省政府办公厅2024年4月28日起受理申请。"], (
        "a day in a sentence signs nothing"
    )


def test_the_contents_are_chapters_or_the_two_uppermost_levels() -> None:
    law = "第一章 总则\n第一条 为规范。\n第二章 办理\n第二条 略。\n（一）小项；"
    assert [one.heading for one in contents(numbered(law))] == ["第一章 总则", "第二章 办理"]
    notice = "一、要求\n（一）坚持创新。强化支撑。\n1. 略。\n二、保障\n这是一段，不是标题。"
    assert [one.heading for one in contents(numbered(notice))] == ["一、要求", "（一）坚持创新。", "二、保障"]
    assert contents(numbered("没有标题的一段话。")) == []


def test_only_what_differs_is_told_and_blanks_do_not_count() -> None:
    old = "第一条 五日。\n第二条 不变。\n第三条 取消的。"
    assert difference(old, old.replace("第二条 不变。", "第二条　不变。")) == []
    assert [one.how for one in difference(old, "第一条 三日。\n第二条 不变。")] == ["changed", "removed"]


def test_two_long_texts_with_nothing_in_common_are_compared_in_a_moment() -> None:
    old = "\n".join(f"甲{number}的规定与要求如下，共{number}项。" for number in range(800))
    new = "\n".join(f"乙{number * 7}号事项另行通知，由{number}处办理。" for number in range(800))
    began = time.process_time()
    assert len(difference(old, new)) >= 800
    assert time.process_time() - began < 3
