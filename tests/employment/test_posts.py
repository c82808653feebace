"""Posts, who asks for them, and whom they are given to, in the order of the rule."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, transaction

from linli.cases.errors import InvalidInput
from linli.employment import actions
from linli.employment.errors import (
    AppliedAlready,
    BelowMinimum,
    HoursAfterwards,
    LessThanPromised,
    NotNow,
    NotThere,
    NotYours,
    OutOfTurn,
    PlacesGivenAway,
    PostFull,
    SignInFirst,
)
from linli.employment.models import Applicant, PlacedCount, Placement, Post
from linli.employment.queries.figures import told_apart
from linli.notices.models import Notice
from linli.people.actors import Actor
from linli.people.queries import person_of
from linli.places.models import District
from tests.conftest import MovableClock
from tests.employment import town
from tests.employment.town import (
    CODE,
    DISABLED,
    OLD,
    WOMEN,
    actor,
    ask,
    enter,
    monthly,
    placed,
    post,
    resident,
    sheet,
    worked,
)

DATES = {"begins": "2026-11-05", "ends": "2027-11-04"}


def place(row: Applicant, **changed: str) -> Placement:
    return actions.place(actor("fuwu"), row.code, {**DATES, **changed})


def order(held: Post) -> list[str]:
    _post, standing, _decided = actions.see_applicants(actor("fuwu"), held.pk)
    return [f"{one.place} {one.row.name} {one.group}".strip() for one in standing]


def test_the_order_is_that_of_the_rule_then_of_coming(district: District) -> None:
    held = post()
    for number, group in enumerate(("", WOMEN, OLD, WOMEN, DISABLED, OLD), 1):
        ask(held, number, group)
    assert order(held) == ["1 求职者3 老", "2 求职者6 老", "3 求职者5 残", "4 求职者2 妇", "5 求职者4 妇", "6 求职者1"]


def test_a_post_keeps_the_rule_that_was_printed_on_it(district: District) -> None:
    held = post()
    ask(held, 1, WOMEN)
    ask(held, 2, OLD)
    turned = town.rule_row(version="2027-1", groups=tuple(reversed(town.rule_row().groups)))
    actions.replace_rule(district, turned)
    assert order(held) == ["1 求职者2 老", "2 求职者1 妇"]
    assert post(monthly()).rule.version == "2027-1"


def test_a_group_counts_only_where_they_agree(district: District) -> None:
    held = post()
    with pytest.raises(InvalidInput, match="同意"):
        actions.apply(resident(1), CODE, held.code, {"name": "某人", "group": OLD})
    with pytest.raises(InvalidInput, match="没有这一类"):
        ask(held, 1, "rich")
    assert not Applicant.objects.exists()


def test_asking_twice(district: District) -> None:
    held = post()
    row = ask(held, 1)
    with pytest.raises(AppliedAlready, match=row.code):
        ask(held, 1)
    actions.withdraw(resident(1), row.code)
    again = ask(held, 1)
    place(again)
    with pytest.raises(AppliedAlready):
        ask(held, 1)
    assert Applicant.objects.count() == 2


def test_what_is_said_is_sealed_and_gone_once_decided(district: District) -> None:
    held = post()
    row = ask(held, 1, OLD, times="上午", words="会做饭")
    raw = [row.name_cipher, row.contact_cipher, row.group_cipher, row.times_cipher, row.words_cipher]
    assert all(bytes(one) and "求职者1".encode() not in bytes(one) for one in raw)
    actions.note_paper(actor("fuwu"), row.code, True)
    place(row)
    row.refresh_from_db()
    assert (row.group, row.times, row.words, row.paper_seen) == ("", "", "", None)
    assert list(PlacedCount.objects.values_list("year", "group", "number")) == [(2026, OLD, 1)]
    other = ask(held, 2, WOMEN, words="离家近")
    with pytest.raises(IntegrityError), transaction.atomic():
        Applicant.objects.filter(pk=other.pk).update(state="declined")


def test_out_of_turn_wants_a_reason(district: District) -> None:
    held = post()
    first, second = ask(held, 1, OLD), ask(held, 2, WOMEN)
    with pytest.raises(OutOfTurn, match="1"):
        place(second)
    assert place(second, why="前一位约好下周才能来").state == "active"
    assert place(first).state == "active"


def test_a_post_is_not_filled_beyond_its_number(district: District) -> None:
    held = post(monthly())
    rows = [ask(held, number) for number in (1, 2)]
    place(rows[0])
    with pytest.raises(PostFull):
        place(rows[1])
    with pytest.raises(IntegrityError), transaction.atomic():
        Post.objects.filter(pk=held.pk).update(taken=2)
    with pytest.raises(NotNow):
        ask(held, 3)
    actions.change(actor("fuwu"), held.pk, monthly() | {"wanted": 2})
    assert place(rows[1]).state == "active"
    with pytest.raises(PlacesGivenAway):
        actions.change(actor("fuwu"), held.pk, monthly())


def test_a_contract_fixes_no_less_than_was_offered(district: District) -> None:
    held = post()
    row = ask(held, 1)
    with pytest.raises(LessThanPromised):
        place(row, wage="22")
    assert str(place(row, wage="24").wage) == "24.00"
    actions.change(actor("fuwu"), held.pk, sheet(wage="23"))
    assert str(Placement.objects.get().wage) == "24.00"


@pytest.mark.parametrize("wage", ["0", "-3", "abc", "22.505", "", "1e9"])
def test_a_wage_that_is_none(district: District, wage: str) -> None:
    with pytest.raises(InvalidInput):
        post(sheet(wage=wage))
    assert not Post.objects.exists()


def test_a_wage_below_the_minimum(district: District) -> None:
    with pytest.raises(BelowMinimum, match=r"20\.99"):
        post(sheet(wage="20.99"))
    with pytest.raises(BelowMinimum, match=r"17\.31"):
        post(monthly(wage="3000"))


def test_a_form_sent_twice_is_one_post(district: District) -> None:
    key = actions.fresh_key()
    first, second = (actions.offer(actor("fuwu"), key, sheet()) for _time in range(2))
    assert first.pk == second.pk and Post.objects.count() == 1


def test_invited_then_declined(district: District) -> None:
    held = post()
    row = ask(held, 1)
    actions.invite(actor("fuwu"), row.code, {"at": "2026-11-04T10:00", "where": "公司一楼"})
    actions.decline(actor("fuwu"), row.code, {"reason": "这次要早班的人"})
    with pytest.raises(NotNow):
        place(row)
    row.refresh_from_db()
    assert (row.reason, row.invited_where) == ("这次要早班的人", "公司一楼")
    told = set(Notice.objects.filter(account=row.account).values_list("template", "link"))
    assert told == {(name, f"/my/jobs/{row.code}") for name in ("job_applied", "job_invited", "job_declined")}
    other = ask(held, 2)
    for at in ("2026-11-01T10:00", "2027-03-01T10:00"):
        with pytest.raises(InvalidInput):
            actions.invite(actor("fuwu"), other.code, {"at": at, "where": "一楼"})


def test_closing_a_post_answers_everybody(district: District) -> None:
    held = post()
    rows = [ask(held, number) for number in (1, 2)]
    actions.close(actor("fuwu"), held.pk, {"reason": "食堂暂时停业"})
    for row in rows:
        row.refresh_from_db()
        assert (row.state, row.reason) == ("declined", "食堂暂时停业")
    with pytest.raises(NotNow):
        actions.close(actor("fuwu"), held.pk, {"reason": "再关一次"})
    with pytest.raises(NotNow):
        actions.change(actor("fuwu"), held.pk, sheet())
    with pytest.raises(NotNow):
        ask(held, 3)


def test_only_the_company_that_offers_it(district: District) -> None:
    held = post()
    row = ask(held, 1)
    for name, error in (("other", NotThere), ("here", NotYours), ("works", NotYours)):
        with pytest.raises(error):
            actions.decline(actor(name), row.code, {"reason": "不是我的"})
        with pytest.raises(error):
            actions.see_applicants(actor(name), held.pk)
    with pytest.raises(SignInFirst):
        actions.apply(Actor.guest(), CODE, held.code, {"name": "某人"})
    with pytest.raises(NotThere):
        actions.withdraw(resident(2), row.code)


def test_a_placement_ends_and_its_place_is_free(district: District, clock: MovableClock) -> None:
    held = post(monthly())
    row = placed(held)
    enter(row, d20="8")
    end = {"day": "2026-10-15", "reason": "搬家了"}
    with pytest.raises(HoursAfterwards):
        actions.end_placement(actor("fuwu"), row.code, end)
    actions.end_placement(actor("fuwu"), row.code, end | {"day": "2026-11-02"})
    assert actions.close_over() == 0, "they work today"
    clock.advance(days=1)
    assert actions.close_over() == 1
    held.refresh_from_db()
    assert (held.taken, held.takes_applicants) == (0, True)


def test_the_clock_closes_what_ran_out_and_who_asked_in_time_is_answered(
    district: District, clock: MovableClock
) -> None:
    held = post(sheet(open_until="2026-11-03"))
    row = ask(held, 1)
    clock.advance(days=2)
    assert (actions.close_over(), actions.close_over()) == (1, 0)
    with pytest.raises(NotNow):
        ask(held, 2)
    assert place(row).state == "active"


def test_the_company_is_reminded_once_a_day(district: District, clock: MovableClock) -> None:
    row = placed()
    enter(row, d5="8")
    assert actions.remind() == 0
    clock.advance(days=3)
    actions.remind()
    actions.remind()
    assert Notice.objects.filter(template="job_hours_wait").count() == 1
    clock.advance(days=1)
    actions.remind()
    assert Notice.objects.filter(template="job_hours_wait").count() == 2


def test_names_are_let_go_of(district: District, clock: MovableClock) -> None:
    held = post()
    kept, row = placed(held, 2), ask(held, 1)
    actions.decline(actor("fuwu"), row.code, {"reason": "这次人满了"})
    clock.advance(days=89)
    assert actions.let_go() == 0
    clock.advance(days=2)
    assert actions.let_go() == 1
    row.refresh_from_db()
    assert (row.name, row.contact, row.account_id) == ("", "", None)
    kept.refresh_from_db()
    assert kept.name == "求职者2"


def test_somebody_forgotten_leaves_only_what_was_booked(district: District) -> None:
    row = placed()
    worked(row, d5="7.5")
    town.released()
    other = ask(post(monthly()), 1, OLD)
    assert actions.forget_person(person_of("13800000001")) == 3
    row.refresh_from_db()
    other.refresh_from_db()
    assert (row.name, row.account_id, row.state) == ("", None, "ended")
    assert (other.state, other.name, other.contact, other.group) == ("withdrawn", "", "", "")
    assert str(town.slip_of(row).amount) == "168.75", "the book stays"


@pytest.mark.parametrize(
    ("numbers", "told"),
    [
        ([7, 6, 5, 0], [7, 6, 5, 0]),
        ([7, 3, 9, 2], [7, None, 9, None]),
        ([7, 3, 9, 5], [7, None, 9, None]),
        ([3, 0, 0, 0], [None, 0, 0, 0]),
    ],
)
def test_small_groups_are_kept_back(numbers: list[int], told: list[int | None]) -> None:
    assert told_apart(numbers) == told
