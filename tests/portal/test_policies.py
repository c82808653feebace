"""The policy station as people meet it: found, understood, held against its official text, and gone on from."""

from __future__ import annotations

from datetime import date
from uuid import uuid4

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from linli.places.models import District
from linli.portal import actions as portal
from linli.portal.models import Change, Policy, PolicyTerm, Reads
from linli.portal.queries.found import changes
from linli.portal.queries.station import Asked, page_of
from linli.search.follow import CursorLost
from linli.search.index import Document, Gone
from tests import factories
from tests.conftest import MovableClock
from tests.portal import press, shelf
from tests.settled import settled

STATION = f"/{factories.SLUG}/policies"


def titles(client: Client, query: str = "") -> list[str]:
    return [line.policy.title for line in client.get(f"{STATION}{query}").context["rows"]]


def test_the_page_says_what_it_is_whether_it_holds_and_what_it_means(district: District, client: Client) -> None:
    shelf.subjects(district)
    one = shelf.policy(
        district, number="演政〔2026〕3号", summary="小店少交税。", subjects=["税费"], audiences=["businesses"],
        questions=[{"q": "要申请吗？", "a": "不用，自动享受。"}],
    )  # fmt: skip
    page = client.get(f"{STATION}/{one.pk}").content.decode()
    for said in (
        "小微企业税费办法",
        "现行有效",
        "演政〔2026〕3号",
        "小店少交税。",
        "要申请吗？",
        "不用，自动享受。",
        "为支持小微企业，制定本办法。",
    ):
        assert said in page, said
    assert page.index("小店少交税。") < page.index("为支持小微企业，制定本办法。"), (
        "plain words stand above the official text"
    )
    assert "/s/" in page and "subject=税费" in page
    assert Reads.objects.get(target="policy", key=str(one.pk)).count == 1


def test_the_table_of_contents_leads_to_each_heading(district: District, client: Client) -> None:
    text = "一、总则\n说明。\n二、办理\n（一）在线申请。材料一次收齐。\n（二）当日答复。当日。\n三、附则\n施行。"
    page = client.get(f"{STATION}/{shelf.policy(district, text=text).pk}").content.decode()
    for anchor, heading in (("p1", "一、总则"), ("p3", "（一）在线申请。"), ("p5", "三、附则")):
        assert f'href="#{anchor}">{heading}' in page
        assert f'id="{anchor}"' in page


def test_a_repealed_one_says_by_what_and_offers_nothing_to_apply_for(district: District, client: Client) -> None:
    new = shelf.policy(district, "新办法")
    old = shelf.policy(district, "老办法", validity="repealed", changed_by=new)
    page = client.get(f"{STATION}/{old.pk}").content.decode()
    assert "已废止" in page and f"{STATION}/{new.pk}" in page and "新办法" in page
    assert "去办理" not in page
    assert "老办法" in client.get(f"{STATION}/{new.pk}").content.decode(), "and the other says what it changed"


def test_one_whose_last_day_has_passed_is_over_the_next_day(
    district: District, client: Client, clock: MovableClock
) -> None:
    one = shelf.policy(district, in_force_until=date(2026, 11, 2))
    assert "现行有效" in client.get(f"{STATION}/{one.pk}").content.decode()
    clock.advance(days=1)
    assert "已过期" in client.get(f"{STATION}/{one.pk}").content.decode()
    assert titles(client, "?in_force=1") == []


def test_the_difference_to_the_version_before_is_told_by_paragraph(district: District, client: Client) -> None:
    before = shelf.policy(
        district, "办法", text="第一条 五个工作日内审核。\n第二条 每季度发放。\n第三条 每年认证一次。"
    )
    new = shelf.policy(
        district,
        "办法（修订）",
        before=before,
        text="第一条 两个工作日内审核。\n第二条 每季度发放。\n第四条 可以代办。",
    )
    page = client.get(f"{STATION}/{new.pk}").content.decode()
    assert "<del>五</del><ins>两</ins>" in page
    assert "<del>第三条 每年认证一次。</del>" in page and "<ins>第四条 可以代办。</ins>" in page
    assert "<del>第二条" not in page


def test_another_text_of_the_same_policy_keeps_the_one_before(district: District, client: Client) -> None:
    one = shelf.policy(district, text="第一条 五日内答复。")
    one.text = "第一条 三日内答复。"
    one.save()
    assert one.versions.get().text == "第一条 五日内答复。"
    assert "<del>五</del><ins>三</ins>" in client.get(f"{STATION}/{one.pk}").content.decode()


def test_a_draft_and_a_neighbours_policy_are_not_here(district: District, client: Client) -> None:
    far = press.neighbour()
    for key in (shelf.policy(district, live=False).pk, shelf.policy(far, "邻区的政策").pk, uuid4()):
        answer = client.get(f"{STATION}/{key}")
        assert answer.status_code == 404
        assert "没有找到这个政策" in answer.content.decode() and f"/{factories.SLUG}/search" in answer.content.decode()
    assert titles(client) == []


def test_narrowed_by_audience_subject_level_and_whether_it_holds(district: District, client: Client) -> None:
    shelf.subjects(district)
    shelf.policy(district, "给企业的", audiences=["businesses"], subjects=["税费"])
    shelf.policy(district, "给老人的", audiences=["older"], level="city")
    shelf.policy(district, "给所有人的", audiences=["everyone"], validity="repealed")
    assert titles(client, "?for=businesses") == ["给所有人的", "给企业的"]
    assert titles(client, "?for=businesses&in_force=1") == ["给企业的"]
    assert titles(client, "?subject=税费") == ["给企业的"]
    assert titles(client, "?level=city") == ["给老人的"]
    assert titles(client, "?level=moon&for=nobody") == ["给所有人的", "给老人的", "给企业的"], (
        "what is not known narrows nothing"
    )
    assert "没有这样的政策" in client.get(f"{STATION}?subject=养老").content.decode()


def test_every_policy_is_on_exactly_one_page_also_those_without_a_date(district: District) -> None:
    for number in range(25):
        shelf.policy(district, f"政策{number}", issued_on=date(2026, 1, 1 + number % 3) if number % 5 else None)
    seen: list[str] = []
    asked = Asked()
    while True:
        page = page_of(district, asked, 10)
        seen += [one.title for one in page.rows]
        if not page.older:
            break
        asked = Asked(after=page.older)
    assert sorted(seen) == sorted(f"政策{number}" for number in range(25))
    assert [one.issued_on for one in page.rows][-5:] == [None] * 5, "those without a date come last"
    back = page_of(district, Asked(before=page.newer), 10)
    assert [one.title for one in back.rows] == seen[10:20]


@pytest.mark.parametrize("many", [3, 40])
def test_the_station_asks_the_database_the_same_few_questions_however_many_there_are(
    district: District, client: Client, many: int, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    shelf.subjects(district)
    for number in range(many):
        shelf.policy(district, f"政策{number}", audiences=["businesses"])
    client.get(STATION)
    with django_assert_max_num_queries(5):
        assert client.get(STATION).status_code == 200


def test_a_page_asks_few_questions(
    district: District, client: Client, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    shelf.subjects(district)
    one = shelf.policy(district, subjects=["税费"])
    client.get(f"{STATION}/{one.pk}")
    with django_assert_max_num_queries(14):
        client.get(f"{STATION}/{one.pk}")


def test_an_empty_station_says_what_will_be_here(district: District, client: Client) -> None:
    assert "还没有政策" in client.get(STATION).content.decode()


def test_html_in_a_policy_is_shown_and_never_run(district: District, client: Client) -> None:
    bad = "<script>alert(1)</script>"
    one = shelf.policy(district, f"标题{bad}", text=f"一、{bad}\n{bad}", summary=bad, questions=[{"q": bad, "a": bad}])
    page = client.get(f"{STATION}/{one.pk}").content.decode()
    assert "<script>alert" not in page and "&lt;script&gt;alert" in page


# What a pack says


def row(file: str, **given: object) -> portal.PolicyRow:
    return portal.PolicyRow(
        **{"file": file, "title": f"{file}办法", "text": "第一条 略。", "level": "district", **given}
    )  # type: ignore[arg-type]


def test_a_pack_is_loaded_twice_with_nothing_to_do_and_points_from_one_to_the_other(district: District) -> None:
    rows = [row("old", validity="repealed", changed_by="new"), row("new", before="old")]
    assert len(portal.replace_policies(district, rows).added) == 2
    again = portal.replace_policies(district, rows)
    assert not (again.added or again.changed or again.removed)
    old, new = Policy.objects.get(title="old办法"), Policy.objects.get(title="new办法")
    assert old.changed_by == new and new.before == old


def test_one_that_an_editor_wrote_on_stays_theirs_and_one_that_is_gone_is_taken_down(district: District) -> None:
    portal.replace_policies(district, [row("kept"), row("gone")])
    kept = Policy.objects.get(title="kept办法")
    kept.summary = "编辑写的"
    kept.save()
    kept.save_revision(log_action=False)
    portal.replace_policies(district, [row("kept", summary="包里写的")])
    assert Policy.objects.get(pk=kept.pk).summary == "编辑写的"
    assert not Policy.objects.get(title="gone办法").live


# How the search follows


def test_the_index_is_told_of_each_change_and_of_what_is_taken_down(committed: District) -> None:
    shelf.subjects(committed)
    one = shelf.policy(
        committed,
        "税费办法",
        number="演政〔2026〕3号",
        audiences=["businesses"],
        subjects=["税费"],
        validity="repealed",
    )
    settled(Change)
    found, reached = changes("", 100)
    document = found[0]
    assert isinstance(document, Document)
    assert document.terms == ("level:district", "audience:businesses", "subject:税费", "year:2026")
    assert document.over and document.address == f"{STATION}/{one.pk}" and document.codes == ("演政〔2026〕3号",)
    assert changes(reached, 100) == ([], reached), "nothing happened, so the cursor stays"
    one.live = False
    one.save()
    settled(Change)
    assert changes(reached, 100)[0] == [Gone("policy", str(one.pk))]


def test_a_cursor_of_another_database_is_lost(district: District) -> None:
    for cursor in (str(uuid4()), "nonsense"):
        with pytest.raises(CursorLost):
            changes(cursor, 10)


def test_what_ran_out_overnight_is_told_to_the_index_once(committed: District, clock: MovableClock) -> None:
    from linli.portal.actions.policies import close_what_ran_out

    one = shelf.policy(committed, in_force_until=date(2026, 11, 2))
    settled(Change)
    _found, reached = changes("", 10)
    assert close_what_ran_out() == 0
    clock.advance(days=1)
    assert close_what_ran_out() == 1
    settled(Change)
    document = changes(reached, 10)[0][0]
    assert isinstance(document, Document) and document.id == str(one.pk) and document.over
    assert close_what_ran_out() == 0


def test_terms_follow_the_lists(district: District) -> None:
    one = shelf.policy(district, audiences=["older", "older"], subjects=["养老"])
    assert set(PolicyTerm.objects.values_list("term", flat=True)) == {"audience:older", "subject:养老"}
    one.audiences = []
    one.save()
    assert set(PolicyTerm.objects.values_list("term", flat=True)) == {"subject:养老"}
    assert Change.objects.filter(key=str(one.pk)).count() == 2


# Over the API


def test_the_api_lists_pages_and_shows_one(district: District, client: Client) -> None:
    for number in range(3):
        shelf.policy(district, f"政策{number}", issued_on=date(2026, 1, 1 + number), audiences=["older"])
    first = client.get(f"/api/v1/policies?district={factories.SLUG}&limit=2").json()
    assert [one["title"] for one in first["items"]] == ["政策2", "政策1"]
    rest = client.get(f"/api/v1/policies?district={factories.SLUG}&limit=2&after={first['next']}").json()
    assert [one["title"] for one in rest["items"]] == ["政策0"] and rest["next"] is None
    one = client.get(f"/api/v1/policies/{rest['items'][0]['id']}?district={factories.SLUG}").json()
    assert one["holds"] and one["paragraphs"][0] == {"heading": "一、总则", "text": "", "level": 1, "anchor": "p1"}
    assert "/s/" in one["short_address"]


def test_the_api_names_what_would_be_right(district: District, client: Client) -> None:
    wrong = client.get(f"/api/v1/policies?district={factories.SLUG}&audience=martians")
    assert wrong.status_code == 422 and "businesses" in wrong.json()["detail"]
    assert client.get(f"/api/v1/policies/{uuid4()}?district={factories.SLUG}").status_code == 404
