"""Someone is away and a colleague stands in: the reach is there on those days and gone the day after, and no chain loops."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client

from linli.audit.models import AuditEntry
from linli.cases.models import CaseEvent
from linli.notices.models import Notice
from linli.people import actions as people
from linli.people.absences import colleagues
from linli.people.actions import end_absence, issue_token, name_stand_in
from linli.people.actors import Actor
from linli.people.errors import LoopingChain, NoSuchAbsence, NotTheirs, UnfitAbsence, UnfitAccount
from linli.people.models import Absence, Account, Organisation, Position
from linli.people.reach import reach_of
from linli.places.actions import bump_revision, replace_district
from tests import factories
from tests.conftest import MovableClock

pytestmark = pytest.mark.django_db
TUESDAY, THURSDAY = date(2026, 11, 3), date(2026, 11, 5)
# A second one each of the works department and of 东街, so that there are colleagues of the same organisation.
COLLEAGUES = {
    "works2": ("department_handler", factories.WORKS),
    "here2": ("community_worker", factories.HERE, factories.HERE),
}


@pytest.fixture(autouse=True)
def place(clock: MovableClock) -> None:
    """Monday, 2 November 2026."""
    found = factories.district()
    staff = {**factories.STAFF, **COLLEAGUES}
    rows = [people.PersonRow(f"某{name}", name, None, (people.PositionRow(*held),)) for name, held in staff.items()]
    people.replace_people(found, rows, factories.PASSWORD)


def someone(username: str) -> Account:
    return Account.objects.get(username=username)


def away(username: str, stand_in: str, since: date = TUESDAY, until: date = THURSDAY, **given: Any) -> Absence:
    return name_stand_in(factories.actor(username), someone(stand_in), since, until, "去成都学习", **given)


def at_desk(username: str) -> Client:
    client = Client()
    client.post("/staff/sign-in", {"username": username, "password": factories.PASSWORD})
    return client


def sees(username: str, code: str) -> bool:
    return at_desk(username).get(f"/desk/cases/{code}").status_code == 200


def test_the_reach_is_there_on_the_days_and_gone_the_day_after(clock: MovableClock) -> None:
    """河东街道's officer goes on leave, 东街's worker stands in: sees 西街's case on those days, on no other."""
    lat, lon = factories.spot(factories.THERE)
    code = factories.report(location={"lat": lat, "lon": lon}).case.code
    away("street", "here")
    seen = []
    for _day in range(5):
        seen.append(sees("here", code))
        clock.advance(days=1)
    assert seen == [False, True, True, True, False]


def test_who_is_signed_in_gains_and_loses_it_at_midnight(clock: MovableClock) -> None:
    """A browser and a program that stay signed in over midnight: nothing of the reach is kept from the day before."""
    absence = away("street", "here", until=TUESDAY)
    clock.set(clock.now.replace(hour=15, minute=55))  # 23:55 in Shanghai
    browser = at_desk("here")
    token, _kept = issue_token("here", factories.PASSWORD, "127.0.0.1")
    assert "某street" not in reading(browser)
    assert factories.STREET not in reach_of(people.account_of_token(token)).organisations
    clock.advance(minutes=10)
    held = reach_of(people.account_of_token(token))
    assert factories.STREET in held.organisations and held.streets == {factories.STREET}
    assert held.stands_in_for == {absence.account_id}
    assert "某street" in reading(browser)
    clock.advance(hours=23, minutes=50)  # 23:55 of the only day
    token, _kept = issue_token("here", factories.PASSWORD, "127.0.0.1")
    browser = at_desk("here")
    assert reach_of(people.account_of_token(token)).streets == {factories.STREET} and "某street" in reading(browser)
    clock.advance(minutes=10)
    assert "某street" not in reading(browser)
    held = reach_of(people.account_of_token(token))
    assert factories.STREET not in held.organisations and not held.stands_in_for and not held.streets


def reading(browser: Client) -> str:
    return browser.get("/desk/notices").content.decode()


def test_a_stand_in_acts_in_their_own_name(clock: MovableClock) -> None:
    lat, lon = factories.spot(factories.THERE)
    case = factories.report(location={"lat": lat, "lon": lon}).case
    name_stand_in(factories.actor("there"), someone("street"), TUESDAY, THURSDAY, "培训")
    clock.advance(days=1)
    factories.move("street", case, "register", category=factories.DRAIN)
    event = CaseEvent.objects.get(stream=case.pk, kind="registered")
    assert (event.actor_id, event.actor_name) == (someone("street").pk, "某street")
    assert event.organisation == factories.STREET


def test_the_organisation_of_ones_own_stays_first(clock: MovableClock) -> None:
    """河东街道's code sorts before 东街's: what 东街's worker does all the same comes from 东街."""
    away("street", "here", since=date(2026, 11, 2))
    assert factories.STREET in factories.actor("here").reach.organisations
    assert factories.actor("here").organisation == factories.HERE


def test_it_is_told_and_on_record_without_the_reason(clock: MovableClock) -> None:
    absence = away("works", "works2")
    notice = Notice.objects.get(account=someone("works2"), template="stand_in_named")
    assert notice.link == "/desk/absence" and "11/3" in notice.text.replace("月", "/") and "某works" not in notice.text
    end_absence(factories.actor("works"), absence.pk)
    assert Notice.objects.filter(account=someone("works2"), template="stand_in_ended").exists()
    entries = AuditEntry.objects.filter(kind__startswith="absence_").order_by("seq")
    assert [(one.kind, one.subject, one.data["stand_in"]) for one in entries] == [
        ("absence_named", "works", "works2"), ("absence_ended", "works", "works2"),
    ]  # fmt: skip
    assert entries[0].data["roles"] == ["department_handler"]
    assert "去成都学习" not in str(list(entries.values()) + list(Notice.objects.values()))


def test_ended_early_it_is_gone_from_that_moment_and_can_be_named_anew(clock: MovableClock) -> None:
    absence = away("works", "works2", since=date(2026, 11, 2))
    assert factories.WORKS in reach_of(someone("works2")).organisations
    clock.advance(days=1, hours=3)
    end_absence(factories.actor("works"), absence.pk)
    held = Position.objects.get(stands_in_for=someone("works"))
    assert (held.since, held.until) == (date(2026, 11, 2), date(2026, 11, 2))
    assert not reach_of(someone("works2")).stands_in_for
    with pytest.raises(NoSuchAbsence):
        end_absence(factories.actor("works"), absence.pk)
    assert away("works", "works2").pk != absence.pk


def test_called_off_before_it_began_nothing_is_left(clock: MovableClock) -> None:
    absence = away("works", "works2")
    end_absence(factories.actor("works"), absence.pk)
    assert not Position.objects.exclude(stands_in_for=None).exists()


@pytest.mark.parametrize(
    ("since", "until", "field"),
    [
        (date(2026, 11, 1), THURSDAY, "since"), (THURSDAY, TUESDAY, "until"), (TUESDAY, date(2027, 11, 4), "until"),
        (date(1, 1, 1), date(9999, 12, 31), "since"), (date(9999, 12, 30), date(9999, 12, 31), "since"), (TUESDAY, date(9999, 12, 31), "until"),
    ],
)  # fmt: skip
def test_days_that_cannot_be_meant(clock: MovableClock, since: date, until: date, field: str) -> None:
    with pytest.raises(UnfitAbsence) as refused:
        away("works", "works2", since, until)
    assert refused.value.field == field and not Absence.objects.exists()


def test_from_today_and_a_whole_year_will_do(clock: MovableClock) -> None:
    today = date(2026, 11, 2)
    assert away("works", "works2", today, today + timedelta(days=365)).is_now


@pytest.mark.parametrize("reason", ["", "  \n ", "\0", "好" * 61])
def test_a_reason_of_a_few_words(clock: MovableClock, reason: str) -> None:
    with pytest.raises(UnfitAbsence) as refused:
        name_stand_in(factories.actor("works"), someone("works2"), TUESDAY, THURSDAY, reason)
    assert refused.value.field == "reason"


def test_a_chain_that_loops(clock: MovableClock) -> None:
    away("works", "works2")
    with pytest.raises(LoopingChain) as refused:
        away("works2", "works", THURSDAY, date(2026, 11, 9))
    assert "某works" in refused.value.message
    assert away("works2", "works", date(2026, 11, 6), date(2026, 11, 9))


def test_a_chain_that_goes_on(clock: MovableClock) -> None:
    """B is away: nobody can name B; B stands in: B can name nobody. Touching on one day is enough."""
    away("here", "here2")
    with pytest.raises(LoopingChain):
        away("street", "here", THURSDAY, THURSDAY)
    with pytest.raises(LoopingChain):
        away("here2", "street", THURSDAY, date(2026, 11, 9))
    assert away("street", "here", date(2026, 11, 6), date(2026, 11, 6))


def test_one_is_away_once_at_a_time(clock: MovableClock) -> None:
    away("here", "here2")
    with pytest.raises(UnfitAbsence) as refused:
        away("here", "street", date(2026, 11, 2), TUESDAY)
    assert refused.value.field == "since" and "某here2" in refused.value.message


@pytest.mark.parametrize(
    "stand_in", ["works", "water", "there", "centre"], ids=["oneself", "department", "community", "centre"]
)
def test_who_cannot_stand_in(clock: MovableClock, stand_in: str) -> None:
    with pytest.raises(UnfitAbsence) as refused:
        away("works", stand_in)
    assert refused.value.field == "stand_in"


def test_neither_a_stranger_nor_who_has_left_nor_a_resident(clock: MovableClock) -> None:
    Account.objects.filter(username="works2").update(is_active=False)
    outside = factories.resident()
    for one in (someone("works2"), outside):
        with pytest.raises(UnfitAbsence):
            name_stand_in(factories.actor("works"), one, TUESDAY, THURSDAY, "去成都学习")


def test_the_organisation_above_and_those_below_are_near(clock: MovableClock) -> None:
    assert away("here", "street", TUESDAY, TUESDAY)
    assert away("street", "there", THURSDAY, THURSDAY)
    assert nearby("works") == {"works2"}
    Organisation.objects.filter(pk=factories.WATER).update(parent_id=factories.WORKS)
    bump_revision(someone("works").district)
    assert nearby("works") == {"works2", "water"}


def nearby(username: str) -> set[str | None]:
    return {one.username for _unit, staff in colleagues(someone(username), TUESDAY) for one in staff}


@pytest.mark.parametrize("username", ["auditor", "admin"])
def test_the_power_to_audit_and_to_administer_is_not_passed_on(clock: MovableClock, username: str) -> None:
    with pytest.raises(UnfitAbsence) as refused:
        away(username, "centre")
    assert refused.value.field == "stand_in"
    with pytest.raises(UnfitAbsence):
        away("centre", username)
    Position.objects.create(
        account=someone(username), role="dispatcher", organisation_id=factories.CENTRE, area_id=factories.CODE
    )
    away(username, "centre")
    assert set(Position.objects.exclude(stands_in_for=None).values_list("role", flat=True)) == {"dispatcher"}


def test_a_position_that_ends_meanwhile_ends_for_both(clock: MovableClock) -> None:
    someone("works").positions.update(until=date(2026, 11, 4))
    away("works", "works2")
    held = Position.objects.get(stands_in_for=someone("works"))
    assert (held.since, held.until) == (TUESDAY, date(2026, 11, 4))


def test_a_supervisor_speaks_for_somebody_taken_ill(clock: MovableClock) -> None:
    away("supervisor", "here2", whom=someone("here"))
    assert AuditEntry.objects.get(kind="absence_named").actor_name == "某supervisor"
    for username in ("works2", "street", "auditor"):
        with pytest.raises(NotTheirs):
            away(username, "works2", whom=someone("works"))
    with pytest.raises(UnfitAbsence):
        away("supervisor", "supervisor", whom=someone("centre"))


def test_not_for_another_district(clock: MovableClock) -> None:
    other, _changes = replace_district(
        code="990102", slug="other", name="别的区", city="样例市", province="样例省", prefix="DO", demo=True, settings={}
    )  # fmt: skip
    Account.objects.filter(username="works").update(district=other)
    with pytest.raises(NotTheirs):
        away("supervisor", "works2", whom=someone("works"))
    with pytest.raises(UnfitAbsence) as refused:
        away("works2", "works")
    assert refused.value.field == "stand_in"


def test_who_leaves_is_stood_in_for_no_more(clock: MovableClock) -> None:
    away("works", "works2", since=date(2026, 11, 2))
    Account.objects.update(is_demo=False)
    people.remove_staff("works")
    assert not reach_of(someone("works2")).stands_in_for
    assert not Absence.objects.filter(ended_at=None).exists()


def test_a_role_taken_leaves_what_is_held_for_somebody_else(clock: MovableClock) -> None:
    away("works", "works2", since=date(2026, 11, 2))
    Account.objects.update(is_demo=False)
    people.remove_staff("works2", "department_handler")
    held = Position.objects.get(account=someone("works2"))
    assert held.stands_in_for == someone("works")
    with pytest.raises(UnfitAccount) as refused:
        people.remove_staff("works2", "department_handler")
    assert refused.value.field == "not_held"


def test_a_pack_that_is_loaded_again_leaves_stand_ins_alone(clock: MovableClock) -> None:
    away("works", "works2", since=date(2026, 11, 2))
    place_again = {**factories.STAFF, **COLLEAGUES}
    rows = [
        people.PersonRow(f"某{name}", name, None, (people.PositionRow(*held),)) for name, held in place_again.items()
    ]
    found = someone("works").district
    assert found and not people.replace_people(found, rows, factories.PASSWORD).changed
    assert reach_of(someone("works2")).stands_in_for


# The page


def test_the_page_from_naming_to_ending(clock: MovableClock) -> None:
    desk = at_desk("works")
    assert desk.get("/desk/absence").status_code == 200
    given = {
        "stand_in": str(someone("works2").pk),
        "since": "2026-11-02",
        "until": "2026-11-05",
        "reason": "去成都学习",
    }
    assert desk.post("/desk/absence", given).headers["Location"] == "/desk/absence"
    mine = desk.get("/desk/absence").content.decode()
    assert "某works2" in mine and "去成都学习" in mine
    theirs = at_desk("works2").get("/desk/absence").content.decode()
    assert "某works" in theirs and "去成都学习" not in theirs
    absence = Absence.objects.get()
    at_desk("works2").post(f"/desk/absence/{absence.pk}/end")
    absence.refresh_from_db()
    assert not absence.is_over, "a stand-in does not end it"
    desk.post(f"/desk/absence/{absence.pk}/end")
    absence.refresh_from_db()
    assert absence.is_over


def test_a_supervisor_sees_everybody_and_others_do_not(clock: MovableClock) -> None:
    away("works", "works2")
    assert "去成都学习" in at_desk("supervisor").get("/desk/absence").content.decode()
    assert "去成都学习" not in at_desk("centre").get("/desk/absence").content.decode()
    works = someone("works")
    assert at_desk("supervisor").get(f"/desk/absence?for={works.pk}").status_code == 200
    assert at_desk("centre").get(f"/desk/absence?for={works.pk}").status_code == 404
    given = {
        "for": str(someone("here").pk),
        "stand_in": str(someone("here2").pk),
        "since": "2026-11-02",
        "until": "2026-11-02",
        "reason": "急病",
    }
    assert at_desk("supervisor").post("/desk/absence", given).status_code == 302
    assert Absence.objects.filter(account=someone("here")).exists()


@pytest.mark.parametrize(
    "given",
    [
        {}, {"since": "2026-02-30"}, {"since": "9999-99-99"}, {"since": "昨天", "until": "\0"}, {"since": "0001-01-01"}, {"until": "99999-01-01"},
        {"stand_in": "x"}, {"stand_in": "253e7064-e29c-433f-ad0d-79b5cbd0d0ea"}, {"reason": "长" * 300}, {"until": "9999-12-31"}, {"reason": "\0"},
    ],
)  # fmt: skip
def test_bad_input_is_told_beside_its_field(clock: MovableClock, given: dict[str, str]) -> None:
    whole = {
        "stand_in": str(someone("works2").pk),
        "since": "2026-11-02",
        "until": "2026-11-05",
        "reason": "去成都学习",
    }
    answer = at_desk("works").post("/desk/absence", {**whole, **given} if given else {})
    assert answer.status_code == 422 and b"fault" in answer.content
    assert not Absence.objects.exists()


@pytest.mark.parametrize("text", ["x", "\0", "253e7064-e29c-433f-ad0d-79b5cbd0d0ea"])
def test_nobody_of_that_key(clock: MovableClock, text: str) -> None:
    assert at_desk("supervisor").get("/desk/absence", {"for": text}).status_code == 404
    assert at_desk("supervisor").post("/desk/absence", {"for": text}).status_code == 404


def test_only_staff(clock: MovableClock) -> None:
    assert "/staff/sign-in" in Client().get("/desk/absence").headers["Location"]
    with pytest.raises(NotTheirs):
        name_stand_in(Actor.of(factories.resident()), someone("works2"), TUESDAY, THURSDAY, "去成都学习")
