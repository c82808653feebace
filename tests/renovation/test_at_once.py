"""Many at the same moment: a household has one ballot, however it is cast, and none slips in behind the count."""

from __future__ import annotations

from collections import Counter

import pytest

from linli.people.actors import Actor
from linli.people.models import Account
from linli.places.models import District
from linli.renovation import actions
from linli.renovation.errors import VoteClosed, VotedAlready
from linli.renovation.models import Ballot, VoteResult
from tests.conftest import MovableClock
from tests.factories import CODE, actor
from tests.renovation import town
from tests.renovation.town import at_once, resident, unit, vote

SURE = {"choice": "y", "sure": True}


@pytest.fixture
def busy(transactional_db: None, clock: MovableClock) -> District:
    """As `district`, with real transactions."""
    return town.district()


def test_a_household_votes_many_times_at_once_and_once_it_counts(busy: District) -> None:
    town.roll()
    held = vote()
    key, who = unit(held, 1).pk, resident(1).reach.account_id
    _vote, letters = actions.print_letters(actor("here"), held.code, None)
    code = letters[0].code

    def by_phone(choice: str) -> str:
        given = {"choice": choice, "sure": True}
        return actions.cast(Actor.of(Account.objects.get(pk=who)), CODE, held.code, key, given).way

    def by_letter() -> str:
        return actions.cast_with_code(CODE, held.code, code, SURE).way

    heard = Counter(at_once(*(lambda c=c: by_phone(c) for c in "ynayn"), by_letter, by_letter))
    assert heard[VotedAlready] == 6 and heard["phone"] + heard["letter"] == 1, heard
    assert Ballot.objects.count() == 1


def test_a_vote_is_counted_once_and_no_ballot_comes_behind(busy: District, clock: MovableClock) -> None:
    town.roll()
    held = vote()
    people = [resident(number) for number in range(1, 6)]
    units = [unit(held, number).pk for number in range(1, 6)]
    clock.set(clock.now.replace(day=20, hour=15))
    late = clock.now.replace(day=20, hour=17)

    def close() -> str:
        clock.set(late)
        return actions.close_vote(actor("here"), held.code).outcome

    casts = [lambda p=p, u=u: actions.cast(p, CODE, held.code, u, SURE).way for p, u in zip(people, units, strict=True)]
    heard = Counter(at_once(*casts, close, close))
    assert heard[VoteClosed] >= 1 and heard["reached"] + heard["not_reached"] == 1
    from linli.renovation.actions.opening import count
    from linli.renovation.queries.whole import faults

    result = VoteResult.objects.get()
    (counted,) = count(result.vote).values()
    assert counted.voted == Ballot.objects.count() == sum(one.voted for one in result.tallies.all())
    assert list(faults()) == []
