"""An application goes its way: handed in, returned with every fault, corrected, agreed to level by level, decided."""

from __future__ import annotations

from typing import Any

import pytest

from linli.applications.actions import perform
from linli.applications.errors import SameEyes
from linli.applications.file import ApplicationFile
from linli.applications.models import Application, Decision, Opinion
from linli.cases.errors import InvalidInput, NotNow, NotYours
from linli.cases.models import CaseEvent, DeadlineState
from linli.cases.queries.replay import unfolded
from tests import factories
from tests.applications import town

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def place(clock: Any) -> None:
    town.district()


def kinds(case: Any) -> list[str]:
    return list(CaseEvent.objects.filter(stream=case.pk).order_by("seq").values_list("kind", flat=True))


def test_from_the_phone_to_the_decision() -> None:
    case = town.apply()
    assert (case.state, case.level, case.office_id, case.organisation_id) == (
        "submitted", "community", factories.HERE, factories.HERE,
    )  # fmt: skip
    town.move("here", case, "accept")
    town.move("here", case, "report_up", checks=town.checks(case))
    case.refresh_from_db()
    assert (case.level, case.organisation_id) == ("street", factories.STREET)
    with pytest.raises(NotYours):
        town.move("here", case, "report_up", checks=town.checks(case))
    town.move("street", case, "report_up", checks=town.checks(case))
    town.move("works", case, "grant", checks=town.checks(case), text="从本月起发放")
    case.refresh_from_db()
    assert (case.state, case.result) == ("granted", "granted")
    assert kinds(case) == ["handed_in", "accepted", "reported_up", "reported_up", "granted"]
    assert list(unfolded()) == []
    assert Decision.objects.get(case=case).number.endswith(f"{case.code}号")
    assert {d.state for d in case.deadlines.all()} == {DeadlineState.MET}


def test_returned_with_every_fault_and_corrected_while_the_clock_stands() -> None:
    owner = town.resident()
    case = town.apply(owner)
    town.move("here", case, "accept")
    town.move(
        "here", case, "return", shortcomings={"material.id_card": "照片太模糊，请重拍", "address": "请写到门牌号"}
    )
    case.refresh_from_db()
    assert case.state == "returned" and case.application.returns == 1
    assert case.deadlines.get(kind="decide").state == DeadlineState.PAUSED
    papers = {
        "id_card": [town.document(owner, "新拍的身份证").pk],
        "bank_card": [town.document(owner, "银行卡", "bank_card").pk],
    }
    done = perform(
        owner, case.code, "correct", {"answers": town.elderly_answers(address="林家巷52号2单元"), "documents": papers}
    )
    assert done.case.state == "accepted"
    assert case.deadlines.get(kind="decide").state == DeadlineState.RUNNING
    assert Application.objects.get(case=case).returns == 1
    assert case.handed_in.filter(replaced_at=None).count() == 2 and case.handed_in.count() == 4


def test_four_eyes_up_to_the_province() -> None:
    owner = town.resident()
    answers = {
        "kind": "归侨子女", "applicant": "父亲或母亲", "examinee": town.CHILD, "living_area": factories.HERE,
        "address": "林家巷52号", "exam_year": "2027", "school": "样例一中",
        "relatives": [{"relative_name": "陈国华", "relation": "父亲", "status": "归侨", "country": "印度尼西亚", "since": "1970-05-01", "document": "归侨证或归侨身份证明"}],
        "guiqiao_known": "在峄城区认定过",
        "parents": [{"parent_name": "陈国华", "parent_role": "父亲", "parent_place": "峄城区", "parent_contact": "13900000009"}],
        "kinship": "看得出来", "foreign_text": "都是中文", "promise": True,
    }  # fmt: skip
    case = town.apply(
        owner, service=town.OVERSEAS, answers=answers, documents={"examinee_card": [town.document(owner).pk]}
    )
    town.move("works", case, "accept")
    with pytest.raises(SameEyes):
        town.move("works", case, "report_up", checks=town.checks(case))
    town.move("works", case, "recommend", verdict="grant", checks=town.checks(case), text="齐全")
    with pytest.raises(SameEyes):
        town.move("works", case, "report_up", checks=town.checks(case))
    town.move("works2", case, "report_up", checks=town.checks(case))
    for first, second, last in (("city", "city2", "report_up"), ("province", "province2", "grant")):
        town.move(first, case, "recommend", verdict="grant", checks=town.checks(case))
        town.move(second, case, last, checks=town.checks(case))
    case.refresh_from_db()
    assert case.state == "granted" and case.level == "province"
    assert Opinion.objects.filter(case=case).count() == 6


def test_two_reviewers_deciding_at_once_the_second_is_told() -> None:
    case = town.agree(town.apply(), "here", "street")
    town.move("works", case, "grant", checks=town.checks(case))
    with pytest.raises(NotNow):
        town.move("works2", case, "refuse", reason="不符合条件")


def test_a_hidden_field_left_in_is_not_kept_and_every_fault_is_named_at_once() -> None:
    case = town.apply(answers=town.elderly_answers(agent=town.ELDER))
    assert "agent" not in ApplicationFile.load(case).answers
    with pytest.raises(InvalidInput) as refused:
        town.apply(
            answers=town.elderly_answers(elder={**town.ELDER, "id_number": "110105194912310021"}, living=...),
            documents={},
        )
    assert {fault.field for fault in refused.value.faults} == {
        "elder",
        "living",
        "material.id_card",
        "material.bank_card",
    }
