"""Publishing figures: entered, imported, added up; what cannot be taken is said by its line, and then nothing is."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from linli.audit.models import AuditEntry
from linli.people.actors import Actor
from linli.places.models import District
from linli.portal import actions
from linli.portal.actions.outlets import enter_figure, import_figures
from linli.portal.actions.reads import count_read
from linli.portal.errors import NotAnEditor, WrongFigures
from linli.portal.models import Republication
from linli.portal.queries.figures import publishing
from tests import factories
from tests.portal import press
from tests.portal.press import CHIEF, WRITER, article, reader, signed_in

GOOD = '月份,媒体,篇数,阅读量,标题,网址\n2026-10,国家日报,3,1.5万,,\n2026年9月,省电视台,2,"2,300",石榴熟了,https://example.cn/1\n'
PAGE, DESK = f"/{factories.SLUG}/publishing", "/desk/publishing"


def writer() -> Actor:
    return factories.actor(WRITER)


def faults_of(text: str | bytes) -> list[str]:
    with pytest.raises(WrongFigures) as wrong:
        import_figures(writer(), text if isinstance(text, bytes) else text.encode())
    assert not Republication.objects.exists(), "nothing is taken if anything is wrong"
    return [fault.message for fault in wrong.value.faults]


def test_a_month_is_entered_and_said_again_it_is_the_same(district: District) -> None:
    given = {"outlet": "paper", "month": "2026-10", "items": "3", "reads": "12,000"}
    enter_figure(writer(), given)
    enter_figure(factories.actor(CHIEF), given | {"reads": "12,500"})
    row = Republication.objects.get()
    assert (row.items, row.reads, row.entered_by.username) == (3, 12_500, CHIEF)
    assert AuditEntry.objects.filter(kind="figures_entered").count() == 2


@pytest.mark.parametrize("who", ["here", "admin", "centre"])
def test_only_editors_enter(district: District, who: str) -> None:
    with pytest.raises(NotAnEditor):
        enter_figure(factories.actor(who), {})
    assert signed_in(who).get(DESK).status_code == 403
    assert signed_in(who).post(f"{DESK}/import").status_code == 403


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_a_table_is_taken_as_spreadsheets_save_it(district: District, encoding: str) -> None:
    assert import_figures(writer(), GOOD.encode(encoding)) == 2
    assert import_figures(writer(), GOOD.encode(encoding)) == 2
    shown = publishing(district)
    assert (shown.items, shown.reads) == (5, 17_300)
    assert [(one.name, one.items, one.reads) for one in shown.levels] == [("国家级", 3, 15_000), ("省级", 2, 2_300)]
    assert [one.name for one in shown.months] == ["2026年10月", "2026年9月"]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", ["第一行要写列名，还缺：月份、媒体、篇数、阅读量。"]),
        ("月份,媒体,篇数\n", ["第一行要写列名，还缺：阅读量。"]),
        ("月份,媒体,篇数,阅读量\n\n", ["文件里没有数据行。"]),
        ("月份,媒体,篇数,阅读量\n2026-10,没有的报,1,2\n", ["第 2 行：名单里没有“没有的报”这家媒体，请从名单里选。"]),
        ("月份,媒体,篇数,阅读量\n2026-13,国家日报,1,2\n", ["第 2 行：“2026-13”不是月份，请写成 2026-10 这样。"]),
        ("月份,媒体,篇数,阅读量\n2027-01,国家日报,1,2\n", ["第 2 行：这个月还没有到。"]),
        ("月份,媒体,篇数,阅读量\n2026-10,国家日报,-1,许多\n", ["第 2 行：“-1”不是从 0 起的整数，请写成 1280 这样。", "第 2 行：“许多”不是从 0 起的整数，请写成 1280 这样。"]),
        ("月份,媒体,篇数,阅读量\n2026-10,国家日报,1.5,2\n", ["第 2 行：“1.5”不是从 0 起的整数，请写成 1280 这样。"]),
        ("月份,媒体,篇数,阅读量\n2026-10,国家日报,1,99999999999\n", ["第 2 行：“99999999999”不是从 0 起的整数，请写成 1280 这样。"]),
        ("月份,媒体,篇数,阅读量\n2026-10,国家日报,1,²\n", ["第 2 行：“²”不是从 0 起的整数，请写成 1280 这样。"]),
        ("月份,媒体,篇数,阅读量\n2026-10,国家日报,1,2\n2026-10,paper,1,3\n", ["第 3 行：同样的媒体、月份和标题，第 2 行已经有了。"]),
        ("月份,媒体,篇数,阅读量,网址\n2026-10,国家日报,1,2,javascript:alert(1)\n", ["第 2 行：网址以 https:// 开头，中间没有空格。"]),
        ('月份,媒体,篇数,阅读量\n2026-10,"国家日报,1,2\n', ["第 2 行读不成表格，请把表格另存为“CSV UTF-8”。"]),
        (b"PK\x03\x04\x00\x00\xff\xff", ["这不是 CSV 文件，请把表格另存为“CSV UTF-8”。"]),
        (b"x" * 2_000_001, ["文件超过 2 MB，请分几次导入。"]),
    ],
)  # fmt: skip
def test_what_cannot_be_taken_is_said_by_its_line(district: District, text: str | bytes, said: list[str]) -> None:
    assert faults_of(text) == said


def test_every_line_that_is_wrong_is_named_and_none_is_taken(district: District) -> None:
    lines = "".join(f"2026-10,没有的报{number},1,1\n" for number in range(30))
    found = faults_of(f"月份,媒体,篇数,阅读量\n2026-10,国家日报,1,1\n{lines}")
    assert len(found) == 20 and found[0].startswith("第 3 行")


def test_editors_enter_and_import_at_the_desk(district: District) -> None:
    client = signed_in(WRITER)
    wrong = client.post(DESK, {"outlet": "paper", "month": "十月", "items": "1", "reads": "2"})
    assert wrong.status_code == 422 and "“十月”不是月份" in wrong.content.decode()
    assert 'value="十月"' in wrong.content.decode(), "what was typed is still there"
    client.post(DESK, {"outlet": "paper", "month": "2026-10", "items": "1", "reads": "2"})
    assert Republication.objects.get().reads == 2
    sent = client.post(f"{DESK}/import", {"file": SimpleUploadedFile("t.csv", GOOD.encode())}, follow=True)
    assert "导入了 2 行" in sent.content.decode() and Republication.objects.count() == 2
    bad = client.post(f"{DESK}/import", {"file": SimpleUploadedFile("t.csv", b"a,b\n")})
    assert bad.status_code == 422 and "还缺" in bad.content.decode()
    assert client.post(f"{DESK}/import").status_code == 422


def test_everybody_sees_the_sums_and_editors_what_was_read(district: District) -> None:
    assert "还没有数据" in reader().get(PAGE).content.decode()
    import_figures(writer(), GOOD.encode())
    page, other = article(district), article(district, "没人看的")
    for _time in range(3):
        reader().get(page.address)
    public = reader().get(PAGE).content.decode()
    assert "17,300" in public and "国家日报" in public and "演示" in public
    desk = signed_in(WRITER).get(DESK).content.decode()
    assert ">石榴熟了</a>" in desk and f">{other.title}</a>" not in desk


def test_another_districts_figures_are_not_counted(district: District) -> None:
    far = press.neighbour()
    actions.replace_outlets(far, [actions.OutletRow("paper", "邻区日报", "national")])
    enter_figure(
        factories.actor(press.OTHER_WRITER), {"outlet": "paper", "month": "2026-10", "items": "9", "reads": "9"}
    )
    count_read(far.code, "article", "1")
    assert publishing(district).is_empty
    assert "邻区日报" not in signed_in(WRITER).get(DESK).content.decode()
    with pytest.raises(WrongFigures):
        enter_figure(writer(), {"outlet": "邻区日报", "month": "2026-10", "items": "9", "reads": "9"})


def test_a_packs_figures_leave_what_editors_entered(district: District) -> None:
    from datetime import date

    enter_figure(writer(), {"outlet": "paper", "month": "2026-10", "items": "1", "reads": "77"})
    rows = [actions.Figure("paper", date(2026, 10, 1), 5, 5), actions.Figure("paper", date(2026, 9, 1), 2, 20)]
    first = actions.replace_figures(district, rows)
    assert len(first.added) == 1 and not actions.replace_figures(district, rows)
    assert publishing(district).reads == 97
    actions.replace_figures(district, [])
    assert publishing(district).reads == 77


def test_the_page_asks_the_same_however_much_there_is(district: District, django_assert_max_num_queries) -> None:
    import_figures(writer(), GOOD.encode())
    client: Client = reader()
    client.get(PAGE)
    with django_assert_max_num_queries(8):
        client.get(PAGE)
