"""The reviewer's page: what it shows to whom, and the moves made from it, each as a browser without scripts sends them."""

from __future__ import annotations

from datetime import date
from html import unescape

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from linli.applications import actions
from linli.applications.file import ApplicationFile
from linli.applications.models import Opinion, Page, Shortcoming
from linli.audit.models import AuditEntry
from linli.cases.models import Case
from linli.cases.queries import worklist
from tests import factories
from tests.applications import town
from tests.applications.review_desk import (
    PDF,
    address,
    at_desk,
    checked,
    filled_in,
    many_materials,
    overseas,
    send,
    shown,
)
from tests.cases.test_sql_budgets import WORKLIST, at_most
from tests.conftest import MovableClock

pytestmark = pytest.mark.django_db

STATEMENTS, BYTES = 12, 90_000


@pytest.fixture(autouse=True)
def place(clock: MovableClock) -> None:
    town.district()


def test_who_works_on_it_reads_form_and_materials_and_the_look_is_on_the_record() -> None:
    case = town.apply()
    html = shown(at_desk("here"), case)
    for text in (
        "高龄津贴",
        "刘桂芳",
        "11010519491231002X",
        "河东街道 · 东街社区",
        "林家巷52号",
        "4111 1111 1111 1111",
        "东街社区居民委员会",
    ):
        assert text in html, text
    page = Page.objects.filter(document__name="居民身份证").get()
    assert f"{address(case)}/pages/{page.pk}/small" in html
    entry = AuditEntry.objects.get(kind="application_seen")
    assert (entry.subject, entry.actor_name, entry.data) == (case.code, "某here", {"contents": True})
    shown(at_desk("here"), case)
    assert AuditEntry.objects.filter(kind="application_seen").count() == 2


@pytest.mark.parametrize("username", ["centre", "supervisor", "auditor", "admin", "grid"])
def test_who_watches_over_it_sees_how_it_stands_and_none_of_its_contents(username: str) -> None:
    case, client = town.apply(), at_desk(username)
    html = shown(client, case)
    assert "高龄津贴" in html and case.code in html and "刘桂芳" not in html and "林家巷" not in html
    assert "/pages/" not in html and 'name="remark.' not in html
    page = Page.objects.first()
    assert page is not None
    for path in (address(case, "pages", str(page.pk)), address(case, "pages", str(page.pk), "small")):
        assert client.get(path).status_code == 404
    assert client.post(address(case, "phone"), {"reason": "回访"}).status_code == 403
    assert AuditEntry.objects.get(kind="application_seen").data == {"contents": False}


@pytest.mark.parametrize("username", ["there", "elsewhere", "water", "street"])
def test_for_whom_it_has_nothing_to_do_with_it_is_not_there(username: str) -> None:
    """The street not either, until the community has reported it up to it."""
    case, client = town.apply(), at_desk(username)
    page = Page.objects.first()
    assert page is not None
    for path in (address(case), address(case, "pages", str(page.pk)), address(case, "moves", "note")):
        assert client.get(path).status_code == 404
    assert client.post(address(case, "moves", "accept"), {}).status_code == 404


def test_who_had_it_before_still_reads_it() -> None:
    case = town.agree(town.apply(), "here", "street")
    html = shown(at_desk("here"), case)
    assert "刘桂芳" in html and 'id="review"' not in html


def test_the_page_of_a_document_comes_out_of_its_seal_and_is_kept_by_nobody() -> None:
    owner = town.resident()
    paper = SimpleUploadedFile("合同.pdf", PDF, "application/pdf")
    contract = actions.keep_document(owner, factories.CODE, name="银行卡", sample="bank_card", files=[paper])
    case = town.apply(owner, documents={"id_card": [town.document(owner).pk], "bank_card": [contract.pk]})
    client = at_desk("here")
    photo = Page.objects.get(document__uses__case=case, document__name="居民身份证")
    answer = client.get(address(case, "pages", str(photo.pk)))
    assert answer.headers["Content-Type"] == "image/jpeg" and answer.content.startswith(b"\xff\xd8")
    assert "no-store" in answer.headers["Cache-Control"]
    assert client.get(address(case, "pages", str(photo.pk), "small")).content.startswith(b"\xff\xd8")
    framed = client.get(address(case, "pages", str(contract.pages.get().pk)))
    assert framed.content == PDF and "frame-ancestors 'self'" in framed.headers["Content-Security-Policy"]
    assert "frame-ancestors 'none'" in answer.headers["Content-Security-Policy"]
    other = town.document(town.resident("13800000002"), "别人的证")
    assert client.get(address(case, "pages", str(other.pages.get().pk))).status_code == 404


def test_three_faults_go_back_at_once() -> None:
    case, client = town.apply(), at_desk("here")
    client.post(address(case, "moves", "accept"), {"seen": "1"})
    said = {
        "remark.elder": "与户籍信息不一致，请核对", "remark.address": "请写到门牌号",
        "remark.material.id_card": "照片模糊，请重拍", "return_text": "改好就能办",
    }  # fmt: skip
    assert send(client, case, "return", **said).status_code == 302
    assert dict(Shortcoming.objects.values_list("about", "text")) == {
        "elder": "与户籍信息不一致，请核对", "address": "请写到门牌号", "material.id_card": "照片模糊，请重拍",
    }  # fmt: skip
    case.refresh_from_db()
    assert case.state == "returned" and case.application.returns == 1


def test_what_was_returned_and_what_came_instead_is_seen_in_the_next_round() -> None:
    owner = town.resident()
    case = town.apply(owner)
    town.move(
        "here", case, "return", shortcomings={"material.id_card": "照片太模糊，请重拍", "address": "请写到门牌号"}
    )
    client = at_desk("here")
    assert 'class="before"' in shown(client, case)
    papers = {"id_card": [town.document(owner, "新拍的身份证").pk], "bank_card": [town.document(owner, "银行卡").pk]}
    actions.perform(
        owner, case.code, "correct", {"answers": town.elderly_answers(address="林家巷52号2单元"), "documents": papers}
    )
    html = shown(client, case)
    card = html.split('id="about-material.id_card"')[1].split("</li>")[0]
    assert "照片太模糊，请重拍" in card and "新拍的身份证" in card
    fold = card.split("<details>")[1]
    assert "居民身份证" in fold, "what it replaced is behind a fold"
    assert "请写到门牌号" in html.split('id="about-address"')[1].split("</div>")[0]


def test_up_through_the_levels_with_every_condition_looked_at() -> None:
    case = town.apply()
    here, street, works = at_desk("here"), at_desk("street"), at_desk("works")
    assert send(here, case, "accept").status_code == 302
    missed = send(here, case, "report_up", **{**checked(case), "check-1": ""})
    assert missed.status_code == 422 and 'id="review-checks"' in missed.content.decode()
    wrong = send(here, case, "report_up", text="户籍不在本区", **checked(case, 1))
    html = unescape(wrong.content.decode())
    assert wrong.status_code == 422 and "户籍不在本区" in html
    assert 'name="check-1" value="no" checked' in html and 'name="check-0" value="yes" checked' in html
    assert 'href="#check-1"' in html
    assert send(here, case, "report_up", text="材料齐全", **checked(case)).status_code == 302
    assert send(street, case, "report_up", **checked(case)).status_code == 302
    assert "材料齐全" in shown(works, case)
    assert send(works, case, "grant", text="从本月起发放", valid_until="2030-01-01", **checked(case)).status_code == 302
    case.refresh_from_db()
    assert case.state == "granted" and case.decisions.get().valid_until == date(2030, 1, 1)
    html = shown(works, case)
    assert case.decisions.get().number in html and f"{address(case)}/decision.pdf" in html


def test_two_people_look_at_it() -> None:
    case = overseas(town.resident())
    first, second = at_desk("works"), at_desk("works2")
    send(first, case, "accept")
    html = shown(first, case)
    assert "moves/recommend" in html and "moves/report_up" not in html, "nobody decides alone"
    alone = send(first, case, "report_up", text="我看可以", **checked(case))
    assert alone.status_code == 409 and "我看可以" in unescape(alone.content.decode())
    assert send(first, case, "recommend", verdict="grant", text="齐全", **checked(case)).status_code == 302
    waits = shown(first, case)
    assert "moves/report_up" not in waits, "the first does not decide as well"
    assert "moves/recommend" in waits, "but may write it anew"
    html = shown(second, case)
    assert "某works" in html and "齐全" in html and "moves/report_up" in html and "moves/refuse" not in html
    assert send(second, case, "report_up", **checked(case)).status_code == 302
    case.refresh_from_db()
    assert case.level == "city" and Opinion.objects.filter(case=case).count() == 2


def test_two_people_refuse_it() -> None:
    case = overseas(town.resident())
    send(at_desk("works"), case, "accept")
    for first, second in (("works", "works2"), ("city", "city2")):
        send(at_desk(first), case, "recommend", verdict="grant", **checked(case))
        send(at_desk(second), case, "report_up", **checked(case))
    third, fourth = at_desk("province"), at_desk("province2")
    assert send(third, case, "recommend", verdict="refuse", text="居留年限不够", **checked(case, 1)).status_code == 302
    html = shown(fourth, case)
    assert "moves/refuse" in html and "moves/grant" not in html
    empty = send(fourth, case, "refuse", reason="", **checked(case, 1))
    assert empty.status_code == 422 and 'id="review-reason"' in empty.content.decode()
    assert send(fourth, case, "refuse", reason="居留年限不够，见办法第二条", **checked(case, 1)).status_code == 302
    case.refresh_from_db()
    assert case.state == "refused"


def test_who_looks_at_an_old_page_is_told_and_loses_nothing() -> None:
    case = town.apply()
    client = at_desk("here")
    old = filled_in(client.get(address(case)).content.decode())
    town.move("here", case, "accept")
    late = {**old, "remark.address": "请写到门牌号", "return_text": "请尽快"}
    answer = client.post(address(case, "moves", "return"), late)
    html = unescape(answer.content.decode())
    assert answer.status_code == 409 and "请写到门牌号" in html and "请尽快" in html and "受理" in html
    assert not Shortcoming.objects.exists()
    assert client.post(address(case, "moves", "return"), {**late, "seen": filled_in(html)["seen"]}).status_code == 302
    assert Shortcoming.objects.get().text == "请写到门牌号"


def test_what_was_written_for_a_move_that_is_gone_is_shown() -> None:
    case = town.agree(town.apply(), "here", "street")
    first, second = at_desk("works"), at_desk("works2")
    old = filled_in(second.get(address(case)).content.decode())
    send(first, case, "grant", **checked(case))
    for move, given in (
        ("refuse", {"reason": "写了很久的理由"}), ("return", {"remark.address": "写了很久的问题"}),
    ):  # fmt: skip
        answer = second.post(address(case, "moves", move), {**old, **given, **checked(case)})
        assert answer.status_code == 409 and next(iter(given.values())) in unescape(answer.content.decode())


def test_a_remark_is_not_lost_by_agreeing() -> None:
    case, client = town.apply(), at_desk("here")
    answer = send(client, case, "accept", **{"remark.address": "请写到门牌号"})
    assert answer.status_code == 422 and "请写到门牌号" in unescape(answer.content.decode())
    case.refresh_from_db()
    assert case.state == "submitted"


def test_what_ran_out_is_remarked_by_itself_or_taken_knowingly(clock: MovableClock) -> None:
    owner = town.resident()
    card = town.document(owner, valid_until=date(2026, 11, 20))
    case = town.apply(owner, documents={"id_card": [card.pk], "bank_card": [town.document(owner, "银行卡").pk]})
    client = at_desk("here")
    assert (
        "despite_expiry" not in shown(client, case) and filled_in(shown(client, case))["remark.material.id_card"] == ""
    )
    send(client, case, "accept")
    clock.set(clock.now.replace(day=21))
    client = at_desk("here")  # signed in nineteen days ago
    html = client.get(address(case)).content.decode()
    remark = filled_in(html)["remark.material.id_card"]
    assert "2026年11月20日" in remark and 'name="despite_expiry"' in html
    refused = send(client, case, "report_up", **checked(case))
    assert refused.status_code == 422 and 'href="#about-material.id_card"' in refused.content.decode()
    assert send(client, case, "report_up", despite_expiry="1", **checked(case)).status_code == 302
    street = at_desk("street")
    assert send(street, case, "return").status_code == 302, "the proposed remark is enough to return it"
    assert Shortcoming.objects.get().text == remark


def test_what_nobody_would_type_is_told_and_never_breaks() -> None:
    case = town.agree(town.apply(), "here", "street")
    works = at_desk("works")
    for move, given in (
        ("return", {}), ("return", {"remark.nothing": "没有这一项"}), ("return", {"remark.address": "x"}),
        ("return", {"remark.address": "长" * 400}), ("grant", {**checked(case), "valid_until": "明年"}),
        ("grant", {**checked(case), "valid_until": "2020-01-01"}), ("grant", {"check-0": "maybe", "text": "x" * 5000}),
        ("recommend", checked(case)), ("recommend", {**checked(case), "verdict": "perhaps"}), ("refuse", {"reason": "\0"}),
    ):  # fmt: skip
        answer = send(works, case, move, **given)
        assert answer.status_code == 422 and 'role="alert"' in answer.content.decode(), (move, given)
    assert works.post(address(case, "moves", "withdraw"), {}).status_code == 404
    assert works.post(address(case, "moves", "nothing"), {}).status_code == 404
    assert works.get("/desk/applications/no-such-code").status_code == 404
    assert works.get(address(case, "moves", "return")).headers["Location"] == f"{address(case)}#decide"


def test_the_rarer_moves_have_forms_of_their_own() -> None:
    case = town.agree(town.apply(), "here", "street")
    works = at_desk("works")
    assert "moves/consult" in shown(works, case)
    assert "reason" in works.get(address(case, "moves", "consult")).content.decode()
    short = works.post(address(case, "moves", "consult"), {"reason": "", "seen": ""})
    assert short.status_code == 422
    assert works.post(address(case, "moves", "consult"), {"reason": "请专家现场看看"}).status_code == 302
    html = shown(works, case)
    assert "moves/consulted" in html and 'id="review"' not in html
    assert works.post(address(case, "moves", "consulted"), {"text": "可以"}).status_code == 302
    assert works.post(address(case, "moves", "hand_down"), {"reason": "请再核对户籍"}).status_code == 302
    late = works.post(address(case, "moves", "consult"), {"reason": "再请一次"})
    assert late.status_code == 403 and "再请一次" in late.content.decode()
    town.agree(case, "street")
    send(works, case, "grant", **checked(case))
    assert works.post(address(case, "moves", "deliver"), {"how": "post"}).status_code == 302
    assert at_desk("supervisor").get(address(case, "moves", "urge")).status_code == 200
    case.refresh_from_db()
    assert case.state == "delivered"


def test_the_number_of_the_applicant_is_shown_for_a_reason() -> None:
    case, client = town.apply(), at_desk("here")
    assert "138****0001" in shown(client, case)
    assert client.post(address(case, "phone"), {"reason": ""}).status_code == 422
    answer = client.post(address(case, "phone"), {"reason": "核对地址"})
    assert "13800000001" in answer.content.decode()
    assert AuditEntry.objects.get(kind="phone_seen").data == {"reason": "核对地址"}


@pytest.mark.parametrize("username", ["works", "works2", "supervisor"])
def test_the_page_costs_no_more_than_it_may(username: str) -> None:
    owner = town.resident()
    case = many_materials(owner)
    works, works2 = at_desk("works"), at_desk("works2")
    send(works, case, "accept")
    send(works, case, "return", **{"remark.address": "请写到门牌号", "remark.material.passport": "请补盖章页"})
    held = {one.material: [one.document_id] for one in case.handed_in.all()}
    answers = ApplicationFile.load(Case.objects.get(pk=case.pk)).answers
    actions.perform(owner, case.code, "correct", {"answers": answers, "documents": held})
    send(works, case, "recommend", verdict="grant", text="齐全", **checked(case))
    client = {"works": works, "works2": works2}.get(username) or at_desk(username)
    assert len(client.get(address(case)).content) <= BYTES
    with at_most(STATEMENTS):
        assert client.get(address(case)).status_code == 200


def listed(username: str, view: str, kind: str) -> set[str]:
    actor = factories.actor(username)
    filters = worklist.filters_of(actor, {"view": view, "kind": kind})
    return {row.case.code for row in worklist.page(actor, filters).rows}


def test_a_worklist_of_applications_or_of_requests_alone() -> None:
    request, application = factories.registered(), town.apply()
    wanted = {"": {request.code, application.code}, "applications": {application.code}, "requests": {request.code}}
    for username, view in (("here", "mine"), ("centre", "area")):
        assert {kind: listed(username, view, kind) for kind in wanted} == wanted
    client = at_desk("here")
    client.get("/desk/?kind=applications")
    with at_most(WORKLIST):
        client.get("/desk/?kind=applications")
    html = client.get("/desk/?kind=applications&sort=new").content.decode()
    assert application.code in html and request.code not in html and 'name="kind" value="applications"' in html
    assert "kind=requests" in html
    found = client.get("/desk/?kind=requests&q=津贴").content.decode()
    assert application.code not in found
    closed = town.agree(town.apply(), "here", "street")
    town.move("works", closed, "grant", checks=town.checks(closed))
    # It lies in nobody's area but the district's: who had a part in it finds it all the same.
    for username in ("here", "street", "works", "centre"):
        assert listed(username, "done", "applications") == {closed.code}, username
        assert listed(username, "done", "requests") == set(), username
