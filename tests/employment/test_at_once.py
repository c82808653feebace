"""Many at the same moment: a post is never over its number, nobody asks twice, a month is drawn up and paid once."""

from __future__ import annotations

from collections import Counter

from linli.employment import actions
from linli.employment.errors import AppliedAlready, ConfirmedAlready, NotNow, PostFull, RunAlready, TooManyHours
from linli.employment.models import Applicant, Payslip, Placement, Post, WageRun
from linli.ledger.models import Entry
from linli.people.actors import Actor
from linli.people.models import Account
from linli.places.models import District
from tests.employment import town
from tests.employment.town import CODE, actor, ask, at_once, drawn, enter, placed, post, resident, sheet, worked


def test_six_are_given_two_places(busy: District) -> None:
    held = post(sheet(wanted=2))
    rows = [ask(held, number) for number in range(1, 7)]
    given = {"begins": "2026-11-05", "ends": "2027-11-04", "why": "一起到的"}
    heard = Counter(
        type(one) if not isinstance(one, type) else one
        for one in at_once(*(lambda row=row: actions.place(actor("fuwu"), row.code, given) for row in rows))
    )
    assert heard == {Placement: 2, PostFull: 4}
    assert (Placement.objects.count(), Post.objects.get().taken) == (2, 2)


def test_one_person_asking_six_times_at_once_asks_once(busy: District) -> None:
    held = post()
    key = resident(1).reach.account_id
    assert key is not None

    def go() -> str:
        return actions.apply(Actor.of(Account.objects.get(pk=key)), CODE, held.code, {"name": "某人"}).state

    assert Counter(at_once(*(go for _time in range(6)))) == {"applied": 1, AppliedAlready: 5}
    assert Applicant.objects.count() == 1


def test_a_month_drawn_up_by_two_at_once_is_one(busy: District) -> None:
    worked(placed(), d5="8")
    heard = at_once(lambda: drawn("fuwu").state, lambda: drawn("fuwu2").state)
    assert sorted(map(str, heard)) == sorted(["draft", str(RunAlready)])
    assert WageRun.objects.count() == 1 == Payslip.objects.count()


def test_wages_released_twice_at_once_are_paid_once(busy: District) -> None:
    worked(placed(), d5="8")
    run = drawn()
    heard = Counter(
        map(str, at_once(*(lambda: actions.release_run(actor("fuwu2"), run.pk).state for _time in range(4))))
    )
    assert heard == {"released": 1, str(NotNow): 3}
    assert Entry.objects.filter(key__startswith="wage:").count() == 2


def test_hours_confirmed_while_they_are_entered_anew(busy: District) -> None:
    row = placed()
    days = enter(row, d5="8")
    heard = at_once(lambda: town.confirm(*days), lambda: len(enter(row, d5="6")))
    day = row.work_days.get()
    confirmed = day.state == "confirmed"
    assert (str(day.hours), confirmed) in {("8.00", True), ("6.00", False)}, heard
    assert ConfirmedAlready in heard or not confirmed


def test_a_day_of_two_posts_entered_at_once_has_twenty_four_hours(busy: District) -> None:
    rows = [placed(), placed(post(sheet(title="停车引导")), 1)]
    heard = at_once(*(lambda row=row: len(enter(row, d5="13")) for row in rows))
    assert Counter(heard) == {1: 1, TooManyHours: 1}
