"""What is wrong in a form stands beside its field, in words of the form, and what was typed comes back."""

from __future__ import annotations

from linli.cooperative import actions
from linli.cooperative.models import Collection
from linli.places.models import District
from tests.cooperative.town import actor, lot, signed_in, weigh

DESK = "/desk/cooperative"


def test_what_was_left_empty_is_named_as_on_the_form(district: District) -> None:
    page = signed_in("coop").post(f"{DESK}/herd/new", {"sex": "female"}).content.decode()
    for said in ("耳标：请填字母", "户号：请填 1 到", "请您填写“出生”"):
        assert said in page, said
    assert "“”" not in page
    page = signed_in("coop").post(f"{DESK}/households/new", {"shares": "0"}).content.decode()
    assert "请您填写“社区（村）”" in page and "股数：“0”" in page


def test_a_day_that_cannot_be_comes_back_in_its_own_form(district: District) -> None:
    page = signed_in("coop").post(f"{DESK}/herd/A1/end", {"state": "sold", "on": "2099-01-01"})
    text = page.content.decode()
    assert page.status_code == 422 and text.count('value="2099-01-01"') == 1 and 'id="ended-fault"' in text
    assert 'id="noted-fault"' not in text, "the other form of the page is not at fault"


def test_a_test_that_is_half_noted_stays_open_with_what_is_missing(district: District) -> None:
    weigh()
    made = lot({Collection.objects.get().pk: "1"})
    page = signed_in("coop").post(f"{DESK}/lots/{made.code}/test", {"what": "菌落总数", "on": "2026-11-02"})
    text = page.content.decode()
    assert page.status_code == 422 and 'value="菌落总数"' in text and "请您填写“结果合格吗？”" in text
    assert "<details open><summary>登记检验" in text and "true（是）" not in text


def test_a_line_of_a_file_is_shown_without_its_empty_cells(district: District) -> None:
    head = "收奶点,票号,户号,耳标,时间,公斤,脂肪,密度,温度,设备"
    row = actions.hand_in(actor(), "t.csv", f"{head}\nnowhere,1,1001,,昨天,6,4.8,1.032,6,\n".encode())
    text = signed_in("coop").get(f"{DESK}/files/{row.pk}").content.decode()
    assert "nowhere · 1 · 1001 · 昨天 · 6 · 4.8 · 1.032 · 6<" in text and "第 2 行" in text
