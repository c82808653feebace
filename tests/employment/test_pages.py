"""The pages, from the list to the payslip, as residents and the company walk through them."""

from __future__ import annotations

import re

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from linli.audit.models import AuditEntry
from linli.employment.models import Applicant, Placement, Post, WorkDay
from linli.places.models import District
from tests.employment import town
from tests.employment.town import CODE, DESK, HERE, JOBS, SLUG, ask, placed, post, resident, sheet, signed_in, worked


def test_from_the_list_to_the_payslip(district: District) -> None:
    """A resident finds a post, asks for it, is placed, notes hours on the phone, is paid and prints the slip."""
    desk, second, woman = signed_in("fuwu"), signed_in("fuwu2"), signed_in(resident(7))
    made = desk.post(f"{DESK}/posts/new", {**sheet(), "key": "019aa000-0000-7000-8000-000000000001"})
    held = Post.objects.get()
    assert made.headers["Location"] == f"{DESK}/posts/{held.pk}"
    assert "楼道保洁" in Client().get(JOBS).content.decode()
    asked = woman.post(
        f"{JOBS}/{held.code}/apply", {"name": "林某", "group": "women", "agrees": "yes", "times": "上午"}
    )
    row = Applicant.objects.get()
    assert asked.headers["Location"] == f"/my/jobs/{row.code}"
    shown = desk.get(f"{DESK}/posts/{held.pk}").content.decode()
    assert "林某" in shown and "妇" in shown
    place = {"begins": "2026-11-01", "ends": "2027-10-31", "wage": "22.50"}
    assert desk.post(f"{DESK}/applicants/{row.code}/place", place).status_code == 302
    for day, number in (("2026-11-01", "4"), ("2026-11-02", "3.5")):
        assert woman.post(f"/my/jobs/{row.code}/hours", {"day": day, "hours": number}).status_code == 302
    keys = [str(key) for key in WorkDay.objects.values_list("pk", flat=True)]
    assert second.post(f"{DESK}/hours/confirm", {"day": keys}).status_code == 302
    page = woman.get(f"/my/jobs/{row.code}").content.decode()
    assert "7.5" in page and "楼道保洁" in page


def test_what_one_may_confirm_stands_first(district: District) -> None:
    held = post()
    first, second = placed(held, 1), placed(held, 2)
    town.enter(first, town.actor("fuwu"), d5="4")
    page = signed_in("fuwu").get(f"{DESK}/hours").content.decode()
    assert "确认勾选的工时" not in page, "nothing of this is hers to confirm"
    town.enter(second, None, d5="3")
    page = signed_in("fuwu").get(f"{DESK}/hours").content.decode()
    assert page.index(second.code) < page.index(first.code) and "确认勾选的工时" in page


def test_wages_on_the_pages(district: District) -> None:
    row = placed(post())
    worked(row, d5="7.5", d6="8")
    desk, second, worker = signed_in("fuwu"), signed_in("fuwu2"), signed_in(resident(1))
    drawn = desk.post(f"{DESK}/wages/draw", {"month": "2026-10"})
    run = drawn.headers["Location"]
    assert desk.post(f"{run}/release").status_code == 403, "who drew it up"
    assert second.post(f"{run}/release").status_code == 302
    slip = town.slip_of(row)
    page = worker.get(f"/my/jobs/{row.code}/slips/{slip.code}").content.decode()
    assert "¥348.75" in page and all(f"/{SLUG}/ledger/{entry.number}" in page for entry in (slip.owed, slip.paid))
    paper = worker.get(f"/my/jobs/{row.code}/slips/{slip.code}.pdf")
    assert paper.content[:5] == b"%PDF-" and paper.headers["Content-Type"] == "application/pdf"
    assert "¥349" in Client().get(f"/{SLUG}/open/jobs").content.decode()
    table = Client().get(f"/{SLUG}/open/jobs.csv").content.decode()
    assert "2026-10,1,15.5,349," in table
    assert second.get(f"{DESK}/slips/{slip.code}").status_code == 200


@pytest.mark.parametrize(
    "end",
    [
        "",
        "/posts",
        "/posts?view=closed",
        "/posts/new",
        "/workers",
        "/workers?view=over",
        "/hours",
        "/wages",
        "/figures",
    ],
)
def test_the_desk_shows_each_of_its_pages_empty_and_full(district: District, end: str) -> None:
    desk = signed_in("fuwu")
    assert desk.get(f"{DESK}{end}").status_code == 200
    row = placed(post())
    town.enter(row, d5="7.5")
    ask(row.post, 2)
    assert desk.get(f"{DESK}{end}").status_code == 200


def test_others_find_nothing_of_it(district: District) -> None:
    row = placed(post())
    worked(row, d5="7.5")
    town.released()
    slip = town.slip_of(row)
    stranger, other = signed_in(resident(2)), signed_in("other")
    for path in (
        f"/my/jobs/{row.code}",
        f"/my/jobs/{row.code}/slips/{slip.code}",
        f"/my/jobs/{row.code}/slips/{slip.code}.pdf",
    ):
        assert stranger.get(path).status_code == 404
        assert Client().get(path).status_code == 404
    for path in (f"/posts/{row.post_id}", f"/workers/{row.code}", f"/wages/{slip.run_id}", f"/slips/{slip.code}"):
        assert other.get(f"{DESK}{path}").status_code == 404
        assert signed_in("works").get(f"{DESK}{path}").status_code == 403


def test_a_look_at_names_is_on_the_record(district: District) -> None:
    row = placed(post())
    ask(row.post, 2)
    desk = signed_in("fuwu")
    desk.get(f"{DESK}/posts/{row.post_id}")
    desk.get(f"{DESK}/workers/{row.code}")
    kinds = set(AuditEntry.objects.values_list("kind", flat=True))
    assert {"job_applicants_seen", "job_placement_seen"} <= kinds
    assert "求职者" not in desk.get(f"{DESK}/workers").content.decode(), "a list shows a first character"


def test_what_was_typed_stays_beside_the_fault(district: District) -> None:
    held = post()
    woman = signed_in(resident(1))
    answer = woman.post(f"{JOBS}/{held.code}/apply", {"name": "林某", "group": "old", "words": "做过十年"})
    page = answer.content.decode()
    assert answer.status_code == 422 and "做过十年" in page and 'value="林某"' in page
    desk = signed_in("fuwu")
    wrong = desk.post(f"{DESK}/posts/new", {**sheet(wage="3"), "key": ""})
    assert wrong.status_code == 422 and 'value="3"' in wrong.content.decode()


def test_every_fault_stands_beside_its_field_by_the_name_it_has_there(district: District) -> None:
    row = ask(post())
    desk = signed_in("fuwu")
    new = desk.post(f"{DESK}/posts/new", {**sheet(), "about": "", "wage": "", "wanted": "0"}).content.decode()
    for name, told in (("about", "请您填写“做什么”"), ("wage", "请您填写“工资（元）”"), ("wanted", "“招几个人”是 0")):
        assert f"{told}" in new and f'name="{name}"' in new.split(told)[-1], name
    asked = (
        signed_in(resident(2)).post(f"{JOBS}/{row.post.code}/apply", {"name": "林某", "contact": "12"}).content.decode()
    )
    assert 'id="contact-fault"' in asked
    for name, given, told in (
        ("invite", {"at": "", "where": ""}, "请您填写“在哪里”"), ("decline", {"reason": ""}, "请您填写“原因”"),
        ("place", {"begins": "", "ends": "2027-01-01", "wage": "一百"}, "请您填写“第一天”"),
    ):  # fmt: skip
        page = desk.post(f"{DESK}/applicants/{row.code}/{name}", given).content.decode()
        assert f'<p class="fault">{told}' in page, name
    closing = desk.post(f"{DESK}/posts/{row.post_id}/close", {"reason": "满"}).content.decode()
    assert 'value="满"' in closing and '<p class="fault" id="reason-fault">“原因”太短' in closing


def test_a_workers_forms_keep_to_themselves(district: District) -> None:
    row = placed(post())
    (day,) = town.enter(row, None, d5="4")
    desk = signed_in("fuwu")
    page = desk.post(f"{DESK}/workers/{row.code}/end", {"day": "", "reason": "搬走了"}).content.decode()
    assert 'id="end-day-fault"' in page and 'value="搬走了"' in page and 'id="day-fault"' not in page
    ids = re.findall(r' id="([^"]+)"', page)
    assert len(ids) == len(set(ids)), "a label leads to its own field"
    page = desk.post(f"{DESK}/hours/{day.pk}/return", {"reason": "错"}).content.decode()
    assert "<details open>" in page and 'value="错"' in page and '<p class="fault">“原因”太短' in page
    entered = desk.post(f"{DESK}/workers/{row.code}/hours", {"day": "2026-10-06", "hours": "3", "month": "2026-10"})
    assert entered.headers["Location"] == f"{DESK}/workers/{row.code}?month=2026-10"


def test_a_month_that_was_paid_without_one_is_not_being_drawn_up(district: District) -> None:
    held = post()
    idle, busy = placed(held, 1), placed(held, 2)
    worked(busy, d5="8")
    run = town.drawn()
    shown = signed_in(resident(1)).get(f"/my/jobs/{idle.code}").content.decode()
    assert run.state == "draft" and "正在做工资" in shown
    town.actions.release_run(town.actor("fuwu2"), run.pk)
    assert "正在做工资" not in signed_in(resident(1)).get(f"/my/jobs/{idle.code}").content.decode()


def test_a_guest_is_sent_to_sign_in(district: District) -> None:
    held = post()
    answer = Client().post(f"{JOBS}/{held.code}/apply", {"name": "林某"})
    assert answer.headers["Location"] == f"/sign-in?next={JOBS}/{held.code}"
    assert Client().get("/my/jobs").headers["Location"] == "/sign-in?next=/my/jobs"


def test_the_list_is_narrowed_by_kind_hours_and_community(district: District) -> None:
    post()
    post(town.monthly())
    shown = {
        end: Client().get(f"{JOBS}{end}").content.decode()
        for end in ("", "?kind=full", "?hours=few", f"?area={HERE}", "?area=990101001002")
    }
    found = {end: ("楼道保洁" in page, "食堂帮厨" in page) for end, page in shown.items()}
    assert found == {
        "": (True, True), "?kind=full": (False, True), "?hours=few": (True, False), f"?area={HERE}": (True, True),
        "?area=990101001002": (False, False),
    }  # fmt: skip


def test_lists_ask_the_database_as_often_however_long(
    district: District, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(12):
        row = placed(post(sheet(title=f"岗位{number}")), number + 1)
        town.enter(row, d5="2")
    client, desk = Client(), signed_in("fuwu")
    client.get(JOBS)
    for path, most in (("", 9), ("/posts", 9), ("/workers", 10), ("/hours", 9), ("/wages", 18)):
        desk.get(f"{DESK}{path}")
        with django_assert_max_num_queries(most + 8):
            desk.get(f"{DESK}{path}")
    with django_assert_max_num_queries(8):
        client.get(JOBS)
    assert Placement.objects.count() == 12 and CODE
