"""The reviewer's page where names coincide, and what it says of who reads what."""

from __future__ import annotations

from html import unescape
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from linli.applications import actions
from linli.applications.models import Page
from linli.audit.models import AuditEntry
from linli.cases.models import Case
from tests import factories
from tests.applications import town
from tests.applications.review_desk import PDF, address, at_desk, checked, send, shown
from tests.applications.test_apply_pages import browser

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def place(clock: Any) -> Any:
    return town.district()


def decided_here(place: Any) -> Case:
    """At its last level, of a form that asks for `reason`, `text` and `checks`."""
    elderly = town.spec_of("cuiping", town.ELDERLY)
    names = ("reason", "text", "checks")
    fields = [{"id": name, "kind": "text", "label": f"问{name}", "optional": True} for name in names]
    form = [*[one.model_dump() for one in elderly.form], {"title": "更多", "fields": fields}]
    town.offer(place, town.spec_of("cuiping", town.ELDERLY, form=form))
    return town.agree(town.apply(), "here", "street")


def test_a_fault_of_the_decision_is_not_put_beside_a_question_of_the_same_name(place: Any) -> None:
    case, works = decided_here(place), at_desk("works")
    for move, given, own in (
        ("refuse", {"reason": ""}, "review-reason"), ("grant", {}, "review-checks"),
        ("grant", {**checked(case), "text": "长" * 3000}, "review-text"),
    ):  # fmt: skip
        html = send(works, case, move, **given).content.decode()
        assert f'href="#{own}"' in html and 'href="#about-' not in html, move
    short = send(works, case, "return", **{"remark.reason": "x"}).content.decode()
    assert 'href="#about-reason"' in short


def test_who_asks_experts_is_told_that_the_applicant_reads_it() -> None:
    case = town.agree(town.apply(), "here", "street")
    form = unescape(at_desk("works").get(address(case, "moves", "consult")).content.decode())
    assert "申请人" in form.partition('id="move-reason-hint">')[2].partition("<")[0]


def test_a_code_in_small_letters_is_one_look() -> None:
    case, client = town.apply(), at_desk("here")
    answer = client.get(f"/desk/applications/{case.code.lower()}")
    assert answer["Location"] == address(case)
    assert AuditEntry.objects.filter(kind="application_seen").count() == 0
    shown(client, case)
    assert AuditEntry.objects.filter(kind="application_seen").count() == 1


def test_conditions_are_groups_within_a_list_and_faults_tied_to_them() -> None:
    case, client = town.apply(), at_desk("here")
    send(client, case, "accept")
    html = send(client, case, "report_up", **checked(case, 1)).content.decode()
    assert '<li role="radiogroup"' not in html and 'role="radiogroup"' in html
    assert 'aria-describedby="check-1-fault"' in html and 'id="check-1-fault"' in html
    html = send(client, case, "report_up", **{**checked(case), "text": "长" * 3000}).content.decode()
    assert 'aria-describedby="review-text-hint review-text-fault"' in html


def test_a_pdf_is_framed_without_directives_that_browsers_forgot(place: Any) -> None:
    owner = town.resident()
    paper = SimpleUploadedFile("合同.pdf", PDF, "application/pdf")
    contract = actions.keep_document(owner, factories.CODE, name="银行卡", sample="bank_card", files=[paper])
    case = town.apply(owner, documents={"id_card": [town.document(owner).pk], "bank_card": [contract.pk]})
    page = Page.objects.get(document=contract)
    for client, path in (
        (at_desk("here"), address(case, "pages", str(page.pk))), (browser(), f"/folder/sheets/{page.pk}"),
    ):  # fmt: skip
        answer = client.get(path)
        assert answer.content == PDF and "frame-ancestors 'self'" in answer["Content-Security-Policy"]
        assert "plugin-types" not in answer["Content-Security-Policy"]
