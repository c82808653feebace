"""A vote from its opening to its notice: who may vote, once, by which way; what is refused; and that a result stands."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from linli.audit.models import AuditEntry
from linli.cases.errors import InvalidInput
from linli.people.actors import Actor
from linli.people.models import Account
from linli.people.vault import seal
from linli.places.models import District
from linli.renovation import actions
from linli.renovation.errors import (
    NoRoll,
    NotAKeeper,
    NotOnTheRoll,
    NotThere,
    OtherChoice,
    PaperDecided,
    PaperWaits,
    RuleChanged,
    SamePerson,
    SignInFirst,
    TooEarlyToClose,
    Unfit,
    UnknownCode,
    VoteClosed,
    VotedAlready,
)
from linli.renovation.models import Ballot, PaperBallot, Rule, Tally, Vote, VoteResult
from linli.renovation.queries.mine import homes
from linli.renovation.queries.voting import standing
from linli.renovation.queries.voting import vote as shown_vote
from linli.renovation.queries.whole import faults
from tests.conftest import MovableClock
from tests.factories import CODE, actor
from tests.renovation import town
from tests.renovation.town import LANE, ONE, ORDINARY, QUARTERS, SPECIAL, TWO, at, cast, resident, rule, unit, vote


@pytest.fixture
def held(district: District) -> Vote:
    town.roll()
    return vote()


def over(clock: MovableClock) -> None:
    """The day after the last one."""
    clock.set(clock.now.replace(month=11, day=21))


def paper(code: str, number: int, choice: str = "y", by: str = "here") -> PaperBallot:
    given = {"house": str(at().pk), "unit": str(100 + number), "choice": choice}
    return actions.enter_paper(actor(by), code, given)


# Opening


def test_a_vote_keeps_roll_and_rule_of_the_day_it_was_opened(held: Vote, district: District) -> None:
    assert (held.units, held.area, held.rule.version) == (6, Decimal("480.00"), 1)
    actions.replace_rules(district, [rule(ORDINARY, QUARTERS, 2)])
    assert vote(title="另一件事").rule.version == 2
    held.refresh_from_db()
    assert held.rule.terms["agree_area"] == ">1/2"


def test_a_version_of_a_rule_is_never_worded_anew(district: District) -> None:
    with pytest.raises(RuleChanged):
        actions.replace_rules(district, [rule(ORDINARY, QUARTERS)])
    with pytest.raises(RuleChanged):
        actions.replace_rules(district, [rule(SPECIAL, QUARTERS, name="别的名字")])
    assert not actions.replace_rules(district, [rule(SPECIAL, QUARTERS)])


def test_no_vote_without_a_roll_nor_with_half_of_one(district: District) -> None:
    with pytest.raises(NoRoll):
        vote()
    actions.import_roll(actor("here"), LANE, town.table(*(town.line(ONE, str(n)) for n in range(101, 106))))
    with pytest.raises(NoRoll, match="5"):
        vote()
    town.roll()
    with pytest.raises(NotThere):
        vote(house=str(at("后街大院").pk))
    assert not Vote.objects.exists()
    assert vote(house="").units == 9, "the whole estate"


@pytest.mark.parametrize(
    "wrong",
    [
        {"rule": "nothing"},
        {"rule": ""},
        {"closes_on": "2026-11-03"},
        {"closes_on": "2027-11-03"},
        {"closes_on": "下周"},
        {"title": ""},
        {"text": "太短"},
        {"keeper_two": ""},
    ],
)
def test_a_vote_that_lacks_something_is_not_opened(district: District, wrong: dict[str, str]) -> None:
    town.roll()
    with pytest.raises((InvalidInput, Unfit)):
        vote(**wrong)
    assert not Vote.objects.exists()


def test_keepers_are_two_people_of_who_holds_the_vote(district: District) -> None:
    town.roll()
    one = town.keepers()["keeper_one"]
    with pytest.raises(InvalidInput):
        vote(keeper_two=one)
    with pytest.raises(Unfit):
        vote(keeper_two=str(Account.objects.get(username="there").pk))
    with pytest.raises(NotThere):
        actions.open_vote(actor("there"), LANE, town.asked())


# Voting


def test_a_household_votes_once_by_telephone(held: Vote) -> None:
    cast(held, 1, "n")
    with pytest.raises(VotedAlready, match="101"):
        cast(held, 1, "y")
    (home,) = homes(resident(1))
    assert home.votes[0].choice == "n", "the household sees its own"
    assert Ballot.objects.count() == 1
    assert bytes(Ballot.objects.get().choice_cipher) != b"n", "sealed"
    lengths = {len(seal(letter)) for letter in "yna"}
    assert len(lengths) == 1, "and nobody tells them apart by their length"


def test_a_stranger_does_not_vote(held: Vote) -> None:
    given = {"choice": "y", "sure": True}
    key = unit(held, 1).pk
    for who, told in ((Actor.guest(), SignInFirst), (actor("here"), SignInFirst), (resident(2), NotOnTheRoll)):
        with pytest.raises(told):
            actions.cast(who, CODE, held.code, key, given)
    with pytest.raises(NotOnTheRoll):
        actions.cast(resident(40), CODE, held.code, key, given)
    with pytest.raises(NotThere):
        actions.cast(resident(1), CODE, "BJ-0000-0000", key, given)
    other = vote(house=str(at(TWO).pk), title="二幢的事")
    with pytest.raises(NotOnTheRoll):
        actions.cast(resident(1), CODE, other.code, key, given)
    assert not Ballot.objects.exists()


@pytest.mark.parametrize("given", [{}, {"choice": "x", "sure": True}, {"choice": "y"}, {"sure": True}])
def test_a_vote_is_meant(held: Vote, given: dict[str, object]) -> None:
    with pytest.raises(InvalidInput):
        actions.cast(resident(1), CODE, held.code, unit(held, 1).pk, given)


def test_the_code_of_a_letter_works_once(held: Vote) -> None:
    cast(held, 2)
    _vote, letters = actions.print_letters(actor("here"), held.code, None)
    assert [one.unit.unit for one in letters] == ["101", "103", "104", "105", "106"], "who has voted needs none"
    given = {"choice": "y", "sure": True}
    code = letters[0].code
    with pytest.raises(UnknownCode):
        actions.cast_with_code(CODE, held.code, "0000-0000-0000", given)
    actions.cast_with_code(CODE, held.code, code.lower().replace("-", " "), given)
    with pytest.raises(VotedAlready):
        actions.cast_with_code(CODE, held.code, code, given)
    with pytest.raises(VotedAlready):
        cast(held, 1)
    _vote, newer = actions.print_letters(actor("here2"), held.code, at().pk)
    with pytest.raises(UnknownCode):
        actions.cast_with_code(CODE, held.code, letters[1].code, given)
    actions.cast_with_code(CODE, held.code, newer[0].code, given)
    assert not Ballot.objects.filter(choice_cipher=b"y").exists()
    assert AuditEntry.objects.filter(kind="letters_printed").count() == 2


def test_a_paper_counts_when_two_people_read_the_same(held: Vote) -> None:
    row = paper(held.code, 3, "n")
    assert not Ballot.objects.exists()
    with pytest.raises(PaperWaits):
        paper(held.code, 3, "n", by="here2")
    with pytest.raises(SamePerson):
        actions.confirm_paper(actor("here"), row.pk, {"choice": "n"})
    with pytest.raises(OtherChoice):
        actions.confirm_paper(actor("here2"), row.pk, {"choice": "y"})
    with pytest.raises(NotThere):
        actions.confirm_paper(actor("there"), row.pk, {"choice": "n"})
    ballot = actions.confirm_paper(actor("here2"), row.pk, {"choice": "n"})
    assert (ballot.choice, ballot.way) == ("n", "paper")
    with pytest.raises(PaperDecided):
        actions.confirm_paper(actor("here2"), row.pk, {"choice": "n"})
    with pytest.raises(VotedAlready):
        paper(held.code, 3)
    with pytest.raises(NotThere):
        paper(held.code, 99)


def test_a_household_that_voted_otherwise_meanwhile(held: Vote) -> None:
    row = paper(held.code, 1, "n")
    cast(held, 1, "y")
    with pytest.raises(VotedAlready):
        actions.confirm_paper(actor("here2"), row.pk, {"choice": "n"})
    actions.set_paper_aside(actor("here"), row.pk)
    assert Ballot.objects.get().choice == "y"


# The end


def test_nothing_is_counted_before_the_last_day_is_over(held: Vote, clock: MovableClock) -> None:
    for number in range(1, 7):
        cast(held, number)
    with pytest.raises(TooEarlyToClose):
        actions.close_vote(actor("here"), held.code)
    clock.set(clock.now.replace(day=20, hour=15, minute=59))
    with pytest.raises(TooEarlyToClose):
        actions.close_vote(actor("here"), held.code)
    clock.set(clock.now.replace(day=20, hour=16, minute=0))
    assert actions.close_vote(actor("here"), held.code).outcome == "reached"


def test_after_the_last_day_and_after_the_end_nobody_votes(held: Vote, clock: MovableClock) -> None:
    _vote, letters = actions.print_letters(actor("here"), held.code, None)
    waiting = paper(held.code, 5, "y")
    over(clock)
    for late in (
        lambda: cast(held, 1),
        lambda: actions.cast_with_code(CODE, held.code, letters[0].code, {"choice": "y", "sure": True}),
        lambda: paper(held.code, 4),
        lambda: actions.print_letters(actor("here"), held.code, None),
    ):
        with pytest.raises(VoteClosed):
            late()
    with pytest.raises(PaperWaits):
        actions.close_vote(actor("here"), held.code)
    actions.confirm_paper(actor("here2"), waiting.pk, {"choice": "y"})
    actions.close_vote(actor("here"), held.code)
    for late in (
        lambda: actions.close_vote(actor("here"), held.code),
        lambda: actions.call_off(actor("here"), held.code, {"reason": "后悔了"}),
        lambda: cast(held, 1),
    ):
        with pytest.raises(VoteClosed):
            late()


def test_a_result_says_what_was_counted_by_building(held: Vote, clock: MovableClock) -> None:
    for number, choice in ((1, "y"), (2, "y"), (3, "y"), (4, "n"), (5, "a")):
        cast(held, number, choice)
    over(clock)
    result = actions.close_vote(actor("here"), held.code)
    tally = Tally.objects.get(result=result)
    assert (tally.units, tally.yes, tally.no, tally.abstain, tally.yes_area) == (6, 3, 1, 1, Decimal("240.00"))
    shown = standing(shown_vote(CODE, held.code))
    assert [(one.part, one.whole, one.met) for one in shown.checks][2][2] is True
    assert shown.checks[3].part.startswith("240.00") and shown.checks[3].whole.startswith("400.00")
    assert result.outcome == "reached" and list(faults()) == []


def test_by_area_it_fails_where_the_count_reached(district: District, clock: MovableClock) -> None:
    town.roll(("50.00", "50.00", "50.00", "50.00", "50.00", "200.00"))
    held = vote()
    for number in range(1, 7):
        cast(held, number, "n" if number == 6 else "y")
    over(clock)
    assert actions.close_vote(actor("here"), held.code).outcome == "reached"
    again = vote(rule=SPECIAL, title="又一件事", closes_on="2026-12-10")
    for number in range(1, 7):
        cast(again, number, "n" if number == 6 else "y")
    clock.advance(days=30)
    assert actions.close_vote(actor("here"), again.code).outcome == "not_reached", "250 of 450 m² are no three quarters"


def test_few_ballots_are_not_published_by_themselves(district: District, clock: MovableClock) -> None:
    town.roll()
    held = vote(house="")
    for number in range(1, 7):
        cast(held, number)
    _vote, letters = actions.print_letters(actor("here"), held.code, at(TWO).pk)
    actions.cast_with_code(CODE, held.code, letters[0].code, {"choice": "n", "sure": True})
    over(clock)
    actions.close_vote(actor("here"), held.code)
    shown = standing(shown_vote(CODE, held.code))
    assert [line.hidden for line in shown.houses] == [True, True], "the other one would be the rest of the sum"
    assert not shown.sum_hidden and shown.counted is not None and shown.counted.no == 1


def test_how_they_voted_is_nowhere_before_the_end(held: Vote) -> None:
    cast(held, 1)
    shown = standing(shown_vote(CODE, held.code))
    assert shown.counted is None and shown.checks == [] and (shown.voted, shown.houses[0].voted) == (1, 1)


def test_the_keepers_alone_look_and_say_why(held: Vote) -> None:
    cast(held, 1, "n")
    for name in ("street", "works"):
        with pytest.raises(NotAKeeper):
            actions.see_ballots(actor(name), held.code, {"reason": "想看看"})
    with pytest.raises(InvalidInput):
        actions.see_ballots(actor("here"), held.code, {"reason": ""})
    assert not AuditEntry.objects.filter(kind="ballots_seen").exists()
    _vote, seen = actions.see_ballots(actor("here2"), held.code, {"reason": "街道复核"})
    assert [(one.ballot.unit.unit, one.ballot.choice) for one in seen] == [("101", "n")]
    assert AuditEntry.objects.get(kind="ballots_seen").data == {"reason": "街道复核"}


def test_a_vote_is_called_off_with_a_reason(held: Vote) -> None:
    cast(held, 1)
    with pytest.raises(InvalidInput):
        actions.call_off(actor("here"), held.code, {"reason": ""})
    result = actions.call_off(actor("here"), held.code, {"reason": "方案有改动"})
    assert result.outcome == "called_off" and not Tally.objects.exists()
    with pytest.raises(VoteClosed):
        cast(held, 2)


# What the database refuses by itself

CHANGES = (
    "UPDATE renovation_voteresult SET outcome = 'reached'",
    "DELETE FROM renovation_voteresult",
    "UPDATE renovation_tally SET yes = 99",
    "DELETE FROM renovation_tally",
    "UPDATE renovation_ballot SET way = 'paper'",
    "DELETE FROM renovation_ballot",
    "UPDATE renovation_vote SET closes_on = '2020-01-01'",
    "UPDATE renovation_voteunit SET area = 1",
    "UPDATE renovation_rule SET version = 9",
)


def test_a_closed_result_is_not_changed_by_sql(held: Vote, clock: MovableClock) -> None:
    cast(held, 1)
    over(clock)
    actions.close_vote(actor("here"), held.code)
    for sql in CHANGES:
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(sql)
    late = Ballot(vote=held, unit=unit(held, 2), choice_cipher=seal("y"), way="phone", at=clock.now)
    with pytest.raises(DatabaseError, match="closed"), transaction.atomic():
        late.save(force_insert=True)
    with pytest.raises(IntegrityError), transaction.atomic():
        VoteResult.objects.create(vote=held, outcome="reached", closed_at=clock.now)


def test_the_database_refuses_a_second_ballot_and_one_person_twice(held: Vote, clock: MovableClock) -> None:
    first = cast(held, 1)
    with pytest.raises(IntegrityError), transaction.atomic():
        Ballot(vote=held, unit=first.unit, choice_cipher=seal("n"), way="phone", at=clock.now).save(force_insert=True)
    row = paper(held.code, 2)
    with pytest.raises(IntegrityError), transaction.atomic():
        PaperBallot.objects.filter(pk=row.pk).update(state="confirmed", decided_by=row.entered_by)
    with pytest.raises(IntegrityError), transaction.atomic():
        PaperBallot.objects.create(
            unit=row.unit, choice_cipher=seal("y"), entered_by=row.entered_by, entered_at=clock.now
        )


def test_a_result_that_is_not_what_the_ballots_say_is_found(held: Vote, clock: MovableClock) -> None:
    from linli.audit import migration

    cast(held, 1)
    over(clock)
    actions.close_vote(actor("here"), held.code)
    with connection.cursor() as cursor:
        for statement in migration.lifting(connection.vendor, "renovation_tally"):
            cursor.execute(statement)
        cursor.execute("UPDATE renovation_tally SET no = 1")
        for statement in migration.laying(connection.vendor, "renovation_tally"):
            cursor.execute(statement)
    assert [held.code in one for one in faults()] == [True]


def test_rules_are_read_newest_first(district: District) -> None:
    from linli.renovation.queries.rules import current_rules

    actions.replace_rules(district, [rule(ORDINARY, QUARTERS, 2)])
    assert [(one.code, one.version) for one in current_rules(CODE)] == [(ORDINARY, 2), (SPECIAL, 1)]
    assert Rule.objects.count() == 3
