"""Policies at the editors' part: written in Chinese, looked at by a second person, published, told; nothing of a neighbour's."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from linli.notices.models import Notice
from linli.places.models import District
from linli.portal.actions.chores import publish_due
from linli.portal.actions.subscribing import tell_subscribers
from linli.portal.models import Announcement, Policy
from tests import factories
from tests.conftest import MovableClock
from tests.portal import press, shelf
from tests.portal.press import CHIEF, WRITER, signed_in
from tests.portal.test_subscribing import subscribed

PLACE = "/cms/snippets/portal/policy"


def filled(title: str = "给小店减税的办法", **given: Any) -> dict[str, Any]:
    said = {
        "title": title, "number": "演政〔2026〕3号", "issuer": "演示区人民政府", "level": "district", "issued_on": "2026-11-01",
        "summary": "小店少交税。", "text": "一、总则\n为支持小店，制定本办法。", "questions": "要申请吗？\n不用。\n\n几时开始？\n下个月。",
        "in_force_from": "", "in_force_until": "", "validity": "in_force", "changed_by": "", "before": "",
        "audiences": ["businesses"], "subjects": ["税费"],
    }  # fmt: skip
    return said | given


def written(client: Client, **given: Any) -> Policy:
    answer = client.post(f"{PLACE}/add/", filled(**given))
    assert answer.status_code == 302, answer.context["form"].errors
    return Policy.objects.latest("id")


def test_an_editor_writes_a_chief_editor_publishes_and_subscribers_are_told(district: District, client: Client) -> None:
    shelf.subjects(district)
    reader = shelf.resident()
    subscribed(reader, audience="businesses", subject="税费")
    writer = signed_in(WRITER)
    policy = written(writer)
    assert not policy.live and policy.district_id == factories.CODE
    address = f"/{factories.SLUG}/policies/{policy.pk}"
    assert client.get(address).status_code == 404, "a draft is nobody's to read"
    assert f'href="/{factories.SLUG}/policies"' not in client.get(f"/{factories.SLUG}/").content.decode()
    writer.post(f"{PLACE}/edit/{policy.pk}/", filled() | {"action-submit": "提交"})
    policy.refresh_from_db()
    assert not policy.live and policy.current_workflow_state is not None
    task = policy.current_workflow_task_state
    signed_in(CHIEF).post(f"{PLACE}/workflow/action/{policy.pk}/approve/{task.pk}/", {"comment": ""})
    policy.refresh_from_db()
    assert policy.live
    page = client.get(address).content.decode()
    assert "小店少交税。" in page and "几时开始？" in page
    assert f'href="/{factories.SLUG}/policies"' in client.get(f"/{factories.SLUG}/").content.decode(), (
        "a door to the first one"
    )
    assert policy.questions == [{"q": "要申请吗？", "a": "不用。"}, {"q": "几时开始？", "a": "下个月。"}]
    while Announcement.objects.filter(done_at=None).exists():
        tell_subscribers()
    assert "给小店减税的办法" in Notice.objects.get(template="policy_published", account=reader).text


def test_an_editor_alone_publishes_nothing(district: District) -> None:
    shelf.subjects(district)
    writer = signed_in(WRITER)
    policy = written(writer)
    writer.post(f"{PLACE}/edit/{policy.pk}/", filled() | {"action-publish": "1"})
    policy.refresh_from_db()
    assert not policy.live


def test_the_form_is_in_chinese_and_offers_only_the_districts_own(district: District) -> None:
    shelf.subjects(district)
    shelf.policy(press.neighbour(), "邻区的政策")
    shelf.policy(district, "本区的政策")
    page = signed_in(WRITER).get(f"{PLACE}/add/").content.decode()
    for said in ("标题", "文号", "发文机关", "政策原文", "问答", "税费"):
        assert said in page, said
    chooser = signed_in(WRITER).get("/cms/snippets/choose/portal/policy/").json()["html"]
    assert "本区的政策" in chooser and "邻区的政策" not in chooser


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"questions": "只有问题没有答案"}, "请把问题写在一行"), ({"in_force_until": "2026-01-01"}, "早于"),
        ({"subjects": ["火星"]}, "火星"), ({"level": "moon"}, "moon"),
    ],
)  # fmt: skip
def test_what_does_not_fit_is_said_at_its_field(district: District, given: dict[str, Any], said: str) -> None:
    shelf.subjects(district)
    answer = signed_in(WRITER).post(f"{PLACE}/add/", filled(**given))
    assert answer.status_code == 200
    assert said in str(answer.context["form"].errors)
    assert not Policy.objects.exists()


def test_of_a_neighbour_nothing_is_seen_chosen_or_changed(district: District) -> None:
    far = shelf.policy(press.neighbour(), "邻区的政策")
    far.save_revision(log_action=False)
    for username in (WRITER, CHIEF):
        client = signed_in(username)
        for where in ("edit", "history", "usage", "delete", "unpublish"):
            assert client.get(f"{PLACE}/{where}/{far.pk}/").status_code in (302, 403, 404), where
        client.post(f"{PLACE}/edit/{far.pk}/", filled("改了"))
        for listed in (
            f"{PLACE}/",
            f"{PLACE}/results/",
            "/cms/snippets/choose/portal/policy/",
            f"/cms/snippets/choose/portal/policy/chosen/{far.pk}/",
        ):
            told = client.get(listed).content.decode()
            assert "邻区的政策" not in told and json.dumps("邻区的政策")[1:-1] not in told
    far.refresh_from_db()
    assert far.title == "邻区的政策"


def test_scheduled_it_is_published_at_its_time_and_told_then(district: District, clock: MovableClock) -> None:
    shelf.subjects(district)
    # The editors' own part knows only the real time.
    clock.set(timezone.now())
    policy = shelf.policy(district, live=False)
    policy.go_live_at = timezone.now() + timedelta(hours=1)
    revision = policy.save_revision(log_action=False)
    revision.publish(log_action=False)
    policy.refresh_from_db()
    assert not policy.live and not Announcement.objects.exists()
    clock.advance(hours=2)
    publish_due()
    policy.refresh_from_db()
    assert policy.live and Announcement.objects.filter(policy=policy).exists()


@pytest.mark.parametrize("questions", ["", "要申请吗？\r\n不用。"])
def test_who_agrees_by_the_form_as_it_stands_has_changed_nothing(district: District, questions: str) -> None:
    shelf.subjects(district)
    writer = signed_in(WRITER)
    lines = {
        "text": "一、总则\r\n为支持小店，制定本办法。",
        "summary": "小店少交税。\r\n不用申请。",
        "questions": questions,
        "issued_on": "",
    }
    policy = written(writer, **lines)
    writer.post(f"{PLACE}/edit/{policy.pk}/", filled(**lines) | {"action-submit": "提交"})
    agreed = {"action-workflow-action": "true", "workflow-action-name": "approve"}
    signed_in(CHIEF).post(f"{PLACE}/edit/{policy.pk}/", filled(**lines) | agreed)
    policy.refresh_from_db()
    assert policy.live
